"""Trino as the engine: its protocol against a server that speaks it, its values, its errors."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from aws.refusal import Refused
from lake.errors import TarnError
from lake.query_engine import EngineSettings
from services.query.engines import TAG, Engines, check_tag
from services.query.failure import OTHER, SYSTEM, USER, ObjectGone, QueryFailed
from services.query.running import Outcome, Runner
from services.query.state import State
from services.query.statements import Explain, parse
from services.query.trino import arrow, values
from services.query.trino.client import Trino, TrinoAway
from services.query.trino.engine import TrinoEngine
from services.query.trino.failures import failure_of
from services.query.trino.settings import TrinoSettings, opened
from tests.polling import eventually
from tests.unit.query.lake_in_memory import Lake

Answer = tuple[int, dict[str, Any]]
BIGINT = {"rawType": "bigint", "arguments": []}


def of(kind: str, *arguments: Any) -> dict[str, Any]:
    """A signature as Trino writes it."""
    return {"rawType": kind, "arguments": [{"kind": "X", "value": one} for one in arguments]}


def field(name: str | None, signature: dict[str, Any]) -> dict[str, Any]:
    return {"fieldName": {"name": name} if name else None, "typeSignature": signature}


class Server:
    """Speaks the protocol: gives out `answers` in order, and keeps what it was asked."""

    def __init__(self) -> None:
        self.answers: list[Answer | Callable[[], Answer]] = []
        self.asked: list[tuple[str, str, dict[str, str], str]] = []
        told = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                headers = {name.lower(): value for name, value in self.headers.items()}
                told.asked.append((self.command, self.path, headers, body))
                if self.command == "DELETE":
                    status, page = 204, dict[str, Any]()
                else:
                    found = told.answers.pop(0)
                    status, page = found() if callable(found) else found
                data = b"" if status == 204 else json.dumps(page).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = do_DELETE = answer

            def log_message(self, *_: Any) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"
        threading.Thread(target=self._http.serve_forever, daemon=True).start()

    def page(self, **members: Any) -> Answer:
        """A page; `after` is the path of the next."""
        after = members.pop("after", None)
        return 200, members | ({"nextUri": f"{self.url}{after}"} if after else {})

    def methods(self) -> list[str]:
        return [f"{method} {path}" for method, path, _, _ in self.asked]

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()


@pytest.fixture
def server() -> Iterator[Server]:
    one = Server()
    yield one
    one.close()


@pytest.fixture
def engine(server: Server, lake: Lake) -> TrinoEngine:
    return TrinoEngine(Trino(server.url, "me"), "lake", lake.engine.shaped)


def column(name: str, type_: str, signature: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "type": type_, "typeSignature": signature}


N = [column("n", "bigint", BIGINT)]


def test_pages_are_followed_to_the_last_and_bytes_are_trinos_own(server: Server, engine: TrinoEngine) -> None:
    server.answers = [
        server.page(after="/1"),
        server.page(columns=N, after="/2"),
        server.page(columns=N, data=[[1], [None]], after="/3", stats={"physicalInputBytes": 5}),
        server.page(columns=N, data=[[3]], stats={"physicalInputBytes": 9}),
    ]
    with engine.prepared("q", "SELECT n", "db", "awsdatacatalog", None) as running:
        assert [row for rows in running.rows() for row in rows] == [["1"], [None], ["3"]]
        assert (running.columns[0].name, running.columns[0].type, running.scanned) == ("n", "bigint", 9)
    method, path, headers, body = server.asked[0]
    assert (method, path, body) == ("POST", "/v1/statement", "SELECT n")
    assert {name: headers[f"x-trino-{name}"] for name in ("user", "catalog", "schema", "time-zone")} == {
        "user": "me",
        "catalog": "lake",
        "schema": "db",
        "time-zone": "UTC",
    }
    assert server.methods()[1:] == ["GET /1", "GET /2", "GET /3"]


def test_a_server_that_is_overloaded_or_starting_is_asked_again(server: Server, engine: TrinoEngine) -> None:
    starting = {"errorName": "SERVER_STARTING_UP", "errorType": "INTERNAL_ERROR", "message": ""}
    server.answers = [server.page(error=starting), (503, {}), server.page(columns=N, data=[[1]])]
    with engine.prepared("q", "SELECT 1", "db", "awsdatacatalog", None) as running:
        assert list(running.rows()) == [[["1"]]]


def test_a_server_that_stays_away_is_named(server: Server) -> None:
    server.answers = [(502, {}) for _ in range(100)]
    with pytest.raises(TrinoAway, match="answers HTTP 502"):
        Trino(server.url, "me", patience_s=0).statement("SELECT 1", "c", "s")
    with pytest.raises(TrinoAway, match="does not answer"):
        Trino("http://127.0.0.1:9", "me", patience_s=0).statement("SELECT 1", "c", "s")


def test_a_server_that_is_no_trino_is_named(server: Server) -> None:
    server.answers = [(404, {"not": "found"})]
    with pytest.raises(QueryFailed, match="HTTP 404"):
        Trino(server.url, "me").statement("SELECT 1", "c", "s")


def test_an_interrupt_cancels_at_the_server_once_and_fails_the_reader(server: Server, engine: TrinoEngine) -> None:
    reached, gate = threading.Event(), threading.Event()

    def slowly() -> Answer:
        reached.set()
        gate.wait(30)
        return server.page(columns=N, data=[], after="/3")

    server.answers = [server.page(columns=N, data=[[1]], after="/2"), slowly]
    failed: list[BaseException] = []

    def read() -> None:
        try:
            with engine.prepared("q", "SELECT n", "db", "awsdatacatalog", None) as running:
                list(running.rows())
        except QueryFailed as error:
            failed.append(error)

    thread = threading.Thread(target=read)
    thread.start()
    assert reached.wait(30)
    engine.interrupt("q")
    engine.interrupt("q")
    engine.interrupt("another")
    gate.set()
    thread.join(30)
    assert server.methods().count("DELETE /2") == 1
    assert [getattr(error, "code", "") for error in failed] == ["USER_CANCELED"]


def test_a_query_that_reads_more_than_it_may_is_cancelled(server: Server, engine: TrinoEngine) -> None:
    server.answers = [server.page(columns=N, after="/1"), server.page(after="/2", stats={"physicalInputBytes": 11})]
    with (
        pytest.raises(QueryFailed, match="Bytes scanned limit"),
        engine.prepared("q", "SELECT n", "db", "awsdatacatalog", 10) as running,
    ):
        list(running.rows())
    assert server.methods()[-1] == "DELETE /2"


@pytest.mark.parametrize(
    ("name", "kind", "message", "shown", "category", "number"),
    [
        ("SYNTAX_ERROR", "USER_ERROR", "line 1:1: no", "SYNTAX_ERROR: line 1:1: no", USER, 1006),
        ("TABLE_NOT_FOUND", "USER_ERROR", "gone", "TABLE_NOT_FOUND: gone", USER, 1110),
        ("NOT_SUPPORTED", "USER_ERROR", "no", "NOT_SUPPORTED: no", USER, 1200),
        ("EXCEEDED_LOCAL_MEMORY_LIMIT", "INSUFFICIENT_RESOURCES", "m", "EXCEEDED_LOCAL_MEMORY_LIMIT: m", OTHER, 1000),
        ("GENERIC_INTERNAL_ERROR", "INTERNAL_ERROR", "bug", "GENERIC_INTERNAL_ERROR: bug", SYSTEM, 1000),
    ],
)
def test_errors_are_told_in_athenas_words(
    name: str, kind: str, message: str, shown: str, category: int, number: int
) -> None:
    told = failure_of({"errorName": name, "errorType": kind, "message": message})
    assert (told.message, told.category, told.error_type, told.code) == (shown, category, number, name)


def test_a_file_that_is_gone_is_worth_another_try() -> None:
    gone = {
        "errorName": "HIVE_CANNOT_OPEN_SPLIT",
        "errorType": "EXTERNAL",
        "message": "Error opening Hive split s3://x",
    }
    assert isinstance(failure_of(gone), ObjectGone)
    assert not isinstance(failure_of(gone | {"errorName": "HIVE_BAD_DATA"}), ObjectGone)


ROW = of("row", field("a", BIGINT), field(None, of("varchar")))


@pytest.mark.parametrize(
    ("signature", "value", "shown"),
    [
        (of("boolean"), True, "true"),
        (BIGINT, 9007199254740993, "9007199254740993"),
        (of("double"), 1e10, "1.0E10"),
        (of("double"), "NaN", "NaN"),
        (of("real"), 0.1, "0.1"),
        (of("decimal", 38, 2), "12345678901234567890.10", "12345678901234567890.10"),
        (of("varchar"), "é\n", "é\n"),
        (of("varbinary"), "aGk=", "68 69"),
        (of("timestamp", 3), "2020-01-01 00:00:00.123", "2020-01-01 00:00:00.123"),
        (of("array", BIGINT), [1, None], "[1, null]"),
        (of("map", of("varchar"), of("double")), {"b": 1, "a": None}, "{a=null, b=1.0}"),
        (ROW, [1, "x"], "{a=1, x}"),
        (of("array", ROW), [[None, "y"]], "[{a=null, y}]"),
    ],
)
def test_values_are_athenas_texts(signature: dict[str, Any], value: Any, shown: str) -> None:
    assert values.row_of([value, None], values.writers([signature, signature])) == [shown, None]


@pytest.mark.parametrize(
    ("signature", "value", "kept", "kind"),
    [
        (of("decimal", 5, 2), "1.50", Decimal("1.50"), pa.decimal128(5, 2)),
        (of("date"), "2020-02-29", date(2020, 2, 29), pa.date32()),
        (of("timestamp", 3), "2020-01-01 00:00:00.123", datetime(2020, 1, 1, 0, 0, 0, 123000), pa.timestamp("us")),
        (of("varbinary"), "aGk=", b"hi", pa.binary()),
        (of("real"), "Infinity", float("inf"), pa.float32()),
        (of("map", BIGINT, of("date")), {"7": "2020-01-01"}, [(7, date(2020, 1, 1))], pa.map_(pa.int64(), pa.date32())),
        (ROW, [1, None], {"a": 1, "field1": None}, pa.struct([("a", pa.int64()), ("field1", pa.string())])),
    ],
)
def test_values_are_kept_in_arrow(signature: dict[str, Any], value: Any, kept: Any, kind: pa.DataType) -> None:
    (batch,) = arrow.batches([[[value], [None]]], [signature])
    assert (batch.schema.field("c0").type, batch.column(0).to_pylist()) == (kind, [kept, None])


@pytest.mark.parametrize("signature", [of("json"), of("timestamp", 9), of("time", 3)])
def test_what_no_file_holds_is_refused(signature: dict[str, Any]) -> None:
    with pytest.raises(QueryFailed, match="NOT_SUPPORTED: tarn does not write"):
        arrow.schema_of([signature])


def test_rows_to_be_written_are_shaped_and_sorted(server: Server, engine: TrinoEngine) -> None:
    server.answers = [
        server.page(columns=[*N, column("p", "varchar", of("varchar"))], data=[[1, "b"], [2, "a"]], after="/1"),
        server.page(data=[[3, "b"]]),
    ]
    with engine.prepared("q", "SELECT n, p", "db", "awsdatacatalog", None) as running:
        found = pa.Table.from_batches(running.batches(["c0 + 1 AS n", "c1 AS p"], 1)).to_pylist()
    assert [(row["p"], row["n"]) for row in found][0] == ("a", 3)
    assert sorted(row["n"] for row in found[1:]) == [2, 4]
    assert {row["p"] for row in found[1:]} == {"b"}


def test_a_failure_while_rows_are_shaped_is_trinos(server: Server, engine: TrinoEngine) -> None:
    error = {"errorName": "DIVISION_BY_ZERO", "errorType": "USER_ERROR", "message": "Division by zero"}
    server.answers = [server.page(columns=N, data=[[1]], after="/1"), server.page(error=error)]
    with (
        engine.prepared("q", "SELECT n", "db", "awsdatacatalog", None) as running,
        pytest.raises(QueryFailed, match="DIVISION_BY_ZERO: Division by zero"),
    ):
        list(running.batches(["c0"], 0))


def test_columns_are_described_without_a_run(server: Server, engine: TrinoEngine) -> None:
    row = ["n", "lake", "db", "t", "decimal(3,2)", 0, False]
    server.answers = [server.page(columns=N * 7, data=[row])]
    assert [(one.name, one.type) for one in engine.describe("SELECT n FROM t", "db", "awsdatacatalog")] == [
        ("n", "decimal(3,2)")
    ]
    _, _, headers, body = server.asked[0]
    assert (body, headers["x-trino-prepared-statement"]) == ("DESCRIBE OUTPUT tarn", "tarn=SELECT%20n%20FROM%20t")


def test_explain_goes_as_it_was_written(server: Server, engine: TrinoEngine) -> None:
    plan = [column("Query Plan", "varchar", of("varchar"))]
    server.answers = [server.page(columns=plan, data=[["Fragment 0\n  Output"]])]
    statement = parse("EXPLAIN ANALYZE VERBOSE SELECT 1")
    assert isinstance(statement, Explain)
    told = engine.explained("q", statement, "db", "awsdatacatalog")
    assert told.rows == (("Query Plan",), ("Fragment 0",), ("  Output",))
    assert server.asked[0][3] == "EXPLAIN ANALYZE VERBOSE SELECT 1"


class Named:
    """An engine that is only told apart."""

    def __init__(self) -> None:
        self.interrupted: list[str] = []

    def interrupt(self, query: str) -> None:
        self.interrupted.append(query)


def test_a_workgroups_tag_chooses_its_engine() -> None:
    duck, trino = Named(), Named()
    tags = {"plain": {}, "big": {TAG: "trino"}}
    engines = Engines({"duckdb": duck, "trino": trino}, "duckdb", tags.__getitem__)  # type: ignore[dict-item]
    assert [id(engines.of(name)) for name in ("plain", "big")] == [id(duck), id(trino)]
    engines.interrupt("q")
    assert duck.interrupted == trino.interrupted == ["q"]
    with pytest.raises(QueryFailed, match="workgroup big asks for engine trino"):
        Engines({"duckdb": duck}, "duckdb", tags.__getitem__).of("big")  # type: ignore[dict-item]


def test_a_tag_that_names_no_engine_is_refused() -> None:
    check_tag({TAG: "trino", "else": "x"})
    check_tag({})
    with pytest.raises(Refused, match="tag tarn:engine is one of duckdb, trino"):
        check_tag({TAG: "spark"})


@pytest.mark.parametrize(
    ("given", "embedded", "address"),
    [
        ({}, False, None),
        ({"query_engine": "trino"}, True, "http://127.0.0.1:19012"),
        ({"query_engine": "trino", "trino_url": "http://big:8080"}, False, "http://big:8080"),
        ({"trino_url": "https://big"}, False, "https://big"),
    ],
)
def test_where_trino_is(
    given: dict[str, Any], embedded: bool, address: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TARN_QUERY_ENGINE", "TARN_TRINO_URL", "TARN_PORT_BASE"):
        monkeypatch.delenv(name, raising=False)
    chosen = EngineSettings(**given)
    assert (chosen.embedded, chosen.address) == (embedded, address)


def test_a_password_goes_over_https_alone(lake: Lake) -> None:
    secret = TrinoSettings(trino_password="hush")  # type: ignore[arg-type]
    with pytest.raises(TarnError, match="TARN_TRINO_URL must begin with https"):
        opened(EngineSettings(trino_url="http://big"), secret, lake.engine.shaped, 8)
    assert list(opened(EngineSettings(trino_url="https://big"), secret, lake.engine.shaped, 8)) == ["trino"]
    assert not opened(EngineSettings(), secret, lake.engine.shaped, 8)


def test_a_trino_that_is_away_makes_a_query_fail_for_now(tmp_path: Path) -> None:
    state = State(str(tmp_path / "query.db"))
    status = {"State": "QUEUED", "SubmissionDateTime": 0}

    def work(_: dict[str, Any]) -> Outcome:
        Trino("http://127.0.0.1:9", "me", patience_s=0).statement("SELECT 1", "c", "s")
        raise AssertionError

    runner = Runner(state, work, lambda _: None, 1, 60, time.time)
    state.begin({"QueryExecutionId": "q", "WorkGroup": "w", "Status": status, "Statistics": {}}, None)
    runner.enqueue("q")
    assert eventually(lambda: (state.execution("q") or {})["Status"]["State"] == "FAILED", 30)
    error = (state.execution("q") or {})["Status"]["AthenaError"]
    assert (error["ErrorCategory"], error["Retryable"]) == (SYSTEM, True)
    assert error["ErrorMessage"].startswith("INTERNAL_ERROR: Trino at http://127.0.0.1:9 does not answer")
    runner.close()
    state.close()
