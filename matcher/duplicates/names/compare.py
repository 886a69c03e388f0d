"""How likely two names, or all names of two people, are those of one person, and why; keys that such names share."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal, get_args

from matcher.duplicates.names.nicknames import may_be_one
from matcher.duplicates.names.reading import Name, Reading

NameReason = Literal[
    "same_characters",
    "same_name",
    "same_reading",
    "more_names",
    "homophones",
    "surname_spelling",
    "romanised",
    "given_form",
    "initials",
    "western_given",
    "surname_only",
    "given_differs",
    "surname_differs",
    "no_name",
]

_REASONS: tuple[NameReason, ...] = get_args(NameReason)


class Strength(IntEnum):
    """How likely two names are those of one person."""

    DIFFERENT = 0
    POSSIBLE = 1
    LIKELY = 2
    SAME = 3


@dataclass(frozen=True, slots=True)
class Likeness:
    """The strength and the one reason that decides it."""

    strength: Strength
    reason: NameReason


_NO_NAME = Likeness(Strength.DIFFERENT, "no_name")
_OTHER_GIVEN = Likeness(Strength.DIFFERENT, "given_differs")
_INITIALS = Likeness(Strength.POSSIBLE, "initials")
_ROMANISED = Likeness(Strength.POSSIBLE, "romanised")
_GIVEN_FORM = Likeness(Strength.POSSIBLE, "given_form")
_SAME_NAME = Likeness(Strength.SAME, "same_name")
_MORE_NAMES = Likeness(Strength.LIKELY, "more_names")


def compare_names(names: Sequence[Name], others: Sequence[Name]) -> Likeness:
    """All names of one person against all of another.

    The strongest evidence decides alone: characters where both have them, else Chinese given names where both have
    them, else whatever there is. So a Western name in common does not join 王伟 and 王敏.
    """
    pairs = [(one, other) for one in names for other in others]
    for is_decisive in (_has_characters, _has_given):
        pairs = [pair for pair in pairs if all(map(is_decisive, pair))] or pairs
    return max((compare(*pair) for pair in pairs), key=_strength, default=_NO_NAME)


def compare(one: Name, other: Name) -> Likeness:
    """Two names, each in the reading that fits best."""
    return max((_compared(first, second) for first in one for second in other), key=_strength, default=_NO_NAME)


def surnames(names: Iterable[Name]) -> frozenset[str]:
    """All possible surnames, other spellings included; people who share none have different names."""
    readings = [reading for name in names for reading in name]
    return frozenset(surname for reading in readings for surname in reading.surnames | reading.loose)


def full_keys(names: Iterable[Name]) -> frozenset[str]:
    """Surname with given name, in every reading; two names that are likely of one person share such a key."""
    return frozenset(
        f"{surname} {given}"
        for name in names
        for reading in name
        for surname in reading.surnames | reading.loose
        for given in (*reading.given, *map(_squeezed, _first_full_word(reading.words)))
    )


def _first_full_word(words: Iterable[str]) -> list[str]:
    return [word for word in words if len(word) > 1][:1]


def _strength(likeness: Likeness) -> tuple[int, int]:
    return likeness.strength, -_REASONS.index(likeness.reason)


def _has_characters(name: Name) -> bool:
    return any(reading.hanzi for reading in name)


def _has_given(name: Name) -> bool:
    return all(reading.given for reading in name)


def _compared(one: Reading, other: Reading) -> Likeness:
    if one.hanzi and one.hanzi == other.hanzi:
        return Likeness(Strength.SAME, "same_characters")
    exact = bool(one.surnames & other.surnames)
    if not exact and not (one.surnames | one.loose) & (other.surnames | other.loose):
        return Likeness(Strength.DIFFERENT, "surname_differs")
    likeness = _given(one, other)
    if likeness.strength is Strength.DIFFERENT:
        return likeness
    if one.hanzi and other.hanzi:
        return Likeness(Strength.POSSIBLE, "homophones")
    if exact or likeness.strength is Strength.POSSIBLE:
        return likeness
    return Likeness(Strength.POSSIBLE, "surname_spelling")


def _given(one: Reading, other: Reading) -> Likeness:
    if one.given and other.given:
        return _both_given(one, other)
    if one.given or other.given:
        return _one_given(*((one, other) if one.given else (other, one)))
    if one.words and other.words:
        return _words(one.words, other.words)
    return Likeness(Strength.POSSIBLE, "surname_only")


def _both_given(one: Reading, other: Reading) -> Likeness:
    if not one.given & other.given:
        return _ROMANISED if one.given & other.loose_given or one.loose_given & other.given else _OTHER_GIVEN
    if one.hanzi or other.hanzi:
        return Likeness(Strength.LIKELY, "same_reading")
    return _SAME_NAME if one.words == other.words else _MORE_NAMES


def _one_given(full: Reading, other: Reading) -> Likeness:
    """A Chinese given name against a Western one, initials, or nothing."""
    if not other.words:
        return Likeness(Strength.POSSIBLE, "surname_only")
    if "".join(other.words) in full.given:
        return Likeness(Strength.LIKELY, "same_reading")
    if full.given & other.loose_given:
        return _ROMANISED
    other_word, other_initials = _word_and_initials(other.words)
    western, _ = _word_and_initials(full.words)
    if other_word and western and other_word != western:
        return _OTHER_GIVEN
    if other_initials and not _can_have_initials(full, other_initials):
        return _OTHER_GIVEN
    if other_word and western:
        return _MORE_NAMES
    if other_initials:
        return _INITIALS
    both_chinese = full.chinese and other.chinese
    return Likeness(Strength.POSSIBLE, "western_given") if both_chinese else _OTHER_GIVEN


def _word_and_initials(words: tuple[str, ...]) -> tuple[str, str]:
    """The first word in full, and the initials joined."""
    return next((word for word in words if len(word) > 1), ""), "".join(word for word in words if len(word) == 1)


def _can_have_initials(full: Reading, initials: str) -> bool:
    """Whether a name can have these initials: those of its syllables, alone or after those of its Western names."""
    western = "".join(word[0] for word in full.words)
    possible = {f"{before}{syllables}" for syllables in full.initials for before in ("", western)}
    return any(letters.startswith(initials) for letters in possible)


def _words(words: tuple[str, ...], others: tuple[str, ...]) -> Likeness:
    """Given names one by one; an initial stands for a name, and one of the two may have more of them."""
    if "".join(map(_squeezed, words)) == "".join(map(_squeezed, others)) and any(len(word) > 1 for word in words):
        return _SAME_NAME
    pairs = list(zip(map(_squeezed, words), map(_squeezed, others), strict=False))
    if not all(one == other or _initial(one, other) or _initial(other, one) for one, other in pairs):
        return _GIVEN_FORM if may_be_one(words[0], others[0]) and _initials_agree(pairs[1:]) else _OTHER_GIVEN
    full = any(one == other and len(one) > 1 for one, other in pairs)
    return _MORE_NAMES if full else _INITIALS


def _initials_agree(pairs: Sequence[tuple[str, str]]) -> bool:
    return all(one[:1] == other[:1] for one, other in pairs)


def _squeezed(word: str) -> str:
    """A given name in which ö and oe are one."""
    for written, plain in (("ae", "a"), ("oe", "o"), ("ue", "u"), ("aa", "a")):
        word = word.replace(written, plain)
    return word


def _initial(one: str, other: str) -> bool:
    return len(one) == 1 and other.startswith(one)
