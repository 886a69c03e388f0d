"""The evidence features of many pairs at once."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from matcher.arrays import IdArray, ScoreArray
from matcher.evidence.credits import Wanted, credits
from matcher.evidence.nearness import nearness
from matcher.evidence.pooling import (
    BestAges,
    BestMeans,
    best_means,
    cosine_blocks,
    grouped_means,
    of_each,
    pooled,
    pooled_cosines,
)
from matcher.evidence.reading import Reading
from matcher.evidence.skill_credits import SkillsAmong
from matcher.retrieval import NO_TEXT, Document, Side
from matcher.retrieval.lexical import Terms

_QUERIES = 64
"""Needs whose terms are looked up at a time: few enough for their weights to stay in a processor's cache."""
EVIDENCE_FEATURES = ("works", "sentences", "lexical", "terms", "must", "nice", "quality", "recency")


def similarity_columns(needs: Side, people: Side, reading: Reading, among: SkillsAmong) -> dict[str, ScoreArray]:
    """The evidence features of all pairs, each (n needs, m people) with NaN for unknown.

    ``works``: mean cosine of the need with its 3 best passages; ``sentences``: mean over the need's
    sentences of the mean cosine with their 3 best sentences; ``terms``: mean BM25 share of the 3 best
    passages; ``lexical``: the same or that with Chinese said in English, whichever is larger; ``must`` and ``nice``:
    weighted share of requirements credited; ``quality``: how far what is credited is proven; ``recency``: mean age
    in years of the best 3 passages that have a year.

    ``among`` tells what skills earn the people. Where the model cannot read the need or the profile, ``works`` and
    ``sentences`` are unknown.
    """
    if not len(needs) or not len(people):
        return {name: np.zeros((len(needs), len(people))) for name in EVIDENCE_FEATURES}
    works, recency = _of_works(needs, people, reading)
    sentences, nearest, column_of = _of_sentences(needs, people, reading)
    own = _own(needs, people, reading)
    must, nice, quality = _coverage(needs, nearest, column_of, among)
    found = {
        "works": works,
        "sentences": np.where(np.isnan(works), np.nan, sentences),
        "lexical": np.fmax(own, _english(needs, people, reading)),
        "terms": own,
        "must": must,
        "nice": nice,
        "quality": quality,
        "recency": recency,
    }
    return {name: values.T for name, values in found.items()}


def work_similarities(needs: Side, people: Side, reading: Reading) -> ScoreArray:
    """The feature ``works`` alone, (n, m)."""
    (means,) = pooled_cosines(reading.vectors, people.works, needs.works.items, BestMeans())
    return grouped_means(means, needs.works.counts).T


def _of_works(needs: Side, people: Side, reading: Reading) -> tuple[ScoreArray, ScoreArray]:
    """Mean of the best passages for each need, and their mean age where they are closest to its beginning, (m, n)."""
    counts, items = needs.works.counts, needs.works.items
    filled = counts > 0
    first = np.zeros(len(items), dtype=bool)
    first[needs.works.starts[filled]] = True
    years = np.maximum(reading.year - people.works.years, 0.0)
    means = np.empty((len(people), len(items)), order="F")
    ages = np.full((len(people), len(needs)), np.nan, order="F")
    # Ages are asked for beside the beginnings only.
    means[:, first], ages[:, filled] = pooled_cosines(
        reading.vectors, people.works, items[first], BestMeans(), BestAges(years)
    )
    (means[:, ~first],) = pooled_cosines(reading.vectors, people.works, items[~first], BestMeans())
    return grouped_means(means, counts), ages


