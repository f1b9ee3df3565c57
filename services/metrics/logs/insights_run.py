"""A query of Insights, command by command, over events that come newest first. Pure.

Each command takes rows and gives rows, one by one; only `stats`, `sort` and `dedup` hold some, within bounds. So a
query that is content with twenty rows reads little more than twenty events.
"""

from __future__ import annotations

import functools
import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from services.metrics.grammar import BadExpression
from services.metrics.logs.insights_functions import Gathering
from services.metrics.logs.insights_parse import Command, Dedup, Fields, Filter, Limit, Parse, Sort, Stats
from services.metrics.logs.insights_values import Millis, Row, discovered, evaluate, ordered, text, truth
from services.metrics.logs.json_pattern import REGEX_S, BadPattern, compiled
from services.metrics.logs.place import Event, pointer

MOST_ROWS = 10_000  # of an answer
MOST_GROUPS = 100_000


@dataclass
class Statistics:
    """What a query has read so far, as GetQueryResults tells it."""

    scanned: int = 0
    scanned_bytes: int = 0
    matched: int = 0


def rows_of(events: Iterable[tuple[str, Event]], statistics: Statistics) -> Iterator[Row]:
    """Events, each with its group, as rows."""
    for group, event in events:
        statistics.scanned += 1
        statistics.scanned_bytes += len(event.message)
        row = Row(discovered(event.message))
        row |= {
            "@timestamp": Millis(event.at),
            "@message": event.message,
            "@logStream": event.stream,
            "@log": group,
            "@ingestionTime": Millis(event.ingested),
        }
        row.pointer = pointer(group, event)
        yield row


def run(commands: list[Command], rows: Iterator[Row], statistics: Statistics, most: int = MOST_ROWS) -> list[Row]:
    """The rows that a query answers. Raises BadExpression."""
    narrowing = True
    for command in commands:
        if narrowing and not isinstance(command, Fields | Filter | Parse):
            rows, narrowing = _counted(rows, statistics), False
        rows = _step(command, rows)
    if narrowing:
        rows = _counted(rows, statistics)
    return list(islice(rows, most))


def shown(row: Row) -> list[dict[str, str]]:
    """A row as GetQueryResults answers it."""
    names = row.shown if row.shown is not None else ("@timestamp", "@message")
    found = [{"field": name, "value": value} for name in names if (value := text(row.get(name))) is not None]
    return found + ([{"field": "@ptr", "value": row.pointer}] if row.pointer else [])


def _counted(rows: Iterator[Row], statistics: Statistics) -> Iterator[Row]:
    for row in rows:
        statistics.matched += 1
        yield row


def _step(command: Command, rows: Iterator[Row]) -> Iterator[Row]:
    if isinstance(command, Filter):
        return (row for row in rows if truth(evaluate(command.node, row)))
    if isinstance(command, Fields):
        return (_with_fields(row, command) for row in rows)
    if isinstance(command, Parse):
        return _parsed(rows, command)
    if isinstance(command, Limit):
        return islice(rows, command.count)
    return _holding(command, rows)


def _holding(command: Stats | Sort | Dedup, rows: Iterator[Row]) -> Iterator[Row]:
    """The commands that hold rows."""
    if isinstance(command, Stats):
        return _grouped(rows, command)
    if isinstance(command, Sort):
        return iter(heapq.nsmallest(MOST_ROWS, rows, key=functools.cmp_to_key(functools.partial(_compare, command))))
    return _without_repeats(rows, command)


def _with_fields(row: Row, command: Fields) -> Row:
    values = {column.name: evaluate(column.node, row) for column in command.columns}
    row |= values
    row.shown = tuple(dict.fromkeys([*(() if command.only else row.shown or ()), *values]))
    return row


def _parsed(rows: Iterator[Row], command: Parse) -> Iterator[Row]:
    try:
        expression = compiled(command.expression)
    except BadPattern as error:
        raise BadExpression(str(error)) from None
    for row in rows:
        subject = text(evaluate(command.field, row)) or ""
        try:
            match = expression.search(subject, timeout=REGEX_S)
        except TimeoutError:
            raise BadExpression("the regular expression of parse takes too long") from None
        if match:
            row.update(zip(command.names, match.groups(), strict=True) if command.names else match.groupdict())
        yield row


def _grouped(rows: Iterator[Row], command: Stats) -> Iterator[Row]:
    groups: dict[tuple[str | None, ...], tuple[list[Any], list[Gathering]]] = {}
    if not command.by:
        groups[()] = ([], [Gathering(column.node) for column in command.columns])
    for row in rows:
        values = [evaluate(column.node, row) for column in command.by]
        key = tuple(text(value) for value in values)
        if key not in groups:
            if len(groups) >= MOST_GROUPS:
                raise BadExpression(f"stats over more than {MOST_GROUPS} groups is not served: filter first")
            groups[key] = (values, [Gathering(column.node) for column in command.columns])
        for gathering in groups[key][1]:
            gathering.take(row)
    names = tuple(column.name for column in (*command.by, *command.columns))
    for values, gatherings in groups.values():
        made = Row(zip(names, [*values, *(one.result() for one in gatherings)], strict=True))
        made.shown = names
        yield made


def _compare(command: Sort, left: Row, right: Row) -> int:
    for node, down in command.keys:
        a, b = evaluate(node, left), evaluate(node, right)
        away = (a is None) - (b is None)  # what is not there comes last, whichever way
        order = away or (ordered(a, b) or 0) * (-1 if down else 1)
        if order:
            return order
    return 0


def _without_repeats(rows: Iterator[Row], command: Dedup) -> Iterator[Row]:
    seen: set[tuple[str | None, ...]] = set()
    for row in rows:
        key = tuple(text(evaluate(node, row)) for node in command.nodes)
        if key not in seen:
            seen.add(key)
            yield row
        if len(seen) > MOST_GROUPS:
            raise BadExpression(f"dedup of more than {MOST_GROUPS} values is not served: filter first")
