"""Tables of the formats that Athena reads, over objects in memory."""

from __future__ import annotations

import bz2
import gzip
import io
import json
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import fastavro
import pyarrow as pa
import pyarrow.orc
import pyarrow.parquet
import pytest

from services.query.engine.files import Reads
from services.query.engine.unpacked import Unpacked
from services.query.failure import QueryFailed
from tests.unit.query.conftest import Athena
from tests.unit.query.lake_in_memory import Lake


def orc(table: pa.Table, **options: Any) -> bytes:
    file = io.BytesIO()
    pyarrow.orc.write_table(table, file, **options)
    return file.getvalue()


def avro(schema: dict[str, Any], rows: list[Any], codec: str = "null") -> bytes:
    file = io.BytesIO()
    fastavro.writer(file, schema, rows, codec=codec)
    return file.getvalue()


def record(called: str = "top", **fields: Any) -> dict[str, Any]:
    return {"type": "record", "name": called, "fields": [{"name": name, "type": kind} for name, kind in fields.items()]}


EVERY = (
    "b boolean, i int, l bigint, f float, d double, s string, x binary, day date, at timestamp, m decimal(9,2), "
    "a array<int>, r struct<p:int,q:array<string>>, k map<string,int>"
)
VALUES: list[dict[str, Any]] = [
    {
        "b": True, "i": 1, "l": 2**40, "f": 0.5, "d": 1.25, "s": "é", "x": b"\x01\xff", "day": date(2026, 11, 27),
        "at": datetime(2026, 11, 27, 1, 2, 3, 4000), "m": Decimal("7.25"), "a": [1, None], "r": {"p": 1, "q": ["u"]},
        "k": {"y": 1},
    },
    dict.fromkeys(["b", "i", "l", "f", "d", "s", "x", "day", "at", "m", "a", "r", "k"]),
    {
        "b": False, "i": -1, "l": 0, "f": 2.0, "d": -1.0, "s": "", "x": b"", "day": date(1969, 1, 1),
        "at": datetime(1969, 1, 1), "m": Decimal("-0.01"), "a": [], "r": {"p": None, "q": None}, "k": {},
    },
]  # fmt: skip
SHOWN = [
    ["true", "1", "1099511627776", "0.5", "1.25", "é", "01 ff", "2026-11-27", "2026-11-27 01:02:03.004", "7.25",
     "[1, null]", "{p=1, q=[u]}", "{y=1}"],
    [None] * 13,
    ["false", "-1", "0", "2.0", "-1.0", "", "", "1969-01-01", "1969-01-01 00:00:00.000", "-0.01", "[]",
     "{p=null, q=null}", "{}"],
]  # fmt: skip
ARROW = pa.schema(
    {
        "b": pa.bool_(), "i": pa.int32(), "l": pa.int64(), "f": pa.float32(), "d": pa.float64(), "s": pa.string(),
        "x": pa.binary(), "day": pa.date32(), "at": pa.timestamp("ns"), "m": pa.decimal128(9, 2),
        "a": pa.list_(pa.int32()), "r": pa.struct({"p": pa.int32(), "q": pa.list_(pa.string())}),
        "k": pa.map_(pa.string(), pa.int32()),
    }
)  # fmt: skip
IN_AVRO: dict[str, Any] = record(
    b=["null", "boolean"], i=["null", "int"], l=["null", "long"], f=["null", "float"], d=["null", "double"],
    s=["null", "string"], x=["null", "bytes"], day=["null", {"type": "int", "logicalType": "date"}],
    at=["null", {"type": "long", "logicalType": "timestamp-millis"}],
    m=["null", {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}],
    a=["null", {"type": "array", "items": ["null", "int"]}],
    r=["null", record("inner", p=["null", "int"], q=["null", {"type": "array", "items": "string"}])],
    k=["null", {"type": "map", "values": "int"}],
)  # fmt: skip


