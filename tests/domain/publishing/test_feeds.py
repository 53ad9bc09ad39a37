"""Feeds of published checks, read as strangers read them: order, pages, changes, caches."""

import datetime
import xml.etree.ElementTree as ET
from typing import Any

import pytest
from pyld import jsonld as processor

from claims import limits
from claims.models import Verdict
from claims.publishing.feeds.pages import page
from tests.domain.publishing.test_jsonld import expanded, from_here, values
from tests.factories import ClaimFactory, TranscriptFactory, VerdictFactory

ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = ("/checks/feed.atom", "/checks/feed.json", "/checks/datafeed.json")
ALL = (*FEEDS, "/checks/")
START = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


@pytest.fixture
def publish(desk):
    """Published checks as rows: `publish(3)` is three, a minute apart, oldest first."""

    def make(count: int, **fields: Any) -> list[Verdict]:
        made = []
        transcript = TranscriptFactory(text="x\n" * count)
        for number in range(count):
            claim = ClaimFactory(transcript=transcript, start=2 * number, end=2 * number + 1)
            values = {
                "claim": claim,
                "claim_normalised": f"Claim {number}",
                "summary": "It was less.",
                "decided_by": desk.editor,
                "published_by": desk.editor,
                "published_at": START + datetime.timedelta(minutes=number),
            }
            made.append(VerdictFactory(**values | fields))
        return made

    return make


def entries(client, url="/checks/feed.atom"):
    root = ET.fromstring(client.get(url).content)
    return root, root.findall(f"{ATOM}entry")


def links(root):
    return {one.get("rel"): one.get("href") for one in root.findall(f"{ATOM}link")}


def addresses_in_atom(client, url):
    root, found = entries(client, url)
    return [one.findtext(f"{ATOM}id") for one in found], links(root).get("next")


def addresses_in_json(client, url):
    feed = client.get(url).json()
    return [one["id"] for one in feed["items"]], feed.get("next_url")


def addresses_in_data(client, url):
    answer = client.get(url)
    after = {r.split('"')[1]: r[1 : r.index(">")] for r in answer.headers["Link"].split(", ")}
    return [one["url"] for one in answer.json()["dataFeedElement"]], after.get("next")


READERS = dict(zip(FEEDS, (addresses_in_atom, addresses_in_json, addresses_in_data), strict=True))


@pytest.mark.parametrize("feed", FEEDS)
def test_following_next_reads_every_check_once_newest_first(feed, publish, client, monkeypatch):
    made = publish(7)
    monkeypatch.setattr(limits, "FEED_PAGE", 3)
    read, url, pages = [], feed, 0
    while url:
        found, after = READERS[feed](client, url)
        read += found
        url = after.removeprefix("https://newsroom.example") if after else None
        pages += 1
    assert pages == 3
    assert read == [f"https://newsroom.example/checks/{one.claim_id}/" for one in made[::-1]]


def test_checks_of_the_same_moment_are_neither_lost_nor_doubled(publish):
    publish(5, published_at=START)
    first = page(size=2)
    second = page(size=2, before=first.next)
    third = page(size=2, before=second.next)
    read = [check.claim_id for one in (first, second, third) for check in one.checks]
    assert len(read) == len(set(read)) == 5
    assert third.next == ""


def test_a_corrected_check_comes_first_again_and_says_when(desk, claim, publish, client):
    first = desk.publish(claim)
    publish(2)
    Verdict.objects.filter(pk=first.pk).update(published_at=START - datetime.timedelta(days=9))
    root, found = entries(client)
    assert found[-1].findtext(f"{ATOM}id").endswith(f"/checks/{claim.pk}/")
    new = desk.do("correct", desk.editor, claim, note="A word was wrong.", summary="Other words.")
    root, found = entries(client)
    assert len(found) == 3  # the row it replaces is no entry of its own
    assert found[0].findtext(f"{ATOM}title").startswith("Mostly false: ")
    assert found[0].findtext(f"{ATOM}summary") == "Other words."
    published, updated = (found[0].findtext(f"{ATOM}{name}") for name in ("published", "updated"))
    assert published < updated == root.findtext(f"{ATOM}updated")
    assert datetime.datetime.fromisoformat(updated) == new.published_at


def test_a_retracted_check_stays_in_the_feeds_without_its_rating(desk, claim, client):
    desk.publish(claim)
    desk.do("retract", desk.editor, claim, reason="The table was forged.")
    _, (entry,) = entries(client)
    assert entry.findtext(f"{ATOM}title").startswith("Retracted: ")
    assert entry.findtext(f"{ATOM}summary") == "The table was forged."
    assert entry.find(f"{ATOM}category") is None
    (item,) = client.get("/checks/feed.json").json()["items"]
    assert "tags" not in item
    assert item["content_text"] == "The table was forged."
    (element,) = client.get("/checks/datafeed.json").json()["dataFeedElement"]
    assert element["dateDeleted"] == element["dateModified"]
    assert "reviewRating" not in element["item"][0]


