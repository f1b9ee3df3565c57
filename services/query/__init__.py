"""Athena: SQL over the lake, asked through Athena's own API."""