def test_orc_of_every_type(lake: Lake) -> None:
    lake.objects["t/1"] = orc(pa.Table.from_pylist(VALUES, ARROW))
    lake.athena.run(f"CREATE EXTERNAL TABLE t ({EVERY}) STORED AS ORC LOCATION 's3://b/t/'")
    assert lake.rows("SELECT * FROM t") == SHOWN


@pytest.mark.parametrize("codec", ["null", "deflate", "snappy", "bzip2"])
def test_avro_of_every_type(lake: Lake, codec: str) -> None:
    at = [row | ({"at": row["at"].replace(tzinfo=UTC)} if row["at"] else {}) for row in VALUES]
    lake.objects["t/1"] = avro(IN_AVRO, at, codec)
    lake.athena.run(f"CREATE EXTERNAL TABLE t ({EVERY}) STORED AS AVRO LOCATION 's3://b/t/'")
    assert lake.rows("SELECT * FROM t") == SHOWN
    assert lake.scanned == len(lake.objects["t/1"])


def test_orc_reads_the_columns_that_are_needed(lake: Lake) -> None:
    table = pa.table({"n": list(range(50_000)), "t": [f"{n * 7919 % 50_000:x}" * 3 for n in range(50_000)]})
    lake.objects["t/1"] = orc(table, compression="zlib")
    lake.athena.run("CREATE EXTERNAL TABLE t (n bigint, t string) STORED AS ORC LOCATION 's3://b/t/'")
    assert lake.rows("SELECT sum(n), count(*) FROM t WHERE n > 10") == [["1249974945", "49989"]]
    narrow = lake.scanned
    assert lake.rows("SELECT count(*) FROM t") == [["50000"]]
    assert lake.scanned < narrow
    assert lake.rows("SELECT count(DISTINCT t) FROM t x JOIN t y USING (n, t)")
    assert 0 < narrow < len(lake.objects["t/1"]) / 2 < lake.scanned


def test_orc_goes_by_place_or_by_name(lake: Lake) -> None:
    lake.objects["t/1"] = orc(pa.table({"_col0": [1], "_col1": ["x"]}))
    lake.objects["u/1"] = orc(pa.table({"B": ["x"], "a": pa.array([1], pa.int32())}))
    lake.athena.run("CREATE EXTERNAL TABLE t (a bigint, b string, later int) STORED AS ORC LOCATION 's3://b/t/'")
    lake.athena.run(
        "CREATE EXTERNAL TABLE u (a bigint, b string) ROW FORMAT SERDE 'org.apache.hadoop.hive.ql.io.orc.OrcSerde' "
        "WITH SERDEPROPERTIES ('orc.column.index.access'='false') STORED AS ORC LOCATION 's3://b/u/'"
    )
    assert lake.rows("SELECT * FROM t") == [["1", "x", None]]
    assert lake.rows("SELECT * FROM u") == [["1", "x"]]


def test_avro_goes_by_name_and_by_the_readers_schema(lake: Lake) -> None:
    lake.objects["t/1"] = avro(record(userId="int", gone="string"), [{"userId": 7, "gone": "x"}])
    literal = record(userId="long") | {
        "fields": [{"name": "userId", "type": "long"}, {"name": "more", "type": "string", "default": "none"}]
    }
    lake.athena.run("CREATE EXTERNAL TABLE t (userid bigint, later int) STORED AS AVRO LOCATION 's3://b/t/'")
    lake.athena.run(
        "CREATE EXTERNAL TABLE u (userid bigint, more string) "
        "ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.avro.AvroSerDe' "
        f"WITH SERDEPROPERTIES ('avro.schema.literal'='{json.dumps(literal)}') STORED AS AVRO LOCATION 's3://b/t/'"
    )
    assert lake.rows("SELECT * FROM t") == [["7", None]]
    assert lake.rows("SELECT * FROM u") == [["7", "none"]]


