"""Pinyin: how a word of it is spelled, and the syllables that it can be parted into."""

import unicodedata
from functools import lru_cache

MOST_SYLLABLES = 3
"""A Chinese given name has one or two, seldom three."""
_LONGEST = 18
_TONES = frozenset("\u0300\u0301\u0304\u030c")
_DIAERESIS = "\u0308"

_FINALS = {
    "": "a ai an ang ao e ei en eng er o ou",
    "b": "a ai an ang ao ei en eng i ian iao ie in ing o u",
    "p": "a ai an ang ao ei en eng i ian iao ie in ing o ou u",
    "m": "a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u",
    "f": "a an ang ei en eng o ou u",
    "d": "a ai an ang ao e ei en eng i ia ian iao ie ing iu ong ou u uan ui un uo",
    "t": "a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo",
    "n": "a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan uo v ve",
    "l": "a ai an ang ao e ei eng i ia ian iang iao ie in ing iu o ong ou u uan un uo v ve",
    "g k h": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "j q x": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "zh": "a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo",
    "ch": "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo",
    "sh": "a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo",
    "r": "an ang ao e en eng i ong ou u ua uan ui un uo",
    "z": "a ai an ang ao e ei en eng i ong ou u uan ui un uo",
    "c s": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "y": "a an ang ao e i in ing o ong ou u uan ue un",
    "w": "a ai an ang ao ei en eng o u",
}
SYLLABLES = frozenset(
    initial.strip() + final
    for initials, finals in _FINALS.items()
    for initial in initials.split() or [""]
    for final in finals.split()
)
"""All syllables without tones; ü is written v."""


def spelled(word: str) -> str:
    """A word as pinyin is spelled here: lower case, no tones, apostrophes and hyphens, ü as v.

    >>> spelled("Lǚ"), spelled("Lyu"), spelled("Xi'an"), spelled("Wen2-bo2")
    ('lv', 'lv', 'xian', 'wenbo')
    """
    letters = ""
    for mark in unicodedata.normalize("NFD", word.lower()):
        if mark == _DIAERESIS and letters.endswith("u"):
            letters = letters[:-1] + "v"
        elif mark.isalpha() or (mark not in _TONES and unicodedata.category(mark) == "Mn"):
            letters += mark
    return _umlaut(letters)


def _umlaut(letters: str) -> str:
    # Only at the beginning: Jianyuan holds "nyu" too.
    for written, plain in (("lyu", "lv"), ("nyu", "nv"), ("lue", "lve"), ("nue", "nve")):
        if letters.startswith(written):
            return plain + letters[len(written) :]
    return letters


@lru_cache(maxsize=50_000)
def partings(word: str) -> tuple[tuple[str, ...], ...]:
    """Every way to part a word, spelled as above, into at most three syllables; none if it is no pinyin."""
    return tuple(_partings(word, MOST_SYLLABLES)) if len(word) <= _LONGEST else ()


def _partings(word: str, most: int) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = [(word,)] if word in SYLLABLES else []
    for end in range(1, min(len(word), 7)) if most > 1 else ():
        if word[:end] in SYLLABLES:
            found += [(word[:end], *rest) for rest in _partings(word[end:], most - 1)]
    return found


def without_umlaut(word: str) -> str:
    """A word with u for ü, as many write it in given names."""
    return word.replace("v", "u")
