"""What to generate where nobody says otherwise: the `TARN_PRODUCER_*` variables, and the plan made of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pydantic import Field

from lake.config import Settings, home
from services.producer.generate import Shares
from services.producer.run import Plan


class ProducerSettings(Settings):
    """Rates are in records a second; the shares are explained at `services.producer.generate.Shares`."""

    producer_rate: float = Field(default=0.5, ge=0, le=10_000_000)  # 0 is as fast as it goes
    producer_duplicates: float = Field(default=Shares.duplicates, ge=0, le=1)
    producer_late: float = Field(default=Shares.late, ge=0, le=1)
    producer_out_of_order: float = Field(default=Shares.out_of_order, ge=0, le=1)
    producer_malformed: float = Field(default=Shares.malformed, ge=0, le=1)
    producer_answer_key: Path = Field(default_factory=lambda: home() / "answer-key.json")  # of the background service
    producer_wait_s: float = Field(default=60.0, ge=0, le=86_400)  # how long the background service waits for the topic

    def shares(self, **given: float | None) -> Shares:
        """The shares, with those that are `given` in place of the settings. Raises TarnError where they cannot be."""
        chosen = {name: getattr(self, f"producer_{name}") if share is None else share for name, share in given.items()}
        configured = Shares(
            duplicates=self.producer_duplicates,
            late=self.producer_late,
            out_of_order=self.producer_out_of_order,
            malformed=self.producer_malformed,
        )
        return replace(configured, **chosen)

    def check(self) -> None:
        """Whether the shares can be together."""
        self.shares()

    def plan(self, seed: int) -> Plan:
        """The endless run of the background service."""
        return Plan(seed, self.producer_rate, shares=self.shares(), answer_key=self.producer_answer_key)
