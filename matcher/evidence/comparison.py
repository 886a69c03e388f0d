"""Some needs beside some people: everything that is measured between their texts, once, for scores and explanations."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from matcher.arrays import BoolArray, FloatArray, IdArray, Ragged, ScoreArray, StringArray, ranges
from matcher.evidence.claims_model import ClaimsModel
from matcher.evidence.naming import Finder, NameFinder, Names, Neighbours, claims, names
from matcher.evidence.pooling import highest
from matcher.filters.facts import PeopleFacts
from matcher.retrieval.bm25 import (
    TermCounts,
    TermNumbers,
    TermStatistics,
    alike_shares,
    held_shares,
    shares,
    shares_if_put,
)
from matcher.retrieval.columns import NO_SKILL, TRANSLATED, UNREAD, Asks, Columns, Texts, is_read, joined_texts
from matcher.retrieval.likeness import likeness
from matcher.retrieval.term_forms import TermForms

if TYPE_CHECKING:
    from matcher.evidence.qualifications import Qualified

FRESH_YEARS, FADED_YEARS = 5, 25
"""Age in years up to which evidence has not faded, and from which on it has faded as far as it will."""
TRANSLATED_SHARE = 3.0
"""What a share of a translated skill counts: of the three senses of a word the other side uses one at most."""


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What texts are measured with: statistics of the people's terms, neighbouring skills, and the year of today.

    ``claims`` turns measures of requirements into credits, ``terms`` knows which terms are like each other.
    ``frozen_own`` and ``frozen_english`` are the statistics of a background, which stay as they are when people come
    and go; those of the people where there is none.
    """

    own: TermStatistics
    english: TermStatistics
    neighbours: Neighbours
    year: int
    claims: ClaimsModel
    terms: TermNumbers
    frozen_own: TermStatistics | None = None
    frozen_english: TermStatistics | None = None

    def ages(self, years: ScoreArray) -> ScoreArray:
        """Ages in years, 0 for a year to come, NaN where unknown."""
        return np.maximum(self.year - years, 0.0)

    def faded(self, years: ScoreArray) -> ScoreArray:
        """How much evidence of these years has faded, 0 to 1: not at all for 5 years, then evenly until 25."""
        ages = np.nan_to_num(self.year - years)
        return np.clip((ages - FRESH_YEARS) / (FADED_YEARS - FRESH_YEARS), 0.0, 1.0)


@dataclass(frozen=True)
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

    @cached_property
    def read_passages(self) -> Ragged:
        """The passages that the model can read."""
        return self.passages.kept(self.columns.passages.kinds[self.passages.items] != UNREAD)

    @cached_property
    def read_sentences(self) -> Ragged:
        """The sentences that the model can read."""
        return self.sentences.kept(self.columns.sentences.kinds[self.sentences.items] != UNREAD)

    @property
    def proving_sentences(self) -> Ragged:
        """Those of them that may prove something: no job title or headline does."""
        sentences = self.read_sentences
        return sentences.kept(~self.columns.are_titles[sentences.items])

    @property
    def proving_passages(self) -> Ragged:
        """The passages with such a sentence."""
        columns = self.columns
        proven = np.concatenate([[0], np.cumsum((columns.sentences.kinds != UNREAD) & ~columns.are_titles)])
        ends = np.cumsum(columns.sentence_counts)
        counts = proven[ends] - proven[ends - columns.sentence_counts]
        return self.read_passages.kept(counts[self.read_passages.items] > 0)


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


@dataclass(frozen=True, slots=True)
class Held:
    """Shares (r, p) of the weight of each requirement's distinct terms that passages hold, 0 to 1.

    ``terms`` are shares of the terms themselves, of ``forms`` terms of like form are part of as far as they are alike.
    """

    terms: ScoreArray
    forms: ScoreArray

    def of(self, passages: IdArray, more: "Held") -> "Held":
        """Those of some passages, and more behind them."""
        return Held(
            np.concatenate([self.terms[:, passages], more.terms], axis=1),
            np.concatenate([self.forms[:, passages], more.forms], axis=1),
        )


@dataclass(frozen=True)
class Comparison:
    """n needs beside m people whose columns hold p passages and s sentences.

    Likeness: ``passages`` (a, p) of the needs' a passages, ``sentences`` (b, s) of their b sentences, ``labels``
    (r, s) and ``label_passages`` (r, p) of the names of their r requirements, each without meaning where one of the two
    is unread.
    ``own`` and ``english`` (n, p) are the shares of the needs' terms in the passages, NaN for a need without any;
    ``held`` (r, p) those of a requirement's distinct terms by the frozen statistics, ``naming`` what naming it in a
    passage is worth, and ``claimed`` (r, m) who lists it.
    """

    needs: Columns
    people: Profiles
    yardstick: Yardstick
    passages: FloatArray
    sentences: FloatArray
    labels: FloatArray
    label_passages: FloatArray
    own: ScoreArray
    english: ScoreArray
    held: Held
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

    @cached_property
    def finders(self) -> tuple[Finder | None, ...]:
        """What tells whether a text names the skill of each requirement (r,), as it is credited; None without one."""
        asks, neighbours = self.needs.asks, self.yardstick.neighbours
        return tuple(
            neighbours.finder([skill]) if skill != NO_SKILL else NameFinder(name) if name else None
            for skill, name in zip(asks.skills.tolist(), asks.names.tolist(), strict=True)
        )

    def asks_of(self, need: int) -> slice:
        """The places of the requirements of one need."""
        return slice(int(self.needs.request_starts[need]), int(self.needs.request_starts[need + 1]))

    def of_passages(self, values: ScoreArray, empty: float) -> ScoreArray:
        """The highest (q, m) of each person's passages, of values (q, p)."""
        return highest(values, self.people.passages, empty)


