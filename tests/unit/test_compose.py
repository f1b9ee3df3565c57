"""The rules that docker-compose.yml, its two companions and .env keep, read from the files themselves."""

from __future__ import annotations

import ast
import importlib
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from lake.config import DEFAULT_PORT_BASE, PORT_OFFSETS, Settings
from stack import jars, kafka, redis, trino

ROOT = Path(__file__).resolve().parents[2]
ONE_SHOT = {"bootstrap", "object-store-volume", "tarn"}  # they do their work and end
PUBLISHED = {
    "TARN_S3_PORT": "object-store",
    "TARN_REDIS_PORT": "redis",
    "TARN_KAFKA_PORT": "kafka",
    "TARN_CATALOG_PORT": "catalog",
    "TARN_TRINO_PORT": "trino",
    "TARN_S3_CONSOLE_PORT": "object-store-console",
    "TARN_PROMETHEUS_PORT": "prometheus",
    "TARN_GRAFANA_PORT": "grafana",
    "TARN_PRODUCER_METRICS_PORT": "producer-metrics",
    "TARN_DEDUP_METRICS_PORT": "dedup-metrics",
    "TARN_SINK_METRICS_PORT": "sink-metrics",
    "TARN_ETL_METRICS_PORT": "etl-metrics",
}
OWN = {"localhost/tarn/services", "localhost/tarn/etl", "localhost/tarn/object-store", "localhost/tarn/kafka",
       "localhost/tarn/redis", "localhost/tarn/trino"}  # fmt: skip

# Settings that a container does not take from outside: docker-compose.yml fixes them, or another line of it says so.
FIXED = {
    "TARN_KAFKA_BOOTSTRAP", "TARN_REDIS_URL", "TARN_S3_ENDPOINT", "TARN_CATALOG_URL", "TARN_METRICS_HOST",
    "TARN_METRICS_PORT", "TARN_CATALOG_HOST", "TARN_CATALOG_LISTEN_PORT", "TARN_CATALOG_DB", "TARN_PRODUCER_ANSWER_KEY",
    "TARN_GATEWAY_HOST", "TARN_GATEWAY_LISTEN_PORT", "TARN_QUERY_URL", "TARN_CLOUDWATCH_URL",
    "TARN_QUERY_HOST", "TARN_QUERY_LISTEN_PORT", "TARN_QUERY_DB", "TARN_CRAWLER_DB", "TARN_GATEWAY_URL",
    "TARN_CLOUDWATCH_HOST", "TARN_CLOUDWATCH_LISTEN_PORT", "TARN_CLOUDWATCH_DB", "TARN_CLOUDWATCH_LOGS",
    "TARN_CLOUDWATCH_TARGETS", "TARN_CONSOLE_HOST", "TARN_CONSOLE_LISTEN_PORT", "TARN_CONSOLE_SERVICES",
}  # fmt: skip
OF_ETL = {"TARN_ETL_CACHE", "TARN_ETL_WORKER", "TARN_ETL_SCHEMA"}
ELSEWHERE = {
    "TARN_SPARK_JARS": "the image of the ETL",
    "TARN_JAVA_HOME": "the image of the ETL",
    "TARN_REDIS_SERVER": "TARN_REDIS_IMAGE",
    "TARN_MINIO": "TARN_OBJECT_STORE_IMAGE",
    "TARN_TRINO_HEAP": "the container's mem_limit",
    "TARN_OBJECT_STORE_HEAP": "S3Proxy, which is not there",
    "TARN_DEDUP_PROCESSES": "--scale dedup",
    "TARN_SINK_PROCESSES": "--scale sink",
    "TARN_PORT_BASE": "the published ports",
    "TARN_INSTANCE": "the container's own name",
}
QUESTION_S = 0.13  # of CPU, for a health check in a container: what the engine takes to start it, and 0.02 s of bash
PARTS = {"TARN_REDIS_MAXMEMORY": "redis", "TARN_KAFKA_HEAP": "kafka"}  # settings of no Python service


class Loader(yaml.SafeLoader):
    """Reads `!reset` of Compose as nothing."""


Loader.add_constructor("!reset", lambda _loader, _node: None)


