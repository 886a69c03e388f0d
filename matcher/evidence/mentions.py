"""Who names a skill in their texts, and who lists it."""

import re
from collections.abc import Iterable
from functools import lru_cache

import numpy as np

from matcher.arrays import IdArray, as_ids
from matcher.evidence.places import Places
from matcher.evidence.reading import Reading
from matcher.language.terms import terms
from matcher.records import Professional
from matcher.retrieval import Side

_LONGEST_ABBREVIATION = 4
_PATTERNS = 8192
"""Compiled patterns that are kept: needs ask for the same few thousand skills again and again."""


@lru_cache(maxsize=_PATTERNS)
def skill_pattern(name: str) -> re.Pattern[str]:
    """Finds a skill in a text as whole words only: java is not javascript, C not C++.

    A short abbreviation counts in capitals only: IT is not it.
    """
    edges = (r"(?<![A-Za-z0-9])", r"(?![A-Za-z0-9+#])") if name.isascii() else ("", "")
    exact = len(name) <= _LONGEST_ABBREVIATION and name.isupper()
    return re.compile(edges[0] + re.escape(name) + edges[1], 0 if exact else re.IGNORECASE)


class Mentions:
    """Looks skills up among the passages and the lists of skills of many people.

    Postings of terms give the few passages and lists that can name a skill; only those are read. ``owners`` (s,)
    are the places of the people whose passages these are.
    """

    def __init__(self, people: Side, reading: Reading) -> None:
        self._people, self._reading = people, reading
        self.owners, self._starts = people.passages.owners, people.passages.starts
        self._named: dict[str, IdArray] = {}
        self._passages = Places(people.passages.items)
        self._rows = Places(np.array([each.row for each in people.documents], dtype=np.int64))

    def namings(self, skill: str) -> tuple[IdArray, IdArray]:
        """Places (h,) of people whose passages name the skill, and of these passages (h,)."""
        return self._naming(self._reading.names(skill))

    def near(self, skill: str) -> tuple[IdArray, IdArray]:
        """The same of passages that name a broader, narrower or neighbouring skill."""
        return self._naming(self._reading.near(skill))

    def _naming(self, names: Iterable[str]) -> tuple[IdArray, IdArray]:
        found = [self._named[name] if name in self._named else self._look_up(name) for name in names]
        places = np.unique(np.concatenate([as_ids([]), *found]))
        return self.owners[places], places

    def _look_up(self, name: str) -> IdArray:
        """Passages with one name; neighbouring skills share them, so each is looked for once."""
        pattern = skill_pattern(name)
        found = as_ids([at for at in self._candidates(name) if pattern.search(self._text(at))])
        self._named[name] = found
        return found

    def claimants(self, skill: str) -> list[int]:
        """Places of people who list the skill, whatever else they say of it (``Python (primary)``)."""
        found: set[int] = set()
        for name in self._reading.names(skill):
            pattern = skill_pattern(name)
            places = self._rows.fresh + self._rows.of(self._reading.listed.holding(_sure_terms(name)))
            found.update(at for at in places if any(pattern.search(each) for each in self._listed(at)))
        return sorted(found)

    def _candidates(self, name: str) -> list[int]:
        """Places of passages that hold all terms of the name, and of those that are in no index."""
        return self._passages.fresh + self._passages.of(self._reading.lexical.holding(_sure_terms(name)))

    def _text(self, at: int) -> str:
        owner = int(self.owners[at])
        return self._people.documents[owner].passages[at - int(self._starts[owner])].text

    def _listed(self, at: int) -> list[str]:
        record = self._people.documents[at].record
        return list(record.skills) if isinstance(record, Professional) else []


def _sure_terms(name: str) -> list[str]:
    """The terms of a name that any text has that holds it: x and ray are in ``x-ray-based``, x-ray is not."""
    found = terms(name)
    return [each for each in found if "-" not in each and (len(each) > 1 or each.isascii())] or found
