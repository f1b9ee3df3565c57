"""Athena by its own API: boto3 and PyAthena against the real service, over tables of the real catalog and store."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from botocore.exceptions import ClientError
from pyathena import connect
from pyathena.cursor import DictCursor
from pyathena.pandas.cursor import PandasCursor

from tests.integration.gateway_clients import Client, sent, session
from tests.polling import eventually

ENDED = ("SUCCEEDED", "FAILED", "CANCELLED")
Run = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def client(endpoints: dict[str, str]) -> Client:
    return session(endpoints, endpoints["AWS_ENDPOINT_URL"])


@pytest.fixture(scope="module")
def athena(client: Client) -> Any:
    return client("athena")


@pytest.fixture(scope="module")
def place(client: Client) -> Iterator[str]:
    """A bucket of this test's own, and its database by the same name."""
    name = f"q{uuid.uuid4().hex[:10]}"
    client("s3").create_bucket(Bucket=name)
    client("glue").create_database(DatabaseInput={"Name": name})
    yield name
    client("glue").delete_database(Name=name)


@pytest.fixture(scope="module")
def run(athena: Any, place: str) -> Run:
    """An execution that has ended."""

    def run(sql: str, **more: Any) -> dict[str, Any]:
        context = {"Database": place}
        id_ = athena.start_query_execution(QueryString=sql, QueryExecutionContext=context, **more)["QueryExecutionId"]
        assert eventually(lambda: execution(athena, id_)["Status"]["State"] in ENDED, 120), sql
        found: dict[str, Any] = execution(athena, id_)
        return found

    return run


def execution(athena: Any, id_: str) -> dict[str, Any]:
    found: dict[str, Any] = athena.get_query_execution(QueryExecutionId=id_)["QueryExecution"]
    return found


def _has_ended(athena: Any, id_: str) -> bool:
    return execution(athena, id_)["Status"]["State"] in ENDED


@pytest.fixture(scope="module")
def rows(athena: Any, run: Run) -> Callable[..., list[list[str | None]]]:
    """The rows of a query, without its header."""

    def rows(sql: str, **more: Any) -> list[list[str | None]]:
        done = run(sql, **more)
        assert done["Status"]["State"] == "SUCCEEDED", done["Status"]
        pages = athena.get_paginator("get_query_results").paginate(QueryExecutionId=done["QueryExecutionId"])
        found = [
            [one.get("VarCharValue") for one in row["Data"]] for page in pages for row in page["ResultSet"]["Rows"]
        ]
        return found[1:] if done["StatementType"] == "DML" else found

    return rows


def refused(call: Callable[[], Any]) -> tuple[str, str]:
    with pytest.raises(ClientError) as error:
        call()
    return error.value.response["Error"]["Code"], error.value.response["Error"]["Message"]


def test_a_result_is_in_its_files_to_the_byte(client: Client, athena: Any, run: Run) -> None:
    done = run("SELECT 'a \"b\"' AS x, CAST(NULL AS varchar) AS n, '' AS e, DECIMAL '1.5' AS d, ARRAY[1, 2] AS l")
    assert (done["StatementType"], done["SubstatementType"]) == ("DML", "SELECT")
    bucket, _, key = done["ResultConfiguration"]["OutputLocation"].removeprefix("s3://").partition("/")
    text = client("s3").get_object(Bucket=bucket, Key=key)["Body"].read().decode()
    assert text == '"x","n","e","d","l"\n"a ""b""",,"","1.5","[1, 2]"\n'
    told = athena.get_query_results(QueryExecutionId=done["QueryExecutionId"])
    assert told["ResultSet"]["Rows"][1]["Data"][:3] == [{"VarCharValue": 'a "b"'}, {}, {"VarCharValue": ""}]
    infos = told["ResultSet"]["ResultSetMetadata"]["ColumnInfo"]
    assert [(one["Name"], one["Type"]) for one in infos][3:] == [("d", "decimal"), ("l", "array")]
    assert told["UpdateCount"] == 0


