"""The network queue with real workers: a fetch that was killed is done again."""

import threading

import pytest

from accounts.models import User
from claims import maintenance, services
from claims.evidence import store
from claims.models import Snapshot
from tests.domain.evidence.conftest import EXCERPT, PAGE
from tests.factories import ClaimFactory
from tests.support.site import Site, answer
from tests.support.waiting import wait_for
from tests.worker.conftest import QUICK

pytestmark = [pytest.mark.faults, pytest.mark.timeout(240)]


def test_a_fetch_that_was_killed_is_done_again_by_another_worker(
    uploader: User, worker_process, settings
):
    settings.SNAPSHOT_SECONDS = 7.0
    site = Site()
    begun = threading.Event()

    def hang(connection) -> None:
        begun.set()
        site.pages["/report"] = answer(PAGE)  # whoever comes next gets it
        connection.recv(1)  # returns once the killed worker's connection is gone

    site.pages["/report"] = hang
    services.cite(
        actor=uploader, claim_id=ClaimFactory().pk, url=site.url("/report"), title="",
        publisher="", kind="primary", excerpt=EXCERPT, stance="refutes",
    )  # fmt: skip
    snapshot = Snapshot.objects.get()
    assert snapshot.dispatched_at is not None
    env = {**QUICK, "OUTBOUND_ALLOW": "127.0.0.1", "OUTBOUND_PORTS": str(site.port)}
    worker = worker_process("network", env=env)
    assert begun.wait(60), worker.log()
    snapshot.refresh_from_db()
    assert snapshot.status == "running"
    worker.sigkill()
    worker_process("network", env=env)

    def kept() -> bool:
        maintenance.reap()
        Snapshot.objects.filter(status="queued").update(dispatched_at=None)
        maintenance.sweep()
        snapshot.refresh_from_db()
        return snapshot.status == "kept"

    wait_for(kept, 90, "the page to be kept")
    assert snapshot.attempt == 2
    assert store.get(snapshot.sha256) == PAGE
    assert snapshot.checks.get().outcome == "exact"
    site.close()


def test_a_worker_that_cannot_write_what_it_keeps_says_so_as_it_starts(worker_process, tmp_path):
    (tmp_path / "file").touch()
    worker = worker_process("network", env={**QUICK, "EVIDENCE_ROOT": str(tmp_path / "file")})
    assert "EVIDENCE_ROOT" in worker.log()
    assert "cannot be written" in worker.log()
    assert worker.alive()
