"""`python -m services.producer`: the background service of the stack, `generate` a run, or `send` your events.

Results go to standard output in one line, troubles to standard error in one line each. The exit status is 0 where the
broker has everything, 1 where it has not, 2 for a wrong command line, 3 where no record that was given is an event, 130
after Ctrl-C.
"""

from __future__ import annotations

import sys

import typer

from lake import errors
from lake.printable import printable
from services.producer import background, commands

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)
app.command("generate")(commands.generate)
app.command("send")(commands.send_file)


@app.callback(invoke_without_command=True)
def service(context: typer.Context) -> None:
    """Send events to the topic `events`. Without a command: generated ones, for ever, at TARN_PRODUCER_RATE."""
    if context.invoked_subcommand is None:
        background.main()


def main() -> None:
    """Runs what the command line asks for; a wrong one is one line."""
    try:
        errors.run(lambda: sys.exit(app(prog_name="python -m services.producer", standalone_mode=False)))
    except typer.Abort:
        sys.exit(130)
    except typer.TyperException as error:
        said = printable(error.format_message())
        sys.stderr.write(f"tarn: {said} `python -m services.producer --help` lists what there is.\n")
        sys.exit(2)


if __name__ == "__main__":
    main()
