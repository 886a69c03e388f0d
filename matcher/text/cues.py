"""A cue: the words that mark a statement of a profile as no evidence, and which part of their clause they are about."""

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from ahocorasick_rs import AhoCorasick

StatementKind = Literal["denied", "wished", "others", "sought", "heard"]
"""Has it not; wants to learn it; somebody else did it; looks for somebody who has it; has only heard of it."""


class Cue(NamedTuple):
    """A pattern, and which part of its clause it is about: what follows, what precedes, or all of it.

    A text holds one of the ``hints`` (with ``|`` between them, in small letters) where it holds the pattern: few
    texts do, and the hints of all cues are looked for at once.
    """

    kind: StatementKind
    reach: Literal["after", "before", "clause"]
    hints: str
    pattern: str


class Search:
    """Looks for the cues of one language."""

    def __init__(self, cues: Sequence[Cue]) -> None:
        self._cues = [(cue, re.compile(cue.pattern, re.IGNORECASE)) for cue in cues]
        numbers: dict[str, list[int]] = {}
        for number, cue in enumerate(cues):
            for hint in cue.hints.split("|"):
                numbers.setdefault(hint, []).append(number)
        self._hints = AhoCorasick(list(numbers))
        self._cues_of_hint = list(numbers.values())

    def possible(self, text: str) -> list[tuple[Cue, re.Pattern[str]]]:
        """The cues of which a text holds a hint, with their patterns, in the order in which they were given."""
        hints = {hint for hint, _, _ in self._hints.find_matches_as_indexes(text.lower(), overlapping=True)}
        return [self._cues[number] for number in sorted({cue for hint in hints for cue in self._cues_of_hint[hint]})]
