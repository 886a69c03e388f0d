"""What hypothesis draws: texts that a file may hold, and whole records of every kind."""

from datetime import date

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from matcher.records import (
    STAGES,
    Base,
    Consent,
    Education,
    Experience,
    Need,
    Organisation,
    Period,
    Professional,
    Record,
    Requirement,
    Work,
)


def steady_hypothesis() -> None:
    """The same examples on every machine, and no limit of time: two cores are shared by many workers."""
    quiet = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.differing_executors]
    settings.register_profile("steady", deadline=None, derandomize=True, database=None, suppress_health_check=quiet)
    settings.load_profile("steady")


_pieces = st.sampled_from(
    [
        "solar pump",
        "Wind turbine.",
        " e.g. ",
        "Fig. 3 shows",
        "。",
        "！",
        "太阳能水泵",
        "\n",
        "<b>bold</b>",
        "&amp;",
        "\\u0000",
    ]
)
_any_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
texts = st.lists(st.one_of(_pieces, _any_text)).map("".join)
"""Anything that can stand in a field: no NUL, no half of a surrogate pair."""
some_text = texts.map(lambda text: f"solar {text}")
identifiers = st.text("abcxyz-0123456789太阳", min_size=1, max_size=12)
_ids = st.lists(st.sampled_from(["base-1", "org-2"]), max_size=3).map(tuple)
_languages = st.lists(st.sampled_from(["en", "zh", "fr"]), max_size=3, unique=True).map(tuple)
_years = st.none() | st.integers(1900, 2100)
_dates = st.dates(date(1, 1, 1), date(9999, 12, 31))


@st.composite
def periods(draw: st.DrawFn) -> Period:
    start, end = draw(st.none() | _dates), draw(st.none() | _dates)
    return Period(end, start) if start and end and end < start else Period(start, end)


works = st.builds(
    Work, title=texts, abstract=texts, year=_years, kind=st.sampled_from([None, "publication", "patent", "project"])
)


@st.composite
def tenures(draw: st.DrawFn) -> Experience:
    start, end = draw(_years), draw(_years)
    swapped = start is not None and end is not None and end < start
    years = (end, start) if swapped else (start, end)
    return Experience(draw(texts), draw(texts), draw(st.none() | texts), *years)


@st.composite
def degrees(draw: st.DrawFn) -> Education:
    held = draw(tenures())
    return Education(draw(some_text), draw(texts), draw(texts), held.start, held.end)


consents = st.builds(
    Consent, purposes=st.sampled_from([(), ("matching",), ("a", "matching")]), given=_dates, until=st.none() | _dates
)
professionals = st.builds(
    Professional,
    id=identifiers,
    name=st.none() | texts,
    aliases=st.lists(texts, max_size=2).map(tuple),
    headline=texts,
    summary=some_text,
    works=st.lists(works, max_size=2).map(tuple),
    experiences=st.lists(tenures(), max_size=2).map(tuple),
    education=st.lists(degrees(), max_size=2).map(tuple),
    skills=st.lists(texts, max_size=2).map(tuple),
    languages=_languages,
    country=st.none() | st.just("CN"),
    stage=st.none() | st.sampled_from(STAGES),
    organisation=st.none() | st.just("org-2"),
    availability=st.none() | periods(),
    engagements=st.lists(st.sampled_from(["exchange", "project"]), max_size=2).map(tuple),
    modes=st.lists(st.sampled_from(["remote", "visit"]), max_size=2).map(tuple),
    exclusions=_ids,
    consent=st.none() | consents,
    updated=st.none() | _dates,
    synthetic=st.booleans(),
)
_weights = st.floats(0, 10, exclude_min=True)
_requirement_kinds = st.sampled_from(["must", "nice"])
requirements = st.builds(
    Requirement, text=some_text, kind=_requirement_kinds, weight=_weights, skill=st.none() | some_text
) | st.builds(
    Requirement, text=some_text, kind=_requirement_kinds, weight=_weights, skill=some_text,
    alternatives=st.lists(some_text, max_size=3).map(tuple),
)  # fmt: skip
needs = st.builds(
    Need,
    id=identifiers,
    title=some_text,
    body=texts,
    type=st.none() | st.sampled_from(["exchange", "project", "trip"]),
    base=st.none() | st.just("base-1"),
    organisation=st.none() | st.just("org-2"),
    theme=st.none() | texts,
    requirements=st.lists(requirements, max_size=3).map(tuple),
    languages=_languages,
    modes=st.lists(st.sampled_from(["remote", "stay"]), max_size=2).map(tuple),
    stages=st.lists(st.sampled_from(STAGES), max_size=2).map(tuple),
    period=st.none() | periods(),
    deadline=st.none() | _dates,
    status=st.sampled_from(["open", "closed"]),
    visibility=st.sampled_from(["public", "restricted"]),
    controlled=st.booleans(),
    exclusions=_ids,
    synthetic=st.booleans(),
)
bases = st.builds(Base, id=identifiers, name=some_text, name_zh=texts, city=texts, parent=st.none() | identifiers)
organisations = st.builds(Organisation, id=identifiers, name=some_text, country=st.none() | st.just("DE"))
records: st.SearchStrategy[Record] = st.one_of(professionals, needs, bases, organisations)
