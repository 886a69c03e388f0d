"""ECDICT, a dictionary of English words with Chinese meanings, read backwards."""

import csv
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from matcher.errors import InputError
from matcher.language.normal import one_width

COLUMNS = ("word", "translation", "frq", "bnc", "exchange")

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9 '\-]+")
_MOST_WORDS = 4
_SHORT_CAPITALS = 6
"""Letters up to which a word in capitals is an abbreviation: too many of them mean too many things."""
_MEANING = re.compile(r"[㐀-䶿一-鿿]{2,10}")
_BETWEEN = re.compile(r"[,;、/]|\s{2,}")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|〔[^〔〕]*〕|《[^《》]*》|<[^<>]*>|【[^【】]*】|“[^”]*”")
_CLASS = re.compile(r"^[a-z]{1,6}\.\s*(?:&\s*[a-z]{1,6}\.\s*)*")
_LABEL = re.compile(r"^\[([^\]]{1,6})\]")
_FROM_THE_WEB = "网络"
_WEB_TRUST = 0.35
_LATER = 0.35
"""A meaning counts 1 / (1 + this x its place in its line)."""
_SPREAD = 0.3
"""A word with n meanings tells each of them by a share of n to this power less."""
_RARE, _RARE_PHRASE, _NAME, _INFLECTED = 0.25, 0.4, 0.4, 0.8
_LEAST_COMMON = 6.0
"""Rank 10**6 in the frequency list: a word from there on is as rare as one that is not in it."""


@dataclass(frozen=True, slots=True)
class Inverted:
    """``senses``: the likeliest English words of each Chinese one, best first; ``common``: how common each is, to 1."""

    senses: Mapping[str, list[str]]
    common: Mapping[str, float]


def read_inverted(path: Path, kept: int) -> Inverted:
    """The dictionary backwards, with up to ``kept`` senses of each word.

    ``path`` is ECDICT's table of comma-separated values with the columns ``COLUMNS``. An inflected form counts for
    its base form. Raises InputError if it cannot be read.
    """
    weights: dict[str, dict[str, float]] = {}
    common: dict[str, float] = {}
    for row in _rows(path):
        english = _base(row)
        for chinese, weight in _meanings(row).items():
            known = weights.setdefault(chinese, {})
            known[english] = max(known.get(english, 0.0), weight)
        for word in (row["word"].lower(), english.lower()):
            common[word] = max(common.get(word, 0.0), _commonness(row))
    senses = {each: sorted(known, key=lambda other: (-known[other], other))[:kept] for each, known in weights.items()}
    return Inverted(senses, common)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    try:
        with open(path, encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file, restval="")  # a line that ends early lacks cells
            missing = set(COLUMNS) - set(reader.fieldnames or ())
            if missing:
                raise InputError(f"{path} has no column {', '.join(sorted(missing))}; give ECDICT's file ecdict.csv")
            yield from (row for row in reader if _usable(row["word"]))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path} cannot be read ({error}); give ECDICT's file ecdict.csv") from error


def _usable(word: str) -> bool:
    abbreviation = word.isupper() and len(word) <= _SHORT_CAPITALS
    return bool(_WORD.fullmatch(word)) and len(word.split()) <= _MOST_WORDS and not abbreviation


def _base(row: Mapping[str, str]) -> str:
    """The form that the word is an inflection of; the word itself if it is none."""
    forms = dict(form.split(":", 1) for form in row["exchange"].split("/") if ":" in form)
    return forms.get("0") or row["word"]


def _meanings(row: Mapping[str, str]) -> dict[str, float]:
    """Chinese meanings of a word with their weights: early ones of a common word with few of them count most."""
    found: dict[str, float] = {}
    for line in one_width(row["translation"]).split("\\n"):
        label, pieces = _split(line.strip())
        trust = _WEB_TRUST if label == _FROM_THE_WEB else 1.0
        for place, piece in enumerate(pieces):
            if _MEANING.fullmatch(piece):
                found[piece] = max(found.get(piece, 0.0), trust / (1 + _LATER * place))
    common = _commonness(row)
    return {piece: weight * common / len(found) ** _SPREAD for piece, weight in found.items()}


def _split(line: str) -> tuple[str, list[str]]:
    found = _LABEL.match(line)
    line = _CLASS.sub("", line[found.end() :].strip() if found else line)
    before = ""
    while before != line:
        before, line = line, _BRACKETS.sub("", line)
    return found[1] if found else "", [_bare(piece) for piece in _BETWEEN.split(line)]


def _bare(piece: str) -> str:
    piece = piece.strip(" .。…!?:=")
    return piece[:-1] if len(piece) > 2 and piece[-1] in "的地" else piece


def _commonness(row: Mapping[str, str]) -> float:
    ranks = [int(row[column]) for column in ("frq", "bnc") if row[column].isdecimal() and int(row[column])]
    word = row["word"]
    if ranks:
        common = 1.0 - (1.0 - _RARE_PHRASE) * math.log10(min(ranks)) / _LEAST_COMMON
    else:
        common = _RARE_PHRASE if " " in word else _RARE
    return common * (_NAME if word[0].isupper() else 1.0) * (_INFLECTED if _base(row) != word else 1.0)


def merged(senses: Mapping[str, Iterable[str]], more: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """The senses of both, those of the first before those of the second, equal ones once."""
    found = {word: list(own) for word, own in senses.items()}
    for word, others in more.items():
        own = found.setdefault(word, [])
        known = {sense.lower() for sense in own}
        own.extend(other for other in others if other.lower() not in known)
    return found
