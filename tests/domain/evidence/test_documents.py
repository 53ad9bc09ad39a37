"""Documents that people bring, and what must go for legal need."""

import os
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils.timezone import now

from accounts.roles import Role
from api.exceptions import Forbidden, InvalidInput, TooLarge, WrongState
from audit.models import AuditEvent
from claims.evidence import dropping, services, store
from claims.evidence.models import PassageCheck, Snapshot
from claims.evidence.standing import State, standing_of
from claims.publishing.gate import missing
from tests.domain.evidence.conftest import EXCERPT, PAGE, work
from tests.factories import UserFactory
from tests.support.full_disk import full_disk
from tests.support.site import answer

LETTER = f"Dear editor,\n\n{EXCERPT}. Yours.".encode()


@pytest.fixture
def editor(db):
    return UserFactory(role=Role.EDITOR)


def bring(actor, citation, data=LETTER, name="letter.txt"):
    return services.add_document(actor=actor, source_id=citation.source_id, data=data, name=name)


def state(citation):
    return standing_of([citation])[citation.pk].state


def test_a_document_stands_in_for_a_page_that_cannot_be_had(cite, site):
    site.pages["/report"] = answer(b"", status="403 Forbidden")
    citation = cite()
    work()
    assert state(citation) == State.NOT_KEPT
    document, new = bring(citation.added_by, citation)
    assert (new, document.origin, document.name) == (True, "upload", "letter.txt")
    [kept] = work()
    assert (kept.status, kept.media_type, kept.text_sha256) == ("kept", "text/plain", kept.sha256)
    assert state(citation) == State.EXACT
    # Cited later, the document is searched although the page still cannot be had.
    later = cite(excerpt="Dear editor,")
    work()
    assert state(later) == State.EXACT
    assert len(site.requests) == 2
    assert AuditEvent.objects.for_target(document).first().action == "upload"


def test_the_same_bytes_again_are_the_document_that_is_there(cite):
    citation = cite()
    document, _ = bring(citation.added_by, citation)
    assert bring(citation.added_by, citation, name="again.txt") == (document, False)


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"%PDF-1.7 ...", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n...", "image/png"),
        (b"\xff\xd8\xff\xe0...", "image/jpeg"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (PAGE, "text/html"),
        (b"plain words", "text/plain"),
    ],
)
def test_a_document_is_what_its_bytes_say(cite, data, media_type):
    citation = cite()
    document, _ = bring(citation.added_by, citation, data, "anything.exe")
    assert document.media_type == media_type
    work()
    document.refresh_from_db()
    assert document.status == "kept"
    assert bool(document.text_sha256) == media_type.startswith("text/")


def test_what_is_no_document_is_refused_and_nothing_is_kept(cite, settings):
    citation = cite()
    for data in (b"", b"MZ\x90\0\3", b"\xff\xfe\xfa not text"):
        with pytest.raises(InvalidInput):
            bring(citation.added_by, citation, data)
    settings.SNAPSHOT_MAX_BYTES = 10
    with pytest.raises(TooLarge):
        bring(citation.added_by, citation)
    with pytest.raises(Forbidden):
        bring(UserFactory(role=Role.INTEGRATOR), citation, b"words")
    assert not Snapshot.objects.filter(origin="upload").exists()


