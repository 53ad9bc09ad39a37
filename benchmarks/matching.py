"""One claim looked up among 100,000 fact-checks: time against an exact scan, and HNSW's recall;
a hundred from queued to proposed; and the search of the archive for words, against a small archive.

The fact-checks are made of templates. 2,000 texts are really encoded; the other vectors are such a
one moved by the difference of two others, as a sentence is by other words in its places, since
encoding 100,000 takes half an hour.
"""

import random
import time
from collections.abc import Callable, Iterator
from statistics import median, quantiles
from typing import TypeVar

import numpy as np
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Value
from django.db.models.functions import Concat, Now, Right
from numpy.typing import NDArray
from pgvector.django import CosineDistance
from rich.console import Console

from benchmarks.claims import hall
from claims.archive.search import Wanted, search
from claims.matching import candidates, life, proposing
from claims.matching.models import Embedding, Lookup, Match
from claims.models import Claim, FactCheck, FactCheckPage
from worker.embedding import get_encoder
from worker.matching import match_claims

T = TypeVar("T")

CHECKS, FEW, ENCODED, CLAIMS, NEAR, EXACT = 100_000, 1_000, 2_000, 100, 10, 20
MOVED = 0.5  # by how much of the difference of two other texts
GOAL = 0.5
SITE, TITLE = "bench.example", "Bench, matching"
WHO = (
    "Ministers|The council|Hospitals|Farmers|The army|Our schools|The railways|Tenants|Nurses|Banks"
)
DID = "spent|lost|built|sold|closed|opened|promised|borrowed|repaired|counted|hired|wasted"
WHAT = (
    "homes|hospital beds|miles of road|police officers|pounds on consultants|bridges|teachers|"
    "wind turbines|jobs in industry|court cases|visas|ferries|tonnes of waste|library hours"
)
WHERE = "in the north|in Alderford|since the flood|under this government|last winter|in ten years"
#: Of many rows and of few, one word and a sentence, spelled well and not.
SEARCHED = (
    "hospital beds", "visas under this government", "Alderford", "Farmers built bridges",
    "The army counted 4,211 court cases in the north", "ferries wasted 77", "vaccine passports",
    "hospitel beds", "visas under the goverment", "Unemployment in Harrow Vale fell to 4 percent",
)  # fmt: skip
Vectors = NDArray[np.float32]


def run(console: Console) -> None:
    rng, dice = np.random.default_rng(1), random.Random(1)
    encoder = get_encoder()
    started = time.monotonic()
    known = np.array(encoder.encode([_text(dice) for _ in range(ENCODED)]), dtype=np.float32)
    rate = ENCODED / (time.monotonic() - started)
    try:
        _fill(known, encoder.version, rng, dice)
        rows = _claims(encoder.version, dice)
        whole = _times(lambda row: proposing.look_up(row, encoder.version), rows)
        approximate, exact, recall = _neighbours(rows, encoder.version)
        together = _together()
        many = _times(_search, list(SEARCHED))
        _shrink()
        few = _times(_search, list(SEARCHED))
    finally:
        _clear()
    p50, p95 = median(whole), quantiles(whole, n=20)[-1]
    console.print(
        f"matching        {p50 * 1000:8.1f} ms a claim among {CHECKS:,} fact-checks, p95 "
        f"{p95 * 1000:.1f} ms; an exact scan for the nearest alone {exact * 1000:.1f} ms: ratio "
        f"[bold]{p50 / exact:.2f}[/bold] and {p95 / exact:.2f} (goal at most {GOAL})\n"
        f"                of it HNSW {approximate * 1000:.1f} ms, recall at {NEAR} "
        f"[bold]{recall:.3f}[/bold] against the exact scan; the encoder does {rate:.0f} texts/s\n"
        f"                {CLAIMS} claims from queued to proposed, encoding included: "
        f"{together:.1f} s by one worker\n"
        f"search          {median(many) * 1000:8.1f} ms a search for words among {CHECKS:,} "
        f"fact-checks, the slowest of {len(many)} {max(many) * 1000:.1f} ms; among {FEW:,} "
        f"{median(few) * 1000:.1f} and {max(few) * 1000:.1f} ms: ratio "
        f"[bold]{median(many) / median(few):.1f}[/bold] and {max(many) / max(few):.1f}"
    )


def _text(dice: random.Random) -> str:
    who, did, what, where = (dice.choice(words.split("|")) for words in (WHO, DID, WHAT, WHERE))
    return f"{who} {did} {dice.randint(2, 9_999):,} {what} {where}."


