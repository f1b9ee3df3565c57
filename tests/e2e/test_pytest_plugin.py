"""The pytest plugin on the stack under test: the very tests that docs/pytest.md shows."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(
    os.environ.get("TARN_E2E_TARGET") == "compose",
    reason="its command line is the launcher; docs/pytest.md names another",
)


def test_the_tests_of_the_page_pass_twice_and_leave_the_stack_running(tarn_env: dict[str, str], tmp_path: Path) -> None:
    page = (ROOT / "docs" / "pytest.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    for name in ("test_once.py", "test_again.py"):  # the same ids once more, in another test's lake
        (tmp_path / name).write_text(code)
    command = [sys.executable, "-m", "pytest", "-p", "pytest_tarn", "-q", "--rootdir", str(tmp_path), str(tmp_path)]
    env = tarn_env | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 passed" in done.stdout
    assert subprocess.run([ROOT / "tarn", "status"], env=tarn_env, capture_output=True, check=False).returncode == 0
