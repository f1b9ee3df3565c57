"""Logs: groups, streams, events, filter patterns, Insights."""
