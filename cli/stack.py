"""`up`, `down`, `doctor`, `env`: the embedded stack's switches, and where everything answers."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from cli import containers, flow_checks
from cli.progress import progress
from cli.screen import out
from lake.config import home, load, port
from lake.edges.catalog import CatalogSettings
from lake.edges.ids.seen import SeenSettings
from lake.edges.kafka.broker import BrokerSettings
from lake.edges.objects import StoreSettings
from lake.errors import TarnError
from lake.mode import in_container, spoken

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stack.checks import Check


# Whatever of these is set goes before the keys and addresses that `env` prints, or beside them to AWS itself.
# https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html
_OF_A_REAL_ACCOUNT = (
    "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN",
    "AWS_CREDENTIAL_EXPIRATION",
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_ROLE_ARN",
    "AWS_ROLE_SESSION_NAME",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN",
    "AWS_ENDPOINT_URL_S3",
    "AWS_ENDPOINT_URL_GLUE",
    "AWS_ENDPOINT_URL_STS",
    "AWS_USE_FIPS_ENDPOINT",
    "AWS_USE_DUALSTACK_ENDPOINT",
    "AWS_CA_BUNDLE",
)


def embedded() -> bool:
    """Whether the settings point at this home's embedded stack, and not at containers or somebody's cluster."""
    return load(BrokerSettings).kafka_bootstrap == f"127.0.0.1:{port('kafka')}" and not in_container()


def what_runs() -> str:
    """What still runs, for somebody who has just interrupted a command."""
    if not embedded():
        return "the stack runs on"
    import stack

    try:
        if not (count := stack.count()):
            return "nothing of the stack runs"
        if stack.running():
            return f"{count} processes of the stack run on; ./tarn down ends them"
    except TarnError:  # the home is unusable
        return "nothing of the stack runs"
    return f"{count} processes of the stack still stop; ./tarn down waits for them"


def up(
    detach: Annotated[bool, typer.Option("--detach", "-d", help="Return when everything is healthy.")] = False,
    producer: Annotated[bool, typer.Option(help="Also start the event generator.")] = True,
) -> None:
    """Start the stack; the first time, set it up. Ctrl-C stops it and loses nothing."""
    only_embedded("up")
    import stack

    options = stack.Options(producer=producer)
    if detach:
        with progress() as say:
            stack.up(options, say)
        out.print("up. Look: ./tarn status   ./tarn ledger   Stop: ./tarn down")
    else:
        with progress() as say:
            stack.up_in_foreground(options, say)


def down(
    wipe: Annotated[bool, typer.Option("--wipe", help="Also delete every event and all state.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before --wipe.")] = False,
) -> None:
    """Stop the stack. Everything is kept, and `up` goes on from there, unless --wipe."""
    only_embedded("down")
    import stack

    if wipe and not yes:
        _confirm_wipe(home())
    with progress() as say:
        ended = stack.down(wipe, say)
    out.print(
        f"down: {ended} processes ended" + (", and everything they kept is deleted" if wipe else "; nothing is lost")
    )


def _confirm_wipe(home: Path) -> None:
    if not sys.stdin.isatty():
        raise TarnError(f"`down --wipe` deletes every event in {home}: add --yes where nobody can be asked")
    if not typer.confirm(f"Delete every event and all state in {home}?", err=True):
        raise TarnError("nothing was deleted and nothing stopped")


def doctor() -> None:
    """Check everything the stack needs; one sentence a finding; exit 1 when one is bad."""
    if in_container():
        containers.doctor()
        return
    only_embedded("doctor")
    import stack

    checks = checked()
    for check in checks:
        show(check)
    if stack.running():
        tell(containers.ids())
    if any(check.level == "bad" for check in checks):
        raise typer.Exit(1)


def checked() -> list[Check]:
    """What the embedded stack needs and, where it runs, what moves in it."""
    import stack
    from stack.checks import Check

    checks = stack.doctor()
    well = {check.name for check in checks if check.level == "ok"}
    found = flow_checks.findings(kafka="kafka" in well, catalog="catalog" in well) if stack.running() else ()
    return checks + [Check(one.part, "bad", one.sentence, one.remedy) for one in found]


def tell(warnings: Iterable[str]) -> None:
    """Prints what will be amiss."""
    for sentence in warnings:
        out.print(f"[yellow]warn[/] {escape(sentence)}")


def show(check: Check) -> None:
    """Prints one finding."""
    mark = {"ok": "[green]ok[/]  ", "warn": "[yellow]warn[/]", "bad": "[red]bad[/] "}
    found = f"{check.name}: {check.sentence}" + (f"; {check.remedy}" if check.remedy else "")
    out.print(f"{mark[check.level]} {escape(found)}")


def env() -> None:
    """Print lines for the shell: eval "$(./tarn env)" and boto3 and the AWS CLI find all of it, and no real account."""
    store = load(StoreSettings)
    here = containers.published() if in_container() else _addresses()
    typer.echo(f"unset {' '.join(_OF_A_REAL_ACCOUNT)}")
    for name, value in (
        here
        | {
            "AWS_ACCESS_KEY_ID": store.s3_access_key,
            "AWS_SECRET_ACCESS_KEY": store.s3_secret_key.get_secret_value(),
            "AWS_REGION": store.s3_region,
            "AWS_DEFAULT_REGION": store.s3_region,
            "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false",  # a profile that says true would send all of it to AWS
        }
    ).items():
        typer.echo(f"export {name}={shlex.quote(value)}")


def _addresses() -> dict[str, str]:
    return {
        "TARN_KAFKA_BOOTSTRAP": load(BrokerSettings).kafka_bootstrap,
        "TARN_REDIS_URL": load(SeenSettings).redis_url,
        "TARN_S3_ENDPOINT": load(StoreSettings).s3_endpoint,
        "TARN_CATALOG_URL": load(CatalogSettings).catalog_url,
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port('gateway')}",
    }


def only_embedded(command: str, instead: str = "docker compose") -> None:
    """Raises TarnError where the settings point at containers, or at somebody's cluster."""
    if in_container():
        instead = spoken(f"./tarn {command}") if instead == "docker compose" else instead
        raise TarnError(f"`{command}` of containers is Docker's to do: {instead}")
    if not embedded():
        raise TarnError(f"`{command}` is for the embedded stack: in containers use {instead}, or unset {_ELSEWHERE}")


_ELSEWHERE = "TARN_KAFKA_BOOTSTRAP to mean the one of this home"
