"""A key, a published check of which one source was kept, and the script that verifies."""

import json
import subprocess
import sys

import pytest
from django.utils.timezone import now

from claims.evidence import store
from claims.models import PassageCheck, Snapshot
from claims.publishing.checks import published_check
from claims.publishing.receipts import keys
from claims.publishing.receipts.content import receipt_of
from launcher.state import REPOSITORY

SCRIPT = REPOSITORY / "docs" / "verify_receipt.py"
COPY = b"<p>The rate fell to 5.1 percent.</p>"


@pytest.fixture(autouse=True)
def signing(settings):
    settings.RECEIPT_KEY = keys.new_key()


@pytest.fixture
def published(desk, claim):
    """A check of which one source was kept."""
    desk.resolve(claim)
    for number, person in enumerate((desk.one, desk.two)):
        desk.cite(person, claim, number)
    citation = claim.citations.first()
    Snapshot.objects.update(status="failed", failure_code="gone", finished_at=now())
    keep(citation, COPY)
    desk.decide(claim)
    desk.do("publish", desk.editor, claim)
    return desk.fresh(claim)


def keep(citation, data, **at):
    snapshot = Snapshot.objects.create(
        source=citation.source, origin="schedule", status="kept", max_attempts=3,
        not_before=now(), finished_at=now(), retrieved_at=now(), sha256=store.put(data),
        text_sha256=store.put(b"The rate fell to 5.1 percent."), media_type="text/html",
        size=len(data),
    )  # fmt: skip
    PassageCheck.objects.create(citation=citation, snapshot=snapshot, outcome="exact", similarity=1)
    return snapshot


def receipt(claim):
    return receipt_of(published_check(claim.pk))


@pytest.fixture
def verify(tmp_path, settings):
    """`verify(document, *files)`: exit code and what the script said, in a process of its own."""

    def run(document, *files, keyset=None):
        (tmp_path / "receipt.json").write_text(json.dumps(document))
        (tmp_path / "keys.json").write_text(json.dumps(keyset or keys.published_keys()))
        paths = []
        for number, data in enumerate(files):
            paths.append(tmp_path / f"file-{number}")
            paths[-1].write_bytes(data)
        done = subprocess.run(
            [sys.executable, "-I", SCRIPT, "receipt.json", "keys.json", *paths],
            cwd=tmp_path, capture_output=True, text=True, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    return run


def resigned(document):
    """As a newsroom would sign it that rewrites its own record."""
    document["signature"]["value"] = keys.signing_key().sign(document["receipt"])
    return document
