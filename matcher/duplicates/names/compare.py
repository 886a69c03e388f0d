"""Says of two names, or of all the names of two people, how likely they are of one person, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal, get_args

from matcher.duplicates.names.reading import Name, Reading

NameReason = Literal[
    "same_characters",
    "same_name",
    "same_reading",
    "more_names",
    "homophones",
    "surname_spelling",
    "initials",
    "western_given",
    "surname_only",
    "given_differs",
    "surname_differs",
    "no_name",
]

_REASONS: tuple[NameReason, ...] = get_args(NameReason)


class Strength(IntEnum):
    """How likely two names are of one person."""

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
_SAME_NAME = Likeness(Strength.SAME, "same_name")
_MORE_NAMES = Likeness(Strength.LIKELY, "more_names")


def compare_names(some: Sequence[Name], others: Sequence[Name]) -> Likeness:
    """All names of one person against all of another.

    What is most telling decides alone: characters where both have them, else Chinese given names where both have
    them, else whatever there is. So a Western name in common does not join 王伟 and 王敏.
    """
    pairs = [(one, other) for one in some for other in others]
    for telling in (_has_characters, _has_given):
        pairs = [pair for pair in pairs if all(map(telling, pair))] or pairs
    return max((compare(*pair) for pair in pairs), key=_strength, default=_NO_NAME)


def compare(one: Name, other: Name) -> Likeness:
    """Two names, each in its most fitting reading."""
    return max((_compared(first, second) for first in one for second in other), key=_strength, default=_NO_NAME)


def _strength(found: Likeness) -> tuple[int, int]:
    return found.strength, -_REASONS.index(found.reason)


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
    found = _given(one, other)
    if found.strength is Strength.DIFFERENT:
        return found
    if one.hanzi and other.hanzi:
        return Likeness(Strength.POSSIBLE, "homophones")
    if exact or found.strength is Strength.POSSIBLE:
        return found
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
        return _OTHER_GIVEN
    if one.hanzi or other.hanzi:
        return Likeness(Strength.LIKELY, "same_reading")
    return _SAME_NAME if one.words == other.words else _MORE_NAMES


def _one_given(full: Reading, other: Reading) -> Likeness:
    """A Chinese given name against a Western one, initials, or nothing."""
    theirs, mine = _parted(other.words), _parted(full.words)
    if not other.words:
        return Likeness(Strength.POSSIBLE, "surname_only")
    if theirs[0] and mine[0] and theirs[0] != mine[0]:
        return _OTHER_GIVEN
    if theirs[1] and not _begins(full, theirs[1]):
        return _OTHER_GIVEN
    if theirs[0] and mine[0]:
        return _MORE_NAMES
    if theirs[1]:
        return _INITIALS
    both = full.chinese and other.chinese
    return Likeness(Strength.POSSIBLE, "western_given") if both else _OTHER_GIVEN


def _parted(words: tuple[str, ...]) -> tuple[str, str]:
    """The first word in full, and the initials in a row."""
    return next((word for word in words if len(word) > 1), ""), "".join(word for word in words if len(word) == 1)


def _begins(full: Reading, initials: str) -> bool:
    """Whether initials can be those of a name: of its syllables, with or without that of a Western name before."""
    western = "".join(word[0] for word in full.words)
    said = {f"{before}{each}" for each in full.initials for before in ("", western)}
    return any(each.startswith(initials) for each in said)


def _words(some: tuple[str, ...], others: tuple[str, ...]) -> Likeness:
    """Given names one by one; an initial stands for a name, and one of the two may have more of them."""
    if some == others and any(len(word) > 1 for word in some):
        return _SAME_NAME
    pairs = list(zip(some, others, strict=False))
    if not all(one == other or _initial(one, other) or _initial(other, one) for one, other in pairs):
        return _OTHER_GIVEN
    full = any(one == other and len(one) > 1 for one, other in pairs)
    return _MORE_NAMES if full else _INITIALS


def _initial(one: str, other: str) -> bool:
    return len(one) == 1 and other.startswith(one)
