"""What a reader gets of a transcript: one part of its text with claims and sentences in place."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models.functions import Substr

from accounts.models import User
from claims.models import Claim, ScoredSentence
from claims.sentences import latest_sentences
from desk.marking import Turn, turns
from desk.parts import Part, part_at, reach
from desk.why import Reason, weighed
from transcripts.models import Segment, Transcript

LONGEST = 20_000  # no unit that a worker reads is longer, so no claim is either
SHOWN_OF_A_CLAIM = ("start", "end", "score", "rank", "status", "not_found_at")


# By ISO 15924 and BCP 47: scripts, and languages usually written in one of them.
_LEFTWARD_SCRIPTS = {"arab", "aran", "hebr", "thaa", "syrc", "nkoo", "adlm", "rohg"}
_LEFTWARD = {"ar", "he", "iw", "fa", "ur", "ps", "sd", "ug", "yi", "ji", "dv", "ckb", "syr", "nqo"}


def direction_of(language: str) -> str:
    """`rtl` or `ltr`, by the language's tag: where turns are set; words follow their own."""
    parts = language.lower().replace("_", "-").split("-")
    script = next((part for part in parts[1:] if len(part) == 4 and part.isalpha()), "")
    leftward = script in _LEFTWARD_SCRIPTS if script else parts[0] in _LEFTWARD
    return "rtl" if leftward else "ltr"


def window(transcript_id: int, start: int, end: int) -> str:
    """A range of the canonical text, cut by the database: offsets count code points there too."""
    cut = Transcript.objects.annotate(window=Substr("text", start + 1, max(end - start, 0)))
    return str(cut.values_list("window", flat=True).get(pk=transcript_id))


@dataclass(frozen=True, slots=True)
class PartShown:
    """A part with its turns; `target` is the offset of the paragraph that was asked for."""

    part: Part
    turns: list[Turn]
    target: int | None
    direction: str


def length_of(transcript: Transcript) -> int:
    """Where the last segment ends: what follows it is never shown."""
    ends = Segment.objects.filter(transcript=transcript).order_by("-position")
    return int(ends.values_list("end", flat=True).first() or 0)


def read_part(actor: User, transcript: Transcript, length: int, at: int | None) -> PartShown:
    """The part of the text that holds the offset `at`, as `actor` sees it."""
    low, high = reach(length, at or 0)
    rows = Segment.objects.covering(transcript.pk, low, high).select_related("speaker")
    segments = list(rows.order_by("position"))
    text = window(transcript.pk, low, high)
    part = part_at(length, at or 0, [one.start for one in segments], text, low)
    held = [one for one in segments if one.start < part.end and one.end > part.start]
    _name_the_first(held)
    marked = turns(
        held,
        text[part.start - low : part.end - low],
        part.start,
        _claims(actor, transcript, part),
        _left_out(transcript, part),
    )
    target = None if at is None else _paragraph(marked, at)
    return PartShown(part, marked, target, direction_of(transcript.language))


def _claims(actor: User, transcript: Transcript, part: Part) -> list[Claim]:
    near = Claim.objects.visible_to(actor).current().filter(transcript=transcript)
    bounds = {"start__lt": part.end, "end__gt": part.start, "start__gt": part.start - LONGEST}
    return list(near.filter(**bounds).only(*SHOWN_OF_A_CLAIM).order_by("start"))


def _left_out(transcript: Transcript, part: Part) -> list[ScoredSentence]:
    read = latest_sentences(transcript.pk).filter(is_claim=False)
    bounds = {"start__lt": part.end, "end__gt": part.start, "start__gt": part.start - LONGEST}
    return list(read.filter(**bounds).only("start", "end", "score").order_by("start"))


def _name_the_first(segments: list[Segment]) -> None:
    """A part that begins inside somebody's turn says whose: the label stands in the part before."""
    first = segments[0] if segments else None
    if first is None or first.label or first.speaker_id is not None or not first.position:
        return
    earlier = Segment.objects.filter(transcript_id=first.transcript_id, role=first.role)
    labelled = earlier.filter(position__lt=first.position).exclude(label="")
    first.label = labelled.order_by("-position").values_list("label", flat=True).first() or ""


def _paragraph(marked: list[Turn], at: int) -> int | None:
    """Where the paragraph that holds the offset begins, or the next one after it."""
    starts = [one.start for turn in marked for one in turn.paragraphs if one.end > at]
    return starts[0] if starts else None


@dataclass(frozen=True, slots=True)
class SentenceShown:
    """One sentence that was read: what was said, how it scored and why, and its claim if any."""

    sentence: ScoredSentence
    text: str
    claim: Claim | None
    raises: list[Reason]
    lowers: list[Reason]


def read_sentence(actor: User, transcript: Transcript, pk: int) -> SentenceShown | None:
    """A sentence of the reading that is shown, or None."""
    sentence = latest_sentences(transcript.pk).filter(pk=pk).first()
    if sentence is None:
        return None
    claims = Claim.objects.visible_to(actor).current().filter(transcript=transcript)
    bounds = {"start__lt": sentence.end, "end__gt": sentence.start}
    over = claims.filter(**bounds, start__gt=sentence.start - LONGEST)
    text = window(transcript.pk, sentence.start, sentence.end)
    claim = over.only("pk", "status").order_by("-rank").first()
    return SentenceShown(sentence, text, claim, *weighed(sentence.reasons, text, sentence.start))
