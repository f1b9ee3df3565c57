"""How the catalog words an answer and a refusal, and how large a request may be (for `runtime/api_door.py`)."""

from __future__ import annotations

from typing import Any

import msgspec
from starlette.responses import Response

from aws.refusal import Refused as AtTheDoor
from services.catalog.errors import Refused

MEDIA_TYPE = "application/x-amz-json-1.1"
MEBIBYTE = 1024 * 1024


def answered(status: int, answer: dict[str, Any]) -> Response:
    """A JSON answer."""
    return Response(msgspec.json.encode(answer), status, media_type=MEDIA_TYPE)


def refused(error: Refused) -> Response:
    """A refusal as AWS words it."""
    return answered(400, {"__type": type(error).__name__, "message": str(error)})


def turned_away(error: AtTheDoor) -> Response:
    """A refusal before the operation. Where the body may not have been read, the connection ends with it."""
    answer = answered(error.status, {"__type": error.code, "message": error.message})
    answer.headers["Connection"] = "close"
    return answer


def most_bytes(target: str) -> int:
    """The largest body of an operation: a commit names every object that it consumed, a definition is small."""
    if target == "Tarn.Commit":
        return 32 * MEBIBYTE
    return 16 * MEBIBYTE if target.startswith("Tarn.") and target != "Tarn.FinishJobRun" else MEBIBYTE
