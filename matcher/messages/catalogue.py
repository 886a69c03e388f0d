"""The words of both languages by key, and text of others made safe to stand among them."""

import unicodedata
from collections.abc import Mapping
from typing import Literal, get_args

from matcher.messages.en import WORDS as EN
from matcher.messages.zh import WORDS as ZH

Language = Literal["en", "zh"]

LANGUAGES: tuple[Language, ...] = get_args(Language)
CATALOGUES: Mapping[Language, Mapping[str, str]] = {"en": EN, "zh": ZH}
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Marks that a terminal or a page would obey instead of showing."""


def say(language: Language, key: str, **values: object) -> str:
    """The words of a key with the values put in, texts among them tamed; raises KeyError for an unknown key."""
    shown = {name: tame(value) if isinstance(value, str) else value for name, value in values.items()}
    return CATALOGUES[language][key].format(**shown)


def has_words(key: str) -> bool:
    """Whether the catalogues have a key."""
    return key in EN


def tame(text: str) -> str:
    """A text in one line without control characters, marks of direction and halves of characters."""
    return text if text.isprintable() else "".join(map(_shown, text))


def _shown(mark: str) -> str:
    if unicodedata.category(mark) not in _UNSEEN:
        return mark
    return " " if mark.isspace() else ""
