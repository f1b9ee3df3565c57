"""Settings of the embedded stack: which of the machine's programs it uses, and how much memory its parts take."""

from __future__ import annotations

from pydantic import Field

from lake.config import Settings


class StackSettings(Settings):
    """Empty programs mean: look for one, else use what was installed. Sizes are the defaults of `.env`."""

    java_home: str = ""  # a Java 17 or 21; else JAVA_HOME, `java` on PATH, the wheel
    redis_server: str = ""  # a redis-server 7 or newer; else the one on PATH, the wheel
    minio: str = ""  # a minio; else the one on PATH, S3Proxy
    redis_maxmemory: str = Field(default="1gb", pattern=r"^\d+(k|kb|m|mb|g|gb)?$")  # bytes, or as in 512mb
    dedup_processes: int = Field(default=1, ge=1, le=8)  # they share the partitions
    sink_processes: int = Field(default=1, ge=1, le=8)
    kafka_heap: str = Field(default="-Xms96m -Xmx384m", pattern=r"^(-X\S+ *)*$")  # options of Kafka's JVM
    trino_heap: str = Field(default="-Xms128m -Xmx1g", pattern=r"^(-X\S+ *)*$")  # options of the embedded Trino's JVM
    object_store_heap: str = Field(default="-Xms64m -Xmx256m", pattern=r"^(-X\S+ *)*$")  # options of S3Proxy's JVM
