"""Reads a written name: which words are the surname and which the given names, in whatever order and script."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from matcher.duplicates.names.pinyin import (
    LIKE_PINYIN,
    MAX_SYLLABLES,
    SYLLABLES,
    spelled,
    syllable_splits,
    without_umlaut,
)
from matcher.duplicates.names.surnames import LOOSE, SURNAMES
from matcher.duplicates.names.written import folded, given_readings, latin_words, split_surname
from matcher.language.terms import one_width, runs, simplified

_MAX_LENGTH = 200
_MAX_WORDS = 8
_TITLES_AFTER = re.compile("(?:教授|博士|先生|女士|老师|院士|研究员|工程师)+$")


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a written name; all letters are lower case without diacritics, ü of a surname is v.

    ``loose`` are the surnames that the spelling may stand for beside ``surnames``. ``given`` is the Chinese given name
    in letters, ``initials`` the first letters of its syllables; both hold every way to read it. ``words`` are the
    other given names in order, a single letter being an initial. ``chinese`` says that the surname is Chinese.
    """

    surnames: frozenset[str]
    loose: frozenset[str] = frozenset()
    hanzi: str = ""
    given: frozenset[str] = frozenset()
    initials: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()
    chinese: bool = False


Name = tuple[Reading, ...]
"""A name in one script with every way to read it."""


def read_name(written: str, characters: Mapping[int, int] | None = None) -> tuple[Name, ...]:
    """The names in a written form: one for each script in it; none if there is no letter.

    ``characters`` turns traditional characters into simplified ones (``str.translate``); without it the two forms
    differ. Only the beginning of a very long text is read.

    >>> [sorted(reading.given) for name in read_name("Zeng, Wen-Bo") for reading in name]
    [['wenbo']]
    """
    text = one_width(written[:_MAX_LENGTH])
    pieces = list(runs(text))
    han = [_TITLES_AFTER.sub("", simplified(piece, characters or {})) for is_han, piece in pieces if is_han]
    latin = " ".join(piece for is_han, piece in pieces if not is_han)
    names = [tuple(_hanzi_readings("".join(han))), tuple(dict.fromkeys(_latin_readings(latin)))]
    return tuple(name for name in names if name)


def _hanzi_readings(name: str) -> Iterator[Reading]:
    splits = list(split_surname(name)) if name else []
    for surnames, given in splits:
        readings = given_readings(given) if given else []
        yield Reading(
            frozenset(surnames),
            hanzi=name if len(name) > 1 else "",
            given=frozenset(without_umlaut("".join(syllables)) for syllables in readings),
            initials=frozenset(_first_letters(syllables) for syllables in readings),
            chinese=True,
        )
    if name and not splits:
        yield Reading(frozenset([name]), hanzi=name)


def _latin_readings(text: str) -> Iterator[Reading]:
    words, surname_words = latin_words(text)
    words = words[:_MAX_WORDS]
    if len(words) == 1:
        yield _reading(words, [])
        return
    for first, last in _surname_spans(words, surname_words):
        surname, others = words[first:last], words[:first] + words[last:]
        if surname and others:
            yield from _readings(surname, others)


def _surname_spans(words: list[str], marked: int) -> list[tuple[int, int]]:
    """Spans of words that may be the surname: the marked ones, else a Chinese surname, else the last or first word.

    ``marked`` is the number of words that are marked as the surname, at the beginning; negative: at the end.
    """
    count = len(words)
    if marked:
        return [(0, marked)] if marked > 0 else [(count + marked, count)]
    ends = [(0, 2), (count - 2, count)] if count > 2 else []
    compound = [span for span in ends if _surname(words[slice(*span)]) in SURNAMES and _all_single(words, span)]
    if compound:
        return compound
    first, last = (0, 1), (count - 1, count)
    chinese = [span for span in (last, first) if _is_chinese(words[slice(*span)])]
    if count == 2 and all(spelled(word) in SYLLABLES for word in words):
        return [last, first]
    pinyin_after = all(len(word) == 1 or syllable_splits(spelled(word)) for word in words[1:])
    if chinese == [first] and (not pinyin_after or spelled(words[0]) in LIKE_PINYIN):
        return [last, first]
    return chinese or ([last, first] if count == 2 else [last])


def _is_chinese(words: list[str]) -> bool:
    surname = _surname(words)
    return surname in SURNAMES or surname in LOOSE


def _all_single(words: list[str], span: tuple[int, int]) -> bool:
    """Whether a compound surname is written as two words, each a syllable (Ou Yang), not as a surname and a name."""
    return all(len(syllable_splits(spelled(word))) == 1 for word in words[slice(*span)])


def _readings(surname: list[str], others: list[str]) -> Iterator[Reading]:
    """The given names with each ambiguous word read once as pinyin and once as a Western name."""
    ambiguous = {word for word in map(spelled, others) if word in LIKE_PINYIN}
    yield _reading(surname, others)
    if ambiguous:
        yield _reading(surname, others, western=ambiguous)


def _reading(surname: list[str], others: list[str], western: Iterable[str] = ()) -> Reading:
    spelling, is_chinese = _surname(surname), _is_chinese(surname)
    pinyin = [
        word for word in others if len(word) > 1 and syllable_splits(spelled(word)) and spelled(word) not in western
    ]
    joined = "".join(map(spelled, pinyin))
    splits = [syllables for syllables in syllable_splits(joined) if len(syllables) <= MAX_SYLLABLES]
    if not splits:
        pinyin = []
    return Reading(
        frozenset(_spellings(spelling)) if is_chinese else frozenset([folded("".join(surname))]),
        LOOSE.get(spelling, frozenset()),
        given=frozenset([without_umlaut(joined)] if splits else []),
        initials=frozenset(map(_first_letters, splits)),
        words=tuple(folded(word) for word in others if word not in pinyin),
        chinese=is_chinese,
    )


def _surname(words: list[str]) -> str:
    return spelled("".join(words))


def _first_letters(syllables: Iterable[str]) -> str:
    return "".join(syllable[0] for syllable in syllables)


def _spellings(surname: str) -> tuple[str, ...]:
    """A surname with u may also be one with ü, but not the reverse."""
    return (surname, surname.replace("u", "v")) if surname in ("lu", "nu", "luqiu") else (surname,)
