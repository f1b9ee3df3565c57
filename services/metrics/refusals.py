"""CloudWatch's refusals, in its words. Sources: botocore's model (codes), answers recorded from AWS (sentences)."""

from __future__ import annotations

from aws.refusal import Refused


def invalid(message: str) -> Refused:
    """One parameter's value is not acceptable."""
    return Refused("InvalidParameterValue", message)


def combination(message: str) -> Refused:
    """Parameters that do not go together."""
    return Refused("InvalidParameterCombination", message)


def missing(message: str) -> Refused:
    """A parameter that must be there."""
    return Refused("MissingRequiredParameter", message)


def validation(message: str) -> Refused:
    """An expression, an alarm or a name that CloudWatch would not take."""
    return Refused("ValidationError", message)


def not_served(what: str) -> Refused:
    """What AWS has and tarn does not: refused by name."""
    return Refused("InvalidParameterValue", f"tarn does not serve {what}")


def resource_not_found(message: str) -> Refused:
    """Of dashboards and tags."""
    return Refused("ResourceNotFoundException", message, 404)


def refuse_members(asked: dict[str, object], *names: str) -> None:
    """Refuses members that are not served, by name."""
    for name in names:
        if asked.get(name) not in (None, [], {}, "", False):
            raise not_served(f"the parameter {name}")


def log_invalid(message: str) -> Refused:
    """CloudWatch Logs: a parameter is not acceptable."""
    return Refused("InvalidParameterException", message)


def log_not_found(message: str) -> Refused:
    """CloudWatch Logs: no such group, stream, filter or query."""
    return Refused("ResourceNotFoundException", message)
