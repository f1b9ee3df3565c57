"""DDL and UTILITY statements on a catalog that is real: what they leave in Glue, print, and fail with."""

from __future__ import annotations

import base64
import json
from typing import Any

import boto3
import pytest
from botocore.config import Config

from services.query.commands import Column, view_of
from services.query.failure import QueryFailed
from tests.unit.query.conftest import Athena, Fails

TASK = "FAILED: Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. "
EVENTS = """
CREATE EXTERNAL TABLE events (
  id string COMMENT 'a name',
  At timestamp,
  attrs struct<Page:string,tags:array<string>>)
PARTITIONED BY (year int, day string)
STORED AS PARQUET
LOCATION 's3://lake/events/'
"""


def test_a_parquet_table_is_left_in_glue_as_athena_leaves_it(athena: Athena) -> None:
    assert athena(EVENTS) == []
    table = athena.table("events")
    storage = table["StorageDescriptor"]
    assert table["TableType"] == "EXTERNAL_TABLE"
    assert table["Parameters"] == {"EXTERNAL": "TRUE", "transient_lastDdlTime": "1795780800"}
    assert table["PartitionKeys"] == [{"Name": "year", "Type": "int"}, {"Name": "day", "Type": "string"}]
    assert storage["Columns"] == [
        {"Name": "id", "Type": "string", "Comment": "a name"},
        {"Name": "at", "Type": "timestamp"},
        {"Name": "attrs", "Type": "struct<page:string,tags:array<string>>"},
    ]
    assert storage["SerdeInfo"] == {
        "SerializationLibrary": "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
        "Parameters": {"serialization.format": "1"},
    }
    assert storage["InputFormat"] == "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat"
    assert storage["OutputFormat"] == "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat"
    assert (storage["Location"], storage["NumberOfBuckets"], storage["Compressed"]) == ("s3://lake/events", -1, False)


def test_blanks_of_text_over_several_lines_are_one_and_json_has_a_class_of_its_own(athena: Athena) -> None:
    """As PyAthena's own tests meet it on AWS: test_create_table_with_comments, _json, _avro."""
    athena(
        "CREATE EXTERNAL TABLE notes (a string) COMMENT '\nfirst\n\n  second\n' "
        "ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' "
        "WITH SERDEPROPERTIES ('mapping.a'='one\n   two', 'field.delim'='\n') LOCATION 's3://lake/'"
    )
    table = athena.table("notes")
    storage = table["StorageDescriptor"]
    assert table["Parameters"]["comment"] == " first second "
    assert storage["OutputFormat"] == "org.apache.hadoop.hive.ql.io.IgnoreKeyTextOutputFormat"
    assert storage["SerdeInfo"]["Parameters"]["mapping.a"] == "one\n two"
    assert storage["SerdeInfo"]["Parameters"]["field.delim"] == "\n"
    assert storage["Location"] == "s3://lake/"


def test_show_create_table_is_hives_text_to_the_blank(athena: Athena) -> None:
    athena(
        "CREATE EXTERNAL TABLE clicks (a int COMMENT 'it\\'s', b string) COMMENT 'all clicks' "
        "PARTITIONED BY (dt string) CLUSTERED BY (a) INTO 4 BUCKETS "
        "ROW FORMAT DELIMITED FIELDS TERMINATED BY '\\t' ESCAPED BY '\\\\' "
        "LOCATION 's3://lake/clicks/' TBLPROPERTIES ('skip.header.line.count'='1')"
    )
    assert athena("SHOW CREATE TABLE db.clicks") == [
        "CREATE EXTERNAL TABLE `db.clicks`(",
        "  `a` int COMMENT 'it\\'s', ",
        "  `b` string)",
        "COMMENT 'all clicks'",
        "PARTITIONED BY ( ",
        "  `dt` string)",
        "CLUSTERED BY ( ",
        "  a) ",
        "INTO 4 BUCKETS",
        "ROW FORMAT DELIMITED ",
        "  FIELDS TERMINATED BY '\\t' ",
        "  ESCAPED BY '\\\\' ",
        "STORED AS INPUTFORMAT ",
        "  'org.apache.hadoop.mapred.TextInputFormat' ",
        "OUTPUTFORMAT ",
        "  'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'",
        "LOCATION",
        "  's3://lake/clicks'",
        "TBLPROPERTIES (",
        "  'skip.header.line.count'='1', ",
        "  'transient_lastDdlTime'='1795780800')",
    ]


