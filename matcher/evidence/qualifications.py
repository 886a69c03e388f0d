"""How far people meet what requirements ask in years, degrees, titles and stages, by the dates and steps they state."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from matcher.arrays import BoolArray, IdArray, Ragged, ScoreArray
from matcher.evidence.comparison import Comparison, Profiles
from matcher.evidence.pooling import highest
from matcher.retrieval.columns import UNREAD
from matcher.skills.qualifications import KINDS, QualificationKind

TOPICAL = 0.45
"""Likeness of a sentence to a requirement from which the years of its passage count as years of doing that."""
_TOPICAL_WORDS = 0.8
"""Share of a requirement's terms in a passage from which on it is about the requirement."""
BRIDGED = 2
"""Years between two works, or a work and a position, in which somebody is taken to have gone on."""
ONE_STEP, MORE_STEPS = 0.4, 0.1
"""Credit of a degree, title or stage one step below what is asked, and of one further below."""
UNSTATED = 0.4
"""What is left of the credit of a skill where the years or the degree asked with it are not stated."""
_NEEDED: tuple[QualificationKind, ...] = ("years", "degree")
"""Kinds that lower a skill's credit where they are not stated; a title or stage does only where it is too low."""


@dataclass(frozen=True, slots=True)
class Qualified:
    """What r requirements ask and m people show of years, degree, title and stage.

    ``asked`` (r, 4) and ``shown`` (4, r, m), in the order of ``KINDS``: years, or steps of a ladder, 0 for nothing
    asked and NaN for nothing stated; ``since`` (r, m) the first of the years; ``shares`` (4, r, m) how much of it
    there is, 1 where nothing is asked; ``alone`` (r,) whether a requirement asks nothing else, ``either`` (r,) whether
    one of several is enough.
    """

    asked: ScoreArray
    shown: ScoreArray
    since: ScoreArray
    shares: ScoreArray
    alone: BoolArray
    either: BoolArray

    def together(self, unstated: ScoreArray) -> ScoreArray:
        """The share (r, m) of all that is asked, or of the best of it where one is enough.

        ``unstated`` (4,) is what counts for a kind that is not stated.
        """
        shares = np.where(np.isnan(self.shares), unstated[:, None, None], self.shares)
        best = np.where((self.asked > 0).T[:, :, None], shares, 0.0).max(axis=0)
        together: ScoreArray = np.where(self.either[:, None], best, shares.min(axis=0))
        return together


def qualified(compared: Comparison) -> Qualified:
    """The qualifications of everybody for every requirement."""
    asks, people = compared.needs.asks, compared.people
    asked = asks.qualifications[:, : len(KINDS)].astype(np.float64)
    alone, either = (asks.qualifications[:, len(KINDS) + flag] > 0 for flag in (0, 1))
    shape = (len(asks), len(people))
    shown, shares = np.full((len(KINDS), *shape), np.nan), np.ones((len(KINDS), *shape))
    since = np.full(shape, np.nan)
    held = people.columns.held[people.records].astype(np.float64)
    held[held == 0] = np.nan
    degree, title, stage = held.T
    years = np.flatnonzero(asked[:, 0])
    if len(years):
        shown[0, years], since[years] = _years(compared, years, alone)
        shares[0] = np.where(asked[:, :1] > 0, np.minimum(shown[0] / np.maximum(asked[:, :1], 1), 1.0), 1.0)
    for place, steps in ((1, degree), (2, title), (3, np.fmax(stage, title))):
        rows = np.flatnonzero(asked[:, place])
        shown[place, rows] = steps
        shares[place, rows] = _share(steps, asked[rows, place : place + 1])
    # A stage of the same step says nearly the same as a title.
    rows = np.flatnonzero(asked[:, 2])
    like_title = np.where(stage >= asked[rows, 2:3], ONE_STEP, np.nan)
    shares[2, rows] = np.fmax(shares[2, rows], like_title)
    return Qualified(asked, shown, since, shares, alone, either)


def with_qualifications(credits: ScoreArray, qualified: Qualified) -> ScoreArray:
    """Credits (r, m) of what requirements are about, lowered to what is shown of years, degree, title and stage.

    A requirement that asks nothing else earns what is shown of them, and nothing where they are not stated.
    """
    if not qualified.asked.any():
        return credits
    alone = qualified.together(np.zeros(len(KINDS)))
    beside = qualified.together(np.array([UNSTATED if kind in _NEEDED else 1.0 for kind in KINDS]))
    lowered: ScoreArray = np.where(qualified.alone[:, None], alone, credits * beside)
    return lowered