@pytest.mark.parametrize("kind", ["ORC", "AVRO", "PARQUET", "JSON", "TEXTFILE"])
def test_what_is_written_is_read(lake: Lake, kind: str) -> None:
    lake.write(
        f"CREATE TABLE t WITH (format = '{kind}', partitioned_by = ARRAY['p']) AS SELECT * FROM (VALUES "
        "(1, 'a', DATE '2026-01-02', DECIMAL '1.50', 'x'), (NULL, NULL, NULL, NULL, 'y')) AS v(n, s, d, m, p)"
    )
    assert lake.write("INSERT INTO t SELECT 3, 'c', DATE '2026-01-03', DECIMAL '2.25', 'x'").rows["UpdateCount"] == 1
    assert lake.rows("SELECT n, s, d, m, p FROM t ORDER BY p, n") == [
        ["1", "a", "2026-01-02", "1.50", "x"],
        ["3", "c", "2026-01-03", "2.25", "x"],
        [None, None, None, None, "y"],
    ]
    assert lake.rows("SELECT * FROM \"t$partitions\" WHERE p > 'x'") == [["y"]]


@pytest.mark.parametrize(
    ("select", "said"),
    [
        ("1", "MISSING_COLUMN_NAME: line 1:1: Column name not specified at position 1"),
        ("1 AS a, 2 AS A", "DUPLICATE_COLUMN_NAME: line 1:1: Column name 'a' specified more than once"),
        ("NULL AS a", "COLUMN_TYPE_UNKNOWN: line 1:1: Column type is unknown: a"),
    ],
)
def test_columns_that_a_table_cannot_have(lake: Lake, select: str, said: str) -> None:
    with pytest.raises(QueryFailed) as caught:
        lake.write(f"CREATE TABLE t AS SELECT {select}")
    assert caught.value.message == said


def test_what_bzip2_unpacks_in_one_query_has_an_end() -> None:
    packed = bz2.compress(bytes(3_000_000))

    def get(at: int, length: int) -> bytes:
        return packed[at : at + length]

    with closing(Unpacked(most=4_000_000)) as texts:
        assert texts.of("a", len(packed), get)[1] == 3_000_000
        with pytest.raises(ValueError, match="more than 4 GiB in one query"):
            texts.of("b", len(packed), get)
        assert texts.of("a", len(packed), get)[0](0, 5) == bytes(5)


def test_a_literal_with_a_point_is_a_double_where_that_is_set(lake: Lake, tmp_path: Path) -> None:
    assert lake.rows("SELECT typeof(1.2)") == [["decimal(2,1)"]]
    lake = Lake(lake.athena, tmp_path, double_literals=True)
    assert lake.rows("SELECT typeof(1.2), 0.1 + 0.2, typeof(DECIMAL '1.2')") == [
        ["double", "0.30000000000000004", "decimal(2,1)"]
    ]


def test_texts_that_are_packed_by_bzip2(lake: Lake) -> None:
    many = "".join(f"{n},é\n" for n in range(200_000)).encode()
    lake.objects["t/a.csv.bz2"] = bz2.compress(many) + bz2.compress(b"-1,x\n")
    lake.objects["t/b.csv"] = b"-2,y\n"
    lake.objects["j/a.json.bz2"] = bz2.compress(b'{"n": 7}\n')
    lake.athena.run(
        "CREATE EXTERNAL TABLE t (n int, s string) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' LOCATION 's3://b/t/'"
    )
    lake.athena.run(
        "CREATE EXTERNAL TABLE j (n int) ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' LOCATION 's3://b/j/'"
    )
    assert lake.rows("SELECT count(*), min(n), max(n), max(s) FROM t") == [["200002", "-2", "199999", "é"]]
    assert lake.scanned == len(lake.objects["t/a.csv.bz2"]) + len(lake.objects["t/b.csv"])
    assert lake.rows('SELECT n, "$path", "$file_size" FROM j') == [
        ["7", "s3://b/j/a.json.bz2", str(len(lake.objects["j/a.json.bz2"]))]
    ]
    lake.objects["t/a.csv.bz2"] = bz2.compress(many)[:-20]
    assert lake.fails("SELECT count(*) FROM t") == (
        "HIVE_BAD_DATA: Error reading s3://b/t/a.csv.bz2: it ends too early"
    )
    lake.objects["t/a.csv.bz2"] = b"no bzip2"
    assert lake.fails("SELECT count(*) FROM t").startswith("HIVE_BAD_DATA: Error reading s3://b/t/a.csv.bz2: ")


