"""How well two coordinators agree on the lists they were shown, and what a ranking can reach by their decisions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

import numpy as np

from matcher.evaluation.metrics import cohen_kappa, tied_ndcg
from matcher.records import Decision

Verdicts = Mapping[str, Mapping[str, bool]]
"""Whether each coordinator shortlisted each person."""


@dataclass(frozen=True, slots=True)
class ShownList:
    """The people of one need whom every coordinator judged and every scorecard scored, nobody else.

    ``verdicts`` by coordinator and person, ``scores`` by scorecard and person; ``interest`` by person: whether
    they were shortlisted and accepted, missing where a shortlisted person has not answered.
    """

    need: str
    verdicts: Verdicts
    scores: Mapping[str, Mapping[str, float]]
    interest: Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the coordinators' decisions say; each nDCG@10 by the coordinator who judges, and ``mean``.

    ``ceiling`` is what the other coordinators' own order reaches, ``chance`` what no order reaches, ``reached`` what
    each scorecard reaches, all on the same ``lists``: those in which a coordinator tells people apart. Agreement
    and kappa are of all ``pairs`` of verdicts on one person. The three are empty if no list tells people apart.
    """

    lists: int
    pairs: int
    agreement: float
    kappa: float
    ceiling: Mapping[str, float]
    chance: Mapping[str, float]
    reached: Mapping[str, Mapping[str, float]]


def shown_list(need: str, decisions: Iterable[Decision], scores: Mapping[str, Mapping[str, float]]) -> ShownList | None:
    """The condensed list of a need (Sakai 2007): people who are not scored or not judged by all are left out.

    None if nobody is left, or only one coordinator decided.
    """
    decisions = list(decisions)
    verdicts = _verdicts(decisions)
    kept = set.intersection(*map(set, verdicts.values()), *map(set, scores.values())) if verdicts else set()
    if len(verdicts) < 2 or not kept:
        return None
    people = sorted(kept)
    return ShownList(
        need,
        {name: {person: verdict[person] for person in people} for name, verdict in sorted(verdicts.items())},
        {name: {person: by_person[person] for person in people} for name, by_person in scores.items()},
        _interest(decisions, verdicts, people),
    )


def coordinators_agreement(lists: Sequence[ShownList]) -> Agreement:
    """Agreement, ceiling and what each scorecard reaches on one list or more.

    Ceiling: each coordinator orders a list by their own decisions, shortlisted before rejected, and is judged
    by another's decisions as gains of 1 and 0; within the two groups the order is left to chance, so each
    rank has the group's mean gain. Lists in which the judge shortlisted nobody have no nDCG and are left
    out. Scorecards are judged by the same decisions on the same lists. It is what one person's judgement
    reaches, not a bound: an order finer than yes and no can exceed it.
    """
    agreement, kappa, pairs = _agreement(lists)
    return Agreement(
        sum(any(map(_tells_apart, shown.verdicts.values())) for shown in lists),
        pairs,
        agreement,
        kappa,
        _by_judge(
            (judge, shown.verdicts[other], shown) for shown in lists for judge, other in permutations(shown.verdicts, 2)
        ),
        _by_judge((judge, {}, shown) for shown in lists for judge in shown.verdicts),
        {
            name: _by_judge((judge, shown.scores[name], shown) for shown in lists for judge in shown.verdicts)
            for name in lists[0].scores
        },
    )


def _verdicts(decisions: Iterable[Decision]) -> dict[str, dict[str, bool]]:
    verdicts: dict[str, dict[str, bool]] = {}
    for decision in decisions:
        if decision.decision in ("shortlist", "reject"):
            verdicts.setdefault(decision.coordinator, {})[decision.professional] = decision.decision == "shortlist"
    return verdicts


def _interest(decisions: Sequence[Decision], verdicts: Verdicts, people: Sequence[str]) -> dict[str, bool]:
    accepted = {decision.professional for decision in decisions if decision.decision == "accept"}
    declined = {decision.professional for decision in decisions if decision.decision == "decline"} - accepted
    unwanted = {person for person in people if not any(verdict[person] for verdict in verdicts.values())}
    return {person: person in accepted for person in people if person in accepted | declined | unwanted}


def _tells_apart(verdict: Mapping[str, bool]) -> bool:
    return len(set(verdict.values())) == 2


def _by_judge(judged: Iterable[tuple[str, Mapping[str, float], ShownList]]) -> dict[str, float]:
    """Mean nDCG@10 by judge, and the mean of those; a person without a score counts as 0."""
    ndcgs: dict[str, list[float]] = {}
    for judge, scores, shown in judged:
        verdict = shown.verdicts[judge]
        if _tells_apart(verdict):
            gains = np.array([float(shortlisted) for shortlisted in verdict.values()])
            order = np.array([float(scores.get(person, 0)) for person in verdict])
            ndcgs.setdefault(judge, []).append(tied_ndcg(order, gains))
    means = {judge: float(np.mean(values)) for judge, values in sorted(ndcgs.items())}
    return means | {"mean": float(np.mean(list(means.values())))} if means else {}


def _agreement(lists: Sequence[ShownList]) -> tuple[float, float, int]:
    """Share of equal verdicts, kappa, and how many pairs of verdicts there are."""
    pairs = [
        (shown.verdicts[one][person], shown.verdicts[other][person])
        for shown in lists
        for one, other in combinations(shown.verdicts, 2)
        for person in shown.verdicts[one]
    ]
    first, second = zip(*pairs, strict=True)
    return float(np.equal(first, second).mean()), cohen_kappa(first, second), len(pairs)
