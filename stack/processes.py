"""The supervisor: started as a process of its own session, spoken to over a Unix socket, and swept up after.

Every process of a stack carries `TARN_STACK=<its home>` in its environment, inherited by whatever it starts. So `sweep`
finds them all, even when the supervisor was killed and its children live on.
"""

from __future__ import annotations

import subprocess
import sys
import time
import xmlrpc.client
from collections.abc import Iterable
from contextlib import suppress
from http.client import HTTPException
from typing import Any

import psutil

from lake.errors import TarnError
from stack.places import Places
from stack.programs import base_environment, log_tail

_SHUTTING_DOWN = 6  # supervisor.xmlrpc.Faults
_ALREADY_STARTED = 60
_NOT_RUNNING = 70


class Supervisor:
    """A client of one stack's supervisord. Every method but `alive` raises TarnError where none answers."""

    def __init__(self, at: Places) -> None:
        self._at = at

    @property
    def _rpc(self) -> Any:
        """A connection for one call: supervisor's transport does not recover from one that failed."""
        from supervisor.xmlrpc import SupervisorTransport

        transport = SupervisorTransport(None, None, serverurl=f"unix://{self._at.socket}")
        return xmlrpc.client.ServerProxy("http://127.0.0.1", transport=transport).supervisor

    def alive(self) -> bool:
        """Whether a supervisor answers."""
        with suppress(OSError, HTTPException, xmlrpc.client.Error):  # a Fault while it shuts down
            return bool(self._rpc.getState()["statename"] == "RUNNING")
        return False

    def processes(self) -> dict[str, dict[str, Any]]:
        """supervisor's getProcessInfo of every program, by name, in starting order."""
        infos: list[dict[str, Any]] = self._call("getAllProcessInfo")
        return {info["name"]: info for info in infos}

    def start(self, name: str) -> None:
        """Asks for a program to run; returns at once; nothing happens where it runs already."""
        self._call("startProcess", name, False, unless=_ALREADY_STARTED)

    def stop(self, name: str) -> None:
        """Stops a program and returns when it has ended; nothing happens where it does not run."""
        self._call("stopProcess", name, True, unless=_NOT_RUNNING)

    @property
    def pid(self) -> int:
        """Its own, which ends when all that it started has."""
        return int(self._call("getPID"))

    def shutdown(self) -> None:
        """Asks the supervisor to stop every program, last started first, and then itself."""
        self._call("shutdown", unless=_SHUTTING_DOWN)

    def _call(self, method: str, *arguments: object, unless: int | None = None) -> Any:
        """One call; the fault `unless` means that it is so already. Raises TarnError for any other."""
        try:
            return getattr(self._rpc, method)(*arguments)
        except xmlrpc.client.Fault as fault:
            if fault.faultCode == unless:
                return None
            raise TarnError(f"the supervisor refuses {method}{arguments}: {fault.faultString}") from None
        except (OSError, HTTPException):
            raise TarnError("the supervisor does not answer: `tarn up` starts it anew") from None


def launch(at: Places, wait_s: float = 15.0) -> Supervisor:
    """Starts supervisord in a session of its own and returns when it answers. Raises TarnError."""
    with (at.log / "supervisord.out").open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "supervisor.supervisord", "-c", at.below(at.supervisor_config)],
            cwd=at.home,
            env=base_environment(at) | {"TARN_SOCKET": str(at.socket)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            umask=0o077,  # what the parts write holds events
        )
    supervisor = Supervisor(at)
    deadline = time.monotonic() + wait_s
    while not supervisor.alive():
        if process.poll() is not None or time.monotonic() > deadline:
            sweep(at)
            raise TarnError(f"the supervisor does not start: {log_tail('supervisord', at)}")
        time.sleep(0.05)
    return supervisor


def members(at: Places) -> list[psutil.Process]:
    """Every living process of this stack that is ours to see, supervised or left over, the supervisor among them."""
    mark = str(at.home)
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if process.environ().get("TARN_STACK") == mark and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


def sweep(at: Places, wait_s: float = 10.0) -> int:
    """Ends what is left of this stack, politely and then not; returns how many processes there were."""
    left = members(at)
    for process in left:
        with suppress(psutil.Error):
            process.terminate()
    _, stubborn = psutil.wait_procs(left, timeout=wait_s)
    for process in stubborn + members(at):
        with suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(stubborn, timeout=5)
    return len(left)


def memory(pids: Iterable[int]) -> int:
    """Resident bytes of these processes and all they started."""
    total = 0
    for pid in pids:
        with suppress(psutil.Error):
            parent = psutil.Process(pid)
            for process in [parent, *parent.children(recursive=True)]:
                with suppress(psutil.Error):
                    total += process.memory_info().rss
    return total
