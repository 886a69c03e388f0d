"""Who is worth scoring for a query: the records that the legs propose, by meaning and by words."""

import numpy as np

from matcher.arrays import BoolArray, IdArray, ScoreArray, as_ids
from matcher.retrieval.columns import Columns, is_read
from matcher.retrieval.corpus import Corpus

_PASSAGES_PER_CANDIDATE = 4
"""Passages fetched for each candidate wanted: several of the nearest may be of one person."""

Shares = tuple[ScoreArray, ScoreArray]
"""The shares of a query's terms in each record (m,), as written and in English."""


def candidates(
    query: Columns, corpus: Corpus, allowed: BoolArray, size: int, shares: Shares | None = None
) -> tuple[IdArray, Shares | None]:
    """Numbers, ascending, of up to ``size`` of the allowed (m,) records for each leg, for a query of one record.

    The legs are likeness of passages, that by a second model where it has read them, shares of terms as written, and
    shares of terms in English. All of the allowed if they are no more than ``size``. The shares, which do not depend on
    who is allowed, are given too if they were looked up, to be handed in for others.
    """
    everybody = np.flatnonzero(allowed)
    if len(everybody) <= size:
        return everybody, shares
    chosen = [as_ids([])]
    read = query.passages.take(np.flatnonzero(is_read(query.passages)))
    if len(read):
        numbers, likeness = corpus.nearest(read, allowed, size * _PASSAGES_PER_CANDIDATE)
        chosen.append(_best(numbers, likeness, corpus, size))
        numbers, likeness = corpus.nearest_to_second(read, allowed, size * _PASSAGES_PER_CANDIDATE)
        chosen.append(_best(numbers, likeness, corpus, size))
    starts = as_ids([0, len(query.passages)])
    shares = shares or corpus.worded(query.own.grouped(starts), query.english.grouped(starts))
    for share in shares:
        sharing = everybody[share[everybody] > 0]
        chosen.append(_best(sharing, share[sharing], corpus, size))
    return np.unique(np.concatenate(chosen)), shares


def _best(numbers: IdArray, scores: ScoreArray, corpus: Corpus, size: int) -> IdArray:
    """Those of the numbers with the best scores, of equal ones those of the earlier rows."""
    return numbers[np.lexsort((corpus.rows_of(numbers), -np.round(scores, 6)))[:size]]
