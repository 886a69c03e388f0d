"""The terms of a text for lexical matching: Latin words, and pairs of Han characters."""

import re
import unicodedata

from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

_RUN = re.compile(r"[㐀-䶿一-鿿豈-﫿]+|[^\W_㐀-䶿一-鿿豈-﫿]+(?:-[^\W_㐀-䶿一-鿿豈-﫿]+)*")
_HAN_STOP = frozenset("的和与及在为对了等中以将并或由于其是有可能需")


def terms(text: str) -> list[str]:
    """Terms in order of the text: lower-case words without English stop words, Han bigrams.

    A hyphenated word gives itself and its parts; a single Han character between other scripts gives itself.
    """
    found: list[str] = []
    for run in _RUN.findall(unicodedata.normalize("NFKC", text).lower()):
        if "㐀" <= run[0] <= "鿿" or "豈" <= run[0] <= "﫿":
            found.extend(_bigrams(run))
        else:
            parts = run.split("-")
            words = [run, *parts] if len(parts) > 1 else parts
            found.extend(word for word in words if word not in ENGLISH_STOP_WORDS)
    return found


def _bigrams(run: str) -> list[str]:
    if len(run) == 1:
        return [] if run in _HAN_STOP else [run]
    pairs = (run[at : at + 2] for at in range(len(run) - 1))
    return [pair for pair in pairs if not (pair[0] in _HAN_STOP and pair[1] in _HAN_STOP)]