def compare(needs: Columns, people: Profiles, yardstick: Yardstick) -> Comparison:
    """Everything between n needs and m people; a pair has the same numbers in any company."""
    asks = needs.asks
    columns = _of_terms(people.columns, needs)
    faded = yardstick.faded(columns.passages.years)
    # Sentences and labels go over the people's vectors together: fetching is what takes long.
    alike = likeness(joined_texts([needs.sentences, asks.labels]), columns.sentences)
    works = likeness(joined_texts([needs.passages, asks.labels]), columns.passages)
    need_own = needs.own.grouped(needs.passage_starts)
    need_english = needs.english.grouped(needs.passage_starts)
    return Comparison(
        needs,
        people,
        yardstick,
        works[: len(needs.passages)],
        alike[: len(needs.sentences)],
        alike[len(needs.sentences) :],
        works[len(needs.passages) :],
        _shares(need_own, columns.own, yardstick.own, people.imagined),
        _shares(need_english, columns.english, yardstick.english, people.imagined),
        _held(
            asks,
            columns,
            people.columns,
            yardstick.frozen_own or yardstick.own,
            yardstick.frozen_english or yardstick.english,
            yardstick.terms.forms(),
        ),
        names(asks, columns, yardstick.neighbours, faded),
        claims(asks, columns)[:, people.records],
    )


def _of_terms(people: Columns, needs: Columns) -> Columns:
    """The people with those terms alone that needs ask for: some hundreds of a hundred thousand in a pool."""
    asks = needs.asks
    own = [needs.own, asks.own, asks.named]
    english = [needs.english, asks.english]
    return replace(
        people,
        own=people.own.only(np.concatenate([counts.numbers.items for counts in own])),
        english=people.english.only(np.concatenate([counts.numbers.items for counts in english])),
        listed=people.listed.only(np.concatenate([counts.numbers.items for counts in own])),
    )


def compare_imagined(known: Comparison, chosen: IdArray, people: Profiles) -> Comparison:
    """The comparison with people who are imagined out of the chosen (c,) of a known one; only what is new is measured.

    The columns of ``people`` are those of the chosen, and behind them those of the texts that nobody has.
    """
    columns = people.columns
    new = profiles_of(columns.take(np.arange(len(chosen), len(columns))))
    added = compare(known.needs, replace(new, imagined=len(new.columns.passages)), known.yardstick)
    _, passages = ranges(known.people.columns.passage_starts, chosen)
    _, sentences = ranges(known.people.columns.sentence_starts, chosen)
    return Comparison(
        known.needs,
        people,
        known.yardstick,
        np.concatenate([known.passages[:, passages], added.passages], axis=1),
        np.concatenate([known.sentences[:, sentences], added.sentences], axis=1),
        np.concatenate([known.labels[:, sentences], added.labels], axis=1),
        np.concatenate([known.label_passages[:, passages], added.label_passages], axis=1),
        np.concatenate([known.own[:, passages], added.own], axis=1),
        np.concatenate([known.english[:, passages], added.english], axis=1),
        known.held.of(passages, added.held),
        known.naming.of(passages, added.naming),
        known.claimed[:, chosen[people.records]],
    )


def _shares(needs: TermCounts, passages: TermCounts, statistics: TermStatistics, imagined: int) -> ScoreArray:
    """The shares (n, p) of the terms of needs in passages, the last of them as if put."""
    shared = shares(needs, passages, statistics)
    if imagined:
        put = np.arange(len(passages) - imagined, len(passages))
        shared[:, put] = shares_if_put(needs, passages.take(put), statistics)
    return shared


def held(asks: Asks, people: Columns, own: TermStatistics, english: TermStatistics, forms: TermForms) -> Held:
    """What passages hold of requirements' terms, by what they say in English.

    Between Chinese texts it is as they are written, where English adds nothing but chance. The form of a word in
    translation counts for nothing: one of its senses is like anything.
    """
    return _held(asks, people, people, own, english, forms)


def _held(
    asks: Asks, people: Columns, with_all_terms: Columns, own: TermStatistics, english: TermStatistics, forms: TermForms
) -> Held:
    """The same, where people have the terms that are asked for alone, and all of them where likeness is looked for."""
    plain = held_shares(asks.english, people.english, english)
    alike = plain.copy()
    chinese = asks.own.numbers.counts > 0
    if not chinese.all():
        rows = np.flatnonzero(~chinese)
        alike[rows] = alike_shares(asks.english.take(rows), with_all_terms.english, english, forms)
    if chinese.any():
        rows = np.flatnonzero(chinese)
        across = np.minimum(TRANSLATED_SHARE * plain[rows], 1.0)
        asked, translated = asks.own.take(rows), people.passages.kinds == TRANSLATED
        as_written = held_shares(asked, people.own, own)
        plain[rows] = np.where(translated, as_written, np.maximum(across, as_written))
        as_written = alike_shares(asked, with_all_terms.own, own, forms)
        alike[rows] = np.where(translated, as_written, np.maximum(across, as_written))
    return Held(plain, alike)


def _read(starts: IdArray, texts: Texts) -> Ragged:
    return Ragged(starts, np.arange(len(texts))).kept(is_read(texts))
