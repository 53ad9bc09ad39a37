"""One look at a source: fetched, kept, read, searched; or why not."""

import time
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.utils.timezone import now
from warcio.archiveiterator import ArchiveIterator

from audit.models import AuditEvent
from claims import maintenance, services
from claims.evidence import keeping, life, store
from claims.evidence.life import Lease
from claims.evidence.models import PassageCheck, Snapshot
from claims.evidence.standing import State, standing_of
from claims.models import Source
from tests.domain.evidence.conftest import EXCERPT, PAGE, work
from tests.factories import UserFactory
from tests.support.full_disk import full_disk
from tests.support.pdfs import made
from tests.support.site import answer, drip, redirect
from transcripts.leases import Fenced


def standing(citation):
    return standing_of([citation])[citation.pk]


def test_a_cited_page_is_kept_read_and_searched(cite, site):
    site.pages["/old"] = redirect("/report")
    citation = cite("/old")
    assert standing(citation).state == State.WAITING
    [kept] = work()
    assert (kept.status, kept.http_status, kept.origin) == ("kept", 200, "cited")
    assert kept.final_url == site.url("/report")
    assert store.get(kept.sha256) == PAGE
    assert kept.size == len(PAGE)
    assert ["Content-Type", "text/html; charset=utf-8"] in kept.headers
    assert kept.retrieved_at is not None
    text = store.get(kept.text_sha256).decode()
    assert EXCERPT in text
    assert "alert(1)" not in text
    found = standing(citation)
    assert (found.state, found.kept, found.vanished) == (State.EXACT, kept, False)
    event = AuditEvent.objects.for_target(kept).get()
    assert (event.action, event.actor) == ("keep", None)
    assert event.values["sha256"] == kept.sha256


def test_the_archive_file_is_a_warc_with_the_page_as_it_was_sent(cite, site):
    cite()
    [kept] = work()
    records = {}
    for record in ArchiveIterator(BytesIO(store.get(kept.warc_sha256)), check_digests="raise"):
        content = record.content_stream().read()
        records[record.rec_type] = (record, content)
    record, body = records["response"]
    assert body == PAGE
    assert record.rec_headers.get_header("WARC-Target-URI") == site.url("/report")
    assert record.rec_headers.get_header("WARC-IP-Address") == "127.0.0.1"
    assert record.http_headers.get_statuscode() == "200"
    assert record.http_headers.get_header("Content-Type") == "text/html; charset=utf-8"
    assert b"Onrecord" in records["warcinfo"][1]


def test_what_people_left_empty_is_filled_in_and_marked(cite):
    citation = cite()
    assert str(citation.source) == citation.source.url
    work()
    source = Source.objects.get()
    assert (source.title, source.publisher) == ("Labour market in 2025", "Statistics Office")
    assert source.published_on == date(2026, 1, 15)
    assert source.machine_filled == ["published_on", "publisher", "title"]
    assert source.version == 2
    event = AuditEvent.objects.for_target(source).last()
    assert (event.action, event.actor) == ("fill", None)
    services.edit_source(
        actor=UserFactory(), source_id=source.pk, expected_version=2, title="The yearly report"
    )
    source.refresh_from_db()
    assert source.machine_filled == ["published_on", "publisher"]


def test_what_people_wrote_is_never_overwritten(cite):
    cite(title="As we call it", publisher="The Office")
    work()
    source = Source.objects.get()
    assert (source.title, source.publisher) == ("As we call it", "The Office")
    assert source.machine_filled == ["published_on"]


@pytest.mark.parametrize(
    ("excerpt", "state", "passage"),
    [
        ("In 2025 the unemployment rate fell to 4.7 percent, the lowest", State.APPROXIMATE,
         "In 2025 the unemployment rate fell to 4.1 percent, the lowest"),
        ("The bridge at Alder Ferry was closed in March for repairs", State.ABSENT, ""),
        ("Home News About", State.EXACT, ""),  # no main text, but words of the page
        ("", State.NO_EXCERPT, ""),
    ],
)  # fmt: skip
def test_the_excerpt_is_found_in_other_words_or_not_at_all(cite, excerpt, state, passage):
    citation = cite(excerpt=excerpt)
    work()
    found = standing(citation)
    assert found.state == state
    assert (found.check.passage if found.check else "") == passage


