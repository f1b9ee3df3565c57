"""Figures that no service counts by itself: the ledger, the id table, the disk, the buckets."""
