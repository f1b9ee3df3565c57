"""Array functions that go over pairs: sorting by a comparator, histograms, sequences inside others."""

from __future__ import annotations

from services.query.dialect.functions.lambdas import _renamed as renamed
from services.query.dialect.functions.table import Call, function
from services.query.dialect.operators import unify
from services.query.dialect.ordering import sortable
from services.query.dialect.typed import Typed, mismatch, unserved
from services.query.dialect.types import BIGINT, BOOLEAN, map_of


@function("array_sort")
def _sort(call: Call) -> Typed:
    call.count(1, 2)
    whole = call.of(0, "array")
    kind = whole.type.of[0]
    if len(call) == 2:
        return _by(call, whole)
    if kind.base in ("map", "json"):
        raise mismatch(f"array_sort of {kind}: the type is not orderable")
    if kind.is_instant:
        raise unserved(f"array_sort of {kind}")
    if kind.of:
        one = f"CASE WHEN e IS NULL THEN NULL ELSE {sortable(Typed('e', kind))} END"
        each = f"list_transform({whole.sql}, lambda e: {one})"
        return Typed(f"list_sort({each}, 'ASC', 'NULLS LAST')", whole.type)
    return Typed(f"list_sort({whole.sql}, 'ASC', 'NULLS LAST')", whole.type)


def _by(call: Call, whole: Typed) -> Typed:
    """Each element's place is how many come before it: a later one only if the comparator says so (`sort` of Java)."""
    kind = whole.type.of[0]
    test = call.function(1, kind, kind)
    if not test.type.is_integer:
        raise call.wrong()
    head, _, body = test.sql.partition(": ")
    a, b = head.removeprefix("lambda ").split(", ")
    i, j = call.fresh("i"), call.fresh("j")
    ahead = renamed(renamed(body, a, f"({whole.sql})[{j}]"), b, f"({whole.sql})[{i}]")
    behind = renamed(renamed(body, a, f"({whole.sql})[{i}]"), b, f"({whole.sql})[{j}]")
    places = f"range(1, len({whole.sql}) + 1)"
    first = f"CASE WHEN {j} > {i} THEN ({ahead}) < 0 WHEN {j} < {i} THEN ({behind}) >= 0 ELSE FALSE END"
    before = f"len(list_filter({places}, lambda {j}: {first}))"
    ranked = f"list_sort(list_transform({places}, lambda {i}: {{'r': {before}, 'i': {i}}}))"
    return Typed(f"list_transform({ranked}, lambda s: ({whole.sql})[s.i])", whole.type)


@function("array_histogram")
def _histogram(call: Call) -> Typed:
    call.count(1)
    kind = call.of(0, "array").type.of[0]
    if kind.of or kind.is_float or kind.is_instant:
        raise unserved(f"array_histogram of {kind}")
    values = f"list_filter({call[0].sql}, lambda e: e IS NOT NULL)"
    keys = f"list_distinct({values})"
    pairs = f"list_transform({keys}, lambda k: {{'key': k, 'value': CAST(len(list_filter({values}, lambda e: e = k)) AS BIGINT)}})"  # noqa: E501
    return Typed(f"map_from_entries({pairs})", map_of(kind, BIGINT))


@function("contains_sequence")
def _sequence(call: Call) -> Typed:
    call.count(2)
    call.of(0, "array")
    call.of(1, "array")
    x, y, kind = unify(call[0], call[1], call.name)
    if kind.of[0].of or kind.of[0].is_float or kind.of[0].is_instant:
        raise unserved(f"contains_sequence of {kind}")
    missing = f"{x.sql} IS NULL OR {y.sql} IS NULL"
    starts = f"range(1, len({x.sql}) - len({y.sql}) + 2)"
    found = f"len(list_filter({starts}, lambda p: list_slice({x.sql}, p, p + len({y.sql}) - 1) = {y.sql})) > 0"
    return Typed(f"CASE WHEN {missing} THEN NULL ELSE (len({y.sql}) = 0 OR {found}) END", BOOLEAN)
