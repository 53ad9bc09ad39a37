"""Scales in the admin: made, changed while unused, versioned, made the default, retired."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from audit.models import AuditEvent
from claims.models import Claim, RatingLevel, RatingScale
from tests.domain.claims.conftest import Desk
from tests.domain.claims.scales import TWO, default, labels
from tests.factories import ScaleFactory, UserFactory

ADD = "admin:claims_ratingscale_add"
CHANGE = "admin:claims_ratingscale_change"
LIST = "admin:claims_ratingscale_changelist"


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
