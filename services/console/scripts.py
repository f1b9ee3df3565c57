"""Several statements one after another: each begins when the one before has succeeded, the first failure ends them.

A script is remembered by this process alone, the newest `KEPT` of them; its executions are in Athena's history.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field

from lake.errors import TarnError
from lake.mask import masked
from services.console.executions import Executions

KEPT = 50  # scripts
MOST = 50  # statements of one
_POLL_S = (0.05, 0.5)  # the first pause, and the longest


@dataclass
class Step:
    """One statement: its execution once it began, or why it did not."""

    sql: str
    id: str = ""
    refusal: str = ""


@dataclass
class Script:
    """Statements in their order."""

    id: str
    database: str
    steps: list[Step]
    ended: threading.Event = field(default_factory=threading.Event)


class Scripts:
    """The scripts of this process. Safe to share between threads."""

    def __init__(self, executions: Executions) -> None:
        self._executions = executions
        self._kept: OrderedDict[str, Script] = OrderedDict()
        self._lock = threading.Lock()

    def start(self, texts: list[str], database: str) -> Script:
        """Begins with the first statement."""
        script = Script(secrets.token_hex(8), database, [Step(sql) for sql in texts])
        with self._lock:
            self._kept[script.id] = script
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        threading.Thread(target=self._run, args=(script,), daemon=True, name=f"script-{script.id}").start()
        return script

    def get(self, id_: str) -> Script | None:
        """One that is remembered."""
        with self._lock:
            return self._kept.get(id_)

    def _run(self, script: Script) -> None:
        try:
            for step in script.steps:
                try:
                    step.id = self._executions.start(step.sql, script.database)
                    if self._awaited(step.id) != "SUCCEEDED":
                        return
                except TarnError as error:
                    step.refusal = masked(str(error))
                    return
        finally:
            script.ended.set()

    def _awaited(self, id_: str) -> str:
        pause, longest = _POLL_S
        while not (found := self._executions.get(id_)).ended:
            time.sleep(pause)
            pause = min(pause * 1.5, longest)
        return found.state
