"""Exports: what is in them for whom, how texts are written, and the life of the row."""

import csv
import io
import json
from typing import Any

import pytest
from django.core import signing
from django.db.models.functions import Now

from accounts.models import User
from accounts.roles import Role, forget_cached_roles
from api.exceptions import Conflict, Forbidden, InvalidInput, NotVisible
from audit.models import AuditEvent
from claims import limits, maintenance
from claims.models import Export, Rating
from claims.publishing.exports import building, life, links
from claims.publishing.exports.formats import harmless, to_csv, to_jsonl
from claims.publishing.exports.kinds import kinds
from claims.services.redaction import redact_transcript
from tests.factories import ClaimFactory, SourceFactory, TranscriptFactory, UserFactory
from transcripts.runs import Fenced


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    """Where the files of this test lie."""
    settings.STORAGES = {
        **settings.STORAGES,
        "exports": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        },
    }
    settings.EXPORT_BATCH = 2
    return tmp_path


def made(actor: User, kind: str, format: str = "jsonl", **more: Any) -> Export:
    """An export, made in this process as a worker makes it: as many turns as it needs."""
    export = life.request_export(actor=actor, kind=kind, format=format, **more)
    for _ in range(50):
        building.build(export.pk)
        export.refresh_from_db()
        if not export.is_active:
            break
    return export


def content(export: Export) -> bytes:
    return b"".join(building.chunks(export.parts))


def rows(export: Export) -> list[dict[str, Any]]:
    assert export.status == "succeeded", (export.failure_code, export.failure_detail)
    return [json.loads(line) for line in content(export).decode().splitlines()]


# What is in it ---------------------------------------------------------------------------------


def test_every_kind_holds_what_was_said_by_whom_when_and_why(desk, claim):
    verdict = desk.publish(claim)
    ratings = rows(made(desk.editor, "ratings"))
    assert [(one["rater"], one["number"], one["rationale"]) for one in ratings] == [
        (str(who), 2, "The office's table says 5.1.") for who in (desk.one, desk.two)
    ]
    stored = Rating.objects.order_by("pk").values_list("created_at", flat=True)
    assert [one["created_at"] for one in ratings] == [at.isoformat() for at in stored]
    (found,) = rows(made(desk.editor, "verdicts"))
    assert found["url"] == f"https://newsroom.example/checks/{claim.pk}/"
    assert (found["level"], found["decided_by"]) == ("Mostly false", str(desk.editor))
    assert found["published_at"] == verdict.published_at.isoformat()
    assert [one["kind"] for one in found["citations"]] == ["primary", "secondary"]
    (row,) = rows(made(desk.editor, "claims"))
    assert (row["text"], row["status"]) == (claim.text, "published")
    assert row["speaker"] == claim.suggested_speaker.name
    assert {one["stance"] for one in rows(made(desk.one, "citations"))} == {"refutes"}


def test_a_round_that_is_still_blind_is_in_no_export(desk, claim):
    desk.do("take", desk.two, claim)
    desk.take_and_rate(desk.one, claim)
    desk.cite(desk.one, claim, stance="supports")
    assert rows(made(desk.editor, "ratings")) == []
    for person, stance in ((desk.editor, None), (desk.two, None), (desk.one, "supports")):
        assert [one["stance"] for one in rows(made(person, "citations"))] == [stance], person
    assert b"office" not in content(made(desk.editor, "ratings", "csv"))

    desk.rate(desk.two, claim)
    assert len(rows(made(desk.editor, "ratings"))) == 2


def test_an_editor_who_revealed_a_round_has_its_ratings(desk, claim):
    desk.do("take", desk.two, claim)
    desk.take_and_rate(desk.one, claim)
    desk.do("reveal", desk.editor, claim, reason="A complaint came in.")
    assert len(rows(made(desk.editor, "ratings"))) == 1
    assert rows(made(UserFactory(role=Role.EDITOR), "ratings")) == []


@pytest.mark.parametrize("kind", ["ratings", "citations", "verdicts"])
def test_what_became_blind_again_can_no_longer_be_fetched(desk, claim, kind):
    desk.publish(claim)
    export = made(desk.editor, kind)
    others = made(desk.editor, kind, transcript=TranscriptFactory())
    of_claims = made(desk.editor, "claims")
    assert links.followed(actor=desk.editor, export_id=export.pk, token=token(export))
    desk.do("retract", desk.editor, claim, reason="A table was forged.")
    with pytest.raises(NotVisible):
        links.followed(actor=desk.editor, export_id=export.pk, token=token(export))
    for safe in (others, of_claims, made(desk.editor, kind)):
        assert links.followed(actor=desk.editor, export_id=safe.pk, token=token(safe))


