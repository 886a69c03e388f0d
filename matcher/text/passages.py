"""Turns a record into passages of text to match on, each with its sentences and a fingerprint.

A passage is one work, one experience, the summary or the text of a need; a sentence keeps the place of its
words in the record, so that whatever is quoted can be found there word for word. Markup is stripped: text from
profiles is quoted, never trusted.

The person's own names are taken out of every text that is embedded or indexed: see ``own_names`` for the forms
that are recognised.
"""

import hashlib
import html
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import NamedTuple

from matcher.records import Need, Professional, Requirement
from matcher.scripts import HAN
from matcher.text.lines import is_spaced, rejoined, unbroken
from matcher.text.markup import COMMENT, unseen, with_lines, without_markup
from matcher.text.own_names import name_pattern
from matcher.text.statements import Judged, StatementKind, evidence_spans
from matcher.text.suspicion import Suspicion, suspicion

TEMPLATE = "passages-7"
"""Version of the rules in this module, which say what the passages of a record are."""
_KEY = "passages-2"
"""What the fingerprint of a text begins with: a vector depends on its text, however that came to be a passage."""

LONGEST_PASSAGE = 2400
WINDOW = 1200
_BOUNDARY = re.compile(rf"[.!?](\s+)(?=[\"'(\[]?[A-Z0-9{HAN}])|[。！？；]()|(\n+)")
"""A group is what stands between two sentences. Beginning with the stop itself, it is found four times as fast."""
_ABBREVIATION = re.compile(r"\b(?:e\.g|i\.e|et al|cf|vs|Fig|Figs|Eq|No|Dr|Prof|Mr|Ms|St|approx|ca)\.$")
_NOTHING_STATED = re.compile(
    r"[-–—_./*\s]+|\W*(?:n[./]?\s?[ad]\.?|none|null|nil|nan|tb[ad]|unknown|untitled"
    r"|(?:no|without) (?:abstract|summary|description|text|title|data|information|content)"
    r"(?: (?:is |was )?(?:available|provided|given|supplied|found))?"
    r"|(?:the )?(?:abstract|summary|description|text|title)? ?(?:is )?(?:not|un)[ -]?(?:available|provided|given|"
    r"applicable|stated)"
    r"|\[?(?:abstract|summary|description)\]?|无|暂无|没有|未知|不详|略|(?:(?:暂)?[无缺]|没有|未提供|未填写?|待补充?)"
    r"(?:中文|英文)?(?:摘要|简介|描述|内容|说明|资料|信息|标题|题名)?|(?:中文|英文)?(?:摘要|简介|描述)\W{0,2}(?:暂?[无缺]|"
    r"待补充?|略|不详|未提供))\W*",
    re.IGNORECASE,
)
"""What forms and databases put where there is no text."""
_LONGEST_NOTHING = 120
_WORD = re.compile(r"[^\W\d_]+")
_HYPHEN = re.compile("[-‐‑]")
_BLANK = re.compile(r"[\s\x00-\x1f\x7f]+")
_MARKS = re.compile(r"[<&\\$\ufb00-\ufb06]")
"""Without one of these a text that can be printed has no markup and nothing that no reader sees."""

