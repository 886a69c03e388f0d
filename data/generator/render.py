"""Fills the gaps of a text with values, so that articles, capitals and numbers read right."""

import re
from random import Random

from data.generator.topics import Slot, Tongue, Topic

_GAP = re.compile(r"(?:\b([Aa])n? )?\{(\w+)\}")
_VOWEL = re.compile(r"[aeiouAEIO]|8|1[18](?!\d)")
_NOT_VOWEL = re.compile(r"uni|use|euro|one[ -]", re.IGNORECASE)
_PLAIN_WORD = re.compile(r"[a-z]+(?![A-Za-z0-9])")


class Filling:
    """The values of one text; a slot has the same value wherever it occurs in it, in both languages."""

    def __init__(self, topic: Topic, rng: Random, place: tuple[str, str] | None = None) -> None:
        self._topic, self._rng = topic, rng
        self._values: dict[str, tuple[str, str]] = {"place": place} if place else {}

    def fill(self, text: str, tongue: Tongue) -> str:
        """The text with a value in every gap."""
        return _GAP.sub(lambda gap: self._replace(gap, tongue), text)

    def _replace(self, gap: re.Match[str], tongue: Tongue) -> str:
        article, name = gap.groups()
        value = self._value(name)[0 if tongue == "en" else 1]
        if tongue == "zh":
            return value
        opens = gap.start() == 0 or gap.string[: gap.start()].endswith((". ", "? "))
        if article:
            return f"{with_article(value, article == 'A')}"
        return upper_first(value) if opens else value

    def _value(self, name: str) -> tuple[str, str]:
        if name not in self._values:
            self._values[name] = _draw(self._topic.slots[name], self._rng)
        return self._values[name]


def with_article(value: str, capital: bool = False) -> str:
    """The value after ``a`` or ``an``, whichever it wants."""
    article = "an" if _VOWEL.match(value) and not _NOT_VOWEL.match(value) else "a"
    return f"{article.capitalize() if capital else article} {value}"


def upper_first(text: str) -> str:
    """The text with a capital first letter, unless its first word has a spelling of its own (mRNA, pH)."""
    return text[:1].upper() + text[1:] if _PLAIN_WORD.match(text) else text


def lower_first(text: str) -> str:
    """The text as it stands inside a sentence; acronyms at its start (AAV, CO2) stay."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def both(first: str, second: str, tongue: Tongue) -> str:
    """Two things in one phrase, readable also where one of them has an "and" of its own."""
    if tongue == "zh":
        return first + ("以及" if any(mark in first + second for mark in "与和及、") else "与") + second
    return first + (" as well as " if " and " in first + second else " and ") + second


def joined(sentences: list[tuple[Tongue, str]]) -> str:
    """Sentences one after the other: a space after an English one, none between Chinese ones."""
    text = ""
    before: Tongue = "zh"
    for tongue, sentence in sentences:
        gap = " " if text and "en" in (tongue, before) else ""
        text, before = text + gap + sentence, tongue
    return text


def _draw(slot: Slot, rng: Random) -> tuple[str, str]:
    if slot.pairs:
        return rng.choice(slot.pairs)
    steps = round((slot.high - slot.low) / slot.step)
    number = slot.low + slot.step * rng.randint(0, steps)
    decimals = max(_decimals(slot.low), _decimals(slot.step))
    plain = f"{number:.{decimals}f}"
    english = f"{number:,.{decimals}f}" if number >= 1000 else plain
    return english + slot.unit, plain + slot.unit


def _decimals(value: float) -> int:
    digits = f"{value:g}".partition(".")[2]
    return len(digits)
