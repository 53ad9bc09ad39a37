"""Times as one says them: how long ago, how long it took, whether a lease ends soon."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils.formats import date_format
from django.utils.timezone import localtime, now
from django.utils.translation import gettext as _

register = template.Library()

SOON = 900  # seconds


@register.filter
def duration(seconds: float) -> str:
    """How long something took, in one unit."""
    if seconds < 90:
        return _("%(n)d s") % {"n": round(seconds)}
    if seconds < 5400:
        return _("%(n)d min") % {"n": round(seconds / 60)}
    return _("%(n)d h") % {"n": round(seconds / 3600)}


@register.filter
def ago(moment: datetime) -> str:
    """How long ago, in one unit; a day or more ago the date."""
    seconds = int((now() - moment).total_seconds())
    if seconds < 60:
        return _("just now")
    if seconds < 3600:
        return _("%(n)d min ago") % {"n": seconds // 60}
    if seconds < 86400:
        return _("%(n)d h ago") % {"n": seconds // 3600}
    return date_format(localtime(moment), "j M Y")


@register.filter
def is_soon(moment: datetime) -> bool:
    """Whether a lease ends within a quarter of an hour."""
    return bool((moment - now()).total_seconds() < SOON)
