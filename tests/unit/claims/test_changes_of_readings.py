"""Two readings compared: what is told, and that it is neither too much nor too little."""

from hypothesis import given
from hypothesis import strategies as st

from claims.comparison.changes import Comparison, Reading, changed_reasons, compare


def reading(*said: tuple[int, int, float], claim: float = 0.5) -> list[Reading]:
    """(start, end, score): a claim from `claim` on, ranked by its score."""
    return [
        Reading(at, start, end, score, round(score * 10_000), score >= claim)
        for at, (start, end, score) in enumerate(said)
    ]


def told(found: Comparison) -> list[tuple[int, list[str]]]:
    return [(one.latest.start, [kind.value for kind in one.kinds]) for one in found.changes]


def test_claims_come_and_go_and_scores_move_by_more_than_the_threshold() -> None:
    before = reading((0, 10, 0.9), (10, 20, 0.45), (20, 30, 0.6), (30, 40, 0.2))
    after = reading((0, 10, 0.8), (10, 20, 0.55), (20, 30, 0.1), (30, 40, 0.31))
    found = compare(before, after, 0.1)
    assert told(found) == [(10, ["added"]), (20, ["lost", "moved"]), (30, ["moved"])]
    assert found.counts == {"added": 1, "lost": 1, "moved": 2, "reordered": 0}
    assert (found.claims_before, found.claims_after) == (2, 2)


def test_a_sentence_cut_otherwise_is_the_same_sentence() -> None:
    found = compare(reading((0, 100, 0.9)), reading((0, 60, 0.9), (61, 100, 0.2)))
    assert told(found) == []
    assert told(compare(reading((0, 100, 0.9)), reading((90, 200, 0.9)))) == [
        (0, ["lost"]),
        (90, ["added"]),
    ]


def test_only_the_claim_that_went_past_others_is_reordered() -> None:
    """The last of four comes first; the three it passes keep their order, and a newcomer that
    pushes all of them down reorders none."""
    before = reading((0, 10, 0.8), (10, 20, 0.78), (20, 30, 0.76), (30, 40, 0.74))
    after = reading((0, 10, 0.8), (10, 20, 0.78), (20, 30, 0.76), (30, 40, 0.82), (50, 60, 0.99))
    found = compare(before, after)
    assert told(found) == [(30, ["reordered"]), (50, ["added"])]
    (moved, _new) = found.changes
    assert [side and side.place for side in (moved.before, moved.after)] == [4, 2]


def test_reasons_that_differ_are_told_by_how_much() -> None:
    before = [{"name": "name", "weight": 0.3, "text": "names somebody"},
              {"name": "trend", "weight": 1.0, "text": "a trend"}]  # fmt: skip
    after = [{"name": "name", "weight": 0.32}, {"name": "wording", "weight": 0.4, "text": "its"}]
    found = [(one.name, one.text, one.before, one.after) for one in changed_reasons(before, after)]
    assert found == [("trend", "a trend", 1.0, None), ("wording", "its", None, 0.4)]


SCORES = st.lists(st.sampled_from([0.1, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9]), max_size=12)


@given(SCORES, st.data())
def test_reordered_are_as_few_as_can_be(scores: list[float], data: st.DataObject) -> None:
    """Without them both readings have their claims in one order; with one fewer they would not."""
    others = data.draw(st.permutations(scores))
    spans = [(at * 10, at * 10 + 9) for at in range(len(scores))]
    before = reading(*((*span, score) for span, score in zip(spans, scores, strict=True)))
    after = reading(*((*span, score) for span, score in zip(spans, others, strict=True)))
    found = compare(before, after, 1.0)
    moved = {one.latest.start for one in found.changes if "reordered" in one.kinds}
    old, new = _order(before), _order(after)
    both = [start for start in old if start in new]
    kept = [start for start in both if start not in moved]
    assert kept == [start for start in new if start in kept]
    assert len(kept) == _longest([new.index(start) for start in both])


def _order(found: list[Reading]) -> list[int]:
    claims = sorted((r for r in found if r.is_claim), key=lambda r: (-r.rank, r.start))
    return [claim.start for claim in claims]


def _longest(places: list[int]) -> int:
    """The longest rising run of a list, by the plain quadratic table."""
    best = [1] * len(places)
    for at, place in enumerate(places):
        best[at] = 1 + max((best[i] for i in range(at) if places[i] < place), default=0)
    return max(best, default=0)
