"""Transcripts to measure with: the samples' turns, shuffled and varied to any length."""

import random
from pathlib import Path

from transcripts.formats import ParsedTranscript, read
from worker.extraction import Segment

SAMPLES = Path(__file__).resolve().parent.parent / "samples"


def transcript(words: int, seed: int = 1) -> str:
    """A plain-text transcript of about `words` words; the same seed gives the same text."""
    chance = random.Random(seed)
    turns = []
    for name in ("interview.txt", "debate.txt"):
        parsed = read((SAMPLES / name).read_bytes(), name=name)
        turns += [
            (
                parsed.speakers[s.speaker].name if s.speaker is not None else "Question",
                parsed.text[s.start : s.end],
            )
            for s in parsed.segments
            if s.role in ("speaker", "questioner")
        ]
    said, count = [], 0
    while count < words:
        who, what = chance.choice(turns)
        what = what.replace("per cent", f"per cent in {chance.randint(1950, 2030)}")
        said.append(f"{who}: {what}")
        count += len(what.split())
    return "\n\n".join(said)


def segments(parsed: ParsedTranscript) -> list[Segment]:
    """What the extractor takes."""
    return [
        Segment(s.start, s.end, s.role, str(s.speaker), s.start_ms, s.end_ms)
        for s in parsed.segments
    ]
