"""What DuckDB says of a file that it cannot read, in Athena's words. Pure.

docs.aws.amazon.com/athena/latest/ug/troubleshooting-athena.html, "HIVE_BAD_DATA" and "HIVE_CURSOR_ERROR"
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.query.engine.files import location
from services.query.failure import QueryFailed, not_served

_FILE = re.compile(r"tarn://[^\s\"',]+")
_WORDS = (  # what DuckDB says, the code, what Athena says
    ("No magic bytes found", "HIVE_BAD_DATA", "Not valid Parquet file: {at} expected magic number: PAR1"),
    ("too small to be a Parquet file", "HIVE_BAD_DATA", "Not valid Parquet file: {at} is too small"),
    ("Footer length error", "HIVE_BAD_DATA", "Not valid Parquet file: {at} has a footer of a wrong length"),
    ("Unexpected end of GZIP stream", "HIVE_CURSOR_ERROR", "Unexpected end of input stream [{at}]"),
    ("is not a GZIP stream", "HIVE_CURSOR_ERROR", "not a gzip file [{at}]"),
    ("maximum_object_size", "HIVE_BAD_DATA", "Line too long in text file: {at}"),
    ("Maximum line size", "HIVE_BAD_DATA", "Line too long in text file: {at}"),
    ("does not support a full buffer", "HIVE_BAD_DATA", "Line too long in text file: {at}"),
)
_CAST = re.compile(
    r'JSON transform error in file "[^"]*", in (?:line|record/value) (\d+): (?:Failed to cast value[^:]*: )?(.*)'
)
_MALFORMED = re.compile(r'Malformed JSON in file "[^"]*", (.*)')
_IN_PARQUET = re.compile(r"Failed to read \d+ bytes|don't know what type|thrift|TProtocol|[Pp]age|[Pp]arquet|[Bb]uffer|"
                         r"decompress|[Ss]nappy|ZSTD|GZIP|[Cc]orrupt|[Mm]etadata")  # fmt: skip


def damage_of(said: str, parquet: Sequence[str] = ()) -> QueryFailed | None:
    """The failure; None where DuckDB speaks of no file. `parquet`: the paths of such files that were read."""
    found = _FILE.search(said)
    at = location(found[0]) if found else ""
    for sign, code, words in _WORDS:
        if sign in said and at:
            return _failed(code, words.format(at=at))
    if cast := _CAST.search(said):
        why = f"Error parsing field value: For input string: {cast[2][:200]} [{at} line {cast[1]}]"
        return _failed("HIVE_BAD_DATA", why)
    if malformed := _MALFORMED.search(said):
        why = f"Row is not a valid JSON Object - JSONException: {malformed[1][:200]} [{at}]"
        return _failed("HIVE_CURSOR_ERROR", why)
    if "CSV Error" in said:
        return _of_csv(said, at)
    return _of_parquet(parquet) if parquet and _IN_PARQUET.search(said) else None


def _of_csv(said: str, at: str) -> QueryFailed:
    if "Invalid unicode" in said:
        return not_served(f"tarn's duckdb engine does not read text that is not UTF-8: {at}")
    lines = [line for line in said.splitlines()[2:] if line.strip() and not line.startswith(("  ", "Possible"))]
    return _failed("HIVE_BAD_DATA", f"{lines[0][:200] if lines else 'the text is damaged'} [{at}]")


def _of_parquet(paths: Sequence[str]) -> QueryFailed:
    where = location(paths[0]) if len(paths) == 1 else f"one of {len(paths)} files"
    return _failed("HIVE_BAD_DATA", f"Malformed Parquet file: {where}")


def _failed(code: str, said: str) -> QueryFailed:
    return QueryFailed(f"{code}: {said}", code=code)
