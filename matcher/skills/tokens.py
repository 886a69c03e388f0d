"""Cuts a text into the tokens by which names of skills are compared, with their places in it.

Letters and digits are separate tokens (ROS2 equals ROS 2), so is every Chinese character and every sign; blanks,
hyphens and underscores only separate. Letter case and width (NFKC) make no difference.
"""

import re
import unicodedata
from collections.abc import Sequence

_HAN = "㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff"
_TOKEN = re.compile(rf"[{_HAN}]|[^\W\d_{_HAN}]+|\d+|[^\s\w\-‐‑‒–]")
_WORD = re.compile(rf"[^\W_{_HAN}]")

Span = tuple[int, int]


def token_spans(text: str) -> tuple[list[str], list[Span]]:
    """The tokens of a text, and where each starts and ends in the text as it was given."""
    folded, places = _folded(text)
    found = [(match[0], match.span()) for match in _TOKEN.finditer(folded)]
    words = [word for word, _ in found]
    if places is None:
        return words, [span for _, span in found]
    return words, [(places[start], places[end - 1] + 1) for _, (start, end) in found]


def tokens(text: str) -> list[str]:
    """The tokens of a text in their order."""
    return token_spans(text)[0]


def is_word(mark: str) -> bool:
    """Whether a character is a letter or a digit of a script that is written in words."""
    return _WORD.match(mark) is not None


def _folded(text: str) -> tuple[str, Sequence[int] | None]:
    """The text in lower case and NFKC; for each of its characters where it stood, None if all stand as before."""
    lowered = text.lower()
    if text.isascii() or (len(lowered) == len(text) and unicodedata.is_normalized("NFKC", lowered)):
        return lowered, None
    pieces: list[str] = []
    places: list[int] = []
    for place, mark in enumerate(text):
        piece = unicodedata.normalize("NFKC", mark).lower()
        pieces.append(piece)
        places.extend([place] * len(piece))
    return "".join(pieces), places
