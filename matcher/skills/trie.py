"""Finds many names in a text at once: a tree of tokens, walked from every token of the text.

An English name is found in its plural too. An abbreviation of up to four capitals is found in capitals only (LED,
not led), and a name of one letter only where it stands alone (C, but not in vitamin-C or C++).
"""

from collections.abc import Sequence

from matcher.skills.tokens import is_word, token_spans, tokens

_ABBREVIATION = 4
_BESIDE_LETTER = frozenset(" \t\n,;/()、，；（）")
"""What may stand beside a name of one letter."""

Found = tuple[int, int, str]
"""Start and end in the text, and the value of the name that stands there."""


class _Node:
    """Where the walk stands after some tokens; ``value`` is that of the name which ends here."""

    __slots__ = ("capitals", "following", "value")

    def __init__(self) -> None:
        self.following: dict[str, _Node] = {}
        self.value: str | None = None
        self.capitals = False


class NameTree:
    """Names, each with a value; the value of equal names is that of the one added first."""

    def __init__(self) -> None:
        self._root = _Node()

    def add(self, name: str, value: str) -> str:
        """Add a name; gives the value that it has, another's if that one came first."""
        words = tokens(name)
        return self._put(words, value, _is_abbreviation(name)) if words else value

    def add_plural(self, name: str, value: str) -> None:
        """Add the plural of an English name, where that is not a name already."""
        words = tokens(name)
        for plural in _plurals(words[-1]) if words else ():
            self._put([*words[:-1], plural], value, _is_abbreviation(name))

    def value(self, name: str) -> str | None:
        """The value of exactly this name, in any letter case and width."""
        node: _Node | None = self._root
        for word in tokens(name):
            node = node.following.get(word) if node else None
        return node.value if node else None

    def find(self, text: str) -> list[Found]:
        """The longest mentions in a text that do not overlap, in the order of the text."""
        taken: list[Found] = []
        candidates = self.mentions(text)
        candidates.sort(key=lambda found: (found[0] - found[1], found[0]))
        for each in candidates:
            if all(each[1] <= other[0] or other[1] <= each[0] for other in taken):
                taken.append(each)
        taken.sort()
        return taken

    def _put(self, words: Sequence[str], value: str, capitals: bool) -> str:
        node = self._root
        for word in words:
            node = node.following.setdefault(word, _Node())
        if node.value is None:
            node.value, node.capitals = value, capitals
        elif node.value == value:
            node.capitals = node.capitals and capitals
        return node.value

    def mentions(self, text: str) -> list[Found]:
        """Every mention, overlapping or not."""
        words, spans = token_spans(text)
        first = self._root.following
        found: list[Found] = []
        for at, word in enumerate(words):
            if word in first:
                found.extend(self._mentions_from(text, words, spans, at))
        return found

    def _mentions_from(
        self, text: str, words: Sequence[str], spans: Sequence[tuple[int, int]], first: int
    ) -> list[Found]:
        node = self._root
        start = spans[first][0]
        found: list[Found] = []
        for at in range(first, len(words)):
            following = node.following.get(words[at])
            if following is None:
                break
            node, end = following, spans[at][1]
            if node.value is not None and _stands_there(text, start, end, node.capitals):
                found.append((start, end, node.value))
        return found


def _stands_there(text: str, start: int, end: int, capitals: bool) -> bool:
    """Whether the characters are a name of their own and not part of a longer word or sign."""
    mention = text[start:end]
    if capitals and not mention.removesuffix("s").isupper():
        return False
    before, after = text[start - 1 : start], text[end : end + 1]
    if is_word(mention[0]) and before and is_word(before):
        return False
    if is_word(mention[-1]) and after and (is_word(after) or after == "#" or text[end : end + 2] == "++"):
        return False
    return len(mention) > 1 or not is_word(mention) or (_may_be_beside(before) and _may_be_beside(after))


def _is_abbreviation(name: str) -> bool:
    return len(name) <= _ABBREVIATION and name.isalpha() and name.isupper()


def _may_be_beside(mark: str) -> bool:
    return not mark or mark in _BESIDE_LETTER or (mark.isalpha() and not is_word(mark))


def _plurals(word: str) -> list[str]:
    """How an English word of two letters or more is written in the plural; empty for any other."""
    if len(word) < 2 or not (word.isascii() and word.isalpha()) or word.endswith("s"):
        return []
    if word.endswith("y") and word[-2] not in "aeiou":
        return [f"{word[:-1]}ies"]
    return [f"{word}es" if word.endswith(("ch", "sh", "x", "z")) else f"{word}s"]
