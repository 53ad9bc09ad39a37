"""Alpha and kappa give the values that were published for published data."""

import random
from collections import Counter
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.figures.reliability import alpha, alpha_interval, weighted_kappa

#: K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), section C: four
#: observers, twelve units, values 1 to 5; 0: none given.
KRIPPENDORFF = """
    1 2 3 3 2 1 4 1 2 0 0 0
    1 2 3 3 2 2 4 1 2 5 0 3
    0 3 3 3 2 3 4 2 2 5 1 0
    1 2 3 3 2 4 4 1 2 5 1 0
"""
#: J. Sim and C. C. Wright, "The kappa statistic in reliability studies", Physical Therapy 85
#: (2005) 257-268: pain (none, mild, moderate, severe) of 100 patients, asked twice.
SIM_AND_WRIGHT = ((15, 3, 1, 1), (4, 18, 3, 2), (4, 5, 16, 4), (1, 2, 4, 17))
#: Two of the raters of the data "anxiety" in M. Gamer's package irr for R, 20 people rated
#: from 1 to 6; kappa2(anxiety[, 1:2], "squared") gives 0.297.
ANXIETY = ("33345523522615221243", "36462424332333221334")


def patterns(units: list[list[int]], size: int) -> Counter[tuple[int, ...]]:
    """Units given as the values 0, 1, ... they got."""
    return Counter(tuple(unit.count(value) for value in range(size)) for unit in units)


def krippendorffs() -> list[list[int]]:
    rows = [[int(value) for value in row.split()] for row in KRIPPENDORFF.strip().splitlines()]
    return [[value - 1 for value in column if value] for column in zip(*rows, strict=True)]


def test_ordinal_alpha_is_the_one_krippendorff_computed() -> None:
    found = alpha(patterns(krippendorffs(), 5), 5)
    assert found == pytest.approx(0.815, abs=5e-4)


def test_quadratic_kappa_is_the_one_sim_and_wright_computed() -> None:
    pairs = {(a, b): n for a, row in enumerate(SIM_AND_WRIGHT) for b, n in enumerate(row)}
    assert weighted_kappa(pairs, 4) == pytest.approx(0.67, abs=5e-3)


def test_quadratic_kappa_is_the_one_irr_computes() -> None:
    pairs = Counter((int(a) - 1, int(b) - 1) for a, b in zip(*ANXIETY, strict=True))
    assert weighted_kappa(pairs, 6) == pytest.approx(0.297, abs=5e-4)


def test_alpha_of_a_table_small_enough_for_a_pencil() -> None:
    """Three units: (0, 0), (0, 1), (1, 1).

    Coincidences: 00 twice, 01 and 10 once, 11 twice; each value is there 3 times of 6. The two
    values are (3 + 3 - 3) = 3 apart, 9 squared. Observed: 2 * 9 / 6 = 3. Expected:
    2 * 3 * 3 * 9 / (6 * 5) = 5.4. Alpha: 1 - 3 / 5.4.
    """
    assert alpha({(2, 0): 1, (1, 1): 1, (0, 2): 1}, 2) == pytest.approx(1 - 3 / 5.4)


def test_kappa_of_a_table_small_enough_for_a_pencil() -> None:
    """Four claims: (0, 0), (0, 2), (2, 2), (1, 2).

    Observed: (0 + 4 + 0 + 1) / 4. The first gave 0 twice, 1 and 2 once; the second 0 once, 2
    three times. Expected: (2*3*4 + 1*1*1 + 1*3*1 + 1*1*4) / 16 = 32 / 16.
    """
    pairs = {(0, 0): 1, (0, 2): 1, (2, 2): 1, (1, 2): 1}
    assert weighted_kappa(pairs, 3) == pytest.approx(1 - (5 / 4) / 2)


