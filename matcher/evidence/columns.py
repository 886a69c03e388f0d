"""The evidence features of many pairs at once."""

from collections.abc import Sequence

import numpy as np

from matcher.arrays import ScoreArray
from matcher.documents import Document
from matcher.evidence.pooling import BEST, best_means, cosines, grouped, row_means, sizes
from matcher.evidence.requirements import requirement_credits, requirements_of
from matcher.lexical.port import LexicalIndex

EVIDENCE_FEATURES = ("works", "sentences", "lexical", "terms", "must", "nice", "recency")
_CHUNK = 512
"""People compared at a time, which bounds the memory of a ranking of everybody."""


def similarity_columns(
    needs: Sequence[Document], people: Sequence[Document], lexical: LexicalIndex, year: int
) -> dict[str, ScoreArray]:
    """The evidence features of all pairs, each (n needs, m people) with NaN for unknown.

    ``works``: mean cosine of the need with its 3 best passages; ``sentences``: mean over the need's
    sentences of the mean cosine with their 3 best sentences; ``lexical``: mean BM25 share of the 3 best
    passages; ``must`` and ``nice``: weighted share of requirements credited; ``recency``: mean age in years
    of the 3 best passages that have a year, as of ``year``.

    Where the model cannot read the need or the profile, ``works`` and ``sentences`` are unknown, and the
    BM25 share stands in ``terms`` instead of ``lexical``: it is then all there is, and worth more.
    """
    if not needs or not people:
        return {name: np.zeros((len(needs), len(people))) for name in EVIDENCE_FEATURES}
    chunks = [people[at : at + _CHUNK] for at in range(0, len(people), _CHUNK)]
    parts = [_columns(needs, chunk, lexical, year) for chunk in chunks]
    return {name: np.concatenate([part[name] for part in parts], axis=1) for name in parts[0]}


def _columns(
    needs: Sequence[Document], people: Sequence[Document], lexical: LexicalIndex, year: int
) -> dict[str, ScoreArray]:
    wanted, offered = ([each.passage_vectors for each in side] for side in (needs, people))
    works = cosines(wanted, offered)
    asked, said = ([each.sentence_vectors for each in side] for side in (needs, people))
    sentences = cosines(asked, said)
    must, nice = _coverage(needs, people, sentences)
    meaning = row_means(best_means(works, sizes(offered)), sizes(wanted))
    unread = np.isnan(meaning)
    shares = _lexical(needs, people, lexical)
    return {
        "works": meaning,
        "sentences": np.where(unread, np.nan, row_means(best_means(sentences, sizes(said)), sizes(asked))),
        "lexical": np.where(unread, np.nan, shares),
        "terms": np.where(unread, shares, np.nan),
        "must": must,
        "nice": nice,
        "recency": _recency(works, needs, people, year),
    }


def _lexical(needs: Sequence[Document], people: Sequence[Document], lexical: LexicalIndex) -> ScoreArray:
    counts = np.array([len(person.passages) for person in people], dtype=np.int64)
    ids = np.concatenate([np.zeros(0, np.int64), *(person.passage_ids for person in people)])
    return best_means(lexical.scores([need.all_terms for need in needs], ids), counts)


def _recency(works: ScoreArray, needs: Sequence[Document], people: Sequence[Document], year: int) -> ScoreArray:
    """Mean age of the passages closest to the beginning of each need, from ``works`` (rows of needs, of people)."""
    rows = sizes([need.passage_vectors for need in needs])
    columns = sizes([person.passage_vectors for person in people])
    ages = np.full((len(needs), len(people)), np.nan)
    filled = rows > 0
    if not filled.any() or not columns.any():
        return ages
    first = grouped(works[(np.cumsum(rows) - rows)[filled]], columns, -np.inf)
    dated = grouped(_ages(people, year)[None, :], columns, np.nan)
    closest = np.argsort(-first, axis=2, kind="stable")[:, :, :BEST]
    chosen = np.take_along_axis(np.broadcast_to(dated, first.shape), closest, axis=2)
    known = (~np.isnan(chosen)).sum(axis=2)
    ages[filled] = np.nansum(chosen, axis=2) / np.where(known, known, np.nan)
    return ages


def _ages(people: Sequence[Document], year: int) -> ScoreArray:
    years = [person.passages[at].year for person in people for at in person.passage_vectors.positions]
    return np.array([np.nan if each is None else max(year - each, 0) for each in years], dtype=np.float64)


def _coverage(
    needs: Sequence[Document], people: Sequence[Document], sentences: ScoreArray
) -> tuple[ScoreArray, ScoreArray]:
    """Weighted share of the must and of the nice requirements credited, each (n, m).

    ``sentences`` are the cosines (rows of all needs, rows of all people).
    """
    must, nice = (np.full((len(needs), len(people)), np.nan) for _ in range(2))
    ends = np.cumsum(sizes([need.sentence_vectors for need in needs]))
    for at, (need, similar) in enumerate(zip(needs, np.split(sentences, ends[:-1]), strict=True)):
        wanted = requirements_of(need)
        if not wanted:
            continue
        credits = requirement_credits(need, people, similar)
        for target, kind in ((must, "must"), (nice, "nice")):
            weights = np.array([each.weight if each.kind == kind else 0.0 for each in wanted])
            if weights.any():
                target[at] = weights @ credits / weights.sum()
    return must, nice