def test_what_show_create_table_prints_makes_the_same_table(athena: Athena) -> None:
    athena(
        "CREATE EXTERNAL TABLE j (a map<string,array<int>>) PARTITIONED BY (d date) ROW FORMAT SERDE "
        "'org.openx.data.jsonserde.JsonSerDe' WITH SERDEPROPERTIES ('paths'='a', 'ignore.malformed.json'='true') "
        "LOCATION 's3://lake/j/' TBLPROPERTIES ('classification'='json', 'quote'='it\\'s \\\\ \\n')"
    )
    text = "\n".join(line or "" for line in athena("SHOW CREATE TABLE j"))
    first = athena.table("j")
    athena("DROP TABLE j")
    athena(text)
    again = athena.table("j")
    assert "  `a` map<string,array<int>> COMMENT 'from deserializer')" in text.split("\n")
    assert again["StorageDescriptor"]["Columns"][0].pop("Comment") == "from deserializer"  # as in Hive
    for key in ("StorageDescriptor", "PartitionKeys", "Parameters", "TableType"):
        assert again[key] == first[key]


def test_describe_pads_cells_and_tells_partitions(athena: Athena) -> None:
    athena(EVENTS)
    output = athena.run("DESCRIBE events")
    assert [(column.name, column.type) for column in output.columns] == [
        ("col_name", "string"),
        ("data_type", "string"),
        ("comment", "string"),
    ]
    assert [row[0] for row in output.rows] == [
        "id                  \tstring              \ta name              ",
        "at                  \ttimestamp           \t                    ",
        "attrs               \tstruct<page:string,tags:array<string>>\t                    ",
        "year                \tint                 \t                    ",
        "day                 \tstring              \t                    ",
        "\t \t ",
        "# Partition Information\t \t ",
        "# col_name            \tdata_type           \tcomment             ",
        "\t \t ",
        "year                \tint                 \t                    ",
        "day                 \tstring              \t                    ",
    ]


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("id", "id                  \tstring              \ta name              "),
        ("attrs.page", "page                \tstring              \tfrom deserializer   "),
        ("attrs.tags.'$elem$'", "$elem$              \tstring              \tfrom deserializer   "),
    ],
)
def test_describe_of_one_column(athena: Athena, path: str, shown: str) -> None:
    athena(EVENTS)
    assert athena(f"DESCRIBE events {path}") == [shown]


def test_describe_formatted_tells_location_and_serde(athena: Athena) -> None:
    athena(EVENTS)
    rows = athena("DESCRIBE FORMATTED events")
    assert "Location:           \ts3://lake/events    \t                    " in rows
    assert any((row or "").startswith("SerDe Library:      \torg.apache.hadoop") for row in rows)


def test_columns_that_a_serde_reads_are_from_deserializer(athena: Athena) -> None:
    athena(
        "CREATE EXTERNAL TABLE j (a int) ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' LOCATION 's3://lake/j/'"
    )
    assert athena("DESC j") == ["a                   \tint                 \tfrom deserializer   "]


def test_partitions_are_added_shown_moved_renamed_and_dropped(athena: Athena, fails: Fails) -> None:
    athena(EVENTS)
    athena(
        "ALTER TABLE events ADD PARTITION (year=2026, day='01') "
        "PARTITION (day='a/b', year=2025) LOCATION 's3://other/place/'"
    )
    assert athena("SHOW PARTITIONS events") == ["year=2025/day=a%2Fb", "year=2026/day=01"]
    found = athena.glue.get_partition(DatabaseName="db", TableName="events", PartitionValues=["2026", "01"])
    assert found["Partition"]["StorageDescriptor"]["Location"] == "s3://lake/events/year=2026/day=01"
    assert athena("SHOW PARTITIONS events PARTITION (year=2025)") == ["year=2025/day=a%2Fb"]

    assert fails("ALTER TABLE events ADD PARTITION (year=2026, day='01')") == (
        TASK + "AlreadyExistsException(message:Partition already exists.)"
    )
    athena("ALTER TABLE events ADD IF NOT EXISTS PARTITION (year=2026, day='01')")
    athena("ALTER TABLE events PARTITION (year=2026, day='01') RENAME TO PARTITION (year=2026, day='02')")
    athena("ALTER TABLE events PARTITION (year=2026, day='02') SET LOCATION 's3://lake/elsewhere/'")
    found = athena.glue.get_partition(DatabaseName="db", TableName="events", PartitionValues=["2026", "02"])
    assert found["Partition"]["StorageDescriptor"]["Location"] == "s3://lake/elsewhere/"

    athena("ALTER TABLE events DROP PARTITION (year<2026)")
    assert athena("SHOW PARTITIONS events") == ["year=2026/day=02"]
    assert fails("ALTER TABLE events DROP PARTITION (year=1999, day='x')") == (
        "FAILED: SemanticException [Error 10006]: Partition not found (year = 1999 AND day = x)"
    )
    athena("ALTER TABLE events DROP IF EXISTS PARTITION (year=1999)")


