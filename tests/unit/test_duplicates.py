"""Pairs of professionals that may be one person are proposed with reasons; nothing is merged, nothing ranked by it."""

from dataclasses import replace
from time import process_time
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.duplicates import Proposal, propose
from matcher.duplicates.blocks import MAX_BLOCK, NEIGHBOURS
from matcher.duplicates.names import NameReason
from matcher.duplicates.proposals import GRADES, Fact
from matcher.messages import (
    LANGUAGES,
    Language,
    crowd_text,
    duplicate_grade,
    duplicate_reason,
    duplicates_counted,
    thinned_text,
)
from matcher.records import Experience, Professional, Work
from tests.test_layers import ROOT, imported, modules, unit_of

TITLES = ("Membranes for saline waste water", "Crystals out of brine at scale", "Silica removal before evaporation")
OTHER_TITLES = ("Phage therapy for fish farms", "Bacterial films on steel pipes", "Plasmids in rural sewage plants")


def person(identifier: str, name: str | None, titles: tuple[str, ...] = TITLES, **facts: Any) -> Professional:
    works = tuple(Work(title) for title in titles)
    stated: dict[str, Any] = {"headline": f"Researcher {identifier}", "works": works}
    return Professional(**{"id": identifier, "name": name} | stated | facts)


def only(*people: Professional) -> Proposal | None:
    """The one proposal for the people, if there is one."""
    proposals = propose(people).proposals
    assert len(proposals) < 2
    return proposals[0] if proposals else None


def codes(proposal: Proposal | None) -> list[str]:
    return [reason.code for reason in proposal.reasons] if proposal else []


def test_hanzi_and_pinyin_with_the_same_works_are_proposed_with_every_reason() -> None:
    proposal = only(
        person("a", "曾文博", organisation="O1", country="US"),
        person("b", "Wen-Bo Zeng", TITLES[:2], organisation="O1", country="US"),
    )
    assert proposal is not None
    assert (proposal.first, proposal.second, proposal.grade) == ("a", "b", "strong")
    assert codes(proposal) == ["same_reading", "works", "employer"]
    assert proposal.weight == sum(reason.weight for reason in proposal.reasons)
    assert [reason.count for reason in proposal.reasons] == [1, 2, 1]


def test_a_western_given_name_needs_more_than_a_common_employer() -> None:
    shared: dict[str, Any] = {"organisation": "O1"}
    assert only(person("a", "曾文博", (), **shared), person("b", "Kevin Zeng", (), **shared)) is None
    proposal = only(person("a", "曾文博", **shared), person("b", "Kevin Zeng", **shared))
    assert proposal is not None
    assert codes(proposal) == ["western_given", "works", "employer"]


def test_co_authors_of_other_names_are_never_proposed() -> None:
    assert only(person("a", "曾文博", organisation="O1"), person("b", "曾晓敏", organisation="O1")) is None
    assert only(person("a", "Jonas Brandt"), person("b", "Anke Brandt")) is None


def test_an_alias_joins_what_the_name_alone_does_not() -> None:
    plain, aliased = person("b", "Kevin Zeng"), person("b", "Kevin Zeng", aliases=("Wenbo Zeng",))
    alone, joined = only(person("a", "曾文博"), plain), only(person("a", "曾文博"), aliased)
    assert alone is not None
    assert joined is not None
    assert joined.weight > alone.weight
    assert codes(joined)[0] == "same_reading"


def test_facts_that_contradict_lower_a_proposal() -> None:
    one = person("a", "Wenbo Zeng", organisation="O1", country="US")
    assert codes(only(one, person("b", "Wenbo Zeng", OTHER_TITLES, organisation="O2", country="DE"))) == []
    proposal = only(one, person("b", "Wenbo Zeng", organisation="O2", country="DE"))
    assert codes(proposal) == ["same_name", "works", "no_employer_shared", "country_differs"]
    assert proposal is not None
    assert proposal.grade == "likely"


def test_titles_are_compared_by_letters_and_short_ones_not_at_all() -> None:
    shouted = tuple(title.upper().replace(" ", " - ") for title in TITLES)
    assert "works" in codes(only(person("a", "曾文博"), person("b", "Wenbo Zeng", shouted)))
    assert "works" not in codes(
        only(person("a", "曾文博", ("Report", "前言")), person("b", "曾文博", ("Report", "前言")))
    )


def test_a_position_counts_where_title_employer_and_year_are_the_same() -> None:
    held = (Experience("Engineer", "Led a line.", "O1", 2015),)
    later = (replace(held[0], start=2016),)
    one = person("a", "曾文博", (), experiences=held)
    assert codes(only(one, person("b", "Wenbo Zeng", (), experiences=held))) == ["same_reading", "position"]
    assert codes(only(one, person("b", "Wenbo Zeng", (), experiences=later))) == ["same_reading", "employer"]


