"""What a script's process finds around it: Spark's defaults, AWS's variables, and the stack's addresses. Pure.

The keys go by the environment, which only the user's own processes may read; a command line is everybody's to read.
S3A takes `s3://` as Glue does.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from lake.edges.objects import StoreSettings
from services.etl.scripts.settings import ScriptSettings

_INHERITED = ("PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "TZ", "SSL_CERT_FILE", "JAVA_HOME")
_SPARK = ("SPARK_LOCAL_IP", "SPARK_LOCAL_HOSTNAME")
_S3A = "org.apache.hadoop.fs.s3a"
_CLOUD = "org.apache.spark.internal.io.cloud"
_COMMITTER = "org.apache.hadoop.fs.s3a.commit.S3ACommitterFactory"

_FIXED = {
    "spark.master": "local[*]",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "WARN",
    "spark.io.mode.default": "NIO",  # Netty's classes are newer than the native libraries that Spark brings
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.catalogImplementation": "in-memory",
    "spark.sql.warehouse.dir": "../warehouse",
    "spark.local.dir": "../local",  # relative to where the JVM works: a comma in a path would end it
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.extraJavaOptions": "-XX:+UseSerialGC -XX:-UsePerfData -Djava.io.tmpdir=../local",
    "spark.hadoop.fs.s3.impl": f"{_S3A}.S3AFileSystem",
    "spark.hadoop.fs.s3n.impl": f"{_S3A}.S3AFileSystem",
    "spark.hadoop.fs.AbstractFileSystem.s3.impl": f"{_S3A}.S3A",
    "spark.hadoop.fs.s3a.buffer.dir": "../local",
    "spark.hadoop.fs.s3a.path.style.access": "true",
    "spark.hadoop.fs.s3a.performance.flags": "delete",  # no empty object where a folder was
    "spark.hadoop.fs.s3a.aws.credentials.provider": (
        "software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider"
    ),
    # The magic committer: files appear whole at the end of the job, no rename (Hadoop's "S3A committers" page).
    "spark.hadoop.fs.s3a.committer.name": "magic",
    "spark.hadoop.mapreduce.outputcommitter.factory.scheme.s3a": _COMMITTER,
    "spark.hadoop.mapreduce.outputcommitter.factory.scheme.s3": _COMMITTER,
    "spark.sql.sources.commitProtocolClass": f"{_CLOUD}.PathOutputCommitProtocol",
    "spark.sql.parquet.output.committer.class": f"{_CLOUD}.BindingParquetOutputCommitter",
}


def spark_defaults(
    settings: ScriptSettings, store: StoreSettings, jars: Path, heap_mb: int, own: Mapping[str, str]
) -> str:
    """The text of spark-defaults.conf, a file of Java properties. `own` is what the run asks of Spark."""
    chosen = {
        **_FIXED,
        **own,
        "spark.driver.memory": f"{heap_mb}m",
        "spark.driver.extraClassPath": f"{jars.resolve()}/*",
        "spark.hadoop.fs.s3a.endpoint": settings.gateway_url,
        "spark.hadoop.fs.s3a.endpoint.region": store.s3_region,
        "spark.hadoop.fs.s3a.connection.ssl.enabled": str(settings.gateway_url.startswith("https")).lower(),
    }
    return "".join(f"{name} {_escaped(value)}\n" for name, value in chosen.items())


def variables(
    settings: ScriptSettings, store: StoreSettings, catalog_url: str, around: Mapping[str, str], folder: Path
) -> dict[str, str]:
    """The environment of a script that runs in `folder`, out of that `around` this process."""
    secret = store.s3_secret_key.get_secret_value()
    kept = {name: value for name, value in around.items() if name in _INHERITED + _SPARK}
    root = str(Path(__file__).resolve().parents[3])
    return kept | {
        "PYTHONPATH": os.pathsep.join([str(folder / "work"), *sorted(map(str, (folder / "py").glob("*"))), root]),
        "PYTHONUNBUFFERED": "1",
        "PYSPARK_PYTHON": sys.executable,
        "PYSPARK_DRIVER_PYTHON": sys.executable,
        "SPARK_CONF_DIR": str(folder / "conf"),
        "SPARK_LAUNCHER_OPTS": "-XX:-UsePerfData -Djava.io.tmpdir=../local",
        "TMPDIR": str(folder / "local"),
        "AWS_ENDPOINT_URL": settings.gateway_url,
        "AWS_ACCESS_KEY_ID": store.s3_access_key,
        "AWS_SECRET_ACCESS_KEY": secret,
        "AWS_REGION": store.s3_region,
        "AWS_DEFAULT_REGION": store.s3_region,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,  # a script never finds the user's real account
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "TARN_S3_ENDPOINT": settings.gateway_url,
        "TARN_S3_ACCESS_KEY": store.s3_access_key,
        "TARN_S3_SECRET_KEY": secret,
        "TARN_S3_REGION": store.s3_region,
        "TARN_CATALOG_URL": catalog_url,
    }


def _escaped(value: str) -> str:
    """A value as java.util.Properties reads it."""
    return value.replace("\\", "\\\\").replace("\n", "\\n")
