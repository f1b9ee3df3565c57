"""Athena's SELECT (engine 3: Trino) as DuckDB's SQL: the same answer, or a refusal by name.

1. `parse` reads the text; every function keeps the name it was written with.
2. `queries`, `selects`, `relations` and `expressions` go through the tree once. Each expression becomes SQL
   together with the type Trino gives it (`typed.Typed`); types are checked, coerced and rounded by Trino's rules.
   What has no rule is refused by name.
3. `functions/` is the list of functions that are served. A function that is not in it is refused by name.
4. `install` gives a connection the macros and Python functions that this SQL calls.
5. `text_of` writes values, `failure_of` errors, as Athena does.

`tests/data/athena_corpus` is what a real Trino answers.
"""

from __future__ import annotations

from typing import Any

from services.query.dialect.assigned import assigned
from services.query.dialect.context import Column, Context, Relation, Resolve, Session
from services.query.dialect.failures import failure_of
from services.query.dialect.install import install
from services.query.dialect.parse import parse
from services.query.dialect.translated import Translated, column_of, translate
from services.query.dialect.values import text_of

__all__ = [
    "Column",
    "Relation",
    "Resolve",
    "Session",
    "Translated",
    "assigned",
    "column_of",
    "failure_of",
    "install",
    "text_of",
    "translate",
]
_ = (Any, Context, parse)
