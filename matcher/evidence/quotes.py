"""Sentences of a profile beside the sentences of a need that they answer."""

import numpy as np

from matcher.evidence.pair import Pair
from matcher.language.terms import terms
from matcher.results import Evidence

SHOWN_SIMILARITY = 0.30
"""Likeness below which two sentences are not shown as a pair."""


def best_sentences(pair: Pair, limit: int = 5) -> tuple[Evidence, ...]:
    """The sentences of a person that answer the need's sentences best, the most alike first.

    By likeness where the model reads both sides, else by shared terms.
    """
    answers = _by_meaning(pair) or _by_terms(pair)
    unique = {said: (asked, likeness) for asked, said, likeness in reversed(answers)}
    first = [said for _, said, _ in answers]
    return tuple(
        quote(pair, pair.need_sentences[unique[said][0]].text, said, unique[said][1])
        for said in list(dict.fromkeys(first))[:limit]
    )


def best_sentence(pair: Pair) -> Evidence | None:
    """The one sentence of a person that comes closest to any sentence of the need, however far that is."""
    if not pair.sentences.size:
        return None
    # By sentence of the person first, then of the need, so that the first of equal ones is the person's first.
    said, asked = np.unravel_index(int(pair.sentences.T.argmax()), pair.sentences.T.shape)
    text = pair.need_sentences[int(pair.asked[asked])].text
    return quote(pair, text, int(pair.said[said]), float(pair.sentences[asked, said]))


def best_work(pair: Pair) -> Evidence | None:
    """The first sentence, usually the title, of the passage that comes closest to the need as a whole."""
    return _closest(pair, dated=False)


def best_dated(pair: Pair) -> Evidence | None:
    """The same of the passages that have a year, beside the beginning of the need, as their age is measured."""
    return _closest(pair, dated=True)


def most_worded(pair: Pair) -> Evidence | None:
    """The sentence of a person that shares most distinct terms with the need; None if none shares any.

    Where the two are in different languages, terms are shared by what the Chinese ones say in English.
    """
    sentence, _ = pair.sharing(frozenset(term for words in pair.need_document.own for term in words))
    if sentence < 0:
        sentence = pair.sharing_english(frozenset(term for words in pair.need_document.english for term in words))
    if sentence < 0:
        return None
    asked = pair.need_sentences
    return quote(pair, asked[0].text if asked else "", sentence, None)


def quote(pair: Pair, need_text: str, number: int, similarity: float | None) -> Evidence:
    """One sentence of a profile, word for word but without markup, as evidence for a text of the need."""
    sentence = pair.person_sentences[number]
    words, language = pair.words(number)
    return Evidence(
        need_text=need_text,
        quote=words,
        source=sentence.source,
        start=sentence.start,
        end=sentence.end,
        year=pair.person_document.passages[pair.passage_of(number)].year,
        language=language,
        similarity=None if similarity is None else round(similarity, 4),
    )


def _closest(pair: Pair, *, dated: bool) -> Evidence | None:
    """The first sentence of the passage most like a passage of the need, or like its beginning if it must be dated."""
    likeness, wanted, read = pair.passages
    if dated:
        has_year = [pair.person_document.passages[number].year is not None for number in read.tolist()]
        likeness, wanted, read = likeness[:1, has_year], wanted[:1], read[has_year]
    if not likeness.size:
        return None
    of_person, of_need = np.unravel_index(int(likeness.T.argmax()), likeness.T.shape)
    number = int(read[of_person])
    if not pair.person_document.passages[number].sentences:
        return None
    text = pair.need_document.passages[int(wanted[of_need])].text
    return quote(pair, text, pair.first_sentences[number], float(likeness[of_need, of_person]))


_Answer = tuple[int, int, float | None]
"""Numbers of a sentence of the need and of the person's that answers it, and how alike they are if that is known."""


def _by_meaning(pair: Pair) -> list[_Answer]:
    """The nearest sentence to each of the need's, the most alike first."""
    if not pair.sentences.size:
        return []
    nearest = pair.sentences.argmax(axis=1)
    best = pair.sentences[np.arange(len(nearest)), nearest]
    return [
        (int(pair.asked[row]), int(pair.said[nearest[row]]), float(best[row]))
        for row in np.argsort(-best, kind="stable").tolist()
        if best[row] >= SHOWN_SIMILARITY
    ]


def _by_terms(pair: Pair) -> list[_Answer]:
    """Sentences that share the most distinct terms with one of the need's, at least two."""
    sharing: list[tuple[int, int, int]] = []
    for number, sentence in enumerate(pair.need_sentences):
        said, shared = pair.sharing(frozenset(terms(sentence.text)))
        if shared >= 2:
            sharing.append((-shared, number, said))
    return [(number, said, None) for _, number, said in sorted(sharing)]
