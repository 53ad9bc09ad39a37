"""Lists of claims and of what hangs on them: filters, order, pages, queries; sources, scales."""

import unicodedata
from typing import Any

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext

from claims.models import Claim, RatingLevel, ScoredSentence, Source
from tests.api.conftest import SAID, Client, act, cite, tag
from transcripts.models import ExtractionRun, Speaker, Transcript
from transcripts.services import ingest


def ids(answer: Any) -> list[int]:
    assert answer.status_code == 200, answer.content
    return [row["id"] for row in answer.json()["results"]]


def test_the_body_of_a_claim(integrator: Client, claim: Claim) -> None:
    body = integrator.get(f"claims/{claim.pk}/").json()
    assert body["transcript"] == {"id": claim.transcript_id, "title": "City"}
    assert body["text"] == body["normalised"] == "Crime fell by 12 percent."
    assert body["speaker"]["name"] == body["suggested_speaker"]["name"] == "Ada Penhallow"
    assert body["type"] == body["suggested_type"] == "quantity"
    assert (body["score"], body["rank"], body["status"], body["round"]) == (
        0.9,
        9000,
        "extracted",
        1,
    )
    assert body["reasons"][0]["name"] == "percentage"
    assert body["text"] in body["context"]["text"]
    row = integrator.get("claims/").json()["results"][0]
    assert row == {key: body[key] for key in body.keys() - {"context", "lookup"}}
    assert row["etag"] == tag(integrator, claim)


def test_letters_are_the_same_in_whichever_form_they_are_sent(
    reviewer: Client, claim: Claim
) -> None:
    composed, apart = "Zürich", unicodedata.normalize("NFD", "Zürich")
    path = f"claims/{claim.pk}/"
    body = {"normalised": f"Crime in {apart} fell."}
    edited = reviewer.patch(path, body, etag=tag(reviewer, claim))
    assert edited.json()["normalised"] == f"Crime in {composed} fell."
    where = f"transcripts/{claim.transcript_id}/"
    changed = reviewer.patch(where, {"title": apart}, etag=reviewer.get(where)["ETag"])
    assert changed.json()["title"] == composed
    for words in (composed, apart):
        assert ids(reviewer.get(f"claims/?search={words}")) == [claim.pk]
        assert ids(reviewer.get(f"transcripts/?title={words}")) == [claim.transcript_id]


def test_filters_of_the_list(reviewer: Client, claim: Claim, make_claim: Any) -> None:
    low = make_claim("We spent 31 million euros on buses in 2014.", score=0.2)
    gone = make_claim("Is that enough?", score=0.5, superseded_at=Now())
    Transcript.objects.update(event_date="2014-05-01")
    act(reviewer, low, "take")
    speaker = claim.suggested_speaker_id
    assert ids(reviewer.get("claims/")) == [claim.pk, low.pk]
    assert ids(reviewer.get("claims/?ordering=id")) == sorted([claim.pk, low.pk])
    for query, expected in {
        "status=in_review": [low.pk],
        "status=in_review&status=extracted": [claim.pk, low.pk],
        f"transcript={claim.transcript_id}": [claim.pk, low.pk],
        "transcript=999": [],
        f"speaker={speaker}": [claim.pk, low.pk],
        "type=quantity&min_score=0.5": [claim.pk],
        "max_score=0.5": [low.pk],
        "assignee=me": [low.pk],
        f"assignee={reviewer.user.pk if reviewer.user else 0}": [low.pk],
        "assignee=999": [],
        "date_from=2014-05-01&date_to=2014-05-01": [claim.pk, low.pk],
        "date_from=2014-05-02": [],
        "search=crime": [claim.pk],
        "search=buses -crime": [low.pk],
        "superseded=true": [gone.pk],
        "superseded=false": [claim.pk, low.pk],
    }.items():
        assert ids(reviewer.get(f"claims/?{query}")) == expected, query


def test_a_flag_is_listed_until_somebody_says_that_the_claim_stays(
    reviewer: Client, claim: Claim, make_claim: Any
) -> None:
    make_claim("We spent 31 million euros on buses in 2014.", score=0.2)
    act(reviewer, claim, "take")
    Claim.objects.filter(pk=claim.pk).update(not_found_at=Now())
    flagged = reviewer.get("claims/?flagged=true").json()["results"]
    assert [(row["id"], row["flagged"], row["kept_at"]) for row in flagged] == [
        (claim.pk, True, None)
    ]
    assert "keep" in reviewer.get(f"claims/{claim.pk}/actions/").json()["allowed_actions"]
    answer = act(reviewer, claim, "keep")
    assert answer.status_code == 200
    assert answer.json()["flagged"] is False
    assert answer.json()["kept_at"]
    assert ids(reviewer.get("claims/?flagged=true")) == []
    assert act(reviewer, claim, "keep").status_code == 409
    assert "keep" not in reviewer.get(f"claims/{claim.pk}/actions/").json()["allowed_actions"]


