"""Parts of a transcript: they tile the text, and an offset leads to the same one for everybody."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from desk.parts import SIZE, SLACK, Part, count_of, part_at, reach

paragraphs = st.lists(
    st.tuples(st.integers(1, 9_000), st.sampled_from(["\n", " ", ""])), min_size=1, max_size=9
)


def written(sizes: list[tuple[int, str]]) -> tuple[str, list[int]]:
    """A text of such paragraphs, and where they start: each is a word, or many without spaces."""
    text, starts = "", []
    for size, ending in sizes:
        starts.append(len(text))
        text += "x" * size + ending
    return text, starts


def part(text: str, starts: list[int], at: int) -> Part:
    """What the page reads: no more of the text and its segments than `reach` says."""
    low, high = reach(len(text), at)
    known = [start for start in starts if low <= start < high]
    return part_at(len(text), at, known, text[low:high], low)


@given(paragraphs, st.floats(0, 1))
def test_every_offset_lies_in_its_part(sizes: list[tuple[int, str]], share: float) -> None:
    text, starts = written(sizes)
    at = int(share * (len(text) - 1))
    found = part(text, starts, at)
    assert found.start <= at < found.end
    assert found.end - found.start <= SIZE + 2 * SLACK


@given(paragraphs)
def test_parts_follow_each_other_without_gap(sizes: list[tuple[int, str]]) -> None:
    text, starts = written(sizes)
    found = [part(text, starts, 0)]
    while (after := found[-1].after) is not None:
        found.append(part(text, starts, after))
        assert found[-1].start == found[-2].end
    assert (found[0].start, found[-1].end) == (0, len(text))
    assert [one.number for one in found] == list(range(1, count_of(len(text)) + 1))
    for earlier, later in pairwise(found):
        assert later.before is not None
        assert part(text, starts, later.before) == earlier


def test_a_part_begins_where_somebody_begins_to_speak() -> None:
    starts = list(range(0, 40_000, 700))
    text = "word " * 8_000
    second = part(text, starts, SIZE + SLACK)
    assert second.start in starts


def test_a_monologue_is_cut_after_a_word() -> None:
    text = "word " * 8_000
    assert text[part(text, [0], 2 * SIZE).start - 1] == " "


def test_an_offset_past_the_end_leads_to_the_last_part() -> None:
    text = "word " * 8_000
    assert part(text, [0], 10**9).after is None
