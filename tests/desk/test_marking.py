"""Claims in place: whatever the claims and the characters, the text stays as it was."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from desk.marking import pieces


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
