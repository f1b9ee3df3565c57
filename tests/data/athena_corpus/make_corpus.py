"""Asks a real Trino what it answers to each statement of `*.sql`, and keeps that in `*.jsonl` beside it.

1. `*.sql` has a statement a line; `SELECT ` is put before a line that is no query. `--` begins a comment.
2. The statement goes to Trino's REST interface (476 is the version that Athena's engine 3 is nearest to).
3. What comes back is written as Athena's GetQueryResults shows it: names, types, rows; or the error's name.

Run: `python tests/data/athena_corpus/make_corpus.py http://127.0.0.1:8080 [kind …]` with a Trino that has no tables
(`io.trino:trino-server-core:476:tar.gz` of Maven, Java 25; DESIGN §3).
"""

# ruff: noqa: PLR0911 - one return a type

from __future__ import annotations

import base64
import json
import math
import re
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
NOW = "2026-11-27 12:00:00 UTC"


def statements(path: Path) -> Iterator[str]:
    """The statements of one file."""
    for line in path.read_text(encoding="utf-8").splitlines():
        text = line.strip()
        if text and not text.startswith("--"):
            yield text if re.match(r"(?i)(select|with|values|table|\()\b", text) else f"SELECT {text}"


def ask(server: str, sql: str) -> dict[str, Any]:
    """What Trino answers: `{columns: [[name, type]], rows: [[text]]}` or `{error: NAME, message: text}`."""
    headers = {
        "X-Trino-User": "corpus",
        "X-Trino-Time-Zone": "UTC",
        "X-Trino-Client-Capabilities": "PARAMETRIC_DATETIME",
    }
    request = urllib.request.Request(f"{server}/v1/statement", sql.encode(), headers)
    columns: list[dict[str, Any]] = []
    rows: list[list[Any]] = []
    while True:
        with urllib.request.urlopen(request, timeout=60) as reply:
            answer = json.load(reply)
        if "error" in answer:
            return {"error": answer["error"]["errorName"], "message": answer["error"]["message"]}
        columns = answer.get("columns") or columns
        rows += answer.get("data") or []
        if "nextUri" not in answer:
            break
        request = urllib.request.Request(answer["nextUri"], headers=headers)
    signatures = [column["typeSignature"] for column in columns]
    return {
        "columns": [[column["name"], column["type"]] for column in columns],
        "rows": [[text(value, signature) for value, signature in zip(row, signatures, strict=True)] for row in rows],
    }


def java_double(value: float | str, digits: int = 17) -> str:
    """`Double.toString`; Trino writes NaN and Infinity as strings."""
    number = float(value)
    if math.isnan(number) or math.isinf(number):
        return "NaN" if math.isnan(number) else "Infinity" if number > 0 else "-Infinity"
    if number == 0 or 1e-3 <= abs(number) < 1e7:
        whole = format(number, "f") if digits < 17 else repr(number)
        return repr(number) if "e" not in repr(number) else whole
    shown = format(number, ".1e") if len(repr(number).partition("e")[0].strip("-.0")) == 1 else repr(number)
    mantissa, _, exponent = shown.partition("e")  # Java looks among the texts of two digits: 4.9E-324
    sign = "-" if mantissa.startswith("-") else ""
    whole, _, fraction = mantissa.lstrip("-").partition(".")
    shift = int(exponent or 0) + len(whole) - 1
    figures = (whole + fraction).lstrip("0")
    if whole == "0":
        shift = -(len(fraction) - len(fraction.lstrip("0"))) - 1 + int(exponent or 0)
    figures = figures.rstrip("0") or "0"
    return f"{sign}{figures[0]}.{figures[1:] or '0'}E{shift}"


def text(value: Any, signature: dict[str, Any]) -> str | None:
    """A value of Trino's JSON as Athena writes it; null inside a container is the word null."""
    if value is None:
        return None
    kind, arguments = signature["rawType"], [one["value"] for one in signature["arguments"]]
    if kind in ("double", "real"):
        return java_double(value)
    if kind == "varbinary":
        return base64.b64decode(value).hex(" ")
    if kind == "array":
        return "[" + ", ".join(inner(one, arguments[0]) for one in value) + "]"
    if kind == "map":
        pairs = sorted(value.items())
        return "{" + ", ".join(f"{inner(k, arguments[0])}={inner(v, arguments[1])}" for k, v in pairs) + "}"
    if kind == "row":
        shown = []
        for one, field in zip(value, arguments, strict=True):
            name = (field.get("fieldName") or {}).get("name")
            shown.append((f"{name}=" if name else "") + inner(one, field["typeSignature"]))
        return "{" + ", ".join(shown) + "}"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def inner(value: Any, signature: dict[str, Any]) -> str:
    """A value within another."""
    shown = text(value, signature)
    return "null" if shown is None else shown


def main() -> None:
    """Makes the files of the kinds named, or of all."""
    server, *kinds = sys.argv[1:]
    for path in sorted(HERE.glob("*.sql")):
        if kinds and path.stem not in kinds:
            continue
        answers = [{"sql": sql, **ask(server, sql)} for sql in statements(path)]
        lines = [json.dumps(answer, ensure_ascii=False) for answer in answers]
        path.with_suffix(".jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(path.stem, len(lines), sum("error" in answer for answer in answers), "errors")  # noqa: T201


if __name__ == "__main__":
    main()