def test_who_may_have_which_kind(desk, claim):
    integrator, administrator = (
        UserFactory(role=Role.INTEGRATOR),
        UserFactory(role=Role.ADMINISTRATOR),
    )
    allowed = {
        person: [name for name, kind in kinds().items() if kind.allows(who)]
        for person, who in (
            ("editor", desk.editor),
            ("reviewer", desk.one),
            ("integrator", integrator),
            ("administrator", administrator),
        )
    }
    assert allowed == {
        "editor": ["citations", "claims", "ratings", "verdicts"],
        "reviewer": ["citations", "claims", "verdicts"],
        "integrator": ["claims", "verdicts"],
        "administrator": [],
    }
    assert rows(made(integrator, "claims")) == []  # somebody else's
    with pytest.raises(Forbidden):
        life.request_export(actor=desk.one, kind="ratings", format="csv")


def test_who_lost_the_role_meanwhile_gets_nothing(desk, claim):
    desk.publish(claim)
    export = life.request_export(actor=desk.editor, kind="ratings", format="csv")
    desk.editor.groups.clear()
    building.build(export.pk)
    export.refresh_from_db()
    assert (export.status, export.failure_code) == ("failed", "not_allowed")


def test_an_export_of_one_transcript_holds_no_other(desk, claim):
    ClaimFactory(transcript=TranscriptFactory())
    found = rows(made(desk.one, "claims", transcript=claim.transcript))
    assert [one["id"] for one in found] == [claim.pk]


# Bytes -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", ["csv", "jsonl"])
def test_the_same_data_is_the_same_bytes_however_it_was_cut(desk, settings, format):
    transcript = TranscriptFactory(text="x\n" * 9)
    for at in (4, 0, 8, 2, 6):
        ClaimFactory(transcript=transcript, start=at, end=at + 1)
    settings.EXPORT_SLICE = 60
    first = made(desk.one, "claims", format)
    settings.EXPORT_SLICE = 0
    second = made(desk.two, "claims", format)
    assert (len(first.parts), len(second.parts)) == (1, 3)
    assert content(first) == content(second)
    assert first.sha256 == second.sha256
    assert first.size == second.size == len(content(first))
    if format == "jsonl":
        assert [one["id"] for one in rows(second)] == sorted(one["id"] for one in rows(first))


def test_an_export_of_nothing_is_a_file(desk):
    assert content(made(desk.editor, "ratings", "jsonl")) == b""
    (line,) = content(made(desk.editor, "ratings", "csv")).decode().splitlines()
    assert line.startswith("id,claim,transcript,")


EVIL = [
    '=HYPERLINK("https://evil.example")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "\ufeff=1",
    "\u00a0=1",
    "＝1",
]


@pytest.mark.parametrize("text", EVIL)
def test_no_cell_begins_a_formula(text):
    written = to_csv(["a"], [{"a": text}], first=False).decode()
    (row,) = csv.reader(io.StringIO(written, newline=""))
    assert row == [f"'{text}"]


@pytest.mark.parametrize("text", ["", "Unemployment fell", "a=b", "5 - 3", "'", "“=”"])
def test_other_texts_stay_as_they_are(text):
    assert harmless(text) == text


def test_cells_hold_what_people_wrote_and_lines_hold_it_exactly(desk, claim):
    evil = '=cmd|"x",\r\n"y"\r\n\u2028 ünd 😀'
    source = SourceFactory(title=evil)
    desk.cite(desk.one, claim, url=source.url, excerpt=evil)
    (cells,) = csv.DictReader(
        io.StringIO(content(made(desk.one, "citations", "csv")).decode(), newline="")
    )
    (exact,) = rows_of_lines(content(made(desk.one, "citations")))
    assert cells["excerpt"] == f"'{exact['excerpt']}"
    assert exact["excerpt"] == evil


def rows_of_lines(data: bytes) -> list[Any]:
    return [json.loads(line) for line in data.split(b"\n") if line]


def test_values_that_are_no_texts():
    row = {"a": None, "b": True, "c": -1.5, "d": [{"k": "ü"}]}
    assert (
        to_csv(list(row), [row], first=True)
        == 'a,b,c,d\r\n,true,-1.5,"[{""k"": ""ü""}]"\r\n'.encode()
    )
    assert (
        to_jsonl(list(row), [row], first=True)
        == '{"a": null, "b": true, "c": -1.5, "d": [{"k": "ü"}]}\n'.encode()
    )


# The row ---------------------------------------------------------------------------------------


