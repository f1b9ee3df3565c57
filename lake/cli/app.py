"""`tarn`: every command, in the order a newcomer needs them. A `TarnError` is one line and status 1."""

from __future__ import annotations

import sys

import typer

from lake.cli import bench, demo, etl, events, follow, ledger, quarantine, stack, test
from lake.errors import run

app = typer.Typer(
    help="An AWS event lake on one laptop: real parts, exactly once, with a ledger that proves it.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(stack.up)
app.command()(stack.down)
app.command()(stack.status)
app.command()(stack.doctor)
app.command()(stack.env)
app.command()(demo.demo)
app.command()(events.send)
app.command()(follow.follow)
app.command()(ledger.drain)
app.command()(ledger.ledger)
app.add_typer(etl.app, name="etl")
app.add_typer(quarantine.app, name="quarantine")
app.command(add_help_option=False, context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(
    bench.bench
)
app.command("test", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(test.run)


def main() -> None:
    """Runs the command named on the command line; a wrong one is one line and status 2."""
    try:
        run(lambda: sys.exit(app(sys.argv[1:] or ["--help"], prog_name="tarn", standalone_mode=False)))
    except typer.Abort:
        sys.exit(130)
    except typer.TyperException as error:
        sys.stderr.write(f"tarn: {error.format_message()} ./tarn --help lists the commands, and each has a --help.\n")
        sys.exit(2)
