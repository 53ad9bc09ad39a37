"""Units and batches depend on the text and its segments alone."""

from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from worker.extraction import Segment, Unit, batches, speaker_keys, units
from worker.extraction.units import GROUP_CHARACTERS, MAX_UNIT_CHARACTERS, groups, segments_of


def cues(text: str, *, speakers: str) -> list[Segment]:
    """Make one timed cue a line, each with its one-letter speaker."""
    found, start = [], 0
    for number, (line, speaker) in enumerate(zip(text.split("\n"), speakers, strict=True)):
        found.append(
            Segment(
                start, start + len(line), "speaker", speaker, number * 1000, number * 1000 + 900
            )
        )
        start += len(line) + 1
    return found


def test_each_paragraph_is_a_unit():
    text = "One here.\n\nTwo here."
    found = units(text, [Segment(0, 9, "speaker", "A"), Segment(11, 20, "speaker", "A")])
    assert [(u.start, u.end, u.first_segment, u.last_segment) for u in found] == [
        (0, 9, 0, 0),
        (11, 20, 1, 1),
    ]


def test_consecutive_cues_of_one_speaker_are_a_unit():
    text = "We lost\nforty jobs.\nNo.\nWe did."
    found = units(text, cues(text, speakers="AABA"))
    assert [(text[u.start : u.end], u.speaker) for u in found] == [
        ("We lost\nforty jobs.", "A"),
        ("No.", "B"),
        ("We did.", "A"),
    ]


def test_empty_and_blank_segments_make_no_unit():
    assert units("   \n ", [Segment(0, 0, "speaker", None), Segment(0, 5, "speaker", None)]) == []


def test_a_long_unit_is_cut_at_the_last_line_end():
    line = "word " * 500
    text = "\n".join([line] * 10)
    found = units(text, [Segment(0, len(text), "speaker", "A")])
    assert all(u.end - u.start <= MAX_UNIT_CHARACTERS for u in found)
    assert text[found[0].end : found[1].start].strip() == ""
    assert "\n" in text[found[0].end : found[1].start]


def test_without_line_ends_it_is_cut_at_white_space_and_else_anywhere():
    spaced = "word " * 5000
    found = units(spaced, [Segment(0, len(spaced), "speaker", "A")])
    assert all(spaced[u.start : u.end].endswith("word") for u in found)
    solid = "x" * 45_000
    found = units(solid, [Segment(0, len(solid), "speaker", "A")])
    assert [u.end - u.start for u in found] == [20_000, 20_000, 5_000]


def test_batches_hold_whole_groups_up_to_the_limit():
    many = [Unit(i * 2000, i * 2000 + 2000, "speaker", None, i, i) for i in range(22)]
    found = list(batches(many, max_characters=17_000))
    assert [len(batch) for batch in found] == [8, 8, 6]
    assert [unit for batch in found for unit in batch] == many
    assert [len(batch) for batch in batches(many, max_characters=1)] == [4] * 5 + [2]


@given(
    lengths=st.lists(st.integers(1, MAX_UNIT_CHARACTERS), max_size=40),
    limit=st.integers(1, 60_000),
    skipped=st.integers(0, 10),
)
def test_the_text_alone_fixes_where_a_group_ends(lengths, limit, skipped):
    """Neither the size of a batch nor the group with which reading begins moves it."""
    starts = accumulate(lengths, lambda start, length: start + length + 2, initial=0)
    many = [
        Unit(start, start + length, "speaker", None, i, i)
        for i, (start, length) in enumerate(zip(starts, lengths, strict=False))
    ]
    whole = list(groups(many))
    assert [unit for group in whole for unit in group] == many
    for group in whole:
        assert group[-1].start - group[0].start < GROUP_CHARACTERS
    rest = [unit for group in whole[skipped:] for unit in group]
    in_batches = [group for batch in batches(rest, limit) for group in groups(batch)]
    assert in_batches == whole[skipped:]


def test_a_range_knows_its_first_and_last_cue():
    text = "We lost\nforty jobs. No\none did."
    (unit,) = units(text, cues(text, speakers="AAA"))
    assert segments_of(unit, 0, 19) == (0, 1)
    assert segments_of(unit, 20, len(text)) == (1, 2)
    assert segments_of(Unit(0, 5, "speaker", None, 3, 4), 0, 5) == (3, 4)


def test_voices_without_a_name_differ_by_their_label() -> None:
    turns = [
        ("1", "Jane Doe"),
        (None, ""),
        (None, "SPEAKER_00"),
        (None, "SPEAKER_00"),
        (None, "SPEAKER_01"),
        (None, ""),
        (None, ">>"),
        (None, ""),
        (None, ">>"),
        ("1", ""),
        (None, ""),
    ]
    assert list(speaker_keys(turns)) == [
        *("1", None, "SPEAKER_00", "SPEAKER_00", "SPEAKER_01", "SPEAKER_01"),
        *(">>6", ">>6", ">>8", "1", None),
    ]
