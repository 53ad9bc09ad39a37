"""Claims and what people do with them: reviews, ratings, citations, verdicts."""

from claims.archive.models import FactCheck, FactCheckImport, FactCheckPage
from claims.discussion.models import Post
from claims.evidence.models import PassageCheck, Snapshot
from claims.matching.models import Embedding, Lookup, Match, MatchKind, MatchStatus
from claims.models.claim import Claim, ClaimStatus, ClaimType, DismissalKind, ScoredSentence
from claims.models.evidence import Citation, Source, SourceKind, Stance, Supersession
from claims.models.review import (
    Confidence,
    Rating,
    RatingLevel,
    RatingScale,
    Review,
    ReviewOutcome,
)
from claims.models.verdict import Verdict
from claims.models.wording import EarlierWording
from claims.publishing.exports.models import Export, ExportFormat, ExportStatus

__all__ = [
    "Citation",
    "Claim",
    "ClaimStatus",
    "ClaimType",
    "Confidence",
    "DismissalKind",
    "EarlierWording",
    "Embedding",
    "Export",
    "ExportFormat",
    "ExportStatus",
    "FactCheck",
    "FactCheckImport",
    "FactCheckPage",
    "Lookup",
    "Match",
    "MatchKind",
    "MatchStatus",
    "PassageCheck",
    "Post",
    "Rating",
    "RatingLevel",
    "RatingScale",
    "Review",
    "ReviewOutcome",
    "ScoredSentence",
    "Snapshot",
    "Source",
    "SourceKind",
    "Stance",
    "Supersession",
    "Verdict",
]