def test_traditional_characters_are_the_same_where_their_table_is_given() -> None:
    people = [person("a", "曾偉"), person("b", "曾伟")]
    assert codes(propose(people).proposals[0])[0] == "homophones"
    assert codes(propose(people, str.maketrans("偉", "伟")).proposals[0])[0] == "same_characters"


def test_the_strongest_come_first_and_the_order_of_the_people_does_not_matter() -> None:
    people = [person("a", "曾文博"), person("b", "Wenbo Zeng"), person("c", "Kevin Zeng"), person("d", "曾文博", ())]
    duplicates = propose(people)
    weights = [proposal.weight for proposal in duplicates.proposals]
    assert weights == sorted(weights, reverse=True)
    assert len(weights) >= 4
    assert propose(people[::-1]) == duplicates


@pytest.mark.parametrize("name", [None, "", "😀", "??", "曾", "Zeng", "Wenbo 😀 Zeng", "曾" * 5_000, "Z " * 5_000])
def test_odd_names_are_no_error(name: str | None) -> None:
    for proposal in propose([person("a", name), person("b", name), person("c", "曾文博")]).proposals:
        assert proposal.grade in GRADES


def test_a_person_without_a_name_is_in_no_pair() -> None:
    assert only(person("a", None), person("b", None)) is None


def test_the_pairs_of_thousands_with_one_name_are_bounded_and_the_name_is_reported() -> None:
    crowd = [person(f"p{at:04}", "Wei Zhang", (f"A study of the subject {at}",)) for at in range(4_000)]
    twins = [person("x1", "张伟", organisation="O1"), person("x2", "Wei Zhang", organisation="O1")]
    before = process_time()
    duplicates = propose([*crowd, *twins])
    assert process_time() - before < 10
    assert [(proposal.first, proposal.second) for proposal in duplicates.proposals] == [("x1", "x2")]
    assert "frequent_name" in codes(duplicates.proposals[0])
    assert duplicates.crowds[0].people == 4_002
    assert duplicates.crowds[0].name in ("wei zhang", "zhang wei")


def test_many_copies_of_one_record_are_proposed_without_comparing_all_pairs() -> None:
    copies = [person(f"p{at:04}", "Wei Zhang", organisation="O1") for at in range(1_000)]
    duplicates = propose(copies)
    assert duplicates.thinned > 0
    assert 1_000 - 1 <= len(duplicates.proposals) <= 1_000 * NEIGHBOURS
    assert len(propose(copies[:MAX_BLOCK]).proposals) == MAX_BLOCK * (MAX_BLOCK - 1) // 2


@given(
    st.lists(st.tuples(st.sampled_from(["曾文博", "Wenbo Zeng", "Kevin Zeng", "Bo Li", ""]), st.booleans()), max_size=8)
)
def test_a_pair_is_proposed_once_and_never_a_person_with_themselves(drawn: list[tuple[str, bool]]) -> None:
    people = [person(f"p{at}", name, TITLES if same else OTHER_TITLES) for at, (name, same) in enumerate(drawn)]
    pairs = [(proposal.first, proposal.second) for proposal in propose(people).proposals]
    assert len(set(pairs)) == len(pairs)
    assert all(first < second for first, second in pairs)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_grade_and_reason_has_words(language: Language) -> None:
    assert len({duplicate_grade(grade, language) for grade in GRADES}) == len(GRADES)
    against = {"given_differs", "surname_differs", "no_name"}
    reasons = {*get_args(NameReason), *get_args(Fact)} - against
    assert len({duplicate_reason(reason, 7, language) for reason in reasons}) == len(reasons)
    assert "12" in crowd_text("zhang wei", 12, language)
    assert "3" in thinned_text(3, language)
    assert duplicates_counted(0, 0, language) != duplicates_counted(9, 5, language)


def importers(target: str) -> set[str]:
    """Modules outside the target that import it or a module in it."""
    known = modules(ROOT)
    return {
        module
        for module, file in known.items()
        if any(f"{name}.".startswith(f"{target}.") for name, _ in imported(module, file, set(known)))
        and not f"{module}.".startswith(f"{target}.")
    }


def test_nothing_that_scores_knows_of_duplicates() -> None:
    shown_by = {"matcher.matching.answer", "matcher.matching.stored", "matcher.build"}
    assert importers("matcher.duplicates") == {"service.cli.duplicates", *shown_by}
    assert {unit_of(module) for module in importers("matcher.duplicates.names")} == {"matcher.duplicates"}
    rooms = ("text", "filters", "retrieval", "evidence", "features", "scorecard", "explain", "matching")
    files = [
        file
        for room in rooms
        for file in (ROOT / "matcher" / room).rglob("*.py")
        if file.stem not in ("answer", "stored")
    ]
    assert len(files) > 20
    assert [file for file in files if "matcher.duplicates" in file.read_text(encoding="utf-8")] == []
