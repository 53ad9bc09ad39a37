"""What DESIGN.md says a run may do to claims, told anew to judge adoption by.

`Expected` holds what every claim must look like. Findings and ends of runs move it by the rules
below; people's acts are read from the database, since other tests judge those.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from audit.models import AuditEvent
from claims.models import Citation, Claim, EarlierWording, Rating, Review, Source, Verdict
from tests.domain.claims.adoption.reading import Finding

PEOPLES = (Review, Rating, Citation, Source, Verdict, EarlierWording)
#: Of a claim: everything but what a run may write.
OF_PEOPLE = (
    "id", "transcript_id", "start", "end", "text", "role", "first_segment_id", "last_segment_id",
    "context_start", "context_end", "normalised", "type", "speaker_id", "wording", "worked_on_at",
    "added_by_id", "status", "round", "scale_id", "version", "kept_at", "created_at",
)  # fmt: skip
OF_MACHINE = (
    "score", "rank", "suggested_normalised", "suggested_type", "suggested_speaker_id",
    "superseded_at", "not_found_at",
)  # fmt: skip

Row = dict[str, Any]


def rows() -> dict[int, Row]:
    """All claims, every column but the last run and the index of words."""
    return {row["id"]: row for row in Claim.objects.values(*OF_PEOPLE, *OF_MACHINE)}


def peoples_work() -> dict[str, Any]:
    """Everything people did, byte for byte, and what readers of rounds under way are shown."""
    done: dict[str, Any] = {
        model.__name__: list(model._default_manager.order_by("pk").values()) for model in PEOPLES
    }
    claims = Claim.objects.exclude(worked_on_at=None, added_by=None).order_by("pk")
    done["claims"] = list(claims.values(*OF_PEOPLE))
    done["shown"] = [
        (claim.pk, claim.shown_normalised, claim.shown_type, claim.shown_speaker)
        for claim in claims.exclude(scale=None).select_related("speaker", "suggested_speaker")
    ]
    events = AuditEvent.objects.exclude(target_type="transcripts.extractionrun")
    done["events"] = list(events.order_by("pk").values())
    return done


def _half(row: Row, finding: Finding) -> bool:
    shared = min(row["end"], finding.end) - max(row["start"], finding.start)
    shorter = min(row["end"] - row["start"], finding.end - finding.start)
    return shared > 0 and shared >= shorter / 2


def _touched(row: Row) -> bool:
    return row["worked_on_at"] is not None or row["added_by_id"] is not None


@dataclass
class Expected:
    """`run`'s part: what this attempt has seen so far, and who gave a claim its values."""

    seen: dict[int, float] = field(default_factory=dict)

    def start(self) -> None:
        self.seen = {}

    def after_batch(self, before: dict[int, Row], after: dict[int, Row], batch: Any) -> None:
        """`after` is what the batch must have made of `before`."""
        best, anew = self._shared_out(before, batch)
        spans = {(row["start"], row["end"]): pk for pk, row in after.items()}
        for finding in anew:
            pk = spans[finding.start, finding.end]
            self._holds(after[pk], finding)
            self.seen[pk] = finding.score
            if pk not in before:
                assert not _touched(after[pk])
                assert after[pk]["status"] == "extracted"
        for pk, finding in best.items():
            if finding.score > self.seen.get(pk, -1.0):
                self._holds(after[pk], finding)
                self.seen[pk] = finding.score
            else:
                assert after[pk] == before[pk]
        moved = set(best) | {spans[f.start, f.end] for f in anew}
        assert set(after) - set(before) <= moved
        assert {pk: row for pk, row in before.items() if pk not in moved} == {
            pk: row for pk, row in after.items() if pk not in moved
        }

    def _shared_out(
        self, before: dict[int, Row], batch: Sequence[Finding]
    ) -> tuple[dict[int, Finding], list[Finding]]:
        """Each claim of people with the best finding over it, and the findings over none."""
        best: dict[int, Finding] = {}
        anew = []
        for finding in (item for item in batch if item.is_claim):
            over = [pk for pk, row in before.items() if _touched(row) and _half(row, finding)]
            if not over:
                anew.append(finding)
            for pk in over:
                if pk not in best or best[pk].score < finding.score:
                    best[pk] = finding
        return best, anew

    def _holds(self, row: Row, finding: Finding) -> None:
        assert {name: row[name] for name in OF_MACHINE} == {
            "score": finding.score,
            "rank": round(finding.rank * 10_000),
            "suggested_normalised": finding.normalised,
            "suggested_type": finding.type,
            "suggested_speaker_id": finding.speaker,
            "superseded_at": None,
            "not_found_at": None,
        }

    def after_end(
        self, before: dict[int, Row], after: dict[int, Row], inside: tuple[int, int]
    ) -> set[int]:
        """What the end of a succeeded run must have made; returns the claims newly flagged."""
        assert set(after) == set(before)
        flagged = set()
        for pk, row in before.items():
            low, high = inside
            lost = low <= row["start"] and row["end"] <= high and row["score"] is not None
            if pk in self.seen or not lost:
                assert after[pk] == row
            elif row["worked_on_at"] is None:
                assert after[pk]["superseded_at"] is not None
                assert after[pk] == {**row, "superseded_at": after[pk]["superseded_at"]}
                assert row["superseded_at"] in (None, after[pk]["superseded_at"])
            else:
                assert after[pk]["superseded_at"] is None
                assert after[pk]["not_found_at"] is not None
                assert after[pk] == {**row, "not_found_at": after[pk]["not_found_at"]}
                if row["not_found_at"] is None:
                    flagged.add(pk)
                else:
                    assert after[pk] == row
        return flagged
