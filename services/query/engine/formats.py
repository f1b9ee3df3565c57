"""How each format is read: from a table's SerDe to DuckDB's table functions. Pure.

A scan is SQL over `getvariable(<files>)`, a list of paths, with one column for each of the table's, of its type, and
`FILE`, the path. What a SerDe of Hive does that DuckDB does not is refused by name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from services.query.engine.delimited import Cells
from services.query.engine.json_keys import as_read, keys_of
from services.query.engine.lines import LONGEST
from services.query.engine.parquet import There
from services.query.engine.patterns import matcher_of
from services.query.engine.types import Type, quoted
from services.query.failure import QueryFailed, not_served

_TRAIL = 32 * 1024 * 1024  # the largest file of CloudTrail, which is one object, unpacked
FILE = "$file"  # the column that has the path
_LONG = f"max_line_size={LONGEST}, buffer_size={2 * LONGEST}"  # of CSV: DuckDB's own buffer would be 16 lines
_NAMED = f"filename='{FILE}'"
IN_FOLDERS = "hive_partitioning=false"  # what a scan says of the values in the paths, unless they are read

PARQUET, JSON, DELIMITED, QUOTED = "parquet", "json", "delimited", "quoted"
ORC, AVRO, GROK, REGEX, TRAIL = "orc", "avro", "grok", "regex", "cloudtrail"
LINES = (DELIMITED, QUOTED, GROK, REGEX)
STREAMS = (ORC, AVRO)  # read by Python, not by DuckDB
_TRAIL_INPUT = "com.amazon.emr.cloudtrail.CloudTrailInputFormat"
_BY_SERDE = {
    "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe": PARQUET,
    "org.openx.data.jsonserde.JsonSerDe": JSON,
    "org.apache.hive.hcatalog.data.JsonSerDe": JSON,
    "org.apache.hadoop.hive.serde2.JsonSerDe": JSON,
    "com.amazon.ionhiveserde.IonHiveSerDe": "ion",
    "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe": DELIMITED,
    "org.apache.hadoop.hive.serde2.OpenCSVSerde": QUOTED,
    "org.apache.hadoop.hive.ql.io.orc.OrcSerde": ORC,
    "org.apache.hadoop.hive.serde2.avro.AvroSerDe": AVRO,
    "com.amazonaws.glue.serde.GrokSerDe": GROK,
    "com.amazonaws.glue.serde.RegexSerDe": REGEX,
    "org.apache.hadoop.hive.serde2.RegexSerDe": REGEX,
    "org.apache.hadoop.hive.contrib.serde2.RegexSerDe": REGEX,
    "com.amazon.emr.hive.serde.CloudTrailSerde": TRAIL,
}

Columns = Sequence[tuple[str, Type]]


@dataclass(frozen=True)
class Format:
    """A table's format and the parameters of its SerDe; `skip`: header lines."""

    name: str
    parameters: Mapping[str, str]
    skip: int = 0


def format_of(table: Mapping[str, Any]) -> Format:
    """The format of a table of Glue. Raises QueryFailed for one that is not served."""
    descriptor = table.get("StorageDescriptor", {})
    serde = descriptor.get("SerdeInfo", {})
    library = serde.get("SerializationLibrary", "")
    parameters = table.get("Parameters", {})
    if parameters.get("table_type", "").upper() in ("ICEBERG", "DELTA") or "hudi" in parameters:
        raise not_served(f"tarn's duckdb engine does not read {parameters['table_type'].capitalize()} tables")
    name = _BY_SERDE.get(library)
    if descriptor.get("InputFormat") == _TRAIL_INPUT and name in (JSON, TRAIL):
        name = TRAIL
    elif name in (None, "ion", TRAIL):
        raise not_served(f"tarn's duckdb engine does not read tables of SerDe {library or '(none)'}")
    skip = parameters.get("skip.header.line.count") or serde.get("Parameters", {}).get("skip.header.line.count") or "0"
    return Format(name, serde.get("Parameters", {}), int(skip) if skip.isdecimal() else 0)


class Scan(NamedTuple):
    """How a table's files are read: an item of SELECT for each of its columns, and what FROM says, by the option that
    tells whether the values in the paths are read. `by_path`: whether they can be."""

    chosen: Sequence[str]
    source: Callable[[str], str]
    by_path: bool = True


