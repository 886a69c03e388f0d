"""Which words of two sentences in two languages say the same, and how far the dictionary can be trusted there."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Protocol

from matcher.language.terms import bases, terms
from matcher.results import Evidence, Explanation, Line, RequirementResult, TermPair
from matcher.scripts import has_han, language_of

MOST_PAIRS = 6
"""Pairs that are shown of two sentences; of more, those with the longest Chinese words, which say most."""
_Sense = tuple[TermPair, tuple[frozenset[str], ...], frozenset[str]]
"""A pair, the bases of each word of its English, and those of the English written in one word (wastewater)."""


class Dictionary(Protocol):
    """What says Chinese in English; see ``Glosser``."""

    def pairs(self, text: str) -> list[tuple[str, str]]:
        """Each Chinese word as it stands in the text, with its likeliest English sense."""
        ...

    def coverage(self, text: str) -> float:
        """Share of the text's Chinese that is known, 0 to 1."""
        ...


class TermPairs:
    """Puts the term pairs and the coverage into evidence whose two sentences are in Chinese and in English.

    ``dictionary`` is called with the first such evidence; it gives None where the bridge is switched off, and
    then, as for two sentences in one language, nothing is shown. A sentence beside many others is read once.
    """

    def __init__(self, dictionary: Callable[[], Dictionary | None]) -> None:
        self._dictionary = dictionary
        self._senses: dict[str, tuple[tuple[_Sense, ...], float] | None] = {}
        self._languages: dict[str, str] = {}
        self._bases: dict[str, frozenset[str]] = {}

    def added_to(self, explanation: Explanation) -> Explanation:
        """The explanation with the pairs of all its evidence, that of its lines too."""
        return replace(
            explanation,
            evidence=tuple(map(self.beside, explanation.evidence)),
            lines=tuple(map(self._line, explanation.lines)),
            requirements=tuple(map(self._requirement, explanation.requirements)),
        )

    def beside(self, evidence: Evidence) -> Evidence:
        """The evidence with the pairs that both of its sentences bear out."""
        texts = evidence.need_text, evidence.quote
        if evidence.need_text not in self._languages:
            self._languages[evidence.need_text] = language_of(evidence.need_text)
        if self._languages[evidence.need_text] == evidence.language:
            return evidence
        chinese, english = texts if self._languages[evidence.need_text] == "zh" else texts[::-1]
        if english not in self._bases:
            self._bases[english] = _english_bases(english)
        said = self._bases[english]
        if said and chinese not in self._senses:
            self._senses[chinese] = self._reading(chinese)
        reading = self._senses[chinese] if said else None
        if reading is None:
            return evidence
        senses, coverage = reading
        return replace(evidence, pairs=_matched(senses, said), coverage=coverage)

    def _line(self, line: Line) -> Line:
        span = self.beside(line.span) if line.span else None
        return line if span is line.span else replace(line, span=span)

    def _requirement(self, one: RequirementResult) -> RequirementResult:
        return replace(one, evidence=self.beside(one.evidence)) if one.evidence else one

    def _reading(self, chinese: str) -> tuple[tuple[_Sense, ...], float] | None:
        dictionary = self._dictionary()
        if dictionary is None:
            return None
        senses = tuple(_sense(TermPair(word, english)) for word, english in dictionary.pairs(chinese))
        return senses, round(dictionary.coverage(chinese), 4)


def _english_bases(text: str) -> frozenset[str]:
    """The bases of the words of a sentence that is not Chinese; none for one without any word in Latin letters.

    Such is a year, or one in Cyrillic: what a dictionary says in English cannot stand there.
    """
    words = [word for word in terms(text) if not has_han(word)]
    if not any(word.isascii() and word.isalpha() for word in words):
        return frozenset()
    # What one dictionary writes in one word (wastewater) another writes in two.
    joined = [first + second for first, second in pairwise(words)]
    return frozenset[str]().union(*map(bases, [*words, *joined]))


def _sense(pair: TermPair) -> _Sense:
    words = terms(pair.english)
    return pair, tuple(map(bases, words)), bases("".join(words))


def _matched(senses: tuple[_Sense, ...], said: frozenset[str]) -> tuple[TermPair, ...]:
    """The pairs of whose English words more than half are said on the other side.

    One of two would not do: hot water is no waste water, nor is open the same as open source.
    """
    matched = []
    for pair, words, in_one in senses:
        shared = sum(not word.isdisjoint(said) for word in words)
        if words and (shared * 2 > len(words) or not in_one.isdisjoint(said)):
            matched.append(pair)
    telling = sorted(matched, key=lambda pair: -len(pair.chinese))[:MOST_PAIRS]
    return tuple(pair for pair in matched if pair in telling)
