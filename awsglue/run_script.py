"""Runs a user's script as `__main__`, in a process of its own: `python -m awsglue.run_script run.json FD`.

1. Be polite: lower priority, and the first to go where memory runs out.
2. Die with who started this: the pipe behind FD closes with that process.
3. Run the script with its arguments; where it fails, say why in Glue's words beside run.json, traceback on stderr.
"""

from __future__ import annotations

import json
import os
import runpy
import signal
import sys
import threading
import traceback
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import NoReturn

from awsglue.failure import message

_NICE = 5
_GO_FIRST = "500"  # of 1000: man 5 proc, oom_score_adj


def main() -> NoReturn:
    told = Path(sys.argv[1])
    _be_polite()
    _follow(int(sys.argv[2]))
    run = json.loads(told.read_bytes())
    script = run["script"]
    sys.argv = [script, *run["arguments"]]
    try:
        runpy.run_path(script, run_name="__main__")
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is the user's, and told
        if isinstance(error, SystemExit) and error.code in (None, 0):
            _leave(0)
        traceback.print_exception(error.with_traceback(_own_frames(error, script)))
        said = message(error, script, spark=run["kind"] == "glueetl")
        told.with_name("ended.json").write_text(json.dumps({"error": said}), encoding="utf-8")
        _leave(1)
    _leave(0)


def _leave(status: int) -> NoReturn:
    """Ends the process once what it printed is out, whatever threads the script left behind."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(status)


def _own_frames(error: BaseException, script: str) -> TracebackType | None:
    """The traceback from the script on: what ran it is no part of it."""
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename != script:
        trace = trace.tb_next
    return trace or error.__traceback__


def _be_polite() -> None:
    with suppress(OSError):
        os.nice(_NICE)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(_GO_FIRST, encoding="ascii")


def _follow(pipe: int) -> None:
    os.set_inheritable(pipe, False)

    def wait() -> None:
        os.read(pipe, 1)  # nobody ever writes: it ends with who held the other end
        os.killpg(os.getpgid(0), signal.SIGKILL)

    threading.Thread(target=wait, name="lifeline", daemon=True).start()


if __name__ == "__main__":
    main()
