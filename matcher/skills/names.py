"""Finds many names in a text at once, by tokens in which letter case, width, hyphens and spaces make no difference.

Letters and digits are separate tokens (ROS2 equals ROS 2), and so is every Chinese character and every symbol; spaces,
hyphens and underscores only separate. An English name is found in its plural too. An abbreviation of up to four
capitals is found in capitals only (LED, not led), and a name of one letter only where it stands alone (C, but not in
vitamin-C or C++).
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from matcher.scripts import HAN

_TOKEN = re.compile(rf"[{HAN}]|[^\W\d_{HAN}]+|\d+|[^\s\w\-‐‑‒–]")
_WORD_CHARACTER = re.compile(rf"[^\W_{HAN}]")
_LONGEST_ABBREVIATION = 4
_BESIDE_ONE_LETTER = frozenset(" \t\n,;/()、，；（）")
"""What may stand beside a name of one letter."""

Span = tuple[int, int]


def token_spans(text: str) -> tuple[list[str], list[Span]]:
    """The tokens of a text, and the span of each in the text as given."""
    folded, positions = _folded(text)
    matches = [(match[0], match.span()) for match in _TOKEN.finditer(folded)]
    tokens = [token for token, _ in matches]
    if positions is None:
        return tokens, [span for _, span in matches]
    return tokens, [(positions[start], positions[end - 1] + 1) for _, (start, end) in matches]


def _tokens(text: str) -> list[str]:
    return token_spans(text)[0]


def _folded(text: str) -> tuple[str, Sequence[int] | None]:
    """The text in lower case and NFKC, and the original position of each of its characters; None if none moved."""
    lowered = text.lower()
    if text.isascii() or (len(lowered) == len(text) and unicodedata.is_normalized("NFKC", lowered)):
        return lowered, None
    pieces: list[str] = []
    positions: list[int] = []
    for position, character in enumerate(text):
        piece = unicodedata.normalize("NFKC", character).lower()
        pieces.append(piece)
        positions.extend([position] * len(piece))
    return "".join(pieces), positions


class NameMatch(NamedTuple):
    """A name in the characters ``start`` to ``end`` of a text, and its value."""

    start: int
    end: int
    value: str


class _Node:
    """A state of the walk; ``value`` is that of the name that ends here."""

    __slots__ = ("capitals", "following", "value")

    def __init__(self) -> None:
        self.following: dict[str, _Node] = {}
        self.value: str | None = None
        self.capitals = False


class NameTree:
    """Names with their values, in a tree of tokens; if two names are equal, the value of the one added first counts."""

    def __init__(self) -> None:
        self._root = _Node()

    def add(self, name: str, value: str) -> str:
        """Add a name and return the value it has, which is that of an equal name added before."""
        tokens = _tokens(name)
        return self._put(tokens, value, _is_abbreviation(name)) if tokens else value

    def add_plural(self, name: str, value: str) -> None:
        """Add the plural of an English name, unless that is a name already."""
        tokens = _tokens(name)
        for plural in _plurals(tokens[-1]) if tokens else ():
            self._put([*tokens[:-1], plural], value, _is_abbreviation(name))

    def value(self, name: str) -> str | None:
        """The value of exactly this name, in any letter case and width; None if it was not added."""
        node: _Node | None = self._root
        for token in _tokens(name):
            node = node.following.get(token) if node else None
        return node.value if node else None

    def find(self, text: str) -> list[NameMatch]:
        """The longest matches in a text that do not overlap, in the order of the text."""
        chosen: list[NameMatch] = []
        candidates = self.matches(text)
        candidates.sort(key=lambda match: (match.start - match.end, match.start))
        for match in candidates:
            if all(match.end <= other.start or other.end <= match.start for other in chosen):
                chosen.append(match)
        chosen.sort()
        return chosen

    def matches(self, text: str) -> list[NameMatch]:
        """Every match in a text, overlapping or not."""
        tokens, spans = token_spans(text)
        first_tokens = self._root.following
        matches: list[NameMatch] = []
        for index, token in enumerate(tokens):
            if token in first_tokens:
                matches.extend(self._matches_from(text, tokens, spans, index))
        return matches

    def _put(self, tokens: Sequence[str], value: str, capitals: bool) -> str:
        node = self._root
        for token in tokens:
            node = node.following.setdefault(token, _Node())
        if node.value is None:
            node.value, node.capitals = value, capitals
        elif node.value == value:
            node.capitals = node.capitals and capitals
        return node.value

    def _matches_from(self, text: str, tokens: Sequence[str], spans: Sequence[Span], first: int) -> list[NameMatch]:
        node = self._root
        start = spans[first][0]
        matches: list[NameMatch] = []
        for index in range(first, len(tokens)):
            following = node.following.get(tokens[index])
            if following is None:
                break
            node, end = following, spans[index][1]
            if node.value is not None and _is_whole_name(text, start, end, node.capitals):
                matches.append(NameMatch(start, end, node.value))
        return matches


def _is_whole_name(text: str, start: int, end: int, capitals: bool) -> bool:
    """Whether the characters are a name by themselves and not part of a longer word or symbol."""
    mention = text[start:end]
    if capitals and not mention.removesuffix("s").isupper():
        return False
    before, after = text[start - 1 : start], text[end : end + 1]
    if _in_word(mention[0]) and before and _in_word(before):
        return False
    if _in_word(mention[-1]) and after and (_in_word(after) or after == "#" or text[end : end + 2] == "++"):
        return False
    return len(mention) > 1 or not _in_word(mention) or (_may_be_beside(before) and _may_be_beside(after))


def _in_word(character: str) -> bool:
    """Whether a character is a letter or digit of a script that is written in words."""
    return _WORD_CHARACTER.match(character) is not None


def _may_be_beside(character: str) -> bool:
    """Whether a character may stand beside a name of one letter; it is empty at the ends of the text."""
    return not character or character in _BESIDE_ONE_LETTER or (character.isalpha() and not _in_word(character))


def _is_abbreviation(name: str) -> bool:
    return len(name) <= _LONGEST_ABBREVIATION and name.isalpha() and name.isupper()


def _plurals(word: str) -> list[str]:
    """The plural of an English word of two letters or more; empty for any other word."""
    if len(word) < 2 or not (word.isascii() and word.isalpha()) or word.endswith("s"):
        return []
    if word.endswith("y") and word[-2] not in "aeiou":
        return [f"{word[:-1]}ies"]
    return [f"{word}es" if word.endswith(("ch", "sh", "x", "z")) else f"{word}s"]