def test_what_must_go_goes_and_is_not_fetched_again(
    cite, site, editor, django_capture_on_commit_callbacks
):
    citation = cite(excerpt="In 2025 the unemployment rate fell to 4.7 percent, the lowest")
    [kept] = work()
    assert PassageCheck.objects.get().passage
    with pytest.raises(Forbidden):
        services.withdraw_snapshot(
            actor=citation.added_by, snapshot_id=kept.pk, reason="Court order."
        )
    digests = (kept.sha256, kept.text_sha256, kept.warc_sha256)
    with django_capture_on_commit_callbacks(execute=True):
        gone = services.withdraw_snapshot(actor=editor, snapshot_id=kept.pk, reason="Court order.")
    assert (gone.sha256, gone.headers, gone.title) == (kept.sha256, [], "")
    for digest in digests:
        with pytest.raises(FileNotFoundError):
            store.get(digest)
    assert PassageCheck.objects.get().passage == ""
    assert state(citation) == State.WITHDRAWN
    event = AuditEvent.objects.for_target(kept).last()
    assert (event.action, event.reason) == ("withdraw", "Court order.")
    with pytest.raises(WrongState, match="not fetched again"):
        services.ask_to_keep(actor=editor, source_id=citation.source_id)
    cite(excerpt="Youth unemployment")
    assert work() == []
    with pytest.raises(WrongState):
        services.withdraw_snapshot(actor=editor, snapshot_id=kept.pk, reason="Again.")


def test_what_a_killed_process_left_of_something_withdrawn_goes_later(
    cite, site, editor, django_capture_on_commit_callbacks
):
    cite()
    [kept] = work()
    with django_capture_on_commit_callbacks(execute=False):  # it was killed as it committed
        services.withdraw_snapshot(actor=editor, snapshot_id=kept.pk, reason="Court order.")
    assert store.get(kept.sha256) == PAGE
    Snapshot.objects.update(withdrawn_at=now() + timedelta(seconds=5))
    assert dropping.drop_withdrawn() == 3
    for digest in dropping.digests_of(kept):
        with pytest.raises(FileNotFoundError):
            store.get(digest)
    Snapshot.objects.update(withdrawn_at=now() - timedelta(seconds=5))
    store.put(PAGE)  # by somebody who has not said yet that it is theirs
    assert dropping.drop_withdrawn() == 0
    assert store.get(kept.sha256) == PAGE


def test_what_a_killed_look_stored_goes_once_nobody_can_be_at_it(cite):
    cite()
    [kept] = work()
    left, young, again = (store.put(data) for data in (b"left", b"young", b"again"))
    folder = store.storages["evidence"]
    two_days_ago = (now() - timedelta(days=2)).timestamp()
    for digest in (left, again, *dropping.digests_of(kept)):
        os.utime(folder.path(store._name(digest)), (two_days_ago, two_days_ago))
    store.put(b"again")  # a new look, which has not said so yet
    assert dropping.drop_unnamed() == 1
    for digest in (young, again, *dropping.digests_of(kept)):
        assert store.get(digest)
    with pytest.raises(FileNotFoundError):
        store.get(left)


def test_bytes_that_another_source_needs_stay(
    cite, site, editor, django_capture_on_commit_callbacks
):
    site.pages["/copy"] = answer(PAGE)
    cite()
    cite("/copy")
    first, second = work()
    assert first.sha256 == second.sha256
    with django_capture_on_commit_callbacks(execute=True):
        services.withdraw_snapshot(actor=editor, snapshot_id=first.pk, reason="Court order.")
    assert store.get(second.sha256) == PAGE


def test_a_full_disk_refuses_a_document_and_leaves_no_trace_of_it(cite):
    citation = cite()
    letter = b"plain words " * 1000
    with full_disk(), pytest.raises(OSError, match="large"), transaction.atomic():
        bring(citation.added_by, citation, letter)
    assert not Snapshot.objects.filter(origin="upload").exists()
    document, new = bring(citation.added_by, citation, letter)
    assert new
    assert store.get(document.sha256) == letter


def test_the_gate_asks_for_what_is_kept_where_the_newsroom_does(cite, claim, site, settings):
    site.pages["/gone"] = answer(b"", status="404 Not Found")
    cite()
    gone = cite("/gone")
    work()

    def asked():
        return [one.detail for one in missing(claim, None) if one.code == "source_kept"]

    assert asked() == []
    settings.PUBLISH_NEEDS_KEPT = True
    [detail] = asked()
    assert gone.source.url in detail
    bring(gone.added_by, gone)
    work()
    assert asked() == []
