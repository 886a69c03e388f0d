"""The templates of every sentence in both languages by key, and the text of others made safe to stand in them."""

import unicodedata
from collections.abc import Mapping
from typing import Literal, get_args

from matcher.messages.en import WORDS as EN
from matcher.messages.zh import WORDS as ZH

Language = Literal["en", "zh"]

LANGUAGES: tuple[Language, ...] = get_args(Language)
TEMPLATES: Mapping[Language, Mapping[str, str]] = {"en": EN, "zh": ZH}
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Categories of characters that a terminal or a page would obey instead of showing."""


def say(language: Language, key: str, **values: object) -> str:
    """The template of a key with the values filled in, strings among them tamed; raises KeyError for an unknown key."""
    template = TEMPLATES[language][key]
    if not values:
        return template
    return template.format(**{name: tame(value) if isinstance(value, str) else value for name, value in values.items()})


def has_words(key: str) -> bool:
    """Whether there is a template of that key."""
    return key in EN


def tame(text: str) -> str:
    """A text on one line, without control characters, direction marks and unpaired surrogates."""
    return text if text.isprintable() else "".join(map(_tamed, text))


def _tamed(character: str) -> str:
    if unicodedata.category(character) not in _UNSEEN:
        return character
    return " " if character.isspace() else ""