def test_pages_are_whole_and_follow_each_other(athena: Any, run: Run) -> None:
    done = run("SELECT n, 'é' || CAST(n AS varchar) FROM UNNEST(SEQUENCE(1, 2500)) AS t(n) ORDER BY n")
    pages = athena.get_paginator("get_query_results").paginate(QueryExecutionId=done["QueryExecutionId"])
    found = [row["Data"][1]["VarCharValue"] for page in pages for row in page["ResultSet"]["Rows"]]
    assert found == ["_col1", *(f"é{n}" for n in range(1, 2501))]


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELECT 1 / 0", "DIVISION_BY_ZERO"),
        ("SELECT * FROM nowhere", "TABLE_NOT_FOUND"),
        ("SELECT no_such_function(1)", "no_such_function"),
        ("SELECT timestamp '2020-01-01 00:00:00.123456789'", "more than microseconds"),
        ("DROP TABLE nowhere", "Table not found"),
    ],
)
def test_what_fails_says_why(athena: Any, run: Run, sql: str, said: str) -> None:
    done = run(sql)
    assert done["Status"]["State"] == "FAILED"
    assert said.lower() in done["Status"]["StateChangeReason"].lower()
    assert done["Status"]["AthenaError"]["ErrorCategory"] == 2
    code, message = refused(lambda: athena.get_query_results(QueryExecutionId=done["QueryExecutionId"]))
    assert (code, "Final query state: FAILED" in message) == ("InvalidRequestException", True)


def test_what_is_no_statement_is_not_started(athena: Any) -> None:
    code, message = refused(lambda: athena.start_query_execution(QueryString="SELEC 1"))
    assert (code, message.startswith("line 1:1: mismatched input")) == ("InvalidRequestException", True)
    assert refused(lambda: athena.get_query_execution(QueryExecutionId="none"))[0] == "InvalidRequestException"
    assert refused(lambda: athena.start_query_execution(QueryString="SELECT 1", WorkGroup="none"))[0]


def test_tables_of_every_format_are_written_and_read(rows: Callable[..., Any], run: Run) -> None:
    query = "SELECT n, 'x' || CAST(n AS varchar) AS s, n % 3 AS p FROM UNNEST(SEQUENCE(1, 30)) AS t(n)"
    for kind in ("PARQUET", "JSON", "TEXTFILE", "ORC", "AVRO"):
        done = run(f"CREATE TABLE t_{kind} WITH (format = '{kind}', partitioned_by = ARRAY['p']) AS {query}")
        assert done["Status"]["State"] == "SUCCEEDED", done["Status"].get("StateChangeReason")
        assert (done["StatementType"], "DataManifestLocation" in done["Statistics"]) == ("DDL", True)
        assert rows(f"SELECT count(*), sum(n), max(s) FROM t_{kind} WHERE p = 1") == [["10", "145", "x7"]]
        assert sorted(rows(f"SHOW PARTITIONS t_{kind}")) == [["p=0"], ["p=1"], ["p=2"]]
        run(f"INSERT INTO t_{kind} SELECT 100, 'new', 7")
        assert rows(f"SELECT n, s, p FROM t_{kind} WHERE p = 7") == [["100", "new", "7"]]
        assert rows(f'SELECT p FROM "t_{kind.lower()}$partitions" ORDER BY p') == [["0"], ["1"], ["2"], ["7"]]
        assert all("/p=7/" in one for (one,) in rows(f'SELECT DISTINCT "$path" FROM t_{kind} WHERE p = 7'))
    assert run(f"CREATE TABLE t_json AS {query}")["Status"]["State"] == "FAILED"


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("CREATE TABLE no WITH (formt = 'ORC') AS SELECT 1 AS a", "formt"),
        ("CREATE TABLE no WITH (format = 'TEXTFILE', compression_level = 3) AS SELECT 1 AS a", "compression_level"),
        ("CREATE TABLE no WITH (bucketed_by = ARRAY['a'], bucket_count = 2) AS SELECT 1e0 AS a", "buckets by a column"),
        ("CREATE TABLE no AS SELECT 1", "Column name not specified at position 1"),
        ("CREATE TABLE no AS SELECT TIMESTAMP '2026-01-01 00:00:00 UTC' AS a", "time zone"),
        ("UNLOAD (SELECT 1 AS a) TO 's3://{place}/no/' WITH (format = 'JSON', header = 'x')", "header"),
        ("UNLOAD (SELECT 1 AS a) TO 's3://{place}/no/' WITH (compression = 'NONE')", "'format' is required"),
    ],
)
def test_what_cannot_be_written_leaves_no_object(client: Client, run: Run, place: str, sql: str, said: str) -> None:
    done = run(sql.format(place=place), ResultConfiguration={"OutputLocation": f"s3://{place}/none/"})
    assert done["Status"]["State"] == "FAILED"
    assert said in done["Status"]["StateChangeReason"]
    for prefix in ("no/", "none/"):
        assert client("s3").list_objects_v2(Bucket=place, Prefix=prefix)["KeyCount"] == 0


