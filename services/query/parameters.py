"""`?` in a statement, and what it stands for.

A value that is an expression without identifiers is that expression; any other is a string. Values too many are
passed over, too few are an error. Measured on AWS 2026-09-14 (README of aoyagikouhei/athena-local).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from services.query.failure import SYNTAX_ERROR, USER, QueryFailed
from services.query.statements import Execute, Statement, parse
from services.query.statements.tokens import Kind, tokens


def given(sql: str, values: Sequence[str]) -> Statement:
    """A statement with the values of its request. Raises QueryFailed.

    EXECUTE without USING hands them on: docs.aws.amazon.com/athena/latest/ug/querying-with-prepared-statements.html.
    """
    found = parse(sql)
    if not values:
        return found
    if isinstance(found, Execute) and not found.parameters:
        return replace(found, parameters=tuple(values))
    return parse(filled(sql, values))


def filled(sql: str, values: Sequence[str]) -> str:
    """The statement with the values in the places of its question marks. Raises QueryFailed where one is missing."""
    marks = [token.start for token in tokens(sql, hive=False) if token.kind is Kind.SYMBOL and token.text == "?"]
    if len(values) < len(marks):
        said = f"Incorrect number of parameters: expected {len(marks)} but found {len(values)}"
        raise QueryFailed(said, USER, SYNTAX_ERROR, "INVALID_PARAMETER_USAGE")
    pieces, at = [], 0
    for mark, value in zip(marks, values, strict=False):
        pieces += [sql[at:mark], expression(value)]
        at = mark + 1
    return "".join([*pieces, sql[at:]])


def expression(value: str) -> str:
    """What a value is in SQL.

    >>> expression("3"), expression("date '2026-01-01'"), expression("o'clock"), expression("'quoted'")
    ('3', "date '2026-01-01'", "'o''clock'", "'quoted'")
    """
    try:
        found = sqlglot.parse_one(f"SELECT {value}", dialect="athena")
    except SqlglotError:
        found = None
    if (
        isinstance(found, exp.Select)
        and len(found.expressions) == 1
        and [name for name, given in found.args.items() if given] == ["expressions"]
        and not found.find(exp.Column, exp.Identifier, exp.Star, exp.Subquery, exp.Command)
    ):
        return value
    quoted = value.replace("'", "''")
    return f"'{quoted}'"
