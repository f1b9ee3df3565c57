"""An execution carried out beside neighbours that are away."""

from __future__ import annotations

from pathlib import Path

from lake.edges.athena import has_header
from lake.edges.catalog import Catalog
from services.query.engine.duck import Engine
from services.query.engines import Engines
from services.query.glue import GlueClient
from services.query.saved import Prepared
from services.query.state import State
from services.query.statements import parse
from services.query.work import Work
from services.query.workgroups import WorkGroups
from tests.unit.query.lake_in_memory import Objects


def test_a_query_of_no_table_wants_no_catalog(tmp_path: Path) -> None:
    glue, objects = GlueClient(Catalog("http://127.0.0.1:9")), Objects()
    state = State(str(tmp_path / "query.db"))
    groups = WorkGroups(state, "us-east-1", lambda: 0.0)
    engine = Engine(objects, glue, tmp_path / "scratch", 64, 1)  # type: ignore[arg-type]
    engines = Engines({"duckdb": engine}, "duckdb", lambda _: {})
    work = Work(state, groups, Prepared(state, groups, lambda: 0.0), engines, glue, objects, lambda: 0.0)  # type: ignore[arg-type]
    outcome = work(
        {
            "QueryExecutionId": "q",
            "Query": "SELECT 1 AS a",
            "SubstatementType": "SELECT",
            "QueryExecutionContext": {},
            "ResultConfiguration": {"OutputLocation": "s3://b/q.csv"},
            "WorkGroup": "primary",
        }
    )
    assert objects["q.csv"] == b'"a"\n"1"\n'
    assert outcome.rows["OutputRows"] == 1
    assert objects["q.csv.metadata"]


def test_a_querys_result_alone_begins_with_names() -> None:
    heads = {
        "SELECT 1": True,
        "WITH a AS (SELECT 1 AS x) SELECT x FROM a": True,
        "INSERT INTO t VALUES (1)": False,
        "DELETE FROM t": False,
        "UPDATE t SET a = 1": False,
        "MERGE INTO t USING s ON t.a = s.a WHEN MATCHED THEN DELETE": False,
        "UNLOAD (SELECT 1 AS a) TO 's3://b/u/' WITH (format = 'PARQUET')": False,
        "SHOW TABLES": False,
    }
    for sql, head in heads.items():
        assert has_header({"SubstatementType": parse(sql).substatement_type}) is head, sql