def test_rows_are_inserted_by_the_names_of_columns_and_as_their_types(rows: Callable[..., Any], run: Run) -> None:
    succeeded(run("CREATE TABLE into_ AS SELECT BIGINT '1' AS a, DATE '2026-01-01' AS d, 'x' AS t"))
    succeeded(run("INSERT INTO into_ (t, a) SELECT 'y', 2"))
    assert rows("SELECT a, d, t FROM into_ ORDER BY a") == [["1", "2026-01-01", "x"], ["2", None, "y"]]
    for sql in ("INSERT INTO into_ SELECT 'z', DATE '2026-01-01', 'z'", "INSERT INTO into_ (a, none) SELECT 1, 2"):
        assert run(sql)["Status"]["State"] == "FAILED"
    told = run("INSERT INTO into_ (t) SELECT 'long'")["Status"]["StateChangeReason"]
    assert told.endswith("Cannot truncate non-space characters when casting from varchar(4) to varchar(1) on INSERT")


def test_only_the_columns_and_partitions_that_are_needed_are_scanned(run: Run) -> None:
    wide = "SELECT n AS a, CAST(n / 7e0 AS varchar) AS b, n % 4 AS p FROM UNNEST(SEQUENCE(1, 4000)) AS t(n)"
    made = run(f"CREATE TABLE scanned WITH (partitioned_by = ARRAY['p']) AS {wide}")
    assert made["Status"]["State"] == "SUCCEEDED", made["Status"].get("StateChangeReason")
    whole, one, narrow, none = (
        succeeded(run(f"SELECT {what} FROM scanned {where}"))["Statistics"]["DataScannedInBytes"]
        for what, where in (
            ("sum(a), max(length(b))", ""),
            ("sum(a), max(length(b))", "WHERE p = 1"),
            ("sum(a)", ""),
            ("count(*)", ""),
        )
    )
    assert whole * 0.2 < one < whole * 0.3
    assert 0 < narrow < whole * 0.5
    assert none == 0


def test_its_own_port_answers_tarns_parts_alone(endpoints: dict[str, str]) -> None:
    port = int(endpoints["AWS_ENDPOINT_URL"].rpartition(":")[2]) - 15
    headers = {"X-Amz-Target": "AmazonAthena.ListWorkGroups", "Content-Type": "application/x-amz-json-1.1"}
    for more in ({}, {"x-tarn-inside": "guess"}):
        status, said = sent(f"http://127.0.0.1:{port}", "POST", "/", headers | more, b"{}")
        assert (status, json.loads(said)["__type"]) == (403, "AccessDeniedException")


def test_information_schema_tells_of_the_catalog(rows: Callable[..., Any], run: Run, place: str) -> None:
    run(f"CREATE EXTERNAL TABLE told_of (a int, b string) PARTITIONED BY (p date) LOCATION 's3://{place}/told_of/'")
    run("CREATE VIEW told_too AS SELECT 1 AS x")
    of = f"WHERE table_schema = '{place}' AND table_name LIKE 'told!_%' ESCAPE '!'"
    assert rows(f"SELECT table_name, table_type FROM information_schema.tables {of} ORDER BY 1") == [
        ["told_of", "BASE TABLE"],
        ["told_too", "VIEW"],
    ]
    sql = "SELECT column_name, data_type, extra_info FROM information_schema.columns"
    assert rows(f"{sql} {of} ORDER BY table_name, ordinal_position") == [
        ["a", "integer", None],
        ["b", "varchar", None],
        ["p", "date", "partition key"],
        ["x", "integer", None],
    ]
    assert [place] in rows("SELECT schema_name FROM information_schema.schemata")
    assert rows("SELECT count(*) FROM information_schema.tables WHERE table_schema = 'none'") == [["0"]]


