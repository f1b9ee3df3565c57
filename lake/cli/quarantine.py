"""`quarantine list` and `show`: the bad records in the raw bucket, by reason, with their original bytes."""

from __future__ import annotations

import base64
import gzip
import heapq
import json
from collections import Counter
from collections.abc import Iterator
from operator import itemgetter
from typing import Annotated, Any

import typer

from lake.cli.screen import out, table
from lake.config import load
from lake.errors import TarnError
from lake.layout import QUARANTINE, RAW_BUCKET
from lake.objects import ObjectStore, StoreSettings

app = typer.Typer(help="Records that can never be events.")


@app.command("list")
def list_(as_json: Annotated[bool, typer.Option("--json", help="Machine-readable.")] = False) -> None:
    """Count quarantined records by reason."""
    counts = Counter(record["reason"] for record in records())
    if as_json:
        typer.echo(json.dumps(dict(sorted(counts.items()))))
        return
    shown = table("reason", "records#")
    for reason, count in counts.most_common():
        shown.add_row(reason, f"{count:,}")
    out.print(shown if counts else "quarantine is empty")


@app.command("show")
def show(
    which: Annotated[str, typer.Argument(help="A reason, or a source <topic-id>:<partition>:<offset>.")],
    limit: Annotated[int, typer.Option(help="Records at most.")] = 10,
) -> None:
    """Show quarantined records of a reason (or one by its source), the newest first, with their original bytes."""
    matching = (r for r in records(which if ":" not in which else "") if which in (r["reason"], r["source"]))
    found = heapq.nlargest(limit, matching, key=itemgetter("seen_at"))
    for record in found:
        raw = base64.b64decode(record["raw_base64"] or "")
        shown = raw[:2000].decode("utf-8", "backslashreplace") + ("…" if len(raw) > 2000 else "")
        typer.echo(f"{record['reason']}  {record['source']}  {record['seen_at']}\n  {record['detail']}\n  {shown}")
    if not found:
        raise TarnError(f"no quarantined record of {which!r}; ./tarn quarantine list shows the reasons there are")


def records(reason: str = "") -> Iterator[dict[str, Any]]:
    """Every record in quarantine, of one reason or of all."""
    store = ObjectStore(load(StoreSettings))
    store.verify(RAW_BUCKET)
    for entry in store.list(RAW_BUCKET, f"{QUARANTINE}reason={reason}/" if reason else QUARANTINE):
        for line in gzip.decompress(store.get(RAW_BUCKET, entry.key)).splitlines():
            yield json.loads(line)
