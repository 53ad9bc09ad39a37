"""Two wordings beside each other: what is marked, and that no character is lost."""

from hypothesis import given
from hypothesis import strategies as st

from desk.comparing import compared


def marked(runs: list) -> list[str]:  # type: ignore[type-arg]
    return [run.text for run in runs if run.differs]


def test_only_the_words_that_differ_are_marked() -> None:
    both = compared(
        "We lost 140 farms last year alone.", "We lost 140 farms last year [2023] alone."
    )
    assert marked(both.before) == []
    assert marked(both.after) == ["[2023]"]


def test_neighbours_that_differ_are_one_run() -> None:
    both = compared("It fell by ten percent in May.", "It fell by one third in May.")
    assert marked(both.before) == ["ten percent"]
    assert marked(both.after) == ["one third"]


def test_texts_with_little_in_common_are_marked_whole() -> None:
    both = compared("The bridge was closed in March.", "Unemployment fell, says the Office.")
    assert marked(both.after) == ["Unemployment fell, says the Office."]


@given(st.text(max_size=60), st.text(max_size=60))
def test_each_side_joined_is_its_text(before: str, after: str) -> None:
    both = compared(before, after)
    assert "".join(run.text for run in both.before) == before
    assert "".join(run.text for run in both.after) == after
    if before == after:
        assert marked(both.before) == marked(both.after) == []


def test_spaces_alone_are_no_difference() -> None:
    both = compared("more than this\ncommittee was told", "more than this committee was told")
    assert marked(both.before) == marked(both.after) == []


def test_a_number_is_one_word_with_its_point():
    both = compared(
        "It fell by 3.4 percent, by 1,200 jobs.", "It fell by 3.1 percent, by 1,300 jobs."
    )
    assert [run.text for run in both.before if run.differs] == ["3.4", "1,200"]
    assert [run.text for run in both.after if run.differs] == ["3.1", "1,300"]
