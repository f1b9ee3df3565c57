"""JSON log lines on standard error, one object each: timestamp, level, service, event and whatever the caller binds."""

from __future__ import annotations

import logging
import os
import sys

import structlog

from lake.errors import TarnError


def configure(service: str) -> structlog.stdlib.BoundLogger:
    """Sets up structlog for this process and returns its logger. Level from TARN_LOG_LEVEL (default info)."""
    name = os.environ.get("TARN_LOG_LEVEL", "info").upper()
    level = logging.getLevelNamesMapping().get(name)
    if level is None:
        raise TarnError(f"setting TARN_LOG_LEVEL={name!r} is not usable: give debug, info, warning or error")
    logging.basicConfig(stream=sys.stderr, level=max(level, logging.WARNING), format="%(message)s")
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.StackInfoRenderer(),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logger: structlog.stdlib.BoundLogger = structlog.get_logger().bind(service=service)
    return logger
