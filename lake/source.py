"""Which record of Kafka something was made of: `<topic-id>:<partition>:<offset>`.

So claims of ids, headers and records of quarantine name their record. The sink names strays by the topic's name.
"""

from __future__ import annotations

import re
from typing import NamedTuple

FORM = r"[!-9;-~]{1,64}:[0-9]{1,9}:[0-9]{1,19}"

_form = re.compile(FORM)


class Source(NamedTuple):
    """A record by its coordinates."""

    topic_id: str
    partition: int
    offset: int

    @classmethod
    def of(cls, text: str | bytes | None) -> Source | None:
        """Reads such a text; None where it is none.

        >>> Source.of(b"BYO/IPKOQeaocSGV0IDL9g:2:17")
        Source(topic_id='BYO/IPKOQeaocSGV0IDL9g', partition=2, offset=17)
        """
        written = text.decode("ascii", "replace") if isinstance(text, bytes) else text or ""
        if not _form.fullmatch(written):
            return None
        topic_id, partition, offset = written.split(":")
        return cls(topic_id, int(partition), int(offset))

    def __str__(self) -> str:
        return f"{self.topic_id}:{self.partition}:{self.offset}"
