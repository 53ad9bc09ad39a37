"""The other forms of the claim page: citing, wording, deciding, and acts that ask for a reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from api.exceptions import DomainError
from claims import limits
from claims.matching.twins import named
from claims.models import Claim, DismissalKind, RatingLevel, Verdict
from claims.services.publication import still_to_come
from desk.chips import people
from desk.fields import Field, Sheet
from desk.words import KINDS, STANCES, TYPES
from transcripts.models import Segment

Fields = dict[str, Field]


class Sent:
    """What was posted to one act and refused; every other form is as new."""

    def __init__(self, action: str, data: Mapping[str, Any] | None, error: DomainError | None):
        self.action, self.data, self.error = action, data, error

    def of(self, action: str) -> Mapping[str, Any] | None:
        return self.data if self.action == action else None

    def sheet(self, action: str, otherwise: Mapping[str, Any] | None = None) -> Sheet:
        """The form of an act: with what was sent to it, else with the values given."""
        if self.action == action and self.data is not None:
            return Sheet(action, self.data, self.error)
        return Sheet(action, otherwise or {})


def cite_fields(sent: Sent) -> Fields:
    sheet = sent.sheet("cite")
    return {
        "url": sheet.field("url", _("Web address"), kind="url", required=True),
        "title": sheet.field("title", _("Title (left empty: the page's own)")),
        "publisher": sheet.field("publisher", _("Publisher")),
        "kind": sheet.field(
            "kind", _("Kind"), kind="radios", choices=list(KINDS.items()), required=True
        ),
        "stance": sheet.field(
            "stance", _("This source"), kind="radios", choices=list(STANCES.items()), required=True
        ),
        "excerpt": sheet.field("excerpt", _("The passage, word for word"), kind="long", said=True),
    }


def edit_fields(claim: Claim, sent: Sent) -> Fields:
    speaker = claim.shown_speaker
    sheet = sent.sheet(
        "edit",
        {
            "normalised": claim.shown_normalised,
            "type": claim.shown_type,
            "speaker": speaker.pk if speaker else "",
        },
    )
    named = [("", _("not named"))] if speaker is None else []
    return {
        "normalised": sheet.field(
            "normalised",
            _("Normalised claim"),
            kind="long",
            said=True,
            required=True,
            hint=_(
                "Keep the words; explain in brackets: “A few days ago [about 25 September 2015], …”"
            ),
        ),
        "type": sheet.field("type", _("Type"), kind="select", choices=list(TYPES.items())),
        "speaker": sheet.field(
            "speaker", _("Speaker"), kind="select", choices=[*named, *_speakers(claim)]
        ),
    }


def _speakers(claim: Claim) -> list[tuple[str, str]]:
    """Those who speak in this transcript, and the one who is set."""
    rows = Segment.objects.filter(transcript_id=claim.transcript_id, speaker__isnull=False)
    pairs = dict(rows.order_by().values_list("speaker", "speaker__name").distinct()[:100])
    shown = claim.shown_speaker
    if shown is not None:
        pairs[shown.pk] = shown.name
    return sorted(((str(pk), name) for pk, name in pairs.items()), key=lambda one: one[1].lower())


def verdict_values(verdict: Verdict | None) -> dict[str, Any]:
    """A verdict as the editor's form would send it."""
    if verdict is None:
        return {}
    return {
        "level": verdict.level_id,
        "summary": verdict.summary,
        "reason": verdict.reason,
        "twin_reason": verdict.twin_reason,
        "as_of": verdict.as_of.isoformat() if verdict.as_of else "",
        "review_by": _to_come(verdict),
    }


def _to_come(verdict: Verdict) -> str:
    """A day that is over would be refused."""
    day = still_to_come(verdict.review_by)
    return day.isoformat() if day else ""


def decide_fields(
    sent: Sent,
    verdict: Verdict | None,
    levels: Sequence[RatingLevel],
    proposed: RatingLevel | None,
    twins: Sequence[Verdict],
    more: Callable[[Sheet], Fields],
) -> Fields:
    """The editor's decision; without one it begins with the level that the ratings propose.
    `more` are fields that only some claims need."""
    begins = verdict_values(verdict) or {"level": proposed.pk if proposed else ""}
    sheet = sent.sheet("adjudicate", begins)
    return {
        **_verdict_fields(sheet, levels),
        "reason": sheet.field(
            "reason",
            _("Reason"),
            kind="long",
            rows=2,
            hint=_("Needed where the level lies outside the ratings, or ratings are missing."),
        ),
        **_twin_fields(sheet, twins),
        **more(sheet),
    }


