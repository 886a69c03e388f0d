"""The features that come from what need and person have written."""

import numpy as np
from scipy import sparse

from matcher.arrays import ScoreArray
from matcher.evidence import Comparison, requirement_credits
from matcher.evidence.pooling import ages_of_best, best_means, group_means

FROM_TEXT = ("works", "sentences", "lexical", "terms", "must", "nice", "quality", "recency")


def from_text(compared: Comparison, credits: ScoreArray | None = None) -> dict[str, ScoreArray]:
    """The features of all pairs, each (n needs, m people) with NaN for unknown; see ``FEATURES``.

    ``credits`` (r, m) are those of ``requirement_credits``, if they are at hand. Where the model cannot read the need
    or the profile, ``works`` and ``sentences`` are unknown.
    """
    credits = requirement_credits(compared) if credits is None else credits
    works = work_likeness(compared)
    sentences = group_means(best_means(compared.sentences, compared.people.read_sentences), compared.need_sentences)
    own = best_means(compared.own, compared.people.passages)
    must, nice, quality = _coverage(compared, credits)
    return {
        "works": works,
        "sentences": np.where(np.isnan(works), np.nan, sentences),
        "lexical": np.fmax(own, best_means(compared.english, compared.people.passages)),
        "terms": own,
        "must": must,
        "nice": nice,
        "quality": quality,
        "recency": _recency(compared),
    }


def work_likeness(compared: Comparison) -> ScoreArray:
    """Mean over each need's passages of the mean likeness of their best works, (n, m)."""
    return group_means(best_means(compared.passages, compared.people.read_passages), compared.need_passages)


def _recency(compared: Comparison) -> ScoreArray:
    """Mean age of the works closest to the beginning of each need, (n, m)."""
    needs, people = compared.need_passages, compared.people
    ages = np.full((len(compared.needs), len(people)), np.nan)
    filled = np.flatnonzero(needs.counts)
    first = needs.items[needs.starts[:-1][filled]]
    of_passages = compared.yardstick.ages(people.columns.passages.years)
    ages[filled] = ages_of_best(compared.passages[first], of_passages, people.read_passages)
    return ages


def _coverage(compared: Comparison, credits: ScoreArray) -> tuple[ScoreArray, ScoreArray, ScoreArray]:
    """Weighted share of the must and of the nice requirements credited, and how far they are proven, each (n, m).

    How far is the mean credit of what is credited at all, each requirement counting with its credit.
    """
    asks, starts = compared.needs.asks, compared.needs.request_starts
    owner = np.repeat(np.arange(len(compared.needs)), np.diff(starts))

    def summed(weights: ScoreArray, values: ScoreArray) -> ScoreArray:
        """The sums (n, m) of values (r, m) by need, without the zeros that hundreds of needs have for each other."""
        of_needs = sparse.csr_matrix((weights, np.arange(len(asks)), starts), shape=(len(compared.needs), len(asks)))
        sums: ScoreArray = of_needs @ values
        return sums

    shares = []
    for kind in (1, 0):
        weights = asks.weights * (asks.must == kind)
        total = np.bincount(owner, weights, len(compared.needs))[:, None]
        shares.append(summed(weights, credits) / np.where(total > 0, total, np.nan))
    earned = summed(asks.weights, credits)
    proven = summed(asks.weights, credits**2) / np.where(earned > 0, earned, np.nan)
    return shares[0], shares[1], proven
