"""The secrets of the embedded stack.

The first `up` of a home writes one random secret a file, under `$TARN_HOME/secrets/`: the folder is 0700, a file 0600.

    s3            the secret key of the object store
    redis         the password of Redis' default user, who may do what the pipeline does
    redis-admin   the password of Redis' user `admin`, who may do everything
    console       the token of the console, where it asks for one

Where nothing else is given, the settings read these files. A home without them is one of an older version, whose stack
runs on until its next start with the key that was in everybody's README, and with a Redis that asked for no password.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from lake.config import home, port
from lake.errors import TarnError

NAMES = ("s3", "redis", "redis-admin", "console")
WELL_KNOWN = "tarn-secret"  # the default of containers, and the key of older versions

_BYTES = 16


def read(name: str) -> str | None:
    """One of `NAMES`; None where the home has none. Raises TarnError where it belongs to another user."""
    path = home() / "secrets" / name
    try:
        return path.read_text(encoding="ascii").strip() or None
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise TarnError(f"cannot read {path}: {error.strerror}; is TARN_HOME a folder of yours?") from None


def s3_key() -> str:
    """The secret key of the object store beside which this process runs."""
    return read("s3") or WELL_KNOWN


def redis_url(user: str = "") -> str:
    """The address of this home's Redis, password included: of the default user, or of `admin`."""
    password = read(f"redis-{user}" if user else "redis")
    signed_in = f"{user}:{password}@" if password else ""
    return f"redis://{signed_in}127.0.0.1:{port('redis')}/0"


def well_known(s3_secret_key: str, redis_url: str) -> bool:
    """Whether one of the two is what containers take where `.env` names none."""
    return s3_secret_key == WELL_KNOWN or urlsplit(redis_url).password == WELL_KNOWN


def make(home: Path) -> None:
    """Writes what is missing of `NAMES`. Never changes one that is there. Raises TarnError where it cannot write."""
    folder = home / "secrets"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        folder.chmod(0o700)
        for name in NAMES:
            path = folder / name
            if not path.exists() or not path.stat().st_size:  # empty: a power cut came between name and content
                _write(path, secrets.token_hex(_BYTES))
    except OSError as error:
        raise TarnError(f"cannot make {folder}: {error.strerror}; set TARN_HOME to a folder of yours") from None


def _write(path: Path, secret: str) -> None:
    """Whole or not at all, and never readable by others, not even for a moment."""
    draft = path.with_name(f".{path.name}.new")
    with suppress(FileNotFoundError):
        draft.unlink()
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(secret + "\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