def test_projected_partitions_need_no_catalog(client: Client, rows: Callable[..., Any], run: Run, place: str) -> None:
    for day in ("2026-01-01", "2026-01-02", "2026-02-01"):
        client("s3").put_object(Bucket=place, Key=f"projected/{day}/a", Body=f'{{"a":"{day}"}}'.encode())
    run(
        "CREATE EXTERNAL TABLE projected (a string) PARTITIONED BY (day string) ROW FORMAT SERDE "
        f"'org.openx.data.jsonserde.JsonSerDe' LOCATION 's3://{place}/projected/' TBLPROPERTIES ("
        "'projection.enabled' = 'true', 'projection.day.type' = 'date', 'projection.day.format' = 'yyyy-MM-dd', "
        "'projection.day.range' = '2026-01-01,2026-12-31', "
        f"'storage.location.template' = 's3://{place}/projected/${{day}}/')"
    )
    assert rows("SELECT a, day FROM projected ORDER BY 1") == [
        [d, d] for d in ("2026-01-01", "2026-01-02", "2026-02-01")
    ]
    assert rows("SELECT count(*), min(a) FROM projected WHERE day > '2026-01-01' AND day <= '2026-01-31'") == [
        ["1", "2026-01-02"]
    ]


def test_a_query_that_would_scan_too_much_is_cancelled(client: Client, athena: Any, run: Run, place: str) -> None:
    client("s3").put_object(Bucket=place, Key="large/a", Body=b'{"a":1}\n' * 1_500_000)
    run(
        "CREATE EXTERNAL TABLE large (a int) ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' "
        f"LOCATION 's3://{place}/large/'"
    )
    limits = {"ResultConfiguration": {"OutputLocation": f"s3://{place}/r/"}, "BytesScannedCutoffPerQuery": 10_000_000}
    athena.create_work_group(Name=f"cut-{place}", Configuration=limits)
    done = run("SELECT sum(a) FROM large", WorkGroup=f"cut-{place}")
    assert (done["Status"]["State"], done["Status"]["StateChangeReason"]) == (
        "CANCELLED",
        "Bytes scanned limit was exceeded",
    )
    whole = run("SELECT sum(a) FROM large")
    assert succeeded(whole)["Statistics"]["DataScannedInBytes"] == 12_000_000


def succeeded(done: dict[str, Any]) -> dict[str, Any]:
    assert done["Status"]["State"] == "SUCCEEDED", done["Status"].get("StateChangeReason")
    return done


def test_objects_that_others_wrote(client: Client, rows: Callable[..., Any], run: Run, place: str) -> None:
    s3 = client("s3")
    lines = [{"userId": 1, "Detail": {"Name": "a"}}, {"userid": 2}, {"other": 3}]
    s3.put_object(Bucket=place, Key="json/a", Body="\n".join(map(json.dumps, lines)).encode())
    s3.put_object(Bucket=place, Key="json/_hidden", Body=b"no json")
    run(
        "CREATE EXTERNAL TABLE j (userid int, detail struct<name:string>) ROW FORMAT SERDE "
        f"'org.openx.data.jsonserde.JsonSerDe' LOCATION 's3://{place}/json/'"
    )
    assert rows("SELECT userid, detail.name FROM j ORDER BY 1") == [["1", "a"], ["2", None], [None, None]]
    s3.put_object(Bucket=place, Key="csv/a", Body=b'h1,h2\n"x, ""y""",1\nz,2\n')
    run(
        "CREATE EXTERNAL TABLE c (a string, b int) ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.OpenCSVSerde' WITH "
        f"SERDEPROPERTIES ('escapeChar' = '\"') LOCATION 's3://{place}/csv/' "
        "TBLPROPERTIES ('skip.header.line.count' = '1')"
    )
    assert rows("SELECT a, b FROM c ORDER BY b") == [['x, "y"', "1"], ["z", "2"]]


