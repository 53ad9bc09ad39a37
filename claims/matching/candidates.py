"""What may resemble a text, from indexes alone: near vectors, and shared words in like spelling.

Claims and fact-checks are asked apart, each half for its best few; `compare` judges them. Vectors
find what is said in other words; words, ordered by trigrams, what the encoder takes for something
else: names, numbers, quotes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q, QuerySet
from pgvector.django import CosineDistance

from claims.matching.lexical import by_words
from claims.matching.models import Embedding, Lookup
from claims.models import Claim, FactCheck

NEAREST = 25
"""Texts taken by vector, of each kind."""
MOST = 60
"""Candidates of each kind: one text may be that of many claims."""
EF_SEARCH = 200
"""How many HNSW holds in hand: recall against time, see benchmarks/README.md."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """The lookup of a claim or fact-check, and how near its text is: the cosine, -1 to 1."""

    lookup: Lookup
    cosine: float


def find(row: Lookup, text: str, model: str) -> list[Candidate]:
    """What may resemble the row's text, itself excepted; in a transaction of the caller.

    For a fact-check only claims: two fact-checks are not matched with each other.
    """
    assert row.embedding is not None
    vector = row.embedding.vector
    tune()
    ids = _claims(row, text, vector, model)
    if row.claim_id is not None:
        ids += _fact_checks(text, vector, model)
    ids += _proposed(row)
    return _measured(set(ids) - {row.pk}, vector, model)


def nearest(vector: Sequence[float], model: str, flag: str, limit: int = NEAREST) -> list[int]:
    """Ids of the nearest embeddings by this model, of texts of the kind that `flag` names."""
    rows = Embedding.objects.filter(**{flag: True}, model=model)
    near = rows.order_by(CosineDistance("vector", list(vector))).values_list("pk", flat=True)
    return list(near[:limit])


def tune() -> None:
    """Until the transaction ends: how far HNSW looks, and on where a condition drops rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('hnsw.ef_search', %s, true),"
            " set_config('hnsw.iterative_scan', 'strict_order', true)",
            [str(EF_SEARCH)],
        )


def _claims(row: Lookup, text: str, vector: Sequence[float], model: str) -> list[int]:
    standing = Claim.objects.current().filter(transcript__withdrawn_at__isnull=True)
    own = {} if row.claim_id is None else {"pk": row.claim_id}
    found = by_words(standing.exclude(**own) if own else standing, "text", text)
    of = Lookup.objects.filter(claim__in=standing)
    return _ids(of, nearest(vector, model, "of_claims"), Q(claim__in=found))


def _fact_checks(text: str, vector: Sequence[float], model: str) -> list[int]:
    found = by_words(FactCheck.objects.shown(), "claim_text", text)
    of = Lookup.objects.filter(fact_check__isnull=False, fact_check__gone_at__isnull=True)
    return _ids(of, nearest(vector, model, "of_fact_checks"), Q(fact_check__in=found))


def _ids(of: QuerySet[Lookup], near: Iterable[int], by_words: Q) -> list[int]:
    by_vector = of.filter(embedding__in=list(near)).values_list("pk", flat=True)
    return [*by_vector[:MOST], *of.filter(by_words).values_list("pk", flat=True)]


def _proposed(row: Lookup) -> list[int]:
    """What it was proposed with before: judged again, so that no proposal outlives its reasons."""
    pairs = row.matches().proposed().values_list("claim", "earlier", "fact_check")
    claims = {pk for pair in pairs for pk in pair[:2] if pk is not None}
    checks = {pair[2] for pair in pairs if pair[2] is not None}
    ends = Lookup.objects.filter(Q(claim__in=claims) | Q(fact_check__in=checks))
    return list(ends.values_list("pk", flat=True))


def _measured(ids: Iterable[int], vector: Sequence[float], model: str) -> list[Candidate]:
    """With their cosines, nearest first. Who has no vector by this model has a turn of its own,
    in which it finds this one."""
    rows = (
        Lookup.objects.with_texts()
        .filter(pk__in=list(ids), embedding__model=model)
        .annotate(distance=CosineDistance("embedding__vector", list(vector)))
        .order_by("distance", "pk")
    )
    return [Candidate(one, 1.0 - one.distance) for one in rows]
