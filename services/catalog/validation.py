"""A request to Glue against its shape in Glue's service model, before anything is done with it.

    1 validation error detected: Value '0' at 'timeout' failed to satisfy constraint:
    Member must have value greater than or equal to 1

The model is botocore's (`aws/model.py`), so every operation that is served keeps to all of it: what must be there,
lengths, ranges, patterns, enumerations.
"""

from __future__ import annotations

from typing import Any

from botocore.model import Shape

from aws import refusal
from aws.fits import Quick
from aws.model import operation
from aws.validate import faults
from aws.values import base64_text, decoded, encoded, seconds
from services.catalog.errors import SerializationException, ValidationException

_QUICK = Quick()


def check(name: str, given: Any) -> None:
    """Raises SerializationException for a value of another type than the model's, ValidationException."""
    shape = _shape(name)
    if not _QUICK.fits(shape, given):
        _look(shape, given)


def canonical(name: str, given: Any) -> dict[str, Any]:
    """The members of a request that Glue knows, as JSON has them: times in seconds, bytes in base64.

    Raises as `check`.
    """
    shape = _shape(name)
    known: dict[str, Any] = encoded(shape, _look(shape, given), seconds, base64_text)
    return known


def _look(shape: Shape, given: Any) -> Any:
    """The values of a request, each looked at."""
    try:
        values = decoded(shape, given)
    except refusal.Refused as error:
        raise SerializationException(error.message) from None
    if broken := faults(shape, values):
        raise ValidationException(broken)
    return values


def _shape(name: str) -> Shape:
    known = operation("glue", name)
    assert known is not None, name
    assert known.input_shape is not None, name
    return known.input_shape


def is_glues(name: str) -> bool:
    """Whether Glue has an operation of that name."""
    return operation("glue", name) is not None