def test_a_document_whose_words_are_not_read_is_kept_and_says_so(cite, site):
    site.pages["/scan"] = answer(b"%PDF-1.7 bytes", type="application/pdf")
    citation = cite("/scan")
    [kept] = work()
    assert (kept.media_type, kept.text_sha256) == ("application/pdf", "")
    assert standing(citation).state == State.NOT_SEARCHED


def test_a_passage_is_found_in_a_pdf(cite, site):
    site.pages["/report.pdf"] = answer(made(EXCERPT.encode()), type="application/pdf")
    citation = cite("/report.pdf")
    [kept] = work()
    assert store.get(kept.text_sha256).decode() == EXCERPT
    assert standing(citation).state == State.EXACT


@pytest.mark.parametrize(
    ("page", "code", "attempts"),
    [
        (answer(b"", status="404 Not Found"), "gone", 1),
        (answer(b"", status="410 Gone"), "gone", 1),
        (answer(b"", status="403 Forbidden"), "refused", 1),
        (answer(b"", status="503 Unavailable"), "status", 3),
        (answer(b"", status="429 Slow Down"), "status", 3),
        (redirect("http://10.0.0.1/"), "port", 1),
        (redirect("file:///etc/passwd"), "scheme", 1),
        (answer(b"x", type="application/zip"), "type", 1),
        (answer(b"x" * 3000), "too_large", 1),
        (drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.02), "timeout", 1),
    ],
)  # fmt: skip
def test_a_page_that_cannot_be_had_says_why(cite, site, settings, page, code, attempts):
    settings.SNAPSHOT_SECONDS = 0.3 if code == "timeout" else 60
    settings.SNAPSHOT_MAX_BYTES = 2000
    site.pages["/report"] = page
    citation = cite()
    for _ in range(5):
        Snapshot.objects.update(not_before=now() - timedelta(seconds=1))
        work()
    failed = Snapshot.objects.get()
    assert (failed.status, failed.failure_code, failed.attempt) == ("failed", code, attempts)
    assert failed.failure_detail
    assert failed.failure_url
    found = standing(citation)
    assert (found.state, found.failed) == (State.NOT_KEPT, failed)


def test_all_tries_at_a_page_share_one_budget_of_time(cite, site, settings):
    settings.SNAPSHOT_SECONDS = 60.0
    site.pages["/report"] = answer(b"", status="503 Unavailable")
    cite()
    work()
    waiting = Snapshot.objects.get()
    assert (waiting.status, waiting.attempt) == ("queued", 2)
    assert 0 < waiting.seconds_spent < 60
    Snapshot.objects.update(seconds_spent=59.8, not_before=now() - timedelta(seconds=1))
    site.pages["/report"] = drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.02)
    began = time.monotonic()
    [failed] = work()
    assert time.monotonic() - began < 30, "what the first try left, and not the whole again"
    assert (failed.status, failed.failure_code, failed.attempt) == ("failed", "timeout", 2)


def test_without_the_list_of_closed_networks_loopback_is_refused(cite, site, settings):
    settings.OUTBOUND_ALLOW = []
    cite()
    [failed] = work()
    assert (failed.status, failed.failure_code) == ("failed", "address")
    assert site.requests == []


def test_cited_twice_before_anybody_looked_is_one_look(cite, site):
    first, second = cite(), cite(excerpt="Youth unemployment, at 9.6 percent")
    [_] = work()
    assert len(site.requests) == 1
    assert {standing(one).state for one in (first, second)} == {State.EXACT}


def test_cited_later_the_page_is_looked_at_again_and_kept_once(cite, site):
    cite()
    [before] = work()
    cite(excerpt="Youth unemployment, at 9.6 percent")
    [after] = work()
    assert (after.sha256, after.warc_sha256) == (before.sha256, before.warc_sha256)
    assert PassageCheck.objects.filter(snapshot=after).count() == 2


