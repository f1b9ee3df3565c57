"""The table of programs: what the supervisor runs, in which order, and how each one shows that it is ready.

Parts (Kafka, Redis, the object store) come first, then topics and buckets, then the services. Stopping goes backwards.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from lake.config import instance_name, load, port, port_base
from stack import java, kafka, object_store, redis
from stack.places import REPOSITORY, Places
from stack.settings import StackSettings

Probe = Literal["kafka", "redis", "http", "health"]

SERVICES = ("catalog", "dedup", "sink", "etl", "producer")
KAFKA = "parts:kafka"  # its supervised name

# What a program of the stack sees of the user's environment: never AWS_*, which may be a real account's.
_INHERITED = ("PATH", "HOME", "USER", "LOGNAME", "SHELL", "TMPDIR", "TZ", "SSL_CERT_FILE")


@dataclass(frozen=True)
class Program:
    """One line of the table. Lower `priority` starts earlier; `probe` asks at `port` whether it is ready."""

    name: str
    command: tuple[str, ...]
    port: int
    probe: Probe
    priority: int
    stop_wait_s: int = 20
    environment: Mapping[str, str] = field(default_factory=dict)

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
    return [
        Program("kafka", kafka.command(runtime, at), port("kafka"), "kafka", 100, stop_wait_s=40),
        Program("redis", redis.command(redis.find(at), at), port("redis"), "redis", 101),
        Program("object-store", object_store.command(runtime, at), port("object-store"), "http", 102),
    ]


def services(at: Places) -> list[Program]:
    """Every service that is in this checkout, in the order of `SERVICES`; of some there may be several processes."""
    settings = load(StackSettings)
    several = {"dedup": settings.dedup_processes, "sink": settings.sink_processes}
    present = [name for name in SERVICES if (REPOSITORY / "services" / name / "__main__.py").exists()]
    return [
        _service(name, number, 200 + place, at)
        for place, name in enumerate(present)
        for number in range(1, several.get(name, 1) + 1)
    ]


def programs(at: Places) -> list[Program]:
    """All of them, in starting order."""
    return parts(at) + services(at)


def environment(at: Places) -> dict[str, str]:
    """What every program gets: a little of the user's, and the addresses of this very stack."""
    inherited = {name: value for name, value in os.environ.items() if name in _INHERITED or name.startswith("TARN_")}
    return (
        inherited
        | object_store.environment()
        | {
            "LC_ALL": "C.UTF-8",  # S3Proxy's keys are file names, and Java writes those in the locale's encoding
            "TARN_HOME": str(at.home),
            "TARN_STACK": str(at.home),  # the mark by which `down` knows a process of this stack, supervised or not
            "TARN_PORT_BASE": str(port_base()),
            "TARN_KAFKA_BOOTSTRAP": f"127.0.0.1:{port('kafka')}",
            "TARN_REDIS_URL": f"redis://127.0.0.1:{port('redis')}/0",
            "TARN_S3_ENDPOINT": f"http://127.0.0.1:{port('object-store')}",
            "TARN_CATALOG_URL": f"http://127.0.0.1:{port('catalog')}",
            "TARN_CATALOG_DB": os.environ.get("TARN_CATALOG_DB") or f"sqlite:///{at.data}/catalog/catalog.db",
            "PYTHONPATH": str(REPOSITORY),
            "PYTHONUNBUFFERED": "1",
        }
    )


def _service(name: str, number: int, priority: int, at: Places) -> Program:
    """The first process of a service, or one more of it: `dedup-2`, with a name and a metrics port of its own."""
    listen = port("catalog" if name == "catalog" else f"{name}-metrics") + 10 * (number - 1)
    extra = {"TARN_CATALOG_LISTEN_PORT" if name == "catalog" else "TARN_METRICS_PORT": str(listen)}
    if name == "etl":
        extra |= java.spark_environment(at)
    if number > 1:
        extra["TARN_INSTANCE"] = f"{instance_name()}-{number}"
    command = (sys.executable, "-P", "-m", f"services.{name}")
    full_name = name if number == 1 else f"{name}-{number}"
    return Program(full_name, command, listen, "health", priority, environment=extra)


def supervisor_config(table: list[Program], at: Places) -> str:
    """The text of supervisord.conf (http://supervisord.org/configuration.html); no part or service starts unasked."""
    sections = [
        _section("unix_http_server", {"file": str(at.socket), "chmod": "0600"}),
        _section(
            "supervisord",
            {
                "nodaemon": "true",
                "logfile": str(at.log / "supervisord.log"),
                "logfile_maxbytes": "1MB",
                "logfile_backups": "1",
                "pidfile": str(at.run / "supervisord.pid"),
                "childlogdir": str(at.log),
                "directory": str(REPOSITORY),
                "identifier": "tarn",
            },
        ),
        _section("rpcinterface:supervisor", {"supervisor.rpcinterface_factory": _RPC_INTERFACE}),
    ]
    for priority, group in enumerate(("parts", "services")):
        members = ",".join(program.name for program in table if program.group == group)
        if members:
            sections.append(_section(f"group:{group}", {"programs": members, "priority": str(priority)}))
    sections += [_program_section(program, at) for program in table]
    return "\n".join([*sections, _section("program:liveness", _liveness(at))])


_RPC_INTERFACE = "supervisor.rpcinterface:make_main_rpcinterface"


def _program_section(program: Program, at: Places) -> str:
    values = {
        "command": " ".join(_quoted(word) for word in program.command),
        "priority": str(program.priority),
        "autostart": "false",
        "autorestart": "true",
        "startsecs": "2",
        "startretries": "100",  # each waits a second longer than the last
        "stopwaitsecs": str(program.stop_wait_s),
        "stopasgroup": "true",
        "killasgroup": "true",
        "redirect_stderr": "true",
        "stdout_logfile": str(at.log / f"{program.name}.log"),
        "stdout_logfile_maxbytes": "10MB",
        "stdout_logfile_backups": "2",
    }
    if program.environment:
        values["environment"] = ",".join(f'{name}="{value}"' for name, value in program.environment.items())
    return _section(f"program:{program.name}", values)


def _liveness(at: Places) -> dict[str, str]:
    """Runs as long as the supervisor does: it has no port and nobody waits for it."""
    return {
        "command": f"{_quoted(sys.executable)} -P -m stack.liveness",
        "autorestart": "true",
        "startretries": "100",
        "redirect_stderr": "true",
        "stdout_logfile": str(at.log / "liveness.log"),
        "stdout_logfile_maxbytes": "1MB",
        "stdout_logfile_backups": "1",
    }


def _section(name: str, values: Mapping[str, str]) -> str:
    return f"[{name}]\n" + "".join(f"{key}={value}\n" for key, value in values.items())


def _quoted(word: str) -> str:
    return f'"{word}"' if " " in word else word


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


def supervisord() -> str:
    """The supervisor program of this Python environment."""
    return shutil.which("supervisord", path=os.path.dirname(sys.executable)) or "supervisord"
