"""Athena's refusals, and the tokens of its pages."""

from __future__ import annotations

from aws import pages
from aws.refusal import Refused


def invalid(message: str, code: str = "INVALID_INPUT") -> Refused:
    """InvalidRequestException: what AWS answers to nearly everything."""
    return Refused("InvalidRequestException", message, AthenaErrorCode=code)


def place_of(token: str | None) -> str:
    """What a token was made of; empty where there is none. Raises Refused."""
    return pages.place_of(token, invalid("Invalid NextToken"), str) or ""
