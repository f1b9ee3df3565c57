"""Secrets: made once, private, read where nothing else is given, and in no text that is shown."""

from __future__ import annotations

import io
import json
import stat
import sys
from pathlib import Path

import pytest

from lake import secrets
from lake.config import load
from lake.edges.ids.seen import Seen, SeenSettings
from lake.edges.objects import StoreSettings
from lake.errors import TarnError, run
from lake.mask import masked
from lake.runtime import log


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TARN_HOME", str(tmp_path))
    monkeypatch.setenv("TARN_PORT_BASE", "30000")
    for name in ("TARN_S3_SECRET_KEY", "TARN_REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_they_are_made_once_and_for_their_owner_alone(home: Path) -> None:
    secrets.make(home)
    first = {name: secrets.read(name) for name in secrets.NAMES}
    secrets.make(home)
    assert {name: secrets.read(name) for name in secrets.NAMES} == first
    assert len({value for value in first.values() if value and len(value) >= 32}) == len(secrets.NAMES)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (home / "secrets").iterdir()}
    assert modes == dict.fromkeys(secrets.NAMES, 0o600)
    assert stat.S_IMODE((home / "secrets").stat().st_mode) == 0o700


def test_a_file_that_a_power_cut_left_empty_is_written_anew(home: Path) -> None:
    secrets.make(home)
    (home / "secrets" / "s3").write_text("")
    secrets.make(home)
    assert secrets.s3_key() != secrets.WELL_KNOWN


def test_settings_read_them_where_nothing_else_is_given(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secrets.make(home)
    assert load(StoreSettings).s3_secret_key.get_secret_value() == (home / "secrets" / "s3").read_text().strip()
    password = (home / "secrets" / "redis").read_text().strip()
    assert load(SeenSettings).redis_url == f"redis://:{password}@127.0.0.1:30001/0"
    monkeypatch.setenv("TARN_S3_SECRET_KEY", "my-own-key")
    monkeypatch.setenv("TARN_REDIS_URL", "redis://elsewhere/0")
    assert load(StoreSettings).s3_secret_key.get_secret_value() == "my-own-key"
    assert load(SeenSettings).redis_url == "redis://elsewhere/0"


def test_a_stack_of_an_older_version_is_still_spoken_to(home: Path) -> None:
    """Its secrets come with its next start."""
    assert load(StoreSettings).s3_secret_key.get_secret_value() == "tarn-secret"
    assert load(SeenSettings).redis_url == "redis://127.0.0.1:30001/0"
    assert not (home / "secrets").exists()


def test_a_home_that_cannot_be_written_is_one_line(home: Path) -> None:
    (home / "secrets").write_text("a file")
    with pytest.raises(TarnError, match="cannot make .*secrets"):
        secrets.make(home)


@pytest.mark.parametrize(
    ("key", "url", "known"),
    [
        ("tarn-secret", "redis://:mine@redis:6379/0", True),
        ("mine", "redis://:tarn-secret@redis:6379/0", True),
        ("mine", "redis://:mine@redis:6379/0", False),
        ("mine", "redis://redis:6379/0", False),
    ],
)
def test_what_everybody_knows_is_told(key: str, url: str, known: bool) -> None:
    assert secrets.well_known(key, url) is known


SHOWN = [
    ("redis://:hush@127.0.0.1:1/0 is away", "redis://***@127.0.0.1:1/0 is away"),
    ("'postgresql+psycopg://me:hush@db:5432/x'", "'postgresql+psycopg://***@db:5432/x'"),
    ("redis://me:hu/sh@h:1/0", "redis://***@h:1/0"),
    ("redis://me:hu@sh@h:1/0", "redis://***@h:1/0"),
    ("https://hush@h/x", "https://***@h/x"),
    ("redis://h/0?password=hush&db=1", "redis://h/0?password=***&db=1"),
    ("two: http://a:hush@b/ http://c:hush@d/", "two: http://***@b/ http://***@d/"),
    ("http://127.0.0.1:19000/raw/a@b", "http://127.0.0.1:19000/raw/a@b"),
    ("http://127.0.0.1:19000", "http://127.0.0.1:19000"),
    ("someone@example.org, s3://raw/x", "someone@example.org, s3://raw/x"),
]


@pytest.mark.parametrize(("text", "shown"), SHOWN)
def test_a_url_is_shown_without_its_password(text: str, shown: str) -> None:
    assert masked(text) == shown


def test_no_setting_log_line_or_complaint_shows_a_password(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TARN_REDIS_URL", "redis://:hush@127.0.0.1:9/0")
    assert "hush" not in str(load(SeenSettings).masked())
    with pytest.raises(TarnError) as away:
        Seen(load(SeenSettings)).verify()
    assert "hush" not in str(away.value)

    def refused() -> None:
        raise TarnError("no answer from postgresql://me:hush@db/x")

    with pytest.raises(SystemExit):
        run(refused)
    said = io.StringIO()
    monkeypatch.setattr(sys, "stderr", said)
    log.configure("test").warning("away", url="redis://:hush@h/0", why="at redis://:hush@h/0")
    assert json.loads(said.getvalue())["url"] == "redis://***@h/0"
    assert "hush" not in said.getvalue() + capsys.readouterr().err


def test_a_secret_that_cannot_be_is_told_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TARN_S3_SECRET_KEY", "hush")
    monkeypatch.setenv("TARN_S3_RETRY_S", "long")
    with pytest.raises(TarnError) as bad:
        load(StoreSettings)
    assert "hush" not in str(bad.value)
