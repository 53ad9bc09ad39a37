"""The lifecycle table cell by cell: every status, every action, every role.

The table below is written by hand and is what the code must agree with. R: a reviewer and an
editor may; E: an editor may, a reviewer gets 403; -: 409, or 403 for who never may do it.
"""

import pytest
from django.db import transaction
from django.db.models.functions import Now

from accounts.roles import Role
from api.exceptions import DomainError, Forbidden, NotVisible, WrongState
from claims import lifecycle, services
from claims.lifecycle import Action, ClaimStatus
from claims.models import Claim
from tests.factories import UploadFactory, UserFactory, level

MATRIX = """
            take renew release rate cite edit keep assign take_over reveal dismiss reopen adjudicate publish correct confirm retract
extracted   R    -     -       -    R    R    R    E      -         -      R       -      -          -       -       -       -
in_review   R    R     R       R    R    R    R    E      E         E      R       -      E          -       -       -       -
resolved    -    -     -       -    R    E    R    -      -         -      E       E      E          E       -       -       -
disputed    -    -     -       R    R    E    R    -      -         -      E       E      E          -       -       -       -
published   -    -     -       -    R    -    R    -      -         -      -       -      -          -       E       E       E
dismissed   -    -     -       -    -    -    -    -      -         -      -       R      -          -       -       -       -
"""  # noqa: E501
ROLES = (Role.REVIEWER, Role.EDITOR, Role.INTEGRATOR, Role.ADMINISTRATOR)
EDITORS_ONLY = {
    "assign",
    "take_over",
    "reveal",
    "adjudicate",
    "publish",
    "correct",
    "confirm",
    "retract",
}


def cells():
    header, *rows = MATRIX.strip().splitlines()
    for row in rows:
        status, *marks = row.split()
        for action, mark in zip(header.split(), marks, strict=True):
            yield status, action, mark


CELLS = list(cells())


def test_the_matrix_names_every_status_and_action():
    assert {cell[0] for cell in CELLS} == {status.value for status in ClaimStatus}
    assert {cell[1] for cell in CELLS} == {action.value for action in Action}


@pytest.mark.parametrize(("status", "action", "mark"), CELLS)
def test_the_table_in_code_says_the_same(status, action, mark):
    cell = lifecycle.transition(status, Action(action))
    assert {None: "-", "reviewer": "R", "editor": "E"}[cell and cell.role] == mark


def expected(mark, action, role):
    if role == Role.ADMINISTRATOR:
        return NotVisible
    if role == Role.INTEGRATOR or (role == Role.REVIEWER and action in EDITORS_ONLY):
        return Forbidden
    if mark == "-":
        return WrongState
    return Forbidden if mark == "E" and role == Role.REVIEWER else None


def bring(desk, claim, status, action, actor):
    """The claim in that status, so that only the table can refuse the actor."""
    works = actor if set(roles(actor)) & {"reviewer", "editor"} else desk.one
    if status == "in_review":
        takes = action in {"renew", "release", "rate", "dismiss"}
        desk.do("take", works if takes else desk.one, claim)
        if action == "adjudicate":
            desk.rate(desk.one, claim)
            if "editor" in roles(actor):
                desk.do("reveal", actor, claim, reason="Deadline.")
    elif status == "disputed":
        desk.take_and_rate(works, claim, 1)
        desk.take_and_rate(desk.two, claim, 5)
    elif status == "resolved":
        desk.resolve(claim)
        desk.cite(desk.one, claim, 0)
        desk.cite(desk.two, claim, 1)
        desk.decide(claim)
    elif status == "published":
        desk.publish(claim)
    elif status == "dismissed":
        desk.do("dismiss", desk.one, claim, reason="A joke.")
    Claim.objects.filter(pk=claim.pk).update(not_found_at=Now())  # so that it may be kept
    assert desk.fresh(claim).status == status


def roles(user):
    return set(user.groups.values_list("name", flat=True))


def act(desk, claim, action, actor):
    if action == "rate":
        return desk.rate(actor, claim, 2)
    if action == "cite":
        return desk.cite(actor, claim)
    extra = {
        "edit": {"changes": {"normalised": "Other words."}},
        "assign": {"reviewer": desk.three},
        "take_over": {"reviewer": desk.one},
        "reveal": {"reason": "Deadline."},
        "dismiss": {"reason": "A joke."},
        "reopen": {"reason": "New data."},
        "adjudicate": {"level": level(2), "summary": "So.", "reason": "Deadline."},
        "correct": {"note": "A typo."},
        "retract": {"reason": "Wrong."},
    }.get(action, {})
    name = "edit_claim" if action == "edit" else action
    return desk.do(name, actor, claim, **extra)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("status", "action", "mark"), CELLS)
def test_cell(desk, claim, status, action, mark, role):
    actor = UserFactory(role=role)
    if role == Role.INTEGRATOR:
        UploadFactory(transcript=claim.transcript, user=actor)
    bring(desk, claim, status, action, actor)
    before = desk.fresh(claim)
    error = expected(mark, action, role)
    if error is None:
        act(desk, claim, action, actor)
        cell = lifecycle.transition(status, Action(action))
        assert desk.fresh(claim).status in cell.leads_to
        return
    with pytest.raises(error) as caught:
        act(desk, claim, action, actor)
    after = desk.fresh(claim)
    assert (after.status, after.version) == (before.status, before.version)
    if error is WrongState:
        offered = caught.value.extra["allowed_actions"]
        assert offered == services.allowed_actions_for(actor, after)
        assert action not in offered


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.EDITOR])
@pytest.mark.parametrize("status", [status.value for status in ClaimStatus])
def test_what_is_offered_is_what_the_services_accept(desk, claim, status, role):
    """Nothing is offered that then fails, nor left out that would have gone through, seen from a
    person who has done nothing yet."""
    actor = UserFactory(role=role)
    bring(desk, claim, status, "", desk.one)
    offered = services.allowed_actions_for(actor, desk.fresh(claim))
    accepted = [action.value for action in Action if goes_through(desk, claim, action, actor)]
    assert sorted(offered) == sorted(accepted)


def goes_through(desk, claim, action, actor):
    """Whether a service accepts it; nothing of it stays."""
    with transaction.atomic():
        try:
            act(desk, claim, action, actor)
        except DomainError:
            return False
        finally:
            transaction.set_rollback(True)
    return True
