"""The gate, verdicts, and the page and data the public reads."""

import json
import re
from pathlib import Path

import pytest
from django.db.models.functions import Now
from django.urls import reverse

from api.exceptions import Conflict, InvalidInput
from claims.models import Citation, Verdict
from claims.publishing import gate
from claims.publishing.checks import published_check
from claims.publishing.gate import GateRefused, missing, rules
from claims.publishing.shapes import shape_of
from tests.factories import ClaimFactory, TranscriptFactory, level


def lacks(desk, claim):
    return [one.code for one in missing(desk.fresh(claim), Verdict.objects.draft_of(claim))]


def test_the_gate_says_everything_that_is_missing_at_once(desk, claim, settings):
    settings.PUBLIC_URL = settings.PUBLISHER_NAME = ""
    desk.resolve(claim)
    with pytest.raises(GateRefused) as caught:
        desk.do("publish", desk.editor, claim)
    told = caught.value.extra["missing"]
    assert [one["code"] for one in told] == [
        "level",
        "summary",
        "two_sources",
        "primary_source",
        "public_url",
        "publisher_name",
    ]
    assert [one["pointer"] for one in told][:4] == [
        "/level",
        "/summary",
        "/citations",
        "/citations",
    ]
    assert desk.fresh(claim).status == "resolved"


def test_every_file_in_the_folder_is_a_rule():
    folder = Path(gate.__file__).parent
    names = {path.stem for path in folder.glob("*.py")} - {"__init__", "base"}
    assert {rule.__name__.rpartition(".")[2] for rule in rules()} == names
    assert all(hasattr(rule, "check") != hasattr(rule, "lint") for rule in rules())


def test_each_rule_is_met_by_what_it_asks_for(desk, claim):
    desk.resolve(claim)
    desk.decide(claim, summary="")
    assert lacks(desk, claim) == ["summary", "two_sources", "primary_source"]
    desk.decide(claim)
    assert lacks(desk, claim) == ["two_sources", "primary_source"]
    first = desk.cite(desk.one, claim, 1)
    desk.cite(desk.one, claim, 1)  # the same source twice is one source
    assert lacks(desk, claim) == ["two_sources", "primary_source"]
    desk.cite(desk.one, claim, 0)
    assert lacks(desk, claim) == []
    Citation.objects.filter(source=first.source).update(
        withdrawn_at=Now(), withdrawn_reason="Gone."
    )
    assert lacks(desk, claim) == ["two_sources"]


def test_a_claim_reworded_after_the_decision_is_decided_again(desk, claim):
    desk.resolve(claim)
    desk.cite(desk.one, claim, 0)
    desk.cite(desk.one, claim, 1)
    desk.decide(claim)
    desk.do("edit_claim", desk.editor, claim, changes={"normalised": "Other words."})
    assert lacks(desk, claim) == ["level_of_current_wording"]
    with pytest.raises(InvalidInput):  # nobody has rated these words
        desk.decide(claim)
    desk.decide(claim, reason="Only a name was spelled out.")
    assert desk.do("publish", desk.editor, claim).claim_normalised == "Other words."


@pytest.mark.parametrize(
    ("first", "second", "decided", "needs"),
    [
        (2, 3, 2, False),
        (1, 5, 3, False),
        (2, 3, 4, True),
        (2, 2, None, True),
        (None, 3, None, False),
        (None, 3, 3, False),
        (None, 3, 4, True),
    ],
)
def test_a_level_outside_the_ratings_range_needs_a_reason(
    desk, claim, first, second, decided, needs
):
    desk.resolve(claim, first, second)
    if needs:
        with pytest.raises(InvalidInput) as caught:
            desk.decide(claim, decided)
        assert caught.value.code == "reason_required"
        assert caught.value.errors[0].pointer == "/reason"
        desk.decide(claim, decided, reason="Both overlooked the footnote.")
    else:
        desk.decide(claim, decided)
    assert Verdict.objects.draft_of(claim).level == level(decided)


def test_deciding_again_replaces_the_draft(desk, claim):
    desk.resolve(claim)
    first, second = desk.decide(claim), desk.decide(claim, summary="Better said.")
    assert Verdict.objects.draft_of(claim) == second
    first.refresh_from_db()
    assert first.superseded_at is not None


