"""Imports: what comes in from which file, twice the same is nothing new, and none is lost."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models.functions import Now

from audit.models import AuditEvent
from claims.archive import imports
from claims.archive.export import data_feed
from claims.archive.sorting import sort
from claims.models import FactCheck, FactCheckImport, FactCheckPage
from tests.api.google.conftest import publish
from tests.domain.archive.conftest import Load, claim_review, counts, feed
from transcripts.leases import Fenced


def html(*documents: Any) -> str:
    scripts = "".join(
        f'<script type="application/ld+json">{json.dumps(one)}</script>\n' for one in documents
    )
    return f"<!doctype html><html><head>{scripts}</head><body>Crime &amp; figures</body></html>"


SEARCH = {
    "claims": [
        {
            "text": "Crime rose by 7 percent in Alderton",
            "claimant": "Vera Quill",
            "claimDate": "2026-01-29T00:00:00Z",
            "claimReview": [
                {
                    "publisher": {"name": "Checkers", "site": "checkers.example"},
                    "url": "https://www.checkers.example/7",
                    "title": "No",
                    "reviewDate": "2026-02-03T00:00:00Z",
                    "textualRating": "Mostly false",
                    "languageCode": "en",
                }
            ],
        }
    ],
    "nextPageToken": "CAo",
}
CSV = """\
url,claim,rating,claimant,claim_date,review_date,rating_value,best_rating,worst_rating
https://www.checkers.example/7,"Crime rose, by 7",False,Vera Quill,2026-01-29,2026-02-03,1,5,1
"""
FORMATS = {
    "jsonld": claim_review(7),
    "html": html({"@type": "WebSite"}, {"@graph": [{"@type": "Person"}, claim_review(7)]}),
    "claims_search": SEARCH,
    "csv": CSV,
    "pages": {
        "pageUrl": "https://www.checkers.example/7",
        "publishDate": "2026-02-03",
        "claimReviewAuthor": {"name": "Checkers"},
        "claimReviewMarkups": [
            {
                "claimReviewed": "Crime rose by 7 percent",
                "claimDate": "2026-01-29",
                "claimAuthor": {"name": "Vera Quill"},
                "rating": {"textualRating": "Mostly false", "ratingValue": 2},
            }
        ],
    },
}


@pytest.mark.parametrize("format", FORMATS)
def test_each_format_is_recognised_and_twice_the_same_is_nothing_new(
    format: str, load: Load
) -> None:
    job = load(FORMATS[format])
    assert (job.status, job.format, counts(job)) == ("succeeded", format, (1, 0, 0, 0))
    found = FactCheck.objects.get()
    assert found.page.url == "https://www.checkers.example/7"
    assert found.claim_text.startswith("Crime rose")
    assert (found.claimant, found.site) == ("Vera Quill", "checkers.example")
    assert found.claimed_at is not None
    assert found.reviewed_at is not None
    assert (str(found.claimed_at.date()), str(found.reviewed_at.date())) == (
        "2026-01-29",
        "2026-02-03",
    )
    assert found.rating_text in ("Mostly false", "False")
    assert found.page.came_from == job
    again = load(FORMATS[format])
    assert counts(again) == (0, 0, 1, 0)
    assert FactCheckPage.objects.get().version == 1
    assert FactCheckPage.objects.get().came_from == job


def test_what_changed_is_updated_in_its_place(load: Load) -> None:
    load(feed(claim_review(1), claim_review(2)))
    before = {one.page.url: one.pk for one in FactCheck.objects.all()}
    reworded = claim_review(2, claimReviewed="Crime rose by two percent")
    job = load(feed(claim_review(1), reworded, claim_review(3)))
    assert counts(job) == (1, 1, 1, 0)
    after = {one.page.url: one for one in FactCheck.objects.shown()}
    assert {url: after[url].pk for url in before} == before
    assert after["https://www.checkers.example/2"].claim_text == "Crime rose by two percent"
    assert FactCheckPage.objects.get(url__endswith="/2").version == 2


def test_several_claims_of_a_page_are_kept_and_one_that_left_it_is_hidden(load: Load) -> None:
    url = "https://www.checkers.example/1"
    both = feed(claim_review(1), claim_review(2, url=f"{url}#second"))
    assert counts(load(both)) == (2, 0, 0, 0)
    assert FactCheckPage.objects.get().fact_checks.count() == 2
    assert counts(load(both)) == (0, 0, 2, 0)
    assert counts(load(feed(claim_review(1)))) == (0, 1, 1, 0)
    assert [one.claim_text for one in FactCheck.objects.shown()] == [
        claim_review(1)["claimReviewed"]
    ]
    assert counts(load(both)) == (0, 1, 1, 0)
    assert FactCheck.objects.count() == 2


def test_a_check_that_its_publisher_took_back_is_hidden_until_it_comes_again(load: Load) -> None:
    load(feed(claim_review(1), claim_review(2)))
    took_back = feed(claim_review(2))
    url = claim_review(1)["url"]
    took_back["dataFeedElement"].append(
        {"@type": "DataFeedItem", "url": url, "dateDeleted": "2026-03-01", "item": []}
    )
    assert counts(load(took_back)) == (0, 1, 1, 0)
    assert [one.page.url for one in FactCheck.objects.shown()] == [claim_review(2)["url"]]
    assert counts(load(took_back)) == (0, 0, 1, 0)
    assert counts(load(claim_review(1))) == (0, 1, 0, 0)
    assert FactCheck.objects.shown().count() == 2


@pytest.mark.parametrize("named", [True, False])
def test_what_was_taken_back_is_no_check_though_the_feed_still_holds_it(
    load: Load, named: bool
) -> None:
    load(feed(claim_review(1), claim_review(2)))
    one, two = claim_review(1), claim_review(2)
    item = {"@type": "DataFeedItem", "dateDeleted": "2026-03-01", "item": [one]}
    took_back = feed(two)
    took_back["dataFeedElement"].append({**item, "url": one["url"]} if named else item)
    assert counts(load(took_back)) == (0, 1, 1, 0)
    assert [kept.page.url for kept in FactCheck.objects.shown()] == [two["url"]]


def test_a_search_answer_adds_to_what_is_known_and_takes_nothing_from_it(load: Load) -> None:
    load(claim_review(7))
    whole = FactCheck.objects.get().markup
    changed = json.loads(json.dumps(SEARCH))
    changed["claims"][0]["claimReview"][0]["textualRating"] = "False"
    assert counts(load(changed)) == (0, 1, 0, 0)
    found = FactCheck.objects.get()
    assert found.rating_text == "False"
    assert found.markup["reviewBody"] == whole["reviewBody"]
    assert found.markup["datePublished"] == whole["datePublished"]
    assert found.markup["itemReviewed"]["author"]["jobTitle"] == "Mayor"
    assert found.rating_value == 2


def test_an_import_goes_on_where_it_was_broken_off(
    editor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "BATCH", 2)
    data = json.dumps([claim_review(n) for n in range(1, 6)]).encode()
    job = imports.request_import(actor=editor, data=data)
    lease = imports._claim()
    assert lease is not None
    read = sort(data)
    imports._begin(lease, read)
    imports._store(lease, read.pages[:2])
    assert imports.work() == 0, "the lease holds"
    FactCheckImport.objects.filter(pk=job.pk).update(lease_expires_at=Now() - timedelta(seconds=1))
    assert imports.work() == 3
    job.refresh_from_db()
    assert (job.status, job.attempt, counts(job)) == ("succeeded", 2, (5, 0, 0, 0))
    assert bytes(job.content) == b""
    with pytest.raises(Fenced):
        imports._store(lease, read.pages[2:4])


def test_a_slice_of_time_gives_the_import_back_and_the_next_goes_on(editor: Any) -> None:
    data = json.dumps([claim_review(n) for n in range(1, 4)]).encode()
    job = imports.request_import(actor=editor, data=data)
    assert imports.work(seconds=0) == 0
    job.refresh_from_db()
    assert (job.status, job.attempt, job.done, job.total) == ("queued", 1, 0, 3)
    assert imports.work() == 3


def test_an_import_that_loses_every_process_fails(editor: Any) -> None:
    job = imports.request_import(actor=editor, data=b"{}")
    FactCheckImport.objects.filter(pk=job.pk).update(
        status="running", attempt=3, lease_expires_at=Now() - timedelta(seconds=1)
    )
    imports.work()
    job.refresh_from_db()
    assert (job.status, job.failure_code) == ("failed", "worker_lost")


def test_who_asked_and_what_came_of_it_is_on_record(load: Load, editor: Any) -> None:
    job = load(claim_review(1))
    asked, ended = AuditEvent.objects.for_target(job).order_by("seq")
    assert (asked.action, asked.actor) == ("request", editor.opaque_id)
    assert (ended.action, ended.actor, ended.values["created"]) == ("succeeded", None, 1)


def test_export_and_import_and_export_again_is_the_same(load: Load) -> None:
    load(feed(claim_review(3), claim_review(1), claim_review(2, url="https://b.example/x#part")))
    load(SEARCH)
    load(CSV.replace("/7", "/8"))
    first = data_feed()
    assert len(first["dataFeedElement"]) == 5
    with connection.cursor() as cursor:
        for table in ("claims_lookup", "claims_factcheck", "claims_factcheckpage"):
            cursor.execute(f"DELETE FROM {table}")
    assert data_feed()["dataFeedElement"] == []
    assert counts(load(first)) == (5, 0, 0, 0)
    assert data_feed() == first
    assert counts(load(first)) == (0, 0, 5, 0)


def test_our_own_feed_is_taken_in_by_another_newsroom_and_exported_the_same(
    load: Load, client: Any, settings: Any
) -> None:
    """Two checks that stand and one that was retracted."""
    publish("Crime fell by 3 percent")
    publish("Rents rose by 9 percent", correction_note="A figure was wrong.")
    publish("Buses are free", retracted_at=Now(), retracted_reason="Wrong.")
    ours = client.get("/checks/datafeed.json").json()
    settings.PUBLIC_URL = "https://elsewhere.example"
    job = load(ours)
    assert counts(job) == (2, 0, 0, 0)
    exported = [one["item"][0] for one in data_feed()["dataFeedElement"]]
    standing = [one["item"][0] for one in ours["dataFeedElement"] if "dateDeleted" not in one]
    assert exported == sorted(standing, key=lambda one: str(one["url"]))
    assert counts(load(data_feed())) == (0, 0, 2, 0)


def test_the_command_tells_what_was_refused_and_fails(
    db: None, tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "bad.csv"
    good.write_text(json.dumps(claim_review(1)))
    bad.write_text(CSV + "https://checkers.example/9,,False\n")
    call_command("import_factchecks", str(good))
    assert "1 new, 0 changed" in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("import_factchecks", str(bad))
    assert "line 3 claimReviewed: refused" in capsys.readouterr().err
    call_command("export_factchecks")
    assert len(json.loads(capsys.readouterr().out)["dataFeedElement"]) == 2
