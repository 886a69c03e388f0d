"""How alike the forms of terms are: the Dice coefficient of their character trigrams.

Dice, Measures of the Amount of Ecologic Association between Species, 1945; for words: Adamson and Boreham, The Use
of an Association Measure Based on Character Structure to Identify Semantically Related Pairs of Words, 1974.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from matcher.arrays import IdArray, ScoreArray, WholeArray
from matcher.scripts import has_han

LEAST_ALIKE = 0.3
"""Terms that have less in common count as different ones: most words share a trigram with some others by chance."""
_BITS = 21
"""Bits of one character in the number of a gram; no code point has more."""


@dataclass(frozen=True, slots=True)
class AlikeTerms:
    """Pairs (a,) of terms that are alike: places among those asked for, numbers of the others, likeness 0 to 1."""

    asked: IdArray
    others: IdArray
    likeness: ScoreArray


@dataclass(frozen=True, slots=True)
class TermForms:
    """The grams of v terms: of a word its trigrams with a blank at either end, of a term of Han its characters and it.

    ``grams`` (g,) are their codes, ascending, ``columns`` (g,) the columns that they have in ``of_terms`` (v, g), which
    holds 1 where a term has a gram.
    """

    grams: IdArray
    columns: IdArray
    of_terms: sparse.csr_matrix

    def __len__(self) -> int:
        """The number of terms."""
        return int(self.of_terms.shape[0])

    def alike(self, asked: WholeArray, held: WholeArray) -> AlikeTerms:
        """Which of the t asked and the h held terms, both distinct numbers, are like each other; equal ones are."""
        of_asked, of_held = self.of_terms[asked], self.of_terms[held]
        shared = (of_asked @ of_held.T).tocsr()
        owners = np.repeat(np.arange(len(asked)), np.diff(shared.indptr))
        sizes = np.diff(of_asked.indptr)[owners] + np.diff(of_held.indptr)[shared.indices]
        likeness = 2.0 * shared.data / sizes
        enough = np.flatnonzero(likeness >= LEAST_ALIKE)
        return AlikeTerms(owners[enough], held[shared.indices[enough]], likeness[enough])

    def extended(self, terms: Sequence[str]) -> "TermForms":
        """The forms of these terms after those of the others."""
        codes, owners = _grams(terms)
        distinct = np.unique(codes)
        new = np.setdiff1d(distinct, self.grams, assume_unique=True)
        all_grams = np.concatenate([self.grams, new])
        columns = np.concatenate([self.columns, np.arange(len(self.columns), len(all_grams))])
        order = np.argsort(all_grams, kind="stable")
        grams, columns = all_grams[order], columns[order]
        places = columns[np.searchsorted(grams, codes)]
        more = sparse.csr_matrix(
            (np.ones(len(places), dtype=np.float32), (owners, places)), shape=(len(terms), len(grams))
        )
        before = self.of_terms.copy()
        before.resize(len(self), len(grams))
        return TermForms(grams, columns, sparse.vstack([before, more], format="csr"))


def no_forms() -> TermForms:
    """The forms of no terms."""
    nothing = sparse.csr_matrix((0, 0), dtype=np.float32)
    return TermForms(np.zeros(0, np.int64), np.zeros(0, np.int64), nothing)


def _grams(terms: Sequence[str]) -> tuple[IdArray, IdArray]:
    """The distinct grams of each term as codes (e,), and the places of the terms (e,)."""
    of_han = np.array([has_han(term) for term in terms], dtype=bool)
    words = [f" {term} " if not han else "" for term, han in zip(terms, of_han.tolist(), strict=True)]
    han = [term if is_han else "" for term, is_han in zip(terms, of_han.tolist(), strict=True)]
    parts = [_windows(words, 3), _windows(han, 1), _windows(han, 2)]
    pairs = np.unique(np.concatenate([np.stack(part) for part in parts], axis=1), axis=1)
    return pairs[1], pairs[0]


def _windows(texts: Sequence[str], size: int) -> tuple[IdArray, IdArray]:
    """The places of the texts and the codes of their runs of so many characters."""
    lengths = np.array([len(text) for text in texts], dtype=np.int64)
    points = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.int64)
    owners = np.repeat(np.arange(len(texts)), lengths)
    count = max(len(points) - size + 1, 0)
    codes = np.zeros(count, dtype=np.int64)
    for at in range(size):
        codes = (codes << _BITS) | points[at : at + count]
    inside = owners[:count] == owners[size - 1 : size - 1 + count]
    return owners[:count][inside], codes[inside]
