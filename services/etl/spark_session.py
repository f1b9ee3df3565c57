"""How Spark is set up: straight to the store over S3A, magic committer, UTC, no guessing."""

from __future__ import annotations

import os
from collections.abc import Mapping

from pyspark.sql import SparkSession

from lake.edges.objects import StoreSettings
from lake.errors import TarnError
from services.etl.settings import EtlSettings

_PATHS = "org.apache.spark.internal.io.cloud"

_FIXED = {
    "spark.app.name": "tarn etl",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.io.mode.default": "NIO",  # Netty's classes are newer than the native libraries that Spark brings
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.adaptive.enabled": "false",  # the plan is decided in services/etl/compact.py
    "spark.sql.unionOutputPartitioning": "false",  # else Spark 4.1 puts all branches of `Batch.plain` into one task
    "spark.sql.catalogImplementation": "in-memory",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",  # the default INT96 is what only Spark still reads
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",  # else day=01 becomes 1
    "spark.sql.sources.parallelPartitionDiscovery.threshold": "1000000",  # listing folders needs no job of its own
    # A dictionary of what never repeats is work for nothing.
    "spark.hadoop.parquet.enable.dictionary#event_uuid": "false",
    "spark.hadoop.parquet.enable.dictionary#body": "false",
    "spark.sql.maxConcurrentOutputFileWriters": "64",  # one open file a partition of a task, instead of a sort
    "spark.sql.files.maxPartitionBytes": "32m",
    "spark.sql.files.openCostInBytes": "256k",
    # The magic committer: files appear whole at the end of the job, no rename (Hadoop's "S3A committers" page).
    "spark.hadoop.fs.s3a.committer.name": "magic",
    "spark.hadoop.mapreduce.outputcommitter.factory.scheme.s3a": "org.apache.hadoop.fs.s3a.commit.S3ACommitterFactory",
    "spark.sql.sources.commitProtocolClass": f"{_PATHS}.PathOutputCommitProtocol",
    "spark.sql.parquet.output.committer.class": f"{_PATHS}.BindingParquetOutputCommitter",
    "spark.hadoop.mapreduce.fileoutputcommitter.marksuccessfuljobs": "false",  # the catalog says what is whole
    "spark.hadoop.fs.s3a.path.style.access": "true",
    "spark.hadoop.fs.s3a.aws.credentials.provider": "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider",
    "spark.hadoop.fs.s3a.multipart.purge": "true",  # uploads a crash left behind
    "spark.hadoop.fs.s3a.multipart.purge.age": "86400",
    "spark.hadoop.fs.s3a.performance.flags": "delete",  # no empty object where a folder was, after each run
    "spark.hadoop.fs.s3a.change.detection.mode": "none",  # raw objects are only ever written again with the same bytes
}


def start(settings: EtlSettings, store: StoreSettings) -> SparkSession:
    """Starts the JVM, which spills into the folder it works in. Raises TarnError where the S3A jars are missing."""
    builder = SparkSession.builder
    for name, value in configuration(settings, store).items():
        builder = builder.config(name, value)
    session: SparkSession = builder.getOrCreate()
    # Not by `builder`: its properties become the JVM's command line, which every user of the machine may read.
    hadoop = session.sparkContext._jsc.hadoopConfiguration()
    hadoop.set("fs.s3a.access.key", store.s3_access_key)
    hadoop.set("fs.s3a.secret.key", store.s3_secret_key.get_secret_value())
    return session


def configuration(settings: EtlSettings, store: StoreSettings) -> Mapping[str, str]:
    """Every Spark property of the job, none of which is a secret."""
    jars = sorted(settings.spark_jars.glob("*.jar"))
    if not any(jar.name.startswith("hadoop-aws") for jar in jars):
        raise TarnError(f"no hadoop-aws jar in TARN_SPARK_JARS={str(settings.spark_jars)!r}: run `./tarn up` once")
    here = {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.local.dir": ".",  # relative: a comma in a path would end it
        "spark.hadoop.fs.s3a.buffer.dir": "s3a",
    }
    on_cluster = {"spark.jars": ",".join(map(str, jars))}
    return {
        **_FIXED,
        **(here if settings.spark_master.startswith("local") else on_cluster),
        "spark.master": settings.spark_master,
        "spark.driver.extraJavaOptions": os.environ.get("TARN_ETL_JVM_OPTIONS", ""),
        "spark.driver.memory": settings.spark_driver_memory,
        "spark.driver.extraClassPath": f"{settings.spark_jars.resolve()}/*",
        "spark.sql.parquet.compression.codec": settings.etl_compression,
        "spark.hadoop.fs.s3a.endpoint": store.s3_endpoint,
        "spark.hadoop.fs.s3a.endpoint.region": store.s3_region,
        "spark.hadoop.fs.s3a.connection.ssl.enabled": str(store.s3_endpoint.startswith("https")).lower(),
    }
