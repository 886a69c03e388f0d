"""The one matcher of names, for needs, profiles and lists: finds many names at once, in every form of writing.

A text is compared by its tokens (``tokens``), in any letter case, width, number, spelling and script, and two words of
a name may be glued (life cycle, lifecycle). A version may be glued to a name (ROS2, C++17, Java 8).

Names of one word are not found in every letter case:

- an abbreviation in any, unless its small letters are an everyday word (LED, not led) or it looks like a given name
  (ANN, ann, not Ann);
- mixed capitals as written or all in capitals (SiC, SIC, not sic); a name that differs from another in capitals alone
  (GaN, GAN) only as written;
- a name of one letter, or that of a product with an everyday name (C, Go, Rust), with its capital and in company: a
  cue beside it (in C, Rust code, 用R), a list with another skill, or nothing else in the text.
"""

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from matcher.scripts import HAN
from matcher.skills.beginnings import Beginnings
from matcher.skills.tokens import Reading, Tokens, in_one_width, pattern_for, reading, tokens_of
from matcher.skills.words import EVERYDAY, FOLDED, PRODUCT_WORDS, is_abbreviation, one_width

_WORD_CHARACTER = re.compile(rf"[^\W_{HAN}]")
_VERSION = re.compile(rf"\d{{1,2}}(?:\.\d+)*(?![^\W_{HAN}])")
_LEAST_VERSIONED = 3
"""Letters of a name to which a version may be glued: P53 and C4 are other things."""
_LONGEST_MIXED = 5
_DIGITS_AND_LETTER = re.compile(r"\d+[A-Z]")
"""Such a name in a small letter is a measure: 5g of salt."""
_LEAST_GLUED = 5
_SEPARATED = re.compile(r"[A-Za-z][\s-][A-Za-z]")
_PARENTHESES = re.compile(r"^(.*?)\s*[(（]([^()（）]+)[)）]\s*$")

_CUE_BEFORE = re.compile(
    r"(?:\b(?:in|with|using|uses?|used|via|knows?|learn(?:s|ed|t|ing)?|teach(?:es|ing)?|taught|programs?|programmed|"
    r"programming|codes?|coded|coding|writ(?:es?|ing|ten)|wrote|languages?:?|speaks|"
    r"(?:knowledge|experience|command|use|skills?|expert|developers?|programmers?) (?:of|in|with))\s+(?:modern\s+)?"
    r"|(?:用|使用|采用|基于|以|熟悉|精通|掌握|会|懂|了解|学习|学过|擅长|运用|语言[:：])\s*)$",
    re.IGNORECASE,
)
_CUE_AFTER = re.compile(
    r"[\s-]*(?:语言|编程|程序|开发|代码|脚本|总线|协议|框架|编写)|"
    r"[\s-]+(?:languages?|programm\w+|programs?|code|coding|codebases?|developers?|development|script(?:s|ing)?|"
    r"packages?|librar(?:y|ies)|frameworks?|compilers?|bus(?:es)?|protocols?|FD|APIs?|SDK|runtime|stack|apps?|"
    r"(?:micro)?services?|back-?ends?|front-?ends?|components?|crates?|boot)\b",
    re.IGNORECASE,
)
_NO_NAME_AFTER = re.compile(r"\s*(?:[=<>≈±°]|&\s*[A-Z]\b|(?:of )?(?:19|20)\d\d\b|-\w|(?:major|minor|flat|sharp)\b)")
_LISTED = re.compile(r"\s*(?:[,;/、，；|·+]|\b(?:and|or)\b|[和与及或])+(?:\s*(?:and|or)\b)?\s*")
_WHOLE = re.compile(r"\s*(?:[(（][^()（）]*[)）])?[\s.。]*$")
_STOPS = frozenset(".!?。;")
"""The tokens that end a sentence."""
_NO_COMPANY = ("-", "°", ".")
"""What stands before a letter that is no name (20 °C)."""
_LOOK = 48
"""Characters beside a name among which its company is looked for."""
_NOT_DENYING = frozenset("除并而是绝莫若")
"""What may stand before 非 so that it does not belong to the word behind it (并非, 而非)."""


class NameMatch(NamedTuple):
    """A name in the characters ``start`` to ``end`` of a text, and its value."""

    start: int
    end: int
    value: str


class _Case(Enum):
    """In which letters a name is found."""

    ANY = 0
    ABBREVIATION = 1
    """Any letters that are no everyday word."""
    MIXED = 2
    """As written, or all in capitals."""
    WRITTEN = 3
    """As written."""
    CAPITALS = 4
    """With the abbreviation in it as written (CAN bus)."""
    COMPANY = 5
    """As written and in company."""


