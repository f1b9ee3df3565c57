"""Statements as text, what they are parsed to, and what of them is refused."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.query import statements as s
from services.query.failure import QueryFailed
from services.query.statements import parse
from services.query.statements.model import Statement
from services.query.statements.tokens import MAX_BYTES

Col = s.ColumnDefinition

QUERIES: list[tuple[str, Statement]] = [
    ("SELECT 1", s.Query("SELECT 1")),
    ("select 1 ;  ", s.Query("select 1")),
    ("-- what\n/* why ; */ SELECT ';' -- end", s.Query("SELECT ';'")),
    ("WITH a AS (SELECT 1) SELECT * FROM a", s.Query("WITH a AS (SELECT 1) SELECT * FROM a")),
    ("VALUES 1, 2", s.Query("VALUES 1, 2")),
    ("TABLE t", s.Query("TABLE t")),
    ("(SELECT 1) UNION (SELECT 2);;", s.Query("(SELECT 1) UNION (SELECT 2)")),
    ("SELECT 'it''s \\' AS b", s.Query("SELECT 'it''s \\' AS b")),
    ('SELECT "a;b" FROM "c""d"', s.Query('SELECT "a;b" FROM "c""d"')),
    ("SELECT /* ) */ (1)", s.Query("SELECT /* ) */ (1)")),
    ("INSERT INTO t SELECT 1", s.Insert(None, "t", None, "SELECT 1")),
    ("INSERT INTO db.T (A, b) VALUES (1, 2)", s.Insert("db", "t", ("a", "b"), "VALUES (1, 2)")),
    ('INSERT INTO "my-db"."t" (SELECT 1)', s.Insert("my-db", "t", None, "(SELECT 1)")),
    ("INSERT INTO t ((SELECT 1))", s.Insert(None, "t", None, "((SELECT 1))")),
    ("INSERT INTO awsdatacatalog.db.t WITH x AS (SELECT 1) SELECT * FROM x",
     s.Insert("db", "t", None, "WITH x AS (SELECT 1) SELECT * FROM x")),
    ("UNLOAD (SELECT (1)) TO 's3://b/x/'", s.Unload("SELECT (1)", "s3://b/x/")),
    ("UNLOAD (SELECT 1) TO 's3://b/' WITH (format='PARQUET', compression='SNAPPY', partitioned_by=ARRAY['a','b'])",
     s.Unload("SELECT 1", "s3://b/", {"format": "PARQUET", "compression": "SNAPPY", "partitioned_by": ("a", "b")})),
    ("CREATE TABLE t AS SELECT 1 a", s.CreateTableAs(None, "t", {}, "SELECT 1 a")),
    ("CREATE TABLE IF NOT EXISTS db.t AS (SELECT 1 a)", s.CreateTableAs("db", "t", {}, "(SELECT 1 a)", False, True)),
    ("CREATE TABLE t WITH (bucket_count=4, bucketed_by=ARRAY['a'], is_external=true, field_delimiter=',') AS TABLE x",
     s.CreateTableAs(None, "t", {"bucket_count": 4, "bucketed_by": ("a",), "is_external": True, "field_delimiter": ","},
                     "TABLE x")),
    ("CREATE TABLE t WITH (partitioned_by=ARRAY[]) AS SELECT 1 a WITH NO DATA",
     s.CreateTableAs(None, "t", {"partitioned_by": ()}, "SELECT 1 a", True)),
    ("CREATE TABLE t AS SELECT 1 a WITH DATA;", s.CreateTableAs(None, "t", {}, "SELECT 1 a")),
    ("create table \"db\".\"t\" with (table_type='hive') as select 1 as a",
     s.CreateTableAs("db", "t", {"table_type": "hive"}, "select 1 as a")),
    ("CREATE VIEW v AS SELECT 1 a", s.CreateView(None, "v", "SELECT 1 a")),
    ("CREATE OR REPLACE VIEW db.v AS WITH x AS (SELECT 1 a) SELECT * FROM x",
     s.CreateView("db", "v", "WITH x AS (SELECT 1 a) SELECT * FROM x", True)),
    ("DROP VIEW v", s.DropView(None, "v")),
    ('DROP VIEW IF EXISTS "db"."v"', s.DropView("db", "v", True)),
    ("SHOW CREATE VIEW v", s.ShowCreateView(None, "v")),
    ('SHOW CREATE VIEW "db"."v";', s.ShowCreateView("db", "v")),
    ("EXPLAIN SELECT 1", s.Explain("SELECT 1")),
    ("EXPLAIN (TYPE IO, FORMAT json) SELECT 1", s.Explain("SELECT 1", {"TYPE": "IO", "FORMAT": "JSON"})),
    ("EXPLAIN (SELECT 1)", s.Explain("(SELECT 1)")),
    ("EXPLAIN ANALYZE SELECT 1", s.Explain("SELECT 1", analyze=True)),
    ("EXPLAIN ANALYZE VERBOSE (FORMAT TEXT) SELECT 1", s.Explain("SELECT 1", {"FORMAT": "TEXT"}, True, True)),
    ("PREPARE p FROM SELECT * FROM t WHERE a = ?", s.Prepare("p", "SELECT * FROM t WHERE a = ?")),
    ("PREPARE p FROM INSERT INTO t VALUES (?)", s.Prepare("p", "INSERT INTO t VALUES (?)")),
    ("EXECUTE p", s.Execute("p")),
    ("EXECUTE p USING 1, 'a,b', DATE '2026-01-01', ARRAY[1,2], f(1, 2)",
     s.Execute("p", ("1", "'a,b'", "DATE '2026-01-01'", "ARRAY[1,2]", "f(1, 2)"))),
    ("DEALLOCATE PREPARE p", s.Deallocate("p")),
]  # fmt: skip

DEFINITIONS: list[tuple[str, Statement]] = [
    ("CREATE DATABASE db", s.CreateDatabase("db")),
    ("CREATE SCHEMA IF NOT EXISTS `My-Db`", s.CreateDatabase("my-db", True)),
    ("CREATE DATABASE db COMMENT 'it\\'s' LOCATION 's3://b/x/' WITH DBPROPERTIES ('a'='1', \"b\"=\"2\")",
     s.CreateDatabase("db", False, "it's", "s3://b/x/", {"a": "1", "b": "2"})),
    ("DROP DATABASE db", s.DropDatabase("db")),
    ("CREATE SCHEMA IF NOT EXISTS `awsdatacatalog`.`db`", s.CreateDatabase("db", True)),
    ("DROP SCHEMA IF EXISTS db CASCADE", s.DropDatabase("db", True, True)),
    ("DROP DATABASE db RESTRICT", s.DropDatabase("db")),
    ("ALTER DATABASE db SET DBPROPERTIES ('a'='b')", s.AlterDatabase("db", {"a": "b"})),
    ("ALTER SCHEMA db SET DBPROPERTIES ('a'='b')", s.AlterDatabase("db", {"a": "b"})),
    ("DROP TABLE t", s.DropTable(None, "t")),
    ("DROP TABLE IF EXISTS `db`.`t`", s.DropTable("db", "t", True)),
    ("DROP TABLE AwsDataCatalog.db.t", s.DropTable("db", "t")),
    ("ALTER TABLE t ADD PARTITION (a='1')", s.AddPartitions(None, "t", (s.NewPartition((("a", "1"),)),))),
    ("ALTER TABLE db.t ADD IF NOT EXISTS PARTITION (a=1, b=-2.5) LOCATION 's3://b/' "
     "PARTITION (a=2, b=DATE '2026-01-01')",
     s.AddPartitions("db", "t", (s.NewPartition((("a", "1"), ("b", "-2.5")), "s3://b/"),
                                 s.NewPartition((("a", "2"), ("b", "2026-01-01")))), True)),
    ("ALTER TABLE t DROP PARTITION (a='1'), PARTITION (a>'2', b<>'x')",
     s.DropPartitions(None, "t", ((s.Condition("a", "=", "1"),),
                                  (s.Condition("a", ">", "2"), s.Condition("b", "<>", "x"))))),
    ("ALTER TABLE t DROP IF EXISTS PARTITION (a<=1)",
     s.DropPartitions(None, "t", ((s.Condition("a", "<=", "1"),),), True)),
    ("ALTER TABLE t PARTITION (a='1') RENAME TO PARTITION (a='2')",
     s.RenamePartition(None, "t", (("a", "1"),), (("a", "2"),))),
    ("ALTER TABLE t ADD COLUMNS (a int, `date` date COMMENT 'x')",
     s.AddColumns(None, "t", (Col("a", "int"), Col("date", "date", "x")))),
    ("ALTER TABLE t PARTITION (d='1') ADD COLUMNS (a int)", s.AddColumns(None, "t", (Col("a", "int"),), (("d", "1"),))),
    ("ALTER TABLE t REPLACE COLUMNS (a struct<b:int>)", s.ReplaceColumns(None, "t", (Col("a", "struct<b:int>"),))),
    ("ALTER TABLE t PARTITION (d='1') REPLACE COLUMNS (a int)",
     s.ReplaceColumns(None, "t", (Col("a", "int"),), (("d", "1"),))),
    ("ALTER TABLE t CHANGE COLUMN a b string COMMENT 'c' AFTER d",
     s.ChangeColumn(None, "t", "a", Col("b", "string", "c"), "d")),
    ("ALTER TABLE t CHANGE a a bigint FIRST", s.ChangeColumn(None, "t", "a", Col("a", "bigint"), "")),
    ("ALTER TABLE t CHANGE a b bigint CASCADE", s.ChangeColumn(None, "t", "a", Col("b", "bigint"))),
    ("ALTER TABLE t SET LOCATION 's3://b/'", s.SetLocation(None, "t", "s3://b/")),
    ("ALTER TABLE t PARTITION (d='1') SET LOCATION 's3://b/'", s.SetLocation(None, "t", "s3://b/", (("d", "1"),))),
    ("ALTER TABLE t SET TBLPROPERTIES ('a'='b', 'a'='c')", s.SetTableProperties(None, "t", {"a": "c"})),
    ("MSCK REPAIR TABLE t", s.RepairTable(None, "t")),
    ("msck repair table `db`.`t`;", s.RepairTable("db", "t")),
]  # fmt: skip

UTILITIES: list[tuple[str, Statement]] = [
    ("SHOW DATABASES", s.ShowDatabases()),
    ("SHOW SCHEMAS LIKE 'a*'", s.ShowDatabases("a*")),
    ("SHOW TABLES", s.ShowTables()),
    ("SHOW TABLES IN db", s.ShowTables("db")),
    ("SHOW TABLES FROM `my-db` 'a*|b'", s.ShowTables("my-db", "a*|b")),
    ("SHOW TABLES 'x'", s.ShowTables(None, "x")),
    ("SHOW TABLES LIKE 'x'", s.ShowTables(None, "x")),
    ("SHOW VIEWS", s.ShowViews()),
    ("SHOW VIEWS IN db LIKE 'x*'", s.ShowViews("db", "x*")),
    ("SHOW COLUMNS IN t", s.ShowColumns(None, "t")),
    ("SHOW COLUMNS FROM db.t", s.ShowColumns("db", "t")),
    ("SHOW COLUMNS FROM t IN db", s.ShowColumns("db", "t")),
    ("SHOW PARTITIONS t", s.ShowPartitions(None, "t")),
    ("SHOW PARTITIONS db.t PARTITION (a='1')", s.ShowPartitions("db", "t", (("a", "1"),))),
    ("SHOW TBLPROPERTIES t", s.ShowTableProperties(None, "t")),
    ("SHOW TBLPROPERTIES t('a.b')", s.ShowTableProperties(None, "t", "a.b")),
    ("SHOW CREATE TABLE t", s.ShowCreateTable(None, "t", "t")),
    ("SHOW CREATE TABLE `db`.`T`", s.ShowCreateTable("db", "t", "db.t")),
    ("DESCRIBE t", s.Describe(None, "t")),
    ("DESC db.t", s.Describe("db", "t")),
    ("DESCRIBE FORMATTED t", s.Describe(None, "t", "FORMATTED")),
    ("DESCRIBE EXTENDED `t`", s.Describe(None, "t", "EXTENDED")),
    ("DESCRIBE formatted", s.Describe(None, "formatted")),
    ("DESCRIBE FORMATTED db.t PARTITION (a=100) col", s.Describe("db", "t", "FORMATTED", (("a", "100"),), ("col",))),
    ("DESCRIBE t a.'$elem$'.b", s.Describe(None, "t", path=("a", "$elem$", "b"))),
    ("SHOW DATABASES IN AwsDataCatalog LIKE 'a'", s.ShowDatabases("a")),
    ('DESCRIBE "db"."t"', s.Describe("db", "t")),
    ("DESCRIBE table_of_x", s.Describe(None, "table_of_x")),
]


@pytest.mark.parametrize(("sql", "expected"), QUERIES + DEFINITIONS + UTILITIES)
def test_what_a_statement_is_parsed_to(sql: str, expected: Statement) -> None:
    assert parse(sql) == expected


def table(sql: str) -> s.CreateTable:
    found = parse(f"CREATE EXTERNAL TABLE {sql}")
    assert isinstance(found, s.CreateTable)
    return found


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("INT", "int"),
        ("integer", "int"),
        ("boolean", "boolean"),
        ("tinyint", "tinyint"),
        ("smallint", "smallint"),
        ("bigint", "bigint"),
        ("float", "float"),
        ("double", "double"),
        ("string", "string"),
        ("binary", "binary"),
        ("date", "date"),
        ("timestamp", "timestamp"),
        ("decimal", "decimal(10,0)"),
        ("decimal(5)", "decimal(5,0)"),
        ("decimal( 38 , 18 )", "decimal(38,18)"),
        ("varchar(10)", "varchar(10)"),
        ("char(1)", "char(1)"),
        ("array<string>", "array<string>"),
        ("map<string, array<int>>", "map<string,array<int>>"),
        ("struct<Id:int, `When at`:timestamp, date:date COMMENT 'x'>", "struct<id:int,when at:timestamp,date:date>"),
        ("array<struct<a:map<string,struct<b:decimal(3,2)>>>>", "array<struct<a:map<string,struct<b:decimal(3,2)>>>>"),
    ],
)
def test_types_are_kept_in_glues_spelling(written: str, kept: str) -> None:
    assert table(f"t (a {written})").columns == (Col("a", kept),)


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("COMMENT 'x'", {"comment": "x"}),
        ("PARTITIONED BY (d string COMMENT 'day', h int)",
         {"partitioned_by": (Col("d", "string", "day"), Col("h", "int"))}),
        ("CLUSTERED BY (a) INTO 8 BUCKETS", {"clustered_by": ("a",), "buckets": 8}),
        ("CLUSTERED BY (a, b) SORTED BY (a, b DESC, c ASC) INTO 2 BUCKETS",
         {"clustered_by": ("a", "b"), "sorted_by": (("a", 1), ("b", 0), ("c", 1)), "buckets": 2}),
        ("ROW FORMAT DELIMITED", {"row_format": s.Delimited({})}),
        ("ROW FORMAT DELIMITED FIELDS TERMINATED BY ','",
         {"row_format": s.Delimited({"field.delim": ",", "serialization.format": ","})}),
        ("ROW FORMAT DELIMITED FIELDS TERMINATED BY '\\001' ESCAPED BY '\\\\' COLLECTION ITEMS TERMINATED BY '\\002' "
         "MAP KEYS TERMINATED BY '\\u0003' LINES TERMINATED BY '\\n' NULL DEFINED AS ''",
         {"row_format": s.Delimited({"field.delim": "\x01", "escape.delim": "\\", "colelction.delim": "\x02",
                                     "mapkey.delim": "\x03", "line.delim": "\n", "serialization.null.format": "",
                                     "serialization.format": "\x01"})}),
        ("ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'",
         {"row_format": s.SerDe("org.openx.data.jsonserde.JsonSerDe")}),
        ("ROW FORMAT SERDE 'x.Y' WITH SERDEPROPERTIES (\"input.regex\"=\"^(\\\\S+) \\\"x\\\"$\")",
         {"row_format": s.SerDe("x.Y", {"input.regex": '^(\\S+) "x"$'})}),
        ("STORED AS parquet", {"stored_as": s.StoredAs("PARQUET")}),
        ("STORED AS INPUTFORMAT 'a.In' OUTPUTFORMAT 'a.Out'", {"stored_as": s.StoredAs(None, "a.In", "a.Out")}),
        ("LOCATION 's3://b/x/'", {"location": "s3://b/x/"}),
        ("TBLPROPERTIES ('projection.enabled'='true', 'storage.location.template'='s3://b/${d}/')",
         {"properties": {"projection.enabled": "true", "storage.location.template": "s3://b/${d}/"}}),
        ("TBLPROPERTIES ('a'='b') LOCATION 's3://b/' STORED AS ORC",
         {"properties": {"a": "b"}, "location": "s3://b/", "stored_as": s.StoredAs("ORC")}),
    ],
)  # fmt: skip
def test_clauses_of_create_external_table(clause: str, expected: dict[str, Any]) -> None:
    assert table(f"IF NOT EXISTS db.t (a int) {clause};") == s.CreateTable(
        "db", "t", (Col("a", "int"),), True, **expected
    )


def test_words_that_awss_examples_leave_unquoted_are_names() -> None:
    assert [column.name for column in table("t (timestamp string, date date, time string, user int)").columns] == [
        "timestamp",
        "date",
        "time",
        "user",
    ]


def test_partition_is_a_columns_name_where_columns_are_defined() -> None:
    """awswrangler's tests of Iceberg tables run so on AWS."""
    made = parse(
        "CREATE TABLE t (partition bigint) PARTITIONED BY (partition) LOCATION 's3://b/' "
        "TBLPROPERTIES ('table_type'='ICEBERG')"
    )
    assert isinstance(made, s.CreateIcebergTable)
    assert (made.columns, made.partitioning) == ((Col("partition", "bigint"),), (s.Transform("identity", "partition"),))


