"""Scales over REST: made, versioned, made the default, retired; words alone to JSON-LD."""

from typing import Any

import pytest

from claims.models import Claim, RatingLevel, RatingScale
from tests.api.conftest import Client, act, cite, rate

WORDS = {
    "name": "Words",
    "levels": [{"label": "Holds", "description": "It does."}, {"label": "Does not hold"}],
    "ratings_required": 1,
}


@pytest.fixture(autouse=True)
def publisher(settings: Any) -> None:
    settings.PUBLIC_URL = "https://newsroom.example"
    settings.PUBLISHER_NAME = "Newsroom Example"


def test_a_scale_of_words_with_one_rating_from_its_making_to_json_ld(
    editor: Client, reviewer: Client, second: Client, nobody: Client, claim: Claim
) -> None:
    made = editor.post("scales/", {**WORDS, "make_default": True})
    assert made.status_code == 201
    assert [level["number"] for level in made.json()["levels"]] == [None, None]
    assert act(reviewer, claim, "take").status_code == 200
    assert act(second, claim, "take").status_code == 409  # one rating, one place
    level = RatingLevel.objects.get(pk=made.json()["levels"][1]["id"])
    assert rate(reviewer, claim, level).status_code == 201
    assert reviewer.get(f"claims/{claim.pk}/").json()["status"] == "resolved"
    for kind in ("primary", "secondary"):
        assert cite(reviewer, claim, kind).status_code == 201
    decided = act(editor, claim, "adjudicate", level=level.pk, summary="It does not.")
    assert decided.status_code == 200, decided.content
    published = act(editor, claim, "publish")
    assert published.status_code == 200, published.content
    document = nobody.get(f"/checks/{claim.pk}/?format=jsonld").json()
    assert document["reviewRating"] == {
        "@type": "Rating",
        "alternateName": "Does not hold",
        "ratingExplanation": "It does not.",
    }


def test_the_default_is_handed_over_and_the_old_one_retired(
    editor: Client, reviewer: Client
) -> None:
    old = RatingScale.objects.get(is_default=True)
    assert editor.post(f"scales/{old.pk}/retire/").status_code == 409
    new = editor.post("scales/", WORDS).json()
    assert new["is_default"] is False
    route = f"scales/{new['id']}/make_default/"
    assert reviewer.post(route).status_code == 403
    assert editor.post(route).json()["is_default"] is True
    assert editor.post(route).status_code == 200  # again
    assert editor.get(f"scales/{old.pk}/").json()["is_default"] is False
    assert editor.post(f"scales/{old.pk}/retire/").json()["retired_at"] is not None
    refused = editor.post(f"scales/{old.pk}/make_default/")
    assert (refused.status_code, refused.json()["code"]) == (409, "scale_retired")
    assert editor.post("scales/999/make_default/").status_code == 404
    assert editor.post(route, {"extra": 1}).status_code == 400


def test_a_new_version_keeps_the_name_and_leaves_the_old_one(editor: Client) -> None:
    first, second = (editor.post("scales/", WORDS).json() for _ in range(2))
    assert (first["version"], second["version"]) == (1, 2)
    assert editor.get(f"scales/{first['id']}/").json()["levels"] == first["levels"]


@pytest.mark.parametrize(
    "levels",
    [
        [{"label": "A", "number": 1}, {"label": "B"}],
        [{"label": "A"}, {"label": "a"}],
        [{"label": "A"}, {"label": "B", "number": 1}, {"label": "C", "number": 2}],
        [{"label": "A"}],
    ],
)
def test_levels_that_make_no_scale_are_400(editor: Client, levels: Any) -> None:
    answer = editor.post("scales/", {**WORDS, "levels": levels})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"].startswith("/levels")