def read_env() -> dict[str, str]:
    lines = (ROOT / ".env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def read(name: str) -> dict[str, Any]:
    """A compose file with the values of .env filled in; a variable that .env lacks and has no default is a KeyError."""
    env = read_env()

    def filled(match: re.Match[str]) -> str:
        return env.get(match[1]) or match[2] if match[2] is not None else env[match[1]]

    loaded = yaml.load((re.sub(r"\$\{(\w+)(?::-([^}]*))?\}", filled, (ROOT / name).read_text())), Loader)
    assert isinstance(loaded, dict)
    return loaded


COMPOSE = read("docker-compose.yml")
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]

every_service = pytest.mark.parametrize("name", sorted(SERVICES))
every_lasting_service = pytest.mark.parametrize("name", sorted(set(SERVICES) - ONE_SHOT))


def images(*files: str) -> list[dict[str, Any]]:
    """What each service says that names an image in one of these files."""
    return [service for file in files for service in read(file)["services"].values() if "image" in service]


@pytest.mark.parametrize("file", ["docker-compose.yml", "compose.patched.yml", "compose.offline.yml"])
def test_an_image_is_our_own_or_pinned_by_name_and_content(file: str) -> None:
    for service in images(file):
        name, _, tag = service["image"].partition("@")[0].rpartition(":")
        assert re.search(r"\d+([.-]\d+)+|\d{14}|^\d{3}$", tag), service["image"]
        if name not in OWN:
            assert re.search(r"@sha256:[0-9a-f]{64}$", service["image"]), service["image"]


@pytest.mark.parametrize("file", ["docker-compose.yml", "compose.patched.yml", "compose.offline.yml"])
def test_no_registry_is_asked_for_an_image_of_our_own(file: str) -> None:
    for service in images(file):
        own = service["image"].rpartition(":")[0] in OWN
        assert (service.get("pull_policy") == "never") == own, service["image"]
        assert own == service["image"].startswith("localhost/")


def test_every_image_of_our_own_is_built_by_a_service() -> None:
    used = {service["image"] for service in images("docker-compose.yml") if service.get("pull_policy") == "never"}
    built = {service["image"] for service in SERVICES.values() if "build" in service}

    assert used == built


def test_the_published_object_store_is_not_asked_of_a_registry_that_lost_it() -> None:
    assert SERVICES["object-store"]["image"].startswith("quay.io/minio/minio:RELEASE.2025-09-07T16-13-09Z@")


def test_one_setting_builds_the_object_store_with_the_fix_of_its_last_known_fault() -> None:
    # CVE-2025-62506 is mended from RELEASE.2025-10-15 on.
    patched = read("compose.patched.yml")["services"]["object-store"]
    version = re.search(r"^ARG MINIO_VERSION=v0\.0\.0-(\d{14})-", dockerfile("object-store"), re.MULTILINE)

    assert version is not None
    assert version[1] > "20251015"
    assert patched["image"].endswith(f":{version[1]}")
    assert "# COMPOSE_FILE=docker-compose.yml:compose.patched.yml" in (ROOT / ".env").read_text().splitlines()


def dockerfile(name: str) -> str:
    return (ROOT / "containers" / name / "Dockerfile").read_text()


def test_kafka_is_of_the_version_of_the_embedded_stack() -> None:
    embedded = re.search(r"org\.apache\.kafka:kafka_2\.13:(\S+)", (ROOT / "stack" / "jars" / "kafka.lock").read_text())

    assert embedded is not None
    assert SERVICES["kafka"]["image"].startswith(f"apache/kafka:{embedded[1]}@")


def properties(name: str) -> dict[str, str]:
    lines = (ROOT / "containers" / "trino" / name).read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_trino_is_of_the_version_of_the_embedded_stack() -> None:
    (version,) = {one.version for one in jars.read_lock("trino")}

    assert SERVICES["trino"]["image"].startswith(f"trinodb/trino:{version}@")
    assert read("compose.offline.yml")["services"]["trino"]["image"].endswith(f":{version}")


