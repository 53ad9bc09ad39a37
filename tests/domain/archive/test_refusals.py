"""What an import refuses: a check alone, with its place in the report, or the whole file."""

from typing import Any

import pytest

from accounts.roles import Role
from api.exceptions import Forbidden, InvalidInput, TooLarge
from claims import limits
from claims.archive import imports
from claims.models import FactCheck
from tests.domain.archive.conftest import Load, claim_review, counts, feed
from tests.factories import UserFactory

REFUSED = {
    "missing": {"claimReviewed": ""},
    "url": {"url": "ftp://checkers.example/1"},
    "too_long": {"claimReviewed": "x" * (limits.FACT_CHECK_CLAIM + 1)},
    "too_large": {"reviewBody": "x" * limits.FACT_CHECK_MARKUP},
    "character": {"claimReviewed": "A \x00 in it"},
    "own_check": {"url": "https://newsroom.example/checks/1/"},
}


@pytest.mark.parametrize("code", REFUSED)
def test_what_is_refused_is_said_with_its_place_and_the_rest_is_kept(code: str, load: Load) -> None:
    job = load(feed(claim_review(1), claim_review(2, **REFUSED[code])))
    assert (job.status, counts(job)) == ("succeeded", (1, 0, 0, 1))
    (line,) = job.report
    assert (line["code"], line["refused"]) == (code, True)
    assert line["at"].startswith("/dataFeedElement/1/item/0")
    assert line["detail"]


def _about(**changes: Any) -> dict[str, Any]:
    return {"itemReviewed": {**claim_review()["itemReviewed"], **changes}}


SCHEMES = {
    "itemReviewed/firstAppearance": _about(firstAppearance={"url": "javascript:alert(1)"}),
    "itemReviewed/appearance": _about(
        appearance=[{"url": "https://a.example/"}, "\tJAVA\nscript:alert(1)"]
    ),
    "itemReviewed/author/sameAs": _about(author={"name": "V", "sameAs": ["data:text/html,x"]}),
    "itemReviewed/author/image": _about(author={"image": {"@id": "vbscript:x"}}),
    "author/image/contentUrl": {"author": {"image": [{"contentUrl": "file:///etc/passwd"}]}},
    "reviewRating/image": {
        "reviewRating": {"alternateName": "False", "image": "ftp://checkers.example/1"}
    },
}


@pytest.mark.parametrize("where", SCHEMES)
def test_an_address_of_another_scheme_refuses_its_check_alone(where: str, load: Load) -> None:
    job = load(feed(claim_review(1), claim_review(2, **SCHEMES[where])))
    assert (job.status, counts(job)) == ("succeeded", (1, 0, 0, 1))
    (line,) = job.report
    assert (line["code"], line["refused"]) == ("url", True)
    assert line["at"] == f"/dataFeedElement/1/item/0 {where}"
    assert FactCheck.objects.get().page.url == claim_review(1)["url"]


def test_a_row_with_an_address_of_another_scheme_is_refused_alone(load: Load) -> None:
    header = "url,claim,rating,appearance\n"
    rows = "https://a.example/1,One,False,javascript:alert(1)\nhttps://a.example/2,Two,False,\n"
    job = load(header + rows)
    assert counts(job) == (1, 0, 0, 1)
    assert [one["at"] for one in job.report] == ["line 2 itemReviewed/firstAppearance"]


def test_relative_addresses_and_nodes_names_are_no_reason_to_refuse(load: Load) -> None:
    node = {"@type": "Organization", "@id": "urn:checkers", "name": "Checkers", "logo": "/a.png"}
    job = load(claim_review(1, author=node, mainEntityOfPage="?id=1#a:b"))
    assert counts(job) == (1, 0, 0, 0)


def test_a_rating_without_words_or_a_doubled_claim_is_refused(load: Load) -> None:
    numbers_only = claim_review(2, reviewRating={"@type": "Rating", "ratingValue": 2})
    job = load([claim_review(1), numbers_only, claim_review(1)])
    assert counts(job) == (1, 0, 0, 2)
    assert [(one["at"], one["code"]) for one in job.report] == [
        ("/1 reviewRating/alternateName", "missing"),
        ("/2", "doubled"),
    ]


def test_what_cannot_be_read_of_a_check_is_noted_and_left_out(load: Load) -> None:
    odd = claim_review(
        1,
        datePublished="last Tuesday",
        author=[{"@type": "Organization", "url": "https://checkers.example/"}],
        reviewRating={"alternateName": ["False"], "ratingValue": "7", "bestRating": "5"},
    )
    job = load(odd)
    assert counts(job) == (1, 0, 0, 0)
    assert [(one["code"], one["refused"]) for one in job.report] == [
        ("rating_value", False),
        ("date", False),
    ]
    found = FactCheck.objects.get()
    assert (found.rating_text, found.rating_value, found.reviewed_at) == ("False", None, None)
    assert found.publisher == "checkers.example"


UNREADABLE = {
    "json": '{"@type": "ClaimReview",',
    "encoding": b"\xff\xfe{",
    "no_fact_checks": '{"@type": "Article"}',
    "column_unknown": "url,claim,rating,mood\n",
    "column_missing": "url,claim\n",
    "csv": 'url,claim,rating\nhttps://a.example/,"x',
    "shape": '{"claims": 5}',
}


@pytest.mark.parametrize("code", UNREADABLE)
def test_a_file_that_cannot_be_read_fails_with_the_reason_and_keeps_nothing(
    code: str, load: Load
) -> None:
    job = load(UNREADABLE[code])
    assert (job.status, job.failure_code) == ("failed", code)
    assert job.failure_detail
    assert not FactCheck.objects.exists()


@pytest.mark.parametrize("text", ["[" * 100_000, "<script type=application/ld+json>{</script>"])
def test_hostile_files_fail_like_any_other(text: str, load: Load) -> None:
    assert load(text).failure_code == "json"


def test_size_count_and_who_asks_are_bounded(
    editor: Any, load: Load, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.UPLOAD_MAX_BYTES = 5_000
    with pytest.raises(TooLarge):
        imports.request_import(actor=editor, data=b"x" * 5_001)
    with pytest.raises(InvalidInput):
        imports.request_import(actor=editor, data=b"")
    with pytest.raises(Forbidden):
        imports.request_import(actor=UserFactory(role=Role.REVIEWER), data=b"{}")
    monkeypatch.setattr(limits, "IMPORT_FACT_CHECKS", 2)
    assert load([claim_review(1), claim_review(2), claim_review(3)]).failure_code == "too_many"
