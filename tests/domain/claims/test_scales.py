"""Scales: made, changed while unused, versioned, retired; words alone and one rating suffice."""

import json
import re
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from api.exceptions import Conflict, Forbidden, InvalidInput, NotVisible
from audit.models import AuditEvent
from claims import services
from claims.models import Claim, RatingLevel, RatingScale, Verdict
from tests.domain.claims.conftest import Desk
from tests.factories import ClaimFactory, ScaleFactory, UserFactory

WORDS = [{"label": "Holds"}, {"label": "Misleads"}, {"label": "Does not hold"}]
TWO = [{"label": "No", "number": 1}, {"label": "Yes", "number": 2}]
ADD = "admin:claims_ratingscale_add"
CHANGE = "admin:claims_ratingscale_change"
LIST = "admin:claims_ratingscale_changelist"


def default() -> RatingScale:
    found: RatingScale = RatingScale.objects.get(is_default=True)
    return found


def labels(scale: RatingScale) -> list[str]:
    return list(scale.levels.order_by("position").values_list("label", flat=True))


def in_words(desk: Desk, *, ratings_required: int = 1) -> RatingScale:
    made: RatingScale = services.create_scale(
        actor=desk.editor,
        name="Words",
        levels=WORDS,
        ratings_required=ratings_required,
        make_default=True,
    )
    return made


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


# The admin ----------------------------------------------------------------------------------


def form(name: str | None, levels: list[dict[str, Any]], **fields: Any) -> dict[str, Any]:
    """What the browser sends."""
    data: dict[str, Any] = {"ratings_required": 1, **fields}
    if name is not None:
        data["name"] = name
    ids = [level["id"] for level in levels if "id" in level]
    data |= {"levels-TOTAL_FORMS": len(levels), "levels-INITIAL_FORMS": len(ids)}
    for index, level in enumerate(levels):
        for key, value in level.items():
            data[f"levels-{index}-{key}"] = value
        data.setdefault(f"levels-{index}-description", "")
    return data


@pytest.fixture
def editor(desk: Desk, client: Client) -> Client:
    client.force_login(desk.editor)
    return client


def test_the_admin_makes_a_scale(editor: Client, desk: Desk) -> None:
    assert editor.get(reverse(ADD)).status_code == 200
    rows = [*TWO, {"label": "Open", "description": "Nobody knows."}, {"label": ""}]
    sent = editor.post(reverse(ADD), form("House", rows, make_default="on"))
    assert sent.status_code == 302, sent.context["errors"]
    made = default()
    assert (made.name, made.version, made.ratings_required) == ("House", 1, 1)
    assert list(made.levels.values_list("position", "label", "number", "description")) == [
        (1, "No", 1, ""), (2, "Yes", 2, ""), (3, "Open", None, "Nobody knows.")
    ]  # fmt: skip
    event = AuditEvent.objects.for_target(made).get()
    assert (event.action, event.actor) == ("create", desk.editor.opaque_id)
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([{"label": "A", "number": 2}, {"label": "B", "number": 1}], "Numbers rise"),
        ([{"label": "A", "number": 1}], "Between 2 and 12 levels"),
        ([{"label": "A"}, {"label": "a"}], "Labels must differ"),
    ],
)
def test_a_refused_scale_keeps_what_was_written(editor: Client, rows: Any, said: str) -> None:
    sent = editor.post(reverse(ADD), form("House", rows))
    assert sent.status_code == 200
    assert said in sent.content.decode()
    assert 'value="House"' in sent.content.decode()
    assert not RatingScale.objects.filter(name="House").exists()


def test_the_admin_changes_an_unused_scale(editor: Client) -> None:
    scale = ScaleFactory()
    url = reverse(CHANGE, args=[scale.pk])
    assert "may still be changed here" in editor.get(url).content.decode()
    first, second, *_ = scale.levels.order_by("position")
    rows: list[dict[str, Any]] = [
        {"id": first.pk, "scale": scale.pk, "label": second.label, "number": 1},
        {"id": second.pk, "scale": scale.pk, "label": first.label, "number": 2},
    ]
    rows += [
        {"id": level.pk, "scale": scale.pk, "label": level.label, "DELETE": "on"}
        for level in scale.levels.order_by("position")[2:]
    ]
    sent = editor.post(url, form(None, rows, ratings_required=4))
    assert sent.status_code == 302, sent.context["errors"]
    scale.refresh_from_db()
    assert (labels(scale), scale.ratings_required) == (["Level 2", "Level 1"], 4)


def test_a_used_scale_is_shown_and_offers_a_new_version(
    editor: Client, desk: Desk, claim: Claim
) -> None:
    desk.do("take", desk.one, claim)
    used = default()
    url = reverse(CHANGE, args=[used.pk])
    page = editor.get(url).content.decode()
    assert 'name="ratings_required"' not in page
    assert 'name="levels-0-label"' not in page
    new = f"{reverse(ADD)}?from={used.pk}"
    assert f'href="{new}"' in page
    assert editor.post(url, form(None, TWO)).status_code == 403
    filled = editor.get(new).content.decode()
    assert 'value="Standard"' in filled
    assert 'value="Mostly false"' in filled
    # Sent as it was filled in, one label apart.
    rows = list(used.levels.order_by("position").values("label", "number", "description"))
    rows[0]["label"] = "Wrong"
    rows = [{key: "" if value is None else value for key, value in row.items()} for row in rows]
    sent = editor.post(new, form("Standard", rows, ratings_required=2))
    assert sent.status_code == 302, sent.context["errors"]
    made = RatingScale.objects.get(name="Standard", version=2)
    assert labels(made) == ["Wrong", *labels(used)[1:]]
    assert not made.is_default


@pytest.mark.parametrize("given", ["0", "x", "9" * 30, "²"])
def test_a_new_version_of_nothing_is_an_empty_form(editor: Client, given: str) -> None:
    assert editor.get(reverse(ADD), {"from": given}).status_code == 200


def test_the_list_makes_the_default_and_retires(editor: Client) -> None:
    old, new = default(), ScaleFactory()

    def do(action: str, *scales: RatingScale) -> str:
        data = {"action": action, "_selected_action": [scale.pk for scale in scales]}
        return str(editor.post(reverse(LIST), data, follow=True).content.decode())

    assert "stays in use" in do("retire", old)
    assert "Choose one scale" in do("make_default", old, new)
    assert f"The default is now: {new}" in do("make_default", new)
    assert f"Retired: {old}" in do("retire", old)
    assert default() == new
    assert "A retired scale" in do("make_default", old)


def test_a_reviewer_reads_scales_only(desk: Desk, client: Client) -> None:
    client.force_login(desk.one)
    scale = ScaleFactory()
    assert "Level 1" in client.get(reverse(CHANGE, args=[scale.pk])).content.decode()
    assert client.get(reverse(ADD)).status_code == 403
    assert client.post(reverse(CHANGE, args=[scale.pk]), form(None, TWO)).status_code == 403
    data = {"action": "retire", "_selected_action": [scale.pk]}
    client.post(reverse(LIST), data)
    scale.refresh_from_db()
    assert scale.retired_at is None
    client.force_login(UserFactory(role=Role.ADMINISTRATOR))
    assert client.get(reverse(LIST)).status_code == 403
    assert RatingLevel.objects.filter(scale=scale).count() == 6
