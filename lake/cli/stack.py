"""`up`, `down`, `status`, `doctor`, `env`: the embedded stack's switches, and where everything answers."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from lake.broker import BrokerSettings
from lake.catalog import CatalogSettings
from lake.cli.screen import out, progress, table
from lake.config import load, port
from lake.errors import TarnError
from lake.objects import StoreSettings
from lake.seen import SeenSettings

if TYPE_CHECKING:
    from stack.checks import Check


def embedded() -> bool:
    """Whether the settings point at this home's embedded stack, and not at containers or somebody's cluster."""
    return (
        load(BrokerSettings).kafka_bootstrap == f"127.0.0.1:{port('kafka')}" and "TARN_IN_CONTAINER" not in os.environ
    )


def up(
    detach: Annotated[bool, typer.Option("--detach", "-d", help="Return when everything is healthy.")] = False,
    producer: Annotated[bool, typer.Option(help="Also start the event generator.")] = True,
) -> None:
    """Start the stack; the first time, set it up. Ctrl-C stops it and loses nothing."""
    _only_embedded("up")
    import stack

    options = stack.Options(producer=producer)
    if detach:
        with progress() as say:
            stack.up(options, say)
        out.print("up. Look: ./tarn status   ./tarn ledger   Stop: ./tarn down")
    else:
        with progress() as say:
            stack.up_in_foreground(options, say)


def down(wipe: Annotated[bool, typer.Option("--wipe", help="Also delete every event and all state.")] = False) -> None:
    """Stop the stack. Everything is kept, and `up` goes on from there, unless --wipe."""
    _only_embedded("down")
    import stack

    with progress() as say:
        ended = stack.down(wipe, say)
    out.print(
        f"down: {ended} processes ended" + (", and everything they kept is deleted" if wipe else "; nothing is lost")
    )


def status() -> None:
    """Show the processes of the stack; exit 1 when one is not running."""
    _only_embedded("status")
    import stack

    if not stack.running():
        raise TarnError("the stack is down; start it with ./tarn up")
    rows = stack.status()
    shown = table("part", "state", "port#", "pid#", "memory MB#", "up s#", "")
    for row in rows:
        shown.add_row(
            row.name,
            row.state,
            str(row.port),
            str(row.pid or ""),
            f"{row.rss / 1e6:.0f}",
            f"{row.uptime_s:.0f}",
            row.detail,
        )
    out.print(shown)
    for check in stack.disks():
        if check.level == "bad":  # what the parts say while a disk is full seldom names it
            _show(check)
    if any(row.state == "failing" for row in rows):
        raise TarnError("a part is failing; its log is in $TARN_HOME/log, and ./tarn doctor may know more")


def doctor() -> None:
    """Check everything the stack needs; one sentence a finding; exit 1 when one is bad."""
    _only_embedded("doctor")
    import stack

    checks = stack.doctor()
    for check in checks:
        _show(check)
    if any(check.level == "bad" for check in checks):
        raise typer.Exit(1)


def _show(check: Check) -> None:
    mark = {"ok": "[green]ok[/]  ", "warn": "[yellow]warn[/]", "bad": "[red]bad[/] "}
    found = f"{check.name}: {check.sentence}" + (f"; {check.remedy}" if check.remedy else "")
    out.print(f"{mark[check.level]} {escape(found)}")


def env() -> None:
    """Print `export NAME=value` lines: eval "$(./tarn env)" and boto3 and the AWS CLI find everything."""
    store = load(StoreSettings)
    for name, value in {
        "TARN_KAFKA_BOOTSTRAP": load(BrokerSettings).kafka_bootstrap,
        "TARN_REDIS_URL": load(SeenSettings).redis_url,
        "TARN_S3_ENDPOINT": store.s3_endpoint,
        "TARN_CATALOG_URL": load(CatalogSettings).catalog_url,
        "AWS_ENDPOINT_URL_S3": store.s3_endpoint,
        "AWS_ENDPOINT_URL_GLUE": load(CatalogSettings).catalog_url,
        "AWS_ACCESS_KEY_ID": store.s3_access_key,
        "AWS_SECRET_ACCESS_KEY": store.s3_secret_key.get_secret_value(),
        "AWS_REGION": store.s3_region,
        "AWS_DEFAULT_REGION": store.s3_region,
    }.items():
        typer.echo(f"export {name}={value}")


def _only_embedded(command: str) -> None:
    if not embedded():
        elsewhere = "this one is run elsewhere: use docker compose, or unset TARN_KAFKA_BOOTSTRAP"
        raise TarnError(f"`{command}` is for the embedded stack; {elsewhere}")