def test_three_hundred_partitions_are_added_and_dropped_in_batches(athena: Athena) -> None:
    athena("CREATE EXTERNAL TABLE p (a int) PARTITIONED BY (d string) LOCATION 's3://lake/p/'")
    every = " ".join(f"PARTITION (d='{n:03}')" for n in range(301))
    athena(f"ALTER TABLE p ADD {every}")
    assert len(athena("SHOW PARTITIONS p")) == 301
    athena("ALTER TABLE p DROP PARTITION (d>='001')")
    assert athena("SHOW PARTITIONS p") == ["d=000"]


@pytest.mark.parametrize(
    ("kind", "values", "condition", "left"),
    [
        ("int", ["9", "10", "11"], "d > 9", ["d=9"]),
        ("bigint", ["9", "10"], "d != 9", ["d=9"]),
        ("decimal(5,2)", ["1.50", "2.50"], "d >= 2", ["d=1.50"]),
        ("double", ["1.5", "2.5"], "d < 2", ["d=2.5"]),
        ("date", ["2026-01-01", "2026-02-01"], "d <= DATE '2026-01-15'", ["d=2026-02-01"]),
        ("string", ["9", "10", "it's"], "d = 'it\\'s'", ["d=10", "d=9"]),
        ("string", ["a", "b"], "d <> 'a'", ["d=a"]),
        ("int", ["7", "__HIVE_DEFAULT_PARTITION__"], "d = '__HIVE_DEFAULT_PARTITION__'", ["d=7"]),
    ],
)
def test_partitions_are_dropped_as_their_type_compares(
    athena: Athena, kind: str, values: list[str], condition: str, left: list[str]
) -> None:
    athena(f"CREATE EXTERNAL TABLE p (a int) PARTITIONED BY (d {kind}) LOCATION 's3://lake/p/'")
    storage = athena.table("p")["StorageDescriptor"]
    new = [{"Values": [value], "StorageDescriptor": storage} for value in values]
    athena.glue.batch_create_partition(DatabaseName="db", TableName="p", PartitionInputList=new)
    athena(f"ALTER TABLE p DROP PARTITION ({condition})")
    assert athena("SHOW PARTITIONS p") == left


def test_msck_adds_what_lies_in_the_bucket_and_says_what_is_gone(athena: Athena) -> None:
    athena(EVENTS)
    athena("ALTER TABLE events ADD PARTITION (year=2024, day='gone')")
    athena.bucket.keys = [
        "lake/events/year=2026/day=01/part-0.parquet",
        "lake/events/year=2026/day=a%2Fb/part-0.parquet",
        "lake/events/year=x/day=01/no-number.parquet",
        "lake/events/Year=2025/day=01/capital.parquet",
        "lake/events/_tmp/day=01/other.parquet",
    ]
    output = athena("MSCK REPAIR TABLE events")
    assert output == [
        "Partitions not in metastore:\tevents:year=2026/day=01\tevents:year=2026/day=a%2Fb",
        "Partitions missing from filesystem:\tevents:year=2024/day=gone",
        "Repair: Added partition to metastore events:year=2026/day=01",
        "Repair: Added partition to metastore events:year=2026/day=a%2Fb",
    ]
    assert athena.bucket.listed == ["s3://lake/events/", "s3://lake/events/year=2026/"]
    found = athena.glue.get_partition(DatabaseName="db", TableName="events", PartitionValues=["2026", "a/b"])
    assert found["Partition"]["StorageDescriptor"]["Location"] == "s3://lake/events/year=2026/day=a%2Fb/"
    assert athena("MSCK REPAIR TABLE events") == ["Partitions missing from filesystem:\tevents:year=2024/day=gone"]


