"""Glue's ETL job: new raw objects become Parquet, each event once, in one catalog commit a run."""
