"""Links and forms that keep the queue's filters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.urls import reverse

if TYPE_CHECKING:
    from desk.queue import Filters

register = template.Library()


@register.simple_tag
def filtered(page: str, filters: Filters | None, after: str = "") -> str:
    """The address of a page of the desk with these filters: `{% filtered "index" filters %}`."""
    query = filters.query if filters else ""
    if after:
        query += f"{'&' if query else ''}after={after}"
    return reverse(f"admin:{page}") + (f"?{query}" if query else "")
