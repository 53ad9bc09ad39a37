"""What people can do with a claim, by name: each parses its form, calls one service, and says
what was saved."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.models import User
from api.idempotency import form_token, once
from claims import services
from claims.discussion.services import post_to_discussion
from claims.models import Citation, Claim, DismissalKind, RatingLevel
from desk.parsing import day, one_of, row_ids, whole_number
from desk.undo import undo

Act = Callable[[User, int, QueryDict], str]


def _state(service: Callable[..., Any], said: Callable[[], str], *reasons: str) -> Act:
    """An act that takes the version it expects and, by name, texts of the form."""

    def act(actor: User, claim_id: int, data: QueryDict) -> str:
        texts = {name: data.get(name, "") for name in reasons}
        version = whole_number(data, "version")
        service(actor=actor, claim_id=claim_id, expected_version=version, **texts)
        return said()

    return act


def _place(service: Callable[..., Any], said: Callable[[User], str]) -> Act:
    """An act of an editor on somebody's place."""

    def act(actor: User, claim_id: int, data: QueryDict) -> str:
        people = User.objects.filter(is_active=True)
        reviewer = one_of(data, "reviewer", people, _("Choose a reviewer."))
        version = whole_number(data, "version")
        service(actor=actor, claim_id=claim_id, expected_version=version, reviewer=reviewer)
        return said(reviewer)

    return act


def _dismiss(actor: User, claim_id: int, data: QueryDict) -> str:
    services.dismiss(
        actor=actor,
        claim_id=claim_id,
        expected_version=whole_number(data, "version"),
        reason=data.get("reason", ""),
        kind=data.get("kind") or DismissalKind.OTHER,
    )
    return _("The claim is dismissed.")


def _level(data: QueryDict) -> RatingLevel:
    level: RatingLevel = one_of(data, "level", RatingLevel.objects.all(), _("Choose a level."))
    return level


def _rate(actor: User, claim_id: int, data: QueryDict) -> str:
    level = _level(data)
    services.rate(
        actor=actor,
        claim_id=claim_id,
        level=level,
        confidence=data.get("confidence", ""),
        rationale=data.get("rationale", ""),
        wording=whole_number(data, "wording"),
    )
    return _("Your rating is saved: %(level)s.") % {"level": level.label}


def _cite(actor: User, claim_id: int, data: QueryDict) -> str:
    names = ("url", "title", "publisher", "kind", "excerpt", "stance")
    given = {name: data.get(name, "") for name in names}
    citation = once(
        user_id=actor.pk,
        token=data.get("once") or form_token(),
        sent=(claim_id, *given.values()),
        standing=Citation.objects.filter(added_by=actor, withdrawn_at__isnull=True),
        make=partial(services.cite, actor=actor, claim_id=claim_id, **given),
    )
    return _("The source is cited: %(title)s.") % {"title": citation.source}


def _edit(actor: User, claim_id: int, data: QueryDict) -> str:
    changes: dict[str, Any] = {name: data[name] for name in ("normalised", "type") if name in data}
    if data.get("speaker"):
        changes["speaker"] = whole_number(data, "speaker")
    version = whole_number(data, "version")
    services.edit_claim(actor=actor, claim_id=claim_id, expected_version=version, changes=changes)
    return _("The wording is saved.")


def _adjudicate(actor: User, claim_id: int, data: QueryDict) -> str:
    verdict = services.adjudicate(
        actor=actor,
        claim_id=claim_id,
        expected_version=whole_number(data, "version"),
        level=_level(data),
        summary=data.get("summary", ""),
        reason=data.get("reason", ""),
        as_of=day(data, "as_of"),
        twin_reason=data.get("twin_reason", ""),
        review_by=day(data, "review_by"),
        acknowledged=row_ids(data, "acknowledged"),
    )
    said = _("The verdict is saved: %(level)s. It is public once it is published.")
    return said % {"level": verdict.level_label}


def _correct(actor: User, claim_id: int, data: QueryDict) -> str:
    services.correct(
        actor=actor,
        claim_id=claim_id,
        expected_version=whole_number(data, "version"),
        note=data.get("note", ""),
        level=_level(data),
        summary=data.get("summary", ""),
        as_of=day(data, "as_of"),
        twin_reason=data.get("twin_reason"),
        review_by=day(data, "review_by"),
        withdraw_citations=row_ids(data, "withdraw_citations"),
        acknowledged=row_ids(data, "acknowledged"),
    )
    return _("The correction is published, with its note.")


def _confirm(actor: User, claim_id: int, data: QueryDict) -> str:
    services.confirm(
        actor=actor,
        claim_id=claim_id,
        expected_version=whole_number(data, "version"),
        review_by=day(data, "review_by"),
    )
    return _("Confirmed: the verdict still holds.")


def _post(actor: User, claim_id: int, data: QueryDict) -> str:
    post_to_discussion(actor=actor, claim=Claim(pk=claim_id), body=data.get("body", ""))
    return _("Said in the discussion.")


def _undo(actor: User, claim_id: int, data: QueryDict) -> str:
    version, seq = whole_number(data, "version"), whole_number(data, "seq")
    return undo(actor=actor, claim_id=claim_id, version=version, seq=seq)


ACTS: dict[str, Act] = {
    "take": _state(services.take, lambda: _("The claim is yours for now.")),
    "renew": _state(services.renew, lambda: _("You have more time.")),
    "release": _state(services.release, lambda: _("You gave your place back; the draft is kept.")),
    "assign": _place(
        services.assign, lambda who: _("%(who)s has a place for a week.") % {"who": who}
    ),
    "take_over": _place(
        services.take_over, lambda who: _("The place of %(who)s is free again.") % {"who": who}
    ),
    "reveal": _state(
        services.reveal,
        lambda: _("You see the ratings now, and rate no more in this round."),
        "reason",
    ),
    "rate": _rate,
    "cite": _cite,
    "edit": _edit,
    "keep": _state(services.keep, lambda: _("The claim stays.")),
    "dismiss": _dismiss,
    "reopen": _state(services.reopen, lambda: _("The claim is open again."), "reason"),
    "adjudicate": _adjudicate,
    "publish": _state(services.publish, lambda: _("Published. Everybody can read it now.")),
    "correct": _correct,
    "confirm": _confirm,
    "retract": _state(
        services.retract, lambda: _("The check is retracted. Its page says so."), "reason"
    ),
    "post": _post,
    "undo": _undo,
}