def _fill(known: Vectors, model: str, rng: np.random.Generator, dice: random.Random) -> None:
    """The indexes are built afterwards, as pg_restore would."""
    page = FactCheckPage.objects.create(url=f"https://{SITE}/", site=SITE)
    FactCheck.objects.bulk_create(
        (
            FactCheck(
                page=page, position=n, claim_key=str(n), markup={}, url=page.url, site=SITE,
                publisher="Bench", claim_text=_text(dice), rating_text="False",
            )
            for n in range(CHECKS)
        ),
        batch_size=2_000,
    )  # fmt: skip
    index = next(one for one in Embedding._meta.indexes if one.name == "embedding_fact_checks")
    with connection.schema_editor() as editor:
        editor.remove_index(Embedding, index)
    with connection.cursor() as cursor:
        columns = "digest, model, vector, of_claims, of_fact_checks, created_at"
        with cursor.copy(f"COPY claims_embedding ({columns}) FROM STDIN") as copy:
            for n, vector in enumerate(_moved(known, rng)):
                text = "[" + ",".join(f"{x:.5f}" for x in vector) + "]"
                copy.write_row((f"bench-{n}", model, text, False, True, "2026-01-01"))
        cursor.execute(
            "INSERT INTO claims_lookup (fact_check_id, embedding_id, model, status, turn, attempt,"
            " max_attempts, not_before, failure_code, failure_detail, done_at)"
            " SELECT f.id, e.id, %s, 'done', 1, 1, 3, now(), '', '', now() FROM claims_factcheck f"
            " JOIN claims_embedding e ON e.digest = 'bench-' || f.position WHERE f.site = %s",
            [model, SITE],
        )
        cursor.execute("SET maintenance_work_mem = '1GB'")
    with connection.schema_editor() as editor:
        editor.add_index(Embedding, index)
    with connection.cursor() as cursor:
        for table in ("embedding", "lookup", "factcheck"):
            cursor.execute(f"VACUUM ANALYZE claims_{table}")


def _moved(known: Vectors, rng: np.random.Generator) -> Iterator[Vectors]:
    for n in range(CHECKS):
        vector = known[n % len(known)]
        if n >= len(known):
            one, other = known[rng.integers(len(known), size=2)]
            vector = vector + MOVED * (one - other)
        yield vector / np.linalg.norm(vector)


def _claims(model: str, dice: random.Random) -> list[Lookup]:
    """Claims that are encoded and held, as a worker has them before it looks them up."""
    transcript = hall(TITLE, CLAIMS)
    segment = transcript.segments.get()
    Claim.objects.bulk_create(
        Claim(
            transcript=transcript, start=n, end=n + 1, text=_text(dice), context_start=n,
            context_end=n + 1, first_segment=segment, last_segment=segment,
        )
        for n in range(CLAIMS)
    )  # fmt: skip
    Lookup.objects.bulk_create(
        Lookup(claim=claim, max_attempts=settings.RUN_MAX_ATTEMPTS, not_before=Now())
        for claim in Claim.objects.filter(transcript=transcript)
    )
    rows = life.take(model, size=CLAIMS)
    texts = [(row, proposing.text_of(row)) for row in rows]
    new = life.without_vector((text for _, text in texts), model)
    vectors = get_encoder().encode(list(new.values()))
    life.note_vectors(texts, model, dict(zip(new, vectors, strict=True)))
    return rows


def _together() -> float:
    """Seconds from queuing the claims anew, as if their words had changed, to their proposals."""
    Match.objects.all().delete()
    Embedding.objects.filter(of_claims=True).update(
        digest=Concat(Value("old "), Right("digest", 60))
    )
    started = time.perf_counter()
    life.queue_claims(Claim.objects.filter(transcript__title=TITLE))
    ended = match_claims()
    seconds = time.perf_counter() - started
    assert ended == CLAIMS
    return seconds


def _search(words: str) -> None:
    search(Wanted(query=words), offset=0, size=10)


def _shrink() -> None:
    """Leaves few fact-checks in the archive."""
    gone = FactCheck.objects.filter(site=SITE, position__gte=FEW)
    Match.objects.all().delete()
    Lookup.objects.filter(fact_check__in=gone).delete()
    gone.delete()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM FULL ANALYZE claims_factcheck")


def _times(work: Callable[[T], object], rows: list[T]) -> list[float]:
    found = []
    for row in rows:
        started = time.perf_counter()
        work(row)
        found.append(time.perf_counter() - started)
    return found


def _neighbours(rows: list[Lookup], model: str) -> tuple[float, float, float]:
    """Median seconds of HNSW, of the exact scan, and the share of the true nearest it finds."""
    met, fast, slow = 0, [], []
    for row in rows[:EXACT]:
        assert row.embedding is not None
        vector = row.embedding.vector
        with transaction.atomic():
            candidates.tune()
            started = time.perf_counter()
            near = candidates.nearest(vector, model, "of_fact_checks")
            fast.append(time.perf_counter() - started)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_indexscan = off")
            started = time.perf_counter()
            rows_exact = Embedding.objects.filter(of_fact_checks=True, model=model)
            by_distance = rows_exact.order_by(CosineDistance("vector", vector))
            true = list(by_distance.values_list("pk", flat=True)[: candidates.NEAREST])
            slow.append(time.perf_counter() - started)
        met += len(set(near[:NEAR]) & set(true[:NEAR]))
    return median(fast), median(slow), met / (NEAR * len(slow))


def _clear() -> None:
    Match.objects.filter(claim__transcript__title=TITLE).delete()
    Lookup.objects.all().delete()
    Embedding.objects.all().delete()
    Claim.objects.filter(transcript__title=TITLE).delete()
    FactCheck.objects.filter(site=SITE).delete()
    FactCheckPage.objects.filter(site=SITE).delete()
