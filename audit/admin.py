"""The audit trail in the admin site: to be read, by key, never counted or changed.

For administrators and superusers who do not review: an event may hold what a reviewer who is
blind must not see. The history of a claim is shown by the desk, under its own rules.
"""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.functional import cached_property

from audit.models import AuditEvent

if TYPE_CHECKING:
    _Paginator = Paginator[Any]
    _ModelAdmin = admin.ModelAdmin[AuditEvent]
else:
    _Paginator, _ModelAdmin = Paginator, admin.ModelAdmin

_PAGES = 1000
_FILTERS = frozenset({"action", "actor", "target_type", "target_id", "seq", "request_id"})


class UncountedPaginator(_Paginator):
    """Says there are many pages instead of counting a table that only grows."""

    @cached_property
    def count(self) -> int:
        return self.per_page * _PAGES


@admin.register(AuditEvent)
class AuditEventAdmin(_ModelAdmin):
    """Newest first, by primary key; filters use the indexes."""

    list_display = (
        "created_at", "action", "target_type", "target_id", "seq", "actor", "reason", "request_id"
    )  # fmt: skip
    list_display_links = ("action",)
    ordering = ("-id",)
    show_full_result_count = False
    paginator = UncountedPaginator
    list_per_page = 50
    actions = None
    search_fields = ("=actor", "=action")
    search_help_text = "An actor's opaque id, or an action such as user.created."

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Fields as they are: what is compared with a part of a date may be no date at all."""
        return lookup.removesuffix("__exact") in _FILTERS

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: AuditEvent | None = None) -> bool:
        user = request.user
        if not user.is_authenticated or not user.is_active or not user.is_staff:
            return False
        groups = set(user.groups.values_list("name", flat=True))  # audit knows no accounts.roles
        keeps = user.is_superuser or "administrator" in groups
        return keeps and groups.isdisjoint({"reviewer", "editor"})

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: AuditEvent | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AuditEvent | None = None) -> bool:
        return False
