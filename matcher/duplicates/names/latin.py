"""The words of a name in letters: without titles and particles, initials apart, the surname where it is marked."""

import re
import unicodedata

from matcher.duplicates.names.syllables import partings, spelled

_TITLE_WORDS = "dr prof professor doctor mr mrs ms miss sir dame jr sr ii iii iv phd md msc bsc mba dipl ing eng dphil"
_TITLES = frozenset(_TITLE_WORDS.split())
_PARTICLE_WORDS = "van von der den de del della di da dos du la le el al bin ibn ter ten zu zur"
_PARTICLES = frozenset(_PARTICLE_WORDS.split())
_WORD = re.compile(r"[^\W\d_]+(?:[\d'’`‐‑\-][^\W\d_]*)*", re.UNICODE)
_INITIALS = re.compile(r"(?:[^\W\d_][.．][\s\-‐‑]?)+(?:[^\W\d_](?!\w))?", re.UNICODE)
_PLAIN = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
_LONGEST_INITIALS = 3


def latin_words(text: str) -> tuple[list[str], int]:
    """The words of a name in order, initials as single letters, and how many of them are marked as the surname.

    A surname is marked by a comma after it or by capitals (ZENG Wenbo). Its words are counted from the beginning; a
    negative number counts from the end; 0: nothing is marked.
    """
    before, comma, after = text.partition(",")
    head, tail = _words(before), _words(after)
    if comma and head and tail:
        return head + tail, len(head)
    words = head + tail
    return words, _in_capitals(words)


def folded(word: str) -> str:
    """A word in lower case without marks on its letters: Müller is muller."""
    bare = unicodedata.normalize("NFD", word.lower().translate(_PLAIN))
    return "".join(mark for mark in bare if mark.isalpha())


def _words(text: str) -> list[str]:
    found: list[str] = []
    spaced = _INITIALS.sub(lambda match: f" {' '.join(filter(str.isalpha, match[0]))} ", text)
    written = _WORD.findall(spaced)
    mixed = any(not word.isupper() for word in written)
    for word in written:
        found += list(word) if mixed and _is_initials(word) else [word]
    bare = [word for word in found if word.lower() not in _TITLES]
    inner = [word for at, word in enumerate(bare) if not (0 < at < len(bare) - 1 and word.lower() in _PARTICLES)]
    return inner if len(inner) > 1 else bare


def _is_initials(word: str) -> bool:
    """WB of "Zeng WB": capitals that are no word."""
    return 1 < len(word) <= _LONGEST_INITIALS and word.isupper() and not partings(spelled(word))


def _in_capitals(words: list[str]) -> int:
    """How many words at one end are in capitals while none of the others is."""
    capitals = [len(word) > 1 and word.isupper() for word in words]
    count = sum(capitals)
    if not 0 < count < len([word for word in words if len(word) > 1]):
        return 0
    return count if all(capitals[:count]) else -count if all(capitals[-count:]) else 0
