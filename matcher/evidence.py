"""What in a profile answers a need: similarities on two levels, states of requirements, sentences to show.

Two levels because a whole work shows the field and a sentence shows the thing itself; each is pooled as
the mean of the best three, never over a whole profile, so that length earns nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matcher.arrays import FloatArray, IdArray, ScoreArray
from matcher.documents import Document
from matcher.language.scripts import language_of
from matcher.language.terms import terms
from matcher.lexical.port import LexicalIndex
from matcher.records import Evidence, Need, Professional, Requirement, State
from matcher.text import field_text

BEST = 3
FAINT, CLEAR = 0.40, 0.65
"""Cosines of a requirement with a sentence below which nothing, and above which everything, is credited."""
INFERRED = 0.25
"""Least credit at which a requirement counts as inferred; full credit or a named skill is evidence."""
CLAIMED_CREDIT = 0.1
"""Credit of a skill that is only listed: a claim is worth asking about, and little more."""
SHOWN_SIMILARITY = 0.30
_CHUNK = 512


@dataclass(frozen=True, slots=True)
class RequirementEvidence:
    """How one requirement stands: its state, the credit 0 to 1 that it earns, and the best sentence."""

    requirement: Requirement
    state: State
    credit: float
    evidence: Evidence | None


def similarity_columns(
    needs: Sequence[Document], people: Sequence[Document], lexical: LexicalIndex, year: int
) -> dict[str, ScoreArray]:
    """The evidence features of all pairs, each (n needs, m people) with NaN for unknown.

    ``works``: mean cosine of the need with its 3 best passages; ``sentences``: mean over the need's
    sentences of the mean cosine with their 3 best sentences; ``lexical``: mean BM25 share of the 3 best
    passages; ``must`` and ``nice``: weighted share of requirements credited; ``recency``: mean age in years
    of the 3 best passages that have a year, as of ``year``.
    """
    chunks = [people[at : at + _CHUNK] for at in range(0, len(people), _CHUNK)] or [[]]
    parts = [_columns(needs, chunk, lexical, year) for chunk in chunks]
    return {name: np.concatenate([part[name] for part in parts], axis=1) for name in parts[0]}


def requirement_evidence(need: Document, person: Document) -> tuple[RequirementEvidence, ...]:
    """Each requirement of the need with its state in the profile; the credits are those of the features."""
    if not isinstance(need.record, Need):
        return ()
    credits = _requirement_credits(need, [person])[:, 0]
    return tuple(_requirement_state(need, person, at, float(credit)) for at, credit in enumerate(credits))


def best_sentences(need: Document, person: Document, limit: int = 5) -> tuple[Evidence, ...]:
    """The sentences of the profile that answer the need's sentences best, the most similar first.

    Where the model reads both sides, by cosine; for the rest by shared terms.
    """
    found = _by_meaning(need, person)
    if len(found) < limit:
        found += _by_terms(need, person, limit - len(found))
    unique: dict[tuple[str, int], Evidence] = {}
    for each in found:
        unique.setdefault((each.source, each.start), each)
    return tuple(unique.values())[:limit]


def best_means(scores: ScoreArray, counts: IdArray, best: int = BEST) -> ScoreArray:
    """Mean of the best few columns of each group: (r, c) and group sizes (g,) to (r, g); NaN if empty or unknown."""
    grouped = _grouped(scores, counts, -np.inf)
    unknown = np.isnan(grouped).any(axis=2)
    if grouped.shape[2] > best:
        grouped = -np.partition(-grouped, best - 1, axis=2)[:, :, :best]
    sums = np.where(np.isneginf(grouped), 0.0, grouped).sum(axis=2)
    with np.errstate(invalid="ignore", divide="ignore"):
        means: ScoreArray = np.where(unknown, np.nan, sums / np.minimum(counts, best))
    return means


def _columns(
    needs: Sequence[Document], people: Sequence[Document], lexical: LexicalIndex, year: int
) -> dict[str, ScoreArray]:
    works = _cosines(needs, people, "passage_vectors")
    sentences = _cosines(needs, people, "sentence_vectors")
    must, nice = _coverage(needs, people)
    return {
        "works": _row_means(best_means(works, _counts(people, "passage_vectors")), _counts(needs, "passage_vectors")),
        "sentences": _row_means(
            best_means(sentences, _counts(people, "sentence_vectors")), _counts(needs, "sentence_vectors")
        ),
        "lexical": _lexical(needs, people, lexical),
        "must": must,
        "nice": nice,
        "recency": _recency(works, needs, people, year),
    }


def _cosines(needs: Sequence[Document], people: Sequence[Document], level: str) -> ScoreArray:
    """Cosines (rows of all needs, rows of all people).

    In double precision, so that equal texts get equal scores wherever they stand in a matrix product.
    """
    left, right = _stack(needs, level), _stack(people, level)
    if not needs or not people:
        return np.zeros((len(left), len(right)))
    return left.astype(np.float64) @ right.astype(np.float64).T


def _stack(documents: Sequence[Document], level: str) -> FloatArray:
    if not documents:
        return np.zeros((0, 0), dtype=np.float32)
    return np.concatenate([getattr(document, level).rows for document in documents])


def _counts(documents: Sequence[Document], level: str) -> IdArray:
    return np.array([len(getattr(document, level).rows) for document in documents], dtype=np.int64)


def _grouped(values: ScoreArray, counts: IdArray, fill: float) -> ScoreArray:
    """Columns in consecutive groups as (r, g, longest), shorter groups filled up."""
    longest = max(int(counts.max(initial=0)), 1)
    within = np.arange(longest)
    starts = np.cumsum(counts) - counts
    columns = np.minimum(starts[:, None] + within, max(values.shape[1] - 1, 0))
    if not values.shape[1]:
        return np.full((values.shape[0], len(counts), longest), fill)
    return np.where(within < counts[:, None], values[:, columns], fill)


def _row_means(values: ScoreArray, counts: IdArray) -> ScoreArray:
    """Mean over the consecutive rows of each need: (rows, m) and (n,) to (n, m); NaN for a need without rows."""
    means = np.full((len(counts), values.shape[1]), np.nan)
    filled = counts > 0
    if filled.any():
        starts = (np.cumsum(counts) - counts)[filled]
        means[filled] = np.add.reduceat(values, starts, axis=0) / counts[filled, None]
    return means


def _lexical(needs: Sequence[Document], people: Sequence[Document], lexical: LexicalIndex) -> ScoreArray:
    counts = np.array([len(person.passages) for person in people], dtype=np.int64)
    ids = np.concatenate([person.passage_ids for person in people]) if people else np.zeros(0, np.int64)
    return best_means(lexical.scores([need.all_terms for need in needs], ids), counts)


def _recency(works: ScoreArray, needs: Sequence[Document], people: Sequence[Document], year: int) -> ScoreArray:
    """Mean age of the best passages; a person's passages are compared with the need's first."""
    counts = _counts(people, "passage_vectors")
    per_need = _counts(needs, "passage_vectors")
    ages = np.full((len(needs), len(people)), np.nan)
    filled = per_need > 0
    if not filled.any() or not counts.any():
        return ages
    first = _grouped(works[(np.cumsum(per_need) - per_need)[filled]], counts, -np.inf)
    dated = _grouped(_ages(people, year)[None, :], counts, np.nan)
    order = np.argsort(-first, axis=2, kind="stable")[:, :, :BEST]
    chosen = np.take_along_axis(np.broadcast_to(dated, first.shape), order, axis=2)
    known = ~np.isnan(chosen)
    with np.errstate(invalid="ignore"):
        ages[filled] = np.where(known, chosen, 0.0).sum(axis=2) / np.where(known.any(axis=2), known.sum(axis=2), np.nan)
    return ages


def _ages(people: Sequence[Document], year: int) -> ScoreArray:
    dated = [person.passages[at].year for person in people for at in person.passage_vectors.positions]
    return np.array([np.nan if each is None else max(year - each, 0) for each in dated], dtype=np.float64)


def _coverage(needs: Sequence[Document], people: Sequence[Document]) -> tuple[ScoreArray, ScoreArray]:
    """Weighted share of the must and of the nice requirements credited, each (n, m)."""
    must, nice = (np.full((len(needs), len(people)), np.nan) for _ in range(2))
    for at, need in enumerate(needs):
        wanted = _requirements(need)
        if not wanted or not people:
            continue
        credits = _requirement_credits(need, people)
        for target, kind in ((must, "must"), (nice, "nice")):
            weights = np.array([each.weight if each.kind == kind else 0.0 for each in wanted])
            if weights.any():
                target[at] = weights @ credits / weights.sum()
    return must, nice


def _requirement_credits(need: Document, people: Sequence[Document]) -> ScoreArray:
    """Credit 0 to 1 of each requirement for each person, (requirements, m)."""
    wanted = _requirements(need)
    similar = _requirement_cosines(need, people)
    credits: ScoreArray = np.clip((similar - FAINT) / (CLEAR - FAINT), 0.0, 1.0)
    for at, requirement in enumerate(wanted):
        if requirement.skill:
            named = _skill_pattern(requirement.skill)
            for column, person in enumerate(people):
                if named[0] in person.words and named[1].search(person.words):
                    credits[at, column] = 1.0
                elif _claims(person, named):
                    credits[at, column] = max(credits[at, column], CLAIMED_CREDIT)
    return credits


def _requirement_cosines(need: Document, people: Sequence[Document]) -> ScoreArray:
    """Best cosine of any sentence of each requirement with any sentence of each person; -1 where unknown."""
    best = np.full((len(_requirements(need)), len(people)), -1.0)
    places = [need.sentences[at].source for at in need.sentence_vectors.positions]
    rows = [at for at, place in enumerate(places) if place.startswith("requirements[")]
    if not rows or not people:
        return best
    left = need.sentence_vectors.rows[rows].astype(np.float64)
    cosines = left @ _stack(people, "sentence_vectors").astype(np.float64).T
    top = _grouped(cosines, _counts(people, "sentence_vectors"), -1.0).max(axis=2)
    for row, at in enumerate(rows):
        requirement = int(places[at][len("requirements[") :].split("]")[0])
        best[requirement] = np.maximum(best[requirement], top[row])
    return best


def _requirements(document: Document) -> tuple[Requirement, ...]:
    return document.record.requirements if isinstance(document.record, Need) else ()


def _skill_pattern(skill: str) -> tuple[str, re.Pattern[str]]:
    """The skill in lower case, and a pattern that finds it as whole words only."""
    lower = skill.lower()
    edges = (r"(?<![a-z0-9])", r"(?![a-z0-9])") if lower.isascii() else ("", "")
    return lower, re.compile(edges[0] + re.escape(lower) + edges[1])


def _claims(person: Document, named: tuple[str, re.Pattern[str]]) -> bool:
    listed = person.record.skills if isinstance(person.record, Professional) else ()
    return any(named[1].search(each.lower()) for each in listed)


def _requirement_state(need: Document, person: Document, at: int, credit: float) -> RequirementEvidence:
    requirement = _requirements(need)[at]
    evidence = _naming_sentence(requirement, person) or _nearest_sentence(need, person, at)
    claimed = requirement.skill is not None and _claims(person, _skill_pattern(requirement.skill))
    state: State = "unknown"
    if credit >= 1.0:
        state = "evidenced"
    elif credit >= INFERRED:
        state = "inferred"
    elif claimed:
        state = "claimed"
    shown = evidence if state in ("evidenced", "inferred") else None
    return RequirementEvidence(requirement, state, credit, shown)


def _naming_sentence(requirement: Requirement, person: Document) -> Evidence | None:
    if not requirement.skill:
        return None
    _, named = _skill_pattern(requirement.skill)
    for at, sentence in enumerate(person.sentences):
        if named.search(sentence.text.lower()):
            return _quote(requirement.text, person, at, None)
    return None


def _nearest_sentence(need: Document, person: Document, requirement: int) -> Evidence | None:
    place = f"requirements[{requirement}].text"
    rows = [row for row, at in enumerate(need.sentence_vectors.positions) if need.sentences[at].source == place]
    if not rows or not len(person.sentence_vectors.rows):
        return None
    cosines = _cosines([need], [person], "sentence_vectors")[rows]
    row, column = np.unravel_index(int(cosines.argmax()), cosines.shape)
    position = int(person.sentence_vectors.positions[column])
    return _quote(_requirements(need)[requirement].text, person, position, float(cosines[row, column]))


def _by_meaning(need: Document, person: Document) -> list[Evidence]:
    cosines = _cosines([need], [person], "sentence_vectors")
    if not cosines.size:
        return []
    nearest = cosines.argmax(axis=1)
    similar = cosines[np.arange(len(cosines)), nearest]
    return [
        _quote(
            need.sentences[int(need.sentence_vectors.positions[row])].text,
            person,
            int(person.sentence_vectors.positions[nearest[row]]),
            float(similar[row]),
        )
        for row in np.argsort(-similar, kind="stable")
        if similar[row] >= SHOWN_SIMILARITY
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
    return [_quote(need.sentences[row].text, person, at, None) for _, row, at in sorted(found)[:limit]]


def _quote(need_text: str, person: Document, position: int, similarity: float | None) -> Evidence:
    sentence = person.sentences[position]
    quote = field_text(person.record, sentence.source)[sentence.start : sentence.end]
    shown = None if similarity is None else round(similarity, 4)
    return Evidence(
        need_text, quote, sentence.source, sentence.start, sentence.end,
        person.years[position], language_of(quote), shown,
    )  # fmt: skip
