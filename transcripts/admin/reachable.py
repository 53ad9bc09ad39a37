"""Links of read-only fields, given only where they lead somewhere.

Django links every read-only foreign key to the change page of what it names, whether or not the
reader may open that page.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.db.models import ForeignKey, Model
from django.http import HttpRequest

if TYPE_CHECKING:
    _Base = admin.options.BaseModelAdmin[Any]
else:
    _Base = object


class ReachableLinks(_Base):
    """For a model's admin or an inline, before Django's class: what names a row that the reader
    may not open is plain text."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        named = super().get_readonly_fields(request, obj)
        return [self._reachable(request, name) for name in named]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        found = super().get_fieldsets(request, obj)
        return [(title, self._rows(request, said)) for title, said in found]

    def _rows(self, request: HttpRequest, said: Any) -> Any:
        return {**said, "fields": [self._reachable(request, name) for name in said["fields"]]}

    def _reachable(self, request: HttpRequest, name: Any) -> Any:
        """The field's name; where it must not be a link, what shows it without one."""
        if isinstance(name, (list, tuple)):  # several on a line
            return [self._reachable(request, one) for one in name]
        key = _foreign_key(self.model, name)
        page = self.admin_site._registry.get(key.related_model) if key else None
        if key is None or page is None or page.has_view_permission(request):
            return name
        return _plain(key)


def _foreign_key(model: type[Model], name: Any) -> ForeignKey[Any, Any] | None:
    """The foreign key of that name; None where it names anything else."""
    if not isinstance(name, str):
        return None
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, ForeignKey) else None


@cache
def _plain(key: ForeignKey[Any, Any]) -> Callable[[Any], Any]:
    """One for each field, so that Django finds it again among the read-only ones."""

    @admin.display(description=key.verbose_name)
    def shown(row: Any) -> Any:
        return getattr(row, key.name)

    return shown
