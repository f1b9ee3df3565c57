"""The stack under a test: found by its addresses in the environment or by its command line, else started."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Sequence

_STOPPED = 3  # exit status of every command where the embedded stack does not run
_ADDRESSES = ("TARN_KAFKA_BOOTSTRAP", "TARN_CATALOG_URL", "AWS_ENDPOINT_URL", "AWS_SECRET_ACCESS_KEY")


class Stack:
    """A running stack: its command line, and the environment by which its clients find it."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = list(command)
        self.env: dict[str, str] = {}

    def find_or_start(self) -> bool:
        """Whether it had to be started. Raises RuntimeError where it does not start."""
        if all(os.environ.get(name) for name in _ADDRESSES):  # eval "$(./tarn env)" came before
            self.env = {name: value for name, value in os.environ.items() if name.startswith(("TARN_", "AWS_"))}
            return False
        started = self.call("status", may_be=(1, _STOPPED)).returncode == _STOPPED
        if started:
            self.call("up", "--detach", "--no-producer")
        for line in self.call("env").stdout.splitlines():
            word, *rest = shlex.split(line) or [""]
            if word == "export":
                self.env |= dict(pair.split("=", 1) for pair in rest)
        return started

    def call(self, *arguments: str, stdin: str = "", may_be: tuple[int, ...] = ()) -> subprocess.CompletedProcess[str]:
        """Runs a command. Raises RuntimeError where it ends with a status other than 0 and those of `may_be`."""
        done = subprocess.run(
            [*self._command, *arguments], input=stdin, capture_output=True, encoding="utf-8", check=False
        )
        if done.returncode not in (0, *may_be):
            said = done.stderr.strip() or done.stdout.strip()
            raise RuntimeError(f"`tarn {shlex.join(arguments)}` ended with status {done.returncode}: {said}")
        return done
