"""Taking back one's own last act on a claim, by a normal act that is on the record like any other.

The record says of such an act which one it undoes; undoing that is a redo, and called so.

    take       give the place back           cite      withdraw the citation
    release    take the place again          edit      put the earlier wording back
    dismiss    open it again                 rate      the rating before, until the reveal
    assign     free the place that was given

Everything else stays, and `undo_of` says why.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from api.exceptions import Conflict, NotVisible
from audit.services import undoing
from claims import services
from claims.history import Entry, history
from claims.models import Citation, Claim, EarlierWording, Rating, Review

Act = Callable[[User, Claim, int], Any]


@dataclass(frozen=True, slots=True)
class Undo:
    """What z would do. Without `act` it cannot be done, and `sentence` says why."""

    seq: int
    sentence: str
    done: str = ""
    act: Act | None = None
    redo: bool = False

    @property
    def possible(self) -> bool:
        return self.act is not None


def undo_of(
    actor: User, claim: Claim, entries: Sequence[Entry], actions: Sequence[str]
) -> Undo | None:
    """How the actor's last act on the claim can be taken back; None where there is none."""
    own = [entry for entry in entries if entry.actor is not None and entry.actor.pk == actor.pk]
    if not own:
        return None
    last, redo = own[-1], _is_undo(own[-1], {entry.seq: entry for entry in own})
    if last is not entries[-1] and last.action not in _WHOEVER_CAME_AFTER:
        return Undo(last.seq, _("Somebody has worked on it since; your last act stays."))
    found = _WAYS.get(last.action)
    undo = found(actor, claim, last, actions) if found else None
    return replace(undo, redo=redo) if undo else Undo(last.seq, _refusal(last.action))


def _is_undo(entry: Entry, own: Mapping[int, Entry]) -> bool:
    """Whether it took an act back; what takes an undo back is an act again."""
    undone = entry.values.get("undoes")
    return undone is not None and not (undone in own and _is_undo(own[undone], own))


def undo(*, actor: User, claim_id: int, version: int, seq: int) -> str:
    """Takes back the act that the reader was shown; raises Conflict where it is no longer the last.

    Returns what to tell them. The services check everything else, as for any other act.
    """
    claim = Claim.objects.visible_to(actor).with_people().filter(pk=claim_id).first()
    if claim is None:
        raise NotVisible(_("There is no such claim."))
    way = undo_of(actor, claim, history(actor, claim), services.allowed_actions_for(actor, claim))
    if way is None or way.seq != seq:
        raise Conflict(_("Your last act here is another one by now. Nothing was undone."))
    if way.act is None:
        raise Conflict(way.sentence)
    with undoing(way.seq):
        way.act(actor, claim, version)
    return (_("Redone: %(what)s") if way.redo else _("Undone: %(what)s")) % {"what": way.done}


#: One's own place and own rating are one's own, whatever others did meanwhile.
_WHOEVER_CAME_AFTER = frozenset({"take", "release", "rate", "cite"})


def _refusal(action: str) -> str:
    sentences = {
        "rate": _("Your rating stands. Until the round is full you may replace it by another."),
        "publish": _("Published is published: correct it or retract it, with a reason."),
        "correct": _("The correction is public: publish another, or retract the check."),
        "confirm": _("The confirmation is public: correct the check if it does not hold."),
        "reveal": _("You have seen the ratings; that cannot be undone."),
        "due": _("Take the mark back at the source, with a reason."),
        "adjudicate": _("Save another decision instead; the record keeps both."),
    }
    return sentences.get(action, _("Your last act here cannot be undone."))


def _take(actor: User, claim: Claim, entry: Entry, actions: Sequence[str]) -> Undo | None:
    if "release" not in actions:
        return None

    def act(actor: User, claim: Claim, version: int) -> None:
        services.release(actor=actor, claim_id=claim.pk, expected_version=version)

    sentence = _("Give back the place you took. A draft is kept.")
    return Undo(entry.seq, sentence, _("your place is free again."), act)


def _release(actor: User, claim: Claim, entry: Entry, actions: Sequence[str]) -> Undo | None:
    if "take" not in actions:
        return None

    def act(actor: User, claim: Claim, version: int) -> None:
        services.take(actor=actor, claim_id=claim.pk, expected_version=version)

    return Undo(entry.seq, _("Take back the place you gave up."), _("the place is yours."), act)


