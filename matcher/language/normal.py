"""The normal form of a text: one width, simplified characters; and its runs of Han apart from everything else."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

_HAN = "㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff"
_FIRST_HAN = _HAN[0]
_ONE = re.compile(f"[{_HAN}]")
_RUN = re.compile(f"([{_HAN}]+(?:·[{_HAN}]+)*)")


def has_han(text: str) -> bool:
    """Whether a text holds a Han character."""
    return not text.isascii() and _ONE.search(text) is not None


def one_width(text: str) -> str:
    """NFKC: full-width letters become plain ones, compatibility characters the common ones."""
    return unicodedata.normalize("NFKC", text)


def simplified(text: str, characters: Mapping[int, int]) -> str:
    """The text in simplified characters, as long as it was; ``characters`` is for ``str.translate``."""
    return text.translate(characters)


def runs(text: str) -> Iterator[tuple[bool, str]]:
    """The text in pieces, in order: whether the piece is Han, and the piece; joined they are the text.

    A name in two parts (詹姆斯·高斯林) is one run.
    """
    for at, piece in enumerate(_RUN.split(text)):
        if piece:
            yield at % 2 == 1, piece


def mixed_words(words: Iterable[str]) -> re.Pattern[str]:
    """Finds, as its one group, those of the words that mix Han with other signs (X光), the longest first.

    A letter or digit that begins or ends such a word must not go on outside it: DX光 holds no X光.
    """
    mixed = [word for word in words if min(word) < _FIRST_HAN and _ONE.search(word) and not _RUN.fullmatch(word)]
    longest_first = sorted(mixed, key=lambda word: (-len(word), word))
    if not mixed:
        return re.compile("((?!))")
    # Most places of a text begin no such word, and one look at a character tells.
    firsts = "".join(sorted({re.escape(word[0]) for word in mixed}))
    return re.compile(f"((?=[{firsts}])(?:{'|'.join(map(_bounded, longest_first))}))")


def _bounded(word: str) -> str:
    before = rf"(?<![^\W_{_HAN}])" if word[0].isascii() else ""
    after = rf"(?![^\W_{_HAN}])" if word[-1].isascii() else ""
    return before + re.escape(word) + after
