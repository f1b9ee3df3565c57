"""Runs the job that `--declaration` declares: facts, a dimension and quarantine of tarn.events (docs/jobs.md)."""

import sys

from services.etl.star.job import main

main(sys.argv[1:])