def _cite(actor: User, claim: Claim, entry: Entry, actions: Sequence[str]) -> Undo | None:
    cited = Citation.objects.filter(claim=claim, pk=entry.values.get("citation") or 0).standing()
    citation = cited.select_related("source").first()
    if citation is None or claim.status in ("published", "dismissed"):
        return None

    def act(actor: User, claim: Claim, version: int) -> None:
        reason = _("Cited by mistake.")
        services.withdraw_citation(actor=actor, citation_id=citation.pk, reason=reason)

    sentence = _("Withdraw “%(title)s”, which you cited.") % {"title": citation.source}
    return Undo(entry.seq, sentence, _("the citation is withdrawn."), act)


def _edit(actor: User, claim: Claim, entry: Entry, actions: Sequence[str]) -> Undo | None:
    """Only the latest wording, and only where it was changed at all."""
    if "edit" not in actions or entry.values.get("wording") != claim.wording:
        return None
    before = EarlierWording.objects.filter(claim=claim, wording=claim.wording - 1).first()
    if before is None or (before.speaker_id is None and claim.shown_speaker is not None):
        return None

    def act(actor: User, claim: Claim, version: int) -> None:
        changes: dict[str, Any] = {"normalised": before.normalised, "type": before.type}
        if before.speaker_id is not None:
            changes["speaker"] = before.speaker_id
        services.edit_claim(
            actor=actor, claim_id=claim.pk, expected_version=version, changes=changes
        )

    sentence = _("Put the earlier wording back: “%(words)s”") % {"words": before.normalised}
    return Undo(entry.seq, sentence, _("the earlier wording is back."), act)


def _dismiss(actor: User, claim: Claim, entry: Entry, actions: Sequence[str]) -> Undo | None:
    if "reopen" not in actions:
        return None

    def act(actor: User, claim: Claim, version: int) -> None:
        services.reopen(
            actor=actor,
            claim_id=claim.pk,
            expected_version=version,
            reason=_("Dismissed by mistake."),
        )

    sentence = _("Open the claim again, in a new round.")
    return Undo(entry.seq, sentence, _("the claim is open again."), act)


def _rate(actor: User, claim: Claim, entry: Entry, actions: Sequence[str]) -> Undo | None:
    """Back to the rating before it, while nobody has seen either."""
    if claim.status != "in_review" or "rate" not in actions:
        return None
    own = Rating.objects.visible_to(actor).filter(
        claim=claim, reviewer=actor, round=claim.round, wording=claim.wording, after_reveal=False
    )
    ratings = list(own.select_related("level").order_by("-id")[:2])
    if len(ratings) < 2 or ratings[0].pk != entry.values.get("rating"):
        return None
    before = ratings[1]

    def act(actor: User, claim: Claim, version: int) -> None:
        services.rate(
            actor=actor,
            claim_id=claim.pk,
            level=before.level,
            confidence=before.confidence,
            rationale=before.rationale,
            wording=claim.wording,
        )

    sentence = _("Put your rating before that back: %(level)s.") % {"level": before.level.label}
    return Undo(entry.seq, sentence, _("your earlier rating counts again."), act)


def _assign(actor: User, claim: Claim, entry: Entry, actions: Sequence[str]) -> Undo | None:
    given = Review.objects.filter(pk=entry.values.get("review") or 0, outcome="open")
    review = given.select_related("reviewer").defer("draft").first()
    if review is None or "take_over" not in actions:
        return None

    def act(actor: User, claim: Claim, version: int) -> None:
        services.take_over(
            actor=actor, claim_id=claim.pk, expected_version=version, reviewer=review.reviewer
        )

    sentence = _("Free the place you gave %(who)s.") % {"who": review.reviewer}
    return Undo(entry.seq, sentence, _("the place is free again."), act)


_WAYS: dict[str, Callable[[User, Claim, Entry, Sequence[str]], Undo | None]] = {
    "take": _take,
    "release": _release,
    "cite": _cite,
    "edit": _edit,
    "dismiss": _dismiss,
    "rate": _rate,
    "assign": _assign,
}
