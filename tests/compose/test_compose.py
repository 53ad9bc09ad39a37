"""docker-compose.yml, proved without an engine: its services run as processes and do the work."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import yaml

from launcher.processes import answers, stop_all
from launcher.state import REPOSITORY
from tests.compose.containers import Container, Engine, MissingVariableError, image, interpolate
from tests.support import databases
from tests.support.waiting import came_true
from transcripts.models import ExtractionRun, Heartbeat

SECRETS = {"SECRET_KEY": secrets.token_urlsafe(50), "POSTGRES_PASSWORD": "s3cret"}
OURS = ("migrate", "web", "worker", "maintenance", "network", "score", "matching", "beat")
WORKERS = ("worker-1", "worker-2")
TRANSCRIPTS = 6
SECONDS = 90  # for each wait; the whole takes about a minute on two idle cores
STOP_SECONDS = 30  # half of stop_grace_period


def compose(outside: dict[str, str]) -> Any:
    document = yaml.safe_load((REPOSITORY / "docker-compose.yml").read_text())
    return interpolate(document, outside)["services"]


@pytest.fixture
def empty_database(django_db_blocker: Any) -> Iterator[str]:
    """The URL of a database without a table; Django's own connection leads there too."""
    name = f"compose_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    databases.create(name, "template1")
    try:
        with django_db_blocker.unblock(), databases.default_database(name):
            yield databases.url_of(name)
    finally:
        databases.drop(name)


@pytest.fixture
def engine(empty_database: str, valkey_url: str, tmp_path: Path) -> Iterator[Engine]:
    """Stops whatever was started."""
    servers = {"DATABASE_URL": empty_database, "REDIS_URL": valkey_url}
    made = Engine(compose(SECRETS), servers, tmp_path)
    try:
        yield made
    finally:
        stop_all([one.process for one in made.started[::-1] if one.process is not None])


@pytest.mark.parametrize("missing", sorted(SECRETS))
def test_without_a_secret_compose_starts_nothing(missing: str) -> None:
    with pytest.raises(MissingVariableError, match=missing):
        compose({**SECRETS, missing: ""})


def test_services_find_each_other_by_name_and_share_one_environment() -> None:
    services = compose(SECRETS)
    environment = services["web"]["environment"]
    database, broker = urlsplit(environment["DATABASE_URL"]), urlsplit(environment["REDIS_URL"])
    postgres = services["postgres"]["environment"]
    assert (database.hostname, database.port) == ("postgres", 5432)
    assert (database.username, database.password, database.path) == (
        postgres["POSTGRES_USER"],
        postgres["POSTGRES_PASSWORD"],
        f"/{postgres['POSTGRES_DB']}",
    )
    assert (broker.hostname, broker.port) == ("redis", 6379)
    assert {broker.hostname, database.hostname} <= set(services)
    for name in OURS:
        assert services[name]["environment"] == environment
        assert set(services[name]["depends_on"]) <= set(services)


def test_every_service_of_ours_reads_all_settings_of_the_env_file() -> None:
    services = compose(SECRETS)
    for name in OURS:
        assert services[name]["env_file"] == [{"path": ".env", "required": False}], name


def test_the_published_port_is_the_one_web_listens_on() -> None:
    ports = compose(SECRETS)["web"]["ports"]
    assert [port.rpartition(":")[2] for port in ports] == ["8000"]
    assert "0.0.0.0:8000" in image("web").command
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_everything_the_images_copy_is_sent_to_the_builder() -> None:
    sent = [
        line[1:].rstrip("/")
        for line in (REPOSITORY / ".dockerignore").read_text().splitlines()
        if line.startswith("!")
    ]
    for target in ("web", "worker"):
        for source, _ in image(target).copies:
            assert any(source.rstrip("/").split("/")[0] == one for one in sent), source


def test_nothing_of_ours_starts_before_migrate_has_succeeded() -> None:
    services = compose(SECRETS)
    for name in set(OURS) - {"migrate"}:
        waits_for = services[name]["depends_on"]["migrate"]["condition"]
        assert waits_for == "service_completed_successfully", name


@pytest.mark.faults
def test_the_build_of_the_web_image_collects_its_static_files(engine: Engine) -> None:
    app = engine.build("web")
    assert not (app / "worker").exists()
    engine.run_build_steps("web")
    manifest = json.loads((app / "static" / "staticfiles.json").read_text())
    assert "desk/base.css" in manifest["paths"]