class _AroundStops(NamedTuple):
    """The tokens behind a stop in a name (.NET, Node.js), and whether a name ends with one."""

    behind: frozenset[str]
    last: bool


class _Name(NamedTuple):
    """A name at the end of a path of tokens; ``written`` is the word whose letters matter, empty if none."""

    value: str
    written: str
    case: _Case


class _Node:
    """A state of the walk; ``names`` are those that end here."""

    __slots__ = ("following", "names")

    def __init__(self) -> None:
        self.following: dict[str, _Node] = {}
        self.names: tuple[_Name, ...] = ()


class NameTree:
    """Names with their values, in a tree of tokens; if two names are equal, the value of the one added first counts."""

    def __init__(self) -> None:
        self._root = _Node()

    def add(self, name: str, value: str) -> str:
        """Add a name and return the value it has, which is that of an equal name added before."""
        wide = one_width(name).strip()
        words = tokens_of(wide).words
        if not words:
            return value
        node = self._node(words)
        entry = _name(wide, value)
        for other in node.names:
            if other.value != value and not differ_in_capitals(wide, other.written):
                return other.value
        if entry not in node.names:
            node.names = (*node.names, entry)
        return value

    def add_glued(self, name: str, value: str) -> None:
        """Add the forms of a name in which two of its words are written as one, unless they are names already."""
        words = tokens_of(one_width(name)).words if _SEPARATED.search(name) else []
        for place in range(len(words) - 1):
            glued = words[place] + words[place + 1]
            if len(glued) >= _LEAST_GLUED and glued.isascii() and glued.isalpha():
                node = self._node([*words[:place], glued, *words[place + 2 :]])
                node.names = node.names or (_Name(value, "", _Case.ANY),)

    def value(self, name: str) -> str | None:
        """The value of exactly this name, in any form, or with an abbreviation in parentheses; None if unknown."""
        wide = one_width(name).strip()
        node: _Node | None = self._root
        for word in tokens_of(wide).words:
            node = node.following.get(word) if node else None
        if node and node.names:
            return next((entry for entry in node.names if entry.written == wide), node.names[0]).value
        parts = _PARENTHESES.match(wide)
        return (self.value(parts[1]) or self.value(parts[2])) if parts else None

    def find(self, text: str | Reading) -> list[NameMatch]:
        """The longest matches in a text that do not overlap, in the order of the text."""
        chosen: list[NameMatch] = []
        candidates = self.matches(text)
        candidates.sort(key=lambda match: (match.start - match.end, match.start))
        for match in candidates:
            if all(match.end <= other.start or other.end <= match.start for other in chosen):
                chosen.append(match)
        chosen.sort()
        return chosen

    def matches(self, text: str | Reading) -> list[NameMatch]:
        """Every match in a text, overlapping or not, in the order in which they begin."""
        if isinstance(text, str):
            wide, positions = in_one_width(text)
            pattern = pattern_for(wide)
            starts = self._beginnings.starts(wide, pattern)
            if starts is not None:
                return _in_place(self._matches_at(wide, starts, pattern) or [], positions)
            text = reading(text)
        return _in_place(self._matches_in(text.tokens), text.positions)

    def matches_alone(self, sentence: str) -> list[NameMatch] | None:
        """Every match in a sentence; None if what stands beside it in its text may have a say in that.

        A name that needs company may have it there, and a word is a name where it is all of a text, or less sure where
        all of it is in capitals.
        """
        wide, positions = in_one_width(sentence)
        pattern = pattern_for(wide)
        starts = self._beginnings.starts(wide, pattern)
        if starts is None:
            return None
        matches = self._matches_at(wide, starts, pattern, alone=True)
        return None if matches is None else _in_place(matches, positions)

    def may_go_on_into(self, sentence: str) -> bool:
        """Whether a name may begin with the stop before a sentence, or before it, and end in the sentence."""
        wide, _ = in_one_width(sentence)
        first = pattern_for(wide).search(wide)
        return first is None or FOLDED[first[0]] in self._around_stops.behind

    @property
    def ends_in_stop(self) -> bool:
        """Whether any name ends in a stop."""
        return self._around_stops.last

    @cached_property
    def _around_stops(self) -> "_AroundStops":
        paths = list(self._paths((), self._root))
        return _AroundStops(
            frozenset(token for path in paths for stop, token in pairwise(path) if stop in _STOPS),
            any(path[-1] in _STOPS for path in paths),
        )

    def _node(self, words: Sequence[str]) -> _Node:
        node = self._root
        for word in words:
            node = node.following.setdefault(word, _Node())
        return node

    @cached_property
    def _beginnings(self) -> Beginnings:
        """Made at the first text, when all names are there."""
        return Beginnings(self._paths((), self._root))

    def _paths(self, tokens: tuple[str, ...], node: _Node) -> Iterator[tuple[str, ...]]:
        if node.names:
            yield tokens
        for token, following in node.following.items():
            yield from self._paths((*tokens, token), following)

    def _matches_at(
        self, text: str, starts: Sequence[int], pattern: re.Pattern[str], *, alone: bool = False
    ) -> list[NameMatch] | None:
        """Every match that begins at one of these characters; ``pattern`` matches the tokens of the text.

        ``alone`` is a sentence of a text: None if the rest of it may have a say in a name.
        """
        matches: list[NameMatch] = []
        lonely: list[NameMatch] = []
        for start in starts:
            node: _Node | None = self._root
            for token in pattern.finditer(text, start):
                node = node.following.get(FOLDED[token[0]]) if node else None
                if node is None:
                    break
                if node.names:
                    if alone and _depends_on_rest(node.names, text, start, token.end()):
                        return None
                    _add_names(node.names, text, start, token.end(), matches, lonely)
        return _with_those_in_company(text, matches, lonely)

    def _matches_in(self, tokens: Tokens) -> list[NameMatch]:
        """Every match in a text that has been cut into tokens."""
        text, words, starts, ends = tokens
        matches: list[NameMatch] = []
        lonely: list[NameMatch] = []
        following = [*words[1:], ""]
        for first, node in enumerate(map(self._root.following.get, words)):
            if node is None or not (node.names or following[first] in node.following):
                continue
            for index in range(first, len(words)):
                if node.names:
                    _add_names(node.names, text, starts[first], ends[index], matches, lonely)
                node = node.following.get(following[index])
                if node is None:
                    break
        return _with_those_in_company(text, matches, lonely)


