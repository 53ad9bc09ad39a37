"""The loop over REST: claims are found, rated blind, decided, published, corrected, retracted."""

from typing import Any

import pytest

from claims.models import Claim, Rating, RatingLevel
from tests.api.conftest import act, cite, rate, tag

pytestmark = pytest.mark.usefixtures("publisher")


@pytest.fixture
def publisher(settings: Any) -> None:
    settings.PUBLIC_URL = "https://onrecord.example"
    settings.PUBLISHER_NAME = "The Newsroom"


def test_the_whole_loop(
    integrator: Any,
    reviewer: Any,
    second: Any,
    editor: Any,
    claim: Claim,
    levels: list[RatingLevel],
) -> None:
    for person, kind in ((reviewer, "primary"), (second, "secondary")):
        taken = act(person, claim, "take")
        assert taken.status_code == 200
        assert taken["ETag"] == taken.json()["etag"] == tag(person, claim)
        assert cite(person, claim, kind).status_code == 201
        assert rate(person, claim, levels[1]).status_code == 201
    assert reviewer.get(f"claims/{claim.pk}/").json()["status"] == "resolved"
    assert len(reviewer.get(f"claims/{claim.pk}/ratings/").json()["results"]) == 2

    gate = act(editor, claim, "publish")
    assert (gate.status_code, gate.json()["code"]) == (409, "gate_refused")
    assert gate.json()["missing"]

    decided = act(editor, claim, "adjudicate", level=levels[1].pk, summary="It rose.")
    assert decided.status_code == 200
    assert decided.json()["level_label"] == levels[1].label
    assert decided["ETag"] == tag(editor, claim)
    assert integrator.get(f"claims/{claim.pk}/verdicts/").json()["results"] == []
    published = editor.post(f"claims/{claim.pk}/publish/", {}, etag=decided["ETag"])
    assert published.status_code == 200
    assert len(published.json()["citations"]) == 2
    seen = integrator.get(f"claims/{claim.pk}/verdicts/").json()["results"]
    assert [one["summary"] for one in seen] == ["It rose."]
    assert seen[0]["reason"] is None

    patch = {"normalised": "Other words"}
    refused = editor.patch(f"claims/{claim.pk}/", patch, etag=tag(editor, claim))
    assert (refused.status_code, refused.json()["allowed_actions"]) == (
        409,
        ["cite", "correct", "confirm", "retract"],
    )
    corrected = act(editor, claim, "correct", note="A slip.", summary="It fell.", **patch)
    assert corrected.status_code == 200
    assert corrected.json()["claim_normalised"] == "Other words"
    retracted = act(editor, claim, "retract", reason="Wrong person.")
    assert retracted.status_code == 200
    assert retracted["ETag"] == tag(editor, claim)
    assert reviewer.get(f"claims/{claim.pk}/").json()["round"] == 2
    acts = [
        entry["action"] for entry in editor.get(f"claims/{claim.pk}/history/").json()["results"]
    ]
    assert acts[-4:] == ["publish", "edit", "correct", "retract"]