def test_columns_are_added_replaced_and_changed(athena: Athena, fails: Fails) -> None:
    athena("CREATE EXTERNAL TABLE t (a int COMMENT 'x', b string) PARTITIONED BY (d string) LOCATION 's3://lake/t/'")
    athena("ALTER TABLE t ADD COLUMNS (c bigint COMMENT 'new')")
    assert athena("SHOW COLUMNS IN t") == [name.ljust(20) for name in ("a", "b", "c", "d")]
    athena("ALTER TABLE t CHANGE COLUMN a z double AFTER b")
    assert athena.table("t")["StorageDescriptor"]["Columns"][1] == {"Name": "z", "Type": "double", "Comment": "x"}
    assert fails("ALTER TABLE t ADD COLUMNS (D int)") == (
        "FAILED: SemanticException [Error 10036]: Duplicate column name: d"
    )
    assert fails("ALTER TABLE t CHANGE nope y int") == (
        "FAILED: SemanticException [Error 10002]: Invalid column reference nope in table t"
    )
    athena("ALTER TABLE t REPLACE COLUMNS (only date)")
    assert athena("SHOW COLUMNS FROM t IN db") == ["only".ljust(20), "d".ljust(20)]


def test_properties_and_location_of_a_table(athena: Athena) -> None:
    athena("CREATE EXTERNAL TABLE t (a int) LOCATION 's3://lake/t/' TBLPROPERTIES ('projection.enabled'='true')")
    athena("ALTER TABLE t SET TBLPROPERTIES ('classification'='csv', 'projection.enabled'='false')")
    athena("ALTER TABLE t SET LOCATION 's3://lake/moved/'")
    assert athena.table("t")["StorageDescriptor"]["Location"] == "s3://lake/moved/"
    assert athena("SHOW TBLPROPERTIES t") == [
        "EXTERNAL\tTRUE",
        "classification\tcsv",
        "projection.enabled\tfalse",
        "transient_lastDdlTime\t1795780800",
    ]
    assert athena("SHOW TBLPROPERTIES t('classification')") == ["csv"]
    assert athena("SHOW TBLPROPERTIES t('nope')") == ["Table db.t does not have property: nope"]


def test_databases(athena: Athena, fails: Fails) -> None:
    athena("CREATE DATABASE Web COMMENT 'clicks' LOCATION 's3://lake/web/' WITH DBPROPERTIES ('a'='1')")
    athena("ALTER DATABASE web SET DBPROPERTIES ('b'='2')")
    found = athena.glue.get_database(Name="web")["Database"]
    assert (found["Description"], found["LocationUri"]) == ("clicks", "s3://lake/web/")
    assert found["Parameters"] == {"a": "1", "b": "2"}
    assert athena("SHOW DATABASES") == ["db", "web"]
    assert athena("SHOW SCHEMAS LIKE 'w*'") == ["web"]
    assert athena("SHOW DATABASES LIKE '.*b'") == ["db", "web"]
    assert fails("CREATE SCHEMA web") == TASK + "Database web already exists"
    athena("CREATE SCHEMA IF NOT EXISTS web")
    athena("CREATE EXTERNAL TABLE web.t (a int) LOCATION 's3://lake/t/'")
    assert fails("DROP DATABASE web") == (
        TASK + "InvalidOperationException(message:Database web is not empty. One or more tables exist.)"
    )
    athena("DROP DATABASE web CASCADE")
    assert fails("DROP DATABASE web") == "FAILED: SemanticException [Error 10072]: Database does not exist: web"
    athena("DROP DATABASE IF EXISTS web")


