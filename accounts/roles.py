"""Roles: what a user may do follows from the Django groups they are in, and from nothing else.

An editor may do what a reviewer may. A superuser is an administrator (accounts, roles,
settings) and has no editorial power by that.
"""

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class Role(StrEnum):
    """The value is the group's name, seeded by migration."""

    INTEGRATOR = "integrator"
    REVIEWER = "reviewer"
    EDITOR = "editor"
    ADMINISTRATOR = "administrator"


#: Roles that work in the admin site.
STAFF_ROLES = frozenset({Role.REVIEWER, Role.EDITOR, Role.ADMINISTRATOR})
_NAMES = frozenset(role.value for role in Role)
_CACHE = "_granted_roles"


def granted_roles(user: "User | AnonymousUser") -> frozenset[Role]:
    """The roles given to a user, without those they imply. One query for each instance."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    cached: frozenset[Role] | None = getattr(user, _CACHE, None)
    if cached is None:
        names = user.groups.values_list("name", flat=True)
        cached = frozenset(Role(name) for name in names if name in _NAMES)
        setattr(user, _CACHE, cached)
    return cached


def roles_of(user: "User | AnonymousUser") -> frozenset[Role]:
    """The roles a user acts in, implied ones included."""
    roles = set(granted_roles(user))
    if Role.EDITOR in roles:
        roles.add(Role.REVIEWER)
    if user.is_authenticated and user.is_active and user.is_superuser:
        roles.add(Role.ADMINISTRATOR)
    return frozenset(roles)


def has_role(user: "User | AnonymousUser", *roles: Role) -> bool:
    """Whether the user acts in at least one of the roles."""
    return not roles_of(user).isdisjoint(roles)


def forget_cached_roles(user: "User") -> None:
    """To be called on an instance whose groups have changed."""
    user.__dict__.pop(_CACHE, None)
