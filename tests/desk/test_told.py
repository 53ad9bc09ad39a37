"""The desk's pages of saved searches and webhooks."""

from typing import Any

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import Role
from desk.queue import Filters
from desk.saving import as_filters, as_query
from desk.views.searches import PAGE
from notify.models import Attempt, Delivery, Endpoint, Notice, SavedSearch, SearchMatch
from notify.searches.filtering import found_by
from notify.searches.services import save_search
from notify.webhooks.services import create_endpoint
from tests.desk.conftest import words
from tests.factories import ClaimFactory

TOLD = "/admin/desk/told/"


@pytest.fixture(autouse=True)
def _no_broker(settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"


def test_an_endpoint_from_making_to_deleting(sign_in: Any) -> None:
    client = sign_in(Role.REVIEWER)
    wrong = client.post(TOLD, {"url": "http://receiver.example/"})
    assert wrong.status_code == 400
    assert b"An https address is needed." in wrong.content
    made = client.post(TOLD, {"url": "https://receiver.example/", "kinds": "run.finished"})
    assert b"whsec_" in made.content
    endpoint = Endpoint.objects.get()
    at = reverse("admin:desk_endpoint", args=[endpoint.pk])
    assert b"whsec_" not in client.get(at).content
    assert b"whsec_" in client.post(f"{at}rotate/").content
    for act in ("ping", "pause", "resume"):
        assert client.post(f"{at}{act}/", follow=True).status_code == 200
    sent = Delivery.objects.get()
    Attempt.objects.create(
        delivery=sent, number=1, at=Now(), duration_ms=5, code=500, excerpt="<b>no</b>"
    )
    Delivery.objects.update(status="failed", finished_at=Now())
    page = client.get(at).content.decode()
    assert "&lt;b&gt;no" in page
    assert "Send again" in page
    assert sign_in(Role.EDITOR).get(at).status_code == 404
    client.post(reverse("admin:desk_replay", args=[sent.pk]))
    assert Delivery.objects.get().status == "queued"
    client.post(f"{at}delete/")
    assert not Endpoint.objects.exists()


def test_the_queues_filters_are_saved_and_find_the_same(sign_in: Any) -> None:
    client = sign_in(Role.REVIEWER)
    claim = ClaimFactory()
    query = "q=unemployment&min_score=50&type=quantity"
    queue = client.get(f"/admin/?{query}").content.decode()
    assert f"{TOLD}save/?q=unemployment" in queue
    at = f"{TOLD}save/?{query}"
    assert client.get(at).status_code == 200
    unsaid = client.post(at, {"name": "Jobs"})
    assert unsaid.status_code == 400
    saved = client.post(at, {"name": "Jobs", "by_inbox": "on"}, follow=True)
    assert b"The search is saved" in saved.content
    search = SavedSearch.objects.get()
    assert list(found_by(search.query, client.person)) == [claim]
    assert list(Filters.of({"q": "unemployment"}).apply(client.person)) == [claim]
    here = reverse("admin:desk_search", args=[search.pk])
    client.post(f"{here}pause/")
    assert SavedSearch.objects.get().paused
    assert sign_in(Role.EDITOR).get(here).status_code == 404
    client.post(f"{here}delete/")
    assert not SavedSearch.objects.exists()


def test_a_refused_edit_keeps_what_was_typed(sign_in: Any) -> None:
    client = sign_in(Role.REVIEWER)
    made = create_endpoint(actor=client.person, url="https://receiver.example/").endpoint
    at = reverse("admin:desk_endpoint_act", args=[made.pk, "edit"])
    wrong = client.post(at, {"url": "http://other.example/", "description": "Newer"})
    assert wrong.status_code == 400
    assert "An https address is needed." in words(wrong)
    assert 'value="Newer"' in wrong.content.decode()
    search = save_search(actor=client.person, name="Jobs", query="type=law", by_inbox=True)
    at = reverse("admin:desk_search_act", args=[search.pk, "edit"])
    wrong = client.post(at, {"name": "Work"})
    assert wrong.status_code == 400
    assert "Say how you want to be told" in words(wrong)
    assert 'value="Work"' in wrong.content.decode()


def test_older_matches_are_a_page_away(sign_in: Any) -> None:
    client = sign_in(Role.REVIEWER)
    search = save_search(actor=client.person, name="Jobs", query="type=law", by_inbox=True)
    for _ in range(PAGE + 1):
        SearchMatch.objects.create(search=search, claim=ClaimFactory())
    first = client.get(reverse("admin:desk_search", args=[search.pk]))
    older = client.get(first.request["PATH_INFO"], {"before": first.context["cursor"]})
    shown = {match.pk for page in (first, older) for match in page.context["matches"]}
    assert len(first.context["matches"]) == PAGE
    assert len(shown) == PAGE + 1


def test_what_only_the_queue_can_filter_by_is_refused(sign_in: Any) -> None:
    client = sign_in(Role.REVIEWER)
    assert client.get(f"{TOLD}save/?assignee=nobody").status_code == 400
    assert client.get(f"{TOLD}save/?speaker=Nobody+Known").status_code == 400


def test_a_saved_search_is_said_in_words(sign_in: Any) -> None:
    client = sign_in(Role.REVIEWER)
    claim = ClaimFactory(suggested_type="law")
    asked = {
        "type": "law",
        "min_score": "80",
        "max_score": "99",
        "transcript": str(claim.transcript_id),
        "speaker": str(claim.suggested_speaker_id),
    }
    for name, said in (("Laws", asked), ("All", {})):
        save_search(actor=client.person, name=name, query=as_query(Filters(said)), by_inbox=True)
    shown = words(client.get(TOLD))
    line = (
        f"Transcript: {claim.transcript.title} · Type: law or rule · "
        f"Score from: 80 · Score to: 99 · Speaker: {claim.suggested_speaker}"
    )
    assert all(part in shown for part in line.split(" · "))
    assert "every claim to check" in shown
    assert "min_score" not in shown
    save_search(
        actor=client.person, name="Two", query="status=disputed&status=resolved", by_inbox=True
    )
    assert "Status: disputed, resolved" in words(client.get(TOLD))
    search = SavedSearch.objects.get(name="Laws")
    assert "Score from: 80" in words(client.get(reverse("admin:desk_search", args=[search.pk])))
    assert "Type: law or rule" in words(client.get(f"{TOLD}save/?type=law"))


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"status": "any"},
        {"status": "disputed"},
        {"min_score": "57", "max_score": "42", "q": "jobs", "flagged": "yes", "assignee": "me"},
    ],
)
def test_a_saved_search_shows_the_filters_it_was_saved_with(db: None, said: dict[str, str]) -> None:
    assert as_filters(as_query(Filters(said))).said == said


