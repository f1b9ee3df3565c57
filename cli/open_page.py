"""`open`: the link to a page of the console, opened in a browser where there is one."""

from __future__ import annotations

import os
import sys
import webbrowser
from typing import Annotated

import typer

from lake.config import load
from lake.console import PAGES, ConsoleSettings, link


def open_(
    page: Annotated[str, typer.Argument(help=f"One of {', '.join(PAGES)}.")] = "flow",
    browser: Annotated[bool, typer.Option(help="Also open it in a browser, where there is one.")] = True,
) -> None:
    """Print the link to a page of the console, and open it."""
    address = link(load(ConsoleSettings), page)
    typer.echo(address)
    if browser and _somebody_looks():
        webbrowser.open(address)


def _somebody_looks() -> bool:
    """Whether a person sits at a screen: a script wants the link alone."""
    shown = sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return sys.stdout.isatty() and bool(shown)
