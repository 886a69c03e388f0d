"""Which script a text is written in; the one definition of a Chinese character."""

import re

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""The Han characters of Unicode, as the inside of a character class: ``re.compile(f"[{HAN}]+")``.

Extension A, the unified ideographs, the compatibility ideographs, and planes 2 and 3 (extensions B and later). Written
as escapes: an editor that normalises text would turn U+F900 into U+8C48, and the range would swallow Hangul.
"""

KANA_HANGUL = "\u3040-\u30ff\uac00-\ud7af"
"""Hiragana, katakana and Hangul syllables, as the inside of a character class."""

_MOSTLY_HAN = 0.3
"""Share of Chinese from which a text is a translation when it is read in English."""

_HAN = re.compile(f"[{HAN}]")
_WORD = re.compile(r"[^\W\d_]+", re.ASCII)

_LATIN = "A-Za-zÀ-ÖØ-öø-ʯᴀ-ᶿḀ-ỿⱠ-Ɀ꜠-ꟿꬰ-꭯ﬀ-ﬆＡ-Ｚａ-ｚ"
_GREEK = "Ͱ-Ͽἀ-῿"
_SYMBOLS = "ªµºʰ-˿\u2000-\u2bff\U0001d400-\U0001d7ff"
_UNSPACED = f"{HAN}{KANA_HANGUL}\u3105-\u318e\u31f0-\u31ff\uff66-\uff9d\u1100-\u11ff\u0e00-\u109f\u1780-\u17ff"
"""What is written without spaces: also Bopomofo, further kana, Hangul letters, Thai to Burmese, and Khmer."""
_LATIN_WORD = re.compile(f"[{_LATIN}]+")
_CHARACTER = re.compile(f"[{_UNSPACED}]")
_FOREIGN_WORD = re.compile(rf"[^\W\d_{_LATIN}{_GREEK}{_SYMBOLS}{_UNSPACED}]+|[{_GREEK}]{{4,}}")


def has_han(text: str) -> bool:
    """Whether a text holds a Han character."""
    return not text.isascii() and _HAN.search(text) is not None


def han_share(text: str) -> float:
    """Share of Chinese in a text, 0 to 1: Han characters against Latin words, each counted as one."""
    han = len(_HAN.findall(text))
    latin = len(_WORD.findall(text))
    return han / (han + latin) if han else 0.0


def is_chinese(text: str) -> bool:
    """Whether so much of a text is Chinese that an English model reads a translation of it."""
    return han_share(text) > _MOSTLY_HAN


def foreign_share(text: str) -> float:
    """Share of a text that is not in Latin script, 0 to 1; 0 for a text without letters.

    A character of a script without spaces (Han, kana, Hangul, Thai) counts as one, and so does a word of any other
    script. Symbols, digits and up to three Greek letters in a row (α-Fe2O3, µm) are not counted at all.
    """
    if text.isascii():
        return 0.0
    foreign = len(_CHARACTER.findall(text))
    foreign += sum(any(map(str.isalpha, word)) for word in _FOREIGN_WORD.findall(text))
    return foreign / (foreign + len(_LATIN_WORD.findall(text))) if foreign else 0.0


def other_share(text: str) -> float:
    """Share of a text that is in neither Latin nor Han script, 0 to 1, counted as ``foreign_share`` counts."""
    if text.isascii():
        return 0.0
    han = len(_HAN.findall(text))
    other = len(_CHARACTER.findall(text)) - han
    other += sum(any(map(str.isalpha, word)) for word in _FOREIGN_WORD.findall(text))
    return other / (other + han + len(_LATIN_WORD.findall(text))) if other else 0.0


def language_of(text: str) -> str:
    """``zh`` where most of the text is Han, else ``en``."""
    return "zh" if han_share(text) > 0.5 else "en"
