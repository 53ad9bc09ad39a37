"""claims:search: what is found among our checks and the archive, in which order, page by page."""

import json
import unicodedata
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.tokens import create_token
from claims.archive import search as archive_search
from claims.archive.search import Wanted, search
from claims.models import Verdict
from tests.api.google.conftest import archive, publish


def texts(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [one["text"] for one in answer.json().get("claims", [])]


def test_a_result_has_googles_shape_ours_and_others(google: Any) -> None:
    archive(7)
    verdict = publish()
    (theirs,) = google("get", "claims:search", {"query": "crime alderton"}).json()["claims"]
    assert theirs == {
        "text": "Crime rose by 7 percent in Alderton",
        "claimant": "Vera Quill",
        "claimDate": "2026-01-29T00:00:00Z",
        "claimReview": [
            {
                "publisher": {"name": "Checkers", "site": "checkers.example"},
                "url": "https://www.checkers.example/7",
                "title": "No, crime did not rise by 7 percent",
                "reviewDate": "2026-02-03T00:00:00Z",
                "textualRating": "Mostly false",
                "languageCode": "en-GB",
            }
        ],
    }
    (ours,) = google("get", "claims:search", {"query": "unemployment"}).json()["claims"]
    assert (ours["text"], ours["claimant"]) == (verdict.claim_normalised, "Ada Penhallow")
    (review,) = ours["claimReview"]
    assert review["url"] == f"https://newsroom.example/checks/{verdict.claim_id}/"
    assert review["publisher"] == {"name": "Newsroom Example", "site": "newsroom.example"}
    assert review["textualRating"] == verdict.level_label
    nothing = google("get", "claims:search", {"query": "zeppelin"})
    assert (nothing.status_code, nothing.json()) == (200, {})


@pytest.mark.parametrize("said", ["NFC", "NFD"])
def test_letters_are_found_in_whichever_form_they_are_written(google: Any, said: Any) -> None:
    archive(1, claimReviewed=unicodedata.normalize(said, "Rents in Zürich doubled"))
    for asked in ("NFC", "NFD"):
        found = google("get", "claims:search", {"query": unicodedata.normalize(asked, "Zürich")})
        assert len(texts(found)) == 1, asked


@pytest.mark.parametrize(
    ("stored", "asked"),
    [
        ("Zürich", "zurich"),
        ("Zurich", "ZÜRICH"),
        ("São Paulo", '"sao paulo" -geneva'),
        ("Bürgermeister Müller", "Burgermeistr Muler"),  # spelling, too
    ],
)
def test_accents_make_no_difference(google: Any, stored: str, asked: str) -> None:
    archive(1, claimReviewed=f"{stored} doubled rents")
    publish(f"{stored} halved rents")
    publish("Rents fell in Bern")
    found = texts(google("get", "claims:search", {"query": asked}))
    assert sorted(found) == [f"{stored} doubled rents", f"{stored} halved rents"]


def test_either_spelling_ranks_alike(google: Any) -> None:
    archive(1, claimReviewed="Zürich doubled rents", datePublished="2026-01-01")
    archive(2, claimReviewed="Zurich doubled rents", datePublished="2026-03-01")
    for asked in ("zurich rents", "Zürich rents"):
        found = texts(google("get", "claims:search", {"query": asked}))
        assert found == ["Zurich doubled rents", "Zürich doubled rents"], asked  # the newer first


def test_only_what_stands_is_found(google: Any) -> None:
    publish("Unemployment fell once", published_at=None)
    publish("Unemployment fell twice", superseded_at=timezone.now())
    publish("Unemployment fell thrice", retracted_at=timezone.now(), retracted_reason="Wrong.")
    gone = archive(1, claimReviewed="Unemployment rose")
    gone.fact_checks.update(gone_at=timezone.now())
    assert texts(google("get", "claims:search", {"query": "unemployment"})) == []


@pytest.mark.parametrize(
    "query",
    [
        "repair of the road",  # stems
        "repairng of roads",  # spelling
        '"spent 31 million" roads',  # websearch
        "We spent 31 million euros on repairing all roads in 2014, didn't we?",  # a whole claim
    ],
)
def test_words_are_found_in_other_forms_and_spellings(query: str, google: Any) -> None:
    wanted = "We spent 31 million euros on repairing roads in 2014"
    archive(1, claimReviewed=wanted)
    archive(2, claimReviewed="The library opened on Sundays")
    assert texts(google("get", "claims:search", {"query": query})) == [wanted]


def test_the_better_match_comes_first_then_the_newer(google: Any) -> None:
    archive(1, claimReviewed="Buses were free of charge for pupils", name="On buses and homes")
    archive(2, claimReviewed="4,120 homes were built", datePublished="2026-01-01")
    archive(3, claimReviewed="4,120 homes were built", datePublished="2026-03-01")
    answer = google("get", "claims:search", {"query": "homes"}).json()["claims"]
    assert [one["claimReview"][0]["url"][-1] for one in answer] == ["3", "2", "1"]


def test_filters(google: Any) -> None:
    archive(1, inLanguage="de-AT", claimReviewed="Die Miete stieg um 9 Prozent")
    archive(2, url="https://other.example/2")
    archive(3, datePublished=timezone.now().date().isoformat())
    own = publish("Crime fell by 3 percent in Alderton")

    def found(**asked: Any) -> set[str]:
        answer = google("get", "claims:search", {"pageSize": 50, **asked})
        assert answer.status_code == 200, answer.content
        claims = answer.json().get("claims", [])
        return {one["claimReview"][0]["url"].rstrip("/").rpartition("/")[2] for one in claims}

    every = {"2", "3", str(own.claim_id)}
    assert found(query="crime percent alderton") == every
    assert found(query="Miete", languageCode="de") == {"1"}
    assert found(query="crime", languageCode="en-US") == every
    assert found(query="crime", languageCode="fr") == set()
    assert found(query="crime", reviewPublisherSiteFilter="other.example") == {"2"}
    assert found(reviewPublisherSiteFilter="https://www.checkers.example/") == {"1", "3"}
    assert found(reviewPublisherSiteFilter="newsroom.example") == {str(own.claim_id)}
    assert found(query="crime", maxAgeDays=20) == {"3"}
    Verdict.objects.update(published_at=timezone.now() - timedelta(days=5))
    assert found(query="crime", maxAgeDays=20) == {"3", str(own.claim_id)}


def test_pages_follow_each_other_and_a_token_is_good_for_its_search_alone(google: Any) -> None:
    for number in range(1, 8):
        archive(number)
    publish("Crime in Alderton fell")
    asked: dict[str, Any] = {"query": "crime alderton", "pageSize": 3}
    whole = texts(google("get", "claims:search", {**asked, "pageSize": 100}))
    seen: list[str] = []
    while True:
        answer = google("get", "claims:search", asked)
        seen += texts(answer)
        if not (token := answer.json().get("nextPageToken")):
            break
        asked["pageToken"] = token
        assert len(seen) < 20
    assert seen == whole
    assert len(whole) == 8
    assert (
        texts(google("get", "claims:search", {**asked, "pageToken": "", "offset": 6})) == whole[6:]
    )
    for wrong in ({"pageToken": "x"}, {"query": "other", "pageToken": asked["pageToken"]}):
        refused = google("get", "claims:search", {**asked, **wrong})
        assert (refused.status_code, refused.json()["error"]["status"]) == (400, "INVALID_ARGUMENT")


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({}, "query"),
        ({"query": "x", "pageSize": "many"}, "pageSize"),
        ({"query": "x", "maxAgeDays": "-1"}, "maxAgeDays"),
        ({"query": "x", "offset": "99999999999"}, "offset"),
        ({"query": "x", "mood": "good"}, "mood"),
        ({"query": "x\x00"}, "query"),
        ({"query": "x" * 1001}, "query"),
        ({"query": "x", "alt": "proto"}, "alt"),
        ({"query": "x", "key": "nobody"}, "key"),
    ],
)
def test_refusals_have_googles_shape(asked: dict[str, Any], field: str, google: Any) -> None:
    answer = google("get", "claims:search", asked)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (400, 400)
    assert error["status"] == "INVALID_ARGUMENT"
    assert error["message"]
    (detail,) = error["details"]
    assert detail["@type"] == "type.googleapis.com/google.rpc.BadRequest"
    assert [one["field"] for one in detail["fieldViolations"]] == [field]