def test_trino_reads_the_lake_as_in_the_embedded_stack() -> None:
    given = ("TARN_GATEWAY_URL", "TARN_S3_ACCESS_KEY", "TARN_S3_SECRET_KEY", "TARN_S3_REGION")
    embedded = trino.catalog_properties(*(f"${{ENV:{name}}}" for name in given))
    addresses = {"node.id", "node.bind-ip", "node.internal-address", "http-server.http.port", "discovery.uri"}
    node = {name: value for name, value in trino.node_properties(1).items() if name not in addresses}

    assert properties(f"catalog/{trino.CATALOG}.properties") == embedded
    assert set(given) == set(SERVICES["trino"]["environment"])
    assert node.items() <= properties("config.properties").items()


def test_the_project_has_a_name_whatever_its_folder_is_called() -> None:
    assert COMPOSE["name"] == "tarn"


def test_the_generator_alone_is_left_out_by_another_profile() -> None:
    profiles = {name: service["profiles"] for name, service in SERVICES.items() if "profiles" in service}

    observe = {"prometheus": ["observe"], "grafana": ["observe"]}
    assert profiles == {"producer": ["generator"], "tarn": ["cli"], "trino": ["trino"]} | observe
    assert read_env()["COMPOSE_PROFILES"] == "generator"


@every_service
def test_no_name_is_fixed_for_the_whole_machine(name: str) -> None:
    assert "container_name" not in SERVICES[name]


@every_service
def test_ports_are_bound_to_the_loopback_address(name: str) -> None:
    assert all(re.fullmatch(r"127\.0\.0\.1:\d+(-\d+)?:\d+", port) for port in SERVICES[name].get("ports", []))


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


def test_redis_has_memory_for_all_ids_twice_while_it_rewrites_its_file() -> None:
    sizes = {"m": 2**20, "mb": 2**20, "g": 2**30, "gb": 2**30}
    limit, most = (
        re.fullmatch(r"(\d+)([a-z]+)", read_env()[f"TARN_REDIS_{name}"]) for name in ("MEM_LIMIT", "MAXMEMORY")
    )

    assert limit is not None
    assert most is not None
    assert int(limit[1]) * sizes[limit[2]] >= 2 * int(most[1]) * sizes[most[2]] + 256 * 2**20


@every_service
def test_logs_are_bounded(name: str) -> None:
    assert SERVICES[name]["logging"] == {"driver": "json-file", "options": {"max-size": "10m", "max-file": "3"}}


@every_lasting_service
def test_health_is_asked_often_until_it_is_up_and_seldom_after(name: str) -> None:
    check = SERVICES[name]["healthcheck"]

    assert check["start_interval"] == "2s"
    assert re.search(r"bash|redis-cli|curl|wget", " ".join(check["test"])), "no JVM and no Python each time"


def test_all_health_checks_take_less_than_a_hundredth_of_a_core() -> None:
    intervals = [SERVICES[name]["healthcheck"]["interval"] for name in set(SERVICES) - ONE_SHOT]

    assert sum(QUESTION_S / int(interval.removesuffix("s")) for interval in intervals) <= 0.01


def test_an_engine_without_a_start_interval_asks_often() -> None:
    offline = read("compose.offline.yml")["services"]

    assert {name for name, service in offline.items() if "healthcheck" in service} == set(SERVICES) - ONE_SHOT
    assert all(
        service["healthcheck"] == {"interval": "5s", "retries": 12, "start_interval": None}
        for service in offline.values()
    )


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
    used = [
        (volume["source"], volume["type"]) if isinstance(volume, dict) else (volume.split(":")[0], "volume")
        for volume in SERVICES[name].get("volumes", [])
    ]

    assert {source for source, kind in used if kind == "volume" and not source.startswith(".")} <= set(
        COMPOSE["volumes"]
    )
    for source in [source for source, _ in used if source.startswith("./")]:
        assert (ROOT / source).exists()


def test_ports_are_those_of_the_embedded_stack() -> None:
    env = read_env()

    assert {name: env[name].partition("-")[0] for name in PUBLISHED} == {
        name: str(DEFAULT_PORT_BASE + PORT_OFFSETS[part]) for name, part in PUBLISHED.items()
    }


@pytest.mark.parametrize("service", ["dedup", "sink"])
def test_each_process_of_a_service_has_a_published_port_of_its_own(service: str) -> None:
    first, last = map(int, read_env()[f"TARN_{service.upper()}_METRICS_PORT"].split("-"))

    assert last - first == 7  # as many as the embedded stack may have
    assert not set(range(first + 1, last + 1)) & {DEFAULT_PORT_BASE + offset for offset in PORT_OFFSETS.values()}


