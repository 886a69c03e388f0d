"""Ranks the senses of a word by how often they occur in the English of the compounds that contain the word.

材料 is "material" or "data"; of the dictionary's compounds with 材料 most say "material". Nothing but the dictionary
is counted, so nothing is trained and nothing can be tuned to a text.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from matcher.language.stems import stem

_WORD = re.compile(r"[a-z0-9]+")
_EMPTY = frozenset(
    re.findall(r"\w+", "a an and as at be by for from in into is of on one or sb s sth that the to up with")
)
_LONGEST = 8
_UNHEARD = 0.2
"""How common a word is that stands in no list."""
_SHARPNESS = 1.5
_TRUST = 1.0
"""How many compounds the order of the dictionary is worth."""


def stems(english: str) -> list[str]:
    """The telling words of an English text, each without its ending, so that "engines" counts for "engine"."""
    return [stem(word) for word in _WORD.findall(english.lower()) if word not in _EMPTY]


def ranked(senses: Mapping[str, Sequence[str]], common: Mapping[str, float] | None = None) -> dict[str, list[str]]:
    """Every word's senses, the likeliest first, those that say the same once.

    ``senses`` are those of the dictionary in its own order; ``common`` tells how common English words are, 0 to 1, and
    of two senses that are counted alike the more common one is the likelier.
    """
    said = {word: set(stems(" ".join(own))) for word, own in senses.items()}
    background: Counter[str] = Counter(stem for own in said.values() for stem in own)
    counts: dict[str, Counter[str]] = {}
    compounds: Counter[str] = Counter()
    for compound, english in said.items():
        for word in set(_parts(compound, said)):
            compounds[word] += 1
            counts.setdefault(word, Counter()).update(english & said[word])
    chance = {stem: number / len(said) for stem, number in background.items()}
    usual = {sense: _usual(sense, common) for own in senses.values() for sense in own} if common else {}
    return {
        word: _distinct(_ordered(own, counts.get(word, Counter()), compounds[word], chance, usual))
        for word, own in senses.items()
    }


def _ordered(
    own: Sequence[str], counts: Counter[str], compounds: int, chance: Mapping[str, float], usual: Mapping[str, float]
) -> list[str]:
    def likelihood(place: int) -> float:
        words = stems(own[place])
        seen = sum(counts[word] - compounds * chance[word] for word in words) / max(len(words), 1)
        counted, share = (seen + _TRUST / (1 + place)) / (compounds + _TRUST), usual.get(own[place], 1.0)
        return counted * share if counted > 0 else counted / share

    return [own[place] for place in sorted(range(len(own)), key=lambda place: (-likelihood(place), place))]


def _usual(sense: str, common: Mapping[str, float]) -> float:
    """How common the rarest word of a sense is."""
    words = [word for word in _WORD.findall(sense.lower()) if word not in _EMPTY]
    return float(min((common.get(word, _UNHEARD) for word in words), default=_UNHEARD) ** _SHARPNESS)


def _distinct(senses: Sequence[str]) -> list[str]:
    """The senses without those whose telling words an earlier one has too: "design for" beside "design"."""
    found: dict[frozenset[str], str] = {}
    for sense in senses:
        found.setdefault(frozenset(stems(sense)) or frozenset((sense,)), sense)
    return list(found.values())


def _parts(compound: str, words: Mapping[str, object]) -> Iterable[str]:
    """The dictionary's words inside a compound; only a single character is looked for in compounds of two."""
    size = len(compound)
    longest = min(size - 1, _LONGEST) if size > 2 else 1
    for length in range(1, longest + 1):
        for start in range(size - length + 1):
            part = compound[start : start + length]
            if part in words and size > length:
                yield part
