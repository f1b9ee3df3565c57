"""`tarn`: every command, in the order a newcomer needs them. A `TarnError` is one line and a status of its own."""

from __future__ import annotations

import os
import signal
import sys
from typing import Annotated, Any, NoReturn

import typer

from cli import (
    bench,
    completion,
    demo,
    etl,
    events,
    follow,
    ledger,
    open_page,
    quarantine,
    query,
    replay,
    stack,
    star,
    test,
    top,
    watch,
)
from cli.reach import NEEDS, needing
from lake import VERSION, variables
from lake.errors import run
from lake.mode import spoken
from lake.printable import printable

INTERRUPTED = 130  # exit status

_HELP = ["--help", "-h"]
_REST = {"allow_extra_args": True, "ignore_unknown_options": True}  # the arguments are another program's

app = typer.Typer(
    help="An AWS event lake on one laptop: real parts, exactly once, with a ledger that proves it.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": _HELP},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"tarn {VERSION}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[  # noqa: ARG001 - acts by its callback
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """An AWS event lake on one laptop: real parts, exactly once, with a ledger that proves it."""


app.command()(stack.up)
app.command()(stack.down)
app.command()(watch.status)
app.command()(top.top)
app.command()(watch.logs)
app.command()(watch.start)
app.command()(watch.stop)
app.command()(watch.restart)
app.command()(stack.doctor)
app.command()(stack.env)
app.command("open")(open_page.open_)
app.command()(demo.demo)
app.command()(events.send)
app.command()(follow.follow)
app.command()(ledger.drain)
app.command()(ledger.ledger)
app.command()(query.query)
app.add_typer(etl.app, name="etl")
app.add_typer(star.app, name="star")
app.add_typer(quarantine.app, name="quarantine")
app.add_typer(replay.app, name="replay")
app.command(add_help_option=False, context_settings=_REST)(bench.bench)
app.command("test", context_settings=_REST)(test.run)
app.command()(completion.completion)

_groups = {"etl ": etl.app, "star ": star.app, "quarantine ": quarantine.app, "replay ": replay.app}
for prefix, group in {"": app, **_groups}.items():
    for command in group.registered_commands:
        name = f"{prefix}{command.name or getattr(command.callback, '__name__', '')}"
        if name in NEEDS and command.callback:
            command.callback = needing(NEEDS[name], command.callback)


def main() -> None:
    """Runs the command named on the command line; a wrong one is one line and status 2, Ctrl-C one and status 130."""
    try:
        run(lambda: sys.exit(_run(sys.argv[1:] or ["--help"])))
    except typer.Abort:
        _interrupted()
    except SystemExit as end:
        if end.code == INTERRUPTED:
            _interrupted()
        raise
    except typer.TyperException as error:
        hint = spoken("./tarn --help lists the commands, and each has a --help.")
        sys.stderr.write(f"tarn: {printable(error.format_message())} {hint}\n")
        sys.exit(2)
    except BrokenPipeError:  # `tarn logs | head`: nobody reads on
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)


def _interrupted() -> NoReturn:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an impatient second one changes nothing
    sys.stderr.write(f"tarn: interrupted; {stack.what_runs()}\n")
    sys.stderr.flush()
    os._exit(INTERRUPTED)  # without waiting for a download that another thread is at


def _run(arguments: list[str]) -> Any:
    if completion.VARIABLE in os.environ:
        completion.prepare()
        return app(prog_name="tarn")
    if not {*_HELP, "--version"} & set(arguments):
        variables.check_names()
    return app(arguments, prog_name="tarn", standalone_mode=False)
