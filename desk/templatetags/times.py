"""Times as one says them, each with the exact one for machines and for who wants to know."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime, now
from django.utils.translation import gettext as _

register = template.Library()

SOON = 900  # seconds


@register.simple_tag
def when(moment: datetime) -> SafeString:
    """Day and minute in the reader's zone: 5 Mar 2026, 14:02."""
    return _time(moment, date_format(localtime(moment), "j M Y, H:i"))


@register.simple_tag
def on(moment: datetime) -> SafeString:
    """The day: 5 Mar 2026."""
    return _time(moment, date_format(localtime(moment), "j M Y"))


@register.simple_tag
def until(moment: datetime, ticks: bool = False) -> SafeString:
    """What is left of a lease; marked where it ends soon, and where a script counts it down."""
    soon = (moment - now()).total_seconds() < SOON
    marks = SafeString(' class="soon"' if soon else "") + SafeString(" data-lease" if ticks else "")
    return _time(moment, _left(moment), marks)


@register.simple_tag
def ago(moment: datetime) -> SafeString:
    """How long ago, in one unit; a day or more ago the day."""
    seconds = int((now() - moment).total_seconds())
    if seconds < 60:
        return _time(moment, _("just now"))
    if seconds < 3600:
        return _time(moment, _("%(n)d min ago") % {"n": seconds // 60})
    if seconds < 86400:
        return _time(moment, _("%(n)d h ago") % {"n": seconds // 3600})
    return on(moment)


def _left(moment: datetime) -> str:
    """What is left of a lease, to the minute while it is a matter of minutes or few hours."""
    seconds = int((moment - now()).total_seconds())
    if seconds <= 0:
        return _("expired")
    if seconds < 3600:
        return _("%(n)d min left") % {"n": max(seconds // 60, 1)}
    if seconds < 10800:
        return _("%(h)d h %(n)d min left") % {"h": seconds // 3600, "n": seconds % 3600 // 60}
    if seconds < 172800:
        return _("%(n)d h left") % {"n": seconds // 3600}
    return _("%(n)d days left") % {"n": seconds // 86400}


def _time(moment: datetime, said: str, marks: str = "") -> SafeString:
    here = localtime(moment)
    return format_html(
        '<time datetime="{}" title="{}"{}>{}</time>',
        here.isoformat(timespec="seconds"),
        f"{here:%Y-%m-%d %H:%M %Z}",
        marks,
        said,
    )
