"""Declared jobs: events of the lake become a fact table and a dimension, day by day, as a file says."""
