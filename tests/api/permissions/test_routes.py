"""Who may use which route: every cell of the tables."""

import pytest

from accounts.roles import roles_of
from claims import urls as claims_urls
from claims.api.permissions import ROLES as CLAIM_ROLES
from notify import urls as notify_urls
from notify.api.permissions import ROLES as NOTIFY_ROLES
from tests.api.conftest import Client
from tests.api.permissions.asking import ask
from tests.api.permissions.requests import REQUESTS
from transcripts import urls as transcripts_urls
from transcripts.api.permissions import ROLES as TRANSCRIPT_ROLES

TABLE = {**TRANSCRIPT_ROLES, **CLAIM_ROLES, **NOTIFY_ROLES}
#: What the tables cannot know and the services decide; checked in their own tests.
ALSO_FORBIDDEN = {  # somebody else's
    ("citation", "withdraw", "reviewer"),
    ("post", "withdraw", "reviewer"),
    ("source", "reinstate", "reviewer"),
}
#: Nothing is there yet: no place, so no draft; no published check.
NOT_THERE = {("draft", "retrieve"), ("claim", "claim_review"), ("claim", "receipt")}


def test_every_route_has_its_cell() -> None:
    routed = {
        (pattern.callback.cls.noun, action)
        for module in (transcripts_urls, claims_urls, notify_urls)
        for pattern in module.urlpatterns
        for action in pattern.callback.actions.values()
    }
    assert routed == set(TABLE) == set(REQUESTS)


def sees(name: str, path: str) -> bool:
    """Whether the objects in the path are visible; sources and scales have no owner."""
    if "{webhook}" in path:  # an administrator sees how it fares
        return name in ("owner", "administrator")
    if "{delivery}" in path or "{search}" in path:
        return name == "owner"
    if "{export}" in path:  # another person's
        return False
    if "{post}" in path or "{import}" in path or "{snapshot}" in path:  # the newsroom's own
        return name in ("reviewer", "editor")
    if not any(
        word in path for word in ("{transcript}", "{run}", "{claim}", "{citation}", "{match}")
    ):
        return True
    return name not in ("other integrator", "administrator")


@pytest.mark.parametrize("cell", TABLE, ids=lambda cell: ".".join(cell))
def test_role_and_route(
    cell: tuple[str, str], people: dict[str, Client], world: dict[str, int]
) -> None:
    wrong = {}
    for name, person in people.items():
        answer = ask(person, REQUESTS[cell], world)
        if name == "anonymous":
            expected = answer.status_code == 401
        elif not sees(name, REQUESTS[cell][1]):
            expected = answer.status_code == 404
        elif roles_of(person.user).isdisjoint(TABLE[cell]) or (*cell, name) in ALSO_FORBIDDEN:
            expected = answer.status_code == 403
        elif cell in NOT_THERE:
            expected = answer.status_code == 404
        elif cell == ("score", "create"):
            expected = answer.json()["code"] == "scoring_unavailable"  # no worker runs here
        elif cell == ("search", "create") and name != "owner":
            expected = answer.status_code == 400  # the endpoint is not theirs
        else:
            expected = answer.status_code < 400 or answer.status_code == 409
        if not expected:
            wrong[name] = (answer.status_code, answer.content)
    assert not wrong
