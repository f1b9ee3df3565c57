"""The shared vocabulary of the pipeline: what an event, a topic, a bucket and a claim are, and the ledger over them."""
