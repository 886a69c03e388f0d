"""Small needs and people whose vectors a test gives, and everything that is measured between them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from math import nan, sqrt
from pathlib import Path
from typing import Any

import numpy as np

from matcher.arrays import FloatArray, ScoreArray, as_ids
from matcher.embed.hashing import HashingEmbedder
from matcher.embed.port import Embedder
from matcher.evidence import Comparison, Neighbours, Yardstick, compare, profiles_of, requirement_credits
from matcher.evidence.background import Background
from matcher.evidence.claims_model import PAIRINGS, ClaimsModel, Pairing
from matcher.evidence.naming import NEAR_CREDIT
from matcher.evidence.pair import Pair, TermsOf
from matcher.evidence.quotes import best_sentences
from matcher.evidence.requirements import RequirementEvidence, requirement_evidence
from matcher.features import from_text
from matcher.language.terms import terms
from matcher.matching.snapshot import NOTHING_DECLINED, Snapshot, closest_after, open_on
from matcher.records import Need, Professional, Requirement, Work
from matcher.results import Evidence
from matcher.retrieval import Builder, Columns, Corpus, Rules
from matcher.retrieval.bm25 import TermCounts, TermNumbers, TermStatistics, postings_of, statistics_of
from matcher.retrieval.builder import Derivation
from matcher.retrieval.columns import MEASURES
from matcher.retrieval.corpus import corpus_of, frozen_of, passage_vectors
from matcher.retrieval.exact import ExactIndex
from matcher.skills.table import Row, Skill
from matcher.skills.vocabulary import Vocabulary
from matcher.text import fingerprint

TODAY = date(2026, 11, 22)
YEAR = TODAY.year
SKILLS = (
    Skill("programming", ("programming languages", "编程语言")),
    Skill("java", ("Java", "JVM"), ("programming",)),
    Skill("kotlin", ("Kotlin",), ("programming",)),
)
STEP = 0.0003
"""How far a cosine of two given vectors may be off: each of their numbers is rounded to 1 in 4080."""

AGES = [(2026, 0.0), (2021, 0.0), (2016, 0.25), (2011, 0.5), (2001, 1.0), (1970, 1.0), (nan, 0.0), (2090, 0.0)]
"""Years, and how much evidence of them has faded in 2026."""


def towards(cosine: float) -> FloatArray:
    """A unit vector with this cosine to (1, 0)."""
    return np.array([cosine, sqrt(1 - cosine * cosine)], dtype=np.float32)


def works_of(count: int) -> tuple[Work, ...]:
    """Works whose passages are ``Work 0. Abstract 0`` and so on, of the years from 2000."""
    return tuple(Work(f"Work {number}", f"Abstract {number}", 2000 + number) for number in range(count))


def asking(*requirements: Requirement, **stated: Any) -> Need:
    """A need with the title ``T`` and these requirements."""
    return Need(**{"id": "n", "title": "T", "requirements": requirements} | stated)


def _plain(measure: str, faint: float, clear: float, most: float) -> Pairing:
    """Nothing but one measure: no credit up to ``faint``, ``most`` from ``clear`` on, evenly between."""
    measures = ("words",) if measure == "words" else MEASURES
    count = 3 * len(measures) + 4
    weights = [0.0] * count
    weights[3 * measures.index(measure)] = 1.0
    # A skill near that of the requirement alone is credited with what naming it is worth.
    weights[-2] = (faint + (clear - faint) * NEAR_CREDIT / most) / NEAR_CREDIT
    return Pairing((0.0,) * count, (1.0,) * count, tuple(weights), 0.0, ((faint, 0.0), (clear, most)), slope=0.0)


FAINT, CLEAR = 0.35, 0.80
CLAIMS = ClaimsModel(
    "tests", ("",), evidenced=0.5, inferred=0.25,
    usual=dict.fromkeys(PAIRINGS, ((0.0, 1.0),) * len(MEASURES)),
    pairings={name: _plain("sentence", FAINT, CLEAR, 1.0) for name in PAIRINGS if name != "by words"}
    | {"by words": _plain("words", 0.15, 1.0, 0.9)},
)  # fmt: skip
"""A claims model that can be followed by hand: the nearest sentence, or where nothing is read the share of words."""


class World:
    """Makes columns and comparisons of records; the vocabulary has ``SKILLS`` unless others are given.

    A text has the vector that ``give`` gave it before its record was turned into columns, else the embedder's if there
    is one; a text without a vector is one that the model cannot read.
    """

    def __init__(
        self,
        dim: int = 2,
        *,
        skills: Sequence[Skill] = SKILLS,
        english: TermsOf = terms,
        translates: bool = False,
        embedder: Embedder | None = None,
    ) -> None:
        vocabulary = Vocabulary({skill.id: Row(skill, Path("skills"), line) for line, skill in enumerate(skills)})
        numbers = {skill.id: number for number, skill in enumerate(skills)}
        self.english, self.embedder = english, embedder
        self.rules = Rules(vocabulary, english, "tests")
        self.builder = Builder(embedder.dim if embedder else dim, translates, numbers, TermNumbers())
        self.neighbours = Neighbours(
            [as_ids([numbers[other.id] for other in vocabulary.related_to(skill)]) for skill in skills],
            [as_ids([numbers[other.id] for other in vocabulary.narrower_than(skill)]) for skill in skills],
            lambda text: [numbers[skill_id] for skill_id in vocabulary.mentioned(text)],
        )
        self.vectors: dict[bytes, FloatArray] = {}

    def give(self, vectors: Mapping[str, float | FloatArray]) -> None:
        """Vectors by text; a number is the cosine to (1, 0)."""
        for text, vector in vectors.items():
            self.vectors[fingerprint(text)] = towards(vector) if isinstance(vector, float) else vector

    def needs(self, *records: Need, first_row: int = 1) -> Columns:
        """The columns of needs in their order."""
        return self.columns(Need, enumerate(records, start=first_row))

    def people(self, *records: Professional, first_row: int = 1) -> Columns:
        """The columns of people in their order."""
        return self.columns(Professional, enumerate(records, start=first_row))

    def columns(
        self,
        kind: type[Need] | type[Professional],
        records: Iterable[tuple[int, Need | Professional]],
        versions: Mapping[int, int] | None = None,
    ) -> Columns:
        """The columns of records with their store rows; ``versions`` by row, 0 where none is given."""
        derivations = [
            Derivation(row, (versions or {}).get(row, 0), record, self.rules.document(record))
            for row, record in records
        ]
        return self.builder.columns(kind, derivations, self._vectors_of(derivations))

    def yardstick(self, people: Columns) -> Yardstick:
        """What is measured with where these are all the people that there are."""
        return Yardstick(
            self.statistics(people.own),
            self.statistics(people.english),
            self.neighbours,
            YEAR,
            CLAIMS,
            self.builder.terms,
        )

    def statistics(self, texts: TermCounts) -> TermStatistics:
        """The statistics of the terms of all texts."""
        return statistics_of(texts, postings_of(texts, len(self.builder.terms)))

    def compared(self, needs: Sequence[Need], people: Sequence[Professional]) -> Comparison:
        """Needs beside all the people that there are."""
        columns = self.people(*people)
        return compare(self.needs(*needs), profiles_of(columns), self.yardstick(columns))

    def corpus(self, columns: Columns) -> Corpus:
        """A corpus of these records, all of them frozen."""
        index = ExactIndex(self.builder.dim)
        index.upsert(*passage_vectors(columns))
        return corpus_of(frozen_of(columns, index, len(self.builder.terms)))

    def snapshot(self, people: Corpus, needs: Corpus, before: Snapshot | None = None, day: date = TODAY) -> Snapshot:
        """Both sides as of a day, made from the snapshot before."""
        open_needs = open_on(needs, day)
        closest = closest_after(before, people, needs, open_needs)
        return Snapshot(
            1,
            day,
            0,
            people,
            needs,
            open_needs,
            closest,
            {},
            self.neighbours,
            NOTHING_DECLINED,
            self.background(),
            CLAIMS,
        )

    def background(self, *people: Professional) -> Background:
        """These people, as they are, as a background."""
        return Background("", self.people(*people), self.builder.terms)

    def features(self, needs: Sequence[Need], people: Sequence[Professional]) -> dict[str, ScoreArray]:
        """The features from the texts of all pairs."""
        return from_text(self.compared(needs, people))

    def pair(self, need: Need, person: Professional) -> Pair:
        """A need beside the only person that there is."""
        return self.pair_of(self.compared([need], [person]), 0, 0, need, person)

    def pair_of(self, compared: Comparison, place: int, person_place: int, need: Need, person: Professional) -> Pair:
        """The need and the person in these places of a comparison."""
        return Pair(
            compared, place, person_place, need, self.rules.document(need), person, self.rules.document(person),
            self.english,
        )  # fmt: skip

    def standings(self, need: Need, *people: Professional) -> list[tuple[RequirementEvidence, ...]]:
        """How the requirements of a need stand in the profile of each person."""
        compared = self.compared([need], people)
        credits = requirement_credits(compared)
        pairs = [self.pair_of(compared, 0, place, need, person) for place, person in enumerate(people)]
        return [requirement_evidence(pair, credits) for pair in pairs]

    def state(self, requirement: Requirement, **profile: Any) -> tuple[str, float, str | None]:
        """State, credit and quote of one requirement in the profile of the only person that there is."""
        ((standing,),) = self.standings(asking(requirement), Professional(**{"id": "p"} | profile))
        return standing.state, round(standing.credit, 3), standing.evidence.quote if standing.evidence else None

    def quotes(self, need: Need, person: Professional, limit: int = 5) -> tuple[Evidence, ...]:
        """The sentences of the only person that there is which answer the need best."""
        return best_sentences(self.pair(need, person), limit)

    def _vectors_of(self, derivations: Sequence[Derivation]) -> Mapping[bytes, FloatArray]:
        if self.embedder is None:
            return self.vectors
        texts: dict[bytes, str] = {}
        for derivation in derivations:
            texts |= derivation.document.readable(self.embedder.multilingual)
        vectors = self.embedder.encode(list(texts.values()), role="document")
        return dict(zip(texts, vectors, strict=True)) | self.vectors


class EnglishEmbedder(HashingEmbedder):
    """Reads no Chinese."""

    multilingual = False


def company() -> tuple[Comparison, list[Need], list[Professional]]:
    """Needs and people of all kinds: without texts that are read, without works, with skills, of several languages."""
    world = World(embedder=EnglishEmbedder(64))
    fields = ("solar pumps", "wind turbines and Kotlin", "soil and Java", "太阳能水泵", "poetry")
    needs = [
        Need(
            id=f"n{at}", title=f"Wanted: {field}", body=f"We need {field}. Please help.",
            requirements=(
                Requirement(f"Knows {field}.", weight=1 + at), Requirement("Codes.", "nice", skill="Java"),
                Requirement("Builds.", skill="solar pumps"),
            )[: at % 4],
        )
        for at, field in enumerate(fields)
    ]  # fmt: skip
    people = [
        Professional(
            id=f"p{at}", works=works_of(at % 5), summary=f"About {fields[at % 5]} {at}. It is {fields[at % 3]}.",
            skills=(("Java", "solar pumps"), ())[at % 2],
        )
        for at in range(17)
    ] + [Professional(id="q", summary="?", skills=("Kotlin",))]  # fmt: skip
    return world.compared(needs, people), needs, people


def alone(compared: Comparison, need: int, person: int) -> Comparison:
    """The need and the person in these places of a comparison by themselves, by the same yardstick."""
    columns = compared.people.columns.take(as_ids([person]))
    return compare(compared.needs.take(as_ids([need])), profiles_of(columns), compared.yardstick)
