"""Which script a text is written in."""

import re

_HAN = re.compile(r"[㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff]")
_WORD = re.compile(r"[^\W\d_]+", re.ASCII)


def han_share(text: str) -> float:
    """Share of Chinese in a text, 0 to 1: Han characters against Latin words, each counted as one."""
    han = len(_HAN.findall(text))
    latin = len(_WORD.findall(text))
    return han / (han + latin) if han else 0.0


def language_of(text: str) -> str:
    """``zh`` where most of the text is Han, else ``en``."""
    return "zh" if han_share(text) > 0.5 else "en"