def test_buckets_are_written_and_others_are_not_read(lake: Lake) -> None:
    lake.write(
        "CREATE TABLE t WITH (format = 'JSON', write_compression = 'NONE', bucketed_by = ARRAY['n', 's'], "
        "bucket_count = 4, partitioned_by = ARRAY['p']) AS SELECT n, chr(97 + n % 3) AS s, n % 2 AS p "
        "FROM UNNEST(sequence(1, 100)) AS v(n)"
    )
    files = {key.rpartition("_bucket-")[2] for key in lake.objects if key.startswith("results/0/p=")}
    assert files == {"00000", "00001", "00002", "00003"}
    assert lake.rows("SELECT count(*) FROM t") == [["100"]]
    whole = lake.scanned
    assert lake.rows("SELECT p FROM t WHERE n = 7 AND s = 'b'") == [["1"]]
    assert 0 < lake.scanned < whole / 3
    assert lake.rows("SELECT n FROM t WHERE n IN (7, 8) AND s IN ('b', 'c') ORDER BY n") == [["7"], ["8"]]
    assert lake.rows("SELECT count(*) FROM t WHERE n = 7") == [["1"]]
    assert lake.scanned == whole
    with pytest.raises(QueryFailed, match="INSERT INTO a bucketed table"):
        lake.write("INSERT INTO t SELECT 1, 'a', 1")
    with pytest.raises(QueryFailed, match="100 open writers"):
        lake.write(
            "CREATE TABLE u WITH (bucketed_by = ARRAY['n'], bucket_count = 200) AS "
            "SELECT n FROM UNNEST(sequence(1, 200)) AS v(n)"
        )
    with pytest.raises(QueryFailed, match="buckets by a column of type double"):
        lake.write("CREATE TABLE u WITH (bucketed_by = ARRAY['n'], bucket_count = 2) AS SELECT 1.5e0 AS n")


@pytest.mark.parametrize("kind", ["ORC", "AVRO", "PARQUET"])
def test_nested_types_are_written_and_read(lake: Lake, kind: str) -> None:
    lake.write(
        f"CREATE TABLE t WITH (format = '{kind}') AS SELECT ARRAY[1, NULL] AS a, MAP(ARRAY['k'], ARRAY[2.5e0]) AS m, "
        "CAST(ROW(1, ROW('x', true)) AS ROW(p integer, q ROW(u varchar, v boolean))) AS r, X'00ff' AS x, "
        "TIMESTAMP '2026-01-02 03:04:05.678' AS at, REAL '0.5' AS f"
    )
    assert lake.rows("SELECT * FROM t") == [
        ["[1, null]", "{k=2.5}", "{p=1, q={u=x, v=true}}", "00 ff", "2026-01-02 03:04:05.678", "0.5"]
    ]