def test_ratings_are_kept_once_for_one_idempotency_key(
    reviewer: Any, claim: Claim, levels: list[RatingLevel]
) -> None:
    act(reviewer, claim, "take")
    body = {"level": levels[0].pk, "rationale": "Seen.", "wording": 1}
    url, headers = f"claims/{claim.pk}/ratings/", {"Idempotency-Key": "r1"}
    first = reviewer.post(url, body, headers=headers)
    again = reviewer.post(url, body, headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again["Idempotency-Replayed"] == "true"
    assert Rating.objects.count() == 1
    other = reviewer.post(url, {**body, "rationale": "Else."}, headers=headers)
    assert other.status_code == 422


@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "k"}])
def test_a_rating_of_an_earlier_wording_is_409_and_kept_as_draft(
    reviewer: Any, claim: Claim, levels: list[RatingLevel], headers: dict[str, str]
) -> None:
    act(reviewer, claim, "take")
    reworded = reviewer.patch(
        f"claims/{claim.pk}/", {"normalised": "New words."}, etag=tag(reviewer, claim)
    )
    assert reworded.json()["wording"] == 2
    body = {"level": levels[0].pk, "rationale": "Of the old.", "wording": 1}
    refused = reviewer.post(f"claims/{claim.pk}/ratings/", body, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (409, "wording_changed")
    assert refused.json()["current"]["normalised"] == "New words."
    assert refused.json()["judged"]["wording"] == 1
    draft = reviewer.get(f"claims/{claim.pk}/draft/").json()["draft"]
    assert draft["rationale"] == "Of the old."


def test_a_draft_is_ones_own(reviewer: Any, second: Any, claim: Claim) -> None:
    url = f"claims/{claim.pk}/draft/"
    assert reviewer.get(url).status_code == 404
    assert reviewer.put(url, {"rationale": "x"}).status_code == 409
    act(reviewer, claim, "take")
    before = tag(reviewer, claim)
    kept = reviewer.put(url, {"rationale": " so far ", "level": None})
    assert (kept.status_code, kept.json()["draft"]) == (
        200,
        {"rationale": " so far ", "level": None},
    )
    assert tag(reviewer, claim) == before
    assert second.get(url).status_code == 404
    for body in ({"rationale": "a\u0000"}, {"mood": 1}, {"level": "1"}, [1]):
        assert reviewer.put(url, body).status_code == 400
    endless = reviewer.put(url, '{"level": 1e400}', content_type="application/json")
    assert endless.status_code == 400
    assert "draft" not in reviewer.get(f"claims/{claim.pk}/reviews/").json()["results"][0]


def test_places_are_taken_renewed_assigned_and_given_back(
    reviewer: Any, second: Any, third: Any, editor: Any, claim: Claim
) -> None:
    stale = tag(reviewer, claim)
    assert reviewer.post(f"claims/{claim.pk}/take/").status_code == 428
    assert act(reviewer, claim, "take").json()["status"] == "in_review"
    assert second.post(f"claims/{claim.pk}/take/", etag=stale).status_code == 412
    twice = act(reviewer, claim, "take")
    assert twice.status_code == 409
    assert "release" in twice.json()["allowed_actions"]
    actions = reviewer.get(f"claims/{claim.pk}/actions/").json()["allowed_actions"]
    assert actions == twice.json()["allowed_actions"]
    assert act(reviewer, claim, "renew").status_code == 200
    assigned = act(editor, claim, "assign", reviewer=second.user.pk)
    assert assigned.status_code == 200
    full = act(third, claim, "take")
    assert (full.status_code, full.json()["code"]) == (409, "no_free_place")
    assert act(editor, claim, "take_over", reviewer=second.user.pk).status_code == 200
    assert act(editor, claim, "assign", reviewer=10**15).status_code == 400
    assert act(editor, claim, "reveal", reason="A look.").status_code == 200
    assert act(reviewer, claim, "release").json()["status"] == "extracted"
    assert act(reviewer, claim, "dismiss", reason="Trivial.").json()["status"] == "dismissed"
    assert act(reviewer, claim, "reopen").json()["round"] == 2


def test_next_takes_the_most_worth_checking_and_then_nothing(
    reviewer: Any, claim: Claim, make_claim: Any
) -> None:
    best = make_claim("Our city built 4,120 homes last year.", score=0.95)
    answer = reviewer.post("claims/next/", {"transcript": claim.transcript_id})
    assert (answer.status_code, answer.json()["id"]) == (200, best.pk)
    assert answer["ETag"] == tag(reviewer, best)
    headers = {"Idempotency-Key": "n1"}
    first = reviewer.post("claims/next/", headers=headers)
    assert first.json()["id"] == claim.pk
    assert reviewer.post("claims/next/", headers=headers).json()["id"] == claim.pk
    assert reviewer.post("claims/next/").status_code == 204
    assert reviewer.post("claims/next/", {"transcript": 0}).status_code == 400


def test_a_span_is_added_by_hand_once(reviewer: Any, claim: Claim) -> None:
    url = f"transcripts/{claim.transcript_id}/claims/"
    text = reviewer.get(f"transcripts/{claim.transcript_id}/").json()["text"]
    start = text.index("We spent")
    added = reviewer.post(url, {"start": start, "end": start + 20, "type": "quantity"})
    assert added.status_code == 201
    assert added["Location"] == f"/api/v1/claims/{added.json()['id']}/"
    assert added.json()["text"] == text[start : start + 20].strip()
    assert added.json()["added_by_hand"] is True
    again = reviewer.post(url, {"start": start, "end": start + 20})
    assert (again.status_code, again.json()["id"]) == (200, added.json()["id"])
    known = reviewer.post(url, {"start": claim.start, "end": claim.end})
    assert (known.status_code, known.json()["id"]) == (200, claim.pk)
    for span in ({"start": 5, "end": 5}, {"start": 0, "end": 10**6}, {"start": -1, "end": 3},
                 {"start": 0, "end": 2**40}, {"start": "0", "end": 5}, {"end": 5}):  # fmt: skip
        assert reviewer.post(url, span).status_code == 400
