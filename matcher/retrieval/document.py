"""What is derived from a record, once: its passages and sentences, terms, skills that it names, requirements.

Everything here depends on the record and on the rules alone, so it is kept beside the record and read again as long as
both stay; what depends on a model (vectors) is kept under the fingerprints of the texts.
"""

import hashlib
import re
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from typing import Any

from pydantic_core import from_json, to_json

from matcher.language.terms import terms
from matcher.records import Need, Professional, Requirement
from matcher.retrieval.passage_terms import EnglishOf, PassageTerms, TermsOf
from matcher.scripts import foreign_share, has_han
from matcher.scripts import is_chinese as is_chinese
from matcher.skills.qualifications import (
    NOTHING_HELD,
    Held,
    Qualification,
    asked_in,
    asks_either,
    asks_nothing_else,
    held_by,
    years_stated,
)
from matcher.skills.requirements import requirements_of
from matcher.skills.vocabulary import Vocabulary
from matcher.text import (
    TEMPLATE,
    Caution,
    Judged,
    Passage,
    Sentence,
    Unproven,
    clean,
    cut,
    fingerprint,
    is_denied,
    label_of,
    texts_of,
)

VERSION = "document-6"
"""Version of the rules in this module; those of the text are in ``TEMPLATE``."""
MOST_PASSAGES = 4096
_MOST_FOREIGN = 0.2
"""A model that knows English only makes noise of a text with a larger share of other scripts than this."""

_NOT_BY_WORDS = re.compile(r"[+#]|^\w$")
"""Skills whose terms say too little: those of C++, of C# and of C are the same."""

_SPELLINGS = tuple(
    pair
    for spelling in (("is", "iz"), ("our", "or"), ("ll", "l"), ("tre", "ter"), ("bre", "ber"), ("sulph", "sulf"))
    for pair in (spelling, spelling[::-1])
)
"""British and American spellings, each as the other's."""
_SINCE = re.compile(r"(?i)\bsince (?:the year )?((?:19|20)\d\d)\b|自((?:19|20)\d\d)年?(?:以来|起|至今|开始)")

