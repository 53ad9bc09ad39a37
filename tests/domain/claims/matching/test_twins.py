"""A verdict that differs from that of a confirmed twin needs a reason, which is kept."""

from __future__ import annotations

import pytest

from api.exceptions import InvalidInput
from audit.models import AuditEvent
from claims.models import Claim, Verdict
from claims.publishing.gate import GateRefused
from tests.domain.claims.conftest import Desk, desk, publisher
from tests.domain.claims.matching.conftest import Say
from tests.domain.claims.matching.paired import pair
from tests.factories import level

__all__ = ["desk", "publisher"]

WHY = "The figures were revised in March."


@pytest.fixture
def twins(say: Say, desk: Desk) -> tuple[Claim, Claim]:
    """One that was published as "Mostly false" and one that is resolved."""
    old, new = say("Unemployment fell, as I said."), say("I said that unemployment fell.")
    desk.publish(old)
    desk.resolve(new)
    desk.cite(desk.one, new, 0)
    desk.cite(desk.two, new, 1)
    return old, new


def test_another_level_than_the_twins_is_refused_without_a_reason(
    twins: tuple[Claim, Claim], desk: Desk
) -> None:
    old, new = twins
    pair(old, new)
    with pytest.raises(InvalidInput) as caught:
        desk.decide(new, 3, reason="Outside the ratings.")
    assert caught.value.code == "twin_reason_required"
    assert [one.pointer for one in caught.value.errors] == ["/twin_reason"]
    assert caught.value.extra["twins"] == [{"claim": old.pk, "level_label": "Mostly false"}]
    assert not Verdict.objects.filter(claim=new).exists()


def test_with_a_reason_it_is_kept_and_recorded(twins: tuple[Claim, Claim], desk: Desk) -> None:
    old, new = twins
    pair(old, new)
    verdict = desk.decide(new, 3, reason="Outside the ratings.", twin_reason=f" {WHY} ")
    assert verdict.twin_reason == WHY
    event = AuditEvent.objects.filter(target_id=new.pk, action="adjudicate").get()
    assert "twin_reason" in event.digests
    assert desk.do("publish", desk.editor, new).twin_reason == WHY


def test_the_same_level_needs_none_and_keeps_none(twins: tuple[Claim, Claim], desk: Desk) -> None:
    old, new = twins
    pair(old, new)
    assert desk.decide(new, 2, twin_reason=WHY).twin_reason == ""


@pytest.mark.parametrize(("kind", "status"), [("same_claim", "proposed"), ("related", "confirmed")])
def test_only_confirmed_twins_count(
    twins: tuple[Claim, Claim], desk: Desk, kind: str, status: str
) -> None:
    pair(*twins, kind, status=status)
    assert desk.decide(twins[1], 3, reason="Outside the ratings.").level == level(3)


def test_a_twin_confirmed_after_the_decision_holds_up_publishing(
    twins: tuple[Claim, Claim], desk: Desk
) -> None:
    old, new = twins
    desk.decide(new, 3, reason="Outside the ratings.")
    pair(old, new)
    with pytest.raises(GateRefused) as caught:
        desk.do("publish", desk.editor, new)
    assert [(one.code, one.pointer) for one in caught.value.lacks] == [
        ("twin_reason", "/twin_reason")
    ]
    desk.decide(new, 3, reason="Outside the ratings.", twin_reason=WHY)
    assert desk.do("publish", desk.editor, new).twin_reason == WHY


def test_a_correction_away_from_the_twin_needs_one_too(
    twins: tuple[Claim, Claim], desk: Desk
) -> None:
    old, new = twins
    pair(old, new)
    desk.decide(new, 2)
    desk.do("publish", desk.editor, new)
    with pytest.raises(InvalidInput, match="say why this one differs"):
        desk.do("correct", desk.editor, new, note="Revised.", level=level(4))
    done = desk.do("correct", desk.editor, new, note="Revised.", level=level(4), twin_reason=WHY)
    assert done.twin_reason == WHY
    again = desk.do("correct", desk.editor, new, note="A word.", summary="Other words.")
    assert again.twin_reason == WHY
