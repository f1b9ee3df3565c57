"""JSON log lines on standard error, one object each: timestamp, level, service, event and whatever the caller binds."""

from __future__ import annotations

import logging
import sys

import structlog

from lake.config import SharedSettings, load
from lake.mask import masked


def configure(service: str) -> structlog.stdlib.BoundLogger:
    """Sets up structlog for this process and returns its logger. Level from TARN_LOG_LEVEL (default info)."""
    level = logging.getLevelNamesMapping()[load(SharedSettings).log_level.upper()]
    logging.basicConfig(stream=sys.stderr, level=max(level, logging.WARNING), format="%(message)s")
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.StackInfoRenderer(),
            structlog.processors.format_exc_info,
            _without_secrets,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logger: structlog.stdlib.BoundLogger = structlog.get_logger().bind(service=service)
    return logger


def _without_secrets(_logger: object, _method: str, line: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """A URL may hold a password, and an exception a URL."""
    return {name: masked(value) if isinstance(value, str) else value for name, value in line.items()}
