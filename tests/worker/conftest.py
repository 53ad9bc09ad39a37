"""A user who uploads, a long transcript, and waiting for what a run becomes."""

from collections.abc import Callable

import pytest

from accounts.models import User
from accounts.roles import Role
from accounts.services import create_user
from claims.models import Claim
from tests.support.waiting import wait_for
from transcripts.models import ExtractionRun
from transcripts.services import ingest
from worker.extraction import Segment, get_extractor

#: What makes an outage short enough for a test.
QUICK = {
    "RUN_LEASE": "8",
    "SNAPSHOT_SECONDS": "7",
    "IDLE_IN_TRANSACTION_TIMEOUT": "4",
    "RUN_BACKOFF": "0.1",
    "BATCH_CHARACTERS": "200",
    "HEARTBEAT_INTERVAL": "0.5",
}


def long_text(turns: int = 400) -> str:
    """A transcript of many turns, each with one figure of its own: by default some groups long."""
    return "\n\n".join(
        f"Mayor Vera Quill: Spending on roads rose by {n} percent in {1800 + n % 200}, "
        f"and the city repaired {n * 7} miles of road with {n * 3} workers."
        for n in range(1, turns + 1)
    )


@pytest.fixture
def uploader(committed_db: str, settings: object) -> User:
    settings.RUN_LEASE, settings.RUN_BACKOFF = 8.0, 0.1  # type: ignore[attr-defined]
    return create_user(username="uploader", password="a long enough secret", roles=[Role.EDITOR])


@pytest.fixture
def upload(uploader: User) -> Callable[[str], ExtractionRun]:
    def _upload(text: str, **metadata: str) -> ExtractionRun:
        run = ingest(actor=uploader, data=text.encode(), name="t.txt", metadata=metadata).run
        assert run is not None
        return run

    return _upload


def status_of(run: ExtractionRun) -> str:
    run.refresh_from_db()
    return run.status


def wait_until(run: ExtractionRun, *statuses: str, seconds: float = 150) -> None:
    wait_for(lambda: status_of(run) in statuses, seconds, f"run {run.pk} to become {statuses}")


def wait_for_progress(run: ExtractionRun, units: int = 10) -> None:
    """Returns in the middle of the run; fails at once when that has passed unseen."""

    def moved() -> bool:
        run.refresh_from_db()
        if run.status not in ("queued", "running"):
            pytest.fail(f"{run} ended before it was seen at work")
        return run.status == "running" and run.done >= units

    wait_for(moved, 150, f"run {run.pk} to have read {units} units")


def expected_spans(run: ExtractionRun) -> set[tuple[int, int]]:
    """What the extractor finds in this process, in one go."""
    transcript = run.transcript
    segments = [
        Segment(s.start, s.end, s.role, str(s.speaker_id)) for s in transcript.segments.all()
    ]
    found = get_extractor().extract(transcript.text, segments)
    return {(s.start, s.end) for s in found if s.is_claim}


def assert_claims_exactly_once(run: ExtractionRun) -> None:
    run.refresh_from_db()
    claims = Claim.objects.filter(transcript=run.transcript)
    spans = list(claims.values_list("start", "end"))
    assert len(spans) == len(set(spans))
    assert set(spans) == expected_spans(run)
    assert spans, "a transcript full of figures has claims"
    assert run.claims_found == len(spans)
    text = run.transcript.text
    assert all(text[c.start : c.end] == c.text for c in claims)
    assert run.sentences.filter(is_claim=True).count() == len(spans)
