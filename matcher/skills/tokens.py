"""Cuts a text into the tokens by which names are compared: words, numbers, Chinese characters, symbols.

Letter case, width, number (batteries), British and American spelling and traditional characters make no difference in
a token. Letters and digits are separate tokens, and so is every Chinese character and every symbol; blanks, hyphens and
underscores only separate.
"""

import re
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from matcher.scripts import HAN
from matcher.skills.words import FOLDED, one_width

_DOTTED = rf"(?<![^\W\d_{HAN}])(?:[A-Za-z]\.){{1,6}}[A-Za-z](?![^\W_{HAN}])\.?"
_PLAIN = rf"[{HAN}]|[^\W\d_{HAN}]+|\d+|[^\s\w\-‐‑‒–\xad]"
_ASCII_DOTTED = r"(?<![A-Za-z])(?:[A-Za-z]\.){1,6}[A-Za-z](?![A-Za-z0-9])\.?"
_ASCII_PLAIN = r"[A-Za-z]+|[0-9]+|[^\s\w\-]"
_TOKEN, _TOKEN_OR_DOTTED = re.compile(f"({_PLAIN})"), re.compile(f"({_DOTTED}|{_PLAIN})")
_ASCII_TOKEN, _ASCII_TOKEN_OR_DOTTED = re.compile(f"({_ASCII_PLAIN})"), re.compile(f"({_ASCII_DOTTED}|{_ASCII_PLAIN})")
"""The same for ASCII texts, without the long classes of other scripts."""
_HAS_DOTTED = re.compile(r"\.[A-Za-z]\b")
_COMPOSED = re.compile("[\u0300-\u036f\u1100-\u11ff\u3099\u309a\uff9e\uff9f]")
"""Characters that join the one before them: without them only growing moves a position."""

Span = tuple[int, int]


class Tokens(NamedTuple):
    """The tokens of a text as they are compared, and where each begins and ends in ``text``."""

    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]


class Reading(NamedTuple):
    """A text read once, to be searched by several trees: its tokens in one width, and the original positions."""

    tokens: Tokens
    positions: Sequence[int] | None


def tokens_of(text: str) -> Tokens:
    """The tokens of a text that is in one width."""
    # What separates tokens, and between these the tokens.
    pieces = pattern_for(text).split(text)
    edges = list(accumulate(map(len, pieces[:-1])))
    return Tokens(text, list(map(FOLDED.__getitem__, pieces[1::2])), edges[::2], edges[1::2])


def reading(text: str) -> Reading:
    """The tokens of a text in one width, and the original position of each of its characters; None if none moved."""
    wide, positions = in_one_width(text)
    return Reading(tokens_of(wide), positions)


def token_spans(text: str) -> tuple[list[str], list[Span]]:
    """The tokens of a text as they are compared, and the span of each in the text as given."""
    tokens, positions = reading(text)
    spans = zip(tokens.starts, tokens.ends, strict=True)
    if positions is None:
        return tokens.words, list(spans)
    return tokens.words, [(positions[start], positions[end - 1] + 1) for start, end in spans]


def in_one_width(text: str) -> tuple[str, Sequence[int] | None]:
    """The text in one width, and the original position of each of its characters; None if none moved."""
    if text.isascii():
        return text, None
    wide = one_width(text)
    if len(wide) == len(text) and not _COMPOSED.search(text):
        return wide, None
    pieces: list[str] = []
    positions: list[int] = []
    for position, character in enumerate(text):
        piece = one_width(character)
        pieces.append(piece)
        positions.extend([position] * len(piece))
    return "".join(pieces), positions


def is_dotted(text: str) -> bool:
    """Whether a text may hold an abbreviation with full stops, which is one token (U.S., e.g.)."""
    return _HAS_DOTTED.search(text) is not None


def pattern_for(text: str) -> re.Pattern[str]:
    """What matches the tokens of a text in one width."""
    if text.isascii():
        return _ASCII_TOKEN_OR_DOTTED if is_dotted(text) else _ASCII_TOKEN
    return _TOKEN_OR_DOTTED if is_dotted(text) else _TOKEN
