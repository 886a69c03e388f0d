"""A written name taken apart: surname and given name in Chinese characters, words and initials in letters."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import product

from matcher.duplicates.names.pinyin import spelled, syllable_splits
from matcher.duplicates.names.surnames import COMPOUND, READINGS

_MAX_READINGS = 3
"""Readings of one character that are tried; the rest are rare."""
_MAX_GIVEN = 3
_MAX_INITIALS = 3
_TITLE_WORDS = """
dr prof professor doctor mr mrs ms miss sir dame jr sr ii iii iv phd md msc bsc mba dipl ing eng dphil assoc
associate asst assistant adjunct emeritus habil med rer nat hc doz privatdozent mag meng beng dott pmp cpa esq
"""
_TITLES = frozenset(_TITLE_WORDS.split())
_PARTICLE_WORDS = "van von der den de del della di da dos du la le el al bin ibn ter ten zu zur"
_PARTICLES = frozenset(_PARTICLE_WORDS.split())
_WORD = re.compile(r"[^\W\d_]+(?:[\d'’`‐‑\-][^\W\d_]*)*", re.UNICODE)
_NO_NAMES = re.compile(
    r"(?i)(?<!\w)(?:ph\.\s?d|m\.\s?sc|b\.\s?sc|m\.\s?eng|b\.\s?eng|m\.\s?phil|d\.\s?phil|m\.b\.a|ll\.m|"
    r"dr\.\s?(?:rer\.\s?nat|h\.\s?c|phil|med|ing|techn)|dipl\.-?\s?ing)\b\.?"
    r"|\(?(?<!\w)(?:née|nee|geb\.|geborene|formerly)\s+[\w'’-]+\)?"
)
"""Degrees with full stops, which would be taken for initials, and names of birth."""
_INITIALS = re.compile(r"(?<![^\W\d_])(?:[^\W\d_][.．][\s\-‐‑]?)+(?:[^\W\d_](?!\w))?", re.UNICODE)
_PLAIN = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})

_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})


def split_surname(name: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Readings of the surname, and the given name, for each place where the surname may end; ü as v."""
    if name[:2] in COMPOUND and 2 < len(name) <= 2 + _MAX_GIVEN:
        yield (COMPOUND[name[:2]],), name[2:]
    if len(name) == 1 or (len(name) <= 1 + _MAX_GIVEN and not (name[:2] in COMPOUND and len(name) > 2)):
        yield READINGS.get(name[0]) or character_readings(name[0])[:1], name[1:]


def given_readings(given: str) -> list[tuple[str, ...]]:
    """Every way to read a given name in characters, one syllable for each character."""
    return list(product(*map(character_readings, given)))


@lru_cache(maxsize=20_000)
def character_readings(character: str) -> tuple[str, ...]:
    """Readings of a character, the usual one first; none if no dictionary has it."""
    from pypinyin import Style, pinyin

    readings = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
    return tuple(readings[0][:_MAX_READINGS]) if readings else ()


def without_particles(words: list[str]) -> tuple[list[str], str]:
    """The words without van, de la, al between the first and the last one; and those before the last one, joined."""
    inner = [place for place in range(1, len(words) - 1) if words[place].lower() in _PARTICLES]
    kept = [word for place, word in enumerate(words) if place not in inner]
    if len(kept) < 2:
        return words, ""
    last = len(words) - 1
    first = next(place for place in range(last, 0, -1) if place - 1 not in inner)
    return kept, folded("".join(words[first:last]))


def umlauts(word: str) -> frozenset[str]:
    """A word folded, and with ae, oe, ue and aa where it has ä, ö, ü and å: Müller is muller and mueller."""
    spelled_out = unicodedata.normalize("NFC", word.lower()).translate(_SPELLED_OUT)
    return frozenset((folded(word), folded(spelled_out)))


def latin_words(text: str) -> tuple[list[str], int]:
    """The words of a name in order, initials as single letters, and how many of them are marked as the surname.

    A surname is marked by a comma after it or by capitals (ZENG Wenbo). The number is positive for words at the
    beginning, negative for words at the end, 0 if nothing is marked.
    """
    before, comma, after = _NO_NAMES.sub(" ", text).partition(",")
    head, tail = _words(before), _words(after)
    if comma and head and tail:
        return head + tail, len(head)
    words = head + tail
    return words, _in_capitals(words)


def folded(word: str) -> str:
    """A word in lower case without diacritics: Müller becomes muller."""
    bare = unicodedata.normalize("NFD", word.lower().translate(_PLAIN))
    return "".join(mark for mark in bare if mark.isalpha())


def _words(text: str) -> list[str]:
    words: list[str] = []
    spaced = _INITIALS.sub(lambda match: f" {' '.join(filter(str.isalpha, match[0]))} ", text)
    written = _WORD.findall(spaced)
    mixed = any(not word.isupper() for word in written)
    for word in written:
        words += list(word) if mixed and _is_initials(word) and word.lower() not in _TITLES else [word]
    return [word for word in words if word.lower() not in _TITLES]


def _is_initials(word: str) -> bool:
    """WB of "Zeng WB": capitals that are not a word."""
    return 1 < len(word) <= _MAX_INITIALS and word.isupper() and not syllable_splits(spelled(word))


def _in_capitals(words: list[str]) -> int:
    """How many words at one end are in capitals while no other word is; negative for the end."""
    capitals = [len(word) > 1 and word.isupper() for word in words]
    count = sum(capitals)
    if not 0 < count < len([word for word in words if len(word) > 1]):
        return 0
    return count if all(capitals[:count]) else -count if all(capitals[-count:]) else 0