@pytest.mark.parametrize("kind", ["ORC", "AVRO", "PARQUET", "JSON"])
def test_hidden_columns_and_partitions_of_their_own_locations(lake: Lake, kind: str) -> None:
    lake.write(f"CREATE TABLE w WITH (format = '{kind}', external_location = 's3://b/one/') AS SELECT 1 AS n")
    lake.write(f"CREATE TABLE v WITH (format = '{kind}', external_location = 's3://b/t w/p=a%20b/') AS SELECT 2 AS n")
    serde = "ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'" if kind == "JSON" else f"STORED AS {kind}"
    lake.athena.run(f"CREATE EXTERNAL TABLE t (n int) PARTITIONED BY (p string) {serde} LOCATION 's3://b/x/'")
    lake.athena.run("ALTER TABLE t ADD PARTITION (p='a') LOCATION 's3://b/one/'")
    lake.athena.run("ALTER TABLE t ADD PARTITION (p='it\\'s') LOCATION 's3://b/t w/p=a%20b/'")
    first, second = (next(key for key in lake.objects if key.startswith(start)) for start in ("one/", "t w/"))
    sizes = [len(lake.objects[key]) for key in (first, second)]
    assert lake.rows('SELECT n, p, "$path", "$file_size" FROM t ORDER BY n') == [
        ["1", "a", f"s3://b/{first}", str(sizes[0])],
        ["2", "it's", f"s3://b/{second}", str(sizes[1])],
    ]
    assert lake.rows("SELECT * FROM t WHERE \"$path\" LIKE '%/one/%'") == [["1", "a"]]
    assert lake.rows('SELECT max(x."$file_modified_time") FROM t x') == [["2026-11-27 12:30:15.250 UTC"]]
    assert lake.rows("SELECT \"$path\" FROM t WHERE p = 'none'") == []


def test_partitions_of_a_table_that_has_none(lake: Lake) -> None:
    lake.athena.run("CREATE EXTERNAL TABLE t (n int) STORED AS ORC LOCATION 's3://b/x/'")
    assert "TABLE_NOT_FOUND" in lake.fails('SELECT * FROM "t$partitions"')


ALB = (
    "http 2018-07-02T22:23:00.186641Z app/my-loadbalancer/50dc6c495c0c9188 192.168.131.39:2817 10.0.0.1:80 0.000 0.001 "
    '0.000 200 200 34 366 "GET http://www.example.com:80/ HTTP/1.1" "curl/7.46.0" - - '
    "arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/my-targets/73e2d6bc24d8a067 "
    '"Root=1-58337262-36d228ad5d99923122bbe354" "-" "-" 0 2018-07-02T22:22:48.364000Z "forward" "-" "-" '
    '"10.0.0.1:80" "200" "-" "-" TID_1234abcd5678ef90\n'
)
# docs.aws.amazon.com/athena/latest/ug/create-alb-access-logs-table.html
ALB_TABLE = r"""CREATE EXTERNAL TABLE IF NOT EXISTS alb (
 type string, time string, elb string, client_ip string, client_port int, target_ip string, target_port int,
 request_processing_time double, target_processing_time double, response_processing_time double, elb_status_code int,
 target_status_code string, received_bytes bigint, sent_bytes bigint, request_verb string, request_url string,
 request_proto string, user_agent string, ssl_cipher string, ssl_protocol string, target_group_arn string,
 trace_id string, domain_name string, chosen_cert_arn string, matched_rule_priority string,
 request_creation_time string, actions_executed string, redirect_url string, lambda_error_reason string,
 target_port_list string, target_status_code_list string, classification string, classification_reason string,
 conn_trace_id string)
ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.RegexSerDe'
WITH SERDEPROPERTIES ('serialization.format' = '1', 'input.regex' =
'([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*):([0-9]*) ([^ ]*)[:-]([0-9]*) ([-.0-9]*) ([-.0-9]*) ([-.0-9]*) (|[-0-9]*) (-|[-0-9]*) ([-0-9]*) ([-0-9]*) \"([^ ]*) (.*) (- |[^ ]*)\" \"([^\"]*)\" ([A-Z0-9-_]+) ([A-Za-z0-9.-]*) ([^ ]*) \"([^\"]*)\" \"([^\"]*)\" \"([^\"]*)\" ([-.0-9]*) ([^ ]*) \"([^\"]*)\" \"([^\"]*)\" \"([^ ]*)\" \"([^\\s]+?)\" \"([^\\s]+)\" \"([^ ]*)\" \"([^ ]*)\" ?([^ ]*)?')
LOCATION 's3://b/alb/'"""  # noqa: E501