_Part = tuple[str, int | None, list[tuple[str, str]]]
"""Source and year of a passage, and the fields with their texts that it is made of."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as it is embedded (``text``) and where it stands word for word in the record.

    ``source`` is the path of the field (``works[2].abstract``); ``start`` and ``end`` count its characters.
    """

    source: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A text that is embedded as one; ``source`` is the part of the record (``works[2]``)."""

    source: str
    text: str
    year: int | None
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Caution:
    """A sentence of a profile that is no statement about the person, and so is left out of the passages."""

    kind: Suspicion
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Unproven:
    """A part of a sentence of a profile that names what the person has not done, and so is left out of the passages."""

    kind: StatementKind
    sentence: Sentence


class Cut(NamedTuple):
    """The passages of a record, and the sentences and the parts of sentences that are in none."""

    passages: tuple[Passage, ...]
    cautions: tuple[Caution, ...] = ()
    unproven: tuple[Unproven, ...] = ()


def cut(record: Professional | Need, judged: Judged | None = None) -> Cut:
    """The passages of a record, in a fixed order, and what is in none; a part without text gives none.

    Of a professional, sentences that only list or repeat words or address the reader are left out, and so is a
    sentence that its passage says twice and a passage that says the same as an earlier one: none gains anything.
    What a sentence denies, wishes for or tells of others is left out too, alone if it says something else as well.
    ``judged`` is what is known already of the sentences of other records.
    """
    judged = judged or Judged()
    parts = list(_parts(record))
    names = _own_names(record, parts)
    whole = [_passage(source, year, fields, names) for source, year, fields in parts]
    if isinstance(record, Need):
        return Cut(tuple(window for passage in whole for window in _windows(passage)))
    parted = [_proven(record, passage, judged) for passage in whole]
    whole = [passage for passage, _ in parted]
    odd = tuple(
        Caution(kind, sentence)
        for passage in whole
        for sentence in passage.sentences
        if (kind := judged.suspicion(sentence.text)) is not None
    )
    left_out = {caution.sentence for caution in odd}
    odd += tuple(_hidden(parts))
    distinct: dict[str, Passage] = {}
    for passage in whole:
        for window in _windows(_without(passage, left_out | _said_before(passage))):
            distinct.setdefault(window.text, window)
    return Cut(tuple(distinct.values()), odd, tuple(part for _, unproven in parted for part in unproven))


def passages(record: Professional | Need) -> tuple[Passage, ...]:
    """The passages alone; see ``cut``."""
    return cut(record).passages


def field_text(record: Professional | Need, source: str) -> str:
    """The text of the field that a sentence's ``source`` names; raises KeyError if there is none.

    A year and a date are given as they are written in a record.
    """
    match = re.fullmatch(r"(\w+)(?:\[(\d+)\])?(?:\.(\w+))?", source)
    if match is None:
        raise KeyError(source)
    value: object = getattr(record, match[1], None)
    if match[2] is not None and isinstance(value, tuple) and int(match[2]) < len(value):
        value = value[int(match[2])]
    if match[3] is not None:
        value = getattr(value, match[3], None)
    if not isinstance(value, str | int | date):
        raise KeyError(source)
    return str(value)


def part_of(source: str) -> str:
    """The part of the record that a sentence's ``source`` lies in, as the passage names it (``works[2]``)."""
    return "summary" if source in ("headline", "summary") else source.partition(".")[0]


def without_parts(person: Professional, parts: Collection[str]) -> Professional:
    """The record without these parts (``works[2]``, ``summary``) of its text."""
    summary = "summary" not in parts
    return replace(
        person,
        works=tuple(work for at, work in enumerate(person.works) if f"works[{at}]" not in parts),
        experiences=tuple(held for at, held in enumerate(person.experiences) if f"experiences[{at}]" not in parts),
        education=tuple(learned for at, learned in enumerate(person.education) if f"education[{at}]" not in parts),
        headline=person.headline if summary else "",
        summary=person.summary if summary else "",
        # A record must have some text, and a dash is none to match on.
        skills=person.skills or ("-",),
    )


