"""Dedup and transform: the Lambda of the pipeline. `decide.py` decides, `run.py` acts, `__main__.py` wires."""
