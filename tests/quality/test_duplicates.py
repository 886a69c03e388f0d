"""How many of the sample's people who are registered twice are proposed, and how many proposals are right."""

import json
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import pytest

from matcher.build import simplifying
from matcher.config import load_settings
from matcher.duplicates import Duplicates, Grade, propose
from matcher.duplicates.proposals import GRADES
from matcher.ingest.jsonl import read_lines
from matcher.records import Professional
from tests.quality.samples import DEMO

Pairs = set[tuple[str, str]]


def people_of(folder: Path) -> list[Professional]:
    lines = read_lines(folder / "professionals.jsonl", "professional")
    return [line.record for line in lines if isinstance(line.record, Professional)]


def true_pairs(folder: Path) -> Pairs:
    """Every two records of one person, by the truth file."""
    persons: dict[str, list[str]] = defaultdict(list)
    for line in (folder / "truth" / "latent.jsonl").read_text(encoding="utf-8").splitlines():
        truth = json.loads(line)
        if truth["kind"] == "professional":
            persons[truth["duplicate_of"] or truth["id"]].append(truth["id"])
    return {pair for ids in persons.values() for pair in combinations(sorted(ids), 2)}


def precision_and_recall(duplicates: Duplicates, true: Pairs, least: Grade) -> tuple[float, float]:
    """Of the proposals of a grade or a better one."""
    counted = GRADES[: GRADES.index(least) + 1]
    pairs = {(proposal.first, proposal.second) for proposal in duplicates.proposals if proposal.grade in counted}
    return len(pairs & true) / len(pairs), len(pairs & true) / len(true)


@pytest.fixture(scope="module")
def proposed() -> Duplicates:
    return propose(people_of(DEMO), simplifying(load_settings()))


@pytest.mark.parametrize(("least", "precision", "recall"), [("strong", 0.95, 0.9), ("possible", 0.85, 0.95)])
def test_people_of_the_demo_who_are_registered_twice_are_proposed(
    proposed: Duplicates, least: Grade, precision: float, recall: float
) -> None:
    true = true_pairs(DEMO)
    assert len(true) >= 15
    right, seen = precision_and_recall(proposed, true, least)
    assert right >= precision
    assert seen >= recall


def test_names_alone_do_not_carry_a_proposal_of_strangers() -> None:
    people = people_of(DEMO)
    true = true_pairs(DEMO)
    twins = {identifier for pair in true for identifier in pair}
    strangers = propose([person for person in people if person.id not in twins], simplifying(load_settings()))
    assert [proposal for proposal in strangers.proposals if proposal.grade == "strong"] == []


def test_a_simplified_character_stays_as_it_is() -> None:
    characters = simplifying(load_settings())
    assert "宁乾偉".translate(characters) == "宁乾伟"
    assert simplifying(load_settings(bridge="none")) == {}
