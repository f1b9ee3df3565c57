"""From folders to tables: where the root of a table is, and which folders are its partitions.

    docs.aws.amazon.com/glue/latest/dg/crawler-s3-folder-table-partition.html

From the leaves up: where most of a folder's children are the same (depth, names of their keys, format, and a similar
schema), they are partitions of one table that is rooted at the folder, and the others are tables. Where no majority is,
each child is a table. With a table level, tables are rooted at that level and nowhere else; the bucket is level 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from services.crawler.clusters import Cluster, fits
from services.crawler.finding import Finding, together

Keys = tuple[str | None, ...]  # the name of each level's key; None where the folders are not named `key=value`


@dataclass(frozen=True)
class Part:
    """One partition, or a whole table that has none: a leaf folder below the root."""

    names: tuple[str, ...]  # folders from the root on, without slashes
    finding: Finding

    @property
    def values(self) -> list[str]:
        """The values of its keys."""
        return [unquote(name.partition("=")[2]) if key_of(name) else name for name in self.names]


@dataclass(frozen=True)
class Found:
    """One table: its root folder (with a slash behind, or empty), or one object where `key` names it."""

    root: str
    keys: Keys
    finding: Finding
    parts: tuple[Part, ...]
    key: str | None = None


@dataclass
class _Node:
    path: str
    children: dict[str, _Node] = field(default_factory=dict)
    clusters: Sequence[Cluster] = ()


@dataclass
class _Resolved:
    main: Found | None = None
    done: list[Found] = field(default_factory=list)


def key_of(folder: str) -> str | None:
    """The key of a folder that is named `key=value`.

    >>> key_of("year=2026"), key_of("2026")
    ('year', None)
    """
    key, equals, _ = folder.partition("=")
    return key if equals and key else None


def tables(clusters: Mapping[str, Sequence[Cluster]], prefix: str, combine: bool, level: int | None) -> list[Found]:
    """The tables of all folders under one include path, by their roots."""
    root = _tree(clusters, prefix)
    if level is not None:
        done = [found for node in _at_level(root, level - 1) for found in _all(_resolved(node, True, force=True))]
    else:
        resolved = _resolved(root, combine)
        alone = _only_child(root, resolved.main)
        done = [alone, *resolved.done] if alone is not None else _all(resolved)
    return sorted(done, key=lambda one: (one.root, one.key or "", len(one.keys)))


def _tree(clusters: Mapping[str, Sequence[Cluster]], prefix: str) -> _Node:
    """Folders as a tree. An include path may name part of a folder: then its tree begins at the folder above."""
    top = prefix[: prefix.rfind("/") + 1]
    root = _Node(top)
    for path in sorted(clusters):
        node = root
        for name in path[len(top) :].split("/")[:-1]:
            node = node.children.setdefault(name, _Node(f"{node.path}{name}/"))
        node.clusters = clusters[path]
    return root


def _at_level(node: _Node, depth: int) -> list[_Node]:
    """The nodes that tables are rooted at: `depth` folders below the bucket, or the include path where it is deeper."""
    if node.path.count("/") >= depth:
        return [node]
    below = [found for child in node.children.values() for found in _at_level(child, depth)]
    return [*below, _Node(node.path, {}, node.clusters)] if node.clusters else below


def _resolved(node: _Node, combine: bool, force: bool = False) -> _Resolved:
    own = _own(node)
    if not node.children:
        return own
    below = {name: _resolved(child, combine, force) for name, child in node.children.items()}
    result = _Resolved(done=_all(own) + [found for child in below.values() for found in child.done])
    mains = [(name, child.main) for name, child in below.items() if child.main is not None]
    largest = max(_alike(mains, combine), key=len, default=[])
    if largest and (force or len(largest) > len(below) / 2):
        result.main = _joined(node.path, largest)
        taken = {name for name, _ in largest}
        mains = [one for one in mains if one[0] not in taken]
    result.done += [main for _, main in mains]
    return result


def _own(node: _Node) -> _Resolved:
    """What lies directly in a folder: its largest cluster is the folder's table where it is most of it."""
    clusters = list(node.clusters)
    total = sum(one.finding.objects for one in clusters)
    result = _Resolved()
    if clusters and 2 * clusters[0].finding.objects > total:
        finding = clusters.pop(0).finding
        result.main = Found(node.path, (), finding, (Part((), finding),))
    result.done = [Found(node.path, (), one.finding, (Part((), one.finding),), one.key) for one in clusters]
    return result


def _alike(mains: list[tuple[str, Found]], combine: bool) -> list[list[tuple[str, Found]]]:
    """Children that can be partitions of one table, together."""
    groups: list[tuple[Finding, list[tuple[str, Found]]]] = []
    for name, main in mains:
        shape = (key_of(name), main.keys)
        for place, (finding, members) in enumerate(groups):
            first = members[0]
            alike = (key_of(first[0]), first[1].keys) == shape
            near = finding, members[-1][1].finding  # schemas change from one folder to the next
            if alike and any(fits(one, main.finding, combine, grown=shape[0] is not None) for one in near):
                groups[place] = together(finding, main.finding), [*members, (name, main)]
                break
        else:
            groups.append((main.finding, [(name, main)]))
    return [members for _, members in groups]


def _joined(path: str, children: list[tuple[str, Found]]) -> Found:
    finding = children[0][1].finding
    for _, main in children[1:]:
        finding = together(finding, main.finding)
    keys = (key_of(children[0][0]), *children[0][1].keys)
    parts = tuple(Part((name, *part.names), part.finding) for name, main in children for part in main.parts)
    return Found(path, keys, finding, parts)


def _only_child(root: _Node, main: Found | None) -> Found | None:
    """The one unnamed folder of an include path is a table itself, where what is below is none or all named keys."""
    if main is None or len(root.children) != 1 or not main.keys or main.keys[0] is not None:
        return None
    if any(key is None for key in main.keys[1:]):
        return None
    (child,) = root.children.values()
    parts = tuple(Part(part.names[1:], part.finding) for part in main.parts)
    return Found(child.path, main.keys[1:], main.finding, parts)


def _all(resolved: _Resolved) -> list[Found]:
    return [*([resolved.main] if resolved.main else []), *resolved.done]