def test_show_tables_and_views(athena: Athena, fails: Fails) -> None:
    for name in ("clicks", "click_rates", "users"):
        athena(f"CREATE EXTERNAL TABLE {name} (a int) LOCATION 's3://lake/{name}/'")
    athena("CREATE VIEW v AS SELECT a FROM users")
    assert athena("SHOW TABLES") == ["click_rates", "clicks", "users", "v"]
    assert athena("SHOW TABLES IN db 'click*'") == ["click_rates", "clicks"]
    assert athena("SHOW TABLES '*rates|USERS'") == ["click_rates", "users"]
    assert athena("SHOW VIEWS") == ["v"]
    assert athena("SHOW VIEWS IN db LIKE 'x*'") == []
    assert fails("SHOW TABLES IN nope") == "FAILED: SemanticException [Error 10072]: Database does not exist: nope"
    assert fails("SHOW TABLES '('") == "FAILED: SemanticException '(' is no pattern"


def test_a_view_is_prestos_in_base64(athena: Athena, fails: Fails) -> None:
    athena.columns = [Column("n", "integer"), Column("r", "row(x varchar, y array(real))")]
    athena("CREATE VIEW latest AS\nSELECT 1 AS n,\n\n  row('é') AS r")
    table = athena.table("latest")
    assert table["TableType"] == "VIRTUAL_VIEW"
    assert table["ViewExpandedText"] == "/* Presto View */"
    text = table["ViewOriginalText"]
    held = json.loads(base64.b64decode(text.removeprefix("/* Presto View: ").removesuffix(" */")))
    assert held == {
        "originalSql": "SELECT 1 AS n,\n\n  row('é') AS r",
        "catalog": "awsdatacatalog",
        "schema": "db",
        "columns": [{"name": "n", "type": "integer"}, {"name": "r", "type": "row(x varchar, y array(real))"}],
    }
    assert table["StorageDescriptor"]["Columns"] == [
        {"Name": "n", "Type": "int"},
        {"Name": "r", "Type": "struct<x:string,y:array<float>>"},
    ]
    assert view_of(table).columns == tuple(athena.columns)
    assert athena('SHOW CREATE VIEW "db"."latest"') == [
        "CREATE VIEW db.latest AS",
        "SELECT 1 AS n,",
        "",
        "  row('é') AS r",
    ]
    assert fails("CREATE VIEW latest AS SELECT 2") == (
        "VIEW_ALREADY_EXISTS: View already exists: 'awsdatacatalog.db.latest'"
    )
    athena.columns = [Column("m", "bigint")]
    athena("CREATE OR REPLACE VIEW latest AS SELECT 2 AS m")
    assert athena.table("latest")["StorageDescriptor"]["Columns"] == [{"Name": "m", "Type": "bigint"}]
    athena("DROP VIEW latest")
    assert fails("DROP VIEW latest") == "TABLE_NOT_FOUND: line 1:1: View 'awsdatacatalog.db.latest' does not exist"
    athena("DROP VIEW IF EXISTS latest")