def test_every_variable_of_env_is_used() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    used = {name for name in read_env() if re.search(rf"\$\{{{name}[:}}]|^  {name}:$", text, re.MULTILINE)}

    assert set(read_env()) - used == {"COMPOSE_PROFILES"}  # Compose's own


def settings() -> dict[str, set[str]]:
    """Every setting of a Python class, and the packages that read it."""
    found: dict[str, set[str]] = {}
    for path in sorted(path for top in ("cli", "lake", "services", "stack") for path in (ROOT / top).rglob("*.py")):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for node in ast.parse(path.read_text()).body:
            bases = [ast.unparse(base) for base in node.bases] if isinstance(node, ast.ClassDef) else []
            if isinstance(node, ast.ClassDef) and any(base.endswith("Settings") for base in bases):
                kind = getattr(importlib.import_module(module), node.name)
                assert issubclass(kind, Settings)
                for field in kind.model_fields:
                    found.setdefault(f"TARN_{field.upper()}", set()).add(".".join(module.split(".")[:2]))
    return found


@pytest.mark.parametrize(("name", "readers"), sorted(settings().items()), ids=sorted(settings()))
def test_every_setting_reaches_the_container_that_reads_it(name: str, readers: set[str]) -> None:
    if name in ELSEWHERE:
        return
    if name in PARTS:
        assert f"${{{name}}}" in (ROOT / "docker-compose.yml").read_text()
        return
    services = {reader.partition(".")[2] for reader in readers if reader.startswith("services.")}
    if any(reader.startswith("lake.") for reader in readers):
        services |= {"producer", "dedup", "sink", "etl", "catalog", "bootstrap", "tarn"}
    assert services
    for service in services:
        given = SERVICES[service]["environment"]
        assert name in given, service
        fixed = name in FIXED or (service == "etl" and name in OF_ETL)
        open_ = given[name] is None or f"${{{name}" in environment_text(name)
        assert fixed or open_, f"{service} is given {name}={given[name]}, whatever the user says"


def environment_text(name: str) -> str:
    """The line of docker-compose.yml that gives a setting."""
    line = re.search(rf"^ +{name}:.*$", (ROOT / "docker-compose.yml").read_text(), re.MULTILINE)
    return line[0] if line else ""


def test_what_is_told_of_settings_here_is_of_settings_there_are() -> None:
    assert (FIXED | OF_ETL | set(ELSEWHERE) | set(PARTS)) <= set(settings())


def test_the_schema_of_the_etl_is_the_users_file() -> None:
    assert '"${TARN_ETL_SCHEMA:-./services/etl/schema.json}"' in (ROOT / "docker-compose.yml").read_text()


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


@every_service
def test_no_secret_stands_on_a_command_line(name: str) -> None:
    words = [SERVICES[name].get("command", ""), SERVICES[name].get("entrypoint", "")]
    told = " ".join(" ".join(part) if isinstance(part, list) else str(part) for part in words)
    told += " ".join(map(str, SERVICES[name].get("healthcheck", {}).get("test", [])))

    assert "tarn-secret" not in told


def test_redis_has_the_users_of_the_embedded_stack_and_its_password_by_standard_input() -> None:
    script = SERVICES["redis"]["command"][-1].replace("$$TARN_REDIS_PASSWORD", "hush")
    command, _, users = script.partition("<<END\n")

    assert "hush" not in command
    assert users.removesuffix("END\n") == redis.users(">hush", ">hush")


def test_a_service_is_called_by_its_name_in_the_network() -> None:
    names = set(str(COMPOSE["x-addresses"]["TARN_HTTP_HOSTS"]).split(","))

    assert {"catalog", "producer", "dedup", "sink", "etl"} <= names


def test_every_image_is_built_offline_too() -> None:
    offline = read("compose.offline.yml")["services"]
    built = {SERVICES[name]["image"] for name, service in offline.items() if "build" in service}

    bought = {service["image"] for service in SERVICES.values() if service.get("profiles") == ["observe"]}
    assert len(bought) == 2
    assert built == {service["image"] for service in SERVICES.values()} - bought
    assert {service["image"].rpartition(":")[0] for service in offline.values() if "image" in service} < OWN
