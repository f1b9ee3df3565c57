"""A word that only tarn's own parts know, so that a service behind the gateway answers nobody else of this machine.

The gateway checks signatures. What stands behind it listens on 127.0.0.1, which every user of the machine reaches; it
asks for this word instead. It is made of the stack's S3 secret, which each part has, and tells nothing of it.
"""

from __future__ import annotations

import hmac

HEADER = "x-tarn-inside"


def word(secret: str) -> str:
    """The word of a stack with this secret."""
    return hmac.new(secret.encode(), b"between tarn's own parts", "sha256").hexdigest()


def knows(given: str | None, expected: str) -> bool:
    """Whether a request came from one of tarn's own parts."""
    return given is not None and hmac.compare_digest(given.encode(), expected.encode())
