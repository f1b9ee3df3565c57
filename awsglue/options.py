"""The options of sources and sinks, checked: an option that is not served is refused by name. Pure.

docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-connect-s3-home.html and its pages of formats
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

Options = Mapping[str, Any]

FORMATS = ("json", "csv", "parquet", "orc")
_PARQUET = ("parquet", "glueparquet")
_SPEED = {"groupFiles", "groupSize", "useS3ListImplementation", "optimizePerformance", "blockSize", "pageSize"}
_SUFFIX = {"gzip": ".gz", "bzip2": ".bz2"}

READ = {
    "json": {"multiline", "multiLine"},
    "csv": {"separator", "quoteChar", "escaper", "withHeader", "multiLine", "skipFirst"},
    "parquet": set[str](),
    "orc": set[str](),
}
WRITE = {
    "json": set[str](),
    "csv": {"separator", "quoteChar", "escaper", "writeHeader"},
    "parquet": {"compression", "useGlueParquetWriter"},
    "orc": {"compression"},
}


def format_of(name: str | None) -> str:
    """Raises NotImplementedError for a format that is not served."""
    chosen = "parquet" if name in _PARQUET else name
    if chosen not in FORMATS:
        raise NotImplementedError(f"format {name!r} is not served: use {', '.join(FORMATS)}")
    return str(chosen)


def check_s3(connection_type: str) -> None:
    """Raises NotImplementedError for a connection to anything but S3."""
    if connection_type != "s3":
        raise NotImplementedError(f"connection_type {connection_type!r} is not served: use s3 or the catalog")


def check(given: Options, served: Collection[str], what: str) -> None:
    """Raises NotImplementedError for an option that would be passed over. What only asks for speed may be."""
    for name, value in given.items():
        if name not in served and name not in _SPEED and value not in (None, ""):
            known = ", ".join(sorted(served)) or "none"
            raise NotImplementedError(f"{what} {name!r} is not served (served: {known})")


def flag(value: Any) -> bool:
    """An option that is on or off, as text or not."""
    return str(value).strip().lower() == "true"


def paths_of(connection_options: Options) -> list[str]:
    """`paths`, a list or its JSON. Raises ValueError where there is none."""
    given = connection_options.get("paths", connection_options.get("path"))
    if isinstance(given, str):
        given = json.loads(given) if given.startswith("[") else [given]
    if not given:
        raise ValueError("connection_options have no paths")
    return [str(one) for one in given]


def check_compression(name: str | None, paths: Iterable[str]) -> None:
    """Raises NotImplementedError where `compressionType` is not what the objects' names say."""
    if name in (None, "", "none"):
        return
    suffix = _SUFFIX.get(str(name))
    if suffix is None or not all(path.endswith(suffix) for path in paths):
        raise NotImplementedError(f"compressionType {name!r} is not served for objects whose names do not say so")


def spark_csv_read(given: Options) -> dict[str, str]:
    """Options of Spark's CSV reader. Every field is text, as in Glue; an empty one is empty text."""
    check(given, READ["csv"], "format option")
    if flag(given.get("skipFirst")) and flag(given.get("withHeader")):
        raise NotImplementedError("format option 'skipFirst' is not served beside withHeader")
    quote = str(given.get("quoteChar", '"'))
    return {
        "sep": str(given.get("separator", ",")),
        "quote": "" if quote == "-1" else quote,
        "escape": str(given.get("escaper") or quote.replace("-1", "\0")),
        "header": str(flag(given.get("withHeader")) or flag(given.get("skipFirst"))).lower(),
        "multiLine": str(flag(given.get("multiLine"))).lower(),
        "enforceSchema": str(not flag(given.get("withHeader"))).lower(),  # files whose headers differ are refused
        "mode": "PERMISSIVE",
    }


def spark_write(name: str, given: Options) -> dict[str, str]:
    """Options of Spark's writers."""
    check(given, WRITE[name], "format option")
    if name != "csv":
        return {"compression": str(given["compression"])} if "compression" in given else {}
    quote = str(given.get("quoteChar", '"'))
    chosen = {"sep": str(given.get("separator", ",")), "escape": str(given.get("escaper") or '"')}
    header = str(flag(given.get("writeHeader", True))).lower()
    return chosen | {"quote": "\0" if quote == "-1" else quote, "header": header, "emptyValue": ""}