def test_a_number_is_a_property_as_in_awss_examples() -> None:
    assert parse("ALTER TABLE t SET TBLPROPERTIES ('compression_level' = 4)") == s.SetTableProperties(
        None, "t", {"compression_level": "4"}
    )


def test_columns_may_be_left_to_the_serde() -> None:
    assert table("t ROW FORMAT SERDE 'x.Avro'").columns == ()


TRINO_STARTS = "line 1:1: mismatched input"
WRONG = [
    ("", "Query string is empty"),
    ("  -- nothing\n", "Query string is empty"),
    (";", "line 1:1: mismatched input ';'. Expecting:"),
    ("SELEC 1", "line 1:1: mismatched input 'SELEC'. Expecting: 'ALTER', 'CREATE',"),
    ("1", TRINO_STARTS),
    ("'x'", TRINO_STARTS),
    ("SELECT 1; SELECT 2", "Only one sql statement is allowed. Got: SELECT 1; SELECT 2"),
    ("SHOW TABLES; SHOW TABLES", "Only one sql statement is allowed. Got: SHOW TABLES; SHOW TABLES"),
    ("SELECT (1", "line 1:10: mismatched input '<EOF>'. Expecting: ')'"),
    ("SELECT 1)", "line 1:9: mismatched input ')'. Expecting: <EOF>"),
    ("SELECT 'a", "line 1:8: string is not closed"),
    ('SELECT "a', "line 1:8: quoted identifier is not closed"),
    ("SELECT 1 /* x", "line 1:10: comment is not closed"),
    ("SELECT\n  'a", "line 2:3: string is not closed"),
    ("DROP TABLE `a", "line 1:12: back-quoted identifier is not closed"),
    ("INSERT t SELECT 1", "line 1:8: mismatched input 't'. Expecting: 'INTO'"),
    ("INSERT INTO t", "line 1:14: mismatched input '<EOF>'. Expecting: '(', 'SELECT', 'TABLE', 'VALUES', 'WITH'"),
    ("INSERT INTO `t` SELECT 1",
     "line 1:13: backquoted identifiers are not supported; use double quotes to quote identifiers"),
    ("INSERT INTO t (a,) SELECT 1", "line 1:18: mismatched input ')'. Expecting: <identifier>"),
    ("INSERT OVERWRITE t SELECT 1", "NOT_SUPPORTED: INSERT OVERWRITE is not one of Athena's statements"),
    ("UNLOAD SELECT 1 TO 's3://b/'", "line 1:8: mismatched input 'SELECT'. Expecting: '('"),
    ("UNLOAD () TO 's3://b/'", "line 1:9: mismatched input ')'. Expecting: <query>"),
    ("UNLOAD (SELECT 1", "line 1:17: mismatched input '<EOF>'. Expecting: ')'"),
    ("UNLOAD (SELECT 1) 's3://b/'", "line 1:19: mismatched input ''s3://b/''. Expecting: 'TO'"),
    ("UNLOAD (SELECT 1) TO 's3://b/' WITH (a=f(1))", "line 1:40: mismatched input 'f'. Expecting: <expression>"),
    ("UNLOAD (SELECT 1) TO 's3://b/' WITH (a=1, A=2)", "DUPLICATE_PROPERTY: line 1:1: Duplicate property: a"),
    ("CREATE TABLE t AS", "line 1:18: mismatched input '<EOF>'"),
    ("CREATE TABLE t COMMENT 'x' AS SELECT 1", "NOT_SUPPORTED: CREATE TABLE AS with COMMENT"),
    ("CREATE TABLE t (a int) LOCATION 's3://b/'", "NOT_SUPPORTED: CREATE TABLE without EXTERNAL"),
    ("CREATE EXTERNAL TABLE t (a int) PARTITIONED BY (day(a)) LOCATION 's3://b/'",
     "NOT_SUPPORTED: PARTITIONED BY (a) without a type: partition transforms are Iceberg's"),
    ("CREATE EXTERNAL TABLE t (a int) LOCATION 's3://b/' TBLPROPERTIES ('table_type'='ICEBERG')",
     "NOT_SUPPORTED: External keyword not supported for table type ICEBERG"),
    ("CREATE TABLE t (a int) STORED AS ORC LOCATION 's3://b/' TBLPROPERTIES ('table_type'='ICEBERG')",
     "NOT_SUPPORTED: CREATE TABLE of type ICEBERG with STORED AS"),
    ("CREATE TABLE t (a int) PARTITIONED BY (b int) LOCATION 's3://b/' TBLPROPERTIES ('table_type'='ICEBERG')",
     "NOT_SUPPORTED: CREATE TABLE of type ICEBERG PARTITIONED BY (b int)"),
    ("CREATE TABLE t (a int) PARTITIONED BY (week(a)) LOCATION 's3://b/' TBLPROPERTIES ('table_type'='ICEBERG')",
     "INVALID_TABLE_PROPERTY: Unable to parse partitioning value: week(a)"),
    ("CREATE VIEW v SELECT 1", "line 1:15: mismatched input 'SELECT'. Expecting: 'AS'"),
    ("CREATE VIEW v COMMENT 'x' AS SELECT 1", "NOT_SUPPORTED: CREATE VIEW with COMMENT"),
    ("CREATE VIEW select AS SELECT 1", "line 1:13: mismatched input 'select'. Expecting: <identifier>"),
    ("CREATE OR REPLACE TABLE t AS SELECT 1", "Queries of this type are not supported: CREATE OR"),
    ("CREATE FUNCTION f", "Queries of this type are not supported: CREATE FUNCTION"),
    ("CREATE", "line 1:7: mismatched input '<EOF>'. Expecting: 'DATABASE', 'SCHEMA', 'TABLE', 'VIEW'"),
    ("EXPLAIN", "line 1:8: mismatched input '<EOF>'"),
    ("EXPLAIN (TYPE FAST) SELECT 1", "mismatched input 'FAST'. Expecting: 'LOGICAL', 'DISTRIBUTED', 'VALIDATE', 'IO'"),
    ("PREPARE p SELECT 1", "line 1:11: mismatched input 'SELECT'. Expecting: 'FROM'"),
    ("PREPARE p FROM SHOW TABLES", "line 1:16: mismatched input 'SHOW'"),
    ("EXECUTE IMMEDIATE 'SELECT 1'", "NOT_SUPPORTED: EXECUTE IMMEDIATE"),
    ("EXECUTE p USING", "line 1:16: mismatched input '<EOF>'. Expecting: <expression>"),
    ("EXECUTE p USING 1,", "line 1:19: mismatched input '<EOF>'. Expecting: <expression>"),
    ("EXECUTE p USING (1", "line 1:19: mismatched input '<EOF>'. Expecting: ')'"),
    ("DEALLOCATE p", "line 1:12: mismatched input 'p'. Expecting: 'PREPARE'"),
    ("MERGE INTO t USING x ON a = b", "line 1:30: mismatched input '<EOF>'. Expecting: 'WHEN'"),
    ("MERGE INTO t USING x ON a = b WHEN MATCHED THEN INSERT VALUES (1)",
     "mismatched input 'INSERT'. Expecting: 'UPDATE'"),
    ("MERGE INTO t USING x ON a = b WHEN NOT MATCHED BY SOURCE THEN DELETE",
     "mismatched input 'BY'. Expecting: 'THEN'"),
    ("MERGE INTO t USING x ON a = b WHEN NOT MATCHED THEN INSERT (a) VALUES (1, 2)", "TYPE_MISMATCH"),
    ("UPDATE t SET a = WHERE b", "line 1:18: mismatched input 'WHERE'. Expecting: <expression>"),
    ("DELETE FROM t WHERE", "line 1:20: mismatched input '<EOF>'. Expecting: <expression>"),
    ("OPTIMIZE t", "line 1:11: mismatched input '<EOF>'. Expecting: 'REWRITE'"),
    ("GRANT SELECT ON t TO x", "Queries of this type are not supported: GRANT SELECT"),
    ("USE db", "Queries of this type are not supported: USE DB"),
    ("SET SESSION a = 1", "Queries of this type are not supported: SET SESSION"),
    ("TRUNCATE TABLE t", "Queries of this type are not supported: TRUNCATE TABLE"),
    ("ANALYZE t", "Queries of this type are not supported: ANALYZE T"),
    ("DROP FUNCTION f", "Queries of this type are not supported: DROP FUNCTION"),
    ("ALTER VIEW v AS SELECT 1", "Queries of this type are not supported: ALTER VIEW"),
    ("DROP TABLE", "ParseException line 1:10 cannot recognize input near '<EOF>' '<EOF>' '<EOF>' in table name"),
    ("DROP TABLE my-table", "FAILED: ParseException line 1:13 missing EOF at '-' near 'my'"),
    ('DROP TABLE "t"', "ParseException line 1:11 cannot recognize input near '\"t\"' '<EOF>' '<EOF>' in table name"),
    ("DROP TABLE _t", "FAILED: ParseException line 1:11 cannot recognize input near '_t'"),
    ("DROP TABLE a.b.c", "CATALOG_NOT_FOUND: Catalog 'a' does not exist"),
    ("DROP TABLE ``", "FAILED: ParseException line 1:11 cannot recognize input near '``'"),
    ("CREATE DATABASE", "FAILED: ParseException line 1:15 cannot recognize input near '<EOF>'"),
    ("CREATE DATABASE db COMMENT x", "mismatched input 'x' expecting StringLiteral near 'COMMENT'"),
    ("CREATE EXTERNAL t", "Queries of this type are not supported: CREATE EXTERNAL"),
    ("CREATE EXTERNAL TABLE t (a)", "FAILED: ParseException line 1:26 cannot recognize input near ')'"),
    ("CREATE EXTERNAL TABLE t (a long)", "cannot recognize input near 'long' ')' '<EOF>' in column type"),
    ("CREATE EXTERNAL TABLE t LOCATION 's3://b/' TBLPROPERTIES ('table_type'='DELTA')", "NOT_SUPPORTED"),
    ("CREATE TABLE `a.b`(\n `c` int)\nSTORED AS PARQUET", "NOT_SUPPORTED: CREATE TABLE without EXTERNAL"),
    ("SHOW DATABASES IN `lambda:f`", "CATALOG_NOT_FOUND: Catalog 'lambda:f' does not exist"),
    ("CREATE EXTERNAL TABLE t (a varchar)", "mismatched input ')' expecting ( near 'varchar'"),
    ("CREATE EXTERNAL TABLE t (a varchar(0))", "Varchar length 0 out of allowed range [1, 65535]"),
    ("CREATE EXTERNAL TABLE t (a decimal(39,1))", "precision is 1 to 38"),
    ("CREATE EXTERNAL TABLE t (a decimal(3,4))", "scale is 0 to precision"),
    ("CREATE EXTERNAL TABLE t (a array<int)", "mismatched input ')' expecting > near 'int'"),
    ("CREATE EXTERNAL TABLE t (a map<int>)", "mismatched input '>' expecting , near 'int'"),
    ("CREATE EXTERNAL TABLE t (a struct<>)", "cannot recognize input near '<>' ')' '<EOF>'"),
    ("CREATE EXTERNAL TABLE t (a struct<b int>)", "mismatched input 'int' expecting : near 'b'"),
    ("CREATE EXTERNAL TABLE t (a int,)", "cannot recognize input near ')' '<EOF>' '<EOF>' in column specification"),
    ("CREATE EXTERNAL TABLE t (table int)", "cannot recognize input near 'table' 'int' ')' in column specification"),
    ("CREATE EXTERNAL TABLE t (a int) LOCATION 's3://b/' LOCATION 's3://c/'", "FAILED: ParseException line 1:69"),
    ("CREATE EXTERNAL TABLE t (a int) STORED BY 'x'", "NOT_SUPPORTED: STORED BY"),
    ("CREATE EXTERNAL TABLE t (a int) ROW FORMAT CSV", "mismatched input 'CSV' expecting DELIMITED near 'FORMAT'"),
    ("CREATE EXTERNAL TABLE t (a int) CLUSTERED BY (a)", "mismatched input '<EOF>' expecting INTO near ')'"),
    ("CREATE EXTERNAL TABLE t (a int) TBLPROPERTIES ('a')", "mismatched input ')' expecting = near ''a''"),
    ("CREATE EXTERNAL TABLE t (a int) PARTITIONED BY (a)", "NOT_SUPPORTED: PARTITIONED BY (a) without a type"),
    ("CREATE EXTERNAL TABLE t (a int) SELECT", "FAILED: ParseException line 1:32 missing EOF at 'SELECT' near ')'"),
    ("ALTER TABLE t", "FAILED: ParseException line 1:13 cannot recognize input near '<EOF>'"),
    ("ALTER TABLE t SET SERDEPROPERTIES ('a'='b')", "NOT_SUPPORTED: ALTER TABLE SET SERDEPROPERTIES"),
    ("ALTER TABLE t TOUCH", "NOT_SUPPORTED: ALTER TABLE TOUCH"),
    ("ALTER TABLE t ADD PARTITION (a)", "mismatched input ')' expecting = near 'a'"),
    ("ALTER TABLE t ADD PARTITION (a=x)", "mismatched input 'x' expecting StringLiteral near '='"),
    ("ALTER TABLE t DROP PARTITION (a LIKE 'x')", "near 'LIKE' ''x'' ')' in drop partition statement"),
    ("MSCK TABLE t", "FAILED: ParseException line 1:5 mismatched input 'TABLE' expecting REPAIR near 'MSCK'"),
    ("MSCK REPAIR TABLE t SYNC PARTITIONS", "NOT_SUPPORTED: MSCK REPAIR TABLE … SYNC PARTITIONS"),
    ("SHOW", "FAILED: ParseException line 1:4 cannot recognize input near '<EOF>'"),
    ("SHOW FUNCTIONS", "NOT_SUPPORTED: SHOW FUNCTIONS is not served"),
    ("SHOW COLUMNS t", "mismatched input 't' expecting IN near 'COLUMNS'"),
    ("SHOW CREATE VIEW `v`", "line 1:18: backquoted identifiers are not supported"),
    ('SHOW CREATE TABLE "db"."t"', "FAILED: ParseException line 1:18 cannot recognize input near"),
    ("DESCRIBE", "FAILED: ParseException line 1:8 cannot recognize input near '<EOF>'"),
    ("DESCRIBE TABLE t", "FAILED: SemanticException [Error 10001]: Table not found table"),
    ("CREATE DATABASE other.db", "CATALOG_NOT_FOUND: Catalog 'other' does not exist"),
    ("DESCRIBE INPUT p", "NOT_SUPPORTED: DESCRIBE INPUT is not served"),
]  # fmt: skip


