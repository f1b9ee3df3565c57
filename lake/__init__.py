"""The shared vocabulary of the pipeline: what an event, a topic, a bucket and a claim are, and the ledger over them."""

VERSION = "0.1.0"  # of pyproject.toml, which no image holds