@pytest.mark.parametrize("said", [0, 42, 99])
def test_scores_mean_the_same_as_in_the_queue(db: None, said: int) -> None:
    query = as_query(Filters({"status": "any", "max_score": str(said)}))
    assert query == f"max_score={(said + 0.99) / 100}"


def test_a_notice_leads_to_its_search(sign_in: Any) -> None:
    from audit.services import record

    client = sign_in(Role.REVIEWER)
    search = save_search(actor=client.person, name="Jobs", query="type=law", by_inbox=True)
    event = record(actor=None, action="match", target=search)
    notice = Notice.objects.create(
        recipient=client.person, kind="matched", event=event, search=search
    )
    assert b"Jobs" in client.get("/admin/desk/inbox/").content
    answer = client.post(reverse("admin:desk_notice", args=[notice.pk]))
    assert answer["Location"] == reverse("admin:desk_search", args=[search.pk])


def test_fifty_of_everything_cost_what_two_do(sign_in: Any) -> None:
    client = sign_in(Role.REVIEWER)
    endpoint = create_endpoint(actor=client.person, url="https://receiver.example/").endpoint
    search = save_search(actor=client.person, name="Jobs", query="type=law", by_inbox=True)
    pages = (
        TOLD,
        reverse("admin:desk_endpoint", args=[endpoint.pk]),
        reverse("admin:desk_search", args=[search.pk]),
        reverse("admin:desk_exports"),
    )

    def add(count: int) -> None:
        for _ in range(count):
            claim = ClaimFactory()
            query = f"transcript={claim.transcript_id}&speaker={claim.suggested_speaker_id}"
            save_search(actor=client.person, name="One", query=query, by_inbox=True)
            SearchMatch.objects.create(search=search, claim=claim)
            client.post(reverse("admin:desk_endpoint_act", args=[endpoint.pk, "ping"]))
            client.post(reverse("admin:desk_exports"), {"kind": "verdicts", "format": "csv"})

    def cost() -> list[int]:
        found = []
        for page in pages:
            with CaptureQueriesContext(connection) as caught:
                assert client.get(page).status_code == 200
            found.append(len(caught))
        return found

    add(2)
    cost()
    few = cost()
    add(46)
    assert cost() == few
    assert max(few) <= 16
