"""Reads the two dictionaries that the bridge is built from: the senses of CC-CEDICT, and ECDICT inverted."""

import csv
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from matcher.errors import InputError
from matcher.language.terms import one_width
from matcher.scripts import HAN

_REFERENCE = re.compile(rf"([{HAN}A-Z0-9·，]+)(?:\|([{HAN}A-Z0-9·，]+))?(?:\[[^\]]*\])")
_HAN = re.compile(rf"[{HAN}·]+(?:\|[{HAN}·]+)?")
_PINYIN = re.compile(r"\[[^\]]*\]")
_PARENTHESES = re.compile(r"\([^()]*\)")
_POINTER = re.compile(
    r"^(?:(?:erhua|old|archaic|Japanese|ancient|nonstandard simplified|euphemistic|ethnic|unofficial) )?variant of\b|"
    r"^(?:also written|same as|see also|see|equivalent to|short for|abbr\. (?:for|of|to)|contraction of|"
    r"also called|also known as|another (?:name|term|word) for|old (?:name|term) for|Taiwan term for)\b"
)
_NOTE = re.compile(r"^(?:CL:|Taiwan pr\.|also pr\.|pr\. |used in |cf\.?|opposite:|lit\. and fig\.$|abbr\.$)")
_GRAMMAR = re.compile(
    r"^(?:used |Kangxi radical|component in Chinese|suffix|prefix|classifier|interjection|onom\.|indicat|phonetic|"
    r"(?:\w+ )?particle|auxiliary|honorific|marker|noun suffix|adverb|pronoun)"
)
"""Editors' notes on the use of a single character; in longer words these are meanings ("particle physics")."""

_SENSE_LABEL = re.compile(
    r"^(?:fig\.|lit\.|surname|also|esp\.|i\.e\.|usu\.|often|the|an?|to be|to|sth|sb|of|in)\s+", re.IGNORECASE
)
_SENSE_ENDING = re.compile(r"\s+(?:etc\.?|sth|sb|of|esp\.?|in|for|on|with|to)$")
_MOST_SENSE_WORDS = 6

COLUMNS = ("word", "translation", "frq", "bnc", "exchange")
"""The columns of ECDICT's file that are read."""

_ENGLISH = re.compile(r"[A-Za-z][A-Za-z0-9 '\-]+")
_MOST_ENGLISH_WORDS = 4
_LONGEST_ABBREVIATION = 6
"""A word in capitals of up to so many letters is an abbreviation, and most abbreviations mean too many things."""
_MEANING = re.compile(f"[{HAN}]{{2,10}}")
_BETWEEN_MEANINGS = re.compile(r"[,;、/]|\s{2,}")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|〔[^〔〕]*〕|《[^《》]*》|<[^<>]*>|【[^【】]*】|“[^”]*”")
_WORD_CLASS = re.compile(r"^[a-z]{1,6}\.\s*(?:&\s*[a-z]{1,6}\.\s*)*")
_SUBJECT_LABEL = re.compile(r"^\[([^\]]{1,6})\]")
_FROM_THE_WEB = "网络"
_WEB_TRUST = 0.35
_LATER = 0.35
"""A meaning counts 1 / (1 + this x its position in its line)."""
_SPREAD = 0.3
"""A word with n meanings counts for each of them by a factor of 1 / n to this power."""
_RARE, _RARE_PHRASE, _PROPER_NOUN, _INFLECTED = 0.25, 0.4, 0.4, 0.8
_LEAST_COMMON = 6.0
"""Rank 10**6 in the frequency list: a word from there on is as rare as one that is not in it."""


def senses_of(word: str, definitions: list[str]) -> tuple[list[str], list[str]]:
    """The senses of a word of CC-CEDICT in the order of its entry, and the words that the entry refers to instead."""
    senses: dict[str, None] = {}
    references: dict[str, None] = {}
    for definition in definitions:
        for piece in definition.split(";"):
            sense, reference = _sense(piece.strip(), grammar=len(word) == 1)
            if sense:
                senses.setdefault(sense)
            elif reference:
                references.setdefault(reference)
    return list(senses), list(references)


def _sense(piece: str, *, grammar: bool) -> tuple[str, str]:
    """The sense in a piece of a definition, and the word that it refers to; empty for an editor's note."""
    piece = " ".join(_without(_PARENTHESES, piece).split())
    if not piece or _NOTE.match(piece) or (grammar and _GRAMMAR.match(piece)):
        return "", ""
    pointer = _POINTER.match(piece)
    reference = _REFERENCE.search(piece) if pointer else None
    if pointer:
        piece = piece[pointer.end() :]
    piece = _PINYIN.sub("", _HAN.sub("", _REFERENCE.sub("", piece)))
    parts = [bare for part in re.split(r"[,:]", piece) if (bare := _bare_sense(part))]
    sense = " ".join(parts[0].split()[:_MOST_SENSE_WORDS]) if parts else ""
    return sense, (reference[2] or reference[1]) if reference else ""


