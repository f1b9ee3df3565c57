"""The engine: DuckDB over the objects of the lake."""
