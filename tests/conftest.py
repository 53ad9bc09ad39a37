"""Fixtures for the whole suite: databases that commit, a broker, real workers, a browser.

The database server comes from the launcher (`make test`, or
`python -m launcher exec -- pytest ...`). A test either uses pytest-django's ``db`` and is
rolled back, or ``committed_db`` and gets a database of its own.
"""

import functools
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from launcher import browser
from tests.support.broker import BrokerControl

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
NO_BROWSER = f"no Chromium here. {browser.HOW}"
NO_SHARED = f"{SHARED.name}/ does not stand beside this clone"
DEFAULT_HASHERS = [
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "django.contrib.auth.hashers.MD5PasswordHasher",
]


# What a machine may lack -------------------------------------------------------------------


@functools.cache
def _chromium() -> str | None:
    return browser.find()


def _leave_out(reason: str, required_by: str) -> None:
    if os.environ.get(required_by) == "1":
        pytest.fail(f"{required_by} is set, but {reason}", pytrace=False)
    pytest.skip(reason)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave out what this machine cannot do, or fail where that is required."""
    if item.get_closest_marker("browser") and _chromium() is None:
        _leave_out(NO_BROWSER, "ONRECORD_REQUIRE_BROWSER")
    if item.get_closest_marker("shared") and not SHARED.is_dir():
        _leave_out(NO_SHARED, "ONRECORD_REQUIRE_SHARED")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say plainly at the end which tests were left out and how to get them."""
    skipped = terminalreporter.stats.get("skipped", [])
    for title, reason in (("browser tests", NO_BROWSER), ("checks of ../shared", NO_SHARED)):
        left_out = sorted({report.nodeid for report in skipped if reason in str(report.longrepr)})
        if left_out:
            terminalreporter.section(f"{len(left_out)} {title} LEFT OUT", sep="!")
            for nodeid in left_out:
                terminalreporter.line(f"  {nodeid}")
            terminalreporter.line(f"Reason: {reason}")


# Database -------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Asked by pytest-django before it makes the test database."""
    if not os.environ.get("DATABASE_URL"):
        pytest.exit(
            "This test needs PostgreSQL. Run `make test`, or "
            "`python -m launcher exec -- python -m pytest ...`.",
            returncode=4,
        )


@pytest.fixture(scope="session")
def database_template(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The name of a database that is migrated, otherwise empty, and closed to everybody."""
    from django.db import connection, connections
    from django.test.utils import setup_databases, teardown_databases

    from tests.support import databases

    made = []
    with django_db_blocker.unblock():
        if not connection.settings_dict["NAME"].startswith("test_"):
            # pytest-django makes a test database only where some test asks for `db`; without
            # one this would clone the database that DATABASE_URL names.
            made = setup_databases(verbosity=0, interactive=False, aliases=["default"])
        connections.close_all()
        source = connection.settings_dict["NAME"]
        name = f"{source}_template"
        databases.create(name, source)
    databases.close_to_strangers(name)
    yield name
    databases.drop(name)
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture
def committed_db(
    request: pytest.FixtureRequest, database_template: str, django_db_blocker: Any
) -> Iterator[str]:
    """A database of the test's own in which commits are real; yields its DATABASE_URL.

    Django's default connection leads there, in this and in every new thread. A thread closes
    its connection itself (``django.db.connections.close_all()``).
    """
    from tests.support import databases

    if request.node.get_closest_marker("django_db") or "db" in request.fixturenames:
        pytest.fail("committed_db goes without the django_db mark and the db fixture.")
    name = database_template.removesuffix("_template") + "_clone"
    databases.create(name, database_template)
    try:
        with django_db_blocker.unblock(), databases.default_database(name):
            yield databases.url_of(name)
    finally:
        databases.drop(name)


# Broker ---------------------------------------------------------------------------------------


@pytest.fixture(scope="session", autouse=True)
def _own_broker() -> Iterator[BrokerControl]:
    """This test process uses a Valkey of its own for cache and queue, from the first test on."""
    from django.conf import settings

    from config.celery import app

    broker = BrokerControl()
    os.environ["REDIS_URL"] = broker.url
    settings.REDIS_URL = settings.CELERY_BROKER_URL = broker.url
    settings.CACHES["default"]["LOCATION"] = broker.url
    app.conf.broker_url = broker.url
    yield broker
    broker.close()


@pytest.fixture(scope="session", autouse=True)
def _own_storage(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What is kept and exported lies in folders of this test process, which its workers share."""
    from django.conf import settings

    for name, root in (("evidence", "EVIDENCE_ROOT"), ("exports", "EXPORT_ROOT")):
        folder = os.environ[root] = str(tmp_path_factory.mktemp(name))
        setattr(settings, root, folder)
        settings.STORAGES[name]["OPTIONS"]["location"] = folder


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> None:
    """Hash passwords quickly; ``live_stack`` restores the hasher its web server knows."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = DEFAULT_HASHERS[::-1]


@pytest.fixture(autouse=True)
def _empty_broker(_own_broker: BrokerControl) -> None:
    """No message and no throttle counter of an earlier test."""
    _own_broker.flush()


@pytest.fixture
def valkey(_own_broker: BrokerControl) -> BrokerControl:
    """This xdist worker's own Valkey, empty; may be killed, stopped and restarted."""
    return _own_broker


@pytest.fixture
def valkey_url(valkey: BrokerControl) -> str:
    """The REDIS_URL of ``valkey``."""
    return valkey.url


# Real processes -------------------------------------------------------------------------------


@pytest.fixture
def worker_process(committed_db: str, valkey_url: str, tmp_path: Path) -> Iterator[Any]:
    """Starts real workers: ``worker_process("extraction", concurrency=2, env={...})``.

    Returns a ``tests.support.processes.WorkerProcess`` once the worker says it is ready.
    """
    from tests.support.processes import WorkerFactory

    urls = {"DATABASE_URL": committed_db, "REDIS_URL": valkey_url}
    factory = WorkerFactory(urls, tmp_path)
    try:
        yield factory
    finally:
        factory.close()


@pytest.fixture
def live_stack(worker_process: Any, settings: Any) -> Iterator[Any]:
    """Web, worker and maintenance on a committed database: a ``LiveStack`` with its ``url``."""
    from tests.support.processes import LiveStack

    settings.PASSWORD_HASHERS = DEFAULT_HASHERS
    stack = LiveStack.start(worker_process.urls, worker_process)
    try:
        yield stack
    finally:
        stack.close()


@pytest.fixture
def browser_page(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A Playwright page in a fresh Chromium; mark the test ``browser``."""
    from tests.support.browser import chromium_page

    executable = _chromium()
    if request.node.get_closest_marker("browser") is None or executable is None:
        pytest.fail("A test with browser_page needs the mark `browser`.")
    # Playwright's loop runs in this thread; the tests' own queries between clicks are fine.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    from django.db import connections

    with chromium_page(executable) as page:
        try:
            yield page
        finally:
            # Within Playwright's loop Django keeps connections of their own, which the database
            # fixtures do not see: left open, the next browser test would be handed a dead one.
            connections.close_all()
