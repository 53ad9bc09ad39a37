"""Mail of new matches: one digest a pass for each person, a row that is claimed and sent.

1. `gather` puts the matches that wait into a digest for each owner.
2. `send_due` claims each due digest by compare-and-swap (a lease, the attempt), sends it, and
   notes that it went; what fails is tried again with backoff for a day.

A process that dies between sending and noting sends again, under the same Message-ID.
"""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models.functions import Now
from django.template.loader import render_to_string
from django.utils.translation import ngettext

from accounts.roles import Role, has_role
from claims.models import Claim
from notify import limits
from notify.models import Digest, SearchMatch
from notify.webhooks.delivering import wait_after
from notify.webhooks.dispatch import give_up_at
from notify.webhooks.events.base import address

if TYPE_CHECKING:
    from accounts.models import User

logger = logging.getLogger(__name__)
_AT_ONCE = 5_000  # matches of one pass


def send_digests() -> int:
    """Gathers what waits and sends what is due; how many mails went."""
    gather()
    return sum(_send(pk) for pk in list(Digest.objects.due().values_list("pk", flat=True)[:500]))


@transaction.atomic
def gather() -> int:
    """One digest for each person with new matches; how many."""
    waiting = SearchMatch.objects.filter(to_mail=True, digest__isnull=True)
    locked = waiting.select_for_update(of=("self",), skip_locked=True).order_by("id")
    by_owner: dict[int, list[int]] = {}
    for pk, owner in locked.values_list("pk", "search__owner")[:_AT_ONCE]:
        by_owner.setdefault(owner, []).append(pk)
    for owner, matches in by_owner.items():
        digest = Digest.objects.create(
            recipient_id=owner, not_before=Now(), give_up_at=give_up_at()
        )
        SearchMatch.objects.filter(pk__in=matches).update(digest=digest, to_mail=False)
    return len(by_owner)


def _send(digest_id: int) -> bool:
    """One attempt, where nobody else is at it."""
    attempt = Digest.objects.values_list("attempt", flat=True).get(pk=digest_id)
    held = Digest.objects.filter(pk=digest_id, attempt=attempt + 1, sent_at__isnull=True)
    claimed = Digest.objects.filter(pk__in=Digest.objects.due(), pk=digest_id, attempt=attempt)
    lease = Now() + timedelta(seconds=settings.WEBHOOK_LEASE)
    if not claimed.update(attempt=attempt + 1, lease_expires_at=lease):
        return False
    digest = Digest.objects.select_related("recipient").get(pk=digest_id)
    try:
        mail = _mail(digest)
        if mail is not None:
            mail.send()
    except (smtplib.SMTPException, OSError) as error:
        logger.warning("digest %s was not sent: %s", digest_id, error)
        _later(held, digest, str(error)[: limits.ERROR])
        return False
    if mail is None:  # nothing of it may be seen any more, or there is no address
        held.update(failed_at=Now(), lease_expires_at=None)
        return False
    return bool(held.update(sent_at=Now(), lease_expires_at=None, error=""))


def _later(held: Any, digest: Digest, error: str) -> None:
    due = Now() + wait_after(digest.attempt - 1)
    again = held.filter(give_up_at__gte=due)
    if not again.update(not_before=due, lease_expires_at=None, error=error):
        held.update(failed_at=Now(), lease_expires_at=None, error=error)


def _mail(digest: Digest) -> EmailMessage | None:
    owner = digest.recipient
    claims = _visible(digest, owner)
    if not claims or not owner.email or not owner.is_active:
        return None
    subject = ngettext(
        "%(n)d new claim matches your saved searches",
        "%(n)d new claims match your saved searches",
        len(claims),
    ) % {"n": len(claims)}
    return EmailMessage(
        subject=subject,
        body=render_to_string("notify/digest.txt", _context(claims)),
        to=[owner.email],
        headers={
            "Message-ID": f"<digest-{digest.pk}@{_host()}>",
            "Auto-Submitted": "auto-generated",
        },
    )


def _visible(digest: Digest, owner: User) -> Sequence[SearchMatch]:
    """The matches that the owner may still see, by search."""
    seen = Claim.objects.visible_to(owner)
    matches = digest.matches.filter(claim__in=seen).order_by("search__name", "search_id", "id")
    return list(
        matches.select_related("search__owner", "claim__transcript").defer(
            "claim__search", "claim__transcript__text"
        )
    )


def _context(matches: Sequence[SearchMatch]) -> dict[str, Any]:
    listed = matches[: limits.LISTED]
    return {
        "searches": [
            (search.name, [(match.claim, _address(match)) for match in found])
            for search, found in groupby(listed, key=lambda match: match.search)
        ],
        "more": len(matches) - len(listed),
    }


def _address(match: SearchMatch) -> str:
    """At the desk, or over REST for who has no desk."""
    newsroom = has_role(match.search.owner, Role.REVIEWER)
    return address("admin:desk_claim" if newsroom else "claim-detail", match.claim_id)


def _host() -> str:
    return urlsplit(settings.PUBLIC_URL).hostname or "onrecord.invalid"
