"""Onrecord's REST API from Python: transcripts in, claims, ratings and verdicts out.

from onrecord_client import Client

with Client("https://onrecord.example", token) as onrecord:
    upload = onrecord.upload("interview.txt", title="Interview")
    onrecord.follow(upload.run)
    for claim in onrecord.claims(transcript=upload.transcript, min_score=0.6):
        print(claim.score, claim.text)
"""

from onrecord_client.client import Client
from onrecord_client.models import (
    Claim,
    Context,
    Failure,
    Reason,
    Run,
    Segment,
    Sentence,
    Speaker,
    Transcript,
    Upload,
    WorkerState,
)
from onrecord_client.problems import (
    Conflict,
    ConnectionFailed,
    FieldProblem,
    FollowTimeout,
    Forbidden,
    GateRefused,
    InvalidRequest,
    NotFound,
    NotSignedIn,
    OnrecordError,
    ProblemError,
    RunFailed,
    ServerFailed,
    StaleVersion,
    Throttled,
    UnexpectedAnswer,
    WordingChanged,
)
from onrecord_client.records import (
    Check,
    Citation,
    CopiedCitation,
    Due,
    HistoryEntry,
    KnownSupersession,
    Level,
    Rating,
    Replacement,
    Review,
    Scale,
    Source,
    Supersession,
    Verdict,
)
from onrecord_client.session import Retries

__all__ = [
    "Check",
    "Citation",
    "Claim",
    "Client",
    "Conflict",
    "ConnectionFailed",
    "Context",
    "CopiedCitation",
    "Due",
    "Failure",
    "FieldProblem",
    "FollowTimeout",
    "Forbidden",
    "GateRefused",
    "HistoryEntry",
    "InvalidRequest",
    "KnownSupersession",
    "Level",
    "NotFound",
    "NotSignedIn",
    "OnrecordError",
    "ProblemError",
    "Rating",
    "Reason",
    "Replacement",
    "Retries",
    "Review",
    "Run",
    "RunFailed",
    "Scale",
    "Segment",
    "Sentence",
    "ServerFailed",
    "Source",
    "Speaker",
    "StaleVersion",
    "Supersession",
    "Throttled",
    "Transcript",
    "UnexpectedAnswer",
    "Upload",
    "Verdict",
    "WordingChanged",
    "WorkerState",
]
