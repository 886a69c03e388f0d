"""Reads a written name: which words are the surname and which the given names, in whatever order and script."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from matcher.duplicates.names.pinyin import (
    LIKE_PINYIN,
    MAX_SYLLABLES,
    SYLLABLES,
    spelled,
    syllable_splits,
    without_umlaut,
)
from matcher.duplicates.names.romanised import (
    JAPANESE_SURNAMES,
    in_latin,
    is_hangul,
    korean_given,
    korean_surname,
    wade_giles,
)
from matcher.duplicates.names.surnames import LOOSE, SURNAMES
from matcher.duplicates.names.written import (
    folded,
    given_readings,
    latin_words,
    split_surname,
    umlauts,
    without_particles,
)
from matcher.language.terms import one_width, runs, simplified

_MAX_LENGTH = 200
_MAX_WORDS = 8
_HYPHEN = re.compile("[-‐‑]")
_TITLES_AFTER = re.compile(
    "(?:(?:名誉|客座|特聘|讲座|兼职|正高级|教授级|副高级|高级|助理|副|首席|总)*(?:教授|博士生导师|博士后|博士|博导|硕士|先生|女士|小姐|老师|院士|研究员|"
    "工程师|高工|总工|讲师|主任|院长|所长|董事长|总经理|医师|医生|律师|経理|经理|様|さん))+$"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a written name; all letters are lower case without diacritics, ü of a surname is v.

    ``loose`` are the surnames that the spelling may stand for beside ``surnames``, ``loose_given`` the Chinese given
    names that it may be in another romanisation. ``given`` is the Chinese given name in letters, ``initials`` the first
    letters of its syllables; both hold every way to read it. ``words`` are the other given names in order, a single
    letter being an initial. ``chinese`` says that the surname is Chinese.
    """

    surnames: frozenset[str]
    loose: frozenset[str] = frozenset()
    hanzi: str = ""
    given: frozenset[str] = frozenset()
    loose_given: frozenset[str] = frozenset()
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
    text = in_latin(one_width(written[:_MAX_LENGTH]))
    pieces = list(runs(text))
    han = [_TITLES_AFTER.sub("", simplified(piece, characters or {})) for is_han, piece in pieces if is_han]
    hangul = "".join(mark for mark in text if is_hangul(mark))
    latin = " ".join(_without_hangul(piece) for is_han, piece in pieces if not is_han)
    written_in_han = [piece for is_han, piece in pieces if is_han]
    names = [
        (*_hanzi_readings("".join(han)), *_japanese_readings(written_in_han)),
        tuple(_hangul_readings(hangul)),
        tuple(dict.fromkeys(_latin_readings(latin))),
    ]
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


def _japanese_readings(pieces: Sequence[str]) -> Iterator[Reading]:
    """A frequent surname of Japan at either end, whose given name cannot be read from its characters."""
    name = "".join(pieces)
    ends = {name[:length] for length in (1, 2, 3)} | {name[-length:] for length in (1, 2, 3)}
    for surname in sorted(ends & JAPANESE_SURNAMES.keys()):
        if len(name) > len(surname):
            yield Reading(frozenset([JAPANESE_SURNAMES[surname]]), hanzi=name)


def _hangul_readings(name: str) -> Iterator[Reading]:
    if len(name) > 1:
        surnames, given = korean_surname(name)
        yield Reading(frozenset(surnames), hanzi=name, given=korean_given(given))


def _without_hangul(piece: str) -> str:
    return "".join(" " if is_hangul(mark) else mark for mark in piece)


def _latin_readings(text: str) -> Iterator[Reading]:
    words, surname_words = latin_words(text)
    words, particles = (words, "") if surname_words else without_particles(words)
    words = words[:_MAX_WORDS]
    if len(words) == 1:
        yield _reading(words, [])
        return
    for first, last in _surname_spans(words, surname_words):
        surname, others = words[first:last], words[:first] + words[last:]
        if surname and others:
            for reading in _readings(surname, others):
                yield _with_particles(reading, particles) if particles and last == len(words) else reading
    if len(words) > 2 and not surname_words and not _is_chinese(words[-1:]) and not _is_chinese(words[:1]):
        yield _reading(words[-2:], words[:-2])


def _with_particles(reading: Reading, particles: str) -> Reading:
    """Also with the particles before the surname as a part of it: Hassan and Alhassan."""
    return replace(reading, surnames=reading.surnames | {particles + surname for surname in reading.surnames})


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
    spellings = set(map(spelled, others))
    ambiguous = {word for word in spellings if word in LIKE_PINYIN}
    yield _reading(surname, others)
    if ambiguous:
        yield _reading(surname, others, western=ambiguous)
    # Whose surname is spelled as in Hong Kong or Korea has a given name that only looks like pinyin.
    if _surname(surname) in LOOSE and len(others) > 1:
        yield _reading(surname, others, western=spellings)


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
        frozenset(_spellings(spelling)) if is_chinese else umlauts("".join(surname)),
        LOOSE.get(spelling, frozenset()) if is_chinese else _parts(surname),
        given=frozenset([without_umlaut(joined)] if splits else []),
        loose_given=_in_wade_giles(others) if is_chinese else frozenset(),
        initials=frozenset(map(_first_letters, splits)),
        words=tuple(
            folded(part) for word in others if word not in pinyin for part in _HYPHEN.split(word) if folded(part)
        ),
        chinese=is_chinese,
    )


def _parts(surname: list[str]) -> frozenset[str]:
    """The parts of a double surname, each of which may be used alone: López-García, McDonald beside MacDonald."""
    parts = [folded(part) for word in surname for part in _HYPHEN.split(word)]
    longer = {"mac" + part[2:] for part in parts if part.startswith("mc") and len(part) > 5}
    shorter = {"mc" + part[3:] for part in parts if part.startswith("mac") and len(part) > 6}
    return frozenset(longer | shorter) | (
        frozenset(part for part in parts if len(part) > 2) if len(parts) > 1 else frozenset()
    )


def _in_wade_giles(others: list[str]) -> frozenset[str]:
    """The given names that two hyphenated syllables may be: Teng-hui is Denghui."""
    syllables = [folded(part) for word in others for part in _HYPHEN.split(word)]
    if len(syllables) != 2 or not any(_HYPHEN.search(word) for word in others):
        return frozenset()
    return frozenset(map("".join, product(*map(wade_giles, syllables))))


def _surname(words: list[str]) -> str:
    return spelled("".join(words))


def _first_letters(syllables: Iterable[str]) -> str:
    return "".join(syllable[0] for syllable in syllables)


def _spellings(surname: str) -> tuple[str, ...]:
    """A surname with u may also be one with ü, but not the reverse."""
    return (surname, surname.replace("u", "v")) if surname in ("lu", "nu", "luqiu") else (surname,)
