"""A new version tried on a transcript: a reading that makes no claims, and what it changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.models import User
from api.exceptions import DomainError
from claims.comparison import Compared, Kind, Shown, compare_runs, last_trial, shown
from desk.access import page, render, sees_newsroom
from desk.health import banner
from desk.parsing import row_id
from desk.views.runs import transcript_or_404
from transcripts.models import ExtractionRun, RunMode, Transcript

PAGE = 50
KINDS = {
    Kind.ADDED: gettext_lazy("becomes a claim"),
    Kind.LOST: gettext_lazy("is no claim any more"),
    Kind.MOVED: gettext_lazy("score moves"),
    Kind.REORDERED: gettext_lazy("changes places"),
}


@dataclass(frozen=True, slots=True)
class Weighed:
    """A reason that differs: its words, and what happened to it."""

    words: str
    became: str


@dataclass(frozen=True, slots=True)
class Row:
    """A change as the page shows it."""

    shown: Shown
    kinds: list[Any]
    reasons: list[Weighed]


@page
@require_safe
def comparison(request: HttpRequest, transcript_id: int) -> HttpResponseBase:
    """What the trial reading says otherwise; how far it is; or that there is none yet."""
    actor = sees_newsroom(request)
    transcript = transcript_or_404(actor, transcript_id)
    trial = _trial(transcript, request.GET.get("run", ""))
    context = {
        "transcript": transcript,
        "trial": trial,
        "banner": banner() if trial and trial.is_active else [],
        "kind": _kind(request),
        **(_compared(request, actor, trial) if trial and trial.status == "succeeded" else {}),
    }
    return render(request, "desk/comparison.html", context)


def _trial(transcript: Transcript, said: str) -> ExtractionRun | None:
    """The trial that was asked for, else the one at work, else the last that read to its end,
    else the last there was."""
    trials = ExtractionRun.objects.filter(transcript=transcript, mode=RunMode.SHADOW)
    pk = row_id(said)
    found: ExtractionRun | None = trials.filter(pk=pk).first() if pk is not None else None
    return found or trials.active().first() or last_trial(transcript.pk) or trials.first()


def _compared(request: HttpRequest, actor: User, trial: ExtractionRun) -> dict[str, Any]:
    try:
        compared = compare_runs(actor=actor, after=trial)
    except DomainError as error:
        return {"refusal": error}
    changes = compared.found.of_kind(_kind(request) or None)
    start = row_id(request.GET.get("after", "")) or 0
    counts = compared.found.counts
    return {
        "compared": compared,
        "rows": [_row(one) for one in shown(compared, changes[start : start + PAGE])],
        "tabs": [(kind.value, word, counts[kind.value]) for kind, word in KINDS.items()],
        "total": len(compared.found.changes),
        "kept": len(compared.kept),
        "same": _same(compared),
        "further": start > 0,
        "cursor": start + PAGE if start + PAGE < len(changes) else "",
    }


def _same(compared: Compared) -> bool:
    return compared.before.extractor_version == compared.after.extractor_version


def _row(one: Shown) -> Row:
    reasons = [
        Weighed((reason.text or reason.name.replace("_", " ")), _became(reason))
        for reason in one.reasons
    ]
    return Row(one, [(kind.value, KINDS[kind]) for kind in one.change.kinds], reasons)


def _became(reason: Any) -> str:
    """A reason speaks for checking above 0, against it below."""
    if reason.before is None:
        return _("new, for it") if reason.after > 0 else _("new, against it")
    if reason.after is None:
        return _("gone, was for it") if reason.before > 0 else _("gone, was against it")
    return _("weighs more for it") if reason.after > reason.before else _("weighs less for it")


def _kind(request: HttpRequest) -> str:
    said = request.GET.get("change", "")
    return said if said in {kind.value for kind in Kind} else ""