@pytest.mark.faults
@pytest.mark.timeout(420)
def test_the_services_together_read_what_is_uploaded(engine: Engine) -> None:
    migrate = engine.container("migrate")
    refused = migrate.run(SECRET_KEY="", seconds=SECONDS)
    assert refused.returncode != 0
    assert "SECRET_KEY" in refused.stdout + refused.stderr
    migrated = migrate.run(seconds=SECONDS)
    assert migrated.returncode == 0, migrated.stderr
    started = start_all(engine)
    before = {one.app: tree(one.app) for one in started}
    for one in started:
        assert one.process is not None
        one.process.wait_until_ready(SECONDS)

    with httpx.Client(base_url=f"http://127.0.0.1:{engine.port}", timeout=20) as api:
        sign_in(api, started[0])
        for number in range(TRANSCRIPTS):
            upload(api, number)
        assert came_true(lambda: not pending(api), SECONDS), pending(api)
        runs = api.get("/api/v1/runs/").json()["results"]
        assert [run["status"] for run in runs] == ["succeeded"] * TRANSCRIPTS
        assert all(run["claims_found"] for run in runs)
        assert came_true(lambda: api.get("/health/queue").status_code == 200, SECONDS), api.get(
            "/health/queue"
        ).text

    alive = Heartbeat.objects.alive().serving("extraction").values_list("process", flat=True)
    assert sorted(process.split(":")[0] for process in alive) == list(WORKERS)
    served = ExtractionRun.objects.values_list("worker", flat=True)
    assert {process.split(":")[0] for process in served} == set(WORKERS)
    kinds = set(Heartbeat.objects.alive().values_list("kind", flat=True))
    assert {"worker", "beat"} <= kinds
    # Two at once: on a busy machine six starting interpreters ate each other's 30 s.
    with ThreadPoolExecutor(max_workers=2) as threads:
        for one, checked in zip(started, threads.map(Container.health, started), strict=True):
            assert checked.returncode == 0, (one.host, checked.stdout, checked.stderr)
    assert {one.app: tree(one.app) for one in started} == before  # read_only: true
    end_all(engine)
    for one in started[:2]:
        assert one.health().returncode != 0, one.host


def start_all(engine: Engine) -> list[Container]:
    """All services, as `up -d --scale worker=2` would."""
    live = f"http://127.0.0.1:{engine.port}/health/live"

    def receives(log: str) -> bool:
        return "ready." in log

    web = engine.start("web", lambda log: answers(live))
    workers = [engine.start("worker", receives, host=host) for host in WORKERS]
    maintenance = engine.start("maintenance", receives)
    network = engine.start("network", receives)
    score = engine.start("score", receives)
    matching = engine.start("matching", receives)
    beat = engine.start("beat", lambda log: "beat: Starting" in log)
    return [web, *workers, maintenance, network, score, matching, beat]


def sign_in(api: httpx.Client, web: Container) -> None:
    """Makes accounts the way an operator does, and takes a token."""
    said = web.execute(["python", "manage.py", "create_demo_users"], seconds=SECONDS)
    assert said.returncode == 0, said.stderr
    logins = json.loads(said.stdout.strip().splitlines()[-1])
    login = next(one for one in logins if one["role"] == "integrator")
    words = {"username": login["username"], "password": login["password"]}
    answer = api.post("/api/v1/tokens/", json=words)
    assert answer.status_code == 201, answer.text
    api.headers["Authorization"] = f"Bearer {answer.json()['token']}"


def upload(api: httpx.Client, number: int) -> None:
    text = f"Mayor Vera Quill: Rents rose by {number + 3} percent in 2025, the most since 1999.\n"
    answer = api.post("/api/v1/transcripts/", files={"file": (f"{number}.txt", text * 3)})
    assert answer.status_code == 201, answer.text


def pending(api: httpx.Client) -> list[str]:
    """The runs that have not ended, in words."""
    runs = api.get("/api/v1/runs/").json()["results"]
    return [
        f"{run['id']}: {run['status']}" for run in runs if run["status"] in ("queued", "running")
    ]


def tree(app: Path) -> set[str]:
    return {str(path.relative_to(app)) for path in app.rglob("*")}


def end_all(engine: Engine) -> None:
    """SIGTERM, as `down` sends it: every process ends by itself within its grace period."""
    processes = [one.process for one in engine.started if one.process is not None]
    for process in processes:
        process.ask_to_stop()
    gone = came_true(lambda: not any(one.alive() for one in processes), STOP_SECONDS)
    assert gone, [one.name for one in processes if one.alive()]
