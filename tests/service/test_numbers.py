import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.messages import settle
from service.cli.terminal import plain
from service.nightly.tally import gini, top_tenth
from tests.service.conftest import needs


@given(st.lists(st.floats(-5, 5), max_size=14), st.sampled_from([3, 6]))
def test_settled_parts_add_up_exactly_and_move_by_less_than_a_unit(parts: list[float], places: int) -> None:
    total = round(sum(parts), 6)
    settled = settle(parts, total, places)
    unit = 10**places
    assert sum(round(short * unit) for short in settled) == round(total * unit)
    assert all(abs(short - part) < 1.001 / unit for short, part in zip(settled, parts, strict=True))
    assert [short for short, part in zip(settled, parts, strict=True) if part == 0] == [0.0] * parts.count(0)


def test_settling_takes_units_where_rounding_went_furthest() -> None:
    assert settle([0.0004, 0.0004, 0.0004], 0.0012, 3) == [0.001, 0.0, 0.0]
    assert settle([0.0016, 0.0017, 0.0016], 0.0049, 3) == [0.001, 0.002, 0.002]
    assert settle([0.5, -0.25], 0.25, 3) == [0.5, -0.25]


def test_parts_that_do_not_add_up_are_not_hidden() -> None:
    with pytest.raises(ValueError, match=r"add up to 0\.300000, not to the 0\.400000"):
        settle([0.1, 0.2], 0.4, 3)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [([], 0), ([0, 0], 0), ([3, 3, 3], 0), ([0, 0, 0, 8], 0.75), ([1, 3], 0.25), ([3, 1], 0.25), ([0, 1], 0.5)],
)
def test_gini_of_known_cases(counts: list[int], expected: float) -> None:
    assert gini(counts) == expected


def test_the_top_tenth_is_at_least_one_person() -> None:
    assert top_tenth([]) == 0
    assert top_tenth([1, 3]) == 0.75
    assert top_tenth([1] * 9 + [11]) == 0.55
    assert top_tenth([1] * 18 + [41, 41]) == 0.82
    assert top_tenth([0] * 5) == 0


def test_plain_gives_dates_as_iso_text_and_tuples_as_lists() -> None:
    need = plain(needs()[1])
    assert need["period"] == {"start": "2027-01-01", "end": "2027-03-31"}
    assert isinstance(need["requirements"], list)
