"""`env` through a real shell, and the question before `down --wipe`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from cli import stack
from cli.app import app
from lake.errors import TarnError


def commands() -> str:
    """What `tarn env` prints."""
    done = CliRunner().invoke(app, ["env"])
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.mark.parametrize("value", ["$(touch ran)", "`touch ran`", "a b; touch ran", "it's", '"', "a\\b", "*", "ü #%"])
def test_a_value_is_a_value_in_the_shell_and_never_a_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("TARN_S3_SECRET_KEY", value)
    script = commands() + 'printf %s "$AWS_SECRET_ACCESS_KEY"'
    done = subprocess.run(["sh", "-euc", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == value
    assert not list(tmp_path.iterdir())


def test_nothing_of_a_real_account_is_left(tmp_path: Path) -> None:
    """As boto3 reads the environment: a profile would win over the keys, a token would go with them."""
    profile = "[profile real]\nregion = eu-west-1\naws_access_key_id = REAL\naws_secret_access_key = REAL\n"
    (tmp_path / "config").write_text(profile + "[default]\nignore_configured_endpoint_urls = true\n")
    real = {
        "AWS_PROFILE": "real",
        "AWS_SESSION_TOKEN": "real",
        "AWS_SECURITY_TOKEN": "real",
        "AWS_ENDPOINT_URL": "http://real.invalid",
        "AWS_USE_FIPS_ENDPOINT": "true",
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
    }
    show = (
        "import boto3; s = boto3.Session(); c = s.get_credentials(); s3 = boto3.client('s3');"
        "print(c.access_key, c.token, s.region_name, s3.meta.endpoint_url, boto3.client('glue').meta.endpoint_url)"
    )
    script = commands() + f'exec "{sys.executable}" -c "{show}"'
    done = subprocess.run(["sh", "-euc", script], env=os.environ | real, capture_output=True, text=True, check=True)
    words = done.stdout.split()
    assert words[:3] == ["tarn", "None", "us-east-1"]
    assert all(word.startswith("http://127.0.0.1:") for word in words[3:])


def test_wipe_asks_and_a_no_deletes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TARN_HOME", str(tmp_path / "home"))
    done = CliRunner().invoke(app, ["down", "--wipe"])
    assert "add --yes where nobody can be asked" in str(done.exception)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr(typer, "confirm", lambda *_args, **_named: False)
    with pytest.raises(TarnError, match="nothing was deleted"):
        stack._confirm_wipe(tmp_path)