def test_views_parameters_and_prepared_statements(rows: Callable[..., Any], run: Run) -> None:
    assert run("CREATE VIEW v AS SELECT 1 AS a, 'x' AS b")["Status"]["State"] == "SUCCEEDED"
    assert rows("SELECT b, a FROM v") == [["x", "1"]]
    assert rows("SELECT ?, ?", ExecutionParameters=["7", "o'clock"]) == [["7", "o'clock"]]
    run("PREPARE p1 FROM SELECT a + ? FROM v")
    assert rows("EXECUTE p1 USING 41") == [["42"]]
    assert run("DEALLOCATE PREPARE p1")["Status"]["State"] == "SUCCEEDED"


def test_unload_leaves_a_manifest(client: Client, run: Run, place: str) -> None:
    done = run(f"UNLOAD (SELECT 1 AS a) TO 's3://{place}/unloaded/' WITH (format = 'JSON', compression = 'none')")
    manifest = done["Statistics"]["DataManifestLocation"].removeprefix("s3://").partition("/")
    (place_,) = client("s3").get_object(Bucket=manifest[0], Key=manifest[2])["Body"].read().decode().split()
    bucket, _, key = place_.removeprefix("s3://").partition("/")
    assert client("s3").get_object(Bucket=bucket, Key=key)["Body"].read() == b'{"a":1}\n'
    assert (
        run(f"UNLOAD (SELECT 1 AS a) TO 's3://{place}/unloaded/' WITH (format = 'JSON')")["Status"]["State"] == "FAILED"
    )


def test_a_query_is_stopped(athena: Any) -> None:
    many = "UNNEST(SEQUENCE(1, 10000))"
    heavy = f"SELECT count(*) FROM {many} a(x), {many} b(y), {many} c(z) WHERE x * y * z = 7"
    id_ = athena.start_query_execution(QueryString=heavy)["QueryExecutionId"]
    athena.stop_query_execution(QueryExecutionId=id_)
    found = execution(athena, id_)
    assert (found["Status"]["State"], found["Status"]["StateChangeReason"]) == ("CANCELLED", "Query cancelled by user")
    athena.stop_query_execution(QueryExecutionId=id_)


def test_who_names_no_database_is_in_default(athena: Any, place: str) -> None:
    table = f"t_{place.replace('-', '_')}"
    told = []
    for sql in (
        f"CREATE EXTERNAL TABLE {table} (a int) LOCATION 's3://{place}/{table}/'",
        f"SELECT count(*) FROM {table}",
        f"DROP TABLE {table}",
    ):
        id_ = athena.start_query_execution(QueryString=sql)["QueryExecutionId"]
        assert eventually(partial(_has_ended, athena, id_), 120), sql
        told.append(execution(athena, id_)["Status"]["State"])
    assert told == ["SUCCEEDED"] * 3
    assert athena.get_database(CatalogName="AwsDataCatalog", DatabaseName="default")["Database"]["Name"] == "default"


def test_the_same_token_is_the_same_query(athena: Any, run: Run) -> None:
    token = uuid.uuid4().hex
    first, second = (
        athena.start_query_execution(QueryString="SELECT 1", ClientRequestToken=token)["QueryExecutionId"]
        for _ in range(2)
    )
    assert first == second
    assert first in athena.list_query_executions()["QueryExecutionIds"]
    reuse = {"ResultReuseByAgeConfiguration": {"Enabled": True, "MaxAgeInMinutes": 10}}
    run("SELECT 'again'")
    again = run("SELECT 'again'", ResultReuseConfiguration=reuse)
    assert again["Statistics"]["ResultReuseInformation"]["ReusedPreviousResult"]