Words = tuple[str, ...]
Tenure = tuple[int | None, int | None, int, int]
"""The first and the last year of a position or work, the last one None while it lasts; how many years of doing
something its words state; and the number of its passage, -1 if it has none."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A requirement of a need, or one of the skills of which it asks for any, and what it is looked up by.

    ``part`` counts those skills, which follow each other: 0 begins a requirement. ``sentences`` are the numbers of the
    need's sentences that say it (the first of equal ones), ``label`` the name of its skill where somebody gave one;
    ``skill_id`` the skill of the vocabulary with that name, if there is one. ``own`` and ``english`` are the terms of
    the skill, the first only of a Chinese one; ``name`` those of which any text has one that names a skill unknown to
    the vocabulary. ``qualifications`` are the years, degree, title and stage that it asks for, ``alone`` says that it
    asks nothing else, ``either`` that one of them is enough.
    """

    requirement: Requirement
    sentences: tuple[int, ...] = ()
    label: str = ""
    skill_id: str = ""
    own: Words = ()
    english: Words = ()
    name: Words = ()
    part: int = 0
    qualifications: tuple[Qualification, ...] = ()
    alone: bool = False
    either: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """What is derived from one professional or need; terms and skills stand beside the passages.

    ``listed`` are the terms of the skills that a person lists, be it in a sentence that is nothing but a list, and
    ``claimed`` the ids of those that the vocabulary knows; ``cautions`` and ``unproven`` tell what was left out of the
    passages of a profile, ``not_done`` the skills that each of the latter names; ``asked`` what a need requires. Of a
    person, ``tenures`` tell when they did what, and ``held`` is the highest degree, title and stage.
    """

    passages: tuple[Passage, ...] = ()
    cautions: tuple[Caution, ...] = ()
    own: tuple[Words, ...] = ()
    english: tuple[Words, ...] = ()
    named: tuple[Words, ...] = ()
    listed: Words = ()
    claimed: Words = ()
    asked: tuple[Asked, ...] = ()
    unproven: tuple[Unproven, ...] = ()
    not_done: tuple[Words, ...] = ()
    tenures: tuple[Tenure, ...] = ()
    held: Held = NOTHING_HELD

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences of all passages, in order."""
        return tuple(sentence for passage in self.passages for sentence in passage.sentences)

    def texts(self) -> Iterator[str]:
        """Every text that has a vector if the model can read it, some more than once."""
        yield from texts_of(self.passages)
        yield from (asked.label for asked in self.asked if asked.label)

    def parts(self) -> Iterator[str]:
        """Those of them of which the others are made: sentences and the names of skills, some more than once."""
        yield from (sentence.text for sentence in self.sentences)
        yield from (asked.label for asked in self.asked if asked.label)

    def fingerprints(self) -> frozenset[bytes]:
        """The keys of the vectors of all texts."""
        return frozenset(fingerprint(text) for text in self.texts())

    def readable(self, multilingual: bool, key: Callable[[str], bytes] = fingerprint) -> dict[bytes, str]:
        """The texts that a model can read, by fingerprint, which ``key`` gives."""
        return {key(text): text for text in self.texts() if readable(text, multilingual)}


class Rules:
    """Everything that a document depends on beside the record: rules of the text, vocabulary, dictionary."""

    def __init__(
        self, vocabulary: Vocabulary, english_terms: TermsOf, version: str, english_of: EnglishOf | None = None
    ) -> None:
        """``english_terms`` gives the terms of a text with its Chinese said in English.

        ``version`` names vocabulary and dictionary. ``english_of`` gives the same where terms are known, in less time.
        """
        self._vocabulary, self._english = vocabulary, english_terms
        self._judged, self._terms = Judged(), PassageTerms(vocabulary, english_terms, english_of)
        self.version = f"{TEMPLATE}/{VERSION}/{hashlib.sha256(version.encode()).hexdigest()[:16]}"

    def document(self, record: Professional | Need) -> Document:
        """What is derived from the record."""
        everything, cautions, unproven = cut(record, self._judged)
        passages = everything[:MOST_PASSAGES]
        unproven += _not_claimed(record)
        of_passages = [self._terms.of(passage) for passage in passages]
        return Document(
            passages,
            cautions,
            tuple(of_passage.own for of_passage in of_passages),
            tuple(of_passage.english for of_passage in of_passages),
            tuple(of_passage.named for of_passage in of_passages),
            *self._listed(record, cautions),
            self._asked(record, passages),
            unproven,
            tuple(self._named(part.sentence.text) for part in unproven),
            tuple(_tenures(record, passages)) if isinstance(record, Professional) else (),
            held_by(record) if isinstance(record, Professional) else NOTHING_HELD,
        )

    def _named(self, text: str) -> Words:
        return self._vocabulary.mentioned(text)

    def _listed(self, record: Professional | Need, cautions: Sequence[Caution]) -> tuple[Words, Words]:
        listed = lists_of(record, cautions)
        # Each by itself: heat beside pump is no heat pump.
        claimed = dict.fromkeys(skill for one in listed for skill in self._named(one))
        return tuple(terms("\n".join(listed))), tuple(claimed)

    def _asked(self, record: Professional | Need, passages: Sequence[Passage]) -> tuple[Asked, ...]:
        if not isinstance(record, Need):
            return ()
        sentences = [sentence for passage in passages for sentence in passage.sentences]
        first = {sentence.text: at for at, sentence in reversed(list(enumerate(sentences)))}
        return tuple(
            self._of_skill(
                requirement,
                part,
                skill,
                tuple(first[said.text] for said in sentences if _says(said, place, requirement)),
            )
            for place, requirement in enumerate(requirements_of(record, self._vocabulary))
            for part, skill in enumerate(requirement.skills or ("",))
        )

    def _of_skill(self, requirement: Requirement, part: int, name: str, sentences: tuple[int, ...]) -> Asked:
        skill = clean(name)
        known = self._vocabulary.skill(skill) if skill else None
        words = "" if _NOT_BY_WORDS.search(skill) else label_of(requirement, name)
        return Asked(
            requirement,
            sentences,
            label_of(requirement, name),
            known.id if known else "",
            tuple(terms(words)) if has_han(words) else (),
            tuple(self._english(words)),
            tuple(telling_terms(skill)) if skill and not known else (),
            part,
            *_qualifications(clean(requirement.text), skill, known is not None),
        )


def lists_of(record: Professional | Need, cautions: Sequence[Caution]) -> tuple[str, ...]:
    """The skills that a person lists, and the sentences that only list some: a claim, no evidence.

    An entry that denies a skill ("no Python") claims none.
    """
    if not isinstance(record, Professional):
        return ()
    sentences = (caution.sentence.text for caution in cautions if caution.kind == "keywords")
    return tuple(listed for listed in (*record.skills, *sentences) if not is_denied(listed))


def _not_claimed(record: Professional | Need) -> tuple[Unproven, ...]:
    """The entries of a person's list of skills that say no to one."""
    if not isinstance(record, Professional):
        return ()
    return tuple(
        Unproven("denied", Sentence(f"skills[{place}]", 0, len(listed), clean(listed)))
        for place, listed in enumerate(record.skills)
        if is_denied(listed)
    )


