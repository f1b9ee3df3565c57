"""Runs of jobs whose script is a user's own: taken from the catalog, each a process of its own."""
