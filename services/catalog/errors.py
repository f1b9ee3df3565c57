"""What the catalog refuses, under AWS Glue's names: docs.aws.amazon.com/glue/latest/dg/aws-glue-api-exceptions.html."""

from __future__ import annotations


class Refused(Exception):
    """An operation that cannot be done; the class name is the `__type` a client sees, the message is for a person."""


class InvalidInputException(Refused):
    """The request is not well formed, or does not fit what the catalog holds."""


class EntityNotFoundException(Refused):
    """There is no such database, table, partition, job or run."""


class AlreadyExistsException(Refused):
    """There is one by that name already."""


class ConcurrentRunsExceededException(Refused):
    """The job has as many runs under way as it allows."""


class ConcurrentModificationException(Refused):
    """Another commit was first: a file to remove is not live any more, or a raw object is consumed already."""


class UnknownOperationException(Refused):
    """The catalog has no such operation."""
