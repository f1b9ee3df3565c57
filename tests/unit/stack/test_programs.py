"""The table of programs, the supervisor's configuration made from it, and what a program sees of the environment."""

from __future__ import annotations

import ast
import configparser
import subprocess
import sys
from pathlib import Path

import pytest

from stack import java, programs, scripts
from stack.places import Places
from stack.programs import Program


@pytest.fixture
def at(tmp_path: Path) -> Places:
    return Places(tmp_path / "a home with spaces")


def sections(table: list[Program]) -> configparser.RawConfigParser:
    parser = configparser.RawConfigParser(inline_comment_prefixes=(";", "#"))  # as supervisor parses it
    parser.read_string(programs.supervisor_config(table))
    return parser


def test_the_supervisor_listens_on_a_private_socket_and_on_no_port() -> None:
    config = sections([])
    assert config["unix_http_server"]["chmod"] == "0600"
    assert not config.has_section("inet_http_server")


def test_a_program_restarts_starts_on_request_and_stops_as_a_group() -> None:
    config = sections([Program("sink", ("python", "-m", "services.sink"), 1, "health", 202, stop_wait_s=9)])
    section = config["program:sink"]
    assert section["command"] == "/bin/sh run/sink.sh"
    assert (section["autostart"], section["autorestart"], section["priority"]) == ("false", "true", "202")
    assert (section["stopasgroup"], section["killasgroup"], section["stopwaitsecs"]) == ("true", "true", "9")


def test_services_stop_together_and_before_the_parts() -> None:
    table = [Program("kafka", ("k",), 1, "kafka", 100), Program("etl", ("e",), 2, "health", 200)]
    config = sections([*table, Program("sink", ("s",), 3, "health", 201)])
    assert dict(config["group:parts"]) == {"programs": "kafka", "priority": "0"}
    assert dict(config["group:services"]) == {"programs": "etl,sink", "priority": "1"}


ODD = ["my lake #1 ; x", "it's", '"q"', "50% %(here)s", "a,b=c", "$HOME `x` \\n", "ü 中", "*"]


@pytest.mark.parametrize("name", ODD)
def test_a_program_gets_its_words_and_its_environment_whatever_they_hold(tmp_path: Path, name: str) -> None:
    show = "import os, sys; print([*sys.argv[1:], os.environ['TARN_X']])"
    program = Program(
        "kafka", (sys.executable, "-c", show, f"/{name}/*", name), 1, "kafka", 1, environment={"TARN_X": name}
    )
    (tmp_path / "kafka.sh").write_text(scripts.text(program))
    done = subprocess.run(["/bin/sh", tmp_path / "kafka.sh"], capture_output=True, text=True, check=True)
    assert ast.literal_eval(done.stdout) == [f"/{name}/*", name, name]


@pytest.mark.parametrize("name", ODD)
def test_the_supervisor_reads_its_configuration_in_any_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    from supervisor.options import ServerOptions

    at = Places(tmp_path / name)
    at.make()
    program = Program("kafka", (f"/{name}/java",), 1, "kafka", 1, environment={"JAVA_HOME": f"/{name}"})
    scripts.write_configuration([program], at)
    monkeypatch.chdir(at.home)
    monkeypatch.setenv("TARN_SOCKET", str(at.socket))
    options = ServerOptions()
    options.realize(["-c", "supervisord.conf"])
    process, *_ = options.process_group_configs[0].process_configs
    assert (process.command, process.stdout_logfile) == ("/bin/sh run/kafka.sh", "log/kafka.log")
    assert [Path(server["file"]) for server in options.server_configs] == [at.socket]


def test_an_account_of_the_users_never_reaches_a_program(at: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "real")
    monkeypatch.setenv("MINIO_ROOT_USER", "somebody")
    environment = programs.base_environment(at) | programs.settings(at, "sink")
    assert "real" not in environment.values()
    assert "MINIO_ROOT_USER" not in environment
    assert environment["TARN_STACK"] == environment["TARN_HOME"] == str(at.home)


def test_the_addresses_are_those_of_this_stack_whatever_the_shell_says(
    at: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TARN_KAFKA_BOOTSTRAP", "somewhere:9092")
    monkeypatch.setenv("TARN_PORT_BASE", "23000")
    environment = programs.settings(at, "dedup")
    assert environment["TARN_KAFKA_BOOTSTRAP"] == "127.0.0.1:23002"
    assert environment["TARN_CATALOG_URL"] == "http://127.0.0.1:23004"


def test_a_service_gets_the_settings_that_it_reads_and_no_other(at: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TARN_SINK_BUFFER_S", "7")
    monkeypatch.setenv("TARN_S3_RETRY_S", "9")
    monkeypatch.setenv("TARN_SINK_QUIET_S", "")
    sink, dedup = programs.settings(at, "sink"), programs.settings(at, "dedup")
    assert (sink["TARN_SINK_BUFFER_S"], sink["TARN_S3_RETRY_S"], sink["TARN_SINK_QUIET_S"]) == ("7", "9", "")
    assert (dedup.get("TARN_SINK_BUFFER_S"), dedup["TARN_S3_RETRY_S"]) == (None, "9")
    assert dedup["TARN_DEDUP_POLICY"] == "first", "what stands in .env"


def test_what_changed_is_told_by_name_and_never_by_value(tmp_path: Path) -> None:
    at = Places(tmp_path)
    at.run.mkdir()
    conf = at.run / "redis.conf"

    def program(words: str, limit: str, **environment: str) -> Program:
        conf.write_text(limit)
        return Program("redis", (words,), 1, "redis", 1, environment=environment, files=(conf,))

    assert scripts.changed(program("run", "1gb", TARN_A="1"), at) == [], "it was never started"
    scripts.write(program("run", "1gb", TARN_A="1"), at)
    assert scripts.changed(program("run", "1gb", TARN_A="1"), at) == []
    assert scripts.changed(program("run", "1gb", TARN_A="2"), at) == ["TARN_A"]
    assert scripts.changed(program("run", "1gb", TARN_A="1", TARN_B=""), at) == ["TARN_B"]
    assert scripts.changed(program("run", "2gb", TARN_A="1"), at) == ["redis.conf"]
    assert scripts.changed(program("walk", "1gb", TARN_A="1"), at) == ["its command"]


def test_services_start_in_the_order_of_the_flow(at: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(java, "spark_environment", lambda _: {"JAVA_HOME": "/jdk"})
    table = programs.services(at)
    assert [program.priority for program in table] == sorted(program.priority for program in table)
    assert [program.name for program in table] == [name for name in programs.SERVICES if name in _present()]


def test_more_processes_of_a_service_have_names_and_ports_of_their_own(
    at: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(java, "spark_environment", lambda _: {"JAVA_HOME": "/jdk"})
    monkeypatch.setenv("TARN_DEDUP_PROCESSES", "3")
    monkeypatch.setenv("TARN_INSTANCE", "here")
    dedups = [program for program in programs.services(at) if program.name.startswith("dedup")]
    assert [program.supervised_name for program in dedups] == [
        "services:dedup",
        "services:dedup-2",
        "services:dedup-3",
    ]
    assert [program.environment.get("TARN_INSTANCE") for program in dedups] == ["here", "here-2", "here-3"]
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
