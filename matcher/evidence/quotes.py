"""Sentences of a profile beside the sentences of a need that they answer."""

import numpy as np

from matcher.documents import Document
from matcher.evidence.pooling import cosines
from matcher.language.scripts import language_of
from matcher.language.terms import terms
from matcher.records import Evidence
from matcher.text import clean, field_text

SHOWN_SIMILARITY = 0.30
"""Cosine below which two sentences are not shown as a pair."""


def best_sentences(need: Document, person: Document, limit: int = 5) -> tuple[Evidence, ...]:
    """The sentences of the profile that answer the need's sentences best, the most similar first.

    By cosine where the model reads both sides, else by shared terms.
    """
    found = _by_meaning(need, person) or _by_terms(need, person, limit)
    unique: dict[tuple[str, int], Evidence] = {}
    for each in found:
        unique.setdefault((each.source, each.start), each)
    return tuple(unique.values())[:limit]


def quote(need_text: str, person: Document, position: int, similarity: float | None) -> Evidence:
    """One sentence of a profile, word for word but without markup, as evidence for a text of the need."""
    sentence = person.sentences[position]
    words = clean(field_text(person.record, sentence.source)[sentence.start : sentence.end])
    return Evidence(
        need_text=need_text,
        quote=words,
        source=sentence.source,
        start=sentence.start,
        end=sentence.end,
        year=person.years[position],
        language=language_of(words),
        similarity=None if similarity is None else round(similarity, 4),
    )


def _by_meaning(need: Document, person: Document) -> list[Evidence]:
    asked, said = need.sentence_vectors, person.sentence_vectors
    similar = cosines([asked], [said])
    if not similar.size:
        return []
    nearest = similar.argmax(axis=1)
    best = similar[np.arange(len(similar)), nearest]
    return [
        quote(
            need.sentences[int(asked.positions[row])].text,
            person,
            int(said.positions[nearest[row]]),
            float(best[row]),
        )
        for row in np.argsort(-best, kind="stable")
        if best[row] >= SHOWN_SIMILARITY
    ]


def _by_terms(need: Document, person: Document, limit: int) -> list[Evidence]:
    """Sentences that share the most distinct terms with one of the need's, at least two."""
    theirs = [frozenset(terms(sentence.text)) for sentence in person.sentences]
    found: list[tuple[int, int, int]] = []
    for row, sentence in enumerate(need.sentences):
        wanted = frozenset(terms(sentence.text))
        shared = [len(wanted & each) for each in theirs]
        if shared and max(shared) >= 2:
            found.append((-max(shared), row, shared.index(max(shared))))
    return [quote(need.sentences[row].text, person, at, None) for _, row, at in sorted(found)[:limit]]
