"""`python -m services.replay WISH`: what `./tarn replay` was asked, as JSON (`replays.py`, `Wish`); one run."""

from __future__ import annotations

import signal
import sys
import threading
from functools import partial

import msgspec

from lake.accounts.replays import Wish
from lake.config import load, variable
from lake.edges.kafka.broker import BrokerSettings
from lake.edges.kafka.topics import Topics, TopicSettings
from lake.edges.objects import ObjectStore, StoreSettings
from lake.errors import run as one_line
from services.replay import begin, choose
from services.replay.batches import Batch, Rules
from services.replay.read import Reader
from services.replay.run import Edges, work
from services.replay.send import Sender
from services.replay.tell import outcome, result, say, told


def main() -> None:
    """Begins a run or goes on with one; Ctrl-C and SIGTERM pause it."""
    wish = msgspec.json.decode(sys.argv[1], type=Wish)
    kafka, store, stop = load(BrokerSettings), ObjectStore(load(StoreSettings)), _until_told()
    with Topics(load(TopicSettings)) as topics:
        if wish.resume:
            run = begin.stored(kafka, topics, wish.resume, settled=False)
            begun = begin.again(run, wish.choice.ids, store, say)
        else:
            begun = begin.new(wish, store, say)
        run, filtered = begun.run, choose.takes_event(begun.run.choice, begun.ids)
        begin.remembered(run, begun.plan.planned)
        if wish.dry_run:
            result(told(begun.plan.planned, run.rate, run.speed, filtered is not None))
            return
        partitions = begin.topics_ready(topics, run, say)
        connect = partial(Sender, kafka, run.id, run.topic)
        if not wish.resume:
            connect()(Batch([], run))
        result(f"run {run.id}: {run.planned.objects:,} objects to `{run.topic}`")
        edges = Edges(connect, lambda: begin.stored(kafka, topics, run.id), Reader(store).opened, say)
        spliced = variable("TARN_TRANSFORM").lower() != "none"
        ended = work(edges, begun.plan, Rules(partitions, spliced, filtered, complain=say), stop)
    result(outcome(ended))
    sys.exit(130 if ended.state == "paused" else 0)


def _until_told() -> threading.Event:
    stop = threading.Event()

    def tell(number: int, _frame: object) -> None:
        stop.set()
        signal.signal(number, signal.SIG_DFL)  # a second one ends the process at once

    signal.signal(signal.SIGINT, tell)
    signal.signal(signal.SIGTERM, tell)
    return stop


if __name__ == "__main__":
    one_line(main)
