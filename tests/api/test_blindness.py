"""While a round is open nobody reads another's judgement, on whatever route, in whatever way."""

import itertools
from collections import defaultdict
from typing import Any

import pytest

from claims.models import Claim, RatingLevel
from tests.api.conftest import Client, act, cite, rate
from tests.api.permissions.requests import REQUESTS

RATIONALE = "XyzzyRationale"
GETS = sorted(
    {
        path
        for method, path, _ in REQUESTS.values()
        if method == "get" and not path.startswith("scales")
    }
)


@pytest.fixture
def rated(reviewer: Client, second: Client, claim: Claim, levels: list[RatingLevel]) -> Claim:
    """One of two ratings is in: by `reviewer`; `second` has a place."""
    act(reviewer, claim, "take")
    act(second, claim, "take")
    assert cite(reviewer, claim, stance="refutes").status_code == 201
    assert rate(reviewer, claim, levels[0], RATIONALE).status_code == 201
    return claim


def words(levels: list[RatingLevel]) -> list[str]:
    return [RATIONALE, levels[0].label, '"refutes"']


def leaks(person: Client, claim: Claim, levels: list[RatingLevel]) -> dict[str, Any]:
    """Every GET answer, headers too, in which something of the other's judgement stands."""
    citation = claim.citations.get()
    ids = {
        "transcript": claim.transcript_id,
        "claim": claim.pk,
        "run": claim.transcript.runs.get().pk,
        "source": citation.source_id,
        "scale": levels[0].scale_id,
    }
    found = {}
    for path in GETS:
        answer = person.get(path.format_map(defaultdict(int, ids)))  # of what is not made here: 404
        raw = answer.content.decode() + str(answer.headers)
        if told := [word for word in words(levels) if word in raw]:
            found[path] = told
    return found


def test_an_open_round_is_blind_for_everybody_else(
    integrator: Client,
    reviewer: Client,
    second: Client,
    third: Client,
    editor: Client,
    administrator: Client,
    rated: Claim,
    levels: list[RatingLevel],
) -> None:
    for person in (integrator, second, third, editor, administrator):
        assert leaks(person, rated, levels) == {}
    assert set(leaks(reviewer, rated, levels)) == {
        "claims/{claim}/citations/",
        "claims/{claim}/ratings/",
    }


def test_answers_to_acts_are_blind_too(
    second: Client, third: Client, editor: Client, rated: Claim, levels: list[RatingLevel]
) -> None:
    answers = [
        act(second, rated, "renew"),
        act(third, rated, "take"),
        act(editor, rated, "adjudicate", level=levels[0].pk, reason="Now."),
        act(editor, rated, "take_over", reviewer=10**9),
        second.post(f"claims/{rated.pk}/ratings/", {"level": levels[1].pk}),
        cite(second, rated, stance="context"),
        second.put(f"claims/{rated.pk}/draft/", {"rationale": "mine"}),
        act(second, rated, "dismiss", reason="No."),
    ]
    assert {answer.status_code for answer in answers} <= {200, 201, 400, 409}
    for answer, word in itertools.product(answers, words(levels)):
        assert word not in answer.content.decode()


def test_the_etag_and_the_body_are_the_same_whatever_was_rated(
    second: Client, reviewer: Client, rated: Claim, levels: list[RatingLevel]
) -> None:
    before = second.get(f"claims/{rated.pk}/")
    assert rate(reviewer, rated, levels[4], "Changed my mind").status_code == 201
    after = second.get(f"claims/{rated.pk}/")
    assert (after["ETag"], after.content) == (before["ETag"], before.content)


def test_the_editor_reads_after_the_reveal_and_members_after_the_last_rating(
    editor: Client, second: Client, third: Client, rated: Claim, levels: list[RatingLevel]
) -> None:
    act(editor, rated, "reveal", reason="It takes too long.")
    assert "claims/{claim}/ratings/" in leaks(editor, rated, levels)
    assert leaks(second, rated, levels) == {}
    assert rate(second, rated, levels[4], "Else").status_code == 201
    assert "claims/{claim}/ratings/" in leaks(second, rated, levels)
    assert "claims/{claim}/ratings/" in leaks(third, rated, levels)


def test_a_later_round_closes_the_earlier_one(
    integrator: Client,
    editor: Client,
    second: Client,
    third: Client,
    rated: Claim,
    levels: list[RatingLevel],
) -> None:
    assert rate(second, rated, levels[4], "Else").status_code == 201
    assert act(editor, rated, "adjudicate", level=levels[0].pk, summary="S").status_code == 200
    assert leaks(integrator, rated, levels) == {}
    assert act(editor, rated, "reopen", reason="Again.").json()["status"] == "extracted"
    for person in (second, third, editor):
        assert leaks(person, rated, levels) == {}


def test_no_filter_or_order_tells_a_judgement(second: Client, rated: Claim) -> None:
    for query in ("level=1", "stance=refutes", "ratings=1", "rated_by=1"):
        assert second.get(f"claims/?{query}").status_code == 400
    assert second.get("claims/?ordering=ratings").status_code == 400
