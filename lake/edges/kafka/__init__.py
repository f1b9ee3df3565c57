"""Kafka: records and batches by `confluent-kafka` or by its protocol, topics and offsets by `kafka-python`."""