@pytest.mark.parametrize(("sql", "message"), WRONG)
def test_what_is_refused_and_how(sql: str, message: str) -> None:
    with pytest.raises(QueryFailed) as caught:
        parse(sql)
    assert message in caught.value.message
    assert caught.value.category == 2


def test_what_stands_within_a_query_is_for_the_engine_to_refuse() -> None:
    assert parse("SELECT 1 \x00 FORM") == s.Query("SELECT 1 \x00 FORM")


def test_there_are_enough_statements() -> None:
    assert len(QUERIES) + len(DEFINITIONS) + len(UTILITIES) + len(WRONG) >= 150


@pytest.mark.parametrize(
    ("sql", "kind", "sub"),
    [
        ("SELECT 1", "DML", "SELECT"),
        ("INSERT INTO t SELECT 1", "DML", "INSERT"),
        ("UNLOAD (SELECT 1) TO 's3://b/'", "DML", "UNLOAD"),
        ("CREATE TABLE t AS SELECT 1 a", "DDL", "CREATE_TABLE_AS_SELECT"),
        ("CREATE EXTERNAL TABLE t (a int)", "DDL", "CREATE_TABLE"),
        ("CREATE VIEW v AS SELECT 1 a", "DDL", "CREATE_VIEW"),
        ("CREATE DATABASE x", "DDL", "CREATE_DATABASE"),
        ("DROP TABLE t", "DDL", "DROP_TABLE"),
        ("ALTER TABLE t ADD PARTITION (a=1)", "DDL", "ALTER_TABLE_ADD_PARTITION"),
        ("MSCK REPAIR TABLE t", "DDL", "MSCK_REPAIR_TABLE"),
        ("SHOW TABLES", "UTILITY", "SHOW_TABLES"),
        ("SHOW CREATE TABLE t", "UTILITY", "SHOW_CREATE_TABLE"),
        ("DESCRIBE t", "UTILITY", "DESCRIBE_TABLE"),
        ("EXPLAIN SELECT 1", "UTILITY", "EXPLAIN"),
    ],
)
def test_kinds_of_statements(sql: str, kind: str, sub: str) -> None:
    found = parse(sql)
    assert (found.statement_type, found.substatement_type) == (kind, sub)


