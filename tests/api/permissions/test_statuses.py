"""Which act in which status, by role: every cell of the life of a claim, over REST."""

from typing import Any

import pytest

from accounts.roles import Role, roles_of
from claims.api.permissions import ROLES as CLAIM_ROLES
from claims.api.permissions import STATE_ACTS
from claims.lifecycle import Action, ClaimStatus, permits, role_for, transition
from claims.models import (
    Claim,
    RatingLevel,
    Review,
)
from tests.api.conftest import Client
from tests.api.permissions.asking import ask
from tests.api.permissions.requests import REQUESTS
from tests.factories import VerdictFactory

IN_STATUS = "This cannot be done while the claim is"


def put_in(status: str, claim: Claim, level: RatingLevel, person: Any) -> None:
    """The claim in that status, with what the database and the services take for granted."""
    changes: dict[str, Any] = {"status": status}
    if status != "extracted":
        changes["scale_id"] = level.scale_id
    Claim.objects.filter(pk=claim.pk).update(**changes)
    if status == "published":
        VerdictFactory(claim=claim, level=level, decided_by=person)
    if status == "in_review":
        Review.objects.create(
            claim=claim, reviewer=person, round=1, lease_expires_at="2099-01-01T00:00Z"
        )


@pytest.mark.parametrize("status", [status.value for status in ClaimStatus])
def test_role_and_act_and_status(
    status: str,
    people: dict[str, Client],
    world: dict[str, int],
    claim: Claim,
    levels: list[RatingLevel],
    third: Client,
) -> None:
    put_in(status, claim, levels[0], third.user)
    names = {Action.RATE: ("rating", "create"), Action.CITE: ("citation", "create"),
             Action.EDIT: ("claim", "partial_update")}  # fmt: skip
    wrong = {}
    for action in Action:
        cell = names.get(action, ("claim", action.value))
        entry = transition(status, action)
        for name, person in people.items():
            answer = ask(person, REQUESTS[cell], world)
            code = answer.status_code
            roles = roles_of(person.user) if person.user else frozenset()
            if name == "anonymous":
                expected = code == 401
            elif name in ("other integrator", "administrator"):
                expected = code == 404
            elif name == "owner" or role_for(action) not in {role.value for role in roles}:
                expected = code == 403
            elif entry is None:
                expected = code == 409 and "allowed_actions" in answer.json()
            elif not permits(entry, roles):
                expected = code == 403
            else:
                refused = code == 409 and answer.json()["detail"].startswith(IN_STATUS)
                expected = code in (200, 201, 400, 409) and not refused
            if not expected:
                wrong[action.value, name] = (code, answer.content)
    assert not wrong


def test_every_act_has_a_route() -> None:
    assert {(noun, name) for noun, name in CLAIM_ROLES if noun == "claim"} >= {
        ("claim", action.value) for action in STATE_ACTS
    }
    assert all(Role.ADMINISTRATOR not in CLAIM_ROLES["claim", act.value] for act in STATE_ACTS)
