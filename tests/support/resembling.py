"""Claims that resemble those of the newsroom: said again, contradicted, checked elsewhere.

For pictures: the real encoder proposes, people confirm some of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.test.utils import override_settings
from django.utils.timezone import localdate

from accounts.models import User
from claims import services
from claims.archive.models import FactCheck, FactCheckPage
from claims.matching import life
from claims.matching import services as matching
from claims.models import Claim, Match, RatingLevel
from tests.support.clock import wound_back
from transcripts.models import Transcript
from transcripts.services import ingest
from worker.matching import match_claims

#: How long ago the first was published; the hearing came later.
CHECKED = timedelta(weeks=3)
HEARD = timedelta(days=6)
HOUR = 3_600.0  # a busy machine looks everything up, too
BEFORE = (
    "Gov. Lorraine Whitcombe: We have spent $84 million of the $131 million which the legislature "
    "set aside.\n"
)
AGAIN = (
    "Tess Okonjo: The Harlan Bridge has been closed for fourteen months.\n\n"
    "Gov. Lorraine Whitcombe: We have spent $84 million of the $131 million the legislature set "
    "aside.\n\n"
    "Sen. Miguel Duarte: Of the $131 million set aside by the legislature, $84 million is "
    "spent.\n\n"
    "Gov. Lorraine Whitcombe: We have spent $48 million of the $131 million the legislature set "
    "aside.\n"
)
SUMMARY = (
    "The ledger of the bridge fund has $84.1 million paid out of the $131 million that the "
    "legislature set aside."
)
RATIONALES = {
    4: "The ledger has 84.1 million paid out by the end of October. The appropriation is 131.",
    2: "By the day of the hearing 97.3 million were paid out, says the ledger: the number is old.",
}
#: What the ledger had by then, in millions.
PAID = {4: "84.1", 2: "97.3"}
#: URL, title, publisher, kind, excerpt.
SOURCES = (
    (
        "https://treasury.example/funds/harlan-bridge", "Harlan Bridge Fund, ledger",
        "State Treasury", "primary", "Paid out to date: ${paid} million of $131.0 million.",
    ),
    (
        "https://gazette.example/bridge-money", "Where the bridge money went",
        "The Harbour Gazette", "secondary", "Of the 131 million, {paid} are gone.",
    ),
)  # fmt: skip
ELSEWHERE = "The state has spent $84 million of the 131 million dollars for the Harlan Bridge."


@dataclass(frozen=True)
class Resembling:
    """`checked` is published and was repeated: once more published, once as `again`, its twin
    that an editor decides on. `open` contradicts them and is only proposed."""

    checked: Claim
    again: Claim
    open: Claim


@override_settings(PUBLIC_URL="https://checks.example", PUBLISHER_NAME="The Gazette")
def add(room: Any) -> Resembling:
    """Brings a later hearing, has everything looked up, and confirms what is plain."""
    with wound_back(CHECKED):
        before = _bring(room, BEFORE, "Radio interview", date(2024, 9, 3))
        checked = _span(room.reviewers[0], before, 0)
        _publish(room, checked, 4)
    later = _bring(room, AGAIN, "Hearing on the Harlan Bridge", localdate() - HEARD)
    spans = [_span(room.reviewers[0], later, n) for n in range(4)]
    _check_elsewhere()
    life.queue_claims(Claim.objects.all())
    match_claims(seconds=HOUR)
    again, duarte, other = spans[1], spans[2], spans[3]
    _publish(room, duarte, 4)
    _rate(room, again, 2)
    for one in (again, duarte):
        _confirm(room.reviewers[0], one, checked)
    return Resembling(checked, again, other)


def _bring(room: Any, text: str, title: str, day: date) -> Transcript:
    more = {"title": title, "event_date": day, "source_url": "https://video.example/bridge"}
    taken = ingest(actor=room.integrator, data=text.encode(), name=f"{title}.txt", metadata=more)
    transcript: Transcript = taken.transcript
    return transcript


def _span(reviewer: User, transcript: Transcript, which: int) -> Claim:
    segment = transcript.segments.order_by("position")[which]
    added = services.add_claim(
        actor=reviewer, transcript_id=transcript.pk, start=segment.start, end=segment.end
    )
    claim: Claim = added[0] if isinstance(added, tuple) else added
    return claim


def _check_elsewhere() -> None:
    page = FactCheckPage.objects.create(
        url="https://facts.example/harlan-bridge", site="facts.example"
    )
    check = FactCheck.objects.create(
        page=page, position=0, claim_key="k", markup={}, url=page.url, site=page.site,
        publisher="Tamarack Facts", claim_text=ELSEWHERE, claimant="Lorraine Whitcombe",
        rating_text="Mostly true", reviewed_at="2024-10-20T00:00Z",
    )  # fmt: skip
    life.queue_fact_checks([check.pk])


def _level(claim: Claim, number: int) -> RatingLevel:
    claim.refresh_from_db()
    assert claim.scale is not None
    level: RatingLevel = claim.scale.levels.get(number=number)
    return level


def _rate(room: Any, claim: Claim, number: int) -> None:
    """Two raters who agree, on two sources."""
    for reviewer in room.reviewers[:2]:
        claim.refresh_from_db()
        services.take(actor=reviewer, claim_id=claim.pk, expected_version=claim.version)
        services.rate(
            actor=reviewer, claim_id=claim.pk, level=_level(claim, number), confidence="high",
            rationale=RATIONALES[number], wording=claim.wording,
        )  # fmt: skip
    stance = "supports" if number > 3 else "refutes"
    for reviewer, source in zip(room.reviewers, SOURCES, strict=False):
        url, title, publisher, kind, excerpt = source
        services.cite(
            actor=reviewer, claim_id=claim.pk, url=url, title=title, publisher=publisher,
            kind=kind, excerpt=excerpt.format(paid=PAID[number]), stance=stance,
        )  # fmt: skip


def _publish(room: Any, claim: Claim, number: int) -> None:
    _rate(room, claim, number)
    claim.refresh_from_db()
    services.adjudicate(
        actor=room.editor, claim_id=claim.pk, expected_version=claim.version,
        level=_level(claim, number), summary=SUMMARY, reason="",
    )  # fmt: skip
    claim.refresh_from_db()
    services.publish(actor=room.editor, claim_id=claim.pk, expected_version=claim.version)


def _confirm(actor: User, claim: Claim, other: Claim) -> None:
    low, high = sorted((claim.pk, other.pk))
    match = Match.objects.filter(claim=high, earlier=low).first()
    if match is None:  # not among the best that were proposed
        return
    matching.confirm(
        actor=actor, match_id=match.pk, expected_version=match.version, kind="same_claim"
    )
