"""The figures: are we keeping up, do we agree, whom do we check, is anybody reading?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from claims import figures as counted
from claims.models import RatingScale
from desk.access import needs_newsroom, page, render
from desk.figures.agreeing import agreeing
from desk.figures.asked import STEP_WORDS, Asked
from desk.figures.health import health
from desk.figures.people import balance, verdicts
from desk.figures.recall import recall
from desk.figures.standing import course, standing
from desk.figures.waiting import waiting
from desk.health import banner
from transcripts.models import Transcript

OFFERED = 40  # transcripts, the newest


@page
@require_safe
def figures(request: HttpRequest) -> HttpResponseBase:
    """All figures of the claims and the time that the URL names."""
    actor = needs_newsroom(request)
    asked = Asked.of(request.GET)
    transcripts = _transcripts(actor, asked)
    scales = list(RatingScale.objects.order_by("-is_default", "name", "-version"))
    scale = _scale(scales, asked)
    context = {
        "asked": asked,
        "steps": [(step.value, word) for step, word in STEP_WORDS.items()],
        "transcripts": transcripts,
        "scales": scales,
        "scale": scale,
        "tables_open": request.GET.get("tables") == "open",
        **_drawn(actor, asked, scale),
    }
    return render(request, "desk/figures/page.html", context)


def _drawn(actor: User, asked: Asked, scale: RatingScale | None) -> dict[str, Any]:
    scope = asked.scope(actor)
    time: Any = {"since": asked.since, "until": asked.until, "step": asked.step}
    nameless, partyless = _("Speaker not named"), _("No party known")
    return {
        "standing": standing(counted.claims_now(scope), asked),
        "course": course(counted.claims_by_status(scope, **time), asked.step),
        "waiting": waiting(counted.time_to_verdict(scope, **time), asked.step),
        "agreeing": agreeing(counted.agreement(scope, scale)) if scale else None,
        "verdicts": [
            (_("By party"), "party", verdicts(counted.verdicts_by_party(scope), partyless)),
            (_("By speaker"), "speaker", verdicts(counted.verdicts_by_speaker(scope), nameless)),
        ],
        "balances": [
            (
                _("By party"),
                "party",
                balance(counted.checkable_against_checked_by_party(scope), partyless),
            ),
            (
                _("By speaker"),
                "speaker",
                balance(counted.checkable_against_checked_by_speaker(scope), nameless),
            ),
        ],
        "recall": recall(counted.recall_by_version(scope)),
        "health": health(counted.queue_health(actor), banner()),
    }


def _transcripts(actor: User, asked: Asked) -> dict[int, str]:
    """Titles to choose from, the chosen one among them; 404 where there is none such."""
    visible = Transcript.objects.visible_to(actor)
    found = dict(visible.order_by("-id").values_list("pk", "title")[:OFFERED])
    chosen = asked.transcript_id
    if chosen is not None and chosen not in found:
        found |= dict(visible.filter(pk=chosen).values_list("pk", "title"))
        if chosen not in found:
            raise Http404
    return found


def _scale(scales: Sequence[RatingScale], asked: Asked) -> RatingScale | None:
    """The one asked for, else the default: it comes first."""
    named = (scale for scale in scales if scale.pk == asked.scale_id)
    return next(named, scales[0] if scales else None)
