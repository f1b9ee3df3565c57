"""The rule of a composite alarm: `ALARM("a") AND NOT (OK(b) OR INSUFFICIENT_DATA(c))`. Pure.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
A name is in quotes or not, or is an alarm's ARN. AT_LEAST is refused by name.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Union

from services.metrics.refusals import not_served, validation

MOST_CHARACTERS, MOST_DEEP = 10_240, 50
_STATES = ("ALARM", "OK", "INSUFFICIENT_DATA")
_TOKEN = re.compile(r'\s*(?:(ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*("(?:[^"]+)"|\'[^\']+\'|[^()"\']+?)\s*\)|(\w+)|([()]))')


@dataclass(frozen=True)
class InState:
    """Whether an alarm is in a state."""

    state: str
    name: str


@dataclass(frozen=True)
class Constant:
    value: bool


@dataclass(frozen=True)
class Not:
    rule: Rule


@dataclass(frozen=True)
class Junction:
    """AND or OR of two rules."""

    word: str
    left: Rule
    right: Rule


Rule = Union[InState, Constant, Not, Junction]  # noqa: UP007 - it is recursive


def parse(text: str) -> Rule:
    """The tree of a rule. Raises Refused."""
    if len(text) > MOST_CHARACTERS:
        raise validation(f"AlarmRule must not exceed {MOST_CHARACTERS} characters")
    reader = _Reader(text)
    rule = reader.any_of(0)
    if reader.word is not None:
        raise _wrong(reader.word)
    return rule


def names(rule: Rule) -> list[str]:
    """The alarms that a rule names, each once, in order."""
    if isinstance(rule, InState):
        return [rule.name]
    if isinstance(rule, Not):
        return names(rule.rule)
    if isinstance(rule, Junction):
        return list(dict.fromkeys([*names(rule.left), *names(rule.right)]))
    return []


def holds(rule: Rule, state_of: Callable[[str], str | None]) -> bool:
    """Whether a rule holds; an alarm that is gone is in no state."""
    if isinstance(rule, InState):
        return state_of(rule.name) == rule.state
    if isinstance(rule, Constant):
        return rule.value
    if isinstance(rule, Not):
        return not holds(rule.rule, state_of)
    both = (holds(rule.left, state_of), holds(rule.right, state_of))
    return all(both) if rule.word == "AND" else any(both)


class _Reader:
    """Recursive descent: OR of ANDs of NOTs."""

    def __init__(self, text: str) -> None:
        self._text = text.rstrip()
        self._at = 0
        self.word: str | InState | None = None
        self._advance()

    def any_of(self, deep: int) -> Rule:
        rule = self._all_of(deep)
        while self.word == "OR":
            self._advance()
            rule = Junction("OR", rule, self._all_of(deep))
        return rule

    def _all_of(self, deep: int) -> Rule:
        rule = self._one(deep)
        while self.word == "AND":
            self._advance()
            rule = Junction("AND", rule, self._one(deep))
        return rule

    def _one(self, deep: int) -> Rule:
        word = self.word
        if deep > MOST_DEEP:
            raise validation(f"AlarmRule is nested deeper than {MOST_DEEP}")
        self._advance()
        if isinstance(word, InState):
            return word
        if word == "NOT":
            return Not(self._one(deep + 1))
        if word in ("TRUE", "FALSE"):
            return Constant(word == "TRUE")
        if word != "(":
            raise _wrong(word or "its end")
        rule = self.any_of(deep + 1)
        if self.word != ")":
            raise _wrong(self.word or "its end")
        self._advance()
        return rule

    def _advance(self) -> None:
        match = _TOKEN.match(self._text, self._at)
        if match is None:
            if self._at < len(self._text):
                raise _wrong(self._text[self._at :].strip()[:40])
            self.word = None
            return
        self._at = match.end()
        if match[1]:
            name = match[2].strip().strip("\"'")
            self.word = InState(match[1], name.partition(":alarm:")[2] or name)
        else:
            self.word = match[3] or match[4]
        if self.word == "AT_LEAST":
            raise not_served("AT_LEAST in an alarm rule")


def _wrong(what: object) -> Exception:
    return validation(f"AlarmRule contains invalid expression near {what!s}")