@pytest.mark.parametrize(
    "query",
    [
        "status=lost", "transcript=x", "transcript=9223372036854775808", "speaker=0", "type=big",
        "min_score=2", "min_score=nan", "max_score=high", "assignee=you", "assignee=01",
        "date_from=2014", "search=%00", "superseded=perhaps", "flagged=1",
        "ordering=score", "colour=red", "page_size=201", "cursor=x", "limit=5",
    ],
)  # fmt: skip
def test_wrong_values_and_names_are_400(reviewer: Client, query: str) -> None:
    answer = reviewer.get(f"claims/?{query}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == f"/{query.partition('=')[0]}"


def test_details_and_writes_know_no_parameters(reviewer: Client, claim: Claim) -> None:
    assert reviewer.get(f"claims/{claim.pk}/?fields=id").status_code == 400
    assert reviewer.post("claims/next/?transcript=1").status_code == 400


def test_who_works_on_what_is_not_for_integrators(integrator: Client, claim: Claim) -> None:
    assert integrator.get("claims/?assignee=1").status_code == 403


def test_pages_by_rank_hold_every_claim_once(reviewer: Client, make_claim: Any) -> None:
    made = [make_claim(word, score=0.5) for word in SAID.split()[3:12] if SAID.count(word) == 1]
    seen: list[int] = []
    url = "claims/?page_size=2"
    while url:
        page = reviewer.get(url).json()
        seen += [row["id"] for row in page["results"]]
        url = page["next"]
    assert seen == sorted((one.pk for one in made), reverse=True)
    cursor = (
        reviewer.get("claims/?page_size=2")
        .json()["next"]
        .replace("claims/?", "claims/?status=extracted&")
    )
    assert reviewer.get(cursor).status_code == 400


def test_sentences_show_also_what_was_left_out(
    integrator: Client, stranger: Client, transcript: Transcript
) -> None:
    url = f"transcripts/{transcript.pk}/sentences/"
    assert integrator.get(url).json() == {"results": [], "next": None}
    run = transcript.runs.get()
    for index, score in enumerate((0.9, 0.1)):
        ScoredSentence.objects.create(
            run=run, start=index * 10, end=index * 10 + 5, role="speaker", score=score,
            rank=index * 100 or None, is_claim=score > 0.5, type="event",
            reasons=[{"name": "opinion", "weight": -1.0}],
        )  # fmt: skip
    ExtractionRun.objects.update(status="succeeded", finished_at=Now())
    rows = integrator.get(url).json()["results"]
    assert [row["text"] for row in rows] == [transcript.text[:5], transcript.text[10:15]]
    assert rows[1]["reasons"][0]["name"] == "opinion"
    assert [(row["score"], row["rank"]) for row in rows] == [(0.9, None), (0.1, 100)]
    assert len(integrator.get(url + "?is_claim=false").json()["results"]) == 1
    assert len(integrator.get(url + "?min_score=0.5").json()["results"]) == 1
    assert stranger.get(url).status_code == 404


def test_sources_are_one_to_an_address_and_edited_with_an_etag(reviewer: Client) -> None:
    body = {"url": "https://A.example/x#top", "title": "Report", "kind": "primary"}
    first = reviewer.post("sources/", body)
    again = reviewer.post("sources/", {**body, "url": "https://a.example/x", "title": "Other"})
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["id"] == first.json()["id"]
    url = first["Location"]
    assert reviewer.get(url)["ETag"] == first["ETag"] == first.json()["etag"]
    assert reviewer.patch(url, {"title": "New"}).status_code == 428
    changed = reviewer.patch(url, {"title": "New"}, etag=first["ETag"])
    assert (changed.status_code, changed.json()["title"]) == (200, "New")
    assert reviewer.patch(url, {"title": "Newer"}, etag=first["ETag"]).status_code == 412
    for wrong in ({}, {"url": "https://b.example/"}, {"kind": "rumour"}, {"title": ""}):
        assert reviewer.patch(url, wrong, etag=changed["ETag"]).status_code == 400
    for wrong in ({**body, "url": "javascript:1"}, {**body, "url": "https://a.example/\u0000"},
                  {"url": "https://c.example/"}, {**body, "mood": 1}):  # fmt: skip
        assert reviewer.post("sources/", wrong).status_code == 400
    assert ids(reviewer.get("sources/?kind=primary&title=new")) == [first.json()["id"]]


def test_a_citation_is_withdrawn_by_who_added_it(
    reviewer: Client, second: Client, editor: Client, claim: Claim
) -> None:
    url = f"citations/{cite(reviewer, claim).json()['id']}/withdraw/"
    assert second.post(url, {"reason": "Mine."}).status_code == 403
    assert reviewer.post(url, {}).status_code == 400
    done = reviewer.post(url, {"reason": "Wrong page."})
    assert (done.status_code, done.json()["withdrawn_reason"]) == (200, "Wrong page.")
    assert editor.post(url, {"reason": "Again."}).status_code == 409
    assert reviewer.post("citations/999/withdraw/", {"reason": "x"}).status_code == 404
    shown = second.get(f"claims/{claim.pk}/citations/").json()["results"][0]
    assert (shown["stance"], shown["withdrawn_reason"]) == (None, None)
    assert shown["withdrawn_at"] is not None


def test_an_editor_makes_and_retires_scales(editor: Client, reviewer: Client) -> None:
    body = {
        "name": "Two",
        "levels": [{"label": "No", "number": 1}, {"label": "Yes", "number": 2}, {"label": "Open"}],
        "ratings_required": 1,
    }
    assert reviewer.post("scales/", body).status_code == 403
    made = editor.post("scales/", body)
    assert made.status_code == 201
    assert [level["label"] for level in made.json()["levels"]] == ["No", "Yes", "Open"]
    assert editor.post("scales/", body).json()["version"] == 2
    assert len(reviewer.get("scales/").json()["results"]) == 3
    for levels in ([], [{"label": "a"}] * 2, [{"name": "x"}] * 2, "No", [1, 2]):
        assert editor.post("scales/", {**body, "levels": levels}).status_code == 400
    assert editor.post("scales/", {**body, "ratings_required": 0}).status_code == 400
    retired = editor.post(f"scales/{made.json()['id']}/retire/")
    assert retired.json()["retired_at"] is not None


def test_wrong_bodies_are_400_and_never_500(
    reviewer: Client, editor: Client, claim: Claim, levels: list[RatingLevel]
) -> None:
    act(reviewer, claim, "take")
    good = {"level": levels[0].pk, "rationale": "R", "wording": 1}
    for change in ({"level": 10**30}, {"level": True}, {"level": "1"}, {"level": None},
                   {"rationale": ""}, {"rationale": "a\u0000"}, {"rationale": 5}, {"wording": 0},
                   {"wording": 7}, {"confidence": "very"}, {"extra": 1}):  # fmt: skip
        answer = reviewer.post(f"claims/{claim.pk}/ratings/", {**good, **change})
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["pointer"] == f"/{next(iter(change))}"
    for body in ("[]", "null", '"x"', "{", '{"level": 1e400}', '{"level": NaN}'):
        answer = reviewer.post(f"claims/{claim.pk}/ratings/", body, content_type="application/json")
        assert answer.status_code == 400
    patch = f"claims/{claim.pk}/"
    for body in ({}, {"status": "published"}, {"speaker": None}, {"type": "x"}, {"normalised": ""}):
        assert editor.patch(patch, body, etag="*").status_code == 400
    assert editor.delete(patch).status_code == 405


@pytest.fixture
def many(
    reviewer: Client, editor: Client, integrator: Client, transcript: Transcript, make_claim: Any
) -> Claim:
    """At least twenty rows in every list."""
    spots = range(20, 40)
    claims = []
    segment = transcript.segments.first()
    for index in spots:
        claims.append(
            Claim.objects.create(
                transcript=transcript, start=index, end=index + 5,
                text=transcript.text[index : index + 5],
                first_segment=segment, last_segment=segment, context_start=0, context_end=60,
                score=0.5, rank=5000, suggested_speaker=segment.speaker if segment else None,
            )
        )  # fmt: skip
        Speaker.objects.create(name=f"Speaker Number {index}")
        cite(reviewer, claims[0], url=f"https://a.example/{index}")
        text = f"Anna Berg: We built {index} homes.\n\nQuestion: Really?\n"
        ingest(actor=integrator.user, data=text.encode())  # type: ignore[arg-type]
        act(reviewer, claims[0], "take")
        act(reviewer, claims[0], "release")
        ScoredSentence.objects.create(
            run=transcript.runs.get(), start=index, end=index + 2, role="speaker", score=0.1,
            is_claim=False, type="other",
        )  # fmt: skip
    ExtractionRun.objects.filter(transcript=transcript).update(
        status="succeeded", finished_at=Now()
    )
    return claims[0]


def test_lists_take_as_many_queries_for_two_rows_as_for_twenty(
    reviewer: Client, many: Claim
) -> None:
    def queries(path: str, size: int) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            rows = reviewer.get(f"{path}?page_size={size}").json()["results"]
        assert len(rows) == size, path
        return len(captured)

    for path in (
        "transcripts/", "runs/", "speakers/", "claims/", "sources/",
        f"claims/{many.pk}/citations/", f"claims/{many.pk}/reviews/",
        f"transcripts/{many.transcript_id}/sentences/",
    ):  # fmt: skip
        assert queries(path, 2) == queries(path, 20) <= 8, path
    assert Source.objects.count() >= 20
