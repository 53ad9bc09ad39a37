"""Searches the archive and our own published checks together: full text and trigrams, no model.

Two halves of one statement, each from its indexes: words (stemmed, websearch syntax) or a like
spelling anywhere in the claim (pg_trgm word similarity); the better match first, then the newer.
Accents make no difference to either.
Words that many checks have are enough; see _matched.
Without words a site's checks are listed, newest first.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramWordSimilarity
from django.db.models import (
    Case,
    DateTimeField,
    F,
    FloatField,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Greatest, Now

from claims.archive.markup import Markup, site_of
from claims.archive.models import FactCheck
from claims.models import Verdict
from claims.publishing.checks import checks_of
from claims.publishing.jsonld import claim_review
from transcripts.folding import ENGLISH, Folded

_NEVER = Value(datetime(1, 1, 1, tzinfo=UTC), output_field=DateTimeField())
_ARCHIVED, _OWN = 0, 1
RANKED = 1_000
"""Rows of either half whose spelling is held against the query: each takes some microseconds."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is searched for. `site` is a host without "www."; `max_age` in days."""

    query: str = ""
    language: str = ""
    site: str = ""
    max_age: int | None = None


def search(wanted: Wanted, *, offset: int, size: int) -> list[Markup]:
    """The ClaimReviews at these places of the result, best first."""
    upto = offset + size
    halves = [_half(_archived(wanted), wanted, "claim_text", _ARCHIVED, upto)]
    if _may_be_ours(wanted):
        halves.append(_half(_own(wanted), wanted, "claim_normalised", _OWN, upto))
    rows = halves[0].union(*halves[1:], all=True) if len(halves) > 1 else halves[0]
    page = rows.order_by("-score", "-newest", "kind", "-of")[offset : offset + size]
    return _markups([(row["kind"], row["of"]) for row in page])


def archived(query: str, site: str = "", *, offset: int, size: int) -> list[FactCheck]:
    """Of the archive alone, best first; without a query the latest to come in first."""
    rows: QuerySet[Any] = _archived(Wanted(site=site)).select_related("page")
    if not query:
        return list(rows.order_by("-id")[offset : offset + size])
    found, score = _matched(rows, query, "claim_text", offset + size)
    best = found.annotate(score=score).order_by("-score", "-newest", "-id")
    return list(best[offset : offset + size])


def own_site() -> str:
    """The host under which our checks are published."""
    return site_of(settings.PUBLIC_URL)


def own_language() -> str:
    return str(settings.LANGUAGE_CODE).partition("-")[0].lower()


def _may_be_ours(wanted: Wanted) -> bool:
    return wanted.site in ("", own_site()) and wanted.language in ("", own_language())


def _archived(wanted: Wanted) -> QuerySet[Any]:
    rows: QuerySet[Any] = FactCheck.objects.shown().annotate(
        newest=Coalesce("newest_at", _NEVER), of=F("pk")
    )
    if wanted.language:
        rows = rows.filter(language=wanted.language)
    if wanted.site:
        rows = rows.filter(site=wanted.site)
    if wanted.max_age is not None:
        rows = rows.filter(newest_at__gte=Now() - timedelta(days=wanted.max_age))
    return rows


def _own(wanted: Wanted) -> QuerySet[Any]:
    said = Cast("claim_date", DateTimeField())
    rows: QuerySet[Any] = Verdict.objects.current().annotate(
        newest=Greatest("published_at", said), of=F("claim_id")
    )
    if wanted.max_age is not None:
        rows = rows.filter(newest__gte=Now() - timedelta(days=wanted.max_age))
    return rows


def _half(rows: QuerySet[Any], wanted: Wanted, spelled: str, kind: int, upto: int) -> QuerySet[Any]:
    score: Any = Value(0.0, output_field=FloatField())
    if wanted.query:
        rows, score = _matched(rows, wanted.query, spelled, upto)
    found: QuerySet[Any] = (
        rows.order_by()
        .annotate(score=Cast(score, FloatField()), kind=Value(kind, output_field=IntegerField()))
        .values("score", "newest", "kind", "of")
    )
    return found


def _matched(rows: QuerySet[Any], query: str, spelled: str, upto: int) -> tuple[QuerySet[Any], Any]:
    """Those that have its words or a like spelling, and how well they match; the first `upto`.

    What is searched is in NFC, and so must be the query.

    Where many have its words, other spellings are not looked for, and spelling orders those RANKED
    alone whose words stand closest (then the newest); the others follow in that order.
    """
    query = unicodedata.normalize("NFC", query)
    words = SearchQuery(query, config=ENGLISH, search_type="websearch")
    rank = SearchRank(F("search"), words)
    asked: Any = Folded(Value(query))
    spelling = TrigramWordSimilarity(asked, Folded(spelled))
    having = rows.filter(search=words)
    closest = having.order_by(rank.desc(), "-newest", "-of").values_list("pk", flat=True)
    best = list(closest[:RANKED])
    if len(best) < RANKED:
        like = Q(**{f"{spelled}__folded__trigram_word_similar": query})
        return rows.filter(Q(search=words) | like), rank + spelling
    if upto <= RANKED:
        return rows.filter(pk__in=best), rank + spelling
    zero = Value(0.0, output_field=FloatField())
    return having, rank + Case(When(pk__in=best, then=spelling), default=zero)


def _markups(found: Sequence[tuple[int, int]]) -> list[Markup]:
    """Of these rows in their order; two queries."""
    archived = dict(
        FactCheck.objects.filter(pk__in=[n for kind, n in found if kind == _ARCHIVED]).values_list(
            "pk", "markup"
        )
    )
    own = own_markups([n for kind, n in found if kind == _OWN])
    both = (own.get(n) if kind == _OWN else archived.get(n) for kind, n in found)
    return [markup for markup in both if markup is not None]


def own_markups(claim_ids: Sequence[int]) -> dict[int, Markup]:
    """The ClaimReviews of our checks; a retracted one has none."""
    found = {check.claim_id: claim_review(check) for check in checks_of(claim_ids)}
    language = settings.LANGUAGE_CODE
    return {
        number: {"inLanguage": language, **markup}
        for number, markup in found.items()
        if markup is not None
    }
