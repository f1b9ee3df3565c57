"""The benchmark harness: `./tarn bench` times each stage of the hot path alone, and all of them together; then what
is done with a lake: queries, crawls.

load.py      what is sent
trial.py     a stack of its own, emptied of services
meter.py     CPU, memory and bytes on the wire of every process
stages.py    the stages: dedup, sink, pipeline, sustained, latency, etl, table, spark-start
queries.py   the stages query, query-scan, query-partitions, query-together, query-analytics
crawls.py    the stages crawl-objects, crawl-csv
reader.py    how old events are in events.unique and in the raw bucket, table.py in the lake's table
peer.py      another program in a stage's place, started by program.py, its work looked over by proof.py
report.py    minimum, median and maximum; table, JSON, chart
page.py      docs/benchmarks.md, from JSON
"""
