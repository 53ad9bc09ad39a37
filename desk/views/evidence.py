"""What is kept of a source: reading and saving it, fetching it now, bringing a document."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from api.exceptions import InvalidInput
from claims.evidence import services
from claims.evidence.files import FILES
from claims.models import Citation, Claim, Snapshot
from desk.access import page, sees_newsroom
from desk.parsing import whole_number
from desk.views.acts import answer


@page
@require_safe
def kept(request: HttpRequest, snapshot_id: int, what: str) -> HttpResponseBase:
    """The text to read, or a file to save; never somebody else's HTML as a page of ours."""
    actor = sees_newsroom(request)
    snapshot = Snapshot.objects.visible_to(actor).filter(pk=snapshot_id).first()
    if snapshot is None or what not in FILES:
        raise Http404
    return FILES[what](snapshot)


@page
@require_POST
def evidence(request: HttpRequest, citation_id: int, what: str) -> HttpResponseBase:
    """An act on what is kept of a citation's source, and back to the claim."""
    actor = sees_newsroom(request)
    seen = Citation.objects.filter(claim__in=Claim.objects.visible_to(actor), pk=citation_id)
    citation = seen.select_related("source").first()
    if citation is None or what not in ACTS:
        raise Http404
    act = ACTS[what]
    return answer(
        request, actor, citation.claim_id, "evidence", lambda: act(request, actor, citation)
    )


def _fetch(request: HttpRequest, actor: User, citation: Citation) -> str:
    services.ask_to_keep(actor=actor, source_id=citation.source_id)
    return _("The page will be fetched: %(source)s.") % {"source": citation.source}


def _document(request: HttpRequest, actor: User, citation: Citation) -> str:
    file = request.FILES.get("file")
    if file is None:
        raise InvalidInput(_("Choose a file."), code="required", pointer="/file")
    services.add_document(
        actor=actor,
        source_id=citation.source_id,
        data=services.first_bytes(file),
        name=file.name or "",
    )
    return _("The document is kept: %(name)s.") % {"name": file.name}


def _remove(request: HttpRequest, actor: User, citation: Citation) -> str:
    services.withdraw_snapshot(
        actor=actor,
        snapshot_id=whole_number(request.POST, "snapshot"),
        reason=request.POST.get("reason", ""),
    )
    return _("What was kept is gone; the record says so.")


ACTS = {"fetch": _fetch, "document": _document, "remove": _remove}
