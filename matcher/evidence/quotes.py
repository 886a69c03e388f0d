"""Sentences of a profile beside the sentences of a need that they answer."""

import numpy as np

from matcher.arrays import FloatArray, IdArray
from matcher.evidence.alignment import Alignment
from matcher.language.terms import terms
from matcher.results import Evidence
from matcher.retrieval import Document
from matcher.scripts import language_of
from matcher.text import clean, field_text

SHOWN_SIMILARITY = 0.30
"""Cosine below which two sentences are not shown as a pair."""


def best_sentences(aligned: Alignment, at: int, limit: int = 5) -> tuple[Evidence, ...]:
    """The sentences of one person that answer the need's sentences best, the most similar first.

    By cosine where the model reads both sides, else by shared terms.
    """
    found = _by_meaning(aligned, at) or _by_terms(aligned, at, limit)
    unique: dict[tuple[str, int], Evidence] = {}
    for each in found:
        unique.setdefault((each.source, each.start), each)
    return tuple(unique.values())[:limit]


def best_sentence(aligned: Alignment, at: int) -> Evidence | None:
    """The one sentence of a person that comes closest to any sentence of the need, however far that is."""
    similar, said = aligned.of(at)
    if not similar.size:
        return None
    row, column = (int(each) for each in np.unravel_index(int(similar.argmax()), similar.shape))
    asked = aligned.need.sentences[int(aligned.asked[column])].text
    return quote(asked, aligned.people.documents[at], int(said[row]), float(similar[row, column]))


def best_work(aligned: Alignment, at: int) -> Evidence | None:
    """The first sentence, usually the title, of the passage that comes closest to the need as a whole."""
    return _closest(aligned, at, *aligned.passages_of(at))


def best_dated(aligned: Alignment, at: int) -> Evidence | None:
    """The same of the passages that have a year, beside the beginning of the need, as their age is measured."""
    similar, read = aligned.passages_of(at)
    dated = ~np.isnan(aligned.people.documents[at].passage_years[read])
    return _closest(aligned, at, similar[dated, :1], read[dated])


def most_worded(aligned: Alignment, at: int) -> Evidence | None:
    """The sentence of a person that shares most distinct terms with the need; None if none shares any.

    Where the two are in different languages, terms are shared by what the Chinese ones say in English.
    """
    place, _ = aligned.sharing(at, frozenset(aligned.need.all_terms))
    if place < 0:
        place = aligned.sharing_english(at, frozenset(aligned.need.all_english))
    if place < 0:
        return None
    asked = aligned.need.sentences[0].text if aligned.need.sentences else ""
    return quote(asked, aligned.people.documents[at], place, None)


def quote(need_text: str, person: Document, position: int, similarity: float | None) -> Evidence:
    """One sentence of a profile, word for word but without markup, as evidence for a text of the need."""
    sentence, year = person.sentences[position], person.sentence_years[position]
    words = clean(field_text(person.record, sentence.source)[sentence.start : sentence.end])
    return Evidence(
        need_text=need_text,
        quote=words,
        source=sentence.source,
        start=sentence.start,
        end=sentence.end,
        year=None if np.isnan(year) else int(year),
        language=language_of(words),
        similarity=None if similarity is None else round(similarity, 4),
    )


def _closest(aligned: Alignment, at: int, similar: FloatArray, read: IdArray) -> Evidence | None:
    """The first sentence of the passage with the highest of the cosines (k, w); ``read`` (k,) are the passages."""
    if not similar.size:
        return None
    person = aligned.people.documents[at]
    row, column = (int(each) for each in np.unravel_index(int(similar.argmax()), similar.shape))
    passage = person.passages[int(read[row])]
    if not passage.sentences:
        return None
    asked = aligned.need.passages[column].text
    return quote(asked, person, person.sentences.index(passage.sentences[0]), float(similar[row, column]))


def _by_meaning(aligned: Alignment, at: int) -> list[Evidence]:
    similar, said = aligned.of(at)
    if not similar.size:
        return []
    nearest = similar.argmax(axis=0)
    best = similar[nearest, np.arange(similar.shape[1])]
    return [
        quote(
            aligned.need.sentences[int(aligned.asked[column])].text,
            aligned.people.documents[at],
            int(said[nearest[column]]),
            float(best[column]),
        )
        for column in np.argsort(-best, kind="stable").tolist()
        if best[column] >= SHOWN_SIMILARITY
    ]


def _by_terms(aligned: Alignment, at: int, limit: int) -> list[Evidence]:
    """Sentences that share the most distinct terms with one of the need's, at least two."""
    person = aligned.people.documents[at]
    found: list[tuple[int, int, int]] = []
    for row, sentence in enumerate(aligned.need.sentences):
        place, shared = aligned.sharing(at, frozenset(terms(sentence.text)))
        if shared >= 2:
            found.append((-shared, row, place))
    return [quote(aligned.need.sentences[row].text, person, said, None) for _, row, said in sorted(found)[:limit]]
