"""Health: /health/live, /health/ready and /health/queue run the probes that apps register.

live is the process alone; ready is what a request needs (database reachable and migrated);
queue is for alarms and the banner, never for routing.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from api.methods import read_only
from api.problems import DATABASE_AWAY

logger = logging.getLogger(__name__)

Kind = Literal["ready", "queue"]


@dataclass(frozen=True)
class ProbeResult:
    """`reason` is a sentence for whoever gets the alarm; `data` explains it in numbers."""

    ok: bool
    reason: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


Probe = Callable[[], ProbeResult]
_probes: dict[tuple[Kind, str], Probe] = {}


def register_probe(name: str, kind: Kind, probe: Probe) -> None:
    """For AppConfig.ready(). A second one of the same kind and name replaces the first."""
    _probes[kind, name] = probe


def run_probes(kind: Kind) -> dict[str, ProbeResult]:
    """All probes of a kind. One that raises counts as failed."""
    return {name: _run(name, probe) for (of, name), probe in _probes.items() if of == kind}


def _run(name: str, probe: Probe) -> ProbeResult:
    try:
        return probe()
    except DATABASE_AWAY as error:
        logger.warning("Probe %s: the database does not answer: %s", name, error)
        return ProbeResult(False, _("The database does not answer."))
    except Exception as error:
        logger.warning("Probe %s failed", name, exc_info=error)
        return ProbeResult(False, f"{name}: {type(error).__name__}")


def _answer(kind: Kind) -> JsonResponse:
    results = run_probes(kind)
    # One reason may be that of several probes: a database that is away.
    said = (result.reason or name for name, result in results.items() if not result.ok)
    reasons = list(dict.fromkeys(said))
    body = {
        "status": "failing" if reasons else "ok",
        "reasons": reasons,
        "checks": {
            name: {"ok": result.ok, "reason": result.reason, **result.data}
            for name, result in results.items()
        },
    }
    return JsonResponse(body, status=503 if reasons else 200)


@never_cache
@read_only
def live(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@never_cache
@read_only
def ready(request: HttpRequest) -> HttpResponse:
    """Requests can be served."""
    return _answer("ready")


@never_cache
@read_only
def queue(request: HttpRequest) -> HttpResponse:
    """Work is being done; 503 with reasons where it is not."""
    return _answer("queue")


def database_probe() -> ProbeResult:
    """Reachable."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ProbeResult(True)


def migrations_probe() -> ProbeResult:
    """Migrated; asked of the database until it is so, then remembered."""
    try:
        _assert_migrated()
    except _NotMigratedError as error:
        return ProbeResult(False, f"{error.args[0]} migrations have not been applied.")
    return ProbeResult(True)


class _NotMigratedError(Exception):
    pass


@lru_cache(maxsize=1)
def _assert_migrated() -> None:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        raise _NotMigratedError(len(plan))


urlpatterns = [
    path("live", live, name="health-live"),
    path("ready", ready, name="health-ready"),
    path("queue", queue, name="health-queue"),
]
