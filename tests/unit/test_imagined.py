"""A person as they would be is scored as a person who is: without a part, with one more work, with other conditions."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
import pytest

from matcher.evidence import Comparison, Profiles, compare, compare_imagined, profiles_of, requirement_credits
from matcher.evidence.pair import Pair
from matcher.evidence.requirements import requirement_evidence
from matcher.explain.imagined import Change, as_is, possible_changes, profiles_with, proof, without
from matcher.features import FeatureTable
from matcher.matching.rank import table_of
from matcher.matching.snapshot import Snapshot, closest_needs, works_of
from matcher.records import Experience, Need, Period, Professional, Requirement, Work
from matcher.retrieval import Columns
from matcher.text import without_parts
from tests.unit.world import YEAR, EnglishEmbedder, World, asking

SPRING = Period(date(2027, 3, 1), date(2027, 5, 31))
NEED = Need(
    id="n0", title="Wanted: solar pumps", body="We need solar pumps for dry fields. Please bring tools.",
    requirements=(
        Requirement("Codes in Java.", skill="Java", weight=2), Requirement("Builds solar pumps.", "nice"),
        Requirement("Has led a team."), Requirement("懂太阳能水泵。", skill="太阳能水泵", weight=5),
        Requirement("Speaks of soil.", skill="soil science"),
    ),
    languages=("en", "zh"), modes=("visit", "stay"), stages=("R2",), period=SPRING, base="b1",
)  # fmt: skip
PEOPLE = (
    Professional(
        id="a", headline="Engineer", summary="I build pumps. I wrote Java tools.", skills=("Java", "welding"),
        works=(Work("Solar pumps", "We built pumps.", 2009), Work("Dry fields", "Soil science there.", 2021)),
        experiences=(Experience("Team lead", "Led a team of ten.", start=2001, end=2011),),
        languages=("en",), modes=("visit", "remote"), stage="R3", availability=Period(date(2027, 5, 1)),
    ),
    Professional(id="b", summary="懂太阳能水泵的工程师。", works=(Work("Kotlin", year=2020), Work("Poem", year=1999))),
    Professional(id="c", summary="Old poems.", skills=("soil science",), availability=SPRING, modes=("stay", "visit")),
    Professional(id="d", skills=("Java",), languages=("fr",)),
    Professional(id="long", summary=" ".join(f"We made pump number {at} for soil and sun." for at in range(99))),
)  # fmt: skip
PARTNERS = {"a": frozenset(["b1"])}


class Scene:
    """The need beside the people of a snapshot, and what scores people as they would be."""

    def __init__(self, people: Sequence[Professional] = PEOPLE, need: Need = NEED) -> None:
        self.world = World(embedder=EnglishEmbedder(64))
        self.records, self.need_record = people, need
        self.columns = self.world.people(*people)
        others = [Need(id=f"n{at}", title=title) for at, title in enumerate(("wind", "soil", "poems", "pumps"), 1)]
        needs = self.world.corpus(self.world.needs(need, *others))
        made = self.world.snapshot(self.world.corpus(self.columns), needs)
        self.snapshot: Snapshot = replace(made, partners=PARTNERS)
        self.need = self.snapshot.needs.take(np.array([0]))
        self.compared = compare(self.need, profiles_of(self.columns), self.snapshot.yardstick)

    def pair(self, place: int) -> Pair:
        """The need and the person in this place."""
        return self.world.pair_of(self.compared, 0, place, self.need_record, self.records[place])

    def table(self, people: Profiles) -> FeatureTable:
        """The features of people as they would be."""
        open_needs = works_of(self.snapshot.needs, np.flatnonzero(self.snapshot.open_needs))
        options = closest_needs(open_needs, people.columns.passages, people.read_passages).options
        compared = self.beside(people) if people.imagined else compare(self.need, people, self.snapshot.yardstick)
        return table_of(compared, requirement_credits(compared), options, self.snapshot)

    def beside(self, people: Profiles) -> Comparison:
        """The need beside people as they would be, out of the comparison with everybody."""
        return compare_imagined(self.compared, np.arange(len(self.columns)), people)

    def real(self, record: Professional) -> FeatureTable:
        """The features of somebody whose record this is, measured with the same yardstick."""
        return self.table(profiles_of(self.world.people(record)))

    def proofs(self, place: int) -> Columns:
        """The columns of the works that would show the requirements of the need."""
        return self.world.people(*(Professional(id="proof", works=(work,)) for work in self.works(place)))

    def works(self, place: int) -> list[Work]:
        """Those works."""
        return [proof(self.pair(place), request, YEAR) for request in range(len(self.need_record.requirements))]

    def changes(self, place: int) -> list[Change]:
        """The changes that the person in this place could make."""
        pair = self.pair(place)
        standings = requirement_evidence(pair, requirement_credits(self.compared))
        return possible_changes(pair, as_is(pair, place, self.columns), standings, self.columns, self.proofs(place))


@cache
def scene() -> Scene:
    return Scene()


@pytest.mark.parametrize("chosen", [[0, 1, 2, 3, 4], [3, 0, 4]])
def test_people_as_they_would_be_are_measured_as_if_nothing_were_known_of_them(chosen: list[int]) -> None:
    given = scene()
    columns, proofs = given.columns.take(np.array(chosen)), given.proofs(0)
    people = []
    for place, number in enumerate(chosen):
        person = as_is(given.pair(number), place, columns)
        people += [person, without(given.pair(number), person, {"summary"})]
        standings = requirement_evidence(given.pair(number), requirement_credits(given.compared))
        people += [change.after for change in possible_changes(given.pair(number), person, standings, columns, proofs)]
    imagined = profiles_with(columns, proofs, people)
    known = compare_imagined(given.compared, np.array(chosen), imagined)
    anew = compare(given.need, imagined, given.snapshot.yardstick)
    for name in ("passages", "sentences", "labels", "label_passages", "own", "english", "claimed"):
        assert np.array_equal(getattr(known, name), getattr(anew, name), equal_nan=True), name
    assert np.array_equal(known.held.terms, anew.held.terms)
    assert np.array_equal(known.held.forms, anew.held.forms)
    assert np.array_equal(known.naming.skill, anew.naming.skill)
    assert np.array_equal(known.naming.other_forms, anew.naming.other_forms)
    assert np.array_equal(known.naming.near, anew.naming.near)
    assert known.naming.skill.any()
    assert known.claimed.any()


BY_TERMS = ("lexical", "terms", "must", "nice", "quality")
"""Features that depend on how rare terms are, which one more work changes a little."""


def assert_equal(one: FeatureTable, other: FeatureTable, *, apart: Sequence[str] = ()) -> None:
    for name in (name for name in one.names if name not in apart):
        assert np.array_equal(one.column(name), other.column(name), equal_nan=True), name


def test_people_as_they_are_have_exactly_their_features() -> None:
    given = scene()
    people = [as_is(given.pair(place), place, given.columns) for place in (4, 0, 3, 2, 1, 0)]
    imagined = given.table(profiles_with(given.columns, given.proofs(0), people))
    options = given.snapshot.closest.options
    real = table_of(given.compared, requirement_credits(given.compared), options, given.snapshot)
    assert_equal(imagined, real.rows([4, 0, 3, 2, 1, 0]))
    for name in real.names:
        column = real.column(name)
        assert np.isnan(column).any() or len(set(column.tolist())) > 1, name


@pytest.mark.parametrize(
    ("place", "parts"),
    [
        (0, {"works[0]"}), (0, {"works[1]"}), (0, {"experiences[0]"}), (0, {"summary"}),
        (0, {"works[0]", "works[1]", "experiences[0]"}), (0, {"works[0]", "works[1]", "experiences[0]", "summary"}),
        (1, {"summary"}), (1, {"works[0]"}), (1, {"works[1]"}), (2, {"summary"}), (4, {"summary"}),
    ],
)  # fmt: skip
def test_without_a_part_a_person_has_the_features_of_a_record_without_it(place: int, parts: set[str]) -> None:
    given = scene()
    pair = given.pair(place)
    bereft = without(pair, as_is(pair, place, given.columns), parts)
    imagined = given.table(profiles_with(given.columns, given.proofs(place), [bereft]))
    assert_equal(imagined, given.real(without_parts(given.records[place], parts)))


def test_taking_a_part_away_takes_its_passages_and_sentences_and_nothing_else() -> None:
    given = scene()
    pair = given.pair(0)
    person = as_is(pair, 0, given.columns)
    texts = [passage.source for passage in pair.person_document.passages]
    assert texts == ["works[0]", "works[1]", "experiences[0]", "summary"]
    bereft = without(pair, person, {"works[1]"})
    assert bereft.passages.tolist() == [0, 2, 3]
    sources = [sentence.source for sentence in pair.person_sentences]
    assert [sources[number] for number in bereft.sentences.tolist()] == [
        source for source in sources if not source.startswith("works[1]")
    ]
    assert (bereft.record, bereft.place) == (person.record, person.place)
    assert person.passages.tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize("place", range(len(PEOPLE)))
def test_with_one_more_work_a_person_has_the_features_of_a_record_with_it(place: int) -> None:
    given = scene()
    proven = [change for change in given.changes(place) if change.change == "evidence"]
    assert proven
    subjects = [wanted.skill or wanted.text for wanted in NEED.requirements]
    for change in proven:
        work = given.works(place)[subjects.index(change.subject)]
        record = given.records[place]
        imagined = given.table(profiles_with(given.columns, given.proofs(place), [change.after]))
        real = given.real(replace(record, works=(*record.works, work)))
        assert_equal(imagined, real, apart=BY_TERMS)
        for name in BY_TERMS:
            assert imagined.column(name) == pytest.approx(real.column(name), abs=0.05, nan_ok=True), name


def test_a_work_that_shows_a_requirement_makes_it_evidenced() -> None:
    given = scene()
    for change in given.changes(2):
        if change.change == "evidence":
            person = as_is(given.pair(2), 2, given.columns)
            people = profiles_with(given.columns, given.proofs(2), [person, change.after])
            credits = requirement_credits(given.beside(people))
            request = [wanted.skill or wanted.text for wanted in NEED.requirements].index(change.subject)
            assert credits[request, 0] < 0.75 <= credits[request, 1]


@pytest.mark.parametrize("place", range(len(PEOPLE)))
def test_under_other_conditions_a_person_has_the_features_of_a_record_that_states_them(place: int) -> None:
    given = scene()
    conditions = [change for change in given.changes(place) if change.change != "evidence"]
    assert conditions
    for change in conditions:
        imagined = given.table(profiles_with(given.columns, given.proofs(place), [change.after]))
        assert_equal(imagined, given.real(change.after.record))
        assert imagined.column(change.change).tolist() == [1.0]
        assert given.real(given.records[place]).column(change.change)[0] != 1.0


def test_the_three_gravest_requirements_that_are_not_evidenced_are_tried_and_then_the_conditions() -> None:
    changes = [(change.change, change.subject) for change in scene().changes(2)]
    assert changes == [
        ("evidence", "太阳能水泵"), ("evidence", "Java"), ("evidence", "Has led a team."),
        ("language", "en, zh"),
    ]  # fmt: skip


def test_what_is_evidenced_is_not_to_be_shown_again() -> None:
    given = scene()
    standings = requirement_evidence(given.pair(0), requirement_credits(given.compared))
    proven = {one.requirement.skill or one.requirement.text for one in standings if one.state == "evidenced"}
    tried = {change.subject for change in given.changes(0) if change.change == "evidence"}
    assert proven >= {"Java", "Builds solar pumps."}
    assert tried == {wanted.skill or wanted.text for wanted in NEED.requirements} - proven


def test_conditions_are_those_of_the_need_and_no_language_is_learnt() -> None:
    changes = {change.change: change for change in scene().changes(0)}
    assert changes["availability"].after.record.availability == SPRING
    assert changes["availability"].subject == "2027-03-01 – 2027-05-31"
    assert changes["mode"].after.record.modes == ("visit", "remote", "stay")
    assert changes["mode"].subject == "visit, stay"
    assert "language" not in changes
    stated = {change.change: change for change in scene().changes(1)}
    assert stated["language"].after.record.languages == ("en", "zh")
    assert {change.change for change in scene().changes(2)} == {"evidence", "language"}


def test_a_need_without_conditions_has_none_to_change() -> None:
    given = Scene(PEOPLE[:2], asking(Requirement("Codes in Java.", skill="Java")))
    assert [(change.change, change.subject) for change in given.changes(1)] == [("evidence", "Java")]
    assert given.changes(0) == []


def test_a_proof_is_the_requirement_itself_and_names_the_skill_where_nobody_reads_it() -> None:
    works = scene().works(0)
    assert [work.abstract for work in works] == [
        "Codes in Java.", "Builds solar pumps.", "Has led a team.", "太阳能水泵. 懂太阳能水泵。", "Speaks of soil.",
    ]  # fmt: skip
    assert {work.year for work in works} == {YEAR}


def test_several_people_beside_each_other_are_scored_as_each_alone() -> None:
    given = scene()
    pair = given.pair(0)
    person = as_is(pair, 0, given.columns)
    people = [person, without(pair, person, {"works[0]"}), *(change.after for change in given.changes(0))]
    together = given.table(profiles_with(given.columns, given.proofs(0), people))
    for place, imagined in enumerate(people):
        assert_equal(given.table(profiles_with(given.columns, given.proofs(0), [imagined])), together.rows([place]))
