"""Claims and what people do with them in the admin site: to be read; acts are in the desk.

Scales and speakers are kept here, by editors, through the services.
"""

from claims.admin.claims import ClaimAdmin, ScoredSentenceAdmin, WordingAdmin
from claims.admin.evidence import CitationAdmin, SourceAdmin
from claims.admin.judgements import RatingAdmin, ReviewAdmin, VerdictAdmin
from claims.admin.scales import LevelAdmin, ScaleAdmin
from claims.admin.speakers import SpeakerAdmin

__all__ = [
    "CitationAdmin",
    "ClaimAdmin",
    "LevelAdmin",
    "RatingAdmin",
    "ReviewAdmin",
    "ScaleAdmin",
    "ScoredSentenceAdmin",
    "SourceAdmin",
    "SpeakerAdmin",
    "VerdictAdmin",
    "WordingAdmin",
]