def test_a_published_claim_changes_through_a_correction_only(desk, claim):
    desk.publish(claim)
    citation = Citation.objects.filter(claim=claim).first()
    from claims import services

    with pytest.raises(Conflict):
        desk.do("edit_claim", desk.editor, claim, changes={"normalised": "Other words."})
    with pytest.raises(Conflict):
        services.withdraw_citation(actor=desk.editor, citation_id=citation.pk, reason="Gone.")
    with pytest.raises(GateRefused):  # the same gate: one source is too few
        desk.do("correct", desk.editor, claim, note="Gone.", withdraw_citations=[citation.pk])
    desk.cite(desk.one, claim, url="https://registry.example/1")
    new = desk.do(
        "correct",
        desk.editor,
        claim,
        note="A source was withdrawn by its publisher.",
        level=level(1),
        withdraw_citations=[citation.pk],
        changes={"normalised": "Other words."},
    )
    assert new.level_label == "False"
    assert new.claim_normalised == "Other words."
    assert citation.pk not in [one["id"] for one in new.citations]
    assert len(new.citations) == 2
    assert Verdict.objects.current().get(claim=claim) == new


def test_nothing_is_published_from_a_withdrawn_transcript(desk, claim):
    desk.resolve(claim)
    type(claim.transcript).objects.filter(pk=claim.transcript_id).update(withdrawn_at=Now())
    with pytest.raises(Conflict) as caught:
        desk.do("publish", desk.editor, claim)
    assert caught.value.code == "transcript_withdrawn"


# The page -------------------------------------------------------------------------------------


def page(client, claim, **kwargs):
    return client.get(reverse("publishing:check", args=[claim.pk]), **kwargs)


def embedded(response):
    match = re.search(
        r'<script type="application/ld\+json">(.*?)</script>', response.content.decode(), re.S
    )
    return json.loads(match[1]) if match else None


def test_what_was_never_published_has_no_page(desk, claim, client):
    desk.resolve(claim)
    desk.decide(claim)
    assert page(client, claim).status_code == 404
    assert client.get("/checks/999999/").status_code == 404


def test_the_page_shows_the_claim_the_verdict_the_people_and_the_sources(desk, claim, client):
    desk.publish(claim)
    response = page(client, claim)
    text = response.content.decode()
    assert response.status_code == 200
    for words in (
        claim.text,
        claim.suggested_normalised,
        "Mostly false",
        "It was 5.1 percent.",
        "https://statistics.example/labour",
        "2 of 2 independent ratings",
        str(desk.editor),
    ):
        assert words in text, words


def test_claim_review_is_what_google_documents(desk, claim, client):
    desk.publish(claim)
    document = embedded(page(client, claim))
    assert document["@type"] == "ClaimReview"
    assert document["url"] == f"https://newsroom.example/checks/{claim.pk}/"
    assert document["claimReviewed"] == claim.suggested_normalised
    assert document["author"]["name"] == "Newsroom Example"
    assert document["itemReviewed"]["author"]["name"] == claim.suggested_speaker.name
    rating = document["reviewRating"]
    assert rating["alternateName"] == "Mostly false"
    assert (rating["worstRating"], rating["ratingValue"], rating["bestRating"]) == (1, 2, 5)
    accepted = page(client, claim, headers={"accept": "application/ld+json"})
    assert accepted.headers["Content-Type"] == "application/ld+json"
    assert accepted.json() == document
    assert page(client, claim, query_params={"format": "jsonld"}).json() == document


def test_a_level_without_a_number_is_rated_by_name_alone(desk, claim, client):
    desk.resolve(claim, None, None)
    desk.cite(desk.one, claim, 0)
    desk.cite(desk.one, claim, 1)
    desk.decide(claim, None)
    desk.do("publish", desk.editor, claim)
    rating = embedded(page(client, claim))["reviewRating"]
    assert rating["alternateName"] == "Unproven"
    assert "ratingValue" not in rating


