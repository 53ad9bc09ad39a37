"""Imports by address: what a site answers is read as any file, and what is not called stays so."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db.models.functions import Now

from accounts.models import User
from accounts.roles import Role
from api.exceptions import Forbidden, InvalidInput
from audit.models import AuditEvent
from claims import maintenance
from claims.archive import fetching, imports
from claims.models import FactCheck, FactCheckImport
from tests.domain.archive.conftest import claim_review, counts, feed
from tests.domain.archive.test_imports import html
from tests.factories import UserFactory
from tests.support.site import Site, answer, drip, redirect

JSON = "application/json"


@pytest.fixture
def site(settings: Any, db: None) -> Iterator[Site]:
    made = Site()
    settings.OUTBOUND_ALLOW = ["127.0.0.1"]
    settings.OUTBOUND_PORTS = [made.port]
    settings.RUN_BACKOFF = 0.0
    made.pages["/feed"] = answer(json.dumps(feed(claim_review(1), claim_review(2))).encode(),
                                 type=JSON)  # fmt: skip
    yield made
    made.close()


def ask(editor: User, url: str) -> FactCheckImport:
    return fetching.request_import_of_url(actor=editor, url=url)


def done(job: FactCheckImport) -> FactCheckImport:
    """Fetched, and read where there is something to read."""
    fetching.fetch(job.pk)
    imports.work()
    job.refresh_from_db()
    return job


def test_a_feed_is_fetched_by_its_address_and_read(site: Site, editor: User) -> None:
    job = ask(editor, site.url("/feed"))
    assert (job.status, job.size, job.sha256, job.fetched_at) == ("queued", 0, "", None)
    assert imports.work() == 0  # nothing is here to be read yet
    job = done(job)
    assert (job.status, counts(job)) == ("succeeded", (2, 0, 0, 0))
    assert job.fetched_at is not None
    assert job.size > 1000
    assert len(job.sha256) == 64
    events = AuditEvent.objects.filter(target_type="claims.factcheckimport", target_id=str(job.pk))
    assert list(events.order_by("seq").values_list("action", flat=True)) == ["request", "succeeded"]
    assert FactCheck.objects.count() == 2


def test_a_page_in_a_charset_of_its_own_behind_a_redirect(site: Site, editor: User) -> None:
    page = html(claim_review(1, claimReviewed="Crime rose in Zürich")).replace("\\u00fc", "ü")
    site.pages["/old"] = redirect("/new")
    site.pages["/new"] = answer(page.encode("latin-1"), type="text/html; charset=iso-8859-1")
    assert done(ask(editor, site.url("/old"))).status == "succeeded"
    assert FactCheck.objects.get().claim_text == "Crime rose in Zürich"


def test_the_same_address_again_changes_nothing(site: Site, editor: User) -> None:
    done(ask(editor, site.url("/feed")))
    assert counts(done(ask(editor, site.url("/feed")))) == (0, 0, 2, 0)


@pytest.mark.parametrize(
    ("page", "code"),
    [
        (answer(b"no", status="404 Not Found"), "status"),
        (answer(b"", type=JSON), "empty"),
        (answer(b"x" * 2001, type=JSON), "too_large"),
        (answer(b"GIF89a", type="image/gif"), "type"),
        (answer(b"{}", type=JSON), "no_fact_checks"),
        (redirect("http://10.0.0.1/feed"), "port"),
    ],
    ids=["404", "empty", "large", "image", "without", "elsewhere"],
)
def test_what_cannot_be_had_fails_with_its_reason(
    page: bytes, code: str, site: Site, editor: User, settings: Any
) -> None:
    settings.UPLOAD_MAX_BYTES = 2000
    site.pages["/feed"] = page
    job = done(ask(editor, site.url("/feed")))
    assert (job.status, job.failure_code) == ("failed", code)
    assert job.failure_detail.endswith(".")
    assert job.attempt == 1, "asking again would not help"


def test_a_private_address_is_never_called(site: Site, editor: User, settings: Any) -> None:
    job = ask(editor, site.url("/feed"))
    settings.OUTBOUND_ALLOW = []
    job = done(job)
    assert (job.status, job.failure_code) == ("failed", "address")
    assert site.requests == []


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("ftp://checkers.example/feed", "scheme"),
        ("https://a:b@checkers.example/", "credentials"),
        ("https://checkers.example:22/", "port"),
        ("http://169.254.169.254/latest/meta-data/", "address"),
        ("http://[::ffff:10.0.0.1]/", "address"),
        ("checkers", "scheme"),
        ("https://checkers.example/" + "a" * 2000, "bad_url"),
    ],
    ids=["scheme", "credentials", "port", "metadata", "mapped", "words", "long"],
)
def test_an_address_that_nobody_calls_is_refused_at_once(url: str, code: str, editor: User) -> None:
    with pytest.raises(InvalidInput) as refused:
        ask(editor, url)
    (error,) = refused.value.errors
    assert (error.pointer, error.code) == ("/url", code)
    assert not FactCheckImport.objects.exists()


def test_only_editors_ask(db: None) -> None:
    with pytest.raises(Forbidden):
        ask(UserFactory(role=Role.REVIEWER), "https://checkers.example/feed")


def test_what_may_pass_is_tried_again_and_then_failed(
    site: Site, editor: User, settings: Any
) -> None:
    settings.RUN_MAX_ATTEMPTS = 2
    site.pages["/feed"] = answer(b"", status="503 Busy")
    job = ask(editor, site.url("/feed"))
    fetching.fetch(job.pk)
    job.refresh_from_db()
    assert (job.status, job.attempt, job.dispatched_at) == ("queued", 2, None)
    job = done(job)
    assert (job.status, job.failure_code) == ("failed", "status")
    assert "503" in job.failure_detail


def test_all_tries_at_an_address_share_one_budget_of_time(
    site: Site, editor: User, settings: Any
) -> None:
    settings.SNAPSHOT_SECONDS = 0.3
    site.pages["/feed"] = drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.02)
    job = done(ask(editor, site.url("/feed")))
    assert (job.status, job.failure_code, job.attempt) == ("failed", "timeout", 1)


def test_a_fetch_that_lost_its_worker_is_done_again_and_the_lost_one_writes_nothing(
    site: Site, editor: User
) -> None:
    job = ask(editor, site.url("/feed"))
    lost = fetching._claim(job.pk)
    assert lost is not None
    assert fetching._claim(job.pk) is None
    assert imports.work() == 0
    assert maintenance.reap() == 0  # its lease holds
    FactCheckImport.objects.update(lease_expires_at=Now() - timedelta(seconds=1))
    assert maintenance.reap() == 1
    assert not lost.held().exists()
    assert done(job).status == "succeeded"
    assert not fetching._give_up(lost, "internal", "Late.", again=False)
    job.refresh_from_db()
    assert (job.status, job.max_attempts - job.attempt) == ("succeeded", 2)


def test_a_message_that_was_lost_is_sent_by_the_sweep(site: Site, editor: User) -> None:
    job = ask(editor, site.url("/feed"))
    assert list(fetching.FETCHES.rows.undispatched()) == [job]
    assert maintenance.sweep() >= 1
    assert not fetching.FETCHES.rows.undispatched().exists()
    done(job)
    assert not fetching.FETCHES.rows.due().exists()
