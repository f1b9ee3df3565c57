"""Lines of a log by a grok pattern (`lake/grok.py`), run by RE2, which cannot run away.

What RE2 has not (look-ahead, references back) is refused by name.
docs.aws.amazon.com/glue/latest/dg/custom-classifier.html#custom-classifier-grok
"""

from __future__ import annotations

from dataclasses import dataclass

import re2

from lake.grok import NoGrok, expanded
from services.crawler.finding import Finding
from services.crawler.heads import Head
from services.crawler.types import Column, Type

MATCHING = 0.7  # of the lines: a file may begin with a header, and hold lines that are cut
_LOOKED_AT = 1_000
_TYPES = {
    "byte": "tinyint",
    "boolean": "boolean",
    "double": "double",
    "short": "smallint",
    "int": "int",
    "long": "bigint",
    "float": "float",
}
# Glue's own log formats, in its order: docs.aws.amazon.com/glue/latest/dg/add-classifier.html
BUILT_IN = (
    ("combined_apache", "%{COMBINEDAPACHELOG}"),
    ("apache", "%{COMMONAPACHELOG}"),
    ("linux_kernel", "%{LINUXKERNELLOG}"),
    ("ruby_logger", "%{RUBYLOGGER}"),
    ("squid", "%{SQUIDLOG}"),
    ("redismonlog", "%{REDISMONLOG}"),
    ("redislog", "%{REDISLOG}"),
)


@dataclass(frozen=True)
class Grok:
    """A pattern that was made: what matches a line, and the columns that it names."""

    classification: str
    pattern: str
    custom: str
    matcher: re2._Regexp
    columns: tuple[Column, ...]

    def find(self, head: Head) -> Finding | None:
        """What the lines are; None where too few of them match."""
        written = head.data.decode("utf-8", "replace")
        if not head.whole:
            written = written[: written.rfind("\n") + 1]
        lines = [line for line in written.splitlines() if line.strip()]
        looked = lines[:_LOOKED_AT]
        matching = sum(self.matcher.fullmatch(line) is not None for line in looked)
        if not looked or matching < MATCHING * len(looked):
            return None
        used = len(written.encode())
        share = max(head.share * used / max(len(head.data), 1), 1e-9)
        return Finding(
            classification=self.classification,
            compression=head.compression,
            columns=self.columns,
            records=len(lines) if head.whole else max(len(lines), round(len(lines) / share)),
            average=round(used / len(lines)),
            details={"grok": self.pattern, "patterns": self.custom},
        )


def made(classification: str, pattern: str, custom: str = "") -> Grok:
    """Makes a pattern ready. `custom` holds lines of a name and its pattern. Raises NoGrok."""
    expression, found = expanded(pattern, custom)
    columns: dict[str, Type] = {}
    for one in found:
        if one.name:
            columns.setdefault(one.name.lower(), _TYPES.get(one.kind.lower(), "string"))
    options = re2.Options()
    options.log_errors = False
    options.never_capture = True
    try:
        matcher = re2.compile(expression, options)
    except re2.error as error:
        why = error.args[0].decode(errors="replace") if error.args else ""
        raise NoGrok(f"grok pattern {pattern[:200]!r} is not served: {why}") from None
    return Grok(classification, pattern, custom, matcher, tuple(columns.items()))
