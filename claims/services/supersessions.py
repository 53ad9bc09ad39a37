"""Saying of a source that it was superseded, and taking that back.

Every current verdict that cites the source comes back to the desk in the same transaction:

1. Publishing waits, and what is being published is waited for: no verdict slips through between
   the look for those that cite the source and the mark.
2. The claims of these verdicts are locked, in the order of their ids; then the source.
3. The mark is written, and its event on the source's chain; each verdict is due, with an event on
   its claim's chain. The claims' versions move: who answers has seen it, else 412.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from api.exceptions import Forbidden, InvalidInput, NotVisible, WrongState
from api.preconditions import check_version
from audit.services import record
from claims.evidence import life
from claims.evidence.models import Origin
from claims.lifecycle import EDITOR, REVIEWER
from claims.models import Citation, Claim, Source, Supersession, Verdict
from claims.publishing import due
from claims.publishing.superseded import known_to
from claims.services import checks, locking
from claims.services.citations import find_or_create_source

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def supersede(
    *,
    actor: User,
    source_id: int,
    expected_version: int | None,
    reason: str,
    replaced_by: str = "",
) -> Source:
    """Marks the source. `replaced_by` is the address of what takes its place, if anything does;
    a source that is new by it gets the kind of the old one, and is fetched."""
    locking.need_role(actor, REVIEWER)
    claims, source = _locked(source_id)
    check_version(source, expected_version)
    if source.supersession is not None:
        raise WrongState(
            _("This source is marked as superseded already."),
            code="already_superseded",
            allowed_actions=["reinstate"],
        )
    reason = checks.reason(reason)
    other = _replacement(actor, source, replaced_by) if replaced_by.strip() else None
    mark = Supersession.objects.create(
        source=source, reason=reason, replaced_by=other, said_by=actor
    )
    values = {"supersession": mark.pk, "replaced_by": other.pk if other else None}
    record(actor=actor, action="supersede", target=source, reason=reason, values=values)
    for claim, verdict in _standing(claims, source):
        new = [*verdict.due_because, *_because("superseded", verdict, mark)]
        due.settle(actor, claim, verdict, new, reason=reason)
    return _changed(source)


@transaction.atomic
def reinstate(*, actor: User, source_id: int, expected_version: int | None, reason: str) -> Source:
    """Takes the mark back: who said it, or an editor.

    A verdict that was due for it is so no longer; one that an editor confirmed or published
    knowing of the mark, and says so to readers, comes back to the desk instead.
    """
    locking.need_role(actor, REVIEWER)
    claims, source = _locked(source_id)
    check_version(source, expected_version)
    mark = source.supersession
    if mark is None:
        raise WrongState(
            _("This source is not marked as superseded."),
            code="not_superseded",
            allowed_actions=["supersede"],
        )
    if mark.said_by_id != actor.pk:
        try:
            locking.need_role(actor, EDITOR)
        except Forbidden as error:
            raise Forbidden(_("Only who said it, or an editor, takes it back.")) from error
    reason = checks.reason(reason)
    Supersession.objects.filter(pk=mark.pk).update(
        withdrawn_at=Now(), withdrawn_by=actor, withdrawn_reason=reason
    )
    values = {"supersession": mark.pk}
    record(actor=actor, action="reinstate", target=source, reason=reason, values=values)
    for claim, verdict in _standing(claims, source):
        new = [one for one in verdict.due_because if one.get("supersession") != mark.pk]
        if mark.pk in known_to(verdict):
            new += _because("reinstated", verdict, mark)
        if new != verdict.due_because:
            due.settle(actor, claim, verdict, new, reason=reason)
    return _changed(source)


def _locked(source_id: int) -> tuple[list[Claim], Source]:
    """The claims with a current verdict that cites the source, and the source; 404 without one."""
    locking.hold_publishing(alone=True)
    rows = Claim.objects.select_for_update(no_key=True).defer("search")
    claims = list(rows.filter(pk__in=_citing(source_id).values("claim")).order_by("pk"))
    source = Source.objects.select_for_update(no_key=True).filter(pk=source_id).first()
    if source is None:
        raise NotVisible(_("There is no such source."))
    return claims, source


def _citing(source_id: int) -> Any:
    """Current verdicts that cite the source, by way of the citations that they copied."""
    claims = Citation.objects.filter(source=source_id).order_by().values("claim")
    copied = [{"source": source_id}]
    return Verdict.objects.current().filter(claim__in=claims, citations__contains=copied)


def _standing(claims: list[Claim], source: Source) -> list[tuple[Claim, Verdict]]:
    """Read again, now that the claims are locked: one may have been retracted meanwhile."""
    verdicts = {one.claim_id: one for one in _citing(source.pk)}
    return [(claim, verdicts[claim.pk]) for claim in claims if claim.pk in verdicts]


def _because(code: str, verdict: Verdict, mark: Supersession) -> list[due.Because]:
    return [
        {"code": code, "citation": one["id"], "source": one["source"], "supersession": mark.pk}
        for one in verdict.citations
        if one["source"] == mark.source_id
    ]


def _replacement(actor: User, source: Source, url: str) -> Source:
    """The source under this address; one that was superseded itself takes nobody's place."""
    pointer = "/replaced_by"
    other, new = find_or_create_source(
        actor, url, title="", publisher="", kind=source.kind, pointer=pointer
    )
    if other.pk == source.pk:
        raise InvalidInput(_("This is the address of the source itself."), pointer=pointer)
    if other.supersession is not None:
        raise InvalidInput(
            _("That source was superseded too: name the one that stands."),
            code="superseded",
            pointer=pointer,
        )
    if new:
        life.queue(source=other, actor=actor, origin=Origin.ASKED)
    return other


def _changed(source: Source) -> Source:
    Source.objects.filter(pk=source.pk).update(version=F("version") + 1)
    found: Source = Source.objects.with_marks().select_related("added_by").get(pk=source.pk)
    return found
