"""`make audit`: everything is asked about, and what cannot be is named and counts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stack import audit, jars
from stack.audit import Question

ENV = (
    "TARN_KAFKA_IMAGE=apache/kafka:4.1.2\n# TARN_X_IMAGE=no\nTARN_SERVICES_IMAGE=tarn/services:0.1.0\nTARN_S3_PORT=1\n"
)
NONE: dict[str, str | None] = {"uv": None, "osv-scanner": None, "trivy": None, "grype": None}
ALL = {name: f"/bin/{name}" for name in NONE}


def test_the_images_of_others_are_asked_about() -> None:
    assert audit.images(ENV) == ["apache/kafka:4.1.2"]


def test_every_pinned_jar_is_asked_about() -> None:
    listed = json.loads(audit.osv_list(jars.SETS))["results"][0]["packages"]
    names = {(one["package"]["name"], one["package"]["version"]) for one in listed}
    assert names == {(f"{jar.group}:{jar.artifact}", jar.version) for name in jars.SETS for jar in jars.read_lock(name)}


@pytest.mark.parametrize("tools", [ALL, {**ALL, "trivy": None}])
def test_with_its_tools_nothing_is_left_out(tools: dict[str, str | None]) -> None:
    asked = audit.questions(tools, Path("/x"), Path("/spark/jars"), ENV)
    assert len(asked) == 4
    assert all(question.command for question in asked)


def test_what_no_tool_can_look_at_is_named_and_counts(capfd: pytest.CaptureFixture[str]) -> None:
    said: list[str] = []
    asked = audit.questions(NONE, Path("/x"), None, ENV)
    assert not audit.ask(asked, said.append)
    assert [line.partition(": not looked at; needs ")[2] for line in said] == [
        "uv on PATH",
        "osv-scanner on PATH",
        "PySpark (`./tarn up` installs it) on PATH",
        "trivy or grype on PATH",
    ]
    assert capfd.readouterr().out == ""


@pytest.mark.parametrize(("command", "well"), [("true", True), ("false", False)])
def test_what_a_tool_finds_is_the_answer(command: str, well: bool) -> None:
    assert audit.ask([Question("one", ("true",)), Question("other", (command,))], lambda _: None) is well