def test_nothing_that_was_said_ends_the_script_or_becomes_markup(desk, client):
    said = "</script><script>alert(1)</script> <!-- & \u2028 x"
    claim = ClaimFactory(transcript=TranscriptFactory(text=f"{said}\n"), suggested_normalised=said)
    desk.publish(claim)
    response = page(client, claim)
    assert "<script>alert" not in response.content.decode()
    assert embedded(response)["claimReviewed"] == said.strip()


def test_a_correction_is_logged_on_the_page(desk, claim, client):
    first = desk.publish(claim)
    before = page(client, claim)
    new = desk.do("correct", desk.editor, claim, note="The year was wrong.", summary="It was 5.2.")
    after = page(client, claim, headers={"if-none-match": before.headers["ETag"]})
    text = after.content.decode()
    assert after.status_code == 200
    assert "The year was wrong." in text
    finding, log = text.split('id="log-title"')
    assert "It was 5.2." in finding
    assert "It was 5.1 percent." not in finding
    assert "<del>It was 5.1 percent.</del>" in log
    assert "<ins>It was 5.2.</ins>" in log
    document = embedded(after)
    assert document["datePublished"] == first.published_at.date().isoformat()
    assert document["dateModified"] == new.published_at.isoformat()
    assert [one["text"] for one in document["correction"]] == ["The year was wrong."]


def test_the_log_says_what_a_correction_changed_and_nothing_else(desk, claim):
    desk.publish(claim)
    cited = Citation.objects.filter(claim=claim).first()
    desk.cite(desk.one, claim, url="https://registry.example/1", title="The register")
    desk.do(
        "correct",
        desk.editor,
        claim,
        note="A source was withdrawn.",
        level=level(1),
        withdraw_citations=[cited.pk],
    )
    desk.do("correct", desk.editor, claim, note="And a word was wrong.", summary="Other words.")
    newest, oldest = published_check(claim.pk).log
    assert {one.name: (one.before, one.after) for one in newest.changes} == {
        "Summary": ("It was 5.1 percent.", "Other words."),
    }
    assert [(one.name, one.before, one.after) for one in oldest.changes] == [
        ("Level", "Mostly false", "False"),
        ("Source", "Labour market in 2025", ""),
        ("Source", "", "The register"),
    ]


def test_a_retracted_page_stays_and_says_so_without_a_rating(desk, claim, client):
    desk.publish(claim)
    desk.do("retract", desk.editor, claim, reason="The table was forged.")
    response = page(client, claim)
    assert response.status_code == 200
    assert "The table was forged." in response.content.decode()
    assert embedded(response) is None
    data = page(client, claim, query_params={"format": "jsonld"}).json()
    assert "reviewRating" not in data

    desk.publish(claim)  # a second round
    again = page(client, claim)
    assert embedded(again)["reviewRating"]["alternateName"] == "Mostly false"
    assert "The table was forged." in again.content.decode()


def test_the_page_rests_on_verdicts_alone(desk, claim, client, django_assert_num_queries):
    desk.publish(claim)
    type(claim.transcript).objects.filter(pk=claim.transcript_id).update(withdrawn_at=Now())
    type(claim).objects.filter(pk=claim.pk).update(text="x", normalised="y")
    with django_assert_num_queries(3):  # verdicts; which matches were decided, and its twins
        response = page(client, claim)
    assert claim.text in response.content.decode()


def test_caches_may_ask_whether_it_changed(desk, claim, client):
    desk.publish(claim)
    first = page(client, claim)
    assert "Accept" in first.headers["Vary"]
    assert first.headers["Cache-Control"] == "public, max-age=60"
    etag = first.headers["ETag"]
    assert page(client, claim, headers={"if-none-match": etag}).status_code == 304
    since = {"if-modified-since": first.headers["Last-Modified"]}
    assert page(client, claim, headers=since).status_code == 304
    other = {"if-none-match": etag, "accept": "application/ld+json"}
    assert page(client, claim, headers=other).status_code == 200
    assert client.post(reverse("publishing:check", args=[claim.pk])).status_code == 405


@pytest.mark.parametrize(
    ("number", "shape"),
    [
        (1, "empty"),
        (2, "quarter"),
        (3, "half"),
        (4, "three-quarters"),
        (5, "full"),
        (None, "diamond"),
    ],
)
def test_levels_have_a_shape(number, shape):
    assert shape_of(number, 1, 5) == shape
