"""What does the machine miss? Recall of an extractor version, as far as people can tell.

Of the claims that people found worth checking, the share that a reading by that version had
marked too. People mostly find what the machine shows them, so it is an upper bound: a claim
that neither the machine nor anybody saw is in no count.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import (
    Count,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce, Greatest, Least

from claims.figures.scope import Scope
from claims.figures.shares import Share
from claims.models import Claim, ClaimStatus, ScoredSentence
from transcripts.models import RunStatus

#: Versions of a table, the last used first.
MAX_VERSIONS = 12


@dataclass(frozen=True, slots=True)
class VersionRecall:
    """`found`: of the claims worth checking in `transcripts` that the version read, those that
    it marked; `by_hand` of the claims it missed were added by a person."""

    version: str
    found: Share
    by_hand: int
    transcripts: int


@dataclass(frozen=True, slots=True)
class RecallTable:
    """The versions used last, newest first; `more` older ones are not shown."""

    rows: tuple[VersionRecall, ...]
    more: int


def recall_by_version(scope: Scope, *, limit: int = MAX_VERSIONS) -> RecallTable:
    """By the version of every reading that succeeded, adopted or on trial. One query.

    Worth checking: somebody added the claim or worked on it, and it is not dismissed. Marked:
    a sentence that the reading took for a claim shares half of the shorter one with it, as
    when a reading is adopted (claims.spans.shares_half).
    """
    missed = Q(marked=False)
    counted = list(
        _read(scope)
        .annotate(length=F("end") - F("start"))
        .annotate(marked=Exists(_marked()))
        .values(read_by=F("transcript__runs__extractor_version"))
        .annotate(
            worth=Count("pk", distinct=True),
            found=Count("pk", distinct=True, filter=~missed),
            by_hand=Count("pk", distinct=True, filter=missed & Q(added_by__isnull=False)),
            transcripts=Count("transcript", distinct=True),
            last=Max("transcript__runs"),
        )
        .order_by("-last")
    )
    rows = [
        VersionRecall(
            row["read_by"],
            Share.wilson(row["found"], row["worth"]),
            row["by_hand"],
            row["transcripts"],
        )
        for row in counted[:limit]
    ]
    return RecallTable(tuple(rows), more=max(0, len(counted) - limit))


def _read(scope: Scope) -> QuerySet[Claim]:
    """The claims worth checking, once for each reading that had them in its range.

    That a claim's segment is of its transcript is said for the planner: it takes a range that
    holds a position for rare, and would begin with every segment there is.
    """
    return (
        scope.claims()
        .filter(worked_on_at__isnull=False)
        .exclude(status=ClaimStatus.DISMISSED)
        .filter(
            first_segment__transcript=F("transcript"),
            transcript__runs__status=RunStatus.SUCCEEDED,
            transcript__runs__extractor_version__isnull=False,
            transcript__runs__segment_range__contains=F("first_segment__position"),
        )
    )


def _marked() -> QuerySet[ScoredSentence]:
    """Sentences of the reading that are the claim, too.

    A reading's sentences do not overlap, so those that meet the claim begin between the last
    one that begins at or before its start and its end: few rows of the index (run, start).
    """
    of_run = ScoredSentence.objects.filter(run=OuterRef("transcript__runs__pk")).order_by()
    first = (
        ScoredSentence.objects.filter(
            run=OuterRef(OuterRef("transcript__runs__pk")), start__lte=OuterRef(OuterRef("start"))
        )
        .order_by("-start")
        .values("start")[:1]
    )
    whole = IntegerField()
    shared = ExpressionWrapper(
        Least(F("end"), OuterRef("end"), output_field=whole)
        - Greatest(F("start"), OuterRef("start"), output_field=whole),
        output_field=whole,
    )
    shorter = Least(F("end") - F("start"), OuterRef("length"), output_field=whole)
    marked: QuerySet[ScoredSentence] = (
        of_run.filter(start__gte=Coalesce(Subquery(first), 0), start__lt=OuterRef("end"))
        .alias(shared=shared, shorter=shorter)
        .filter(is_claim=True, shared__gt=0, shorter__lte=F("shared") * 2)
    )
    return marked
