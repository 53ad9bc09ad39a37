"""Claims in place: whatever the claims and the characters, the text stays as it was."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from desk.marking import Turn, pieces, turns


@dataclass(frozen=True)
class Span:
    start: int
    end: int
    rank: int


spans = st.builds(
    lambda start, length, rank: Span(start, start + length, rank),
    st.integers(0, 60),
    st.integers(1, 40),
    st.integers(0, 9),
)


@given(st.text(min_size=1, max_size=60), st.integers(0, 40), st.lists(spans, max_size=6))
def test_the_pieces_are_the_text(text: str, start: int, claims: list[Span]) -> None:
    cut = pieces(text, start, claims)
    assert "".join(piece.text for piece in cut) == text
    assert all(piece.text for piece in cut)


def test_offsets_count_code_points() -> None:
    text = "🎉 four percent 𝒳, no more"
    start = text.index("four")
    cut = pieces(text, 0, [Span(start, start + 12, 5)])
    assert [piece.text for piece in cut] == ["🎉 ", "four percent", " 𝒳, no more"]
    assert cut[1].starts


def test_where_claims_overlap_the_higher_rank_is_shown() -> None:
    low, high = Span(0, 6, 1), Span(3, 9, 2)
    cut = pieces("abcdefghij", 0, [low, high])
    assert [(piece.text, piece.claim) for piece in cut] == [
        ("abc", low),
        ("defghi", high),
        ("j", None),
    ]


def test_a_claim_that_began_in_the_segment_before_does_not_start_again() -> None:
    cut = pieces("def", 3, [Span(0, 5, 1)])
    assert [(piece.text, piece.starts) for piece in cut] == [("de", False), ("f", False)]


def test_a_left_out_sentence_asks_once_at_its_end() -> None:
    claim, sentence = Span(4, 8, 5), Span(0, 12, 0)
    cut = pieces("One, two, three. Four", 0, [claim], [sentence])
    assert [(piece.text, piece.claim is claim, piece.asks) for piece in cut] == [
        ("One,", False, False),
        (" two", True, False),
        (", th", False, True),
        ("ree. Four", False, False),
    ]


def test_a_sentence_that_goes_on_in_the_next_segment_asks_there() -> None:
    sentence = Span(0, 20, 0)
    assert not any(piece.asks for piece in pieces("We built two hun", 0, [], [sentence]))
    assert [piece.asks for piece in pieces("dred roads", 16, [], [sentence])] == [True, False]


@dataclass(frozen=True)
class Cue:
    start: int
    end: int
    start_ms: int | None
    role: str = "speaker"
    speaker_id: int | None = 1
    label: str = ""


def cues(count: int, words: str, timed: bool) -> list[Turn]:
    step = len(words) + 1
    segments = [
        Cue(n * step, n * step + len(words), n * 1_000 if timed else None) for n in range(count)
    ]
    return turns(segments, f"{words}\n" * count, 0, [])


def test_long_captions_of_one_voice_break_where_a_sentence_ends() -> None:
    cut = cues(60, "We built two hundred kilometres of road.", timed=True)
    assert len(cut) > 2
    assert [turn.continues for turn in cut] == [False] + [True] * (len(cut) - 1)
    assert sum(len(turn.paragraphs) for turn in cut) == 60


def test_a_turn_without_times_stays_one() -> None:
    assert len(cues(60, "We built two hundred kilometres of road.", timed=False)) == 1
