"""Reads a written name: which words are the surname and which the given names, in whatever order and script."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from matcher.duplicates.names.given_names import LIKE_PINYIN
from matcher.duplicates.names.hanzi import given_sounds, parted
from matcher.duplicates.names.latin import folded, latin_words
from matcher.duplicates.names.surnames import LOOSE, SURNAMES
from matcher.duplicates.names.syllables import MOST_SYLLABLES, SYLLABLES, partings, spelled, without_umlaut
from matcher.language.terms import one_width, runs, simplified

_LONGEST = 200
_MOST_WORDS = 8
_TITLES_AFTER = re.compile("(?:教授|博士|先生|女士|老师|院士|研究员|工程师)+$")


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a written name; all letters are lower case without marks, ü of a surname is v.

    ``loose`` is what the surname's spelling may stand for beside ``surnames``. ``given`` is the Chinese given name in
    letters, ``initials`` the first letters of its syllables; both have all the ways to read it. ``words`` are the
    other given names in order, an initial among them being one letter. ``chinese`` says that the surname is one.
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

    ``characters`` turns traditional characters into simplified ones (``str.translate``); without it they differ. Of a
    very long text only the beginning is read.

    >>> [sorted(reading.given) for name in read_name("Zeng, Wen-Bo") for reading in name]
    [['wenbo']]
    """
    text = one_width(written[:_LONGEST])
    pieces = list(runs(text))
    han = [_TITLES_AFTER.sub("", simplified(piece, characters or {})) for chinese, piece in pieces if chinese]
    latin = " ".join(piece for chinese, piece in pieces if not chinese)
    names = [tuple(_hanzi_readings("".join(han))), tuple(dict.fromkeys(_latin_readings(latin)))]
    return tuple(name for name in names if name)


def _hanzi_readings(name: str) -> Iterator[Reading]:
    found = False
    for surnames, given in parted(name) if name else ():
        found = True
        said = given_sounds(given) if given else []
        yield Reading(
            frozenset(surnames),
            hanzi=name if len(name) > 1 else "",
            given=frozenset(without_umlaut("".join(each)) for each in said),
            initials=frozenset("".join(syllable[0] for syllable in each) for each in said),
            chinese=True,
        )
    if name and not found:
        yield Reading(frozenset([name]), hanzi=name)


def _latin_readings(text: str) -> Iterator[Reading]:
    words, surname_words = latin_words(text)
    words = words[:_MOST_WORDS]
    if len(words) == 1:
        yield _reading(words, [])
        return
    for first, last in _surname_places(words, surname_words):
        surname, others = words[first:last], words[:first] + words[last:]
        if surname and others:
            yield from _readings(surname, others)


def _surname_places(words: list[str], stated: int) -> list[tuple[int, int]]:
    """Where the surname may stand: as it is stated, else where a Chinese one stands, else at the end or beginning.

    ``stated`` is the number of words that are marked as the surname, at the beginning; negative: at the end.
    """
    count = len(words)
    if stated:
        return [(0, stated)] if stated > 0 else [(count + stated, count)]
    ends = [(0, 2), (count - 2, count)] if count > 2 else []
    compound = [place for place in ends if _surname(words[slice(*place)]) in SURNAMES and _all_single(words, place)]
    if compound:
        return compound
    first, last = (0, 1), (count - 1, count)
    places = [place for place in (last, first) if _is_chinese(words[slice(*place)])]
    if count == 2 and all(spelled(word) in SYLLABLES for word in words):
        return [last, first]
    plain = all(len(word) == 1 or partings(spelled(word)) for word in words[1:])
    if places == [first] and (not plain or spelled(words[0]) in LIKE_PINYIN):
        return [last, first]
    return places or ([last, first] if count == 2 else [last])


def _is_chinese(words: list[str]) -> bool:
    surname = _surname(words)
    return surname in SURNAMES or surname in LOOSE


def _all_single(words: list[str], place: tuple[int, int]) -> bool:
    """Whether a compound surname is written in two words, each a syllable (Ou Yang), and not a surname and a name."""
    return all(len(partings(spelled(word))) == 1 for word in words[slice(*place)])


def _readings(surname: list[str], others: list[str]) -> Iterator[Reading]:
    """The given names with each doubtful word once as pinyin and once as a Western name."""
    plain = [spelled(word) for word in others]
    doubtful = {word for word in plain if word in LIKE_PINYIN}
    yield _reading(surname, others)
    if doubtful:
        yield _reading(surname, others, western=doubtful)


def _reading(surname: list[str], others: list[str], western: Iterable[str] = ()) -> Reading:
    chinese = _surname(surname)
    known = _is_chinese(surname)
    pinyin = [word for word in others if len(word) > 1 and partings(spelled(word)) and spelled(word) not in western]
    joined = "".join(map(spelled, pinyin))
    said = [each for each in partings(joined) if len(each) <= MOST_SYLLABLES]
    if not said:
        pinyin = []
    return Reading(
        frozenset(_spellings(chinese)) if known else frozenset([folded("".join(surname))]),
        LOOSE.get(chinese, frozenset()),
        given=frozenset([without_umlaut(joined)] if said else []),
        initials=frozenset("".join(syllable[0] for syllable in each) for each in said),
        words=tuple(folded(word) for word in others if word not in pinyin),
        chinese=known,
    )


def _surname(words: list[str]) -> str:
    return spelled("".join(words))


def _spellings(surname: str) -> tuple[str, ...]:
    """A surname with u may be one with ü, not the other way round."""
    return (surname, surname.replace("u", "v")) if surname in ("lu", "nu", "luqiu") else (surname,)
