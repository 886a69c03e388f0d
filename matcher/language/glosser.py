"""Chinese text said in English words, so that what reads English only can compare it."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence

from matcher.language.dropped import BOILERPLATE, FUNCTION_WORDS
from matcher.language.normal import has_han, mixed_words, one_width, runs, simplified
from matcher.language.segment import Segmenter
from matcher.language.table import BridgeTable
from matcher.language.terms import terms

RULES = "2"
"""Version of the rules in this package; a change of it makes every vector of a glossed text new."""

_SIGNS = str.maketrans({"。": ". ", "、": ", ", "《": '"', "》": '"', "「": '"', "」": '"', "【": "[", "】": "]"})
_DROPPED = FUNCTION_WORDS | BOILERPLATE
_SHORT, _FEW_WORDS = 64, 15
"""Characters under which a text is said in two and in three ways; longer ones tell by themselves what is meant."""
_PREFERRED = 10_000_000
"""Frequency of a glossary's term: above that of any word of the language."""


class Glosser:
    """A dictionary, and a glossary that comes before it.

    Texts may mix scripts, widths and both ways of writing Chinese. No text is an error; characters that nobody
    knows give nothing. English of the glossary that holds Han is read through the dictionary alone, so that a
    glossary cannot run in a circle. ``version`` names everything that a gloss depends on beside the text.
    """

    def __init__(self, table: BridgeTable, glossary: Mapping[str, Sequence[str]] | None = None) -> None:
        own_terms = {simplified(one_width(term), table.characters): own for term, own in (glossary or {}).items()}
        self.version = _version(table, own_terms)
        self._table = table
        self._own: dict[str, tuple[str, ...]] = {}
        self._segmenter = Segmenter(table.frequencies() | dict.fromkeys(own_terms, _PREFERRED))
        self._mixed = mixed_words([*table.entries, *own_terms])
        english = {term: tuple(filter(None, map(self.gloss, own))) for term, own in own_terms.items()}
        self._own = {term: own for term, own in english.items() if own}

    def segment(self, text: str) -> list[str]:
        """The Chinese words of a text in order, simplified; what is not Chinese is left out."""
        return [word for chinese, piece in self._pieces(text) if chinese for word in self._cut(piece)]

    def gloss(self, text: str, senses: int = 1) -> str:
        """The text in English: Latin runs as they stand, each Chinese word by its likeliest ``senses``.

        A text without Han is given back unchanged. The gloss is empty if there is nothing in the text but function
        words, boilerplate and characters outside the dictionary.

        >>> glosser.gloss("SiC材料的制备")   # doctest: +SKIP
        'SiC material preparation'
        """
        if not has_han(text):
            return text
        said = ""
        for chinese, piece in self._pieces(text):
            english = self._english(piece, senses) if chinese else piece.translate(_SIGNS)
            apart = said[-1:].isalnum() or said[-1:] in ",.;:)]"
            said += f" {english}" if apart and english[:1].isalnum() else english
        return said.strip()

    def glosses(self, text: str) -> tuple[str, ...]:
        """What a model should read of a text, to take the mean of it: a short text leaves words in doubt.

        The gloss by the likeliest sense, of a short text that by two, and of a few words that by three; none if nothing
        can be said in English.
        """
        several = (1, 2, 3)[: 1 + (len(text) < _SHORT) + (len(text) < _FEW_WORDS)]
        return tuple(dict.fromkeys(filter(None, (self.gloss(text, senses) for senses in several))))

    def gloss_terms(self, text: str, senses: int = 3) -> list[str]:
        """The English words of the Chinese in a text, for matching by words: lower case, no stop words.

        Each word gives the words of its likeliest ``senses``, each of them once.
        """
        return [
            term for word in self.segment(text) for term in dict.fromkeys(terms(" ".join(self._senses(word)[:senses])))
        ]

    def pairs(self, text: str) -> list[tuple[str, str]]:
        """Each Chinese word that has an English sense, as it stands in the text, with its likeliest one.

        In the order of the text, each pair once, without function words and boilerplate.
        """
        found: dict[tuple[str, str], None] = {}
        for chinese, piece in self._split(one_width(text)):
            at = 0
            for word in self._cut(self._simplified(piece)) if chinese else ():
                if senses := self._senses(word):
                    found.setdefault((piece[at : at + len(word)], senses[0]))
                at += len(word)
        return list(found)

    def coverage(self, text: str) -> float:
        """Share of the Han characters that stand in known words of two or more, 0 to 1: trust in the gloss.

        Function words count on neither side. 1 for a text without Han, of which nothing is lost.
        """
        words = [word for word in self.segment(text) if word not in FUNCTION_WORDS]
        total = sum(map(len, words))
        known = sum(len(word) for word in words if len(word) > 1 and self._known(word))
        return known / total if total else 1.0

    def _english(self, piece: str, senses: int) -> str:
        return " ".join(sense for word in self._cut(piece) for sense in self._senses(word)[:senses])

    def _senses(self, word: str) -> tuple[str, ...]:
        own = self._own.get(word)
        if own is not None:
            return own
        return () if word in _DROPPED else self._table.senses(word)

    def _known(self, word: str) -> bool:
        return word in self._own or bool(self._table.senses(word))

    def _simplified(self, text: str) -> str:
        return simplified(text, self._table.characters)

    def _pieces(self, text: str) -> Iterator[tuple[bool, str]]:
        return self._split(self._simplified(one_width(text)))

    def _split(self, text: str) -> Iterator[tuple[bool, str]]:
        """Pieces of a text, each whether it is Chinese; a known word of both scripts (X光) is Chinese."""
        for at, piece in enumerate(self._mixed.split(text)):
            if at % 2:
                yield True, piece
            else:
                yield from runs(piece)

    def _cut(self, piece: str) -> list[str]:
        return self._segmenter.segment(piece)


def _version(table: BridgeTable, glossary: Mapping[str, Sequence[str]]) -> str:
    parts = [
        RULES,
        table.version,
        *sorted(_DROPPED),
        *(f"{term}={';'.join(senses)}" for term, senses in sorted(glossary.items())),
    ]
    return "gloss-" + hashlib.sha256("\n".join(parts).encode()).hexdigest()[:8]