def test_asking_is_recorded_and_bounded(desk):
    for _ in range(limits.EXPORTS_AT_WORK):
        export = life.request_export(actor=desk.one, kind="claims", format="csv")
    event = AuditEvent.objects.for_target(export).get()
    assert (event.actor, event.action) == (desk.one.opaque_id, "request")
    with pytest.raises(Conflict) as caught:
        life.request_export(actor=desk.one, kind="claims", format="csv")
    assert caught.value.code == "too_many_exports"
    life.request_export(actor=desk.two, kind="claims", format="csv")  # a bound for each
    for wrong in ({"kind": "secrets"}, {"format": "xlsx"}):
        with pytest.raises(InvalidInput):
            life.request_export(**{"actor": desk.two, "kind": "claims", "format": "csv"} | wrong)


def test_an_export_with_too_many_rows_says_so(desk, claim, monkeypatch):
    monkeypatch.setattr(limits, "EXPORT_ROWS", 0)
    export = made(desk.one, "claims")
    assert (export.status, export.failure_code) == ("failed", "too_large")
    assert export.parts == []


def test_a_doubled_message_and_a_frozen_worker_change_nothing(desk, claim):
    export = life.request_export(actor=desk.one, kind="claims", format="jsonl")
    frozen = life.claim(export.pk)
    assert life.claim(export.pk) is None
    Export.objects.update(lease_expires_at="2020-01-01T00:00Z")
    assert maintenance.reap() == 1
    export.refresh_from_db()
    assert (export.status, export.attempt, export.failure_code) == ("queued", 2, "worker_lost")
    Export.objects.update(not_before=Now())
    building.build(export.pk)
    before = Export.objects.values().get()
    with pytest.raises(Fenced):
        life.succeed(frozen, sha256="0" * 64, size=1, parts=[])
    assert not life.fail(frozen, code="x", detail="x")
    assert Export.objects.values().get() == before
    assert before["status"] == "succeeded"


def test_an_export_that_never_ends_well_fails_after_its_attempts(desk, claim, settings):
    export = life.request_export(actor=desk.one, kind="claims", format="jsonl")
    for _ in range(settings.RUN_MAX_ATTEMPTS):
        Export.objects.update(not_before=Now())
        assert life.claim(export.pk)
        Export.objects.update(lease_expires_at="2020-01-01T00:00Z")
        assert maintenance.reap() == 1
    export.refresh_from_db()
    assert (export.status, export.failure_code) == ("failed", "worker_lost")


def test_the_file_goes_when_its_day_is_over(desk, claim, files):
    export = made(desk.one, "claims")
    (files / str(export.pk) / "left-by-a-fenced-worker").write_bytes(b"x")
    kept = made(desk.one, "claims")
    Export.objects.filter(pk=export.pk).update(expires_at=Now())
    with pytest.raises(NotVisible):
        links.followed(actor=desk.one, export_id=export.pk, token=token(export))
    maintenance.purge()
    export.refresh_from_db()
    assert (export.status, export.parts) == ("expired", [])
    assert list((files / str(export.pk)).iterdir()) == []
    assert content(kept)


def test_redaction_ends_the_exports_that_could_hold_the_words(
    desk, claim, files, django_capture_on_commit_callbacks
):
    everything = made(desk.one, "claims")
    waiting = life.request_export(actor=desk.one, kind="claims", format="csv")
    elsewhere = made(desk.one, "claims", transcript=TranscriptFactory())
    with django_capture_on_commit_callbacks(execute=True):
        redact_transcript(
            actor=desk.editor, transcript_id=claim.transcript_id, reason="By order of a court."
        )
    for export, status in ((everything, "expired"), (waiting, "expired"), (elsewhere, "succeeded")):
        export.refresh_from_db()
        assert export.status == status
    assert list((files / str(everything.pk)).iterdir()) == []
    assert content(elsewhere) == b""


# The link --------------------------------------------------------------------------------------


def token(export: Export) -> str:
    return links.link_to(export).rstrip("/").rpartition("/")[2]


def test_a_link_is_for_its_person_its_export_and_its_time(desk, claim, monkeypatch):
    export, other = made(desk.one, "claims"), made(desk.one, "claims")
    assert links.followed(actor=desk.one, export_id=export.pk, token=token(export)) == export
    for wrong in (
        {"actor": desk.editor},
        {"export_id": other.pk},
        {"token": token(other)},
        {"token": "x"},
        {"token": signing.dumps(export.pk, salt="other")},
    ):
        with pytest.raises(NotVisible):
            links.followed(
                **{"actor": desk.one, "export_id": export.pk, "token": token(export)} | wrong
            )
    said = token(export)
    monkeypatch.setattr(limits, "EXPORT_LINK", -1)
    with pytest.raises(NotVisible):
        links.followed(actor=desk.one, export_id=export.pk, token=said)
    monkeypatch.undo()
    desk.one.groups.clear()
    forget_cached_roles(desk.one)
    with pytest.raises(NotVisible):
        links.followed(actor=desk.one, export_id=export.pk, token=said)