def split_sentences(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence of an English, Chinese or mixed text, without the blanks around it."""
    start = 0
    text = unbroken(text)
    for match in _BOUNDARY.finditer(text):
        end = match.start(match.lastindex or 0)
        if text[end - 1] == "." and _ABBREVIATION.search(text, max(0, end - 8), end):
            continue
        yield from _trimmed(text, start, end)
        start = match.end()
    yield from _trimmed(text, start, len(text))


def clean(text: str, names: re.Pattern[str] | None = None) -> str:
    """The text without markup, control characters and the given names, its broken lines joined, with single blanks."""
    bare = text if _is_bare(text) else without_markup(rejoined(text))
    if names is not None:
        bare = names.sub(" ", bare)
    if bare.isprintable() and "  " not in bare:
        return bare.strip()
    return _BLANK.sub(" ", bare).strip()


def _is_bare(text: str) -> bool:
    """Whether there is nothing to take out of a text and nothing to join, as in most; seen ten times as fast."""
    return text.isprintable() and not _MARKS.search(text) and (" " not in text or not is_spaced(text))


def fingerprint(text: str) -> bytes:
    """16 bytes that depend on the text only; the key of its vector."""
    return hashlib.sha256(f"{_KEY}\n{text}".encode()).digest()[:16]


def texts_to_embed(record: Professional | Need) -> tuple[str, ...]:
    """Every distinct text of a record that has a vector: its passages, their sentences, and skills that it asks for."""
    wanted = record.requirements if isinstance(record, Need) else ()
    skills = [label for asked in wanted for skill in asked.skills if (label := label_of(asked, skill))]
    return tuple(dict.fromkeys([*texts_of(passages(record)), *skills]))


def label_of(requirement: Requirement, skill: str) -> str:
    """What a requirement is called: the skill that it is about, or its own words."""
    return clean(skill or requirement.text)


def texts_of(parts: Iterable[Passage]) -> Iterator[str]:
    """Passages and their sentences, as they are embedded."""
    for passage in parts:
        yield passage.text
        yield from (sentence.text for sentence in passage.sentences)


def _parts(record: Professional | Need) -> Iterator[_Part]:
    """Source, year, and the fields with their texts of every passage; a field that only says that it is empty is."""
    for source, year, fields in _fields(record):
        yield source, year, [(field, "" if _says_nothing(text) else text) for field, text in fields]


def _says_nothing(text: str) -> bool:
    return len(text) <= _LONGEST_NOTHING and _NOTHING_STATED.fullmatch(clean(text)) is not None


def _fields(record: Professional | Need) -> Iterator[_Part]:
    if isinstance(record, Need):
        # One that was found in the body stands there already.
        wanted = [
            (f"requirements[{at}].text", asked.text)
            for at, asked in enumerate(record.requirements)
            if asked.start is None
        ]
        yield "body", None, [("title", record.title), ("body", record.body), *wanted]
        return
    for at, work in enumerate(record.works):
        place = f"works[{at}]"
        yield place, work.year, [(f"{place}.title", work.title), (f"{place}.abstract", work.abstract)]
    for at, held in enumerate(record.experiences):
        place = f"experiences[{at}]"
        fields = [(f"{place}.title", held.title), (f"{place}.description", held.description)]
        yield place, held.end or held.start, fields
    for at, learned in enumerate(record.education):
        place = f"education[{at}]"
        yield place, learned.end, [(f"{place}.degree", learned.degree), (f"{place}.field", learned.field)]
    yield "summary", None, [("headline", record.headline), ("summary", record.summary)]


def _passage(source: str, year: int | None, parts: list[tuple[str, str]], names: re.Pattern[str] | None) -> Passage:
    cleaned: list[str] = []
    sentences: list[Sentence] = []
    for field, text in parts:
        # Most fields are as they are shown, and then so is every sentence of them.
        shown = names is None and _is_bare(text) and "  " not in text
        if words := text.strip() if shown else clean(text, names):
            cleaned.append(words)
        sentences += _shown_sentences(field, text) if shown else _sentences(field, text, names)
    return Passage(source, _together(cleaned), year, tuple(sentences))


def _shown_sentences(source: str, text: str) -> Iterator[Sentence]:
    for start, end in split_sentences(text):
        words = text[start:end]
        if _says_a_word(words):
            yield Sentence(source, start, end, words)


def _sentences(source: str, text: str, names: re.Pattern[str] | None) -> Iterator[Sentence]:
    # A boundary inside a name ("J. Smith"), a comment or what is hidden would cut it in two that are not recognised.
    whole = with_lines(COMMENT.sub(_masked, _without_unseen(text)))
    whole = whole if names is None else names.sub(_masked, whole)
    for start, end in split_sentences(whole):
        words = clean(text[start:end], names)
        if _says_a_word(words):
            yield Sentence(source, start, end, words)


def _says_a_word(words: str) -> bool:
    return words[:1].isalnum() or any(map(str.isalnum, words))


def _proven(record: Professional, passage: Passage, judged: Judged) -> tuple[Passage, tuple[Unproven, ...]]:
    """The passage with what its sentences say the person has done, and what they say beside it."""
    kept: list[Sentence] = []
    unproven: list[Unproven] = []
    for sentence in passage.sentences:
        said = judged.statements(sentence.text, passage.text)
        if not said:
            kept.append(sentence)
            continue
        bare = field_text(record, sentence.source)[sentence.start : sentence.end] == sentence.text
        unproven += [Unproven(one.kind, _part_of_sentence(sentence, one.start, one.end, bare)) for one in said]
        kept += [_part_of_sentence(sentence, start, end, bare) for start, end in evidence_spans(sentence.text, said)]
    return (_of_sentences(passage, kept), tuple(unproven)) if unproven else (passage, ())


def _part_of_sentence(sentence: Sentence, start: int, end: int, bare: bool) -> Sentence:
    """Characters of the text of a sentence; where it stands in the record otherwise, the place is the sentence's."""
    if not bare:
        return replace(sentence, text=sentence.text[start:end].strip())
    ((first, last),) = _trimmed(sentence.text, start, end)
    return Sentence(sentence.source, sentence.start + first, sentence.start + last, sentence.text[first:last])


def _without_unseen(text: str) -> str:
    """The text, of the same length, masked where a reader sees nothing."""
    pieces: list[str] = []
    at = 0
    for start, end, _ in unseen(text):
        pieces += [text[at:start], "X" * (end - start)]
        at = end
    return "".join([*pieces, text[at:]])


def _hidden(parts: Iterable[_Part]) -> Iterator[Caution]:
    """What the markup of a profile hides from its readers; it is in no passage."""
    for _, _, fields in parts:
        for field, text in fields:
            for start, end, content in unseen(text):
                if any(map(str.isalnum, words := clean(content))):
                    kind: Suspicion = "instructions" if suspicion(words) == "instructions" else "hidden"
                    yield Caution(kind, Sentence(field, start, end, words))


def _said_before(passage: Passage) -> set[Sentence]:
    """Sentences with the same text as an earlier one of the passage."""
    said: set[str] = set()
    repeated = set()
    for sentence in passage.sentences:
        if sentence.text in said:
            repeated.add(sentence)
        said.add(sentence.text)
    return repeated


def _without(passage: Passage, left_out: Collection[Sentence]) -> Passage:
    """The passage with the sentences that are left."""
    kept = tuple(sentence for sentence in passage.sentences if sentence not in left_out)
    if len(kept) == len(passage.sentences):
        return passage
    return _of_sentences(passage, kept)


def _of_sentences(passage: Passage, kept: Sequence[Sentence]) -> Passage:
    """The passage with these sentences, its text as if the record had no others."""
    fields = [" ".join(one.text for one in field) for _, field in groupby(kept, key=lambda sentence: sentence.source)]
    return Passage(passage.source, _together(fields), passage.year, tuple(kept))


def _together(fields: Sequence[str]) -> str:
    """The texts of some fields as one, where each but the last ends as a sentence does."""
    return " ".join([*(text if text[-1] in ".!?。！？" else f"{text}." for text in fields[:-1]), *fields[-1:]])


def _windows(passage: Passage) -> Iterator[Passage]:
    """The passage itself, or windows of whole sentences where it is longer than a model can read."""
    if not passage.text:
        return
    if len(passage.text) <= LONGEST_PASSAGE or len(passage.sentences) < 2:
        yield passage
        return
    window: list[Sentence] = []
    for sentence in passage.sentences:
        if window and sum(len(s.text) for s in window) + len(sentence.text) > WINDOW:
            yield _joined(passage, window)
            window = []
        window.append(sentence)
    yield _joined(passage, window)


def _joined(passage: Passage, window: Sequence[Sentence]) -> Passage:
    return Passage(passage.source, " ".join(s.text for s in window), passage.year, tuple(window))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    bare = piece.strip()
    if bare:
        first = start + (0 if bare == piece else piece.index(bare[0]))
        yield first, first + len(bare)


def _masked(name: re.Match[str]) -> str:
    return "X" * len(name[0])


def _own_names(record: Professional | Need, parts: Iterable[_Part]) -> re.Pattern[str] | None:
    """Finds the person's own names; None where none of their words is in the record, which spares a pattern."""
    if isinstance(record, Need):
        return None
    names = [name for name in (record.name, *record.aliases) if name]
    text = html.unescape("\n".join(text for _, _, fields in parts for _, text in fields))
    return name_pattern(names) if _may_name(names, text) else None


def _may_name(names: Iterable[str], text: str) -> bool:
    """Whether a text holds a word of a name, or a character of one that is written without blanks.

    Hyphens make no difference: Wen-Bo is Wenbo, and Wen Bo.
    """
    lowered = text.lower()
    joined = _HYPHEN.sub("", lowered)
    for name in names:
        for word in name.lower().split():
            pieces = _WORD.findall(_HYPHEN.sub("", word)) + _WORD.findall(word)
            if any(_holds(lowered, piece) or _is_word(piece, joined) or _is_word(piece, lowered) for piece in pieces):
                return True
    return False


def _holds(lowered: str, piece: str) -> bool:
    """Whether a text holds the first character of a word that is written without blanks."""
    return not piece.isascii() and piece[0] in lowered


def _is_word(piece: str, text: str) -> bool:
    """Whether the letters are a word of a text."""
    return piece in text and re.search(rf"(?<![^\W\d_]){re.escape(piece)}(?![^\W\d_])", text) is not None