def readable(text: str, multilingual: bool) -> bool:
    """Whether a model can read the text at all: a multilingual one reads all, else most must be Latin script."""
    return multilingual or foreign_share(text) <= _MOST_FOREIGN


def is_title(sentence: Sentence) -> bool:
    """Whether a sentence is what somebody is called: a job title or headline says nothing of what was done."""
    return sentence.source == "headline" or (
        sentence.source.startswith("experiences[") and sentence.source.endswith(".title")
    )


def to_bytes(document: Document) -> bytes:
    """The document as compressed JSON."""
    return zlib.compress(to_json(_plain(document)), 1)


def from_bytes(body: bytes) -> Document:
    """The document that ``to_bytes`` gave; raises ValueError for anything else."""
    try:
        return _parsed(from_json(zlib.decompress(body)))
    except (zlib.error, ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise ValueError(f"not a document ({error})") from error


def _plain(document: Document) -> dict[str, Any]:
    return {
        "passages": [
            [passage.source, passage.text, passage.year, [_span(sentence) for sentence in passage.sentences]]
            for passage in document.passages
        ],
        "cautions": [[caution.kind, _span(caution.sentence)] for caution in document.cautions],
        "own": [" ".join(words) for words in document.own],
        "english": [" ".join(words) for words in document.english],
        "named": document.named,
        "listed": document.listed,
        "claimed": document.claimed,
        "asked": [_plain_asked(asked) for asked in document.asked],
        "unproven": [[part.kind, _span(part.sentence)] for part in document.unproven],
        "not_done": document.not_done,
        "tenures": document.tenures,
        "held": astuple(document.held),
    }


def _plain_asked(asked: Asked) -> dict[str, Any]:
    plain = _values(asked)
    plain["requirement"] = _values(asked.requirement)
    plain["qualifications"] = [_values(one) for one in asked.qualifications]
    return plain


def _values(record: Asked | Requirement | Qualification) -> dict[str, Any]:
    """The fields as they are; ``asdict`` copies all that is in them."""
    return {field.name: getattr(record, field.name) for field in fields(record)}


def _span(sentence: Sentence) -> list[Any]:
    return [sentence.source, sentence.start, sentence.end, sentence.text]


def _parsed(plain: Mapping[str, Any]) -> Document:
    return Document(
        tuple(
            Passage(source, text, year, tuple(Sentence(*span) for span in spans))
            for source, text, year, spans in plain["passages"]
        ),
        tuple(Caution(kind, Sentence(*span)) for kind, span in plain["cautions"]),
        tuple(tuple(words.split()) for words in plain["own"]),
        tuple(tuple(words.split()) for words in plain["english"]),
        tuple(map(tuple, plain["named"])),
        tuple(plain["listed"]),
        tuple(plain["claimed"]),
        tuple(
            Asked(
                _requirement(asked["requirement"]), tuple(asked["sentences"]), asked["label"], asked["skill_id"],
                tuple(asked["own"]), tuple(asked["english"]), tuple(asked["name"]), asked["part"],
                tuple(Qualification(**one) for one in asked["qualifications"]), asked["alone"], asked["either"],
            )
            for asked in plain["asked"]
        ),
        tuple(Unproven(kind, Sentence(*span)) for kind, span in plain["unproven"]),
        tuple(map(tuple, plain["not_done"])),
        tuple(map(tuple, plain["tenures"])),
        Held(*plain["held"]),
    )  # fmt: skip


def _requirement(plain: Mapping[str, Any]) -> Requirement:
    return Requirement(**{**plain, "alternatives": tuple(plain["alternatives"])})


def _says(sentence: Sentence, place: int, wanted: Requirement) -> bool:
    if wanted.start is None or wanted.end is None:
        return sentence.source == f"requirements[{place}].text"
    return sentence.source == "body" and sentence.start < wanted.end and wanted.start < sentence.end


def _qualifications(text: str, skill: str, known: bool) -> tuple[tuple[Qualification, ...], bool, bool]:
    """What a requirement asks of years, degree, title and stage, whether nothing else, and whether one is enough.

    A skill of the vocabulary is something else, whatever its name.
    """
    of_skill = asked_in(skill) if skill and not known else ()
    asked = {one.kind: one for one in (*asked_in(text), *of_skill)}
    alone = not known and asks_nothing_else(text) and (not skill or asks_nothing_else(skill))
    return tuple(asked.values()), alone or bool(of_skill and asks_nothing_else(skill)), asks_either(text)


def _tenures(person: Professional, passages: Sequence[Passage]) -> Iterator[Tenure]:
    """When somebody did what each position and work tells of, the undated ones that state years, and the summary."""
    numbers: dict[str, list[int]] = {}
    for number, passage in enumerate(passages):
        numbers.setdefault(passage.source, []).append(number)
    said: dict[tuple[str, str], list[int]] = {}
    for at, held in enumerate(person.experiences):
        # A position described in the words of another one has no passage of its own.
        same = said.setdefault((held.title, held.description), numbers.get(f"experiences[{at}]", []))
        yield from _of_part(held.start, held.end, same, passages)
    for at, work in enumerate(person.works):
        yield from _of_part(work.year, work.year, numbers.get(f"works[{at}]", []), passages)
    yield from _of_part(None, None, numbers.get("summary", []), passages)


def _of_part(
    first: int | None, last: int | None, numbers: Sequence[int], passages: Sequence[Passage]
) -> Iterator[Tenure]:
    for number in numbers or (-1,):
        stated = max((years_stated(one.text) for one in passages[number].sentences), default=0) if numbers else 0
        since = _SINCE.search(passages[number].text) if numbers and first is None else None
        begun = int(since[1] or since[2]) if since else first
        if begun is not None or stated:
            yield begun, last, stated, number


def telling_terms(name: str) -> list[str]:
    """Terms of which any text has one that holds a name, in whatever number, hyphens and spelling it is written.

    A pair of Chinese characters stays in every form; of English words the longest is taken, in the forms it may have.
    None are telling of a name of stop words or of one Chinese character.
    """
    words = terms(name)
    pairs = [word for word in words if has_han(word) and len(word) > 1]
    words = [word for word in words if not has_han(word)]
    if pairs or not words or any(len(word) < 2 for word in words):
        return pairs[:1] or words
    words = [word for word in words if "-" not in word]
    if not words:
        return []
    place = max(range(len(words)), key=lambda at: len(words[at]))
    return sorted(_forms(words[place], words[max(0, place - 1) : place], words[place + 1 : place + 2]))


def _forms(word: str, before: Sequence[str], after: Sequence[str]) -> set[str]:
    """A word in singular and plural, in both spellings, and glued to the words beside it."""
    stem = re.sub(r"(?:ies|y|es|s|e)$", "", word) if len(word) > 3 else word
    forms = {word, *(stem + ending for ending in ("", "s", "e", "es", "y", "ies"))}
    forms |= {form.replace(*pair) for form in forms for pair in _SPELLINGS if pair[0] in form}
    glued = {first + form for form in forms for first in before} | {form + last for form in forms for last in after}
    return forms | glued
