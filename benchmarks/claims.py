"""Any number of claims to measure lists and pages with, each in words of its own."""

from django.db import connection

from claims.models import Claim
from transcripts.models import Segment, Transcript


def hall(title: str, most: int) -> Transcript:
    """A transcript of one segment, with room for `most` claims of one character."""
    transcript = Transcript.objects.create(title=title, text="x" * (most + 1), digest=title)
    Segment.objects.create(transcript=transcript, position=0, role="speaker", start=0, end=most + 1)
    return transcript


def fill(transcript: Transcript, upto: int) -> None:
    """So many claims in all: a few hundred places and things, and a number each."""
    segment = transcript.segments.get()
    have = Claim.objects.filter(transcript=transcript).count()
    Claim.objects.bulk_create(
        (
            Claim(
                transcript=transcript,
                start=n,
                end=n + 1,
                text=f"The {_name(n // 7)} council spent {n} pounds on the {_name(n)} school.",
                suggested_normalised=f"The {_name(n // 7)} council spent {n} pounds on it.",
                first_segment=segment,
                last_segment=segment,
                context_start=n,
                context_end=n + 1,
                score=(n * 7919 % 10_000) / 10_000,
                rank=n * 7919 % 10_000,
            )
            for n in range(have, upto)
        ),
        batch_size=2_000,
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE claims_claim")


def clear(transcript: Transcript) -> None:
    """None of them is left, so that the next measurement begins with few."""
    Claim.objects.filter(transcript=transcript).delete()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE claims_claim")


def _name(number: int) -> str:
    """One of 400 names."""
    heads = ("Alder", "Bracken", "Cole", "Dun", "Elm", "Fair", "Gorse", "Hazel", "Ivy", "Juniper")
    tails = ("ford", "ham", "ley", "mere", "mouth", "stead", "ton", "wick")
    more = ("", " Hill", " Green", " Vale", " End")
    return heads[number % 10] + tails[number // 10 % 8] + more[number // 80 % 5]
