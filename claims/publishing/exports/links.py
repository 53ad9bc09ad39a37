"""Links to the file of an export: signed, short-lived, and good for its requester alone.

Whoever follows one must also be signed in as that person: a link that was passed on opens
nothing. What became blind to the person since cannot be had any more.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.core import signing
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from api.exceptions import NotVisible
from audit.models import AuditEvent
from claims import limits
from claims.models import Claim
from claims.publishing.exports.kinds import kinds
from claims.publishing.exports.life import storage
from claims.publishing.exports.models import Export
from claims.querysets import open_to

if TYPE_CHECKING:
    from accounts.models import User

logger = logging.getLogger(__name__)
_SALT = "claims.publishing.exports"
#: Acts that open another round, and close what was open.
_REOPENED = ("reopen", "retract")


def link_to(export: Export) -> str:
    """A path that can be followed for limits.EXPORT_LINK seconds; empty where no file is."""
    if not export.has_file:
        return ""
    token = signing.dumps(export.pk, salt=_SALT)
    return reverse("export-file", args=[export.pk, token])


def followed(*, actor: User, export_id: int, token: str) -> Export:
    """The export whose file is to be sent. Raises NotVisible."""
    try:
        signed = signing.loads(token, salt=_SALT, max_age=limits.EXPORT_LINK)
    except signing.BadSignature as error:
        raise NotVisible() from error
    export: Export | None = Export.objects.visible_to(actor).ready().filter(pk=export_id).first()
    if export is None or signed != export_id or not kinds()[export.kind].allows(actor):
        raise NotVisible()
    if closed_since(actor, export):
        raise NotVisible()
    # Before the first byte is sent: half an answer with status 200 tells nobody what is wrong.
    if gone := [part["name"] for part in export.parts if not storage().exists(part["name"])]:
        logger.error("export %s: not in storage any more: %s", export.pk, ", ".join(gone))
        raise NotVisible(
            _("The file cannot be read from storage any more: please ask for another."),
            code="export_damaged",
        )
    return export


def closed_since(actor: User, export: Export) -> bool:
    """Whether a claim was opened again after the export began, so that it is blind once more."""
    if not kinds()[export.kind].judgements:
        return False
    asked = AuditEvent.objects.for_target(export).order_by("seq").values("id")[:1]
    # By time and by number: the hosts that wrote the two may not agree on the time.
    since = Q(created_at__gt=export.created_at) | Q(id__gt=asked)
    reopened = AuditEvent.objects.filter(since, target_type="claims.claim", action__in=_REOPENED)
    claims = Claim.objects.filter(pk__in=reopened.values("target_id"))
    if export.transcript_id is not None:
        claims = claims.filter(transcript=export.transcript_id)
    still = claims.filter(open_to(actor, prefix="", outer="pk")).values("pk")
    return bool(claims.exclude(pk__in=still).exists())
