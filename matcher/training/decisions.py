"""Decisions from a file into the store, and out of it as examples with the features of their pairs."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from matcher.arrays import IdArray, ScoreArray
from matcher.errors import ErasedError, RecordError
from matcher.features import FEATURES, FeatureTable, table_of
from matcher.ingest.decisions import read_decisions
from matcher.ingest.jsonl import ImportReport
from matcher.matching.engine import Engine, Progress
from matcher.matching.sync import silent
from matcher.records import IMPROVING, Decision
from matcher.store.port import Store, erased_ids
from matcher.training.examples import Examples

_CHOSEN = {"shortlist": 1.0, "reject": 0.0, "accept": 1.0, "decline": 0.0}
_WEIGHTS = {"decline": 0.5}
"""A decline is often about the person's time or travel, not the fit; it counts half."""
_GRADES = {"accept": 2.0, "shortlist": 1.0}
_FROM_DECISIONS = frozenset(("collaboration",))
"""Features computed from decisions, including those to learn from: training never sees them, their curves stay."""


def import_decisions(store: Store, path: Path) -> ImportReport:
    """Store every good line of a JSON Lines file of decisions, in one transaction; the others are in the report.

    A decision about somebody who was erased would bring their id back, and is refused.
    """
    good: list[Decision] = []
    errors: list[RecordError] = []
    for line in read_decisions(path):
        if isinstance(line, RecordError):
            errors.append(line)
        else:
            good.append(line)
    read = len(good) + len(errors)
    erased = erased_ids(store, {decision.professional for decision in good})
    errors += [
        RecordError(f"{path}: a decision on {one.need!r}: {ErasedError(one.professional, stone.receipt, stone.day)}")
        for one in good
        if (stone := erased.get(one.professional))
    ]
    good = [one for one in good if one.professional not in erased]
    return ImportReport("decision", read, store.put_decisions(good), tuple(errors))


def examples(engine: Engine, progress: Progress = silent) -> Examples:
    """The decisions whose need and professional can be matched today, with their features.

    A row is a decision. Shortlist and accept are 1; reject and decline 0, a decline with half the weight. A
    professional's answer has no position in a list, since they were not shown to anybody beside others.
    """
    usable: list[Decision] = []
    tables = [np.zeros((0, len(FEATURES)))]
    for need, decisions in _by_need(engine, progress):
        people, table = engine.matching.features(need, sorted({decision.professional for decision in decisions}))
        row_of = {person: row for row, person in enumerate(people)}
        matched = [decision for decision in decisions if decision.professional in row_of]
        usable += matched
        tables.append(_values(table)[[row_of[decision.professional] for decision in matched]])
    return _examples(usable, np.concatenate(tables))


def _values(table: FeatureTable) -> ScoreArray:
    """The columns in the order of ``FEATURES``."""
    columns = [np.full(len(table), np.nan) if name in _FROM_DECISIONS else table.column(name) for name in FEATURES]
    return np.stack(columns, axis=1).astype(np.float64)


def _by_need(engine: Engine, progress: Progress) -> Iterator[tuple[str, list[Decision]]]:
    known, withdrawn = set(engine.records.ids("need")), engine.records.without_consent_to(IMPROVING)
    by_need: dict[str, list[Decision]] = {}
    for decision in engine.store.decisions():
        if decision.need in known and decision.professional not in withdrawn:
            by_need.setdefault(decision.need, []).append(decision)
    for done, (need, decisions) in enumerate(sorted(by_need.items()), 1):
        yield need, decisions
        progress("reading decisions", done, len(by_need))


def _examples(decisions: Sequence[Decision], values: ScoreArray) -> Examples:
    verdicts = [decision.decision for decision in decisions]
    return Examples(
        table=table_of(tuple(FEATURES), values),
        groups=_codes(decision.need for decision in decisions),
        people=_codes(decision.professional for decision in decisions),
        lists=_codes((decision.need, "" if _is_answer(decision) else decision.coordinator) for decision in decisions),
        chosen=np.array([_CHOSEN[verdict] for verdict in verdicts]),
        positions=np.array([_position(decision) for decision in decisions]),
        days=np.array([decision.date.toordinal() for decision in decisions], dtype=np.int64),
        weights=np.array([_WEIGHTS.get(verdict, 1.0) for verdict in verdicts]),
        grades=np.array([_GRADES.get(verdict, 0.0) for verdict in verdicts]),
        interest=_interest(decisions),
    )


def _position(decision: Decision) -> float:
    return float("nan") if _is_answer(decision) or decision.position is None else float(decision.position)


def _interest(decisions: Sequence[Decision]) -> ScoreArray:
    """1 for a shortlist that was accepted, 0 for one that was declined and for a reject, else NaN.

    An answer counts once: on the row of the shortlist that it answers, or on its own if that shortlist is unknown.
    """
    answers = {_pair(decision): float(decision.decision == "accept") for decision in decisions if _is_answer(decision)}
    shortlisted = {_pair(decision) for decision in decisions if decision.decision == "shortlist"}
    interest = np.full(len(decisions), np.nan)
    for row, decision in enumerate(decisions):
        if decision.decision == "reject":
            interest[row] = 0.0
        elif not _is_answer(decision) or _pair(decision) not in shortlisted:
            interest[row] = answers.get(_pair(decision), np.nan)
    return interest


def _pair(decision: Decision) -> tuple[str, str, str]:
    return decision.need, decision.professional, decision.coordinator


def _is_answer(decision: Decision) -> bool:
    return decision.decision in ("accept", "decline")


def _codes(values: Iterable[Hashable]) -> IdArray:
    """A number for each distinct value, in order of appearance."""
    codes: dict[Hashable, int] = {}
    return np.array([codes.setdefault(value, len(codes)) for value in values], dtype=np.int64)
