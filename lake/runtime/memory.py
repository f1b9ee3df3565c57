"""A limit to a service's own memory: where a client unpacks more than there may be, this process ends, and no other.

A container has such a limit from outside. librdkafka ends the process where it gets no memory; the next process reads
what that one died of with care (`lake/edges/kafka/careful.py`).
"""

from __future__ import annotations

import resource
import sys

LIMIT_MB = 512  # docker-compose.yml gives dedup and the sink as much


def limit(megabytes: int = LIMIT_MB) -> None:
    """Of the data of this process (Linux counts heap, anonymous memory and stacks); never more than it may have now."""
    if sys.platform == "linux":
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        wanted = megabytes * 1_048_576
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))
