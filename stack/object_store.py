"""The S3 object store: MinIO where found (TARN_MINIO, or `minio` on PATH), else S3Proxy over plain files.

A folder written by one of the two stays with it, so installing MinIO later does not make objects vanish.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from lake.config import load, port
from lake.edges.objects import StoreSettings
from lake.errors import TarnError
from stack.java import Java, quick_start, quiet
from stack.places import Places, write_private
from stack.properties import render
from stack.settings import StackSettings

LOGGING = Path(__file__).resolve().parent / "s3proxy-logback.xml"
START = Path(__file__).resolve().parent / "s3proxy.sh"


def find_minio(at: Places) -> Path | None:
    """The MinIO to use; None means S3Proxy. Raises TarnError where the data folder needs a MinIO that is gone."""
    chosen = load(StackSettings).minio
    found = shutil.which(chosen or "minio")
    if chosen and not found:
        raise TarnError(f"setting TARN_MINIO={chosen!r} is not usable: no such program")
    if (at.data / "minio").exists() and not found:
        raise TarnError(f"{at.data / 'minio'} was written by MinIO, which is gone: install it or set TARN_MINIO")
    if (at.data / "s3proxy").exists() or not found:
        return None
    return Path(found).absolute()


def environment() -> dict[str, str]:
    """What MinIO reads its credentials from. Raises TarnError for keys it would refuse."""
    settings = load(StoreSettings)
    secret = settings.s3_secret_key.get_secret_value()
    if len(settings.s3_access_key) < 3 or len(secret) < 8:
        raise TarnError("TARN_S3_ACCESS_KEY needs 3 characters or more, TARN_S3_SECRET_KEY 8 or more")
    return {
        "MINIO_ROOT_USER": settings.s3_access_key,
        "MINIO_ROOT_PASSWORD": secret,
        "MINIO_UPDATE": "off",
        # Its default lets every web page read what it is answered.
        "MINIO_API_CORS_ALLOW_ORIGIN": f"http://127.0.0.1:{port('object-store-console')}",
    }


def s3proxy_properties(base: Path, listen: int, access_key: str, secret_key: str) -> dict[str, str]:
    """S3Proxy's configuration (https://github.com/gaul/s3proxy/wiki)."""
    return {
        "s3proxy.endpoint": f"http://127.0.0.1:{listen}",
        "s3proxy.authorization": "aws-v2-or-v4",
        "s3proxy.identity": access_key,
        "s3proxy.credential": secret_key,
        "jclouds.provider": "filesystem-nio2",
        "jclouds.filesystem.basedir": str(base),  # absolute: below a relative one it lists nothing
        "jclouds.identity": "local",
        "jclouds.credential": "local",
    }


def write_configuration(at: Places) -> None:
    """Makes the data folder and, for S3Proxy, its configuration, which holds the secret key and so is private."""
    minio = find_minio(at)
    base = at.data / ("minio" if minio else "s3proxy")
    base.mkdir(mode=0o700, parents=True, exist_ok=True)
    if minio:
        return
    settings = load(StoreSettings)
    secret = settings.s3_secret_key.get_secret_value()
    properties = s3proxy_properties(base, port("object-store"), settings.s3_access_key, secret)
    write_private(at.run / LOGGING.name, LOGGING.read_text(encoding="utf-8"))
    write_private(at.run / "s3proxy.properties", render(properties))


def command(java: Java, at: Places) -> tuple[str, ...]:
    """What the supervisor runs."""
    minio = find_minio(at)
    if minio:
        listen = ("--address", f"127.0.0.1:{port('object-store')}")
        console = ("--console-address", f"127.0.0.1:{port('object-store-console')}")
        return (str(minio), "server", "--quiet", *listen, *console, at.below(at.data / "minio"))
    return (
        "/bin/sh",
        str(START),
        at.below(at.data / "s3proxy"),
        str(java.binary),
        *load(StackSettings).object_store_heap.split(),
        *quick_start(java, at.below(at.cache / "s3proxy.jsa")),
        "-XX:+UseSerialGC",
        "-XX:+ExitOnOutOfMemoryError",
        "-Dfile.encoding=UTF-8",
        f"-Dlogback.configurationFile={at.below(at.run / LOGGING.name)}",
        *quiet(at),
        "-cp",
        f"{at.below(at.jars)}/s3proxy/*",
        "org.gaul.s3proxy.Main",
        "--properties",
        at.below(at.run / "s3proxy.properties"),
    )