def test_a_table_is_no_view_and_a_view_no_table(athena: Athena, fails: Fails) -> None:
    athena("CREATE EXTERNAL TABLE t (a int) LOCATION 's3://lake/t/'")
    athena("CREATE VIEW v AS SELECT a FROM t")
    assert fails("DROP VIEW t") == "NOT_SUPPORTED: line 1:1: Relation 'awsdatacatalog.db.t' is a table, not a view"
    assert fails("DROP TABLE v") == "FAILED: SemanticException Cannot drop a view with DROP TABLE"
    assert fails("CREATE OR REPLACE VIEW t AS SELECT 1 a") == (
        "TABLE_ALREADY_EXISTS: Table already exists: 'awsdatacatalog.db.t'"
    )
    assert fails("ALTER TABLE v SET TBLPROPERTIES ('a'='b')") == (
        "FAILED: SemanticException Cannot alter a view with ALTER TABLE"
    )


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ([Column("_col0", "bigint")], "MISSING_COLUMN_NAME: line 1:1: Column name not specified at position 1"),
        (
            [Column("a", "bigint"), Column("A", "date")],
            "DUPLICATE_COLUMN_NAME: line 1:1: Column name 'A' specified more than once",
        ),
        ([Column("a", "interval day to second")], "NOT_SUPPORTED: Unsupported Hive type: interval day to second"),
    ],
)
def test_views_whose_columns_cannot_be_kept(athena: Athena, fails: Fails, columns: list[Column], message: str) -> None:
    athena.columns = columns
    assert fails("CREATE VIEW v AS SELECT 1") == message


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("DROP TABLE nope", "FAILED: SemanticException [Error 10001]: Table not found nope"),
        ("DESCRIBE nope", "FAILED: SemanticException [Error 10001]: Table not found nope"),
        ("MSCK REPAIR TABLE nope", "FAILED: SemanticException [Error 10001]: Table not found nope"),
        ("MSCK REPAIR TABLE t", "FAILED: SemanticException Table t is not a partitioned table"),
        ("SHOW PARTITIONS t", TASK + "Table t is not a partitioned table"),
        (
            "CREATE EXTERNAL TABLE t (a int) LOCATION 's3://b/'",
            TASK + "AlreadyExistsException(message:Table t already exists.)",
        ),
        (
            "CREATE EXTERNAL TABLE nope.t (a int) LOCATION 's3://b/'",
            "FAILED: SemanticException [Error 10072]: Database does not exist: nope",
        ),
        (
            "CREATE EXTERNAL TABLE u (a int)",
            "FAILED: SemanticException No location was specified for table. An S3 location must be specified",
        ),
        (
            "CREATE EXTERNAL TABLE u (a int, A string) LOCATION 's3://b/'",
            "FAILED: SemanticException [Error 10036]: Duplicate column name: a",
        ),
        (
            "CREATE EXTERNAL TABLE u (a int) PARTITIONED BY (a string) LOCATION 's3://b/'",
            "FAILED: SemanticException [Error 10035]: Column repeated in partitioning columns",
        ),
        (
            "CREATE EXTERNAL TABLE u (a int) STORED AS EXCEL LOCATION 's3://b/'",
            "FAILED: SemanticException Unrecognized file format in STORED AS clause: 'EXCEL'",
        ),
        (
            "CREATE EXTERNAL TABLE u (a int) LOCATION '/tmp/x'",
            "FAILED: SemanticException '/tmp/x' is no location in Amazon S3: give s3://bucket/folder/",
        ),
        (
            "ALTER TABLE t ADD PARTITION (d='1')",
            "FAILED: SemanticException table is not partitioned but partition spec exists: {d=1}",
        ),
        (
            "ALTER TABLE p ADD PARTITION (x='1')",
            "FAILED: SemanticException partition spec {x=1} doesn't contain all (1) partition columns",
        ),
        (
            "ALTER TABLE p DROP PARTITION (x='1')",
            "FAILED: SemanticException [Error 10004]: Partition column x not found in table p",
        ),
        (
            "ALTER TABLE p ADD PARTITION (d='x')",
            "FAILED: SemanticException [Error 10248]: Cannot convert partition value 'x' of column d to int",
        ),
        ("SHOW CREATE VIEW t", "NOT_SUPPORTED: line 1:1: Relation 'awsdatacatalog.db.t' is a table, not a view"),
        ("DESCRIBE EXTENDED t", "NOT_SUPPORTED: DESCRIBE EXTENDED is not served: use DESCRIBE FORMATTED"),
        ("DESCRIBE t nope", TASK + "Invalid column name nope in table t"),
    ],
)
def test_failures_in_athenas_words(athena: Athena, fails: Fails, sql: str, message: str) -> None:
    athena("CREATE EXTERNAL TABLE t (a int) LOCATION 's3://b/t/'")
    athena("CREATE EXTERNAL TABLE p (a int) PARTITIONED BY (d int) LOCATION 's3://b/p/'")
    assert fails(sql) == message


def test_if_exists_and_if_not_exists_are_silent(athena: Athena) -> None:
    athena("DROP TABLE IF EXISTS nope")
    athena("CREATE EXTERNAL TABLE t (a int) LOCATION 's3://b/t/'")
    athena("CREATE EXTERNAL TABLE IF NOT EXISTS t (b int) LOCATION 's3://b/u/'")
    assert athena("SHOW COLUMNS FROM t") == ["a".ljust(20)]
    assert athena("DROP TABLE `db`.`t`") == []
    assert athena("SHOW TABLES") == []


