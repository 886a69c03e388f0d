"""Some needs beside some people: everything that is measured between their texts, once, for scores and explanations."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from matcher.arrays import BoolArray, FloatArray, IdArray, Ragged, ScoreArray, StringArray
from matcher.evidence.naming import FADING, Names, Neighbours, claims, names
from matcher.evidence.pooling import highest
from matcher.filters.facts import PeopleFacts
from matcher.retrieval.bm25 import TermCounts, TermStatistics, joined_counts, shares, shares_if_put
from matcher.retrieval.columns import UNREAD, Asks, Columns, Texts, is_read, joined_texts
from matcher.retrieval.likeness import likeness

if TYPE_CHECKING:
    from matcher.evidence.qualifications import Qualified

FRESH_YEARS, FADED_YEARS = 5, 25
"""Age in years up to which evidence has not faded, and from which on it has faded as far as it will."""
TRANSLATED_SHARE = 3.0
"""What a share of a translated skill counts: of the three senses of a word the other side uses one at most."""
LEAST_SHARE, MOST_SHARE = 0.03, 0.45
"""Shares of a skill's words up to the first are taken for none, those above the second for as much as that."""


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What texts are measured with: statistics of the people's terms, neighbouring skills, and the year of today."""

    own: TermStatistics
    english: TermStatistics
    neighbours: Neighbours
    year: int

    def ages(self, years: ScoreArray) -> ScoreArray:
        """Ages in years, 0 for a year to come, NaN where unknown."""
        return np.maximum(self.year - years, 0.0)

    def faded(self, years: ScoreArray) -> ScoreArray:
        """How much evidence of these years has faded, 0 to 1: not at all for 5 years, then evenly until 25."""
        ages = np.nan_to_num(self.year - years)
        return np.clip((ages - FRESH_YEARS) / (FADED_YEARS - FRESH_YEARS), 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Profiles:
    """m people: which of the passages and sentences in ``columns`` are theirs, and what they state.

    Mostly these are the records of the columns themselves (``profiles_of``); somebody who is imagined without a work,
    or with one more, shares the texts of the others. ``records`` (m,) are places in the columns, for what is listed.
    The last ``imagined`` passages of the columns are in no corpus.
    """

    columns: Columns
    ids: StringArray
    records: IdArray
    passages: Ragged
    sentences: Ragged
    facts: PeopleFacts
    imagined: int = 0

    def __len__(self) -> int:
        """The number of people."""
        return len(self.records)

    @property
    def read_passages(self) -> Ragged:
        """The passages that the model can read."""
        return self.passages.kept(self.columns.passages.kinds[self.passages.items] != UNREAD)

    @property
    def read_sentences(self) -> Ragged:
        """The sentences that the model can read."""
        return self.sentences.kept(self.columns.sentences.kinds[self.sentences.items] != UNREAD)

    @property
    def proving_sentences(self) -> Ragged:
        """Those of them that may prove something: no job title or headline does."""
        sentences = self.read_sentences
        return sentences.kept(~self.columns.are_titles[sentences.items])


def profiles_of(people: Columns) -> Profiles:
    """The people of these columns as they are."""
    if not isinstance(people.facts, PeopleFacts):
        raise TypeError("the columns are of needs")
    return Profiles(
        people,
        people.ids,
        np.arange(len(people)),
        Ragged(people.passage_starts, np.arange(len(people.passages))),
        Ragged(people.sentence_starts, np.arange(len(people.sentences))),
        people.facts,
    )


@dataclass(frozen=True)
class Comparison:
    """n needs beside m people whose columns hold p passages and s sentences.

    Likeness: ``passages`` (a, p) of the needs' a passages, ``sentences`` (b, s) of their b sentences, ``labels``
    (r, s) of the names of the skills of their r requirements, each without meaning where one of the two is unread.
    ``own`` and ``english`` (n, p) are the shares of the needs' terms in the passages, NaN for a need without any;
    ``worded`` (r, p) that of the words of the requirement's skill, faded, ``naming`` what naming it in a passage is
    worth, and ``claimed`` (r, m) who lists it.
    """

    needs: Columns
    people: Profiles
    yardstick: Yardstick
    passages: FloatArray
    sentences: FloatArray
    labels: FloatArray
    own: ScoreArray
    english: ScoreArray
    worded: ScoreArray
    naming: Names
    claimed: BoolArray

    @property
    def need_passages(self) -> Ragged:
        """The passages of each need that the model can read."""
        return _read(self.needs.passage_starts, self.needs.passages)

    @property
    def need_sentences(self) -> Ragged:
        """The sentences of each need that the model can read, one of equal ones."""
        return _read(self.needs.sentence_starts, self.needs.sentences)

    @cached_property
    def qualified(self) -> "Qualified":
        """The years, degrees, titles and stages of everybody, which all explanations of a list share."""
        from matcher.evidence.qualifications import qualified  # here, as that module measures comparisons

        return qualified(self)

    def asks_of(self, need: int) -> slice:
        """The places of the requirements of one need."""
        return slice(int(self.needs.request_starts[need]), int(self.needs.request_starts[need + 1]))

    def of_passages(self, values: ScoreArray, empty: float) -> ScoreArray:
        """The highest (q, m) of each person's passages, of values (q, p)."""
        return highest(values, self.people.passages, empty)


def compare(needs: Columns, people: Profiles, yardstick: Yardstick) -> Comparison:
    """Everything between n needs and m people; a pair has the same numbers in any company."""
    columns, asks = people.columns, needs.asks
    faded = yardstick.faded(columns.passages.years)
    # Sentences and labels go over the people's vectors together, and so do the terms of needs and of skills: fetching
    # is what takes long.
    alike = likeness(joined_texts([needs.sentences, asks.labels]), columns.sentences)
    own = _shares(needs.own.grouped(needs.passage_starts), asks.own, columns.own, yardstick.own, people.imagined)
    need_english = needs.english.grouped(needs.passage_starts)
    english = _shares(need_english, asks.english, columns.english, yardstick.english, people.imagined)
    return Comparison(
        needs,
        people,
        yardstick,
        likeness(needs.passages, columns.passages),
        alike[: len(needs.sentences)],
        alike[len(needs.sentences) :],
        own[0],
        english[0],
        _worded(asks, own[1], english[1], yardstick, faded),
        names(asks, columns, yardstick.neighbours, faded),
        claims(asks, columns)[:, people.records],
    )


def _shares(
    needs: TermCounts, skills: TermCounts, passages: TermCounts, statistics: TermStatistics, imagined: int
) -> tuple[ScoreArray, ScoreArray]:
    """The shares of the terms of needs (n, p) and of skills (r, p) in passages, the last of them as if put."""
    queries = joined_counts([needs, skills])
    shared = shares(queries, passages, statistics)
    if imagined:
        put = np.arange(len(passages) - imagined, len(passages))
        shared[:, put] = shares_if_put(queries, passages.take(put), statistics)
    return shared[: len(needs)], shared[len(needs) :]


def _worded(asks: Asks, own: ScoreArray, english: ScoreArray, yardstick: Yardstick, faded: ScoreArray) -> ScoreArray:
    """The share (r, p) of the words of each requirement's skill in the passages, by English words or between Chinese.

    A word that nobody uses has no weight in a share by itself; here it is part of the skill all the same.
    """
    chinese = asks.own.numbers.counts > 0
    in_english = _used(asks.english, yardstick.english) * np.where(chinese, TRANSLATED_SHARE, 1.0)
    between_chinese = np.where(chinese, _used(asks.own, yardstick.own), 0.0)
    shared = np.maximum(np.nan_to_num(english) * in_english[:, None], np.nan_to_num(own) * between_chinese[:, None])
    worded: ScoreArray = np.where(shared > LEAST_SHARE, np.minimum(shared, MOST_SHARE), 0.0) * (1.0 - FADING * faded)
    return worded


def _used(terms: TermCounts, statistics: TermStatistics) -> ScoreArray:
    """How much of what the words of each skill weigh is in words that any passage uses, (r,)."""
    numbers, owners = terms.numbers.items, terms.numbers.owners
    weights = statistics.idf(numbers) * terms.counts
    used = np.bincount(owners, weights * (statistics.of(numbers) > 0), len(terms))
    total = np.bincount(owners, weights, len(terms))
    return used / np.where(total > 0, total, 1.0)


def _read(starts: IdArray, texts: Texts) -> Ragged:
    return Ragged(starts, np.arange(len(texts))).kept(is_read(texts))
