"""Verdicts: the draft, the published one, what was found earlier, and what the gate misses."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.urls import reverse

from accounts.models import User
from accounts.roles import Role, has_role
from claims.models import Claim, ClaimStatus, Supersession, Verdict
from claims.publishing.due import marks_in
from claims.publishing.gate import Missing, findings

MOST = 5
_WORDS = 40  # of a claim, to look for the same ones elsewhere
_FEWEST = 4  # fewer say nothing: "That is not true."
#: Where what the gate names is mended: a field of this page, or of another one.
_FIELDS = {
    "/level": "level",
    "/summary": "summary",
    "/citations": "cite-url",
    "/normalised": "edit-normalised",
    "/speaker": "edit-speaker",
    "/twin_reason": "twin_reason",
    "/acknowledged": "acknowledged",
}


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing the gate misses or advises; `link` leads to where it is mended, if anywhere."""

    detail: str
    link: str


@dataclass(frozen=True, slots=True)
class Gate:
    """What keeps a verdict from being published, and what would make it better."""

    lacks: list[Lack]
    advice: list[Lack]


@dataclass(frozen=True, slots=True)
class Precedent:
    """Another claim in the same words, and what was published of it."""

    claim: Claim
    verdict: Verdict | None


def verdicts_of(actor: User, claim: Claim) -> list[Verdict]:
    """Newest first, as far as they are open to me."""
    seen = Verdict.objects.visible_to(actor).filter(claim=claim)
    return list(seen.select_related("decided_by", "level").order_by("-id"))


def draft_of(verdicts: Sequence[Verdict]) -> Verdict | None:
    return next((v for v in verdicts if not v.published_at and not v.superseded_at), None)


def published_of(verdicts: Sequence[Verdict]) -> Verdict | None:
    standing = (v for v in verdicts if v.published_at and not v.superseded_at)
    return next((v for v in standing if not v.retracted_at), None)


@dataclass(frozen=True, slots=True)
class Due:
    """One reason why the published verdict came back to the desk; `title` is a source's, `mark`
    what was said of it."""

    code: str
    title: str = ""
    url: str = ""
    mark: Supersession | None = None


def due_of(verdict: Verdict | None) -> list[Due]:
    """Why somebody is to look again; empty where nobody is."""
    if verdict is None or verdict.due_at is None:
        return []
    cited = {one["id"]: one for one in verdict.citations}
    marks = marks_in([verdict])
    found = []
    for because in verdict.due_because:
        source = cited.get(because.get("citation"), {})
        mark = marks.get(because.get("supersession", 0))
        found.append(Due(because["code"], source.get("title", ""), source.get("url", ""), mark))
    return found


def earlier_of(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """What was published of this claim before and stands no more."""
    return [v for v in verdicts if v.published_at and (v.superseded_at or v.retracted_at)]


def lacks(claim: Claim, pointers: Sequence[tuple[str, str]]) -> list[Lack]:
    """What the gate answered, as (pointer, detail), each with the way to its field."""
    return [Lack(detail, _link(claim, pointer)) for pointer, detail in pointers]


def _link(claim: Claim, pointer: str) -> str:
    speaker = claim.shown_speaker
    if pointer.startswith("/transcript/"):
        page = reverse("admin:transcripts_transcript_change", args=[claim.transcript_id])
        return f"{page}#id_{pointer.rpartition('/')[2]}"
    if pointer.startswith("/speaker/") and speaker is not None:
        page = reverse("admin:transcripts_speaker_change", args=[speaker.pk])
        return f"{page}#id_{pointer.rpartition('/')[2]}"
    field = _FIELDS.get(pointer, "")
    if field in ("level", "summary", "twin_reason", "acknowledged"):
        form = "correct" if claim.status == ClaimStatus.PUBLISHED else "adjudicate"
        field = f"{form}-{field}"
    return f"#{field}" if field else ""


def gate_of(actor: User, claim: Claim, draft: Verdict | None) -> Gate | None:
    """What publishing still misses, for editors; None where the question does not arise."""
    if not has_role(actor, Role.EDITOR) or claim.status != ClaimStatus.RESOLVED:
        return None
    found = findings(claim, draft)
    return Gate(
        _shown(claim, [one for one in found if one.blocks]),
        _shown(claim, [one for one in found if not one.blocks]),
    )


def _shown(claim: Claim, found: Sequence[Missing]) -> list[Lack]:
    return lacks(claim, [(one.pointer, one.detail) for one in found])


def precedents(actor: User, claim: Claim, shown: Collection[int] = ()) -> list[Precedent]:
    """Other claims in the same words, newest first, with what is public of them. Two queries.

    Those that are `shown` as matches are left out.
    """
    words = [word for word in re.findall(r"\w+", claim.text) if word.lower() != "or"]
    if len(words) < _FEWEST:
        return []
    same = Claim.objects.visible_to(actor).current().matching(" ".join(words[:_WORDS]))
    found = list(same.exclude(pk__in={claim.pk, *shown}).with_people().order_by("-id")[:MOST])
    public = Verdict.objects.current().filter(claim__in=found).select_related("level")
    verdicts = {verdict.claim_id: verdict for verdict in public}
    return [Precedent(one, verdicts.get(one.pk)) for one in found]
