"""What the model admins of Onrecord share: roles decide, nothing is deleted, nothing is counted.

Lists page by a bounded count, sort by their index alone, and look up only what their filters
name: `?stance=refutes` or `?draft__level=3` in the address must tell nobody anything.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.functional import cached_property

from accounts.roles import Role, has_role
from api.exceptions import DomainError
from transcripts.admin.reachable import ReachableLinks

NEWSROOM = (Role.REVIEWER, Role.EDITOR)
MOST = 2_000
_ENDINGS = ("", "__exact", "__id__exact", "__in", "__isnull", "__gte", "__lt")


class BoundedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts to 2,000 and no further: a list of 100,000 costs what one of 2,000 costs."""

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        if not isinstance(rows, QuerySet):
            return len(rows)
        return int(rows.order_by().values("pk")[:MOST].count())


class ViewAdmin(ReachableLinks, admin.ModelAdmin[Any]):
    """To be read by the newsroom; no add, change or delete form."""

    paginator = BoundedPaginator
    show_full_result_count = False
    list_per_page = 50
    list_max_show_all = 0
    show_facets = admin.ShowFacets.NEVER  # counts of a whole table, by what a filter names
    sortable_by: ClassVar[Any] = ()
    ordering: ClassVar[Any] = ("-id",)
    viewers: ClassVar[tuple[Role, ...]] = NEWSROOM
    formfield_overrides: ClassVar[Any] = {models.URLField: {"assume_scheme": "https"}}

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return has_role(request.user, *self.viewers)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        """What a service refuses becomes a message; its transaction was rolled back."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except DomainError as error:
            messages.error(request, error.detail)
            return redirect(request.path)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        named = [one for one in self.list_filter if isinstance(one, str)]
        return any(lookup == f"{name}{ending}" for name in named for ending in _ENDINGS)
