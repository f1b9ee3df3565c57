"""Which objects a crawl passes over: those that patterns exclude, and those that Hive does not see either.

Patterns are those of AWS: `*` and `?` stay within a folder, `**` does not, `[a-z]` and `{a,b}` choose. They are matched
against the part of the key behind the include path.
docs.aws.amazon.com/glue/latest/dg/define-crawler-choose-data-sources.html#crawler-data-stores-exclude
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence


def excluding(patterns: Sequence[str]) -> Callable[[str], bool]:
    """Says of a path behind the include path whether some pattern excludes it."""
    compiled = [re.compile(expression(pattern), re.DOTALL) for pattern in patterns if pattern]

    def excluded(path: str) -> bool:
        return any(one.fullmatch(path) for one in compiled)

    return excluded


def hidden(key: str, prefix: str) -> bool:
    """Whether a name under the prefix begins with `_` or `.`, as Hive hides them, or is a folder's own mark."""
    parts = key[len(prefix) :].split("/")
    return key.endswith(("/", "_$folder$")) or any(part[:1] in ("_", ".") and "=" not in part for part in parts)


def expression(pattern: str) -> str:
    """A glob pattern as a regular expression.

    >>> bool(re.fullmatch(expression("**.{csv,tsv}"), "a/b.tsv")), bool(re.fullmatch(expression("*.csv"), "a/b.csv"))
    (True, False)
    """
    made, place, groups = [], 0, 0
    while place < len(pattern):
        char = pattern[place]
        place += 1
        if char == "*":
            deep = pattern[place : place + 1] == "*"
            place += deep
            made.append(".*" if deep else "[^/]*")
        elif char == "?":
            made.append("[^/]")
        elif char == "[" and "]" in pattern[place + 1 :]:
            end = pattern.index("]", place + 1)
            inside = pattern[place:end].replace("\\", "\\\\").replace("[", "\\[").replace("&&", "&")
            made.append(f"[{'^' + inside[1:] if inside.startswith('!') else inside}]")
            place = end + 1
        elif char == "{":
            groups += 1
            made.append("(?:")
        elif char == "}" and groups:
            groups -= 1
            made.append(")")
        elif char == "," and groups:
            made.append("|")
        elif char == "\\" and place < len(pattern):
            made.append(re.escape(pattern[place]))
            place += 1
        else:
            made.append(re.escape(char))
    return "".join(made) + ")" * groups
