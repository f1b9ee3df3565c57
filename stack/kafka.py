"""Kafka in KRaft mode: one node that is broker and controller, formatted once, bound to 127.0.0.1."""

from __future__ import annotations

import base64
import subprocess
import uuid
from pathlib import Path

from lake.config import load, port
from lake.errors import TarnError
from stack.java import Java, quick_start, quiet
from stack.places import Places, write_private
from stack.properties import render
from stack.settings import StackSettings

LOGGING = Path(__file__).resolve().parent / "kafka-log4j2.properties"

# An event is at most 1 MiB; the transform, headers and the quarantine's base64 with its reason make a record larger.
MESSAGE_MAX_BYTES = 2 * 1024 * 1024


def server_properties(log_dir: Path, broker_port: int, controller_port: int) -> dict[str, str]:
    """The node's configuration (https://kafka.apache.org/41/configuration/broker-configs/)."""
    return {
        "process.roles": "broker,controller",
        "node.id": "1",
        "controller.quorum.voters": f"1@127.0.0.1:{controller_port}",
        "controller.listener.names": "CONTROLLER",
        "listeners": f"PLAINTEXT://127.0.0.1:{broker_port},CONTROLLER://127.0.0.1:{controller_port}",
        "advertised.listeners": f"PLAINTEXT://127.0.0.1:{broker_port}",
        "log.dirs": str(log_dir),
        # One node: whatever is replicated is replicated once.
        "offsets.topic.replication.factor": "1",
        "transaction.state.log.replication.factor": "1",
        "transaction.state.log.min.isr": "1",
        "share.coordinator.state.topic.replication.factor": "1",
        "share.coordinator.state.topic.min.isr": "1",
        # Fewer internal partitions than the 50 of a cluster: quicker to make, to load and to recover.
        "offsets.topic.num.partitions": "4",
        "transaction.state.log.num.partitions": "4",
        # Both are read whole at every start. A coordinator whose leader changes while it still reads goes on with what
        # it has, or not at all (`CompleteLoad` of CoordinatorRuntime asks for no epoch): so keep little to read, and
        # no traces of transactions for a day.
        "offsets.topic.segment.bytes": str(1024 * 1024),
        "transaction.state.log.segment.bytes": str(1024 * 1024),
        "log.cleaner.delete.retention.ms": "60000",
        # Offsets carry the ledger's counters, so they must outlive any pause of the stack: ten years.
        "offsets.retention.minutes": "5256000",
        "group.initial.rebalance.delay.ms": "0",
        # A dead producer holds readers until its transaction times out: look for such every second, not every 10.
        "transaction.abort.timed.out.transaction.cleanup.interval.ms": "1000",
        # A killed node may register again when its last life's session is over: 3 s, not 9.
        "broker.session.timeout.ms": "3000",
        "broker.heartbeat.interval.ms": "500",
        "auto.create.topics.enable": "false",
        "log.retention.hours": "24",
        "message.max.bytes": str(MESSAGE_MAX_BYTES),
        "replica.fetch.max.bytes": str(MESSAGE_MAX_BYTES),
        # Sized for one laptop; the defaults keep 128 MB of heap for the log cleaner alone.
        "log.cleaner.dedupe.buffer.size": str(8 * 1024 * 1024),
        "num.network.threads": "2",
        "num.io.threads": "4",
        "background.threads": "2",
    }


def write_configuration(at: Places) -> Path:
    """Writes server.properties and returns its path. The folder is relative: in `log.dirs` a comma would end it."""
    folder = Path(at.below(at.data / "kafka"))
    properties = server_properties(folder, port("kafka"), port("kafka-controller"))
    write_private(at.run / LOGGING.name, LOGGING.read_text(encoding="utf-8"))
    return write_private(at.run / "server.properties", render(properties))


def command(java: Java, at: Places) -> tuple[str, ...]:
    """What the supervisor runs."""
    options = (*load(StackSettings).kafka_heap.split(), *quick_start(java, at.below(at.cache / "kafka.jsa")))
    return (*_java(java, at, *options), "kafka.Kafka", at.below(at.run / "server.properties"))


def format_once(java: Java, at: Places, configuration: Path) -> None:
    """Gives an empty data folder its cluster id, as every KRaft node needs before its first start. Raises TarnError."""
    if (at.data / "kafka" / "meta.properties").exists():
        return
    log = at.log / "setup.log"
    tool = (*_java(java, at, "-Xmx128m", "-XX:TieredStopAtLevel=1"), "kafka.tools.StorageTool")
    with log.open("a", encoding="utf-8") as output:
        done = subprocess.run(
            [*tool, "format", "--ignore-formatted", "-t", cluster_id(uuid.uuid4()), "-c", at.below(configuration)],
            cwd=at.home,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode != 0:
        raise TarnError(f"Kafka cannot format its folder {at.data / 'kafka'}: the details are in {log}")


def cluster_id(from_uuid: uuid.UUID) -> str:
    """A UUID as Kafka writes it: URL-safe base64, no padding, and no leading dash, which would read as an option."""
    text = base64.urlsafe_b64encode(from_uuid.bytes).decode("ascii").rstrip("=")
    return "A" + text[1:] if text.startswith("-") else text


def _java(java: Java, at: Places, *options: str) -> tuple[str, ...]:
    return (
        str(java.binary),
        *options,
        # Small heap, two cores: the serial collector takes the least memory and no threads of its own.
        "-XX:+UseSerialGC",
        "-XX:+ExitOnOutOfMemoryError",
        "-Djava.awt.headless=true",
        "-Dfile.encoding=UTF-8",
        f"-Dlog4j2.configurationFile={at.below(at.run / LOGGING.name)}",
        *quiet(at),
        "-cp",
        f"{at.below(at.jars)}/kafka/*",
    )