def test_images_are_not_searched(google: Any) -> None:
    answer = google("get", "claims:imageSearch", {"imageUri": "https://a.example/b.png"})
    assert (answer.status_code, answer.json()["error"]["status"]) == (501, "UNIMPLEMENTED")


def test_a_key_names_whose_budget_counts_and_opens_nothing(
    google: Any, integrator: Any, settings: Any
) -> None:
    rates = settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"]
    settings.REST_FRAMEWORK = {
        **settings.REST_FRAMEWORK,
        "DEFAULT_THROTTLE_RATES": {**rates, "anon": "1/hour", "user": "3/hour"},
    }
    asked, key = {"query": "crime"}, create_token(user=integrator)[0][:15]
    assert google("get", "claims:search", asked).status_code == 200
    refused = google("get", "claims:search", asked)
    assert (refused.status_code, refused.json()["error"]["status"]) == (429, "RESOURCE_EXHAUSTED")
    assert int(refused["Retry-After"]) > 0
    assert google("get", "claims:search", {**asked, "key": key}).status_code == 200
    header = google("get", "claims:search", asked, headers={"X-Goog-Api-Key": key})
    assert header.status_code == 200
    assert google("post", f"pages?key={key}", {}).status_code == 401
    assert google("get", "claims:search", {**asked, "key": key}).status_code == 429


