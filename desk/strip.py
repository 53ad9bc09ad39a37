"""The strip beside a transcript: where in it the claims lie, and who speaks there.

At most 200 bins of equal length. The claims come from one aggregate query, the voices from one
look at the middle of each bin: what it costs does not depend on how long the text is.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Max, Value, When
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from claims.models import Claim, ClaimStatus
from desk.recording import clock
from transcripts.models import Segment, Transcript

BINS = 200
SHORTEST = 40  # characters of a bin: about half a line
ROWS = 20  # of the table that says the same
AXIS = 1_000  # the drawing is a square of so many units, stretched to where it stands
VOICES = 5  # shades; whoever speaks less shares the last one
SHADE = (0, 220)  # across: the voices
LANES = {  # across: a lane for what waits, for what is in work and for what is decided
    ClaimStatus.EXTRACTED: (300, 200),
    ClaimStatus.IN_REVIEW: (540, 200),
    ClaimStatus.DISPUTED: (540, 200),
    ClaimStatus.RESOLVED: (780, 200),
    ClaimStatus.PUBLISHED: (780, 200),
    ClaimStatus.DISMISSED: (780, 200),
}


@dataclass(slots=True)
class Bin:
    """One stretch of the text: where it begins, whose voice its middle is, its claims."""

    start: int
    top: int
    height: int
    voice: Any = None
    claims: Counter[str] = field(default_factory=Counter)
    best: dict[str, int] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return self.claims.total()

    @property
    def title(self) -> str:
        said = [_claims(self.count)]
        if self.voice is not None:
            said = [clock(self.voice.start_ms), name_of(self.voice), *said]
        return " · ".join(word for word in said if word)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: a stretch of bins."""

    start: int
    place: str
    voices: str
    claims: int
    statuses: str
    best: int


@dataclass(slots=True)
class Strip:
    """All bins of a transcript; also how many claims it has, by status."""

    length: int
    bins: list[Bin]
    statuses: Counter[str] = field(default_factory=Counter)
    superseded: int = 0
    flagged: int = 0

    @property
    def total(self) -> int:
        return self.statuses.total()

    def here(self, start: int, end: int) -> tuple[int, int]:
        """Where on the axis a range of the text lies: its top and its height."""
        length = max(self.length, 1)
        return start * AXIS // length, max((end - start) * AXIS // length, 4)

    @property
    def shades(self) -> list[tuple[str, str]]:
        """A path for each voice: the shade's name and what to draw."""
        ranked = self._voices()
        paths: dict[str, list[str]] = {}
        for one in self.bins:
            if one.voice is None or one.voice.role == "furniture":
                continue
            shade = "asks" if one.voice.role == "questioner" else ranked[_voice(one.voice)]
            paths.setdefault(shade, []).append(_box(*SHADE, one.top, one.height))
        return [(shade, "".join(parts)) for shade, parts in paths.items()]

    @property
    def ticks(self) -> list[tuple[str, str]]:
        """A path for each status: a tick a bin, as wide as its best claim scores."""
        paths: dict[str, list[str]] = {}
        for one in self.bins:
            for status, best in one.best.items():
                left, width = LANES[ClaimStatus(status)]
                wide = max(width * best // 10_000, 40)
                paths.setdefault(status, []).append(_box(left, wide, one.top, one.height))
        return [(status, "".join(parts)) for status, parts in paths.items()]

    @property
    def key(self) -> list[tuple[str, str]]:
        """Whose shade is whose, the one who speaks most first."""
        ranked = self._voices()
        named = {_voice(b.voice): name_of(b.voice) for b in self.bins if b.voice is not None}
        return [(shade, named[voice]) for voice, shade in ranked.items()][:VOICES]

    def _voices(self) -> dict[Any, str]:
        spoken = Counter(
            _voice(one.voice)
            for one in self.bins
            if one.voice is not None and one.voice.role in ("speaker", "narrator")
        )
        order = [voice for voice, _count in spoken.most_common()]
        return {voice: f"v{min(at, VOICES - 1)}" for at, voice in enumerate(order)}

    @property
    def rows(self) -> list[Row]:
        """The same as a table: at most twenty stretches."""
        size = -(-len(self.bins) // ROWS) or 1
        starts = range(0, len(self.bins), size)
        return [_row(self.bins[at : at + size], self.length) for at in starts]


def strip_of(actor: User, transcript: Transcript, length: int) -> Strip:
    """The strip as `actor` sees it. Two queries."""
    width = max(-(-length // BINS), SHORTEST)
    count = -(-length // width)
    strip = Strip(length, [_bin(at, width, length) for at in range(count)])
    middles = [min(one.start + width // 2, length - 1) for one in strip.bins]
    for one, voice in zip(strip.bins, Segment.objects.at(transcript.pk, middles), strict=True):
        one.voice = voice
    for row in _counted(actor, transcript, width):
        if row["gone"]:
            strip.superseded += row["found"]
            continue
        strip.statuses[row["status"]] += row["found"]
        strip.flagged += row["flagged"]
        one = strip.bins[min(row["bin"], count - 1)]
        one.claims[row["status"]] += row["found"]
        one.best[row["status"]] = max(one.best.get(row["status"], 0), row["best"])
    return strip


def _counted(actor: User, transcript: Transcript, width: int) -> Any:
    """Claims by bin and status, superseded ones apart."""
    gone = Case(When(superseded_at__isnull=False, then=1), default=0)
    bins = Cast(F("start") / Value(width), IntegerField())
    rows = Claim.objects.visible_to(actor).with_points().filter(transcript=transcript).order_by()
    grouped = rows.annotate(bin=bins, gone=gone).values("bin", "status", "gone")
    best = Cast(Max("_points"), IntegerField())
    return grouped.annotate(found=Count("pk"), best=best, flagged=Count("not_found_at"))


def _bin(at: int, width: int, length: int) -> Bin:
    top, bottom = at * width * AXIS // length, (at + 1) * width * AXIS // length
    return Bin(at * width, top, max(min(bottom, AXIS) - top, 1))


def _box(left: int, width: int, top: int, height: int) -> str:
    return f"M{left} {top}h{width}v{height}h-{width}z"


def _voice(segment: Any) -> Any:
    return segment.speaker_id or segment.role


def name_of(segment: Any) -> str:
    """Who speaks: a name, a label as printed, else what kind of voice it is."""
    if segment.speaker is not None:
        return str(segment.speaker.name)
    if any(letter.isalpha() for letter in segment.label):  # captions mark a new voice by ">>" alone
        return str(segment.label)
    known = {"questioner": _("Questioner"), "narrator": _("Narrator"), "furniture": ""}
    return known.get(segment.role, _("Speaker not named"))


def _claims(count: int) -> str:
    return ngettext("%(n)d claim", "%(n)d claims", count) % {"n": count}


def _row(bins: list[Bin], length: int) -> Row:
    claims: Counter[str] = Counter()
    for one in bins:
        claims.update(one.claims)
    voices = dict.fromkeys(name_of(one.voice) for one in bins if one.voice is not None)
    time = clock(bins[0].voice.start_ms) if bins[0].voice is not None else ""
    share = bins[0].start * 100 // max(length, 1)
    return Row(
        start=bins[0].start,
        place=time or _("from %(n)d %%") % {"n": share},
        voices=", ".join(name for name in voices if name),
        claims=claims.total(),
        statuses=", ".join(f"{n} {ClaimStatus(s).label}" for s, n in sorted(claims.items())),
        best=max((best for one in bins for best in one.best.values()), default=0),
    )
