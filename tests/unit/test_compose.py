"""The rules that docker-compose.yml, compose.offline.yml and .env keep, read from the files themselves."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from lake.config import DEFAULT_PORT_BASE, PORT_OFFSETS
from stack import kafka

ROOT = Path(__file__).resolve().parents[2]
ONE_SHOT = {"bootstrap", "object-store-volume", "tarn"}  # they do their work and end
PUBLISHED = {
    "TARN_S3_PORT": "object-store",
    "TARN_REDIS_PORT": "redis",
    "TARN_KAFKA_PORT": "kafka",
    "TARN_CATALOG_PORT": "catalog",
    "TARN_S3_CONSOLE_PORT": "object-store-console",
    "TARN_PRODUCER_METRICS_PORT": "producer-metrics",
    "TARN_DEDUP_METRICS_PORT": "dedup-metrics",
    "TARN_SINK_METRICS_PORT": "sink-metrics",
    "TARN_ETL_METRICS_PORT": "etl-metrics",
}


def read_env() -> dict[str, str]:
    lines = (ROOT / ".env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def read(name: str) -> dict[str, Any]:
    """A compose file with the values of .env filled in; a variable that .env lacks is a KeyError."""
    env = read_env()
    text = re.sub(r"\$\{(\w+)\}", lambda match: env[match.group(1)], (ROOT / name).read_text())
    loaded = yaml.safe_load(text)
    assert isinstance(loaded, dict)
    return loaded


COMPOSE = read("docker-compose.yml")
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]

every_service = pytest.mark.parametrize("name", sorted(SERVICES))
every_lasting_service = pytest.mark.parametrize("name", sorted(set(SERVICES) - ONE_SHOT))


@every_service
def test_an_image_is_pinned(name: str) -> None:
    tag = SERVICES[name]["image"].rpartition(":")[2]

    assert re.search(r"\d+[.-]\d+", tag), tag


@every_service
def test_no_name_is_fixed_for_the_whole_machine(name: str) -> None:
    assert "container_name" not in SERVICES[name]


@every_service
def test_ports_are_bound_to_the_loopback_address(name: str) -> None:
    assert all(re.fullmatch(r"127\.0\.0\.1:\d+:\d+", port) for port in SERVICES[name].get("ports", []))


@every_service
def test_nobody_is_root(name: str) -> None:
    assert re.split("[:]", SERVICES[name]["user"])[0] not in {"", "0", "root"}


@every_service
def test_privileges_are_dropped(name: str) -> None:
    assert SERVICES[name]["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in SERVICES[name]["security_opt"]
    assert "privileged" not in SERVICES[name]


@every_service
def test_memory_is_limited(name: str) -> None:
    assert re.fullmatch(r"\d+[mg]", SERVICES[name]["mem_limit"])


@every_lasting_service
def test_what_lasts_is_watched_and_restarted(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"]
    assert SERVICES[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", sorted(ONE_SHOT))
def test_what_ends_is_not_started_again(name: str) -> None:
    assert SERVICES[name]["restart"] == "no"


@every_service
def test_neighbours_are_waited_for_until_they_work(name: str) -> None:
    conditions = {needed: how["condition"] for needed, how in SERVICES[name].get("depends_on", {}).items()}

    assert conditions == {
        needed: "service_completed_successfully" if needed in ONE_SHOT else "service_healthy" for needed in conditions
    }


@every_service
def test_a_named_volume_is_declared(name: str) -> None:
    used = {
        volume["source"] if isinstance(volume, dict) else volume.split(":")[0]
        for volume in SERVICES[name].get("volumes", [])
    }

    assert used <= set(COMPOSE["volumes"])


def test_ports_are_those_of_the_embedded_stack() -> None:
    env = read_env()

    assert {name: env[name] for name in PUBLISHED} == {
        name: str(DEFAULT_PORT_BASE + PORT_OFFSETS[part]) for name, part in PUBLISHED.items()
    }


def test_every_variable_of_env_is_used() -> None:
    text = (ROOT / "docker-compose.yml").read_text()

    assert [name for name in read_env() if "${" + name + "}" not in text] == []


def test_kafka_is_set_up_as_in_the_embedded_stack() -> None:
    embedded = kafka.server_properties(Path("unused"), 1, 2)
    addresses = {"listeners", "advertised.listeners", "controller.quorum.voters", "log.dirs"}
    container = {
        name.removeprefix("KAFKA_").replace("_", ".").lower(): str(value)
        for name, value in SERVICES["kafka"]["environment"].items()
    }

    assert {name: container.get(name) for name in embedded if name not in addresses} == {
        name: value for name, value in embedded.items() if name not in addresses
    }


def test_every_image_is_built_offline_too() -> None:
    offline = read("compose.offline.yml")["services"]
    built = {SERVICES[name]["image"] for name, service in offline.items() if "build" in service}

    assert built == {service["image"] for service in SERVICES.values()}
