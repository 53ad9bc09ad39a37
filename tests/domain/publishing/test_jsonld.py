"""What a JSON-LD processor that knows nothing of us makes of our markup."""

from typing import Any

import pytest
from pyld import jsonld as processor

from claims.publishing import jsonld
from claims.publishing.checks import checks_of, published_check
from tests.factories import ClaimFactory, TranscriptFactory
from transcripts.models import Speaker

#: As https://schema.org serves it, as far as our terms go: every name in the vocabulary, and
#: addresses where the vocabulary says so.
CONTEXT = {
    "@context": {
        "type": "@type",
        "id": "@id",
        "@vocab": "http://schema.org/",
        "schema": "http://schema.org/",
        "url": {"@id": "schema:url", "@type": "@id"},
        "sameAs": {"@id": "schema:sameAs", "@type": "@id"},
        "datePublished": {"@id": "schema:datePublished", "@type": "schema:Date"},
        "dateModified": {"@id": "schema:dateModified", "@type": "schema:Date"},
    }
}


def from_here(url: str, options: Any) -> dict[str, Any]:
    """No network: the one context that our markup names."""
    if url.rstrip("/") != "https://schema.org":
        raise AssertionError(f"the markup asks for {url}")
    return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url,
            "document": CONTEXT}  # fmt: skip


def expanded(document: dict[str, Any]) -> Any:
    (node,) = processor.expand(document, {"documentLoader": from_here})
    return node


def values(node: Any, *names: str) -> list[Any]:
    """What the graph holds at the end of a path of properties."""
    found = [node]
    for name in names:
        found = [one for each in found for one in each.get(f"http://schema.org/{name}", [])]
    return [one.get("@value", one.get("@id", one)) for one in found]


@pytest.fixture
def published(desk, claim):
    Speaker.objects.update(wikidata_id="Q42")
    desk.publish(claim)
    return claim


def test_a_processor_reads_the_check_out_of_the_markup(published, desk):
    verdict = desk.do("correct", desk.editor, published, note="A word was wrong.")
    node = expanded(jsonld.claim_review(published_check(published.pk)))
    address = f"https://newsroom.example/checks/{published.pk}/"
    assert node["@type"] == ["http://schema.org/ClaimReview"]
    assert values(node, "url") == [address]
    assert values(node, "claimReviewed") == [verdict.claim_normalised]
    assert values(node, "reviewRating", "alternateName") == ["Mostly false"]
    assert values(node, "reviewRating", "ratingValue") == [2]
    assert values(node, "author", "name") == ["Newsroom Example"]
    assert values(node, "itemReviewed", "author", "name") == [verdict.speaker_name]
    assert values(node, "itemReviewed", "author", "sameAs") == ["https://www.wikidata.org/wiki/Q42"]
    assert values(node, "itemReviewed", "firstAppearance", "url") == [verdict.appearance_url]
    assert values(node, "correction", "text") == ["A word was wrong."]
    assert set(values(node, "citation", "url")) == {
        "https://statistics.example/labour",
        "https://paper.example/report",
    }


def test_a_retracted_check_has_no_rating_in_any_graph(published, desk):
    desk.do("retract", desk.editor, published, reason="The table was forged.")
    node = expanded(jsonld.document(published_check(published.pk)))
    assert node["@type"] == ["http://schema.org/WebPage"]
    assert values(node, "correction", "text") == ["The table was forged."]
    assert "http://schema.org/reviewRating" not in node


def test_many_checks_are_read_in_one_query(published, desk, django_assert_num_queries):
    other = ClaimFactory(transcript=TranscriptFactory())
    desk.publish(other)
    with django_assert_num_queries(1):
        found = checks_of([other.pk, 999_999, published.pk])
        documents = [jsonld.document(check) for check in found]
    assert [check.claim_id for check in found] == [other.pk, published.pk]
    assert all(document["@type"] == "ClaimReview" for document in documents)
