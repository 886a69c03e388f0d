"""Whether an engine's explanations are true: shown evidence is really taken away, quotes are looked up."""

from collections.abc import Iterator, Sequence
from typing import cast

from matcher.evaluation.faithfulness import Deletion, Quotation, faithfulness
from matcher.matching.engine import Engine, Progress
from matcher.matching.sync import silent
from matcher.records import Professional
from matcher.results import Recommendation
from matcher.text import clean, field_text, part_of, without_parts

TOP = 3
"""Candidates of each need whose quotes are looked up."""


def measure_explanations(engine: Engine, needs: Sequence[str], progress: Progress = silent) -> dict[str, float]:
    """Faithfulness of the explanations of the best candidates of these needs.

    ``deletions`` counts the best candidates with evidence, all of which is taken out of the stored record and put
    back; ``quotations`` the quotes. The rest is as in ``faithfulness``.
    """
    deletions, quotations = list[Deletion](), list[Quotation]()
    for done, need in enumerate(needs, 1):
        found = engine.matching.candidates(need, TOP)
        quotations += [each for one in found for each in _quotations(engine, one)]
        deletions += [_deleted(engine, one) for one in found[:1] if one.explanation.evidence]
        progress("taking evidence away", done, len(needs))
    counts = {"deletions": float(len(deletions)), "quotations": float(len(quotations))}
    return counts | faithfulness(deletions, quotations)


def _quotations(engine: Engine, one: Recommendation) -> Iterator[Quotation]:
    person = _person(engine, one)
    for each in one.explanation.evidence:
        yield Quotation(each.quote, clean(field_text(person, each.source)[each.start : each.end]))


def _deleted(engine: Engine, one: Recommendation) -> Deletion:
    """What the explanation states of its evidence, and by how much the score falls without it."""
    person = _person(engine, one)
    quoted = {part_of(each.source) for each in one.explanation.evidence}
    engine.records.put(without_parts(person, quoted))
    try:
        after = engine.matching.explain(one.need, one.professional)[0].score
    finally:
        engine.records.put(person)
    return Deletion(one.explanation.without_evidence or 0.0, one.score - after)


def _person(engine: Engine, one: Recommendation) -> Professional:
    return cast(Professional, engine.records.get("professional", one.professional)[1])