def _twin_fields(sheet: Sheet, twins: Sequence[Verdict]) -> Fields:
    """Why the verdict is another one than was published of the same claim; only if any was."""
    if not twins:
        return {}
    return {
        "twin_reason": sheet.field(
            "twin_reason",
            _("Why it differs from the verdict on the same claim"),
            kind="long",
            rows=2,
            hint=_("Needed where the level is another than that of %(twins)s.")
            % {"twins": named(list(twins))},
        )
    }


def correct_fields(
    sent: Sent,
    verdict: Verdict | None,
    levels: Sequence[RatingLevel],
    twins: Sequence[Verdict],
    more: Callable[[Sheet], Fields],
) -> Fields:
    sheet = sent.sheet("correct", verdict_values(verdict))
    return {
        **_verdict_fields(sheet, levels),
        "note": sheet.field(
            "note", _("Note of correction, for readers"), kind="long", required=True
        ),
        **_twin_fields(sheet, twins),
        **more(sheet),
    }


def _verdict_fields(sheet: Sheet, levels: Sequence[RatingLevel]) -> Fields:
    return {
        "level": sheet.field("level", _("Level"), kind="levels", choices=levels, required=True),
        "summary": sheet.field("summary", _("Summary, for readers"), kind="long", rows=4),
        "as_of": sheet.field(
            "as_of", _("As of"), kind="date", hint=_("The day up to which the sources were read.")
        ),
        "review_by": _review_by(sheet, _("Then it comes back to the desk. Readers see the day.")),
    }


def _review_by(sheet: Sheet, hint: str) -> Field:
    return sheet.field("review_by", _("Look again by"), kind="date", hint=hint)


def confirm_fields(sent: Sent) -> Fields:
    """The verdict still holds, until when."""
    sheet = sent.sheet("confirm")
    return {"review_by": _review_by(sheet, _("Empty: no day is set. Readers see the day."))}


def assign_fields(sent: Sent) -> Fields:
    choices = [("", _("choose")), *((str(one.pk), str(one)) for one in people())]
    sheet = sent.sheet("assign")
    return {
        "reviewer": sheet.field(
            "reviewer", _("Reviewer"), kind="select", choices=choices, required=True
        )
    }


def post_fields(sent: Sent) -> Fields:
    hint = _("@name tells somebody. At most %(n)s characters.") % {"n": f"{limits.POST:,}"}
    sheet = sent.sheet("post")
    return {
        "body": sheet.field(
            "body", _("Say something"), kind="long", rows=2, required=True, key="m", hint=hint
        )
    }


@dataclass(frozen=True, slots=True)
class Asking:
    """An act that asks for a reason: how it is named, what its button says, what it will do."""

    action: str
    title: str
    button: str
    warning: str = ""
    danger: bool = False
    key: str = ""


def askings() -> list[Asking]:
    """In the order the page offers them."""
    return [
        Asking(
            "reveal",
            _("Look at the ratings"),
            _("Reveal them to me"),
            _("You then take no part in this round, and the record says that you looked."),
        ),
        Asking(
            "dismiss",
            _("Dismiss"),
            _("Dismiss the claim"),
            _("It leaves the queue. Who has a place on it loses it; their drafts are kept."),
            danger=True,
            key="d",
        ),
        Asking(
            "reopen",
            _("Open a new round"),
            _("Open a new round"),
            _("The ratings so far no longer count."),
        ),
        Asking(
            "retract",
            _("Retract"),
            _("Retract the check"),
            _("Its public page stays, and says that it was retracted and why."),
            danger=True,
        ),
    ]


REASONED = ("reveal", "dismiss", "reopen", "retract")


def reason_fields(action: str, claim: Claim, sent: Sent) -> Fields:
    """Why something is dismissed, reopened, retracted or looked at."""
    required = action != "reopen" or claim.status != "dismissed"
    sheet = sent.sheet(action)
    fields = {"reason": sheet.field("reason", _("Why?"), kind="long", rows=2, required=required)}
    if action == "dismiss":
        kinds = [(kind.value, kind.label) for kind in reversed(DismissalKind)]
        label = _("In one word")
        fields = {"kind": sheet.field("kind", label, kind="select", choices=kinds), **fields}
    return fields