def test_json_feed_has_what_version_1_1_asks_for(publish, client):
    publish(1)
    answer = client.get("/checks/feed.json")
    assert answer.headers["Content-Type"] == "application/feed+json; charset=utf-8"
    feed = answer.json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"] == "Fact checks by Newsroom Example"
    assert feed["feed_url"] == "https://newsroom.example/checks/feed.json"
    assert feed["authors"] == [{"name": "Newsroom Example", "url": "https://newsroom.example/"}]
    (item,) = feed["items"]
    assert item["content_text"] == "It was less."
    assert item["tags"] == ["Mostly false"]
    assert datetime.datetime.fromisoformat(item["date_published"]) == START


def test_a_processor_finds_every_claim_review_in_the_data_feed(desk, claim, publish, client):
    publish(2)
    desk.publish(claim)
    document = client.get("/checks/datafeed.json").json()
    assert processor.expand(document, {"documentLoader": from_here})
    feed = expanded(document)
    assert feed["@type"] == ["http://schema.org/DataFeed"]
    reviewed = values(feed, "dataFeedElement", "item", "claimReviewed")
    assert sorted(reviewed)[:2] == ["Claim 0", "Claim 1"]
    assert len(reviewed) == 3
    on_the_page = client.get(f"/checks/{claim.pk}/", query_params={"format": "jsonld"}).json()
    on_the_page.pop("@context")
    assert on_the_page == document["dataFeedElement"][0]["item"][0]


@pytest.mark.parametrize("url", ALL)
def test_who_has_it_already_is_told_so_until_something_changes(url, desk, claim, client):
    desk.publish(claim)
    Verdict.objects.filter(claim=claim).update(published_at=START)
    first = client.get(url)
    tag, since = first.headers["ETag"], first.headers["Last-Modified"]
    assert first.headers["Cache-Control"] == "public, max-age=60"
    for condition in ({"if-none-match": tag}, {"if-modified-since": since}):
        again = client.get(url, headers=condition)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == tag
    desk.do("correct", desk.editor, claim, note="A word was wrong.")
    for condition in ({"if-none-match": tag}, {"if-modified-since": since}):
        assert client.get(url, headers=condition).status_code == 200


def test_a_page_whose_row_moved_away_has_changed_though_nothing_on_it_is_newer(
    publish, client, monkeypatch
):
    made = publish(4)
    monkeypatch.setattr(limits, "FEED_PAGE", 2)
    older = client.get("/checks/feed.json").json()["next_url"].partition("example")[2]
    before = client.get(older)
    assert len(before.json()["items"]) == 2
    Verdict.objects.filter(pk=made[0].pk).update(
        retracted_at=START + datetime.timedelta(days=1), retracted_reason="Wrong."
    )
    since = {"if-modified-since": before.headers["Last-Modified"]}
    after = client.get(older, headers=since)
    assert after.status_code == 200
    assert len(after.json()["items"]) == 1


@pytest.mark.parametrize("url", ALL)
@pytest.mark.parametrize(
    "cursor", ["x", "1-", "-1-1", "1-1-1", "99999999999999999-1", "١-١", "1 OR 1=1-2"]
)
def test_a_cursor_that_is_not_ours_is_refused(url, cursor, db, client):
    assert client.get(url, query_params={"before": cursor}).status_code == 400


@pytest.mark.parametrize("url", ALL)
def test_a_feed_of_nothing_is_a_feed(url, db, client):
    answer = client.get(url)
    assert answer.status_code == 200
    assert client.get(url).content == answer.content
    assert client.post(url).status_code == 405


def test_what_no_xml_can_hold_is_replaced(publish, client):
    publish(1, summary="a\x0bb </summary> & <b>\ufffe")
    _, (entry,) = entries(client)
    assert entry.findtext(f"{ATOM}summary") == "a\ufffdb </summary> & <b>\ufffd"


@pytest.mark.parametrize("url", ALL)
def test_pages_cost_the_same_few_queries(url, publish, client, django_assert_num_queries):
    publish(12)
    with django_assert_num_queries(3):
        client.get(url)


def test_public_pages_lead_to_the_feeds_and_to_the_index(desk, claim, publish, client):
    desk.publish(claim)
    publish(limits.INDEX_PAGE)
    index = client.get("/checks/").content.decode()
    check = client.get(f"/checks/{claim.pk}/").content.decode()
    for feed in FEEDS:
        assert index.count(f'href="{feed}"') == check.count(f'href="{feed}"') == 2
    assert 'href="/checks/"' in check
    assert f'href="/checks/{claim.pk}/"' in index
    assert "Older checks" in index
    older = client.get("/checks/", query_params={"before": page(size=limits.INDEX_PAGE).next})
    assert older.content.decode().count('<h2 class="claim"') == 1
    assert "Newest checks" in older.content.decode()
