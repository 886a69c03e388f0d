"""Days and years in any usual form, and the refusal of what could be read in two ways."""

from datetime import date
from typing import Any

import pytest

from matcher import dates
from matcher.codec import from_dict
from matcher.errors import RecordError
from matcher.records import Need, Period, Professional

FIFTH = [
    "2027-03-05", "2027/3/5", "2027.03.05", "5.3.2027", "05.03.2027", "20270305", "2027年3月5日", "２０２７年３月５号",
    "5 March 2027", "March 5, 2027", "5th of Mar 2027", "5-Mar-2027", "2027-03-05T08:30:00+08:00", 20270305,
]  # fmt: skip


@pytest.mark.parametrize("written", FIFTH)
def test_one_day_in_many_forms(written: object) -> None:
    assert dates.day(written) == date(2027, 3, 5)


@pytest.mark.parametrize("written", ["2028-02", "2028年2月", "Feb 2028", "02/2028"])
def test_a_month_is_its_first_or_its_last_day(written: str) -> None:
    assert (dates.day(written), dates.day(written, "last")) == (date(2028, 2, 1), date(2028, 2, 29))


@pytest.mark.parametrize(
    ("written", "expected"), [("23/4/2027", (4, 23)), ("4/23/2027", (4, 23)), ("6-6-2027", (6, 6))]
)
def test_slashes_are_read_where_only_one_order_is_possible(written: str, expected: tuple[int, int]) -> None:
    assert dates.day(written) == date(2027, *expected)


def test_a_day_that_may_be_meant_two_ways_is_refused_and_its_year_is_not() -> None:
    with pytest.raises(ValueError, match="day and month may be either; write 2026-11-22"):
        dates.day("07/08/2027")
    assert dates.year("07/08/2027") == 2027


@pytest.mark.parametrize(
    "written", ["next spring", "2027-02-29", "2027-00-10", "1790000000", 1790000000, "27-3-5", "32.1.2027"]
)
def test_what_is_no_day_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match="allowed: a day such as"):
        dates.day(written)


@pytest.mark.parametrize("written", ["present", "Now", "至今", "Ongoing", "  ", "长期", "current"])
def test_words_for_an_open_end(written: str) -> None:
    assert dates.is_open(written)
    assert not dates.is_open("2027")


def person(**fields: Any) -> Professional:
    record = from_dict("professional", {"id": "p", "summary": "s"} | fields)
    assert isinstance(record, Professional)
    return record


def test_a_position_from_a_resume_has_years() -> None:
    held = person(
        experiences=[{"title": "Welder", "start": "2011年6月", "end": "08/2015"}, {"start": "Mar 2016", "end": "至今"}]
    )
    assert [(one.start, one.end) for one in held.experiences] == [(2011, 2015), (2016, None)]


def test_a_position_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(RecordError, match=r"experiences\.0.*ends in 2012, before it starts in 2018; swap"):
        person(experiences=[{"title": "Welder", "start": 2018, "end": 2012}])


def test_a_period_lasts_from_its_first_to_its_last_day() -> None:
    assert person(availability={"start": "2027年2月", "end": "2027年4月"}).availability == Period(
        date(2027, 2, 1), date(2027, 4, 30)
    )
    assert person(availability={"start": "now", "end": "30.6.2027"}).availability == Period(None, date(2027, 6, 30))


def test_a_consent_is_read_narrowly() -> None:
    consent = person(consent={"purposes": ["matching"], "given": "2026-03", "until": "2028-01"}).consent
    assert consent is not None
    assert (consent.given, consent.until) == (date(2026, 3, 31), date(2028, 1, 1))


def test_a_deadline_as_a_number_is_a_day_and_never_seconds() -> None:
    need = from_dict("need", {"id": "n", "title": "t", "deadline": 20270305})
    assert isinstance(need, Need)
    assert need.deadline == date(2027, 3, 5)


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"period": {"start": "some day"}}, "period.start"), ({"deadline": "1/2/2027"}, "deadline")],
)
def test_the_error_names_the_field(fields: dict[str, Any], field: str) -> None:
    with pytest.raises(RecordError) as refused:
        from_dict("need", {"id": "n", "title": "t"} | fields)
    assert refused.value.field == field
