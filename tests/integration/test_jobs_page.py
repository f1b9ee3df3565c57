"""The example of docs/jobs.md does what the page shows."""

from __future__ import annotations

import os
import re
import subprocess
import sys

from tests.conftest import ROOT


def test_the_example_prints_what_the_page_says(endpoints: dict[str, str]) -> None:
    page = (ROOT / "docs" / "jobs.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"^python (docs/\S+)$", page, re.MULTILINE)
    (shown,) = re.findall(r"^```text\n(.*?)```$", page, re.MULTILINE | re.DOTALL)
    around = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    aws = {name: value for name, value in endpoints.items() if name.startswith("AWS_")}
    done = subprocess.run(
        [sys.executable, ROOT / command], env=around | aws, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert [line.rstrip() for line in done.stdout.splitlines()] == shown.splitlines()
