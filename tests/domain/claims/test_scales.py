"""Scales: made, changed while unused, versioned, retired; words alone and one rating suffice."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from api.exceptions import Conflict, Forbidden, InvalidInput, NotVisible
from audit.models import AuditEvent
from claims import services
from claims.models import Claim, RatingLevel, RatingScale, Verdict
from tests.domain.claims.conftest import Desk
from tests.domain.claims.scales import TWO, WORDS, default, in_words, labels
from tests.factories import ClaimFactory, ScaleFactory


def rate(person: User, claim: Claim, on: RatingLevel) -> None:
    wording = Claim.objects.get(pk=claim.pk).wording
    services.rate(
        actor=person,
        claim_id=claim.pk,
        level=on,
        confidence="high",
        rationale="The table says so.",
        wording=wording,
    )


# The loop -----------------------------------------------------------------------------------


def test_a_scale_of_words_and_one_rating_go_through_the_whole_loop(
    desk: Desk, claim: Claim, client: Client
) -> None:
    scale = in_words(desk)
    word = scale.levels.get(label="Misleads")
    desk.do("take", desk.one, claim)
    with pytest.raises(Conflict):  # one rating is asked for, so there is one place
        desk.do("take", desk.two, claim)
    client.force_login(desk.one)
    page = client.get(reverse("admin:desk_claim", args=[claim.pk]))
    assert "Misleads" in page.content.decode()
    rate(desk.one, claim, word)
    assert desk.fresh(claim).status == "resolved"
    assert services.proposed_level(desk.fresh(claim)) == word
    desk.cite(desk.one, claim, 0)
    desk.cite(desk.two, claim, 1)
    with pytest.raises(InvalidInput) as caught:  # a word nobody rated needs a reason
        desk.do("adjudicate", desk.editor, claim, level=scale.levels.get(label="Holds"))
    assert caught.value.code == "reason_required"
    desk.do("adjudicate", desk.editor, claim, level=word, summary="It does.")
    verdict: Verdict = desk.do("publish", desk.editor, claim)
    assert (verdict.level_label, verdict.number, verdict.best, verdict.worst) == (
        "Misleads", None, None, None
    )  # fmt: skip
    assert (verdict.ratings_count, verdict.ratings_required) == (1, 1)
    page = client.get(f"/checks/{claim.pk}/")
    text = page.content.decode()
    assert re.search(r"<strong>Misleads</strong>\s*</p>", text)  # no "2 on a scale from"
    assert "1 of 1 independent rating," in text
    document = client.get(f"/checks/{claim.pk}/", {"format": "jsonld"}).json()
    assert document["reviewRating"] == {
        "@type": "Rating", "alternateName": "Misleads", "ratingExplanation": "It does."
    }  # fmt: skip
    in_page = re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.S)
    assert in_page is not None
    assert json.loads(in_page[1]) == document
    desk.do("correct", desk.editor, claim, note="A word.", level=scale.levels.get(label="Holds"))
    assert client.get(f"/checks/{claim.pk}/", {"format": "jsonld"}).json()["reviewRating"][
        "alternateName"
    ] == "Holds"  # fmt: skip


def test_other_words_than_the_other_rater_are_a_dispute_however_near(
    desk: Desk, claim: Claim
) -> None:
    scale = in_words(desk, ratings_required=2)
    for person, word in ((desk.one, "Holds"), (desk.two, "Misleads")):
        desk.do("take", person, claim)
        rate(person, claim, scale.levels.get(label=word))
    assert desk.fresh(claim).status == "disputed"
    assert services.proposed_level(desk.fresh(claim)) is None
    level = scale.levels.get(label="Misleads")
    desk.do("adjudicate", desk.editor, claim, level=level, summary="S.")
    assert desk.fresh(claim).status == "resolved"


def test_one_rating_with_numbers_keeps_its_bounds(desk: Desk, claim: Claim) -> None:
    services.create_scale(
        actor=desk.editor, name="Two", levels=TWO, ratings_required=1, make_default=True
    )
    yes = default().levels.get(label="Yes")
    desk.do("take", desk.one, claim)
    rate(desk.one, claim, yes)
    desk.cite(desk.one, claim, 0)
    desk.cite(desk.one, claim, 1)
    desk.do("adjudicate", desk.editor, claim, level=yes, summary="S.")
    verdict: Verdict = desk.do("publish", desk.editor, claim)
    assert (verdict.number, verdict.best, verdict.worst) == (2, 2, 1)


# Services -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "levels",
    [
        [{"label": "A"}],
        [{"label": "A"}, {"label": "a"}],
        [{"label": "A", "number": 1}, {"label": "B"}],  # bounds of one number are none
        [{"label": "A"}, {"label": ""}],
        [{"label": "A", "number": 0}, {"label": "B", "number": 1}],
        [{"label": "A", "number": 2}, {"label": "B", "number": 1}],
        [{"label": "A"}, {"label": "B", "number": 1}, {"label": "C", "number": 2}],
        [{"label": "A"}, {"label": "B", "number": True}],
        [{"label": f"L{n}"} for n in range(13)],
    ],
)
def test_levels_that_make_no_scale_are_refused(desk: Desk, levels: Any) -> None:
    with pytest.raises(InvalidInput):
        services.create_scale(actor=desk.editor, name="New", levels=levels)


def test_an_unused_scale_may_be_changed_and_a_used_one_not(desk: Desk, claim: Claim) -> None:
    scale = in_words(desk)
    swapped = [WORDS[1], WORDS[0]]
    services.edit_scale(actor=desk.editor, scale_id=scale.pk, levels=swapped, ratings_required=3)
    scale.refresh_from_db()
    assert (labels(scale), scale.ratings_required) == (["Misleads", "Holds"], 3)
    desk.do("take", desk.one, claim)
    with pytest.raises(Conflict) as caught:
        services.edit_scale(actor=desk.editor, scale_id=scale.pk, levels=TWO, ratings_required=1)
    assert caught.value.code == "scale_frozen"
    actions = AuditEvent.objects.for_target(scale).values_list("action", flat=True)
    assert list(actions) == ["create", "edit"]


def test_another_scale_becomes_the_default_and_rounds_keep_theirs(desk: Desk, claim: Claim) -> None:
    old = default()
    desk.do("take", desk.one, claim)
    new = ScaleFactory()
    services.make_default(actor=desk.editor, scale_id=new.pk)
    services.make_default(actor=desk.editor, scale_id=new.pk)  # again: nothing
    assert default() == new
    assert AuditEvent.objects.for_target(new).count() == 1
    assert desk.fresh(claim).scale == old
    desk.do("take", desk.two, claim)  # the round is still filled on the old one
    later = ClaimFactory()
    desk.do("take", desk.one, later)
    assert desk.fresh(later).scale == new
    services.retire_scale(actor=desk.editor, scale_id=old.pk)
    rate(desk.one, claim, old.levels.get(number=2))
    with pytest.raises(Conflict):
        services.make_default(actor=desk.editor, scale_id=old.pk)


def test_only_editors_keep_scales(desk: Desk) -> None:
    scale = ScaleFactory()
    for act, fields in (
        ("create_scale", {"name": "N", "levels": TWO}),
        ("edit_scale", {"scale_id": scale.pk, "levels": TWO, "ratings_required": 1}),
        ("make_default", {"scale_id": scale.pk}),
        ("retire_scale", {"scale_id": scale.pk}),
    ):
        with pytest.raises(Forbidden):
            getattr(services, act)(actor=desk.one, **fields)
    with pytest.raises(NotVisible):
        services.make_default(actor=desk.editor, scale_id=0)


def test_a_new_default_scale_serves_later_rounds_only(desk: Desk, claim: Claim) -> None:
    desk.do("take", desk.one, claim)
    levels = [{"label": "No", "number": 1}, {"label": "Yes", "number": 2}]
    made = services.create_scale(
        actor=desk.editor, name="Standard", levels=levels, ratings_required=1, make_default=True
    )
    assert made.version == 2
    with pytest.raises(InvalidInput):
        desk.rate(desk.one, claim, 1)  # of the new scale, the round has the old one
    desk.do("take", desk.two, ClaimFactory())
    assert RatingScale.objects.get(pk=made.pk).used_at is not None


def test_the_default_scale_is_not_retired_others_are(desk: Desk) -> None:
    with pytest.raises(Conflict):
        services.retire_scale(
            actor=desk.editor, scale_id=RatingScale.objects.get(is_default=True).pk
        )
    assert services.retire_scale(actor=desk.editor, scale_id=ScaleFactory().pk).retired_at
