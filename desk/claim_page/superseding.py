"""Sources that were superseded: the form at each source, and what an editor says to know."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role, has_role
from claims.models import Verdict
from claims.publishing.superseded import known_to
from desk.claim_page.forms import Fields, Sent
from desk.fields import Field, Sheet

#: The acts on a source, whose version their forms send.
ACTS = ("supersede", "reinstate")


def with_forms(actor: User, citations: Sequence[Any], sent: Sent) -> None:
    """To each citation: `mark` that stands on its source, `marking` and `unmarking`, its forms."""
    editor = has_role(actor, Role.EDITOR)
    for one in citations:
        one.mark = one.source.supersession
        one.may_take_back = one.mark is not None and (editor or one.mark.said_by_id == actor.pk)
        one.marking = _marking(_sheet("supersede", one, sent))
        one.unmarking = _unmarking(_sheet("reinstate", one, sent))
        one.marking_now = sent.action in ACTS and _is_about(one, sent)


def _is_about(citation: Any, sent: Sent) -> bool:
    return sent.data is not None and str(sent.data.get("citation")) == str(citation.pk)


def _sheet(action: str, citation: Any, sent: Sent) -> Sheet:
    form = f"{action}-{citation.pk}"
    if sent.action == action and _is_about(citation, sent):
        return Sheet(form, sent.data or {}, sent.error)
    return Sheet(form, {})


def _marking(sheet: Sheet) -> Fields:
    return {
        "reason": sheet.field(
            "reason", _("What happened to it?"), kind="long", rows=2, required=True,
            hint=_("A revised figure, a corrected article, a new edition …"),
        ),
        "replaced_by": sheet.field(
            "replaced_by", _("Web address of what takes its place, if anything does"), kind="url"
        ),
    }  # fmt: skip


def _unmarking(sheet: Sheet) -> Fields:
    return {"reason": sheet.field("reason", _("Why is it taken back?"), required=True)}


def unsaved(citations: Sequence[Any], sent: Sent) -> Fields:
    """What was sent to a form that is not there any more: somebody else was quicker."""
    for one in citations:
        if one.marking_now and sent.action == "supersede" and one.mark is not None:
            return dict(one.marking)
    return {}


def acknowledging(sheet: Sheet, citations: Sequence[Any], verdict: Verdict | None) -> Fields:
    """The marks on what is cited, to be ticked by an editor who decides knowing of them."""
    marks = {one.mark.pk: one for one in citations if one.mark is not None}
    if not marks:
        return {}
    field = sheet.checks(
        "acknowledged",
        _("I know that these sources were superseded, and cite them all the same"),
        choices=[(str(pk), _told(one)) for pk, one in marks.items()],
        chosen=known_to(verdict) if verdict is not None else (),
        hint=_("Readers are told at the source, with what takes its place; not the reason."),
    )
    return {"acknowledged": field}


def _told(citation: Any) -> str:
    words = {
        "source": citation.source,
        "day": date_format(citation.mark.created_at, "j F Y"),
        "reason": citation.mark.reason,
    }
    return _("“%(source)s”, since %(day)s: %(reason)s") % words


def leaving_out(sheet: Sheet, citations: Sequence[Any]) -> Fields:
    """The citations that a correction may withdraw."""
    field: Field = sheet.checks(
        "withdraw_citations",
        _("Leave these sources out"),
        choices=[(str(one.pk), str(one.source)) for one in citations],
    )
    return {"withdraw_citations": field} if citations else {}
