"""TABLESAMPLE: each row by chance. SYSTEM takes splits in Trino; here they are as small as can be: a row each."""

from __future__ import annotations

from typing import Any

from services.query.dialect.typed import refused, unserved


def sampled(node: Any) -> str:
    """The condition under which a row is in the sample. Raises QueryFailed."""
    percent = node.args.get("percent")
    method = node.args["method"].name.upper() if node.args.get("method") else ""
    try:
        share = float(percent.name)
    except (AttributeError, ValueError):
        raise unserved("TABLESAMPLE with a computed percentage") from None
    if method not in ("BERNOULLI", "SYSTEM"):
        raise unserved(f"TABLESAMPLE {method}")
    if not 0 <= share <= 100:
        raise refused("INVALID_ARGUMENTS", "Sample percentage must be between 0 and 100")
    return f"random() * 100 < {share}"
