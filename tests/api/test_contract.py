"""The running stack keeps what the committed schema promises: schemathesis finds nothing.

First examples, edge cases and random requests for each operation, then chains of requests along
the schema's links. CONTRACT_EXAMPLES asks for more (see CONTRIBUTING.md).
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from accounts.models import User
from accounts.roles import Role
from accounts.services import create_user
from accounts.tokens import create_token
from claims import urls as claims_urls
from claims.models import Claim, RatingScale
from claims.services import cite
from tests.support.waiting import wait_for
from transcripts import urls as transcripts_urls
from transcripts.models import ExtractionRun
from transcripts.services import ingest

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "docs" / "openapi.yaml"
PEOPLE = {
    "integrator": Role.INTEGRATOR,
    "reviewer1": Role.REVIEWER,
    "reviewer2": Role.REVIEWER,
    "editor": Role.EDITOR,
    "leaver": Role.INTEGRATOR,  # who signs in and out again and again
}
PASSWORD = "a-long-password-for-tests-1"


@pytest.fixture
def unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    """The processes that start after this give everybody a budget that does not end."""
    for name in ("USER", "ANON", "LOGIN", "UPLOAD", "SCORE"):
        monkeypatch.setenv(f"THROTTLE_{name}", "10000000/hour")
    monkeypatch.setenv("SCORE_SECONDS", "25")  # a busy machine's 503 would count as a finding


@pytest.fixture
def world(unlimited: None, live_stack: Any) -> dict[str, Any]:
    """People with tokens, and transcripts that the worker has read; see tests.support.contract."""
    users = {
        name: create_user(username=name, password=PASSWORD, roles=[role])
        for name, role in PEOPLE.items()
    }
    runs = [read(users["integrator"], sample) for sample in sorted((ROOT / "samples").iterdir())]
    claims = list(Claim.objects.values_list("pk", flat=True))
    citation = cite(
        actor=users["reviewer1"],
        claim_id=claims[0],
        url="https://statistics.example/table",
        title="Table 4",
        publisher="",
        kind="primary",
        stance="context",
        excerpt="1,312 homes",
    )
    scale = RatingScale.objects.get(is_default=True)
    return {
        "people": {name: create_token(user=user)[0] for name, user in users.items()},
        "password": PASSWORD,
        "ids": {
            "transcripts": [run.transcript_id for run in runs],
            "runs": [run.pk for run in runs],
            "claims": claims,
            "citations": [citation.pk],
            "sources": [citation.source_id],
            "scales": [scale.pk],
        },
        "values": {
            # Neighbours on the scale, so that some rounds end in agreement.
            "level": list(scale.levels.order_by("position").values_list("pk", flat=True)[:2]),
            "wording": [1],
            "as_of": ["2026-03-31"],  # no day to come
            "reviewer": [users["reviewer1"].pk, users["reviewer2"].pk],
        },
    }


def read(uploader: User, sample: Path) -> ExtractionRun:
    """Uploads a transcript and waits until the worker has read it."""
    run = ingest(actor=uploader, data=sample.read_bytes(), metadata={}).run
    assert run is not None

    def ended() -> bool:
        run.refresh_from_db()
        return run.finished_at is not None

    wait_for(ended, 120, f"{run} to end")
    assert run.claims_found, run.failure_detail
    return run


@pytest.mark.faults
@pytest.mark.timeout(3600)
@pytest.mark.parametrize(
    ("phases", "factor", "reached"), [("examples,coverage,fuzzing", 1, 44), ("stateful", 10, 20)]
)
def test_schemathesis_finds_nothing(
    phases: str, factor: int, reached: int, live_stack: Any, world: Any, tmp_path: Path
) -> None:
    answers = tmp_path / "answers.json"
    examples = factor * int(os.environ.get("CONTRACT_EXAMPLES", "4"))
    done = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "--config-file", "tests/api/contract.toml"),
            *("run", str(SCHEMA), "--no-color"),
            *("--phases", phases, "--max-examples", str(examples)),
        ],
        cwd=ROOT,
        env={
            **os.environ,
            "CONTRACT_URL": live_stack.url,
            "CONTRACT_WORLD": json.dumps(world),
            "CONTRACT_ANSWERS": str(answers),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    succeeded = {
        operation
        for operation, counts in json.loads(answers.read_text()).items()
        if any(status.startswith("2") for status in counts)
    }
    assert len(succeeded) >= reached, f"it got no further than {sorted(succeeded)}"


def test_the_committed_schema_names_every_route() -> None:
    described = set(yaml.safe_load(SCHEMA.read_text(encoding="utf-8"))["paths"])
    for pattern in (*transcripts_urls.urlpatterns, *claims_urls.urlpatterns):
        path = re.sub(r"<(?:int|str):(\w+)>", r"{\1}", f"/api/v1/{pattern.pattern}")
        if "/file/" not in path:  # the address of an export's file is followed, never made
            assert path.replace("{pk}", "{id}") in described
