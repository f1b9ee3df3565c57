"""Which engine runs Athena's queries, and where Trino answers."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from lake.config import HttpUrl, Settings, port


class EngineSettings(Settings):
    """The engine of every workgroup that has no tag `tarn:engine`, and the address of Trino."""

    query_engine: Literal["duckdb", "trino"] = "duckdb"  # of workgroups without the tag
    trino_url: HttpUrl | None = Field(default=None)  # a cluster of yours; off: engine trino is one of the stack's own

    @property
    def embedded(self) -> bool:
        """Whether the stack runs a Trino of its own."""
        return self.query_engine == "trino" and not self.trino_url

    @property
    def address(self) -> str | None:
        """Where Trino answers; None where there is none."""
        return self.trino_url or (f"http://127.0.0.1:{port('trino')}" if self.embedded else None)
