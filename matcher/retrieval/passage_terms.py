"""The terms of passages and the skills that they name, put together from those of their sentences where these tell all.

Records repeat sentences: what is derived from one is derived once. A passage is read as a whole where its sentences do
not tell all of it: where a name may go on from one into the next, or depends on what stands around it.
"""

from collections.abc import Callable, Sequence
from itertools import chain
from sys import intern
from typing import NamedTuple

from matcher.language.terms import one_width, terms
from matcher.skills.vocabulary import Vocabulary
from matcher.text import Passage

TermsOf = Callable[[str], list[str]]
EnglishOf = Callable[[Sequence[str], str], tuple[list[str], list[str]]]
"""The terms of a text in English from its own terms and the text: its own words, and its Chinese in English."""
Words = tuple[str, ...]

_REMEMBERED = 1 << 15
"""Sentences whose terms are kept: some 20 MB."""
_STOPS, _FULL_WIDTH_STOPS, _ADDED = frozenset(".!?。！？；"), frozenset("。！？；"), ". "
"""What ends a sentence, what does without a blank behind it, and what is put between two fields."""
_OPENING = frozenset("\"'([（“《")
"""What may begin a sentence beside a letter or digit: no character that would join what stands before it."""


class Terms(NamedTuple):
    """The terms of a text, those of it in English, and the ids of the skills that it names."""

    own: Words
    english: Words
    named: Words


class _Sentence(NamedTuple):
    """The same of a sentence; what it names is None where the rest of its text has a say in that."""

    own: Words
    latin: Words
    glosses: Words
    named: Words | None
    may_go_on: bool
    """Whether a name may begin before the sentence and end in it."""


class PassageTerms:
    """Reads passages, and keeps what it has read of sentences, up to a limit."""

    def __init__(self, vocabulary: Vocabulary, english_terms: TermsOf, english_of: EnglishOf | None) -> None:
        self._vocabulary = vocabulary
        self._english_of: EnglishOf = english_of or (lambda _own, text: (english_terms(text), []))
        self._parted = english_of is not None
        self._sentences: dict[str, _Sentence] = {}

    def of(self, passage: Passage) -> Terms:
        """The terms of a passage."""
        sentences = self._sentences_of(passage) if self._parted else []
        return self._joined(passage.text, sentences) if sentences else self._whole(passage.text)

    def _whole(self, text: str) -> Terms:
        wide = one_width(text)
        text = wide if len(wide) == len(text) else text  # once for all that compares it
        own = tuple(map(intern, terms(text)))
        latin, glosses = self._english_of(own, text)
        return Terms(own, (*latin, *glosses), self._vocabulary.mentioned(text))

    def _joined(self, text: str, sentences: "Sequence[_Sentence]") -> Terms:
        alone = [sentence.named for sentence in sentences if sentence.named is not None]
        named = tuple(dict.fromkeys(chain.from_iterable(alone)))
        return Terms(
            tuple(chain.from_iterable(sentence.own for sentence in sentences)),
            tuple(
                chain(
                    chain.from_iterable(sentence.latin for sentence in sentences),
                    chain.from_iterable(sentence.glosses for sentence in sentences),
                )
            ),
            named if len(alone) == len(sentences) else self._vocabulary.mentioned(text),
        )

    def _of_sentence(self, text: str) -> _Sentence:
        known = self._sentences.get(text)
        if known is None:
            wide = one_width(text)
            wide = wide if len(wide) == len(text) else text
            own = tuple(map(intern, terms(wide)))
            latin, glosses = self._english_of(own, wide)
            known = _Sentence(
                own,
                tuple(latin),
                tuple(glosses),
                self._vocabulary.mentioned_alone(wide),
                self._vocabulary.may_go_on_into(text),
            )
            if len(self._sentences) >= _REMEMBERED:
                self._sentences.clear()
            self._sentences[text] = known
        return known

    def _sentences_of(self, passage: Passage) -> "list[_Sentence]":
        """What the sentences of a passage hold; none where they are not all of it, each apart from the one before."""
        whole = passage.text
        if whole[:1] in _OPENING:
            return []
        of_sentences: list[_Sentence] = []
        before, end = "", 0
        for sentence in passage.sentences:
            text = sentence.text
            start = whole.find(text, end)
            if start < 0:
                return []
            known, between = self._of_sentence(text), whole[end:start]
            if not of_sentences:
                if between:
                    return []
            elif known.may_go_on or not self._is_apart(before, between, text):
                return []
            of_sentences.append(known)
            before, end = text, start + len(text)
        return of_sentences if end == len(whole) else []

    def _is_apart(self, before: str, between: str, text: str) -> bool:
        """Whether a stop stands before a sentence, and nothing that could be of a word or name with it."""
        if not (text[0].isalnum() or text[0] in _OPENING):
            return False
        if between == _ADDED:
            return not self._vocabulary.ends_in_stop
        return before[-1] in _STOPS if between == " " else not between and before[-1] in _FULL_WIDTH_STOPS
