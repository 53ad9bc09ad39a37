"""Accounts: roles follow from groups, changes go through services and leave events."""

import json

import pytest
from django.contrib.admin.sites import site
from django.contrib.auth.models import AnonymousUser, Group
from django.core.management import call_command
from knox.models import AuthToken

from accounts import services
from accounts.forms import NewUserForm, UserForm
from accounts.models import User
from accounts.roles import Role, has_role
from api.exceptions import Forbidden, InvalidInput
from audit.models import AuditEvent

PASSWORD = "correct horse battery"


@pytest.fixture
def person(db):
    def make(*roles, username="person", **kwargs):
        return services.create_user(username=username, password=PASSWORD, roles=roles, **kwargs)

    return make


def actions(user):
    return list(AuditEvent.objects.for_target(user).values_list("action", flat=True))


def test_the_groups_are_seeded(db):
    assert {role.value for role in Role} <= set(Group.objects.values_list("name", flat=True))


def test_an_editor_counts_as_reviewer_and_not_the_other_way_round(person):
    editor, reviewer = person(Role.EDITOR), person(Role.REVIEWER, username="second")
    assert has_role(editor, Role.REVIEWER)
    assert has_role(editor, Role.EDITOR)
    assert not has_role(reviewer, Role.EDITOR)


def test_a_superuser_is_administrator_without_editorial_power(db):
    superuser = User.objects.create_superuser("root", password=PASSWORD)
    assert has_role(superuser, Role.ADMINISTRATOR)
    assert not has_role(superuser, Role.EDITOR, Role.REVIEWER, Role.INTEGRATOR)


def test_nobody_and_inactive_people_have_no_role(person):
    assert not has_role(AnonymousUser(), *Role)
    assert not has_role(person(Role.EDITOR, is_active=False), *Role)


def test_roles_cost_one_query_for_each_instance(person, django_assert_num_queries):
    user = User.objects.get(pk=person(Role.EDITOR).pk)
    with django_assert_num_queries(1):
        for role in Role:
            has_role(user, role)


def test_staff_follows_the_roles(person):
    user = person(Role.INTEGRATOR)
    assert not user.is_staff
    user = services.grant_role(user=user, role=Role.REVIEWER)
    assert user.is_staff
    assert has_role(user, Role.REVIEWER)
    user = services.revoke_role(user=user, role=Role.REVIEWER)
    assert not user.is_staff
    assert not has_role(user, Role.REVIEWER)
    assert actions(user) == ["user.created", "user.role_granted", "user.role_revoked"]


def test_granting_what_is_held_records_nothing(person):
    user = person(Role.EDITOR)
    services.grant_role(user=user, role=Role.EDITOR)
    services.revoke_role(user=user, role=Role.INTEGRATOR)
    assert actions(user) == ["user.created"]


def test_only_administrators_manage_accounts(person):
    editor, admin = person(Role.EDITOR), person(Role.ADMINISTRATOR, username="admin")
    with pytest.raises(Forbidden):
        services.grant_role(user=editor, role=Role.ADMINISTRATOR, actor=editor)
    services.grant_role(user=editor, role=Role.INTEGRATOR, actor=admin)
    assert AuditEvent.objects.for_target(editor).last().actor == admin.opaque_id


def test_an_administrator_does_not_take_over_a_superuser(person):
    superuser = User.objects.create_superuser("root", password=PASSWORD)
    with pytest.raises(Forbidden):
        services.set_password(
            user=superuser, password="another horse battery", actor=person(Role.ADMINISTRATOR)
        )


def test_bad_accounts_are_named_by_field(person):
    person()
    with pytest.raises(InvalidInput) as caught:
        person(time_zone="Mars/Olympus")
    assert {e.pointer for e in caught.value.errors} == {"/username", "/time_zone"}
    with pytest.raises(InvalidInput) as caught:
        services.create_user(username="x", password="12345", roles=[])
    assert caught.value.errors[0].pointer == "/password"


def test_a_new_password_ends_tokens_and_is_not_in_the_trail(person):
    user = person()
    AuthToken.objects.create(user=user)
    services.set_password(user=user, password="another horse battery", actor=None)
    assert not AuthToken.objects.filter(user=user).exists()
    event = AuditEvent.objects.for_target(user).last()
    assert (event.values, event.digests) == ({"tokens_ended": 1}, {})


def test_an_update_records_what_changed_as_digests(person):
    user = person()
    services.update_user(user=user, actor=None, email="a@example.org", first_name="")
    event = AuditEvent.objects.for_target(user).last()
    assert list(event.digests) == ["email"]
    assert "example" not in str(event.digests)


def test_demo_users_are_made_once(db, capsys):
    call_command("create_demo_users")
    made = json.loads(capsys.readouterr().out)
    assert {row["username"]: row["role"] for row in made} == {
        "integrator": "integrator",
        "reviewer1": "reviewer",
        "reviewer2": "reviewer",
        "editor": "editor",
        "admin": "administrator",
    }
    assert User.objects.get(username="editor").check_password(
        next(row["password"] for row in made if row["username"] == "editor")
    )
    call_command("create_demo_users")
    assert json.loads(capsys.readouterr().out) == []


FIELDS = {"username": "zoe", "time_zone": "Europe/Berlin", "first_name": "Zoe", "last_name": ""}


def test_the_admin_forms_write_through_the_services(person, rf):
    page, request = site._registry[User], rf.post("/")
    request.user = person(Role.ADMINISTRATOR, username="admin")
    form = NewUserForm({**FIELDS, "password": PASSWORD, "roles": ["reviewer"]})
    assert form.is_valid(), form.errors
    page.save_model(request, form.save(commit=False), form, change=False)
    user = User.objects.get(username="zoe")
    assert has_role(user, Role.REVIEWER)
    assert user.check_password(PASSWORD)

    form = UserForm({**FIELDS, "roles": ["editor"], "is_active": "on"}, instance=user)
    assert form.is_valid(), form.errors
    page.save_model(request, form.save(commit=False), form, change=True)
    assert has_role(User.objects.get(username="zoe"), Role.EDITOR)
    assert actions(user) == ["user.created", "user.role_granted", "user.role_revoked"]
    assert not page.has_delete_permission(request, user)


def test_the_admin_pages_render(person, rf):
    page, request = site._registry[User], rf.get("/")
    request.user = person(Role.ADMINISTRATOR, username="admin")
    assert page.changelist_view(request).render().status_code == 200
    added = page.add_view(request).render().content.decode()
    assert 'name="password"' in added
    changed = page.change_view(request, str(request.user.pk)).render().content.decode()
    assert 'name="new_password"' in changed
    assert 'value="administrator"' in changed