def test_a_statement_of_athenas_length_is_read_and_a_longer_one_is_not() -> None:
    long = "SELECT " + ",".join(["1"] * ((MAX_BYTES - 8) // 2))
    assert parse(long) == s.Query(long)
    with pytest.raises(QueryFailed, match="longer than 262144 bytes"):
        parse("SELECT '" + "é" * (MAX_BYTES // 2) + "'")


def test_statements_of_iceberg_tables() -> None:
    assert parse("DELETE FROM db.T WHERE a = ';' ;") == s.Delete("db", "t", "a = ';'")
    assert parse('UPDATE t SET a = f(b, 1), "B" = CASE WHEN a THEN 1 END WHERE c') == s.Update(
        None, "t", (("a", "f(b, 1)"), ("b", "CASE WHEN a THEN 1 END")), "c"
    )
    assert parse("OPTIMIZE t REWRITE DATA USING BIN_PACK WHERE d > 1") == s.Optimize(None, "t", "d > 1")
    assert parse("VACUUM db.t") == s.Vacuum("db", "t")
    assert parse(
        "MERGE INTO db.t d USING (SELECT 1 a) s ON d.a = CASE WHEN s.a = 1 THEN 1 END "
        "WHEN MATCHED AND s.a > 1 THEN DELETE WHEN MATCHED THEN UPDATE SET a = s.a, b = 2 "
        "WHEN NOT MATCHED THEN INSERT (a) VALUES (s.a)"
    ) == s.Merge(
        "db", "t", "d", "(SELECT 1 a) s", "d.a = CASE WHEN s.a = 1 THEN 1 END",
        (
            s.When(True, "s.a > 1", "DELETE"), s.When(True, None, "UPDATE", (("a", "s.a"), ("b", "2"))),
            s.When(False, None, "INSERT", (("a", "s.a"),)),
        ),
    )  # fmt: skip
    made = parse(
        "CREATE TABLE t (a int) PARTITIONED BY (a, days(b), bucket(c, 3), bucket(3, `d`), truncate(e, 2)) "
        "LOCATION 's3://b/' TBLPROPERTIES ('table_type'='iceberg')"
    )
    assert isinstance(made, s.CreateIcebergTable)
    assert made.partitioning == (
        s.Transform("identity", "a"), s.Transform("day", "b"), s.Transform("bucket", "c", 3),
        s.Transform("bucket", "d", 3), s.Transform("truncate", "e", 2),
    )  # fmt: skip


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT " + "(" * 100_000,
        "SELECT " + "(" * 100_000 + "1" + ")" * 100_000,
        "CREATE EXTERNAL TABLE t (a " + "array<" * 40_000,
        "EXECUTE p USING " + "[" * 200_000,
        "'" * 262_143,
        "/*" * 131_000,
        "SELECT " + "9" * 250_000 + "x",
        "DROP TABLE " + "a." * 100_000,
        "CREATE TABLE t WITH (a=ARRAY[" + "'x'," * 60_000,
    ],
)
def test_what_is_meant_to_harm_ends_in_a_failure_or_a_query(sql: str) -> None:
    assert len(outcome(sql)) < 2_000


def outcome(sql: str) -> str:
    """What becomes of a statement: its kind, or the message that it is refused with. Anything else is raised."""
    try:
        return parse(sql).statement_type
    except QueryFailed as failure:
        return failure.message


TYPES = st.recursive(
    st.sampled_from(["int", "string", "date", "timestamp", "decimal(5,2)", "varchar(3)", "binary"]),
    lambda inner: st.one_of(
        inner.map("array<{}>".format),
        st.tuples(inner, inner).map(lambda pair: f"map<{pair[0]},{pair[1]}>"),
        st.lists(inner, min_size=1, max_size=3).map(
            lambda fields: f"struct<{','.join(f'f{at}:{kind}' for at, kind in enumerate(fields))}>"
        ),
    ),
    max_leaves=12,
)


@given(TYPES)
def test_a_type_in_glues_spelling_is_itself(kind: str) -> None:
    assert table(f"t (a {kind})").columns == (Col("a", kind),)
    assert table(f"t (a {kind.upper()})").columns == (Col("a", kind),)


WORDS = st.sampled_from(
    [
        "SELECT",
        "WITH",
        "CREATE",
        "EXTERNAL",
        "TABLE",
        "VIEW",
        "DATABASE",
        "DROP",
        "ALTER",
        "SHOW",
        "DESCRIBE",
        "MSCK",
        "REPAIR",
        "PARTITION",
        "PARTITIONED",
        "BY",
        "ADD",
        "IF",
        "NOT",
        "EXISTS",
        "AS",
        "OR",
        "REPLACE",
        "t",
        "db",
        ".",
        "a",
        ",",
        "(",
        ")",
        "<",
        ">",
        "=",
        ";",
        ":",
        "[",
        "]",
        "'x'",
        '"y"',
        "`z`",
        "1",
        "-2.5",
        "int",
        "string",
        "array",
        "map",
        "struct",
        "decimal",
        "ROW",
        "FORMAT",
        "SERDE",
        "DELIMITED",
        "STORED",
        "AS",
        "LOCATION",
        "TBLPROPERTIES",
        "COLUMNS",
        "IN",
        "FROM",
        "LIKE",
        "TO",
        "UNLOAD",
        "INSERT",
        "INTO",
        "EXECUTE",
        "USING",
        "PREPARE",
        "EXPLAIN",
        "ANALYZE",
        "SET",
        "RENAME",
        "CHANGE",
        "CLUSTERED",
        "INTO",
        "BUCKETS",
        "WITH",
        "DATA",
        "NO",
        "ARRAY",
        "TRUE",
        "--",
        "/*",
        "*/",
        "\n",
        "é",
    ]
)


@settings(max_examples=600, deadline=None)
@given(st.one_of(st.lists(WORDS, max_size=25).map(" ".join), st.text(max_size=60)))
def test_nothing_but_a_failure_of_the_query_is_ever_raised(sql: str) -> None:
    assert outcome(sql)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_good_statement_with_a_piece_cut_out_never_raises_anything_else(data: st.DataObject) -> None:
    sql, _ = data.draw(st.sampled_from(QUERIES + DEFINITIONS + UTILITIES))
    start = data.draw(st.integers(0, len(sql)))
    end = data.draw(st.integers(start, len(sql)))
    assert outcome(sql[:start] + data.draw(WORDS) + sql[end:])
