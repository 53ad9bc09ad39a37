"""The transcript page as its tests ask for it: pages, parts for htmx, words, readings."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from claims.models import ScoredSentence
from transcripts.models import ExtractionRun, Transcript

SignIn = Callable[..., Client]
BUILT = "We built two hundred kilometres of road in the north."
LINE = "Rents rose by four percent in the north, and wages did not."


def url(transcript: Transcript) -> str:
    return reverse("admin:desk_transcript", args=[transcript.pk])


def html(client: Client, path: str, status: int = 200, **headers: str) -> str:
    answer = client.get(path, headers=headers)
    assert answer.status_code == status
    return answer.content.decode()


def part(client: Client, path: str) -> str:
    """What htmx gets."""
    return html(client, path, **{"HX-Request": "true"})


def said(page: str) -> list[str]:
    """The words of each paragraph, as a browser would count them."""
    found = re.findall(r'<p class="said"[^>]*>(.*?)</p>', page, re.S)
    return [unescape(re.sub(r"<[^>]+>", "", one)) for one in found]


def run_of(transcript: Transcript, **fields: Any) -> ExtractionRun:
    fields = {"status": "succeeded", "finished_at": now(), **fields}
    run: ExtractionRun = ExtractionRun.objects.create(
        transcript=transcript, max_attempts=3, not_before=now(), **fields
    )
    return run


def sentence_of(transcript: Transcript, words: str, **fields: Any) -> ScoredSentence:
    start = transcript.text.index(words)
    read: ScoredSentence = ScoredSentence.objects.create(
        **{
            "run": run_of(transcript),
            "start": start,
            "end": start + len(words),
            "role": "speaker",
            "score": 0.23,
            "is_claim": False,
            "type": "event",
            "reasons": [{"name": "past_fact", "text": "says what happened: built", "weight": 0.7}],
            **fields,
        }
    )
    return read
