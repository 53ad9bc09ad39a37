"""Figures of a newsroom's work, as plain values that a page can draw. Reading only.

Each takes a Scope: who asks, and which transcripts count. Figures show what every reviewer
may know anyway; what is still blind is in none of them, nor in a difference of two.
"""

from claims.figures.balance import (
    BalanceRow,
    BalanceTable,
    checkable_against_checked_by_party,
    checkable_against_checked_by_speaker,
)
from claims.figures.durations import Quartiles, TimeToVerdict, VerdictTimes, time_to_verdict
from claims.figures.people import Who
from claims.figures.queue import OldestWaiting, QueueHealth, RunOutcome, WorkerSeen, queue_health
from claims.figures.raters import Agreement, PairAgreement, Rater, agreement
from claims.figures.recall import RecallTable, VersionRecall, recall_by_version
from claims.figures.scope import Scope
from claims.figures.shares import Share
from claims.figures.statuses import (
    Stage,
    StatusPoint,
    StatusSeries,
    claims_by_status,
    claims_now,
)
from claims.figures.steps import Step, TooManySteps
from claims.figures.verdicts import (
    VerdictLevel,
    VerdictRow,
    VerdictTable,
    verdicts_by_party,
    verdicts_by_speaker,
)

__all__ = [
    "Agreement",
    "BalanceRow",
    "BalanceTable",
    "OldestWaiting",
    "PairAgreement",
    "Quartiles",
    "QueueHealth",
    "Rater",
    "RecallTable",
    "RunOutcome",
    "Scope",
    "Share",
    "Stage",
    "StatusPoint",
    "StatusSeries",
    "Step",
    "TimeToVerdict",
    "TooManySteps",
    "VerdictLevel",
    "VerdictRow",
    "VerdictTable",
    "VerdictTimes",
    "VersionRecall",
    "Who",
    "WorkerSeen",
    "agreement",
    "checkable_against_checked_by_party",
    "checkable_against_checked_by_speaker",
    "claims_by_status",
    "claims_now",
    "queue_health",
    "recall_by_version",
    "time_to_verdict",
    "verdicts_by_party",
    "verdicts_by_speaker",
]
