"""The table of inputs: every odd record that a sender might send, with what must become of it.

`PASSES` go through byte for byte; `QUARANTINED` end in quarantine under the reason beside them. The parser's own tests
read it, and so does the test that sends all of it through a stack, which is why nothing of ours is imported here.

A row that is an event has `ID` as its event_uuid; `with_id` gives it another of the same length.
"""

from __future__ import annotations

import json

ID = "00000000-0000-4000-8000-000000000000"
LIMIT = 1_048_576  # bytes of a record


def event(event_uuid: str = f'"{ID}"', name: str = '"click:page"', created_at: str = "1700000000") -> bytes:
    """An event of three JSON texts."""
    return f'{{"event_uuid":{event_uuid},"event_name":{name},"created_at":{created_at}}}'.encode()


GOOD = event()


def with_field(text: str) -> bytes:
    """A good event with one more field."""
    return GOOD[:-1] + f',"z":{text}}}'.encode()


def with_id(row: bytes, event_uuid: str) -> bytes:
    """The same row under an id of its own, of 36 characters."""
    return row.replace(ID.encode(), event_uuid.encode())


PASSES = {
    "three fields": GOOD,
    "spaces and line breaks around": b" \r\n" + GOOD + b" \n",
    "a tab before": b"\t" + GOOD,
    "tabs around": b"\t\r\n\t" + GOOD + b"\t",
    "pretty-printed": json.dumps(json.loads(GOOD), indent=2).encode(),
    "pretty-printed with tabs and CRLF": json.dumps(json.loads(GOOD), indent="\t").replace("\n", "\r\n").encode(),
    "2^63": with_field(str(2**63)),
    "2^64 and more": with_field(str(2**64 + 1)),
    "a number of 4,000 digits": with_field("9" * 4_000),
    "1e999 in a field that is not read": with_field("1e999"),
    "99 arrays deep": with_field("[" * 99 + "]" * 99),
    "1000 brackets in a string": with_field('"' + "[{" * 500 + '"'),
    "1000 objects side by side": with_field("[" + ",".join(["{}"] * 1000) + "]"),
    "unicode": with_field('"żółw 🐢"'),
    "line separators in a string": with_field('"a\u2028b\u0085c\\n"'),
    "an escaped NUL in a string": with_field('"a\\u0000b"'),
    "surrogate pair": with_field('"\\ud83d\\udc22"'),
    "no character at all in a field's name": GOOD[:-1] + b',"":1}',
    "event_uuid of 128 characters": event(event_uuid=f'"{ID}{"ü" * 92}"'),
    "event_uuid with control characters": event(event_uuid=f'"{ID}\\u0000\\n\\u007f"'),
    "created_at 1970": event(created_at="0"),
    "created_at minus nought": event(created_at="-0"),
    "created_at the last second of 9999": event(created_at="253402300799"),
    "created_at the last fraction of 9999": event(created_at="253402300799.9999"),
    "created_at with a fraction": event(created_at="1700000000.25"),
    "created_at with an exponent": event(created_at="1.7E+9"),
    "created_at of 400 digits": event(created_at="1700000000." + "3" * 390),
    "duplicate keys, the last one good": event(event_uuid='"first"')[:-1] + f',"event_uuid":"{ID}"}}'.encode(),
    "fields that dedup adds": GOOD[:-1] + b',"event_type":7,"event_subtype":null,"created_datetime":[]}',
    "fields that the lake has columns for": GOOD[:-1] + b',"source":{},"body":[],"year":"x","user_id":[1],"course":{}}',
    "a struct where none is": GOOD[:-1] + b',"attributes":"none","product":{"a":[]}}',
    "a struct where none is, before all else": b'{"attributes":["none"],"course":{},' + GOOD[1:],
    "escaped field name": GOOD.replace(b"event_uuid", b"event\\u005fuuid"),
    "field names in other letters": GOOD[:-1] + b',"EVENT_UUID":"x","Event_Name":"x","CREATED_AT":"x"}',
    "exactly 1 MiB": with_field('"' + "x" * (LIMIT - len(with_field('""'))) + '"'),
}

# Names of events that pass, as they are in JSON text.
NAMES = {
    "three parts": "payment:order:completed",
    "a slash and dots": "../..:a/b%2F",
    "dots alone": ".:..",
    "percent signs": "%2E:%25%00",
    "unicode": "żółw:🐢",
    "characters of two kinds that look alike": "e\u0301:é",
    "spaces at the ends": " a : b ",
    "plus and equals": "a+b=c:d=e+f&g",
    "what Hive calls null": "__HIVE_DEFAULT_PARTITION__:__HIVE_DEFAULT_PARTITION__",
    "what Spark takes for hidden": "_a:.b",
    "quotes, brackets and backslashes": '\\"{[*?#]}\\":\\\\^',
    "letters that differ in case alone": "CLICK:Page",
    "line separators": "a\u2028:b\u0085",
    "200 bytes": "a:" + "b" * 200,
    "200 bytes when encoded": "a:" + "é" * 33,
}
PASSES |= {f"event_name of {what}": event(name=f'"{name}"') for what, name in NAMES.items()}

