"""Writes the parity tables into docs/aws-map.md, between their marks; `make docs` runs it.

Operations are those of botocore's service models; which of them work, and the test that shows it, is in
`tests/parity.py`. With `--check`, exits 1 where the page is not current.
"""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from aws.model import model  # noqa: E402 - found by the path above
from tests.parity import ANSWERED_BY_ANOTHER, APIS, Parity  # noqa: E402

PAGE = ROOT / "docs" / "aws-map.md"
BEGIN, END = "<!-- parity: made by `make docs` from tests/parity.py -->\n", "<!-- parity: end -->\n"


def main() -> None:
    """Writes the page, or checks it."""
    now = PAGE.read_text(encoding="utf-8")
    page = written(now)
    if "--check" in sys.argv:
        sys.exit("docs/aws-map.md is not current: run `make docs`" if page != now else 0)
    PAGE.write_text(page, encoding="utf-8")


def written(page: str) -> str:
    """The page with the tables as they are now."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + "\n" + "\n".join(section(api, parity) for api, parity in APIS.items()) + END + after


def section(api: str, parity: Parity) -> str:
    """One API's table, and the names of what is refused."""
    names = model(api).operation_names
    shown = parity.shown_by()
    rest = [name for name in names if name not in shown]
    works = len(shown) - len(parity.part)
    counted = f"{works} of {len(names)} operations work, {len(parity.part)} in part"
    rows = [_row(name, shown[name], parity.part.get(name)) for name in names if name in shown]
    head = f"### {parity.title}\n\n{counted}, {_of_rest(api, rest)}.\n\n"
    table = "| Operation | | What is not here | Shown by |\n|---|---|---|---|\n" + "".join(rows)
    if api in ANSWERED_BY_ANOTHER:
        return f"{head}{table}"
    refused = textwrap.fill(f"Refused by name: {', '.join(rest)}.", 150, break_on_hyphens=False)
    return f"{head}{table}\n{refused}\n"


def _row(name: str, test: str, part: str | None) -> str:
    path, _, function = test.partition("::")
    return f"| {name} | {'part' if part else 'works'} | {part or ''} | [`{function}`](../{path}) |\n"


def _of_rest(api: str, rest: list[str]) -> str:
    said = "are passed on to the store, and nothing is claimed of them" if api in ANSWERED_BY_ANOTHER else "are refused"
    return f"{len(rest)} {said}"


if __name__ == "__main__":
    main()