def scan(of: Format, columns: Columns, files: str, there: Any) -> Scan:
    """What reads a table's files. `there`: of Parquet what is in the files, of JSON the structure of its
    objects, as `json_structure` tells it."""
    if of.name == PARQUET:
        return _parquet(columns, files, there)
    if of.name == JSON:
        return _json(of, columns, files, there)
    if of.name == TRAIL:
        return _objects(of, columns, lambda in_folders: records(files, in_folders), there)
    if of.name in (GROK, REGEX):
        return _matched(of, columns, files)
    return _delimited(of, columns, files) if of.name == DELIMITED else _quoted(of, columns, files)


def objects(files: str, in_folders: str = IN_FOLDERS) -> str:
    """Lines of JSON: `json` and `FILE`."""
    return (
        f"read_json_objects({files}, format='newline_delimited', {_NAMED}, {in_folders}, maximum_object_size={LONGEST})"
    )


def records(files: str, in_folders: str = IN_FOLDERS) -> str:
    """The records of CloudTrail, whose files are each one object: `json` and `FILE`."""
    read = f"read_json_objects({files}, format='unstructured', {_NAMED}, {in_folders}, maximum_object_size={_TRAIL})"
    return f"(SELECT * REPLACE (unnest(json_extract(json, '$.Records[*]')) AS json) FROM {read})"


def _parquet(columns: Columns, files: str, there: There) -> Scan:
    known = {name.lower(): name for name in there.names}
    chosen = [
        f"CAST({quoted(known[name.lower()])} AS {of.duckdb}) AS {quoted(name)}"
        if name.lower() in known
        else f"CAST(NULL AS {of.duckdb}) AS {quoted(name)}"
        for name, of in columns
    ]
    unlike = "" if there.alike else "union_by_name=true, "  # opens each file before the first row
    return Scan(chosen, lambda in_folders: f"read_parquet({files}, {unlike}{_NAMED}, {in_folders})")


def _json(of: Format, columns: Columns, files: str, there: Mapping[str, Any]) -> Scan:
    if of.parameters.get("ignore.malformed.json", "false").lower() == "true":
        raise not_served("tarn's duckdb engine does not read JSON with ignore.malformed.json")
    chosen, wanted = [], {}
    for name, type_ in columns:
        keys = keys_of(of.parameters.get(f"mapping.{name}", name), there)
        for key in keys:
            wanted[key] = as_read(type_, there[key])
        if not keys:
            chosen.append(f"CAST(NULL AS {type_.duckdb}) AS {quoted(name)}")
        else:
            found = [f"CAST({quoted(key)} AS {type_.duckdb})" for key in keys]
            value = found[0] if len(found) == 1 else f"coalesce({', '.join(found)})"
            chosen.append(f"{value} AS {quoted(name)}")
    if len({key.lower() for key in wanted}) < len(wanted):
        return _objects(of, columns, lambda in_folders: objects(files, in_folders), there)
    wanted = wanted or {"": "VARCHAR"}  # none of them is in any object: count the objects
    read = ", ".join(f"{_text(key)}: {_text(kind)}" for key, kind in wanted.items())
    return Scan(
        chosen,
        lambda in_folders: (
            f"read_json({files}, format='newline_delimited', {_NAMED}, {in_folders}, maximum_object_size={LONGEST}, "
            f"columns={{{read}}})"
        ),
    )


def _objects(of: Format, columns: Columns, source: Callable[[str], str], there: Mapping[str, Any]) -> Scan:
    """The same, where keys of the objects differ in case alone: DuckDB has no such columns, so each is looked up."""
    chosen = []
    for name, type_ in columns:
        found = []
        for key in keys_of(of.parameters.get(f"mapping.{name}", name), there):
            path = _text('$."' + key.replace('"', '\\"') + '"')
            if type_.duckdb == "VARCHAR":
                found.append(f"json_extract_string(json, {path})")
            else:
                found.append(
                    f"CAST(CAST(json_extract(json, {path}) AS {as_read(type_, there[key])}) AS {type_.duckdb})"
                )
        value = f"coalesce({', '.join(found)})" if found else f"CAST(NULL AS {type_.duckdb})"
        chosen.append(f"{value} AS {quoted(name)}")
    return Scan(chosen, source)