def test_logs_of_a_load_balancer_by_the_table_of_awss_page(lake: Lake) -> None:
    lake.objects["alb/1.log.gz"] = gzip.compress((ALB + "no such line\n").encode())
    lake.athena.run(ALB_TABLE)
    assert lake.rows(
        "SELECT client_ip, client_port, target_processing_time, elb_status_code, request_url, target_status_code_list, "
        "conn_trace_id FROM alb"
    ) == [
        ["192.168.131.39", "2817", "0.001", "200", "http://www.example.com:80/", "200", "TID_1234abcd5678ef90"],
        [None] * 7,
    ]
    assert lake.scanned == len(lake.objects["alb/1.log.gz"])


@pytest.mark.parametrize(
    ("regex", "line", "cells"),
    [
        ("(a)(?: (b))?", "a", ["a", None]),
        ("^(?!#)([^ ]+)\\\\s+(.*)$", "x  y z", ["x", "y z"]),
        ("^(?!#)([^ ]+)\\\\s+(.*)$", "#x  y", [None, None]),
        ("(?<one>[[:alpha:]]+)([^)(]*)", "ab12", ["ab", "12"]),
        ("(.) .* ([(])", "it's 'quoted' (", [None, None]),
    ],
)
def test_lines_by_a_regular_expression(lake: Lake, regex: str, line: str, cells: list[str | None]) -> None:
    lake.objects["t/1"] = f"{line}\n".encode()
    lake.athena.run(
        "CREATE EXTERNAL TABLE t (a string, b string) ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.RegexSerDe' "
        f"WITH SERDEPROPERTIES ('input.regex' = '{regex}') LOCATION 's3://b/t/'"
    )
    assert lake.rows("SELECT * FROM t") == [cells]


@pytest.mark.parametrize(
    ("regex", "said"),
    [
        ("(a)(?=b)(c)", "NOT_SUPPORTED: regular expression"),
        ("(a)", "Number of matching groups doesn't match the number of columns: 1, 2"),
        ("(a)(", "NOT_SUPPORTED: regular expression"),
    ],
)
def test_regular_expressions_that_are_refused(lake: Lake, regex: str, said: str) -> None:
    lake.objects["t/1"] = b"a\n"
    lake.athena.run(
        "CREATE EXTERNAL TABLE t (a string, b string) ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.RegexSerDe' "
        f"WITH SERDEPROPERTIES ('input.regex' = '{regex}') LOCATION 's3://b/t/'"
    )
    assert said in lake.fails("SELECT * FROM t")


# docs.aws.amazon.com/athena/latest/ug/grok-serde.html
POSTFIX = """CREATE EXTERNAL TABLE postfix (syslogbase string, queue_id string, syslog_message string)
ROW FORMAT SERDE 'com.amazonaws.glue.serde.GrokSerDe'
WITH SERDEPROPERTIES ('input.grokCustomPatterns' = 'POSTFIX_QUEUEID [0-9A-F]{7,12}',
 'input.format'='%{SYSLOGBASE} %{POSTFIX_QUEUEID:queue_id}: %{GREEDYDATA:syslog_message}')
STORED AS INPUTFORMAT 'org.apache.hadoop.mapred.TextInputFormat'
OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat' LOCATION 's3://b/mail/'"""


def test_lines_by_a_grok_pattern(lake: Lake) -> None:
    lake.objects["mail/1"] = (
        b"Feb  9 07:15:00 m4eastmail postfix/smtpd[19305]: B88C4120838: connect from unknown[192.168.55.4]\nno line\n"
    )
    lake.athena.run(POSTFIX)
    assert lake.rows("SELECT * FROM postfix") == [
        ["Feb  9 07:15:00 m4eastmail postfix/smtpd[19305]:", "B88C4120838", "connect from unknown[192.168.55.4]"],
        [None, None, None],
    ]