class Overtaken:
    """A client whose table is changed by somebody else between reading and writing it, so many times."""

    def __init__(self, glue: Any, times: int) -> None:
        self._glue = glue
        self._times = times

    def __getattr__(self, operation: str) -> Any:
        return getattr(self._glue, operation)

    def update_table(self, **members: Any) -> Any:
        if self._times:
            self._times -= 1
            table = self._glue.get_table(DatabaseName="db", Name="t")["Table"]
            parameters = {**table["Parameters"], f"other{self._times}": "x"}
            given = {"Name": "t", "Parameters": parameters, "StorageDescriptor": table["StorageDescriptor"]}
            self._glue.update_table(DatabaseName="db", TableInput=given)
        return self._glue.update_table(**members)


def test_what_somebody_else_changes_meanwhile_is_not_lost(athena: Athena, fails: Fails) -> None:
    athena("CREATE EXTERNAL TABLE t (a int) LOCATION 's3://b/t/'")
    glue = athena.glue
    athena.glue = Overtaken(glue, 2)
    athena("ALTER TABLE t SET TBLPROPERTIES ('mine'='y')")
    assert set(athena.table("t")["Parameters"]) >= {"mine", "other0", "other1"}
    athena.glue = Overtaken(glue, 99)
    assert fails("ALTER TABLE t ADD COLUMNS (b int)") == (
        TASK + "ConcurrentModificationException: Update table failed due to concurrent modifications."
    )


@pytest.mark.parametrize(
    "sql",
    [
        "DESCRIBE ice",
        "SHOW CREATE TABLE ice",
        "ALTER TABLE ice ADD COLUMNS (b int)",
        "ALTER TABLE ice SET LOCATION 's3://b/'",
        "ALTER TABLE ice ADD PARTITION (a='1')",
        "MSCK REPAIR TABLE ice",
        "SHOW PARTITIONS ice",
    ],
)
def test_what_would_harm_an_iceberg_table_is_refused_by_name(athena: Athena, fails: Fails, sql: str) -> None:
    table = {
        "Name": "ice",
        "TableType": "EXTERNAL_TABLE",
        "Parameters": {"table_type": "ICEBERG", "metadata_location": "s3://b/ice/metadata/1.json"},
        "StorageDescriptor": {"Location": "s3://b/ice", "Columns": [{"Name": "a", "Type": "int"}]},
    }
    athena.glue.create_table(DatabaseName="db", TableInput=table)
    assert fails(sql).endswith(" of ice: it is an Iceberg table")
    assert athena("SHOW COLUMNS IN ice") == ["a".ljust(20)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "SELECT 1",
        "/* Presto View: ??? */",
        "/* Presto View: e30= */",
        "/* Presto View: W10= */",
        "/* Presto View: eyJ */",
    ],
)
def test_a_view_that_is_none_of_prestos(athena: Athena, fails: Fails, text: str) -> None:
    athena.glue.create_table(
        DatabaseName="db", TableInput={"Name": "v", "TableType": "VIRTUAL_VIEW", "ViewOriginalText": text}
    )
    assert fails("SHOW CREATE VIEW v") == "HIVE_INVALID_VIEW_DATA: Invalid view JSON: db.v"


def test_names_with_quotes_in_them_are_names_and_nothing_else(athena: Athena) -> None:
    athena("CREATE EXTERNAL TABLE `o'; drop -- ``x` (`a'\" b` int) PARTITIONED BY (d string) LOCATION 's3://b/'")
    athena("ALTER TABLE `o'; drop -- ``x` ADD PARTITION (d='\\' OR 1=1 --')")
    athena("ALTER TABLE `o'; drop -- ``x` ADD PARTITION (d='other')")
    athena("ALTER TABLE `o'; drop -- ``x` DROP PARTITION (d='\\' OR 1=1 --')")
    assert athena("SHOW PARTITIONS `o'; drop -- ``x`") == ["d=other"]
    assert athena("SHOW TABLES") == ["o'; drop -- `x"]


def test_a_catalog_that_does_not_answer_is_a_failure_of_the_system() -> None:
    client = boto3.client(
        "glue",
        endpoint_url="http://127.0.0.1:9",
        region_name="us-east-1",
        aws_access_key_id="tarn",
        aws_secret_access_key="tarn",
        config=Config(retries={"total_max_attempts": 1}),
    )
    with pytest.raises(QueryFailed, match="HIVE_METASTORE_ERROR: the catalog does not answer") as caught:
        Athena(client)("SHOW DATABASES")
    assert caught.value.category == 1
