"""What every feed says of itself and of a check."""

from __future__ import annotations

import re

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from claims.publishing.checks import Check

#: Characters that no XML document can hold, however written.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def feed_title() -> str:
    if settings.PUBLISHER_NAME:
        return _("Fact checks by %(publisher)s") % {"publisher": settings.PUBLISHER_NAME}
    return _("Fact checks")


def index_url() -> str:
    """The public index of checks."""
    return f"{settings.PUBLIC_URL}{reverse('publishing:index')}"


def feed_url(name: str, cursor: str = "") -> str:
    """A feed, or its page before the cursor."""
    address = f"{settings.PUBLIC_URL}{reverse(f'publishing:{name}')}"
    return f"{address}?before={cursor}" if cursor else address


def title_of(check: Check) -> str:
    """The finding first: readers of feeds cut titles off."""
    verdict = check.current
    found = _("Retracted") if check.is_retracted else verdict.level_label
    return f"{found}: {verdict.claim_normalised}"


def summary_of(check: Check) -> str:
    """What was found; of a retracted check why it was taken back."""
    return check.current.retracted_reason if check.is_retracted else check.current.summary


def without_controls(text: str) -> str:
    """The text as XML can hold it."""
    return _NOT_XML.sub("\ufffd", text)
