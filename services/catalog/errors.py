"""What the catalog refuses, under AWS Glue's names: docs.aws.amazon.com/glue/latest/dg/aws-glue-api-exceptions.html."""

from __future__ import annotations


class Refused(Exception):
    """An operation that cannot be done; the class name is the `__type` a client sees, the message is for a person."""


class InvalidInputException(Refused):
    """The request is not well formed, or does not fit what the catalog holds."""


class ValidationException(Refused):
    """Values that do not satisfy the constraints of Glue's service model."""


class EntityNotFoundException(Refused):
    """There is no such database, table, partition, job or run."""


class InvalidStateException(Refused):
    """What the catalog holds does not fit the request: a partition's value is none of its key's type."""


class AlreadyExistsException(Refused):
    """There is one by that name already."""


class ConcurrentRunsExceededException(Refused):
    """The job has as many runs under way as it allows."""


class ConcurrentModificationException(Refused):
    """Another commit was first: a file to remove is not live any more, or a raw object is consumed already."""


class CrawlerRunningException(Refused):
    """The crawler is at work."""


class CrawlerNotRunningException(Refused):
    """The crawler is not at work."""


class CrawlerStoppingException(Refused):
    """The crawler is about to stop."""


class SchedulerRunningException(Refused):
    """The crawler's schedule is running already."""


class SchedulerNotRunningException(Refused):
    """The crawler's schedule is not running."""


class NoScheduleException(Refused):
    """The crawler has no schedule."""


class UnknownOperationException(Refused):
    """The catalog has no such operation."""


class SerializationException(Refused):
    """A value of another type than Glue's service model has."""


class ResourceNumberLimitExceededException(Refused):
    """There are as many as may be."""


class ConditionCheckFailureException(Refused):
    """A policy is not the one that the request expects."""


class IllegalWorkflowStateException(Refused):
    """The run of a workflow is not in a state for that."""