def _add_names(
    names: Sequence[_Name], text: str, start: int, end: int, matches: list[NameMatch], lonely: list[NameMatch]
) -> None:
    """Add the names that some characters are, those that need company by themselves."""
    if _is_whole(text, start, end):
        for entry in _as_written(names, text, start, end):
            (lonely if entry.case is _Case.COMPANY else matches).append(NameMatch(start, end, entry.value))


def _depends_on_rest(names: Sequence[_Name], text: str, start: int, end: int) -> bool:
    """Whether what stands beside a sentence has a say in whether characters of it are one of these names."""
    if all(entry.case is _Case.ANY for entry in names):
        return False
    mention = text[start:end]
    small = mention.lower()
    if (small in EVERYDAY or small.removesuffix("s") in EVERYDAY) and text.isupper():
        return True
    exact = [entry.case for entry in names if entry.written in (mention, mention.removesuffix("s"))]
    if exact:
        return _Case.COMPANY in exact and text[start - 1 : start] not in _NO_COMPANY
    return "(" in text or _WHOLE.match(text.replace(mention, "", 1)) is not None


def _with_those_in_company(text: str, matches: list[NameMatch], lonely: list[NameMatch]) -> list[NameMatch]:
    return sorted([*matches, *_in_company(text, matches, lonely)]) if lonely else matches


def _in_place(matches: list[NameMatch], positions: Sequence[int] | None) -> list[NameMatch]:
    """Matches in a text in one width, in the text as given."""
    if positions is None:
        return matches
    return [NameMatch(positions[start], positions[end - 1] + 1, value) for start, end, value in matches]


def _name(name: str, value: str) -> _Name:
    if _is_one_word(name):
        return _Name(value, name, _case(name))
    words = [word for word in re.findall(r"[A-Za-z]{2,}", name) if is_abbreviation(word) and word.lower() in EVERYDAY]
    return _Name(value, words[0], _Case.CAPITALS) if words else _Name(value, "", _Case.ANY)


def _case(name: str) -> _Case:
    """In which letters a name is found, by how it is written."""
    if _DIGITS_AND_LETTER.fullmatch(name):
        return _Case.WRITTEN
    if not (name.isascii() and name.isalpha()):
        return _Case.ANY
    if len(name) == 1 or (name.lower() in PRODUCT_WORDS and not is_abbreviation(name)):
        return _Case.COMPANY if name[0].isupper() else _Case.ANY
    if is_abbreviation(name):
        return _Case.ABBREVIATION
    return _Case.MIXED if len(name) <= _LONGEST_MIXED and not name[1:].islower() else _Case.ANY


def is_ambiguous(name: str) -> bool:
    """Whether a name by itself may as well be an everyday word or a letter (Rust, CAN, C)."""
    wide = one_width(name).strip()
    return _name(wide, "").case in (_Case.COMPANY, _Case.CAPITALS) or (
        is_abbreviation(wide) and wide.lower() in EVERYDAY
    )


def _is_one_word(name: str) -> bool:
    return _DIGITS_AND_LETTER.fullmatch(name) is not None or (name.isalpha() and not _is_han(name[0]))


