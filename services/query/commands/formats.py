"""File formats by the name that STORED AS gives them: SerDe and the two classes (docs …/athena/…/supported-serdes)."""

from __future__ import annotations

from dataclasses import dataclass

from services.query.failure import DDL_FAILED, semantic


@dataclass(frozen=True)
class Format:
    """Hive's classes for a file format."""

    serde: str
    input_format: str
    output_format: str


LAZY = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"
PARQUET = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"
ORC = "org.apache.hadoop.hive.ql.io.orc.OrcSerde"
AVRO = "org.apache.hadoop.hive.serde2.avro.AvroSerDe"
JSON = "org.openx.data.jsonserde.JsonSerDe"

_TEXT_IN = "org.apache.hadoop.mapred.TextInputFormat"
_TEXT_OUT = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"
# Of JSON without STORED AS (measured on AWS: PyAthena's tests/pyathena/sqlalchemy/test_base.py::test_create_table_json)
JSON_OUT = "org.apache.hadoop.hive.ql.io.IgnoreKeyTextOutputFormat"
_IO = "org.apache.hadoop.hive.ql.io."

TEXT = Format(LAZY, _TEXT_IN, _TEXT_OUT)
BY_NAME = {
    "TEXTFILE": TEXT,
    "JSONFILE": Format("org.apache.hive.hcatalog.data.JsonSerDe", _TEXT_IN, _TEXT_OUT),
    "SEQUENCEFILE": Format(
        LAZY, "org.apache.hadoop.mapred.SequenceFileInputFormat", _IO + "HiveSequenceFileOutputFormat"
    ),
    "RCFILE": Format(
        "org.apache.hadoop.hive.serde2.columnar.LazyBinaryColumnarSerDe",
        _IO + "RCFileInputFormat",
        _IO + "RCFileOutputFormat",
    ),
    "PARQUET": Format(PARQUET, _IO + "parquet.MapredParquetInputFormat", _IO + "parquet.MapredParquetOutputFormat"),
    "ORC": Format(ORC, _IO + "orc.OrcInputFormat", _IO + "orc.OrcOutputFormat"),
    "AVRO": Format(AVRO, _IO + "avro.AvroContainerInputFormat", _IO + "avro.AvroContainerOutputFormat"),
    "ION": Format(
        "com.amazon.ionhiveserde.IonHiveSerDe",
        "com.amazon.ionhiveserde.formats.IonInputFormat",
        "com.amazon.ionhiveserde.formats.IonOutputFormat",
    ),
}
WRITTEN = {**BY_NAME, "JSON": Format(JSON, _TEXT_IN, _TEXT_OUT)}  # what CREATE TABLE AS and INSERT write

# SerDes whose columns Hive takes from the catalog; of the others it says "from deserializer" (Hive's setting
# hive.serdes.using.metastore.for.schema)
OF_CATALOG = frozenset(
    [
        LAZY,
        PARQUET,
        ORC,
        "org.apache.hadoop.hive.serde2.columnar.ColumnarSerDe",
        "org.apache.hadoop.hive.serde2.columnar.LazyBinaryColumnarSerDe",
        "org.apache.hadoop.hive.serde2.dynamic_type.DynamicSerDe",
        "org.apache.hadoop.hive.serde2.MetadataTypedColumnsetSerDe",
        "org.apache.hadoop.hive.serde2.lazybinary.LazyBinarySerDe",
    ]
)


def named(name: str) -> Format:
    """A format by its name in upper case. Raises QueryFailed."""
    found = BY_NAME.get(name)
    if found is None:
        raise semantic(f"Unrecognized file format in STORED AS clause: '{name}'", error_type=DDL_FAILED)
    return found
