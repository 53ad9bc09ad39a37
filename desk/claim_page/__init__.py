"""What the claim page shows to one person. Ratings, stances and verdicts are read blind-aware."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from accounts.models import User
from accounts.roles import Role, has_role
from api.exceptions import DomainError
from api.idempotency import form_token
from claims import services
from claims.history import Entry, history
from claims.matching.twins import twins_of
from claims.models import Claim, ClaimStatus, MatchKind, Rating, Verdict
from claims.services.actions import allowed_actions_for
from desk.claim_page import forms, superseding
from desk.claim_page.citations import citations_of
from desk.claim_page.conflict import conflict_of
from desk.claim_page.discussion import Said, discussion_of
from desk.claim_page.forms import Sent
from desk.claim_page.matches import matches_of
from desk.claim_page.rating import rating_form
from desk.claim_page.round import (
    judgements,
    levels_of,
    mine_of,
    places_of,
    question,
    ratings_of,
    reviews_of,
)
from desk.claim_page.told import told
from desk.claim_page.verdicts import (
    draft_of,
    due_of,
    earlier_of,
    gate_of,
    lacks,
    precedents,
    published_of,
    verdicts_of,
)
from desk.comparing import compared
from desk.fields import Sheet
from desk.marking import Turn, turns
from desk.reading import direction_of, window
from desk.undo import undo_of
from desk.why import why
from desk.words import TYPES
from transcripts.models import Segment

AROUND = 200  # characters before and after the neighbours a reader needs, to whole segments
MOST_AROUND = 1_500


def claim_context(
    actor: User,
    claim: Claim,
    action: str,
    data: Mapping[str, Any] | None,
    error: DomainError | None,
) -> dict[str, Any]:
    """The whole page. `data` is what `action` was refused with, as `error`: it is shown again."""
    sent = Sent(action, data, error)
    actions = allowed_actions_for(actor, claim)
    entries = history(actor, claim)
    citations = citations_of(actor, claim)
    ratings = ratings_of(actor, claim)
    verdicts = verdicts_of(actor, claim)
    levels = levels_of(claim)
    lines = told(entries, claim, citations, ratings, verdicts)
    discussion = discussion_of(actor, claim, editor=has_role(actor, Role.EDITOR))
    standing = [one for one in citations if one.withdrawn_at is None]
    superseding.with_forms(actor, citations, sent)
    matches = matches_of(actor, claim)
    page = {
        "claim": claim,
        "actions": actions,
        "levels": levels,
        "context": _surroundings(claim),
        "normalised": compared(claim.text, claim.shown_normalised),
        "same_words": claim.text.split() == claim.shown_normalised.split(),
        "type_word": TYPES[claim.shown_type],
        "why": why(claim),
        "matches": matches,
        "match_kinds": MatchKind.choices,
        "precedents": precedents(actor, claim, matches.claims),
        "discussion": discussion,
        "history": lines,
        "seen": entries[-1].seq if entries else 0,
        "token": form_token(),
        "marks": _marks(actor, entries, discussion),
        "undo": undo_of(actor, claim, entries, actions),
        **_round(actor, claim, actions, entries, ratings, standing),
        **_verdicts(actor, claim, actions, verdicts),
    }
    page["sent"] = data or {}
    page["direction"] = direction_of(claim.transcript.language)
    page["rating"] = rating_form(
        actor, claim, page["mine"], ratings, levels, sent.of("rate"), sent.error
    )
    page["question"] = question(claim, actions, decided=page["draft_verdict"] is not None)
    page["forms"] = _forms(claim, sent, page, standing)
    page["askings"] = [
        (one, page["forms"][one.action]["reason"])
        for one in forms.askings()
        if one.action in actions
    ]
    if error is not None:
        page |= _refusal(claim, error, sent, page)
    return page


def _round(
    actor: User,
    claim: Claim,
    actions: Sequence[str],
    entries: Sequence[Entry],
    ratings: Sequence[Rating],
    citations: list[Any],
) -> dict[str, Any]:
    """Places and judgements. My own alone is no news while I may still change it."""
    reviews = reviews_of(claim)
    others = any(rating.reviewer_id != actor.pk for rating in ratings)
    found = judgements(ratings, citations, claim.round) if others or "rate" not in actions else []
    deciding = bool(found) and "adjudicate" in actions
    beneath = {citation.pk for judgement in found for citation in judgement.citations}
    return {
        "round": places_of(claim, reviews),
        "mine": mine_of(actor, reviews, entries),
        "judgements": found,
        "deciding": deciding,
        "earlier_judgements": judgements(ratings, citations, *range(1, claim.round)),
        "citations": [one for one in citations if one.pk not in beneath],
        "citations_stay": claim.status in (ClaimStatus.PUBLISHED, ClaimStatus.DISMISSED),
        "cited_by_raters": len(beneath),
    }


def _verdicts(
    actor: User, claim: Claim, actions: Sequence[str], verdicts: Sequence[Verdict]
) -> dict[str, Any]:
    """What was decided and published, and what an editor still misses."""
    draft = draft_of(verdicts)
    may_propose = draft is None and "adjudicate" in actions
    return {
        "draft_verdict": draft,
        "published_verdict": published_of(verdicts),
        "due": due_of(published_of(verdicts)),
        "earlier_verdicts": earlier_of(verdicts),
        "proposed": services.proposed_level(claim) if may_propose else None,
        "gate": gate_of(actor, claim, draft),
        "twins": twins_of(claim) if {"adjudicate", "correct"} & set(actions) else [],
    }


def _forms(
    claim: Claim, sent: Sent, page: Mapping[str, Any], cited: Sequence[Any]
) -> dict[str, forms.Fields]:
    """The forms that may be sent, by act, and the one that was: its text is shown again."""
    levels, draft, published = page["levels"], page["draft_verdict"], page["published_verdict"]

    def knowing(sheet: Sheet) -> forms.Fields:
        return superseding.acknowledging(sheet, cited, draft or published)

    makes: dict[str, Callable[[], forms.Fields]] = {
        "cite": lambda: forms.cite_fields(sent),
        "edit": lambda: forms.edit_fields(claim, sent),
        "adjudicate": lambda: forms.decide_fields(
            sent, draft, levels, page["proposed"], page["twins"], knowing
        ),
        "correct": lambda: forms.correct_fields(
            sent,
            published,
            levels,
            page["twins"],
            lambda sheet: {**knowing(sheet), **superseding.leaving_out(sheet, cited)},
        ),
        "supersede": lambda: superseding.unsaved(cited, sent),
        "confirm": lambda: forms.confirm_fields(sent),
        "assign": lambda: forms.assign_fields(sent),
        "post": lambda: forms.post_fields(sent),
        **{action: partial(forms.reason_fields, action, claim, sent) for action in forms.REASONED},
    }
    wanted = {*page["actions"], "post", sent.action}
    return {action: make() for action, make in makes.items() if action in wanted}


def _refusal(
    claim: Claim, error: DomainError, sent: Sent, page: Mapping[str, Any]
) -> dict[str, Any]:
    """Why the act was refused; both sides where somebody else was quicker; no word lost."""
    fields = page["forms"].get(sent.action, {})
    asked = page["rating"].fields if sent.action == "rate" else fields.values()
    gone = sent.action not in (*page["actions"], "post")
    judged, now = error.extra.get("judged"), error.extra.get("current")
    missing = error.extra.get("missing", [])
    theirs = page["draft_verdict"] or page["published_verdict"]
    return {
        "conflict": conflict_of(claim, sent, fields, theirs, page["history"]),
        "reworded": compared(judged["normalised"], now["normalised"]) if judged and now else None,
        "at": next((field.id for field in asked if field.wrong), ""),
        "missing": lacks(claim, [(one["pointer"], one["detail"]) for one in missing]),
        "kept_words": [
            field for field in fields.values() if gone and field.kind == "long" and field.value
        ],
    }


def _surroundings(claim: Claim) -> list[Turn]:
    """The claim in its transcript: whole neighbours, and some way around them."""
    low, high = max(claim.context_start - AROUND, 0), claim.context_end + AROUND
    near = Segment.objects.filter(transcript_id=claim.transcript_id).spanning(low, high)
    segments = list(near.select_related("speaker").order_by("position"))
    if not segments:
        return []
    start = max(segments[0].start, claim.context_start - MOST_AROUND, 0)
    end = min(segments[-1].end, claim.context_end + MOST_AROUND)
    return turns(segments, window(claim.transcript_id, start, end), start, [claim])


def _marks(actor: User, entries: Iterable[Entry], discussion: Sequence[Said]) -> dict[str, int]:
    """My last act of each kind. By it a browser knows whether a draft it keeps was saved."""
    own = (entry for entry in entries if entry.actor is not None and entry.actor.pk == actor.pk)
    marks = {entry.action: entry.seq for entry in own}
    posts = [said.post.pk for said in discussion if said.post.author_id == actor.pk]
    return {**marks, "post": max(posts, default=0)}
