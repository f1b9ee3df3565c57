"""The catalog: the Glue Data Catalog of the pipeline. `operations` name what it answers, `commit` is the one swap."""
