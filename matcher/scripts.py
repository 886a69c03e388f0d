"""Which script a text is written in."""

import re

_HAN = re.compile(r"[㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff]")
_WORD = re.compile(r"[^\W\d_]+", re.ASCII)

_LATIN = "A-Za-zÀ-ÖØ-öø-ʯᴀ-ᶿḀ-ỿⱠ-Ɀ꜠-ꟿꬰ-꭯ﬀ-ﬆＡ-Ｚａ-ｚ"
_GREEK = "Ͱ-Ͽἀ-῿"
_SYMBOLS = "ªµºʰ-˿\u2000-\u2bff\U0001d400-\U0001d7ff"
_UNSPACED = "㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff぀-ヿㄅ-ㆎㇰ-ㇿｦ-ﾝᄀ-ᇿ가-힯฀-႟ក-៿"
_LATIN_WORD = re.compile(f"[{_LATIN}]+")
_CHARACTER = re.compile(f"[{_UNSPACED}]")
_FOREIGN_WORD = re.compile(rf"[^\W\d_{_LATIN}{_GREEK}{_SYMBOLS}{_UNSPACED}]+|[{_GREEK}]{{4,}}")


def han_share(text: str) -> float:
    """Share of Chinese in a text, 0 to 1: Han characters against Latin words, each counted as one."""
    han = len(_HAN.findall(text))
    latin = len(_WORD.findall(text))
    return han / (han + latin) if han else 0.0


def foreign_share(text: str) -> float:
    """Share of a text that is not in Latin script, 0 to 1; 0 for a text without letters.

    Characters of scripts without blanks (Han, kana, Hangul, Thai) count one each, as does a word of any other
    script. Signs, digits and up to three Greek letters in a row (α-Fe2O3, µm) count on neither side.
    """
    if text.isascii():
        return 0.0
    foreign = len(_CHARACTER.findall(text))
    foreign += sum(any(map(str.isalpha, word)) for word in _FOREIGN_WORD.findall(text))
    return foreign / (foreign + len(_LATIN_WORD.findall(text))) if foreign else 0.0


def language_of(text: str) -> str:
    """``zh`` where most of the text is Han, else ``en``."""
    return "zh" if han_share(text) > 0.5 else "en"
