"""ApiViewSet: who may use a route, and which query parameters it knows.

The order of refusals is the same everywhere: 401 nobody, 400 an unknown parameter, 404 not
visible, 403 visible but not this role's, and only then what the body and the service say.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.request import Request

from accounts.roles import Role, has_role
from api.exceptions import FieldProblem, Forbidden, InvalidInput, NotVisible
from api.pagination import KeysetPagination
from api.views import ModelT, ReadOnlyViewSet

if TYPE_CHECKING:
    from accounts.models import User

#: (noun, action) -> the roles that may; see transcripts.api.permissions.
Roles = Mapping[tuple[str, str], frozenset[Role]]
PAGING = frozenset({KeysetPagination.cursor_param, KeysetPagination.size_param})


class ApiViewSet(ReadOnlyViewSet[ModelT]):
    """A subclass names its `noun`, its table of `roles` and, under an object, its `scope()`."""

    noun: ClassVar[str]
    roles: ClassVar[Roles]
    filterset_class: ClassVar[Any] = None
    #: The parameter of the path that names the object which must be visible, if there is one.
    scope_kwarg: ClassVar[str] = "pk"

    @property
    def actor(self) -> "User":
        """Who asks; every route here needs somebody."""
        user: Any = self.request.user
        return user  # type: ignore[no-any-return]

    @property
    def parent_id(self) -> int:
        """The id of the object that the path names; 0 while the schema is generated."""
        return int(self.kwargs.get(self.scope_kwarg, 0))

    def scope(self) -> QuerySet[Any]:
        """What the caller may see of the objects that the path names."""
        return self.get_queryset()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if self.action in (None, "metadata"):
            return
        self._check_parameters(request)
        self._permit(request)

    def _check_parameters(self, request: Request) -> None:
        known: set[str] = set()
        if self.action == "list":
            known = {*PAGING, *getattr(self.filterset_class, "base_filters", ())}
        if unknown := sorted(set(request.query_params) - known):
            raise InvalidInput(
                _("Some query parameters are not known here."),
                code="unknown_parameter",
                errors=[
                    FieldProblem(f"/{name}", _("There is no such parameter."), "unknown")
                    for name in unknown
                ],
            )
        if empty := sorted(name for name, value in request.query_params.items() if not value):
            # `?speaker=` from a script whose variable was empty is no wish for all speakers.
            raise InvalidInput(
                _("Some query parameters are empty: leave them out."),
                code="empty_parameter",
                errors=[FieldProblem(f"/{name}", _("This is empty."), "empty") for name in empty],
            )

    def _permit(self, request: Request) -> None:
        pk = self.kwargs.get(self.scope_kwarg)
        if pk is not None and not self.scope().filter(pk=pk).exists():
            raise NotVisible()
        if not has_role(request.user, *self.roles[self.noun, str(self.action)]):
            raise Forbidden(_("Your role does not allow this."))
