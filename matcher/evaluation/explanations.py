"""Whether explanations are true: removing the evidence costs the points stated for it, and quotes are verbatim."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np

from matcher.matching.engine import Engine, Progress
from matcher.matching.sync import silent
from matcher.records import Professional
from matcher.results import Recommendation
from matcher.text import clean, field_text, part_of, without_parts

TOP = 3
"""Candidates of each need whose quotes are looked up."""

TOLERANCE = 0.1
"""Share of the stated points by which the measured fall may differ."""


@dataclass(frozen=True, slots=True)
class Deletion:
    """Shown evidence that was removed: the points stated for it, and by how much the score fell when scored again."""

    stated: float
    fall: float


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quote that an explanation shows, and the text of the record in which it is said to stand."""

    quote: str
    source: str


def faithfulness(deletions: Sequence[Deletion], quotations: Sequence[Quotation] = ()) -> dict[str, float]:
    """How explanations stand the test of deletion (ERASER's comprehensiveness; DeYoung et al. 2020).

    ``fell``: share of deletions after which the score was lower. ``within``: share in which it fell by the stated
    points, ± 10 % of them. ``error``: mean absolute difference in points. ``verbatim``: share of quotations
    that stand in their source character for character. A share of nothing is left out.
    """
    shares: dict[str, float] = {}
    if deletions:
        stated = np.array([deletion.stated for deletion in deletions])
        falls = np.array([deletion.fall for deletion in deletions])
        gaps = np.abs(falls - stated)
        # The last digit of a binary fraction must not decide a case on the edge.
        close = gaps <= TOLERANCE * np.abs(stated) + 1e-12
        shares = {"fell": float((falls > 0).mean()), "within": float(close.mean()), "error": float(gaps.mean())}
    if quotations:
        shares["verbatim"] = float(np.mean([_is_verbatim(quotation) for quotation in quotations]))
    return shares


def measure_explanations(engine: Engine, needs: Sequence[str], progress: Progress = silent) -> dict[str, float]:
    """Faithfulness of the explanations of the best candidates of these needs.

    ``deletions`` is the number of best candidates with evidence; all of it is removed from the stored record and
    then put back. ``quotations`` is the number of quotes. The rest is as in ``faithfulness``.
    """
    deletions, quotations = list[Deletion](), list[Quotation]()
    for done, need in enumerate(needs, 1):
        ranking = engine.matching.candidates(need, TOP)
        quotations += [quotation for candidate in ranking for quotation in _quotations(engine, candidate)]
        deletions += [_deletion(engine, candidate) for candidate in ranking[:1] if candidate.explanation.evidence]
        progress("removing evidence", done, len(needs))
    counts = {"deletions": float(len(deletions)), "quotations": float(len(quotations))}
    return counts | faithfulness(deletions, quotations)


def _is_verbatim(quotation: Quotation) -> bool:
    return bool(quotation.quote) and quotation.quote in quotation.source


def _quotations(engine: Engine, candidate: Recommendation) -> Iterator[Quotation]:
    person = _person(engine, candidate)
    for evidence in candidate.explanation.evidence:
        source = field_text(person, evidence.source)[evidence.start : evidence.end]
        yield Quotation(evidence.quote, clean(source))


def _deletion(engine: Engine, candidate: Recommendation) -> Deletion:
    """The points that the explanation states for its evidence, and by how much the score falls without it."""
    person = _person(engine, candidate)
    quoted = {part_of(evidence.source) for evidence in candidate.explanation.evidence}
    engine.records.put(without_parts(person, quoted))
    try:
        after = engine.matching.explain(candidate.need, candidate.professional)[0].score
    finally:
        engine.records.put(person)
    return Deletion(candidate.explanation.without_evidence or 0.0, candidate.score - after)


def _person(engine: Engine, candidate: Recommendation) -> Professional:
    return cast(Professional, engine.records.get("professional", candidate.professional)[1])