def _delimited(of: Format, columns: Columns, files: str) -> Scan:
    """LazySimpleSerDe: no quotes; cells too many are passed over, those missing are NULL, and so is what is no value
    of its type (cwiki.apache.org/confluence/display/Hive/LanguageManual+DDL, "Row Formats & SerDe")."""
    delimiter = _one(of.parameters.get("field.delim") or of.parameters.get("serialization.format") or "\x01")
    cells = Cells(of.parameters, delimiter)
    line = quoted("$line")
    chosen = [f"{cells.column(line, place, type_)} AS {quoted(name)}" for place, (name, type_) in enumerate(columns, 1)]
    return Scan(chosen, lambda in_folders: _lines(of, files, in_folders, "\x02" if delimiter == "\x01" else "\x01"))


def _lines(of: Format, files: str, in_folders: str, never: str) -> str:
    """Lines of text as they are, empty ones too: `$line` and `FILE`. `never`: a character that separates nothing."""
    return (
        f"read_csv({files}, columns={{'$line': 'VARCHAR'}}, delim={_text(never)}, quote='', escape='', header=false, "
        f"skip={of.skip}, {_NAMED}, {in_folders}, nullstr='', force_not_null=['$line'], auto_detect=false, {_LONG})"
    )


def _matched(of: Format, columns: Columns, files: str) -> Scan:
    """RegexSerDe and GrokSerDe: a column is a group; a line that does not match is a row of NULLs, and so is what is
    no value of its type (docs.aws.amazon.com/athena/latest/ug/regex-serde.html, …/grok-serde.html)."""
    pattern = matcher_of(of.name == GROK, of.parameters, [name for name, _ in columns])
    chosen = []
    for place, (name, type_) in enumerate(columns, 1):
        if type_.kind in ("array", "map", "struct"):
            raise not_served(f"tarn's duckdb engine does not read a {type_.kind} by a pattern")
        chosen.append(f'TRY_CAST("$groups"[{place}] AS {type_.duckdb}) AS {quoted(name)}')
    groups = f'tarn_groups("$line", {_text(pattern)}) AS "$groups"'
    return Scan(chosen, lambda in_folders: f"(SELECT *, {groups} FROM {_lines(of, files, in_folders, chr(1))})")


def _quoted(of: Format, columns: Columns, files: str) -> Scan:
    """OpenCSVSerde: every cell is text; an empty one is NULL where the column is none of text
    (docs.aws.amazon.com/athena/latest/ug/csv-serde.html)."""
    marks = {
        "delim": _one(of.parameters.get("separatorChar", ",")),
        "quote": _one(of.parameters.get("quoteChar", '"')),
        "escape": _one(of.parameters.get("escapeChar", "\\")),
    }
    read, chosen = [], []
    for place, (name, type_) in enumerate(columns):
        read.append(f"'${place}': 'VARCHAR'")
        if type_.kind in ("array", "map", "struct"):
            raise not_served(f"tarn's duckdb engine does not read a {type_.kind} in CSV")
        chosen.append(f"{_cell(place, type_)} AS {quoted(name)}")
    given = ", ".join(f"{name}={_text(mark)}" for name, mark in marks.items())
    return Scan(
        chosen,
        lambda in_folders: (
            f"read_csv({files}, columns={{{', '.join(read)}}}, {given}, header=false, skip={of.skip}, {_NAMED}, "
            f"{in_folders}, nullstr='\x03', null_padding=true, auto_detect=false, strict_mode=false, "
            f"{_LONG})"
        ),
    )


def _cell(place: int, type_: Type) -> str:
    """A cell of CSV as its column's type: one that is no such value ends the query."""
    cell = f'"${place}"'
    if type_.duckdb == "VARCHAR":
        return cell
    said = f"'!HIVE_BAD_DATA: Error parsing field value ''' || {cell} || ''' for field {place}'"
    value = f"TRY_CAST({cell} AS {type_.duckdb})"
    failed = f"CAST(error({said}) AS {type_.duckdb})"
    return f"CASE WHEN {cell} IS NULL OR {cell} = '' THEN NULL WHEN {value} IS NULL THEN {failed} ELSE {value} END"


def _one(written: str) -> str:
    """A separator: a character, or its number, or an escape."""
    known = {"\\t": "\t", "\\u0001": "\x01", "\\\\": "\\", "\\001": "\x01"}
    if written in known:
        return known[written]
    if written.isdecimal() and len(written) <= 3 and int(written) < 128:
        return chr(int(written))
    if len(written) != 1:
        raise QueryFailed(f"HIVE_INVALID_METADATA: {written!r} is no separator")
    return written


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
