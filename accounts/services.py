"""What administrators do with accounts, and what users do with their tokens."""

from collections.abc import Collection
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from knox.models import AuthToken

from accounts.models import User
from accounts.roles import (
    STAFF_ROLES,
    Role,
    forget_cached_roles,
    granted_roles,
    has_role,
)
from api.exceptions import FieldProblem, Forbidden, InvalidInput
from audit.services import record

#: What update_user() may change, with no text of it in the audit trail but digests.
EDITABLE = frozenset({"username", "first_name", "last_name", "email", "time_zone", "is_active"})


@transaction.atomic
def create_user(
    *,
    username: str,
    password: str,
    roles: Collection[Role],
    actor: User | None = None,
    **profile: Any,
) -> User:
    """A new account. `actor` None: a command on the server. `profile` as in update_user()."""
    may_administer(actor)
    _known_fields(profile)
    user = User(username=User.normalize_username(username), **profile)
    user.is_staff = not STAFF_ROLES.isdisjoint(roles)
    _set_password(user, password)
    _clean(user)
    user.save(force_insert=True)
    user.groups.set(Group.objects.filter(name__in=[Role(role).value for role in roles]))
    forget_cached_roles(user)
    record(
        actor=actor,
        action="user.created",
        target=user,
        after={"username": user.username},
        values={"roles": sorted(roles)},
    )
    return user


@transaction.atomic
def update_user(*, user: User, actor: User | None, **changes: Any) -> User:
    """Changes fields named in EDITABLE; does nothing where all values are as they were."""
    may_administer(actor, user)
    _known_fields(changes)
    user = lock_user(user)
    before = {name: getattr(user, name) for name in changes}
    for name, value in changes.items():
        setattr(user, name, value)
    changed = sorted(name for name in changes if getattr(user, name) != before[name])
    if not changed:
        return user
    _clean(user)
    user.save(update_fields=changed)
    texts = [name for name in changed if name != "is_active"]
    record(
        actor=actor,
        action="user.updated",
        target=user,
        before={name: str(before[name]) for name in texts},
        after={name: str(getattr(user, name)) for name in texts},
        values={"is_active": user.is_active} if "is_active" in changed else {},
    )
    return user


@transaction.atomic
def choose_time_zone(*, actor: User, time_zone: str) -> User:
    """The zone in which somebody reads times; everybody chooses their own."""
    user = lock_user(actor)
    before, user.time_zone = user.time_zone, time_zone
    if before == time_zone:
        return user
    _clean(user)
    user.save(update_fields=["time_zone"])
    record(
        actor=actor,
        action="user.updated",
        target=user,
        before={"time_zone": before},
        after={"time_zone": time_zone},
    )
    return user


@transaction.atomic
def set_password(*, user: User, password: str, actor: User | None) -> User:
    """A new password, which also ends all tokens of the account."""
    may_administer(actor, user)
    return _replace_password(lock_user(user), password, actor)


@transaction.atomic
def change_own_password(*, actor: User, current: str, password: str) -> User:
    """The same by its owner, who knows the one that was."""
    user = lock_user(actor)
    if not user.check_password(current):
        raise InvalidInput(
            _("This is not your password."), code="wrong_password", pointer="/current"
        )
    return _replace_password(user, password, actor)


def _replace_password(user: User, password: str, actor: User | None) -> User:
    _set_password(user, password)
    user.save(update_fields=["password"])
    ended, _ = AuthToken.objects.filter(user=user).delete()
    record(actor=actor, action="user.password_set", target=user, values={"tokens_ended": ended})
    return user


@transaction.atomic
def grant_role(*, user: User, role: Role, actor: User | None = None) -> User:
    """Adds a role; granting one twice changes nothing and records nothing."""
    may_administer(actor)
    forget_cached_roles(user)
    user = lock_user(user)
    if role not in granted_roles(user):
        user.groups.add(Group.objects.get(name=role.value))
        _after_role_change(user, "user.role_granted", role, actor)
    return user


@transaction.atomic
def revoke_role(*, user: User, role: Role, actor: User | None = None) -> User:
    """Takes a role away; taking away one that is not held changes nothing."""
    may_administer(actor)
    forget_cached_roles(user)
    user = lock_user(user)
    if role in granted_roles(user):
        user.groups.remove(Group.objects.get(name=role.value))
        _after_role_change(user, "user.role_revoked", role, actor)
    return user


def _after_role_change(user: User, action: str, role: Role, actor: User | None) -> None:
    forget_cached_roles(user)
    user.is_staff = user.is_superuser or not STAFF_ROLES.isdisjoint(granted_roles(user))
    user.save(update_fields=["is_staff"])
    record(actor=actor, action=action, target=user, values={"role": role.value})


def lock_user(user: User) -> User:
    """The account's row as it is now, locked until the transaction ends."""
    return User.objects.select_for_update(no_key=True).get(pk=user.pk)


def may_administer(actor: User | None, subject: User | None = None) -> None:
    """Raises Forbidden unless `actor` keeps accounts, that of `subject` included."""
    if actor is None:
        return
    if not has_role(actor, Role.ADMINISTRATOR):
        raise Forbidden(_("Only administrators manage accounts."))
    if subject is not None and subject.is_superuser and not actor.is_superuser:
        raise Forbidden(_("Only a superuser changes a superuser's account."))


def _known_fields(fields: Collection[str]) -> None:
    unknown = set(fields) - EDITABLE
    if unknown:
        raise TypeError(f"Not fields of an account that may be set: {sorted(unknown)}")


def _set_password(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise InvalidInput(
            " ".join(error.messages), code="weak_password", pointer="/password"
        ) from error
    user.set_password(password)


def _clean(user: User) -> None:
    try:
        user.full_clean()
    except ValidationError as error:
        raise InvalidInput(
            _("The account is not valid."),
            errors=[
                FieldProblem(f"/{field}", message)
                for field, messages in error.message_dict.items()
                for message in messages
            ],
        ) from error
