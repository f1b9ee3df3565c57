"""Every setting: its name is known, its number has bounds, and what cannot be is told before anything starts."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from lake import config, variables
from lake.config import Settings, load
from lake.edges.ids.seen import SeenSettings
from lake.errors import TarnError
from services.etl.settings import EtlSettings
from services.sink.run import SinkSettings

ROOT = Path(__file__).resolve().parents[3]
CLASSES: list[type[Settings]] = [
    getattr(importlib.import_module(one.module), one.name) for one in variables.classes()
]  # fmt: skip
SOURCES = [
    *(path for top in ("cli", "lake", "services", "stack", "bench") for path in (ROOT / top).rglob("*.py")),
    *ROOT.glob("*.yml"),
    ROOT / "tarn",
    ROOT / "Dockerfile",
]


@pytest.fixture
def no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty `.env` in the place of the repository's."""
    own = tmp_path / ".env"
    own.touch()
    monkeypatch.setattr(config, "ENV_FILE", own)
    return own


def test_every_subclass_is_found() -> None:
    def below(kind: type[Settings]) -> set[type[Settings]]:
        return {kind}.union(*(below(one) for one in kind.__subclasses__()))

    ours = {
        one
        for one in below(Settings) - {Settings}
        if one.__module__.split(".")[0] in ("cli", "lake", "services", "stack")
    }
    assert set(CLASSES) == ours


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_every_number_has_a_least_and_a_most(kind: type[Settings]) -> None:
    for name, field in kind.model_fields.items():
        if {int, float} & {field.annotation, *get_args(field.annotation)}:
            bounds = {bound for one in field.metadata for bound in ("ge", "gt", "le") if hasattr(one, bound)}
            assert "le" in bounds and bounds & {"ge", "gt"}, name  # noqa: PT018 - one meaning


def test_every_name_that_something_reads_is_known() -> None:
    read = {name for path in SOURCES for name in re.findall(r"\bTARN_[A-Z0-9_]*[A-Z0-9]\b", path.read_text("utf-8"))}
    assert read - variables.known() - variables.INTERNAL == set()


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("TARN_SNK_BUFFER_S", "TARN_SNK_BUFFER_S is no setting: did you mean TARN_SINK_BUFFER_S?"),
        ("TARN_PORTBASE", "did you mean TARN_PORT_BASE?"),
        ("tarn_port_base", "tarn_port_base is no setting: did you mean TARN_PORT_BASE?"),
        ("TARN_ZZZZZZZZ", "TARN_ZZZZZZZZ is no setting (docs/settings.md"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest(monkeypatch: pytest.MonkeyPatch, name: str, says: str) -> None:
    monkeypatch.setenv(name, "1")
    with pytest.raises(TarnError, match=re.escape(says)):
        variables.check_names()


def test_an_unknown_name_in_the_file_is_refused_too(no_settings: Path) -> None:
    no_settings.write_text("TARN_ETL_SCHEDUEL=60\n")
    with pytest.raises(TarnError, match=r"TARN_ETL_SCHEDUEL in \.env is no setting: did you mean TARN_ETL_SCHEDULE"):
        variables.check_names()


def test_an_unknown_name_ends_a_command_with_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TARN_PRODUCER_RATES", "1")
    done = subprocess.run([sys.executable, "-m", "cli", "env"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "did you mean TARN_PRODUCER_RATE?" in done.stderr


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("TARN_SINK_BUFFER_S", "0", "setting TARN_SINK_BUFFER_S='0' is not usable"),
        ("TARN_WATCHDOG_S", "nan", "setting TARN_WATCHDOG_S='nan' is not usable"),
        ("TARN_ETL_SCHEDULE", "every hour", "setting TARN_ETL_SCHEDULE='every hour' is not usable"),
        ("TARN_ETL_SCHEMA", "/no/such/schema.json", "/no/such/schema.json"),
        ("TARN_S3_ENDPOINT", "localhost:9000", "TARN_S3_ENDPOINT='localhost:9000' is not usable: give http://host"),
        ("TARN_KAFKA_BOOTSTRAP", "localhost", "TARN_KAFKA_BOOTSTRAP='localhost' is not usable: give host:port"),
        ("TARN_PRODUCER_DUPLICATES", "1", "shares add up to more than 1"),
        ("TARN_LOG_LEVEL", "loud", "TARN_LOG_LEVEL='loud'"),
        ("TARN_CATALOG_DB", "nosuch://here", "TARN_CATALOG_DB is not usable"),
        ("TARN_INSTANCE", "two words", "TARN_INSTANCE='two words'"),
    ],
)
def test_a_value_that_cannot_be_is_found(monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(TarnError) as told:
        variables.check_values()
    assert says in str(told.value)
    assert "\n" not in str(told.value)


def test_a_setting_of_the_shell_wins_over_the_file_and_empty_is_the_default_or_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert load(SinkSettings).sink_quiet_s == 2  # as .env says
    assert load(EtlSettings).etl_schedule == "90"
    monkeypatch.setenv("TARN_SINK_QUIET_S", "")
    monkeypatch.setenv("TARN_ETL_SCHEDULE", "")
    assert load(SinkSettings).sink_quiet_s is None
    assert load(EtlSettings).etl_schedule == "60"


@pytest.mark.parametrize("name", ["TARN_PORT_BASE", "TARN_HOME", "TARN_LOG_LEVEL", "TARN_INSTANCE"])
def test_the_file_holds_for_what_is_read_before_any_class_too(
    monkeypatch: pytest.MonkeyPatch, no_settings: Path, name: str
) -> None:
    given = {"TARN_PORT_BASE": "23000", "TARN_HOME": "/a/home", "TARN_LOG_LEVEL": "debug", "TARN_INSTANCE": "one"}
    no_settings.write_text("".join(f"{key}={value}\n" for key, value in given.items()))
    monkeypatch.delenv(name, raising=False)
    assert config.variable(name) == given[name]
    monkeypatch.setenv(name, "")
    assert config.variable(name) == ""


def test_a_home_of_the_file_is_found_from_anywhere(monkeypatch: pytest.MonkeyPatch, no_settings: Path) -> None:
    no_settings.write_text("TARN_HOME=kept\n")
    monkeypatch.delenv("TARN_HOME", raising=False)
    assert config.home() == config.ROOT / "kept"


def test_a_password_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TARN_REDIS_URL", "http://:hush@host:1/0")
    with pytest.raises(TarnError, match="TARN_REDIS_URL") as told:
        load(SeenSettings)
    assert "hush" not in str(told.value)
