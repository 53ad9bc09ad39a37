"""REST framework permissions from roles."""

from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.roles import Role, has_role


class RolePermission(BasePermission):
    """Grants what its subclass names in `roles`."""

    roles: tuple[Role, ...] = ()

    def has_permission(self, request: Request, view: APIView) -> bool:
        return has_role(request.user, *self.roles)


def any_role(*roles: Role) -> type[RolePermission]:
    """A permission class for whoever acts in one of the roles."""
    return type("AnyRole", (RolePermission,), {"roles": roles})


class IsIntegrator(RolePermission):
    """Uploads transcripts through REST."""

    roles = (Role.INTEGRATOR,)


class IsReviewer(RolePermission):
    """Reviewers, and editors, who may do what they may."""

    roles = (Role.REVIEWER,)


class IsEditor(RolePermission):
    """Decides and publishes."""

    roles = (Role.EDITOR,)


class IsAdministrator(RolePermission):
    """Keeps accounts and settings."""

    roles = (Role.ADMINISTRATOR,)
