"""The table of programs: what the supervisor runs, in which order, and how each one shows that it is ready.

Parts (Kafka, Redis, the object store) come first, then topics and buckets, then the services. Stopping goes backwards.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from lake import config, variables
from lake.config import instance_name, load, port, port_base
from stack import java, kafka, object_store, redis, trino
from stack.places import REPOSITORY, Places
from stack.settings import StackSettings

Probe = Literal["kafka", "redis", "http", "health", "trino"]

AT_MOST = {"dedup": 8, "sink": 8}  # processes of a service; of the others there is one
SERVICES = ("catalog", "gateway", "query", "crawler", "metrics", "console", "dedup", "sink", "etl", "producer")
KAFKA = "parts:kafka"  # its supervised name

# What a program of the stack sees of the user's environment: never AWS_*, which may be a real account's.
_INHERITED = ("PATH", "HOME", "USER", "LOGNAME", "SHELL", "TMPDIR", "TZ", "SSL_CERT_FILE")


# Paths in settings of services: relative to the folder in which `up` was called, not to that of the program.
_PATHS = ("TARN_ETL_SCHEMA", "TARN_ETL_CACHE", "TARN_SPARK_JARS", "TARN_PRODUCER_ANSWER_KEY")


@dataclass(frozen=True)
class Program:
    """One line of the table. Lower `priority` starts earlier; `probe` asks at `port` whether it is ready.

    `environment` is what it gets beside `base_environment`, `files` are the configurations that it reads.
    """

    name: str
    command: tuple[str, ...]
    port: int
    probe: Probe
    priority: int
    stop_wait_s: int = 20
    environment: Mapping[str, str] = field(default_factory=dict)
    files: tuple[Path, ...] = ()
    start_s: float = 0.0  # it may take so long to be ready, whatever the others may

    @property
    def group(self) -> str:
        """All of a group are stopped at once; services before the parts they stand on."""
        return "services" if self.name.partition("-")[0] in SERVICES else "parts"

    @property
    def supervised_name(self) -> str:
        """How the supervisor calls it."""
        return f"{self.group}:{self.name}"


def parts(at: Places) -> list[Program]:
    """Kafka, Redis and the object store, on this machine's programs. Raises TarnError where one cannot run."""
    runtime = java.find()
    minio = object_store.find_minio(at) is not None
    key = object_store.environment() if minio else {}
    return [
        Program(
            "kafka", kafka.command(runtime, at), port("kafka"), "kafka", 100, 40, files=(at.run / "server.properties",)
        ),
        Program(
            "redis", redis.command(redis.find(at), at), port("redis"), "redis", 101, files=(at.run / "redis.conf",)
        ),
        Program(
            "object-store",
            object_store.command(runtime, at),
            port("object-store"),
            "http",
            102,
            environment=key,
            files=() if minio else (at.run / "s3proxy.properties",),
        ),
    ]


def engines(at: Places) -> list[Program]:
    """Trino, where the settings ask for one of the stack's own."""
    return [_trino(trino.command(at), trino.files(at))] if trino.wanted() else []


def _trino(command: tuple[str, ...] = (), files: tuple[Path, ...] = ()) -> Program:
    return Program(trino.NAME, command, port(trino.NAME), "trino", 199, 30, files=files, start_s=trino.START_S)


def services(at: Places, several: Mapping[str, int] | None = None) -> list[Program]:
    """Every service that is in this checkout, in the order of `SERVICES`; of some there may be several processes."""
    chosen = load(StackSettings)
    several = several or {"dedup": chosen.dedup_processes, "sink": chosen.sink_processes}
    present = [name for name in SERVICES if (REPOSITORY / "services" / name / "__main__.py").exists()]
    return [
        _service(name, number, 200 + place, at)
        for place, name in enumerate(present)
        for number in range(1, several.get(name, 1) + 1)
    ]


def programs(at: Places) -> list[Program]:
    """All of them, in starting order."""
    return parts(at) + engines(at) + services(at)


def base_environment(at: Places) -> dict[str, str]:
    """What the supervisor and all that it starts have: a little of the user's, and no setting."""
    return {name: value for name, value in os.environ.items() if name in _INHERITED} | {
        "LC_ALL": "C.UTF-8",  # S3Proxy's keys are file names, and Java writes those in the locale's encoding
        "TARN_HOME": str(at.home),
        "TMPDIR": str(at.scratch),
        "TARN_STACK": str(at.home),  # the mark by which `down` knows a process of this stack, supervised or not
        "PYTHONPATH": str(REPOSITORY),
        "PYTHONUNBUFFERED": "1",
    }


def settings(at: Places, service: str) -> dict[str, str]:
    """The settings that a service reads, from the shell or `.env`, and the addresses of this very stack.

    Only those that it reads: another's are no reason to start this one anew.
    """
    own = ("lake.", f"services.{service}.")
    names = {name for one in variables.classes() if one.module.startswith(own) for name in one.variables}
    given = config.env_file() | os.environ
    chosen = {name: value for name in sorted(names | _FOR_TESTS) if (value := given.get(name)) is not None}
    chosen |= {name: os.path.abspath(chosen[name]) for name in _PATHS if chosen.get(name)}
    if service == "catalog" and not chosen.get("TARN_CATALOG_DB"):
        # Relative to the home: a question mark would end the path.
        chosen["TARN_CATALOG_DB"] = f"sqlite:///{at.below(at.data)}/catalog/catalog.db"
    return chosen | {
        "TARN_PORT_BASE": str(port_base()),
        "TARN_KAFKA_BOOTSTRAP": f"127.0.0.1:{port('kafka')}",
        "TARN_REDIS_URL": "",  # the default: of this home, with the password that only `secrets/` holds
        "TARN_S3_ENDPOINT": f"http://127.0.0.1:{port('object-store')}",
        "TARN_CATALOG_URL": f"http://127.0.0.1:{port('catalog')}",
        "TARN_QUERY_URL": f"http://127.0.0.1:{port('query')}",
        "TARN_CLOUDWATCH_URL": f"http://127.0.0.1:{port('cloudwatch')}",
    }