def test_a_citation_made_while_the_page_is_read_has_a_look_of_its_own(cite, site, monkeypatch):
    cite()
    late = []
    real = keeping.reading.read

    def read(*args):
        late.append(cite(excerpt="Youth unemployment, at 9.6 percent"))
        return real(*args)

    monkeypatch.setattr(keeping.reading, "read", read)
    work()
    monkeypatch.undo()
    work()
    assert standing(late[0]).state == State.EXACT


def test_a_page_that_vanished_keeps_its_answer_and_its_history(cite, site, settings):
    citation = cite()
    [kept] = work()
    site.pages["/report"] = answer(b"", status="404 Not Found")
    assert maintenance.recheck_sources() == 0  # not yet
    Snapshot.objects.update(created_at=now() - timedelta(seconds=settings.SNAPSHOT_RECHECK + 1))
    assert maintenance.recheck_sources() == 1
    assert maintenance.recheck_sources() == 0  # it waits
    [failed] = work()
    assert (failed.origin, failed.failure_code) == ("schedule", "gone")
    found = standing(citation)
    assert (found.state, found.vanished, found.kept, found.failed) == (
        State.EXACT, True, kept, failed,
    )  # fmt: skip
    assert found.gone_since == failed.finished_at
    assert Snapshot.objects.count() == 2


def test_only_what_stands_behind_a_claim_is_looked_at_again(cite, settings):
    citation = cite()
    work()
    Snapshot.objects.update(created_at=now() - timedelta(days=30))
    services.withdraw_citation(actor=citation.added_by, citation_id=citation.pk, reason="Wrong.")
    assert maintenance.recheck_sources() == 0
    settings.SNAPSHOT_RECHECK = 0.0
    cite()
    work()
    Snapshot.objects.update(created_at=now() - timedelta(days=30))
    assert maintenance.recheck_sources() == 0


def test_a_lost_worker_writes_nothing_and_another_takes_over(cite):
    cite()
    pk = Snapshot.objects.get().pk
    lost = life.claim(pk)
    assert lost == Lease(pk, 1)
    assert life.claim(pk) is None
    assert maintenance.reap() == 0
    Snapshot.objects.update(lease_expires_at=now() - timedelta(seconds=1))
    assert maintenance.reap() == 1
    with pytest.raises(Fenced):
        life.extend(lost)
    with pytest.raises(Fenced):
        life.keep(lost, sha256="0" * 64, size=1, retrieved_at=now())
    assert not life.fail(lost, code="internal")
    Snapshot.objects.update(not_before=now())
    [kept] = work()
    assert (kept.status, kept.attempt) == ("kept", 2)


def test_the_third_lost_worker_is_the_last(cite):
    cite()
    for _ in range(3):
        Snapshot.objects.update(not_before=now())
        life.claim(Snapshot.objects.get().pk)
        Snapshot.objects.update(lease_expires_at=now() - timedelta(seconds=1))
        maintenance.reap()
    failed = Snapshot.objects.get()
    assert (failed.status, failed.failure_code) == ("failed", "worker_lost")


def test_an_error_of_ours_is_recorded_and_raised(cite, monkeypatch):
    cite()

    def broken(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(keeping.reading, "read", broken)
    with pytest.raises(ZeroDivisionError):
        work()
    assert Snapshot.objects.get().failure_code == "internal"


def test_a_page_for_which_there_is_no_room_is_tried_again_and_then_says_why(cite, settings):
    settings.RUN_MAX_ATTEMPTS = 2
    cite()
    with full_disk():
        [waiting] = work()
        assert (waiting.status, waiting.attempt) == ("queued", 2)
        assert waiting.failure_code == "storage"
        [failed] = work()
    assert failed.status == "failed"
    assert "our storage" in failed.failure_detail
    cite(excerpt="Youth unemployment")
    [kept] = work()
    assert kept.status == "kept"
    assert store.get(kept.sha256) == PAGE


def test_bytes_that_changed_in_storage_are_not_passed_on(cite, settings, tmp_path):
    cite()
    [kept] = work()
    path = store.storages["evidence"].path(store._name(kept.sha256))
    with open(path, "wb") as stream:
        stream.write(b"forged")
    with pytest.raises(store.Damaged):
        store.get(kept.sha256)
    store.drop(kept.sha256)
