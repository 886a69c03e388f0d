"""The evidence features of many pairs at once."""

from collections.abc import Sequence

import numpy as np

from matcher.arrays import IdArray, ScoreArray
from matcher.documents import NO_TEXT, Document, Side
from matcher.evidence.credits import Wanted, credits
from matcher.evidence.pooling import Scored, best_ages, best_means, cosines, grouped_means, of_each
from matcher.evidence.reading import Reading

EVIDENCE_FEATURES = ("works", "sentences", "lexical", "terms", "must", "nice", "quality", "recency")


def similarity_columns(needs: Side, people: Side, reading: Reading) -> dict[str, ScoreArray]:
    """The evidence features of all pairs, each (n needs, m people) with NaN for unknown.

    ``works``: mean cosine of the need with its 3 best passages; ``sentences``: mean over the need's
    sentences of the mean cosine with their 3 best sentences; ``terms``: mean BM25 share of the 3 best
    passages; ``lexical``: the same or that with Chinese said in English, whichever is larger; ``must`` and ``nice``:
    weighted share of requirements credited; ``quality``: how far what is credited is proven; ``recency``: mean age
    in years of the best 3 passages that have a year.

    Where the model cannot read the need or the profile, ``works`` and ``sentences`` are unknown.
    """
    if not len(needs) or not len(people):
        return {name: np.zeros((len(needs), len(people))) for name in EVIDENCE_FEATURES}
    works = cosines(reading.vectors, people.works, needs.works.items)
    sentences, columns = _sentence_cosines(needs, people, reading)
    meaning = grouped_means(best_means(works), needs.works.counts)
    own = _own(needs, people, reading)
    must, nice, quality = _coverage(needs, people, sentences, columns, reading)
    found = {
        "works": meaning,
        "sentences": np.where(np.isnan(meaning), np.nan, _sentence_means(sentences, columns)),
        "lexical": np.fmax(own, _english(needs, people, reading)),
        "terms": own,
        "must": must,
        "nice": nice,
        "quality": quality,
        "recency": _recency(works, needs, people, reading.year),
    }
    return {name: values.T for name, values in found.items()}


def work_similarities(needs: Side, people: Side, reading: Reading) -> ScoreArray:
    """The feature ``works`` alone, (n, m)."""
    works = cosines(reading.vectors, people.works, needs.works.items)
    return grouped_means(best_means(works), needs.works.counts).T


def _sentence_cosines(needs: Side, people: Side, reading: Reading) -> tuple[Scored, list[IdArray]]:
    """Cosines with every distinct sentence of the needs, and which columns are the sentences of each need."""
    distinct, places = np.unique(needs.sentences.items, return_inverse=True)
    columns = np.split(places.astype(np.int64), np.cumsum(needs.sentences.counts)[:-1])
    return cosines(reading.vectors, people.sentences, distinct), columns


def _sentence_means(sentences: Scored, columns: Sequence[IdArray]) -> ScoreArray:
    """Mean over each need's distinct sentences of the mean of their best, (m, n)."""
    means = best_means(sentences)
    found = np.full((len(means), len(columns)), np.nan)
    for at, mine in enumerate(columns):
        if len(mine):
            found[:, at] = means[:, np.unique(mine)].mean(axis=1)
    return found


def _own(needs: Side, people: Side, reading: Reading) -> ScoreArray:
    shares = reading.own_shares([need.all_terms for need in needs.documents], people)
    return best_means(of_each(shares, people.passages.counts))


def _english(needs: Side, people: Side, reading: Reading) -> ScoreArray:
    shares = reading.english_shares([need.all_english for need in needs.documents], people)
    return best_means(of_each(shares, people.passages.counts))


def _recency(works: Scored, needs: Side, people: Side, year: int) -> ScoreArray:
    """Mean age of the passages closest to the beginning of each need, (m, n)."""
    counts = needs.works.counts
    ages = np.full((len(people), len(needs)), np.nan)
    filled = counts > 0
    if filled.any():
        first = works.columns(needs.works.starts[filled])
        ages[:, filled] = best_ages(first, np.maximum(year - people.works.years, 0.0))
    return ages


def _coverage(
    needs: Side, people: Side, sentences: Scored, columns: Sequence[IdArray], reading: Reading
) -> tuple[ScoreArray, ScoreArray, ScoreArray]:
    """Weighted share of the must and of the nice requirements credited, and how far they are proven, each (m, n)."""
    wanted = [each for need, mine in zip(needs.documents, columns, strict=True) for each in wanted_of(need, mine)]
    earned = credits(wanted, people, sentences, reading)
    must, nice, quality = (np.full((len(people), len(needs)), np.nan) for _ in range(3))
    first = 0
    for at, need in enumerate(needs.documents):
        mine = earned[:, first : first + len(need.asked)]
        first += len(need.asked)
        for target, kind in ((must, "must"), (nice, "nice")):
            weights = _weights(need, kind)
            if weights.any():
                target[:, at] = mine @ (weights / weights.sum())
        quality[:, at] = _proven(mine, _weights(need, "must") + _weights(need, "nice"))
    return must, nice, quality


def wanted_of(need: Document, columns: IdArray) -> list[Wanted]:
    """The need's requirements with the columns (s,) of those of its sentences that have vectors."""
    read = np.flatnonzero(need.sentence_texts != NO_TEXT)
    column_of = dict(zip(read.tolist(), columns.tolist(), strict=True))
    return [
        Wanted(each.requirement.skill, tuple(column_of[at] for at in each.sentences if at in column_of))
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
