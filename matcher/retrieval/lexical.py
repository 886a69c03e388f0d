"""The port of every lexical index."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from matcher.arrays import Hits, IdArray, ScoreArray

Terms = Sequence[str]
"""The terms of one text in order, as ``matcher.language.terms`` gives them."""


class LexicalIndex(Protocol):
    """Scores passages by the terms that they share with a query; both are given as their terms.

    A score is a share: what the passage earns by the formula, divided by what a passage of average length
    that repeats every known term of the query without end would earn. So it lies between 0 and 1 and
    can be compared between queries. Like every index this one is a cache of the store.
    """

    def __len__(self) -> int:
        """Number of passages."""
        ...

    def upsert(self, passages: Mapping[int, Terms]) -> None:
        """Put passages by id, replacing those that are present."""
        ...

    def remove(self, ids: IdArray) -> int:
        """Take out passages and return how many there were; unknown ids are passed over."""
        ...

    def scores(self, queries: Sequence[Terms], ids: IdArray) -> ScoreArray:
        """Scores (q, n) of the n passages with these ids; a query without any known term scores NaN.

        Raises KeyError for an id that is not in the index.
        """
        ...

    def shares(self, queries: Sequence[Terms], texts: Sequence[Terms]) -> ScoreArray:
        """Scores (q, n) that each of n texts would have if it alone were put into the index beside what is there."""
        ...

    def above(self, queries: Sequence[Terms], least: ScoreArray) -> tuple[IdArray, IdArray, ScoreArray]:
        """Passages that score above what each query (q,) asks for at ``least`` (q,), 0 or more.

        Returns the queries' places (h,), the passages' ids (h,) and their scores (h,), in no order.
        """
        ...

    def holding(self, terms: Terms) -> IdArray:
        """Ids of the passages that hold all these terms, ascending; none for no terms."""
        ...

    def search(self, queries: Sequence[Terms], k: int, *, allowed: IdArray | None = None) -> Hits:
        """The k best passages of each query that share a term with it, ordered by (-score, id), padded."""
        ...
