"""What the producer counts for `/metrics`. Nothing else in this service makes a metric."""

from __future__ import annotations

from prometheus_client import Counter

SENT = Counter("tarn_producer_sent", "Records the broker acknowledged", ["what"])
SENT_BYTES = Counter("tarn_producer_sent_bytes", "Bytes of their values")
UNDELIVERED = Counter("tarn_producer_undelivered", "Records the broker did not acknowledge in time")
