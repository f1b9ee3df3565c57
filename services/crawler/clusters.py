"""Objects of one folder that belong together, by what was found in those that were read.

What lies in a folder is one cluster where its objects are compatible and similar. What was not read counts with the
largest cluster of its ending: objects and bytes are true sums, records are reckoned from those that were read.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from services.crawler.finding import SIMILAR, Finding, compatible, similarity, together


class Read(msgspec.Struct, frozen=True):
    """One object that was read: what it is, or the damage that kept it from being read."""

    key: str
    size: int
    etag: str
    finding: Finding | None
    damage: str = ""


class KindRead(msgspec.Struct, frozen=True):
    """The objects of one ending in a folder: how many there are, and what those are that were read."""

    objects: int
    size: int
    read: tuple[Read, ...]


class Cluster(msgspec.Struct, frozen=True):
    """Objects that one table can hold. `key` where it is one object alone."""

    finding: Finding
    key: str | None = None


def fits(one: Finding, other: Finding, combine: bool, grown: bool = True) -> bool:
    """Whether two findings belong into one table."""
    return compatible(one, other) and (combine or similarity(one, other, grown) >= SIMILAR)


def clustered(kinds: Sequence[KindRead], combine: bool) -> list[Cluster]:
    """The clusters of a folder, the largest first."""
    found: list[tuple[Finding, list[str]]] = []
    for kind in kinds:
        for finding, keys in _of_kind(kind, combine):
            for place, (before, its) in enumerate(found):
                if fits(before, finding, combine):
                    found[place] = together(before, finding), its + keys
                    break
            else:
                found.append((finding, keys))
    found.sort(key=lambda one: -one[0].objects)
    return [Cluster(finding, keys[0] if finding.objects == 1 else None) for finding, keys in found]


def _of_kind(kind: KindRead, combine: bool) -> list[tuple[Finding, list[str]]]:
    found: list[tuple[Finding, list[str]]] = []
    for one in kind.read:
        if one.finding is None:
            continue
        finding = msgspec.structs.replace(one.finding, objects=1, size=one.size)
        for place, (before, keys) in enumerate(found):
            if fits(before, finding, combine):
                found[place] = together(before, finding), [*keys, one.key]
                break
        else:
            found.append((finding, [one.key]))
    if found:
        found.sort(key=lambda one: -one[0].objects)
        found[0] = _with_unread(found[0][0], kind), found[0][1]
    return found


def _with_unread(finding: Finding, kind: KindRead) -> Finding:
    """The largest cluster, with the objects that nobody read."""
    objects = kind.objects - len(kind.read)
    if objects <= 0:
        return finding
    size = kind.size - sum(one.size for one in kind.read)
    records = finding.records + round(finding.records * size / finding.size) if finding.size else finding.records
    return msgspec.structs.replace(
        finding, objects=finding.objects + objects, size=finding.size + size, records=records
    )
