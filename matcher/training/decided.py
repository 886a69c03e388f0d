"""The decisions of a store with the features of their pairs, as training takes them."""

from collections.abc import Hashable, Iterable, Iterator, Sequence

import numpy as np

from matcher.arrays import IdArray, ScoreArray
from matcher.features import FEATURES, FeatureTable, table_of
from matcher.matching.engine import Engine, Progress
from matcher.matching.sync import silent
from matcher.records import Decision
from matcher.training.examples import Examples

_CHOSEN = {"shortlist": 1.0, "reject": 0.0, "accept": 1.0, "decline": 0.0}
_WEIGHTS = {"decline": 0.5}
"""A decline often tells of the person's time or travel, not of the fit; it counts half."""
_GRADES = {"accept": 2.0, "shortlist": 1.0}
_TELL_THE_ANSWER = frozenset(("collaboration",))
"""Features that are made of decisions, the ones to be learned among them; they stay as they are in the prior."""


def examples(engine: Engine, progress: Progress = silent) -> Examples:
    """The decisions whose need and professional can be matched today, with their features.

    A row is a decision. Shortlist and accept are 1; reject and decline 0, a decline with half the weight. An
    answer of a professional has no place in a list, since nobody was shown to them beside others.
    """
    used: list[Decision] = []
    tables = [np.zeros((0, len(FEATURES)))]
    for need, decisions in _by_need(engine, progress):
        ids, table = engine.matching.features(need, sorted({each.professional for each in decisions}))
        row_of = {identifier: row for row, identifier in enumerate(ids)}
        found = [each for each in decisions if each.professional in row_of]
        used += found
        tables.append(_values(table)[[row_of[each.professional] for each in found]])
    return _examples(used, np.concatenate(tables))


def _values(table: FeatureTable) -> ScoreArray:
    """The columns in the order of ``FEATURES``."""
    columns = [np.full(len(table), np.nan) if name in _TELL_THE_ANSWER else table.column(name) for name in FEATURES]
    return np.stack(columns, axis=1).astype(np.float64)


def _by_need(engine: Engine, progress: Progress) -> Iterator[tuple[str, list[Decision]]]:
    known = set(engine.records.ids("need"))
    found: dict[str, list[Decision]] = {}
    for each in engine.store.decisions():
        if each.need in known:
            found.setdefault(each.need, []).append(each)
    for done, (need, decisions) in enumerate(sorted(found.items()), 1):
        yield need, decisions
        progress("reading decisions", done, len(found))


def _examples(decisions: Sequence[Decision], values: ScoreArray) -> Examples:
    kinds = [each.decision for each in decisions]
    return Examples(
        table=table_of(tuple(FEATURES), values),
        groups=_codes(each.need for each in decisions),
        people=_codes(each.professional for each in decisions),
        lists=_codes((each.need, "" if _is_answer(each) else each.coordinator) for each in decisions),
        chosen=np.array([_CHOSEN[kind] for kind in kinds]),
        positions=np.array([_position(each) for each in decisions]),
        days=np.array([each.date.toordinal() for each in decisions], dtype=np.int64),
        weights=np.array([_WEIGHTS.get(kind, 1.0) for kind in kinds]),
        grades=np.array([_GRADES.get(kind, 0.0) for kind in kinds]),
        interest=_interest(decisions),
    )


def _position(decision: Decision) -> float:
    return float("nan") if _is_answer(decision) or decision.position is None else float(decision.position)


def _interest(decisions: Sequence[Decision]) -> ScoreArray:
    """1 for a shortlist that was accepted, 0 for one that was declined and for a reject, else NaN.

    The answer stands once, beside the shortlist that it answers; beside itself if that is not known.
    """
    answers = {_pair(each): float(each.decision == "accept") for each in decisions if _is_answer(each)}
    shortlisted = {_pair(each) for each in decisions if each.decision == "shortlist"}
    found = np.full(len(decisions), np.nan)
    for at, each in enumerate(decisions):
        if each.decision == "reject":
            found[at] = 0.0
        elif not _is_answer(each) or _pair(each) not in shortlisted:
            found[at] = answers.get(_pair(each), np.nan)
    return found


def _pair(decision: Decision) -> tuple[str, str, str]:
    return decision.need, decision.professional, decision.coordinator


def _is_answer(decision: Decision) -> bool:
    return decision.decision in ("accept", "decline")


def _codes(values: Iterable[Hashable]) -> IdArray:
    """A number for each different value, in the order in which they come."""
    known: dict[Hashable, int] = {}
    return np.array([known.setdefault(each, len(known)) for each in values], dtype=np.int64)