QUARANTINED: dict[str, tuple[bytes | None, str]] = {
    "tombstone": (None, "null_value"),
    "empty": (b"", "empty"),
    "white space": (b" \n\t", "empty"),
    "1 MiB and one byte": (b" " * (LIMIT + 1), "too_large"),
    "an event of 1 MiB and one byte": (PASSES["exactly 1 MiB"].replace(b"xx", b"xxx", 1), "too_large"),
    "invalid UTF-8 in a field that is not read": (with_field('"x"').replace(b"x", b"\xff"), "not_utf8"),
    "invalid UTF-8 in a field's name": (GOOD[:-1] + b',"\xc3":1}', "not_utf8"),
    "UTF-8 of a surrogate": (with_field('"x"').replace(b"x", b"\xed\xa0\x80"), "not_utf8"),
    "UTF-16": (GOOD.decode().encode("utf-16"), "not_utf8"),
    "byte order mark": (b"\xef\xbb\xbf" + GOOD, "byte_order_mark"),
    "not JSON": (b"hello", "not_json"),
    "truncated": (GOOD[:-5], "not_json"),
    "two objects": (GOOD + GOOD, "not_json"),
    "a NUL after the end": (GOOD + b"\0", "not_json"),
    "NaN": (with_field("NaN"), "not_json"),
    "Infinity": (with_field("-Infinity"), "not_json"),
    "a comment": (GOOD + b" // good", "not_json"),
    "leading zero": (with_field("01"), "not_json"),
    "control character in a string": (with_field('"a\tb"'), "not_json"),
    "no-break space around": ("\u00a0".encode() + GOOD, "not_json"),
    "array": (b"[1]", "not_object"),
    "number": (b"7", "not_object"),
    "null": (b"null", "not_object"),
    "string": (b'"x"', "not_object"),
    "lone surrogate in a field that is not read": (with_field('"\\ud800"'), "lone_surrogate"),
    "lone surrogate in event_uuid": (event(event_uuid=f'"{ID}\\udc00"'), "lone_surrogate"),
    "lone surrogate beside a number of 5,000 digits": (with_field('["\\ud800",' + "9" * 5_000 + "]"), "lone_surrogate"),
    "101 arrays deep": (with_field("[" * 101 + "]" * 101), "too_deep"),
    "10,000 arrays deep": (with_field("[" * 10_000 + "]" * 10_000), "too_deep"),
    "10,000 objects deep, never closed": (b'{"a":' * 10_000, "too_deep"),
    "an empty object": (b"{}", "missing_field"),
    "missing event_uuid": (b'{"event_name":"a:b","created_at":1}', "missing_field"),
    "missing event_name": (f'{{"event_uuid":"{ID}","created_at":1}}'.encode(), "missing_field"),
    "missing created_at": (f'{{"event_uuid":"{ID}","event_name":"a:b"}}'.encode(), "missing_field"),
    "event_uuid is a number": (event(event_uuid="7"), "mistyped_field"),
    "event_uuid is null": (event(event_uuid="null"), "mistyped_field"),
    "event_name is an array": (event(name='["click","page"]'), "mistyped_field"),
    "created_at is text": (event(created_at='"1700000000"'), "mistyped_field"),
    "created_at is true": (event(created_at="true"), "mistyped_field"),
    "duplicate keys, the last one bad": (GOOD[:-1] + b',"event_uuid":7}', "mistyped_field"),
    "empty event_uuid": (event(event_uuid='""'), "event_uuid_length"),
    "event_uuid of 129 characters": (event(event_uuid='"' + "u" * 129 + '"'), "event_uuid_length"),
    "event_name without colon": (event(name='"click"'), "event_name_form"),
    "empty type": (event(name='":page"'), "event_name_form"),
    "empty subtype": (event(name='"click:"'), "event_name_form"),
    "event_name with a NUL": (event(name='"a:b\\u0000"'), "event_name_form"),
    "event_name with a tab": (event(name='"a\\t:b"'), "event_name_form"),
    "event_name with a character that XML cannot hold": (event(name='"a:\uffff"'), "event_name_form"),
    "event_name of 201 bytes": (event(name='"a:' + "b" * 201 + '"'), "event_name_length"),
    "event_name of 201 bytes when encoded": (event(name='"a:' + "/" * 67 + '"'), "event_name_length"),
    "created_at negative": (event(created_at="-1"), "created_at_range"),
    "created_at in the year 10000": (event(created_at="253402300800"), "created_at_range"),
    "created_at in milliseconds": (event(created_at="1700000000000"), "created_at_range"),
    "created_at 2^63": (event(created_at=str(2**63)), "created_at_range"),
    "created_at 2^64": (event(created_at=str(2**64)), "created_at_range"),
    "created_at 1e999": (event(created_at="1e999"), "created_at_range"),
    "created_at of 400 digits before the point": (event(created_at="9" * 400), "created_at_range"),
}
