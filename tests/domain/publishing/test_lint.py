"""Rules of ClaimReview markup: what blocks, what is advice, and which field each names."""

import copy
import datetime

import pytest

from claims.models import Claim, Verdict
from claims.publishing import jsonld
from claims.publishing.checks import published_check
from claims.publishing.gate import GateRefused, Markup, findings, lint
from tests.factories import ClaimFactory, TranscriptFactory
from transcripts.models import Speaker, Transcript

GOOD = {
    "@context": "https://schema.org",
    "@type": "ClaimReview",
    "url": "https://newsroom.example/checks/1/",
    "datePublished": "2026-01-31",
    "claimReviewed": "Unemployment fell by half since 2020",
    "author": {"@type": "Organization", "name": "Newsroom Example"},
    "itemReviewed": {
        "@type": "Claim",
        "datePublished": "2026-01-29",
        "author": {
            "@type": "Person",
            "name": "Jane Doe",
            "sameAs": "https://www.wikidata.org/wiki/Q1",
        },
        "firstAppearance": {"@type": "CreativeWork", "url": "https://tv.example/debate#t=312"},
    },
    "reviewRating": {
        "@type": "Rating",
        "ratingValue": 2,
        "bestRating": 5,
        "worstRating": 1,
        "alternateName": "Mostly false",
    },
}
LABELS = frozenset({"False", "Mostly false", "True"})
GONE = object()


def said_of(**changes):
    """The codes of what is said of GOOD with changes: `a__b=value` goes down, GONE drops."""
    document = copy.deepcopy(GOOD)
    for path, value in changes.items():
        *above, name = path.split("__")
        part = document
        for one in above:
            part = part[one]
        if value is GONE:
            del part[name]
        else:
            part[name] = value
    found = lint(Markup(document, "newsroom.example", LABELS))
    return {(one.code, one.blocks) for one in found}


def test_good_markup_has_no_findings():
    assert said_of() == set()
    assert said_of(url="https://checks.newsroom.example/1") == set()  # a subdomain
    unnumbered = {"@type": "Rating", "alternateName": "False"}
    assert said_of(reviewRating=unnumbered) == set()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"claimReviewed": GONE}, "claim_reviewed"),
        ({"claimReviewed": "  "}, "claim_reviewed"),
        ({"url": GONE}, "address"),
        ({"url": "/checks/1/"}, "address"),
        ({"url": "ftp://newsroom.example/1"}, "address"),
        ({"url": "https://[broken/1"}, "address"),
        ({"url": "https://elsewhere.example/1"}, "address_elsewhere"),
        ({"url": "https://notnewsroom.example/1"}, "address_elsewhere"),
        ({"reviewRating": GONE}, "rating"),
        ({"reviewRating__alternateName": GONE}, "rating"),
        ({"reviewRating__bestRating": 1}, "best_rating"),
        ({"reviewRating__worstRating": 0}, "worst_rating"),
        ({"reviewRating__ratingValue": 6}, "rating_range"),
        ({"reviewRating__ratingValue": "two"}, "rating_numbers"),
        ({"reviewRating__bestRating": GONE}, "rating_numbers"),
        ({"itemReviewed__author__name": GONE}, "claimant_name"),
        ({"author": {"@type": "Organization"}}, "publisher_unnamed"),
    ],
)
def test_what_readers_refuse_blocks(changes, code):
    assert said_of(**changes) == {(code, True)}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"claimReviewed": "x" * 76}, "claim_length"),
        ({"claimReviewed": "It fell by half since [Unclear]"}, "claim_unclear"),
        ({"claimReviewed": "It is mostly FALSE that it fell"}, "claim_holds_verdict"),
        ({"itemReviewed": GONE}, "item_reviewed"),
        ({"author": GONE}, "publisher"),
        ({"datePublished": GONE}, "date_published"),
        ({"itemReviewed__datePublished": GONE}, "claim_date"),
        ({"itemReviewed__author": GONE}, "claimant"),
        ({"itemReviewed__author__sameAs": GONE}, "claimant_identity"),
        ({"itemReviewed__firstAppearance": GONE}, "appearance"),
        ({"itemReviewed__firstAppearance": {"url": "tape 4"}}, "appearance_address"),
        ({"itemReviewed__appearance": ["https://newsroom.example/tv"]}, "appearance_own"),
        ({"reviewRating__alternateName": "Pants on fire"}, "rating_not_in_scale"),
    ],
)
def test_what_could_be_better_is_advice(changes, code):
    assert said_of(**changes) == {(code, False)}


def test_a_name_in_place_of_alternate_name_is_accepted_with_advice():
    rating = {"@type": "Rating", "name": "False"}
    assert said_of(reviewRating=rating) == {("rating_by_name", False)}


def test_the_claims_holding_a_word_that_only_contains_a_label_is_fine():
    assert said_of(claimReviewed="The trueness of falsehoods rose") == set()


def codes(claim):
    fresh = Claim.objects.get(pk=claim.pk)
    return {one.code: one for one in findings(fresh, Verdict.objects.draft_of(fresh))}


def ready(desk, claim):
    desk.resolve(claim)
    desk.cite(desk.one, claim, 0)
    desk.cite(desk.two, claim, 1)
    desk.decide(claim)


def test_findings_lead_to_the_field_that_mends_them(desk, claim):
    ready(desk, claim)
    Transcript.objects.filter(pk=claim.transcript_id).update(source_url="")
    found = codes(claim)
    assert {code: one.pointer for code, one in found.items()} == {
        "claim_date": "/transcript/event_date",
        "claimant_identity": "/speaker/wikidata_id",
        "appearance": "/transcript/source_url",
    }
    assert not any(one.blocks for one in found.values())

    Transcript.objects.filter(pk=claim.transcript_id).update(
        source_url="https://tv.example/1", event_date=datetime.date(2026, 1, 5)
    )
    Speaker.objects.update(wikidata_id="Q42")
    assert codes(claim) == {}
    desk.do("publish", desk.editor, claim)


def test_markup_that_readers_refuse_keeps_a_check_from_being_published(desk, claim):
    ready(desk, claim)
    Speaker.objects.update(name=" ")
    with pytest.raises(GateRefused) as caught:
        desk.do("publish", desk.editor, claim)
    assert [one.code for one in caught.value.lacks] == ["claimant_name"]


def test_the_same_claim_under_two_addresses_is_pointed_out(desk, claim):
    desk.publish(claim)
    twin = ClaimFactory(
        transcript=TranscriptFactory(),
        suggested_normalised=Claim.objects.get(pk=claim.pk).shown_normalised,
    )
    desk.resolve(twin)
    desk.decide(twin)
    assert str(claim.pk) in codes(twin)["same_claim"].detail
    desk.do("retract", desk.editor, claim, reason="Wrong table.")
    assert "same_claim" not in codes(twin)


def test_the_lint_reads_what_would_be_published_now(desk, claim):
    """The draft's own copies are as old as the decision."""
    ready(desk, claim)
    Transcript.objects.filter(pk=claim.transcript_id).update(event_date=datetime.date(2026, 1, 5))
    assert "claim_date" not in codes(claim)
    desk.do("publish", desk.editor, claim)
    document = jsonld.claim_review(published_check(claim.pk))
    assert document["itemReviewed"]["datePublished"] == "2026-01-05"