# Cost ---------------------------------------------------------------------------------------

ROWS = 30_000
FILL = f"""
INSERT INTO claims_factcheckpage (url, site, version, created_at, updated_at)
    SELECT 'https://s' || n % 50 || '.example/' || n, 's' || n % 50 || '.example', 1, now(), now()
    FROM generate_series(1, {ROWS}) n;
INSERT INTO claims_factcheck (page_id, position, claim_key, markup, url, site, publisher, title,
        language, claim_text, claimant, newest_at, rating_text, created_at, updated_at)
    SELECT id, 0, 'x', '{{}}', url, site, 'P', 'Title ' || md5(url), 'en',
        'The figure ' || md5(id::text) || ' rose by ' || id % 97 || ' percent', 'Speaker',
        now() - id * interval '1 minute', 'False', now(), now() FROM claims_factcheckpage;
SELECT gin_clean_pending_list(indexrelid) FROM pg_index JOIN pg_class ON oid = indexrelid
    WHERE relam = (SELECT oid FROM pg_am WHERE amname = 'gin');
ANALYZE
"""


def plan(wanted: Wanted) -> Iterator[dict[str, Any]]:
    """The nodes of the plans of the search's statements."""
    statements: list[Any] = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        statements.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        search(wanted, offset=0, size=10)
    waiting: list[dict[str, Any]] = []
    for sql, params in statements:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
            found = cursor.fetchone()[0]
        waiting.append((json.loads(found) if isinstance(found, str) else found)[0]["Plan"])
    while waiting:
        node = waiting.pop()
        yield node
        waiting += node.get("Plans", [])


@pytest.mark.django_db
def test_each_search_is_read_from_its_indexes(monkeypatch: pytest.MonkeyPatch) -> None:
    with connection.cursor() as cursor:
        for statement in FILL.split(";\n"):
            cursor.execute(statement)
    cases = [
        (Wanted(query="zebra crossing"), {"fact_check_search", "fact_check_trgm"}),
        (Wanted(query="zebra", language="en", max_age=3), {"fact_check_search", "fact_check_trgm"}),
        (Wanted(site="s7.example"), {"fact_check_site"}),
        (Wanted(site="s7.example", query="zebra"), {"fact_check_search", "fact_check_trgm"}),
    ]
    for wanted, indexes in cases:
        nodes = list(plan(wanted))
        used = {str(node["Index Name"]) for node in nodes if "Index Name" in node}
        assert used >= indexes, (wanted, used)
        scanned = {n["Relation Name"] for n in nodes if n["Node Type"] == "Seq Scan"}
        assert "claims_factcheck" not in scanned, wanted
    # Hundreds of rows have these words: where that is many, no other spelling is looked for.
    often = Wanted(query="rose 7 percent")
    for ranked, is_spelled in ((ROWS, True), (300, False)):
        monkeypatch.setattr(archive_search, "RANKED", ranked)
        archived = [n for n in plan(often) if n.get("Relation Name") == "claims_factcheck"]
        assert ("%>" in json.dumps(archived)) == is_spelled


def test_pages_join_where_more_have_the_words_than_are_ranked_by_spelling(
    google: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive_search, "RANKED", 4)
    for number in range(6):
        archive(number, claimReviewed=f"Crime fell {'very ' * number}much in ward {number}")
        publish(f"Crime fell {'quite ' * number}much in town {number}")

    def found(offset: int, size: int) -> list[str]:
        asked = {"query": "crime fell much", "offset": offset, "pageSize": size}
        return texts(google("get", "claims:search", asked))

    whole = found(0, 50)
    assert len(set(whole)) == 12
    assert whole[0] == "Crime fell much in town 0"
    assert [text for offset in range(0, 12, 2) for text in found(offset, 2)] == whole


def test_a_page_of_results_costs_the_same_however_many_there_are(google: Any) -> None:
    def cost(size: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            found = texts(google("get", "claims:search", {"query": "crime", "pageSize": size}))
        assert len(found) == size
        return len(captured)

    for number in range(12):
        archive(number)
        publish(f"Crime fell by {number} percent")
    assert cost(2) <= cost(24) == 5