def _of_sentences(needs: Side, people: Side, reading: Reading) -> tuple[ScoreArray, ScoreArray, dict[int, int]]:
    """Mean over each need's distinct sentences of the mean of their best, (m, n); and what requirements are read from.

    That is how near each text that says a requirement is to its best (m, q), and the column of each such text by its
    row in the vector table.
    """
    mine = [np.unique(each) for each in np.split(needs.sentences.items, np.cumsum(needs.sentences.counts)[:-1])]
    asked = np.unique(np.concatenate([np.zeros(0, np.int64), *(_asked(need) for need in needs.documents)]))
    texts = np.unique(needs.sentences.items)
    said_by: dict[int, list[int]] = {row: [] for row in texts.tolist()}
    for at, rows in enumerate(mine):
        for row in rows.tolist():
            said_by[row].append(at)
    total, nearest = np.zeros((len(needs), len(people))), np.empty((len(asked), len(people)))
    pooling = nearness(people, reading)
    for block, similar in cosine_blocks(reading.vectors, people.sentences, texts):
        means, near = pooled(similar, BestMeans(), pooling)
        # Text by text, so that the sums are the same whatever else is asked.
        for row, mean in zip(texts[block].tolist(), means.T.copy(), strict=True):
            total[said_by[row]] += mean
        says = np.isin(texts[block], asked)
        nearest[np.searchsorted(asked, texts[block][says])] = near.T[says]
    counts = np.array([len(each) or np.nan for each in mine])
    return (total / counts[:, None]).T, nearest.T, {row: column for column, row in enumerate(asked.tolist())}


def _asked(need: Document) -> IdArray:
    """Rows of the vectors of the sentences that say the need's requirements."""
    texts = need.sentence_texts[[at for each in need.asked for at in each.sentences]]
    asked: IdArray = texts[texts != NO_TEXT]
    return asked


def _own(needs: Side, people: Side, reading: Reading) -> ScoreArray:
    return _of_terms([need.all_terms for need in needs.documents], people, reading.own_shares)


def _english(needs: Side, people: Side, reading: Reading) -> ScoreArray:
    return _of_terms([need.all_english for need in needs.documents], people, reading.english_shares)


def _of_terms(
    queries: Sequence[Terms], people: Side, shares: Callable[[Sequence[Terms], Side], ScoreArray]
) -> ScoreArray:
    """Mean of the best BM25 shares of each person's passages for each query, (m, n)."""
    found = np.empty((len(people), len(queries)), order="F")
    for at in range(0, len(queries), _QUERIES):
        block = slice(at, at + _QUERIES)
        found[:, block] = best_means(of_each(shares(queries[block], people), people.passages.counts))
    return found


def _coverage(
    needs: Side, nearest: ScoreArray, column_of: Mapping[int, int], among: SkillsAmong
) -> tuple[ScoreArray, ScoreArray, ScoreArray]:
    """Weighted share of the must and of the nice requirements credited, and how far they are proven, each (m, n)."""
    requirements = [each for need in needs.documents for each in need.asked]
    among.look_up(
        (each.requirement.skill for each in requirements if each.requirement.skill),
        (each.label for each in requirements if each.label != NO_TEXT),
    )
    must, nice, quality = (np.full((len(nearest), len(needs)), np.nan, order="F") for _ in range(3))
    for at, need in enumerate(needs.documents):
        mine = credits(_wanted(need, column_of), nearest, among)
        for target, kind in ((must, "must"), (nice, "nice")):
            weights = _weights(need, kind)
            if weights.any():
                target[:, at] = mine @ (weights / weights.sum())
        quality[:, at] = _proven(mine, _weights(need, "must") + _weights(need, "nice"))
    return must, nice, quality


def _wanted(need: Document, column_of: Mapping[int, int]) -> list[Wanted]:
    """The need's requirements with the columns of their texts; what has no vector has none."""
    texts = need.sentence_texts.tolist()
    return [
        Wanted(
            each.requirement.skill,
            tuple(column_of[texts[at]] for at in each.sentences if texts[at] != NO_TEXT),
            each.label,
        )
        for each in need.asked
    ]


def _weights(need: Document, kind: str) -> ScoreArray:
    found = [each.requirement.weight if each.requirement.kind == kind else 0.0 for each in need.asked]
    return np.array(found, dtype=np.float64)


def _proven(earned: ScoreArray, weights: ScoreArray) -> ScoreArray:
    """Mean credit (m,) of what is credited at all, each requirement counting with its credit; NaN if nothing is."""
    total = earned @ weights
    proven: ScoreArray = (earned**2) @ weights / np.where(total > 0, total, np.nan)
    return proven
