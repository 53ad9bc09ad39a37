"""Server time of the desk's pages as what they show grows, each as a ratio within this run."""

import time
from collections.abc import Callable, Sequence

from django.db import connection
from django.test import Client
from rich.console import Console

from benchmarks.claims import clear, fill, hall
from benchmarks.people import bench_user
from benchmarks.texts import transcript as any_length
from claims.models import Claim, ScoredSentence
from transcripts.models import ExtractionRun, Segment, Transcript
from transcripts.services import ingest

GOAL = 1.5
ROUNDS = 40
SHORT, LONG = 1_000, 100_000  # words of a transcript
FEW, MANY = 100, 100_000  # claims in the database
WORDS_A_CLAIM = 20


def seconds(client: Client, paths: Sequence[str]) -> list[float]:
    """Of each path the time of its quickest answer. They take turns: load falls on all alike."""
    best = [float("inf")] * len(paths)
    for _ in range(ROUNDS):
        for number, path in enumerate(paths):
            started = time.perf_counter()
            answer = client.get(path)
            best[number] = min(best[number], time.perf_counter() - started)
            assert answer.status_code == 200, path
    return best


def transcript_page(client: Client, console: Console) -> None:
    """The first part of a transcript of 100,000 words against one of 1,000."""
    pages = [f"/admin/desk/transcripts/{_transcript(words).pk}/" for words in (SHORT, LONG)]
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE claims_claim")
        cursor.execute("VACUUM ANALYZE transcripts_segment")
    short, long = seconds(client, pages)
    claims = Claim.objects.filter(transcript__title=f"Bench {LONG}").count()
    say(
        console,
        "transcript page",
        f"{long * 1000:8.1f} ms for the first part of {LONG:,} words with {claims:,} claims; "
        f"{short * 1000:.1f} ms of {SHORT:,}",
        long / short,
    )


def desk_and_claim_pages(client: Client, console: Console) -> None:
    """The first page and the page of a claim with 100,000 claims in the database against 100."""
    others = hall("Bench, other claims", MANY)
    measured = []
    for upto in (FEW, MANY):
        fill(others, upto)
        ours = Claim.objects.filter(transcript=others).earliest("pk")
        measured.append(seconds(client, ["/admin/", f"/admin/desk/claims/{ours.pk}/"]))
    clear(others)
    for number, what in enumerate(("desk", "claim page")):
        few, many = measured[0][number], measured[1][number]
        say(
            console,
            what,
            f"{many * 1000:8.1f} ms with {MANY:,} claims; {few * 1000:.1f} ms with {FEW}",
            many / few,
        )


def say(console: Console, what: str, figures: str, ratio: float) -> None:
    """One line of the report."""
    console.print(f"{what:<15} {figures}: ratio [bold]{ratio:.2f}[/bold] (goal at most {GOAL})")


def _transcript(words: int) -> Transcript:
    """As a reading leaves it: every sentence scored, a claim every twenty words or so."""
    data = any_length(words).encode()
    metadata = {"title": f"Bench {words}"}
    taken = ingest(actor=bench_user(), data=data, name="bench.txt", metadata=metadata)
    transcript, run = taken.transcript, taken.run
    assert run is not None
    ExtractionRun.objects.filter(pk=run.pk).update(
        status="succeeded", finished_at=run.created_at, extractor_version="bench"
    )
    sentences: list[ScoredSentence] = []
    claims: list[Claim] = []
    for segment in Segment.objects.filter(transcript=transcript).order_by("position"):
        for start, end in _sentences(transcript.text, segment):
            claimed = len(sentences) % 2 == 0 and end - start > WORDS_A_CLAIM
            sentences.append(_sentence(run, start, end, claimed=claimed))
            if claimed:
                claims.append(_claim(transcript, segment, start, end))
    ScoredSentence.objects.bulk_create(sentences, batch_size=2_000)
    Claim.objects.bulk_create(claims, batch_size=2_000)
    return transcript


def _sentences(text: str, segment: Segment) -> list[tuple[int, int]]:
    """Roughly: cut after full stops."""
    found, start = [], segment.start
    for at in range(segment.start, segment.end):
        if text[at] == "." and at + 1 - start > 1:
            found.append((start, at + 1))
            start = at + 2
    return [(start, end) for start, end in found if end <= segment.end]


def _sentence(run: ExtractionRun, start: int, end: int, *, claimed: bool) -> ScoredSentence:
    score = (start * 7919 % 10_000) / 10_000
    return ScoredSentence(
        run=run,
        start=start,
        end=end,
        role="speaker",
        score=score,
        is_claim=claimed,
        type="quantity",
        reasons=[{"name": "bench", "text": "says a number", "weight": 0.7}],
    )


def _claim(transcript: Transcript, segment: Segment, start: int, end: int) -> Claim:
    rank = start * 7919 % 10_000
    return Claim(
        transcript=transcript,
        start=start,
        end=end,
        text=transcript.text[start:end],
        first_segment=segment,
        last_segment=segment,
        context_start=start,
        context_end=end,
        score=rank / 10_000,
        rank=rank,
        reasons=[{"name": "bench", "text": "says a number", "weight": 0.7}] * 4,
        suggested_normalised=transcript.text[start:end],
        suggested_speaker=segment.speaker,
    )


PAGES: tuple[Callable[[Client, Console], None], ...] = (desk_and_claim_pages, transcript_page)


def run(console: Console) -> None:
    client = Client(SERVER_NAME="localhost")
    client.force_login(bench_user())
    for page in PAGES:
        page(client, console)