def _bare_sense(part: str) -> str:
    part = " ".join(part.split()).strip(" .!?\"'“”|()…-")
    before = ""
    while before != part:
        before, part = part, _SENSE_ENDING.sub("", _SENSE_LABEL.sub("", part))
    return part


def _without(brackets: re.Pattern[str], text: str) -> str:
    """The text without what stands in brackets, nested ones too."""
    before = ""
    while before != text:
        before, text = text, brackets.sub("", text)
    return text


@dataclass(frozen=True, slots=True)
class Inverted:
    """``senses``: the likeliest English of each Chinese word, best first; ``common``: how common each is, 0 to 1."""

    senses: Mapping[str, list[str]]
    common: Mapping[str, float]


def read_inverted(path: Path, kept: int) -> Inverted:
    """ECDICT, a dictionary of English words with Chinese meanings, inverted: up to ``kept`` senses of a Chinese word.

    ``path`` is its comma-separated file with the columns ``COLUMNS``. An inflected form counts for its base form.
    Raises InputError if the file cannot be read.
    """
    weights: dict[str, dict[str, float]] = {}
    common: dict[str, float] = {}
    for row in _rows(path):
        english = _base_form(row)
        for chinese, weight in _meanings(row).items():
            english_weights = weights.setdefault(chinese, {})
            english_weights[english] = max(english_weights.get(english, 0.0), weight)
        for word in (row["word"].lower(), english.lower()):
            common[word] = max(common.get(word, 0.0), _commonness(row))
    senses = {
        chinese: sorted(english_weights, key=lambda english: (-english_weights[english], english))[:kept]
        for chinese, english_weights in weights.items()
    }
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
    abbreviation = word.isupper() and len(word) <= _LONGEST_ABBREVIATION
    return bool(_ENGLISH.fullmatch(word)) and len(word.split()) <= _MOST_ENGLISH_WORDS and not abbreviation


def _base_form(row: Mapping[str, str]) -> str:
    """The form that the word is an inflection of; the word itself if it is not inflected."""
    forms = dict(form.split(":", 1) for form in row["exchange"].split("/") if ":" in form)
    return forms.get("0") or row["word"]


def _meanings(row: Mapping[str, str]) -> dict[str, float]:
    """Chinese meanings of a word with their weights: the first of a common word with few meanings weigh most."""
    weights: dict[str, float] = {}
    for line in one_width(row["translation"]).split("\\n"):
        label, pieces = _split_meanings(line.strip())
        trust = _WEB_TRUST if label == _FROM_THE_WEB else 1.0
        for position, piece in enumerate(pieces):
            if _MEANING.fullmatch(piece):
                weights[piece] = max(weights.get(piece, 0.0), trust / (1 + _LATER * position))
    common = _commonness(row)
    return {piece: weight * common / len(weights) ** _SPREAD for piece, weight in weights.items()}


def _split_meanings(line: str) -> tuple[str, list[str]]:
    """The label of a line (a subject, or that it is from the web), and its meanings."""
    label = _SUBJECT_LABEL.match(line)
    line = _WORD_CLASS.sub("", line[label.end() :].strip() if label else line)
    pieces = _BETWEEN_MEANINGS.split(_without(_BRACKETS, line))
    return label[1] if label else "", [_bare_meaning(piece) for piece in pieces]


def _bare_meaning(piece: str) -> str:
    piece = piece.strip(" .。…!?:=")
    return piece[:-1] if len(piece) > 2 and piece[-1] in "的地" else piece


def _commonness(row: Mapping[str, str]) -> float:
    """How common a word is in running text, 0 to 1; by a guess if no frequency list has it."""
    ranks = [int(row[column]) for column in ("frq", "bnc") if row[column].isdecimal() and int(row[column])]
    word = row["word"]
    if ranks:
        common = 1.0 - (1.0 - _RARE_PHRASE) * math.log10(min(ranks)) / _LEAST_COMMON
    else:
        common = _RARE_PHRASE if " " in word else _RARE
    return common * (_PROPER_NOUN if word[0].isupper() else 1.0) * (_INFLECTED if _base_form(row) != word else 1.0)


def merged(senses: Mapping[str, Iterable[str]], more: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """The senses of both, those of the first before those of the second, without repeating one."""
    all_senses = {word: list(own) for word, own in senses.items()}
    for word, additions in more.items():
        own = all_senses.setdefault(word, [])
        known = {sense.lower() for sense in own}
        own.extend(addition for addition in additions if addition.lower() not in known)
    return all_senses
