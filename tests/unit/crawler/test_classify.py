"""Tables of samples: what each kind of text is taken for."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import zipfile

import fastavro
import pytest

from lake.grok import NoGrok
from services.crawler import avro, classify, grok
from services.crawler.finding import Damaged, Finding
from services.crawler.heads import opened
from services.crawler.types import text

LIMIT = 2**20
ALB = (
    "h2 2026-07-02T22:23:00.186641Z app/my-loadbalancer/50dc6c495c0c9188 10.0.1.252:48160 10.0.0.66:9000 0.000 0.002 "
    '0.000 200 200 5 257 "GET https://10.0.2.105:773/ HTTP/2.0" "curl/7.46.0" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2\n'
)
FLOW = "2 123456789010 eni-1235b8ca 172.31.16.139 172.31.16.21 20641 22 6 20 4249 1418530010 1418530070 ACCEPT OK\n"
ARCHIVE = {
    "id": "2489651045",
    "type": "CreateEvent",
    "actor": {"id": 665991, "login": "p", "gravatar_id": ""},
    "repo": {"id": 28688495, "name": "p/p"},
    "payload": {"ref": None, "size": 1},
    "public": True,
    "created_at": "2015-01-01T15:00:00Z",
}


def found(data: bytes, own: tuple[classify.Classifier, ...] = ()) -> Finding:
    return classify.of_text(opened(data, len(data), LIMIT), own)


def columns(finding: Finding) -> dict[str, str]:
    return {name: text(kind) for name, kind in finding.columns}


TEXTS: dict[str, tuple[bytes, str, dict[str, str], int]] = {
    "json lines": (b'{"a":1}\n{"a":2.5,"B":null}\n', "json", {"a": "double", "b": "string"}, 2),
    "json on several lines": (
        b'{\n "a": 1,\n "b": [1, 3000000000]\n}\n',
        "json",
        {"a": "int", "b": "array<bigint>"},
        1,
    ),
    "firehose without newlines": (b'{"a":1}{"a":2}{"a":3}', "json", {"a": "int"}, 3),
    "an array": (b'[{"a":1},{"a":2}]', "json", {"array": "array<struct<a:int>>"}, 1),
    "types that do not agree": (b'{"a":1}\n{"a":"x"}\n{"a":{"b":1}}', "json", {"a": "string"}, 3),
    "a bad line": (b'{"a":1}\nrubbish\n{"a":2}\n', "json", {"a": "int"}, 2),
    "github archive": (
        json.dumps(ARCHIVE).encode(),
        "json",
        {
            "id": "string",
            "type": "string",
            "actor": "struct<id:int,login:string,gravatar_id:string>",
            "repo": "struct<id:int,name:string>",
            "payload": "struct<ref:string,size:int>",
            "public": "boolean",
            "created_at": "string",
        },
        1,
    ),
    "cloudtrail": (
        b'{"Records":[{"eventVersion":"1.08","userIdentity":{"type":"Root"}}]}',
        "json",
        {"records": "array<struct<eventVersion:string,userIdentity:struct<type:string>>>"},
        1,
    ),
    "csv with a header": (b"id,name\n1,a\n2,b\n", "csv", {"id": "bigint", "name": "string"}, 2),
    "retailrocket": (
        b"timestamp,visitorid,event,itemid,transactionid\n1433221332117,257597,view,355908,\n1,2,view,3,\n",
        "csv",
        {
            "timestamp": "bigint",
            "visitorid": "bigint",
            "event": "string",
            "itemid": "bigint",
            "transactionid": "string",
        },
        2,
    ),
    "csv of text alone has no header": (b"id,name\nx,a\ny,b\n", "csv", {"col0": "string", "col1": "string"}, 3),
    "csv without a header": (
        b"punk,5.5,true\nipa,6,false\n",
        "csv",
        {"col0": "string", "col1": "double", "col2": "boolean"},
        2,
    ),
    "tabs": (b"a\tb\n1\t2\n3\t4\n", "csv", {"a": "bigint", "b": "bigint"}, 2),
    "pipes": (b"a|b\n1|2\n3|x\n", "csv", {"a": "bigint", "b": "string"}, 2),
    "semicolons": (b"a;b\n1;2,5\n3;4,5\n", "csv", {"a": "bigint", "b": "string"}, 2),
    "ctrl-a": (b"a\x01b\n1\x012\n", "csv", {"a": "bigint", "b": "bigint"}, 1),
    "a quoted delimiter": (b'a,b\n1,"x,y"\n2,"z"\n', "csv", {"a": "bigint", "b": "string"}, 2),
    "one column is no csv": (b"a\n1\n2\n", "UNKNOWN", {}, 0),
    "one row is no csv": (b"a,b\n", "UNKNOWN", {}, 0),
    "prose": (b"Dear reader,\nthis is prose.\nYours, me.\nEnd\n", "UNKNOWN", {}, 0),
    "flow logs need a classifier": (FLOW.encode(), "UNKNOWN", {}, 0),
}


@pytest.mark.parametrize("case", TEXTS)
def test_texts(case: str) -> None:
    data, kind, expected, records = TEXTS[case]
    finding = found(data)
    assert (finding.classification, columns(finding), finding.records) == (kind, expected, records)


def test_paths_of_json_are_sorted_as_written() -> None:
    assert found(b'{"birthDay":1,"Zip":2,"email":"x"}').paths == ("Zip", "birthDay", "email")


@pytest.mark.parametrize("header", ["a" * 150 + ",b", ",b", "1,b"])
def test_what_is_no_header(header: str) -> None:
    assert list(columns(found(f"{header}\n1,2\n3,4\n".encode()))) == ["col0", "col1"]


LOGS = {
    "apache": '127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /a.gif HTTP/1.0" 200 2326\n',
    "combined_apache": (
        '127.0.0.1 - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.0" 200 - "http://e.com/" "Mozilla/4.08 (Win98)"\n'
    ),
    "linux_kernel": "Nov 27 10:00:01 host kernel: [12345.678901] usb 1-1: new device\n",
    "ruby_logger": "I, [2026-11-27T10:00:00.123456 #4242]  INFO -- main: started\n",
    "redismonlog": '1339518083.107412 [0 127.0.0.1:60866] "keys" "*"\n',
}


@pytest.mark.parametrize("kind", LOGS)
def test_logs(kind: str) -> None:
    assert found(LOGS[kind].encode() * 3).classification == kind


@pytest.mark.parametrize(
    ("line", "pattern", "expected"),
    [
        (FLOW, "%{INT:version:int} %{NOTSPACE:account} %{GREEDYDATA:rest}", {"version": "int"}),
        (
            ALB,
            "%{WORD:type} %{TIMESTAMP_ISO8601:time} %{NOTSPACE:elb} %{IP:client}:%{INT:port:long} %{DATA:x}",
            {"port": "bigint"},
        ),
    ],
)
def test_grok_classifiers(line: str, pattern: str, expected: dict[str, str]) -> None:
    finding = found(line.encode() * 2, (grok.made("mine", pattern),))
    assert (finding.classification, finding.details["grok"]) == ("mine", pattern)
    assert expected.items() <= columns(finding).items()


@pytest.mark.parametrize("pattern", ["%{NOBODY:x}", "(?=a)b", "(a", "%{LOOP}"])
def test_grok_that_cannot_be(pattern: str) -> None:
    with pytest.raises(NoGrok):
        grok.made("mine", pattern, "LOOP %{LOOP}")


def test_csv_classifiers() -> None:
    own = {"Name": "c", "Delimiter": ",", "ContainsHeader": "PRESENT", "Serde": "OpenCSVSerDe", "Header": ["x", "y"]}
    finding = found(b'id,name\n"1","a"\n', tuple(classify.custom([{"CsvClassifier": own}])))
    assert (columns(finding), finding.details["serde"]) == ({"x": "bigint", "y": "string"}, "OpenCSVSerDe")
    typed = {"Name": "c", "Delimiter": "#", "CustomDatatypeConfigured": True, "CustomDatatypes": ["LONG", "DATE"]}
    finding = found(b"1#2026-01-01\n2#x\n", tuple(classify.custom([{"CsvClassifier": typed}])))
    assert columns(finding) == {"col0": "bigint", "col1": "date"}


def test_json_classifiers_choose_records() -> None:
    own = tuple(classify.custom([{"JsonClassifier": {"Name": "j", "JsonPath": "$.Records[*]"}}]))
    finding = found(b'{"Records":[{"a":1},{"a":2}]}', own)
    assert (columns(finding), finding.records) == ({"a": "int"}, 2)
    own = tuple(classify.custom([{"JsonClassifier": {"Name": "j", "JsonPath": "$[*]"}}]))
    assert columns(found(b'[{"a":1},{"b":2}]', own)) == {"a": "int", "b": "int"}


def test_compressed() -> None:
    data = b'{"a":1}\n' * 100
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("a.json", data)
    packed = {"gzip": gzip.compress(data), "bzip2": bz2.compress(data), "zip": archive.getvalue()}
    for name, stored in packed.items():
        finding = found(stored)
        assert (finding.compression, finding.records, finding.average) == (name, 100, 8)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (gzip.compress(b'{"a":1}\n' * 9_000)[:-9], "ends too early"),
        (b"\x04\x22\x4d\x18rest", "lz4"),
        (b"<?xml version='1.0'?><a/>", "XML"),
    ],
)
def test_what_is_left_out(data: bytes, why: str) -> None:
    with pytest.raises(Damaged, match=why):
        found(data)


def test_gzip_of_several_members() -> None:
    assert found(gzip.compress(b'{"a":1}\n') + gzip.compress(b'{"b":1}\n')).records == 2


def test_records_are_reckoned_from_the_beginning_of_a_large_object() -> None:
    lines = b'{"a":1}\n' * 200_000
    finding = classify.of_text(opened(lines[:LIMIT], len(lines), LIMIT), ())
    assert abs(finding.records - 200_000) <= 200


def test_avro() -> None:
    schema = {
        "type": "record",
        "name": "r",
        "fields": [
            {"name": "Id", "type": ["null", "long"]},
            {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
            {"name": "tags", "type": {"type": "array", "items": "string"}},
        ],
    }
    file = io.BytesIO()
    fastavro.writer(file, schema, [{"Id": n, "at": 0, "tags": ["x"]} for n in range(10)])
    finding = avro.find(file.getvalue(), len(file.getvalue()))
    assert (columns(finding), finding.records) == ({"id": "bigint", "at": "timestamp", "tags": "array<string>"}, 10)
    with pytest.raises(Damaged):
        avro.find(b"Obj\x01rubbish", 100)
