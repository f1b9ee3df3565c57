"""The sink: the Firehose of the pipeline. `batch` groups, `plan` remembers, `write` uploads, `run` loops."""