def test_nothing_is_said_where_there_is_nothing_to_compare() -> None:
    assert alpha({}, 5) is None
    assert alpha({(1, 0): 7, (0, 1): 3}, 2) is None, "single ratings"
    assert alpha({(2, 0): 9}, 2) is None, "one value throughout"
    assert alpha_interval({(2, 0): 90}, 2) is None
    assert alpha_interval({(2, 0): 5, (1, 1): 4, (1, 0): 20}, 2) is None, "too few units"
    assert alpha_interval({(2, 0): 5, (1, 1): 5}, 2) is not None
    assert weighted_kappa({}, 5) is None
    assert weighted_kappa({(1, 1): 9}, 5) is None


def test_full_agreement_is_one_and_opposition_is_below_zero() -> None:
    assert alpha({(2, 0, 0): 3, (0, 2, 0): 1, (0, 0, 2): 2}, 3) == 1
    assert weighted_kappa({(0, 0): 3, (2, 2): 1}, 3) == 1
    assert (alpha({(1, 0, 1): 6}, 3) or 0) < 0
    assert weighted_kappa({(0, 2): 3, (2, 0): 3}, 3) == -1


units = st.lists(st.lists(st.integers(0, 3), max_size=4), max_size=12)


def by_definition(units: list[list[int]]) -> float | None:
    """1 - observed / expected disagreement, from every single pair of values."""
    compared = [unit for unit in units if len(unit) > 1]
    values = [value for unit in compared for value in unit]
    if len(set(values)) < 2:
        return None

    def apart(a: int, b: int) -> float:
        low, high = sorted((a, b))
        between = sum(low <= value <= high for value in values)
        return (between - (values.count(a) + values.count(b)) / 2) ** 2 if a != b else 0.0

    within = sum(
        apart(a, b) / (len(unit) - 1) for unit in compared for a, b in permutations(unit, 2)
    )
    across = sum(apart(a, b) for a, b in permutations(values, 2))
    return 1 - (within / len(values)) / (across / (len(values) * (len(values) - 1)))


@given(units)
def test_alpha_is_what_its_definition_says(units: list[list[int]]) -> None:
    expected = by_definition(units)
    found = alpha(patterns(units, 4), 4)
    assert found == (None if expected is None else pytest.approx(expected))


def simulated(number: int) -> list[list[int]]:
    """Two ratings each, mostly a step apart."""
    chance = random.Random(7)
    true = [chance.randrange(5) for _ in range(number)]
    return [[min(4, max(0, x + chance.randint(-1, 1))) for _ in range(2)] for x in true]


@pytest.mark.parametrize("number", [40, 400])
def test_the_interval_is_that_of_drawing_units_anew(number: int) -> None:
    """Against the ordinary bootstrap: units drawn with replacement, a thousand times."""
    given_to = simulated(number)
    interval = alpha_interval(patterns(given_to, 5), 5, seed=1)
    chance = random.Random(2)
    drawn = sorted(
        alpha(patterns(chance.choices(given_to, k=number), 5), 5) or 0 for _ in range(1_000)
    )
    assert interval is not None
    width = drawn[974] - drawn[25]
    assert interval.low == pytest.approx(drawn[25], abs=width / 8)
    assert interval.high == pytest.approx(drawn[974], abs=width / 8)


def test_the_interval_narrows_with_the_number_of_units_and_holds_alpha() -> None:
    widths = []
    for number in (40, 400, 4_000):
        counted = patterns(simulated(number), 5)
        interval, value = alpha_interval(counted, 5), alpha(counted, 5)
        assert interval is not None
        assert value is not None
        assert interval.low < value < interval.high
        widths.append(interval.high - interval.low)
    assert widths[0] > 2 * widths[1] > 4 * widths[2]


def test_the_same_ratings_have_the_same_interval() -> None:
    counted = patterns(simulated(50), 5)
    shuffled = Counter(dict(sorted(counted.items(), reverse=True)))
    assert alpha_interval(counted, 5, seed=3) == alpha_interval(shuffled, 5, seed=3)
    assert alpha_interval(counted, 5, seed=3) != alpha_interval(counted, 5, seed=4)
