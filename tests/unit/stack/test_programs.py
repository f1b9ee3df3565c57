"""The table of programs, the supervisor's configuration made from it, and what a program sees of the environment."""

from __future__ import annotations

import configparser
from pathlib import Path

import pytest

from stack import programs
from stack.places import Places
from stack.programs import Program


@pytest.fixture
def at(tmp_path: Path) -> Places:
    return Places(tmp_path / "a home with spaces")


def sections(table: list[Program], at: Places) -> configparser.RawConfigParser:
    parser = configparser.RawConfigParser(inline_comment_prefixes=(";", "#"))  # as supervisor parses it
    parser.read_string(programs.supervisor_config(table, at))
    return parser


def test_the_supervisor_listens_on_a_private_socket_and_on_no_port(at: Places) -> None:
    config = sections([], at)
    assert config["unix_http_server"]["chmod"] == "0600"
    assert not config.has_section("inet_http_server")


def test_a_program_restarts_starts_on_request_and_stops_as_a_group(at: Places) -> None:
    config = sections([Program("sink", ("python", "-m", "services.sink"), 1, "health", 202, stop_wait_s=9)], at)
    section = config["program:sink"]
    assert section["command"] == "python -m services.sink"
    assert (section["autostart"], section["autorestart"], section["priority"]) == ("false", "true", "202")
    assert (section["stopasgroup"], section["killasgroup"], section["stopwaitsecs"]) == ("true", "true", "9")


def test_services_stop_together_and_before_the_parts(at: Places) -> None:
    table = [Program("kafka", ("k",), 1, "tcp", 100), Program("etl", ("e",), 2, "health", 200)]
    config = sections([*table, Program("sink", ("s",), 3, "health", 201)], at)
    assert dict(config["group:parts"]) == {"programs": "kafka", "priority": "0"}
    assert dict(config["group:services"]) == {"programs": "etl,sink", "priority": "1"}


def test_paths_with_spaces_stay_one_word(at: Places) -> None:
    from supervisor.options import ServerOptions

    at.make()
    program = Program("kafka", ("/a b/java", "-cp", "/a b/*"), 1, "tcp", 1, environment={"JAVA_HOME": "/a b"})
    at.supervisor_config.write_text(programs.supervisor_config([program], at))
    options = ServerOptions()
    options.realize(["-c", str(at.supervisor_config)])
    (read,) = options.process_group_configs[0].process_configs
    assert (read.command, read.environment) == ('"/a b/java" -cp "/a b/*"', {"JAVA_HOME": "/a b"})


def test_an_account_of_the_users_never_reaches_a_program(at: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "real")
    monkeypatch.setenv("MINIO_ROOT_USER", "somebody")
    monkeypatch.setenv("TARN_SINK_BUFFER_S", "7")
    environment = programs.environment(at)
    assert "real" not in environment.values()
    assert environment["MINIO_ROOT_USER"] == "tarn"
    assert environment["TARN_SINK_BUFFER_S"] == "7"


def test_the_addresses_are_those_of_this_stack_whatever_the_shell_says(
    at: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TARN_KAFKA_BOOTSTRAP", "somewhere:9092")
    monkeypatch.setenv("TARN_PORT_BASE", "23000")
    environment = programs.environment(at)
    assert environment["TARN_KAFKA_BOOTSTRAP"] == "127.0.0.1:23002"
    assert environment["TARN_CATALOG_URL"] == "http://127.0.0.1:23004"
    assert environment["TARN_STACK"] == environment["TARN_HOME"] == str(at.home)


def test_services_start_in_the_order_of_the_flow(at: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs.java, "spark_environment", lambda _: {"JAVA_HOME": "/jdk"})
    table = programs.services(at)
    assert [program.priority for program in table] == sorted(program.priority for program in table)
    assert [program.name for program in table] == [name for name in programs.SERVICES if name in _present()]


def test_more_processes_of_a_service_have_names_and_ports_of_their_own(
    at: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs.java, "spark_environment", lambda _: {"JAVA_HOME": "/jdk"})
    monkeypatch.setenv("TARN_DEDUP_PROCESSES", "3")
    monkeypatch.setenv("TARN_INSTANCE", "here")
    dedups = [program for program in programs.services(at) if program.name.startswith("dedup")]
    assert [program.supervised_name for program in dedups] == [
        "services:dedup",
        "services:dedup-2",
        "services:dedup-3",
    ]
    assert [program.environment.get("TARN_INSTANCE") for program in dedups] == [None, "here-2", "here-3"]
    assert len({program.port for program in programs.services(at)}) == len(programs.services(at))


@pytest.mark.parametrize(
    ("text", "tail"),
    [
        ("", "its log is empty"),
        ("one\ntwo\n\n", "two"),
        ("tarn: setting X is not usable\nsomething after\n", "setting X is not usable"),
    ],
)
def test_the_tail_of_a_log_is_the_complaint_if_there_is_one(at: Places, text: str, tail: str) -> None:
    at.make()
    (at.log / "sink.log").write_text(text)
    assert programs.log_tail("sink", at) == tail


def _present() -> set[str]:
    root = Path(__file__).resolve().parents[3] / "services"
    return {path.parent.name for path in root.glob("*/__main__.py")}