def differ_in_capitals(one: str, other: str) -> bool:
    """Whether two names are told apart by their capitals (GaN and GAN)."""
    return {_case(one_width(one)), _case(one_width(other))} == {_Case.MIXED, _Case.ABBREVIATION}


def _as_written(names: Sequence[_Name], text: str, start: int, end: int) -> Sequence[_Name]:
    """The names that the characters are in these letters."""
    if len(names) == 1 and names[0].case is _Case.ANY:
        return () if _is_singular_of_s(names[0].written, text[start:end]) else names
    if len(names) == 1 and names[0].case is _Case.CAPITALS:
        whole = not text[:start].strip() and not text[end:].strip()
        return names if whole or names[0].written in text[start:end] else ()
    mention = text[start:end].replace(".", "") if "." in text[start:end].rstrip(".") else text[start:end]
    exact = [entry for entry in names if entry.written in (mention, mention.removesuffix("s"))]
    if exact:
        return [entry for entry in exact if not _is_shouted(entry, mention, text)]
    fitting = [entry for entry in names if _fits(entry, mention, text)]
    values = {entry.value for entry in fitting}
    return fitting if len(values) < 2 else ()


def _fits(entry: _Name, mention: str, text: str) -> bool:
    """Whether a name may be written in these letters, which are not its own."""
    if _is_singular_of_s(entry.written, mention):
        return False
    if entry.case is _Case.ANY:
        return True
    small = mention.lower()
    everyday = small in EVERYDAY or small.removesuffix("s") in EVERYDAY
    if entry.case is _Case.MIXED:
        return mention.isupper() and (not everyday or _is_in_capitals(text))
    fits = entry.case is _Case.ABBREVIATION and not everyday and (mention == small or not mention.istitle())
    return fits or _WHOLE.match(text.replace(mention, "", 1)) is not None


def _is_singular_of_s(written: str, mention: str) -> bool:
    """Whether a word is a proper name without the s that belongs to it: a panda is not Pandas, RTO not RTOS."""
    return written[:1].isupper() and written.lower() == f"{mention.lower()}s"


def _is_shouted(entry: _Name, mention: str, text: str) -> bool:
    """Whether a word is in capitals only because the whole text is: THE TEAM LED A REVIEW names no LED."""
    return entry.case is _Case.ABBREVIATION and mention.lower() in EVERYDAY and _is_in_capitals(text)


def _is_in_capitals(text: str) -> bool:
    return text.isupper() and len(text.split()) > 2


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether the characters are a name by themselves and not part of a longer word or symbol."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if _is_han(text[start]):
        return before != "非" or text[start - 2 : start - 1] in _NOT_DENYING
    if _in_word(text[start]) and before and (_in_word(before) or text[max(0, start - 4) : start].lower() == "non-"):
        return False
    if not _in_word(text[end - 1]) or not after:
        return True
    if after.isdigit():
        letters = len(text[start:end]) - len(text[start:end].rstrip("0123456789"))
        return not letters and end - start >= _LEAST_VERSIONED and _VERSION.match(text, end) is not None
    return not (_in_word(after) or after == "#" or text.startswith(("++", "-free"), end))


def _in_company(text: str, matches: Sequence[NameMatch], lonely: Sequence[NameMatch]) -> list[NameMatch]:
    """Those of the names that need company which have it."""
    accepted: list[NameMatch] = []
    rest = list(lonely)
    before = -1
    while rest and len(accepted) > before:
        before = len(accepted)
        known = [*matches, *accepted]
        having = [match for match in rest if _has_company(text, match, known)]
        accepted += having
        rest = [match for match in rest if match not in having]
    return accepted


def _has_company(text: str, match: NameMatch, known: Sequence[NameMatch]) -> bool:
    start, end, _ = match
    if not text[:start].strip() and _WHOLE.match(text, end):
        return True
    if text[start - 1 : start] in _NO_COMPANY:
        return False
    if _CUE_AFTER.match(text, end):
        return True
    if _NO_NAME_AFTER.match(text, end):
        return False
    if _CUE_BEFORE.search(text[max(0, start - _LOOK) : start]):
        return True
    return any(
        _LISTED.fullmatch(text, min(end, other.end), max(start, other.start))
        for other in known
        if (other.end <= start and start - other.end < _LOOK) or (end <= other.start and other.start - end < _LOOK)
    )


def _is_han(character: str) -> bool:
    return not character.isascii() and re.match(f"[{HAN}]", character) is not None


def _in_word(character: str) -> bool:
    """Whether a character is a letter or digit of a script that is written in words."""
    if character.isascii():
        return character.isalnum()
    return _WORD_CHARACTER.match(character) is not None
