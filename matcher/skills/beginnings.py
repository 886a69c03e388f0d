"""Where names may begin in a text: found by whole words and strings, since most tokens of a text begin none."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile

from ahocorasick_rs import AhoCorasick

from matcher.scripts import HAN
from matcher.skills.tokens import is_dotted
from matcher.skills.words import FOLDED
from matcher.traditional import simplified

_ONE_HAN = re.compile(f"[{HAN}]")
_ANYTHING, _NOTHING = "", frozenset[str]()
_REMEMBERED = 1 << 16
_ONLY_SEPARATING = re.compile(r"[\s_\-‐‑‒–\xad]{2}")
_BEFORE_HAN = re.compile(rf"[\s_\-‐‑‒–\xad]+(?=[{HAN}])")
"""What separates two Chinese characters that may still be of one name."""


class _Letters(dict[int, str]):
    """For ``str.translate``: letters of scripts that are written in words as they are, a blank for all others."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        letter = character.isalnum() and not character.isdecimal() and not _ONE_HAN.match(character)
        self[code] = kept = character if letter else " "
        return kept


class _Seconds(dict[str, frozenset[str]]):
    """By any word, as it is written: what may follow it in a name, empty if no name begins with it."""

    def __init__(self, following: Mapping[str, frozenset[str]]) -> None:
        super().__init__()
        self._following = following

    def __missing__(self, word: str) -> frozenset[str]:
        if len(self) >= _REMEMBERED:
            self.clear()
        self[word] = second = self._following.get(FOLDED[word], _NOTHING)
        return second


class Beginnings:
    """The tokens with which names begin: ``paths`` are the tokens of each name.

    Every name of a text begins at one of the ``starts``; whether one does, tokens tell. To cut a whole text into tokens
    takes three times as long.
    """

    def __init__(self, paths: Iterable[Sequence[str]]) -> None:
        following: dict[str, set[str]] = {}
        strings: set[str] = set()
        for path in paths:
            if _ONE_HAN.match(path[0]):
                strings.add("".join(takewhile(_ONE_HAN.match, path)))
            else:
                following.setdefault(path[0], set()).add(path[1] if len(path) > 1 else _ANYTHING)
        words = {first: second for first, second in following.items() if _is_word(first)}
        self._others = {first: frozenset(second) for first, second in following.items() if first not in words}
        # A word behind another is seen at once; what else may follow, its tokens tell.
        self._seconds = _Seconds({
            first: frozenset(second) if all(map(_is_word, second)) else frozenset([_ANYTHING])
            for first, second in words.items()
        })  # fmt: skip
        self._strings = AhoCorasick(sorted(strings | self._others.keys()))
        self._letters = _Letters()

    def starts(self, text: str, pattern: re.Pattern[str]) -> list[int] | None:
        """Characters of a text in one width at which a name may begin, ascending; ``pattern`` matches its tokens.

        None for the few texts of which only the tokens tell: with abbreviations that have full stops, with blanks
        between Chinese characters, or with half of a surrogate pair.
        """
        if is_dotted(text) or (not text.isascii() and _has_broken_chinese(text)):
            return None
        starts = set(self._words_in(text))
        try:
            strings = self._strings.find_matches_as_indexes(simplified(text), overlapping=True)
        except UnicodeEncodeError:
            return None
        for _, start, end in strings:
            if _ONE_HAN.match(text, start) or self._is_other(text, start, end, pattern):
                starts.add(start)
        return sorted(starts)

    def _words_in(self, text: str) -> Iterator[int]:
        # Each character that is no letter is a blank, so that a piece stands where the lengths before it say.
        pieces = text.translate(self._letters).split(" ")
        places = [place for place, second in enumerate(map(self._seconds.__getitem__, pieces)) if second]
        pieces.append("")
        seconds, begin, last = self._seconds, 0, 0
        for place in places:
            word, after = pieces[place], pieces[place + 1]
            second = seconds[word]
            if after and FOLDED[after] not in second and _ANYTHING not in second:
                continue
            begin += sum(map(len, pieces[last:place])) + place - last
            last = place
            # Two blanks behind a word stand for a sign and a blank, or for what separates two words of a name.
            if after or _ANYTHING in second or _ONLY_SEPARATING.match(text, begin + len(word)):
                yield begin

    def _is_other(self, text: str, start: int, end: int, pattern: re.Pattern[str]) -> bool:
        """Whether characters are a number or symbol with which a name begins, and what follows may be of it."""
        token = pattern.match(text, start)
        if token is None or token.end() != end or text[start - 1 : start].isdecimal():
            return False
        second, after = self._others.get(FOLDED[token[0]], _NOTHING), pattern.search(text, end)
        return _ANYTHING in second or (after is not None and FOLDED[after[0]] in second)


def _has_broken_chinese(text: str) -> bool:
    return any(_ONE_HAN.match(text, gap.start() - 1) for gap in _BEFORE_HAN.finditer(text, 1))


def _is_word(token: str) -> bool:
    return token.isalpha() and not _ONE_HAN.match(token)
