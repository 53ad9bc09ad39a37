"""Personal data of an account: all of it exported, erased without breaking the record."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client
from knox.models import AuthToken
from rest_framework.test import APIClient

from accounts import personal
from accounts.models import User
from accounts.roles import Role, granted_roles
from accounts.services import create_user, update_user
from accounts.tokens import create_token
from api.exceptions import Forbidden, InvalidInput
from audit.models import AuditEvent
from audit.verify import verify_chains
from claims import services
from claims.models import Claim, Rating, Review, Verdict
from tests.domain.claims.conftest import Desk, new_desk
from tests.factories import ClaimFactory, UserFactory, level
from tests.support.columns import columns_with

NAME = "quillfeather"
PASSWORD = "correct horse battery"
REASON = "Asked for in writing."


@pytest.fixture(autouse=True)
def publisher(settings: Any) -> None:
    settings.PUBLIC_URL = "https://newsroom.example"
    settings.PUBLISHER_NAME = "Newsroom Example"


@pytest.fixture
def admin(db: None) -> User:
    return create_user(username="olga", password=PASSWORD, roles=[Role.ADMINISTRATOR])


@pytest.fixture
def desk(db: None) -> Desk:
    return new_desk()


@pytest.fixture
def person(desk: Desk, admin: User) -> User:
    """An editor and integrator with a name, access, and all that one can leave behind."""
    made = create_user(
        username=NAME,
        password=PASSWORD,
        roles=[Role.EDITOR, Role.INTEGRATOR],
        email=f"{NAME}@news.example",
        first_name="Ida",
        last_name=NAME.title(),
    )
    create_token(user=made)
    for who in (made, desk.one):
        Client().force_login(who)
    browser = Client()
    browser.force_login(admin)
    browser.post(f"/admin/accounts/user/{made.pk}/change/", {
        "username": NAME, "first_name": "Ida", "last_name": NAME.title(),
        "email": f"{NAME}@news.example", "time_zone": "Europe/Oslo", "is_active": "on",
        "roles": ["editor", "integrator"], "new_password": "",
    })  # fmt: skip
    assert LogEntry.objects.filter(object_repr__contains=NAME.title()).exists()
    return User.objects.get(pk=made.pk)


@pytest.fixture
def published(desk: Desk, person: User) -> Claim:
    """Rated and cited by the person and another; decided by the person, who has a draft too."""
    claim = ClaimFactory()
    http = APIClient()
    http.force_authenticate(person)
    desk.do("take", person, claim)
    body = {"level": level(2).pk, "rationale": "The table says 5.1.", "wording": 1}
    sent = http.post(
        f"/api/v1/claims/{claim.pk}/ratings/", body, headers={"Idempotency-Key": "one"}
    )
    assert sent.status_code == 201, sent.content
    desk.take_and_rate(desk.two, claim)
    desk.cite(person, claim, 0)
    desk.cite(desk.two, claim, 1)
    desk.do("adjudicate", person, claim, level=level(2), summary="It was 5.1.")
    desk.do("publish", person, claim)
    services.save_draft(
        actor=person, claim_id=_held(desk, person), draft={"rationale": f"Mine, {NAME}."}
    )
    said = {"text": "Anna Berg: We built 4,120 homes.\n", "title": "City"}
    http.post("/api/v1/transcripts/", said)
    return claim


def _held(desk: Desk, person: User) -> int:
    claim = ClaimFactory()
    desk.do("take", person, claim)
    return int(claim.pk)


def export(username: str, **options: Any) -> dict[str, Any]:
    out = io.StringIO()
    call_command("export_account", username, stdout=out, **options)
    return json.loads(out.getvalue()) if out.getvalue() else {}


def erase(username: str, by: User, reason: str = REASON) -> str:
    out = io.StringIO()
    call_command("erase_account", username, reason=reason, by=by.username, stdout=out)
    return out.getvalue()


# Export -------------------------------------------------------------------------------------


def test_the_export_has_what_the_person_did(person: User, published: Claim, desk: Desk) -> None:
    data = export(NAME)
    account = data["account"]
    assert account["username"] == NAME
    assert account["email"] == f"{NAME}@news.example"
    assert account["roles"] == ["editor", "integrator"]
    assert "password" not in json.dumps(data["account"])
    assert len(data["tokens"]) == 1
    work = data["work"]
    assert [one["rationale"] for one in work["ratings"]] == ["The table says 5.1."]
    assert [one["stance"] for one in work["citations"]] == ["refutes"]
    assert [one["level_label"] for one in work["verdicts"]] == ["Mostly false"]
    assert [one["outcome"] for one in work["reviews"]] == ["rated", "open"]
    assert work["reviews"][1]["draft"] == {"rationale": f"Mine, {NAME}."}
    assert len(work["uploads"]) == len(work["runs"]) == 1
    mine = AuditEvent.objects.by_actor(person.opaque_id).exclude(action="user.exported")
    assert {one["id"] for one in data["acts"]} == set(mine.values_list("pk", flat=True))
    assert {"rate", "publish", "ingest", "token.created"} <= {one["action"] for one in data["acts"]}
    assert "user.created" in {one["action"] for one in data["events_of_the_account"]}
    assert str(desk.two.opaque_id) not in json.dumps(data)
    assert AuditEvent.objects.for_target(person).last().action == "user.exported"


def test_the_export_goes_to_a_file(person: User, tmp_path: Path) -> None:
    file = tmp_path / "export.json"
    assert export(NAME, output=file) == {}
    assert json.loads(file.read_text())["account"]["username"] == NAME
    with pytest.raises(CommandError, match="no account"):
        export("nobody")
    with pytest.raises(CommandError):
        export(NAME, output=tmp_path)


def test_every_model_that_names_an_account_is_exported_by_some_part() -> None:
    """A new foreign key to User fails here until a part answers for it."""
    named = {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation and field.related_model is User
    }
    accounts_itself = {"knox.AuthToken", "api.IdempotencyRecord", "admin.LogEntry"}
    answered = frozenset[str]().union(*(part.models for part in personal.parts()))
    assert named - accounts_itself <= answered


# Erasure ------------------------------------------------------------------------------------


def test_nothing_in_the_database_names_an_erased_person(
    person: User, published: Claim, admin: User
) -> None:
    assert {"accounts_user.username", "accounts_user.email", "accounts_user.last_name",
            "claims_review.draft", "django_admin_log.object_repr",
            "api_idempotencyrecord.body"} <= set(columns_with(NAME))  # fmt: skip
    said = erase(NAME, admin)
    assert columns_with(NAME) == []
    assert f"now erased-{person.opaque_id.hex[:12]}" in said
    assert "drafts: 1" in said


def test_access_ends(person: User, published: Claim, desk: Desk, admin: User) -> None:
    browser = Client()
    assert browser.login(username=NAME, password=PASSWORD)
    assert browser.get("/admin/").status_code == 200
    sessions = Session.objects.count()
    erase(NAME, admin)
    assert browser.get("/admin/").status_code == 302
    assert Session.objects.count() == sessions - 2  # the fixture's and this one; others' stay
    assert not AuthToken.objects.filter(user=person).exists()
    erased = User.objects.get(pk=person.pk)
    assert not erased.has_usable_password()
    assert not erased.is_active
    assert not erased.is_staff
    assert granted_roles(erased) == frozenset()
    assert not erased.groups.exists()
    for name in (NAME, erased.username):
        assert not Client().login(username=name, password=PASSWORD)


def test_what_the_person_decided_stays_and_the_chain_verifies(
    person: User, published: Claim, admin: User, client: Client
) -> None:
    events = list(AuditEvent.objects.order_by("pk").values())
    page = client.get(f"/checks/{published.pk}/")
    assert "Ida Quillfeather decided" in page.content.decode()
    erase(NAME, admin)
    assert list(verify_chains()) == []
    assert list(AuditEvent.objects.order_by("pk").values())[: len(events)] == events
    erased = AuditEvent.objects.for_target(person).last()
    assert (erased.action, erased.actor, erased.reason) == (
        "user.erased", admin.opaque_id, REASON
    )  # fmt: skip
    assert erased.digests == {}  # nor a digest of a name, which could be guessed
    assert Rating.objects.filter(reviewer=person).count() == 1
    assert Verdict.objects.current().get().decided_by == person
    later = client.get(f"/checks/{published.pk}/", headers={"If-None-Match": page["ETag"]})
    assert later.status_code == 200
    handle = f"erased-{person.opaque_id.hex[:12]}"
    assert f"{handle} decided on 2 of 2" in later.content.decode()
    assert export(handle)["acts"]


def test_places_that_were_held_are_free_again(
    person: User, published: Claim, desk: Desk, admin: User
) -> None:
    held = Review.objects.get(reviewer=person, outcome="open")
    shared = ClaimFactory()
    desk.do("take", person, shared)
    desk.take_and_rate(desk.one, shared)
    erase(NAME, admin)
    assert set(Review.objects.filter(reviewer=person).values_list("outcome", flat=True)) == {
        "rated", "released"
    }  # fmt: skip
    assert Claim.objects.get(pk=held.claim_id).status == "extracted"
    assert desk.fresh(shared).status == "in_review"
    desk.take_and_rate(desk.two, shared)
    assert desk.fresh(shared).status == "resolved"
    assert desk.fresh(published).status == "published"


def test_a_second_time_changes_nothing(person: User, admin: User) -> None:
    erase(NAME, admin)
    before = AuditEvent.objects.count()
    with pytest.raises(CommandError, match="no account"):
        erase(NAME, admin)
    handle = f"erased-{person.opaque_id.hex[:12]}"
    assert "nothing was changed" in erase(handle, admin)
    assert AuditEvent.objects.count() == before


def test_who_may_and_what_is_refused(person: User, admin: User) -> None:
    editor = UserFactory(role=Role.EDITOR)
    with pytest.raises(Forbidden):
        personal.erase_account(user=person, actor=editor, reason=REASON)
    with pytest.raises(Forbidden):
        personal.export_account(user=person, actor=editor)
    with pytest.raises(Forbidden, match="another administrator"):
        personal.erase_account(user=admin, actor=admin, reason=REASON)
    root = User.objects.create_superuser("root", password=PASSWORD)
    with pytest.raises(Forbidden):
        personal.erase_account(user=root, actor=admin, reason=REASON)
    for reason in ("", "x" * 2001, f"{NAME.upper()} asked.", f"From {NAME}@news.example.", "Ida."):
        with pytest.raises(InvalidInput):
            personal.erase_account(user=person, actor=admin, reason=reason)
    personal.erase_account(user=person, actor=admin, reason="Ideally soon.")
    with pytest.raises(CommandError, match="no active account"):
        call_command("erase_account", "olga", reason=REASON, by="nobody")


def test_the_name_may_be_taken_by_somebody_else(person: User, admin: User) -> None:
    erase(NAME, admin)
    other = create_user(username=NAME, password=PASSWORD, roles=[Role.REVIEWER])
    update_user(user=other, actor=admin, first_name="Ida")
    assert other.opaque_id != person.opaque_id
