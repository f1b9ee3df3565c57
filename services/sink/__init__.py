"""The sink: the Firehose of the pipeline. `batch.py` groups, `plan.py` remembers, `write.py` uploads, `run.py` loops."""
