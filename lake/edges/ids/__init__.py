"""The ids seen, in Redis."""
