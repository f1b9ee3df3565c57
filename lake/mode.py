"""The two ways to run: whether this process is in a container, and what a person there types.

Texts name commands as `./tarn COMMAND`. In a container they are told as a person outside of it types them.
"""

from __future__ import annotations

import os
import re

_DOCKERS = {"up": "docker compose up --wait", "down": "docker compose down"}


def in_container() -> bool:
    """Whether this process runs in a container of docker-compose.yml."""
    return "TARN_IN_CONTAINER" in os.environ


def spoken(text: str) -> str:
    """A text of ours as it is to be read here.

    >>> os.environ["TARN_IN_CONTAINER"] = "1"
    >>> spoken("./tarn up, ./tarn logs sink and ./tarn drain"), os.environ.pop("TARN_IN_CONTAINER")
    ('docker compose up --wait, docker compose logs sink and docker compose run --rm tarn drain', '1')
    """
    return re.sub(r"\./tarn (\w+)?", _command, text) if in_container() else text


def _command(found: re.Match[str]) -> str:
    word = found[1] or ""
    if word in ("logs", "start", "stop", "restart"):  # Docker's own words for the same
        return f"docker compose {word}"
    return _DOCKERS.get(word, f"docker compose run --rm tarn {word}")