def test_workgroups_saved_queries_and_tags(athena: Any, place: str) -> None:
    name = f"w-{place}"
    where = {"OutputLocation": f"s3://{place}/results/"}
    athena.create_work_group(Name=name, Configuration={"ResultConfiguration": where}, Tags=[{"Key": "a", "Value": "b"}])
    found = athena.get_work_group(WorkGroup=name)["WorkGroup"]
    assert found["Configuration"]["EnforceWorkGroupConfiguration"]
    assert found["Configuration"]["EngineVersion"]["EffectiveEngineVersion"] == "Athena engine version 3"
    arn = f"arn:aws:athena:us-east-1:000000000000:workgroup/{name}"
    assert athena.list_tags_for_resource(ResourceARN=arn)["Tags"] == [{"Key": "a", "Value": "b"}]
    athena.update_work_group(WorkGroup=name, State="DISABLED")
    assert "disabled" in refused(lambda: athena.start_query_execution(QueryString="SELECT 1", WorkGroup=name))[1]
    saved = athena.create_named_query(Name="n", Database=place, QueryString="SELECT 1", WorkGroup=name)["NamedQueryId"]
    assert athena.get_named_query(NamedQueryId=saved)["NamedQuery"]["QueryString"] == "SELECT 1"
    assert athena.list_named_queries(WorkGroup=name)["NamedQueryIds"] == [saved]
    athena.create_prepared_statement(StatementName="st", WorkGroup=name, QueryStatement="SELECT ?")
    assert athena.get_prepared_statement(StatementName="st", WorkGroup=name)["PreparedStatement"]["QueryStatement"]
    assert "not empty" in refused(lambda: athena.delete_work_group(WorkGroup=name))[1]
    athena.delete_work_group(WorkGroup=name, RecursiveDeleteOption=True)
    assert refused(lambda: athena.get_work_group(WorkGroup=name))[0] == "InvalidRequestException"


def test_catalogs_tell_of_glue(athena: Any, run: Run, place: str) -> None:
    run("CREATE VIEW told AS SELECT 1 AS a")
    assert athena.list_data_catalogs()["DataCatalogsSummary"][0]["CatalogName"] == "AwsDataCatalog"
    given = {"CatalogName": "AwsDataCatalog", "DatabaseName": place}
    assert athena.get_database(**given)["Database"]["Name"] == place
    assert place in [one["Name"] for one in athena.list_databases(CatalogName="AwsDataCatalog")["DatabaseList"]]
    assert athena.get_table_metadata(**given, TableName="told")["TableMetadata"]["TableType"] == "VIRTUAL_VIEW"
    assert "told" in [one["Name"] for one in athena.list_table_metadata(**given)["TableMetadataList"]]
    code, _ = refused(lambda: athena.get_table_metadata(**given, TableName="none"))
    assert code == "MetadataException"


@pytest.mark.parametrize("kind", [None, DictCursor, PandasCursor])
def test_pyathena_works_by_the_endpoint_alone(
    endpoints: dict[str, str], monkeypatch: pytest.MonkeyPatch, place: str, kind: Any
) -> None:
    for name in ("AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, endpoints[name])
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    more = {} if kind is None else {"cursor_class": kind}
    with connect(s3_staging_dir=f"s3://{place}/pyathena/", region_name="us-east-1", schema_name=place, **more) as made:
        cursor = made.cursor()
        cursor.execute("SELECT 1 AS a, 'x' AS b, CAST(NULL AS integer) AS c, DATE '2026-01-02' AS d")
        row = cursor.fetchall()[0]
        values = list(row.values()) if isinstance(row, dict) else list(row)
        assert (values[:2], str(values[2]) in ("None", "<NA>"), str(values[3])[:10]) == ([1, "x"], True, "2026-01-02")


def test_the_command_line_asks_too(tarn: Callable[..., Any]) -> None:
    sql = "SELECT 1 AS a, 'x,y' AS b, CAST(NULL AS varchar) AS c"
    done = tarn("query", "--csv", sql)
    assert (done.stdout, "MB scanned" in done.stderr) == ('a,b,c\n1,"x,y",\n', True)
    assert json.loads(tarn("query", "--json", sql).stdout) == {"a": "1", "b": "x,y", "c": None}
    assert "x,y" in tarn("query", sql).stdout
    failed = tarn("query", "SELECT * FROM nowhere", status=1)
    assert "TABLE_NOT_FOUND" in failed.stderr