# Services whose one port answers everything: what they serve, /health and /metrics.
_LISTENS = {
    "catalog": ("catalog", "TARN_CATALOG_LISTEN_PORT"),
    "query": ("query", "TARN_QUERY_LISTEN_PORT"),
    "metrics": ("cloudwatch", "TARN_CLOUDWATCH_LISTEN_PORT"),
    "console": ("console", "TARN_CONSOLE_LISTEN_PORT"),
}
_FOR_TESTS = {"TARN_FAILPOINT", "TARN_ETL_JVM_OPTIONS"}


def bootstrap_environment(at: Places) -> dict[str, str]:
    """Of the process that makes topics and buckets; it carries no mark, and `sweep` leaves it alone."""
    return base_environment(at) | settings(at, "bootstrap") | {"TARN_STACK": ""}


def _service(name: str, number: int, priority: int, at: Places) -> Program:
    """The first process of a service, or one more of it: `dedup-2`, with a name and a metrics port of its own."""
    where, setting = _LISTENS.get(name, (f"{name}-metrics", "TARN_METRICS_PORT"))
    listen = port(where) + number - 1
    extra = settings(at, name) | {setting: str(listen)}
    if name == "etl":
        extra |= java.spark_environment(at)
    if number > 1:
        extra["TARN_INSTANCE"] = f"{instance_name()}-{number}"
    command = (sys.executable, "-P", "-m", f"services.{name}")
    full_name = name if number == 1 else f"{name}-{number}"
    return Program(full_name, command, listen, "health", priority, environment=extra)


def slots(at: Places) -> list[Program]:
    """All that the supervisor may have to run: of each service as many processes as there can be."""
    return [*parts(at), _trino(), *services(at, AT_MOST)]


def supervisor_config(table: list[Program]) -> str:
    """The text of supervisord.conf (http://supervisord.org/configuration.html); no part or service starts unasked.

    It works in the home, and every path in it is relative to that. What else a program needs is in its script.
    """
    sections = [
        _section("unix_http_server", {"file": "%(ENV_TARN_SOCKET)s", "chmod": "0600"}),
        _section(
            "supervisord",
            {
                "nodaemon": "true",
                "logfile": "log/supervisord.log",
                "logfile_maxbytes": "1MB",
                "logfile_backups": "1",
                "pidfile": "run/supervisord.pid",
                "childlogdir": "log",
                "identifier": "tarn",
            },
        ),
        _section("rpcinterface:supervisor", {"supervisor.rpcinterface_factory": _RPC_INTERFACE}),
    ]
    for priority, group in enumerate(("parts", "services")):
        members = ",".join(program.name for program in table if program.group == group)
        if members:
            sections.append(_section(f"group:{group}", {"programs": members, "priority": str(priority)}))
    sections += [_program_section(program) for program in table]
    return "\n".join([*sections, _section("program:liveness", _liveness())])


_RPC_INTERFACE = "supervisor.rpcinterface:make_main_rpcinterface"


def _program_section(program: Program) -> str:
    values = {
        "command": f"/bin/sh run/{program.name}.sh",
        "priority": str(program.priority),
        "autostart": "false",
        "autorestart": "true",
        "startsecs": "2",
        "startretries": "100",  # each waits a second longer than the last
        "stopwaitsecs": str(program.stop_wait_s),
        "stopasgroup": "true",
        "killasgroup": "true",
        "redirect_stderr": "true",
        "stdout_logfile": f"log/{program.name}.log",
        "stdout_logfile_maxbytes": "10MB",
        "stdout_logfile_backups": "2",
    }
    return _section(f"program:{program.name}", values)


def _liveness() -> dict[str, str]:
    """Runs as long as the supervisor does: it has no port and nobody waits for it."""
    return {
        "command": "/bin/sh run/liveness.sh",
        "autorestart": "true",
        "startretries": "100",
        "redirect_stderr": "true",
        "stdout_logfile": "log/liveness.log",
        "stdout_logfile_maxbytes": "1MB",
        "stdout_logfile_backups": "1",
    }


def _section(name: str, values: Mapping[str, str]) -> str:
    return f"[{name}]\n" + "".join(f"{key}={value}\n" for key, value in values.items())


def log_tail(name: str, at: Places) -> str:
    """The last line of a program's log that says something, its own one-line complaint (`tarn: …`) first."""
    path = at.log / f"{name}.log"
    if not path.exists():
        return "it wrote no log"
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 8192))
        lines = [line.strip() for line in file.read().decode("utf-8", "replace").splitlines() if line.strip()]
    complaints = [line.removeprefix("tarn: ") for line in lines[-20:] if line.startswith("tarn: ")]
    return (complaints or lines or ["its log is empty"])[-1][:300]