# docs.aws.amazon.com/athena/latest/ug/create-cloudtrail-table-ct.html, without the deepest fields
TRAIL_TABLE = """CREATE EXTERNAL TABLE trail (eventversion STRING,
 useridentity STRUCT<type:STRING, principalid:STRING, userName:STRING,
  sessioncontext:STRUCT<attributes:STRUCT<mfaauthenticated:STRING, creationdate:STRING>>>,
 eventtime STRING, requestparameters STRING, readonly STRING,
 resources ARRAY<STRUCT<arn:STRING, accountid:STRING, type:STRING>>, tlsdetails STRUCT<tlsVersion:string>)
ROW FORMAT SERDE 'org.apache.hive.hcatalog.data.JsonSerDe'
STORED AS INPUTFORMAT 'com.amazon.emr.cloudtrail.CloudTrailInputFormat'
OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat' LOCATION 's3://b/trail/'"""


def test_cloudtrail_by_the_table_of_awss_page(lake: Lake) -> None:
    one = {
        "eventVersion": "1.08",
        "userIdentity": {"type": "Root", "principalId": "1", "userName": "u",
                         "sessionContext": {"attributes": {"creationDate": "2026", "mfaAuthenticated": "false"}}},
        "requestParameters": {"bucketName": "x", "acl": [""]},
        "eventTime": "2026-11-27T00:00:00Z", "readOnly": True,
        "resources": [{"ARN": "arn:aws:s3:::x", "accountId": "1", "type": "AWS::S3::Bucket"}],
    }  # fmt: skip
    for name, records in (("1", [one, {"eventVersion": "1.09", "requestParameters": None}]), ("2", [])):
        lake.objects[f"trail/{name}.json.gz"] = gzip.compress(json.dumps({"Records": records}).encode())
    lake.athena.run(TRAIL_TABLE)
    assert lake.rows(
        "SELECT eventversion, useridentity.username, useridentity.sessioncontext.attributes.creationdate, readonly, "
        "requestparameters, resources[1].arn, json_extract_scalar(requestparameters, '$.bucketName') FROM trail "
        "WHERE eventversion = '1.08'"
    ) == [["1.08", "u", "2026", "true", '{"bucketName":"x","acl":[""]}', "arn:aws:s3:::x", "x"]]
    assert lake.rows("SELECT count(*), count(requestparameters), count(useridentity) FROM trail") == [["2", "1", "1"]]


def test_what_memory_does_not_hold_spills_and_nothing_else_is_read(athena: Athena, tmp_path: Path) -> None:
    lake = Lake(athena, tmp_path, memory_mb=64)
    session = lake.engine.begin(Reads("spill"))
    spilled = "SELECT count(*) FROM (SELECT DISTINCT range::VARCHAR || repeat('x', 90) AS s FROM range(1500000))"
    assert session.execute(spilled).fetchone() == (1_500_000,)
    (tmp_path / "other.csv").write_text("1\n")
    for other in (tmp_path / "other.csv", "/etc/hostname"):
        with pytest.raises(duckdb.PermissionException):
            session.execute("SELECT * FROM read_text(?)", [str(other)])


def test_an_empty_line_is_a_row_of_text(lake: Lake) -> None:
    lake.objects["t/1"] = b"\na|1\n\n\nb|\n"
    text = "ROW FORMAT DELIMITED FIELDS TERMINATED BY '|' LOCATION 's3://b/t/'"
    lake.athena.run(f"CREATE EXTERNAL TABLE t (a string, b int) {text}")
    empty = ["", None]
    assert lake.rows("SELECT * FROM t") == [empty, ["a", "1"], empty, empty, ["b", None]]
    lake.athena.run(f"CREATE EXTERNAL TABLE h (a string, b int) {text} TBLPROPERTIES ('skip.header.line.count' = '2')")
    assert lake.rows("SELECT count(*) FROM h") == [["3"]]
