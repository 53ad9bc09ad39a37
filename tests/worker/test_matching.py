"""Claims matched by real workers: seconds after a run, and killed between encoding and matching."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from claims import maintenance
from claims.models import Claim, Embedding, Lookup, Match
from tests.support.waiting import wait_for
from tests.worker.conftest import QUICK, wait_until
from transcripts.models import ExtractionRun
from worker.embedding import get_encoder

pytestmark = pytest.mark.faults
FIRST = "Mayor Vera Quill: Spending on roads rose by 12 percent in 1999, and we built 40 bridges."
AGAIN = "Mayor Vera Quill: In 1999 spending on roads rose by 12 percent, and we built 40 bridges."


def all_done() -> bool:
    return not Lookup.objects.exclude(status="done").exists()


def test_claims_of_a_run_are_matched_without_a_sweep(
    upload: Callable[..., ExtractionRun], worker_process: Any
) -> None:
    worker_process("extraction,matching", env=QUICK)
    for text in (FIRST, AGAIN):
        wait_until(upload(text), "succeeded")
    wait_for(lambda: Match.objects.exists(), 60, "the second claim to find the first")
    match = Match.objects.get()
    assert match.earlier is not None
    assert match.earlier.text in FIRST
    assert match.claim.text in AGAIN
    assert all_done()


def test_a_worker_killed_between_encoding_and_matching_loses_nothing(
    upload: Callable[..., ExtractionRun], worker_process: Any
) -> None:
    worker_process("extraction", env=QUICK)
    for text in (FIRST, AGAIN):
        wait_until(upload(text), "succeeded")
    count = Claim.objects.count()
    slow = worker_process("matching", env=QUICK, options=["-I", "tests.support.slow_matching"])
    wait_for(lambda: "ENCODED" in slow.log(), 90, "the vectors to be stored")
    slow.sigkill()
    vectors = set(Embedding.objects.values_list("pk", flat=True))
    assert len(vectors) == 2
    assert Lookup.objects.filter(status="running").count() == count
    assert not Match.objects.exists()
    worker_process("matching", env=QUICK)

    def matched() -> bool:
        maintenance.reap()
        maintenance.sweep()
        return all_done()

    wait_for(matched, 90, "the claims to be looked up after all")
    assert set(Embedding.objects.values_list("pk", flat=True)) == vectors  # not encoded again
    match = Match.objects.get()
    assert match.status == "proposed"
    assert set(Lookup.objects.values_list("attempt", flat=True)) == {2}


def test_a_worker_of_another_model_version_does_all_anew_as_it_starts(
    upload: Callable[..., ExtractionRun], worker_process: Any
) -> None:
    worker_process("extraction,matching", env=QUICK)
    wait_until(upload(FIRST), "succeeded")
    wait_for(lambda: Lookup.objects.exists() and all_done(), 60, "the claim to be looked up")
    Embedding.objects.update(model="older")
    Lookup.objects.update(model="older")
    worker_process("matching", env=QUICK)
    version = get_encoder().version
    wait_for(
        lambda: set(Lookup.objects.values_list("model", flat=True)) == {version},
        60,
        "the claim to be looked up by the new model",
    )
    assert Embedding.objects.count() == 2


def test_a_worker_with_a_damaged_encoder_refuses_to_start(valkey: Any) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "celery", "-A", "config", "worker", "-Q", "matching", "-c", "1",
         "--without-gossip", "--without-mingle", "-I", "tests.support.damaged_encoder"],
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
        capture_output=True, text=True, timeout=90, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("worker: ")]
    assert "model.onnx is damaged" in line
    assert "Traceback" not in done.stderr