def _share(steps: ScoreArray, asked: ScoreArray) -> ScoreArray:
    """The share (r, m) of what is asked (r, 1) that the steps of a ladder (m,) are; NaN where none is stated."""
    missing = asked - steps
    share: ScoreArray = np.where(missing <= 0, 1.0, np.where(missing <= 1, ONE_STEP, MORE_STEPS))
    return np.where(np.isnan(missing), np.nan, share)


def _years(compared: Comparison, rows: IdArray, alone: BoolArray) -> tuple[ScoreArray, ScoreArray]:
    """How many years (q, m) people show for these requirements, and since when; NaN where no date tells."""
    people = compared.people
    topical = _topical(compared)[rows]
    years = np.full((len(rows), len(people)), np.nan)
    since = np.full_like(years, np.nan)
    for person in range(len(people)):
        tenures, passages = _tenures(people, person)
        for place, row in enumerate(rows.tolist()):
            chosen = tenures if alone[row] else tenures[(passages >= 0) & topical[place, passages]]
            spans = [(first, min(last, compared.yardstick.year)) for first, last in _spans(chosen)]
            if spans:
                years[place, person] = _covered(spans)
                since[place, person] = min(first for first, _ in spans)
            stated = chosen[:, 2].max(initial=0)
            if stated > np.nan_to_num(years[place, person]):
                years[place, person], since[place, person] = stated, np.nan
    return years, since


def _tenures(people: Profiles, person: int) -> tuple[ScoreArray, IdArray]:
    """The tenures (t, 4) of somebody and the rows (t,) of their passages, -1 for those that have none."""
    columns, record = people.columns, int(people.records[person])
    tenures = columns.tenures[columns.tenure_starts[record] : columns.tenure_starts[record + 1]]
    rows = np.where(tenures[:, 3] >= 0, columns.passage_starts[record] + tenures[:, 3], -1).astype(np.int64)
    own = people.passages.items[people.passages.starts[person] : people.passages.starts[person + 1]]
    # Somebody who is imagined without a position has not its years either.
    there = np.isin(rows, own) | (rows < 0)
    return tenures[there], rows[there]


def _spans(tenures: ScoreArray) -> Iterator[tuple[float, float]]:
    """First and last years that are known, in order."""
    known = tenures[~np.isnan(tenures[:, 0])]
    yield from sorted((float(first), float(last)) for first, last, *_ in known.tolist())


def _covered(spans: list[tuple[float, float]]) -> float:
    """Years in the spans, overlapping ones once; a work that follows shortly shows that somebody went on."""
    total, (start, end) = 0.0, spans[0]
    for first, last in spans[1:]:
        is_work = first == last or start == end
        if first > end + (BRIDGED if is_work else 0):
            total += max(end - start, 1.0)
            start, end = first, last
        else:
            end = max(end, last)
    return total + max(end - start, 1.0)


def _topical(compared: Comparison) -> BoolArray:
    """Which passages (r, p) are about each requirement: they name its skill, use its words, or say much the same."""
    columns, needs = compared.people.columns, compared.needs
    starts = np.concatenate([[0], np.cumsum(columns.sentence_counts)])
    of_passages = Ragged(starts, np.arange(int(starts[-1]))).kept(columns.sentences.kinds != UNREAD)
    labelled = np.where((needs.asks.labels.kinds != UNREAD)[:, None], highest(compared.labels, of_passages, 0.0), 0.0)
    said = highest(compared.sentences, of_passages, 0.0)
    first = np.repeat(needs.sentence_starts[:-1], np.diff(needs.request_starts))
    asked = needs.asks.sentences
    rows = Ragged(asked.starts, asked.items + np.repeat(first, asked.counts))
    alike = np.maximum(labelled, highest(said.T, rows.kept(needs.sentences.kinds[rows.items] != UNREAD), 0.0).T)
    topical: BoolArray = (compared.naming.skill > 0) | (compared.held.terms >= _TOPICAL_WORDS) | (alike >= TOPICAL)
    return topical
