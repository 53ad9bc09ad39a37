"""Exports: the life of the row, and the link to its file."""

import pytest
from django.core import signing
from django.core.files.base import ContentFile
from django.db.models.functions import Now

from accounts.roles import forget_cached_roles
from api.exceptions import Conflict, InvalidInput, NotVisible, WrongState
from audit.models import AuditEvent
from claims import limits, maintenance
from claims.models import Export
from claims.publishing.exports import building, life, links
from claims.services.redaction import redact_transcript
from tests.domain.publishing.exporting import content, made, token
from tests.factories import TranscriptFactory
from tests.support.full_disk import full_disk
from transcripts.leases import Fenced


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


def test_a_cancelled_export_stops_its_worker_and_leaves_no_file(desk, claim, settings, monkeypatch):
    export = life.request_export(actor=desk.one, kind="claims", format="jsonl")
    save = building.life.storage().save

    def cancel_meanwhile(name, content):
        life.cancel(actor=desk.one, export_id=export.pk)
        return save(name, content)

    monkeypatch.setattr(type(life.storage()), "save", staticmethod(cancel_meanwhile))
    building.build(export.pk)
    export.refresh_from_db()
    assert (export.status, export.is_active, export.has_file) == ("cancelled", False, False)
    assert export.finished_at is not None
    assert not life.storage().exists(str(export.pk))
    actions = list(AuditEvent.objects.for_target(export).values_list("action", flat=True))
    assert sorted(actions) == ["cancel", "request"]
    with pytest.raises(WrongState):
        life.cancel(actor=desk.one, export_id=export.pk)
    with pytest.raises(NotVisible):
        life.cancel(actor=desk.two, export_id=export.pk)
    waiting = [life.request_export(actor=desk.one, kind="claims", format="csv")
               for _ in range(limits.EXPORTS_AT_WORK)]  # fmt: skip
    life.cancel(actor=desk.one, export_id=waiting[0].pk)
    life.request_export(actor=desk.one, kind="claims", format="csv")  # its place is free


def test_an_export_that_never_ends_well_fails_after_its_attempts(desk, claim, settings):
    export = life.request_export(actor=desk.one, kind="claims", format="jsonl")
    for _ in range(settings.RUN_MAX_ATTEMPTS):
        Export.objects.update(not_before=Now())
        assert life.claim(export.pk)
        Export.objects.update(lease_expires_at="2020-01-01T00:00Z")
        assert maintenance.reap() == 1
    export.refresh_from_db()
    assert (export.status, export.failure_code) == ("failed", "worker_lost")


def test_the_file_goes_when_its_day_is_over(desk, claim):
    export = made(desk.one, "claims")
    life.storage().save(f"{export.pk}/left-by-a-fenced-worker", ContentFile(b"x"))
    kept = made(desk.one, "claims")
    Export.objects.filter(pk=export.pk).update(expires_at=Now())
    with pytest.raises(NotVisible):
        links.followed(actor=desk.one, export_id=export.pk, token=token(export))
    maintenance.purge()
    export.refresh_from_db()
    assert (export.status, export.parts) == ("expired", [])
    assert not life.storage().exists(str(export.pk))
    assert content(kept)


def test_a_file_that_is_gone_from_storage_is_refused_before_its_first_byte(desk, claim):
    export = made(desk.one, "claims")
    life.storage().delete(export.parts[0]["name"])
    with pytest.raises(NotVisible) as caught:
        links.followed(actor=desk.one, export_id=export.pk, token=token(export))
    assert caught.value.code == "export_damaged"


def test_a_full_disk_delays_an_export_and_leaves_nothing_of_its_part(desk, claim, settings):
    settings.RUN_BACKOFF = 0.0
    export = life.request_export(actor=desk.one, kind="claims", format="jsonl")
    with full_disk():
        building.build(export.pk)
    export.refresh_from_db()
    assert (export.status, export.attempt, export.failure_code) == ("queued", 2, "storage")
    assert "could not be stored" in export.failure_detail
    assert not life.storage().exists(str(export.pk))
    building.build(export.pk)
    export.refresh_from_db()
    assert (export.status, export.failure_code) == ("succeeded", "")
    assert content(export)


def test_a_part_that_no_row_names_goes_too(desk, claim, settings):
    """Stored by a worker that was killed before it could say so, and never lucky again."""
    settings.RUN_MAX_ATTEMPTS = 1
    export = life.request_export(actor=desk.one, kind="claims", format="jsonl")
    lease = life.claim(export.pk)
    life.storage().save(f"{export.pk}/000001-2", ContentFile(b"x"))
    maintenance.purge()
    assert life.storage().exists(f"{export.pk}/000001-2"), "its worker may be alive"
    life.fail(lease, code="storage", detail="The file could not be stored: no space left.")
    maintenance.purge()
    assert not life.storage().exists(str(export.pk))


def test_a_part_stored_while_the_export_was_voided_goes_with_it(
    desk, claim, monkeypatch, django_capture_on_commit_callbacks
):
    export = life.request_export(actor=desk.one, kind="claims", format="jsonl")

    def voided_meanwhile(lease, **fields):
        with django_capture_on_commit_callbacks(execute=True):
            life.void(transcript=claim.transcript)
        raise Fenced

    monkeypatch.setattr(life, "succeed", voided_meanwhile)
    building.build(export.pk)
    assert not life.storage().exists(str(export.pk))


def test_redaction_ends_the_exports_that_could_hold_the_words(
    desk, claim, django_capture_on_commit_callbacks
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
    assert not life.storage().exists(str(everything.pk))
    assert content(elsewhere) == b""


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
