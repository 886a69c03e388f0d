"""How well two coordinators agree on the lists they were shown, and what a ranking can reach by their decisions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

import numpy as np

from matcher.arrays import ScoreArray
from matcher.evaluation.metrics import discounted
from matcher.records import Decision

Verdicts = Mapping[str, Mapping[str, bool]]
"""Whether each coordinator shortlisted each person."""


@dataclass(frozen=True, slots=True)
class ShownList:
    """The people of one need whom every coordinator judged and every ranker scored, nobody else.

    ``verdicts`` by coordinator and person, ``scores`` by ranker and person; ``interest`` by person: whether
    somebody shortlisted them and they accepted, missing where a shortlisted person has not answered.
    """

    need: str
    verdicts: Verdicts
    scores: Mapping[str, Mapping[str, float]]
    interest: Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the coordinators' decisions say; each nDCG@10 by the coordinator who judges, and ``mean``.

    ``ceiling`` is that of the other coordinators' own order, ``chance`` that of no order, ``reached`` that of
    each ranker, all on the same ``lists``: those in which some coordinator tells people apart. Agreement and
    kappa are of all ``pairs`` of verdicts on one person. The three are empty if no list tells people apart.
    """

    lists: int
    pairs: int
    agreement: float
    kappa: float
    ceiling: Mapping[str, float]
    chance: Mapping[str, float]
    reached: Mapping[str, Mapping[str, float]]


def shown_list(need: str, decisions: Iterable[Decision], scores: Mapping[str, Mapping[str, float]]) -> ShownList | None:
    """The condensed list of a need (Sakai 2007): people who are not ranked or not judged by all are left out.

    None if nobody is left, or only one coordinator decided.
    """
    decisions = list(decisions)
    verdicts = _verdicts(decisions)
    kept = set.intersection(*map(set, verdicts.values()), *map(set, scores.values())) if verdicts else set()
    if len(verdicts) < 2 or not kept:
        return None
    return ShownList(
        need,
        {name: {person: given[person] for person in sorted(kept)} for name, given in sorted(verdicts.items())},
        {name: {person: given[person] for person in sorted(kept)} for name, given in scores.items()},
        _interest(decisions, verdicts, sorted(kept)),
    )


def coordinators_agreement(lists: Sequence[ShownList]) -> Agreement:
    """Agreement, ceiling and what each ranker reaches on one list or more.

    Ceiling: each coordinator orders a list by their own decisions, shortlisted before rejected, and is judged
    by another's decisions as gains of 1 and 0; within the two groups the order is left to chance, so each
    place has the group's mean gain. Lists in which the judge shortlisted nobody have no nDCG and are left
    out. Rankers are judged by the same decisions on the same lists. It is what one person's judgement
    reaches, not a bound: an order finer than yes and no can go beyond it.
    """
    agreement, kappa, pairs = _agreement(lists)
    rankers = lists[0].scores
    return Agreement(
        sum(any(_tells_apart(given) for given in each.verdicts.values()) for each in lists),
        pairs,
        agreement,
        kappa,
        _by_judge((judge, each.verdicts[other], each) for each in lists for judge, other in _ordered(each)),
        _by_judge((judge, {}, each) for each in lists for judge in each.verdicts),
        {name: _by_judge((judge, each.scores[name], each) for each in lists for judge in each.verdicts)
         for name in rankers},
    )  # fmt: skip


def tied_ndcg(scores: ScoreArray, gains: ScoreArray, cut: int = 10) -> float:
    """Expected nDCG of (n,) gains ordered by (n,) scores, every order of equal scores being as likely.

    Each place of a tie has the mean gain of the tie (McSherry and Najork 2008). Some gain must be above 0.
    """
    _, group, sizes = np.unique(-scores, return_inverse=True, return_counts=True)
    means = np.bincount(group, weights=gains) / sizes
    return discounted(np.repeat(means, sizes)[:cut]) / discounted(np.sort(gains)[::-1][:cut])


def cohen_kappa(one: Sequence[bool], other: Sequence[bool]) -> float:
    """Agreement beyond chance (Cohen 1960): (observed - expected) / (1 - expected).

    0 where both say one and the same thing of every pair, which shows nothing.
    """
    first, second = np.array(one, dtype=bool), np.array(other, dtype=bool)
    observed = float((first == second).mean())
    expected = float(first.mean() * second.mean() + (1 - first.mean()) * (1 - second.mean()))
    return (observed - expected) / (1 - expected) if expected < 1 else 0.0


def _verdicts(decisions: Iterable[Decision]) -> dict[str, dict[str, bool]]:
    found: dict[str, dict[str, bool]] = {}
    for each in decisions:
        if each.decision in ("shortlist", "reject"):
            found.setdefault(each.coordinator, {})[each.professional] = each.decision == "shortlist"
    return found


def _interest(decisions: Sequence[Decision], verdicts: Verdicts, people: Sequence[str]) -> dict[str, bool]:
    accepted = {each.professional for each in decisions if each.decision == "accept"}
    declined = {each.professional for each in decisions if each.decision == "decline"} - accepted
    unwanted = {person for person in people if not any(given[person] for given in verdicts.values())}
    return {person: person in accepted for person in people if person in accepted | declined | unwanted}


def _tells_apart(verdicts: Mapping[str, bool]) -> bool:
    return len(set(verdicts.values())) == 2


def _ordered(each: ShownList) -> Iterable[tuple[str, str]]:
    return permutations(each.verdicts, 2)


def _by_judge(judged: Iterable[tuple[str, Mapping[str, float], ShownList]]) -> dict[str, float]:
    """Mean nDCG@10 by judge, and the mean of those; a person without a score counts as 0."""
    found: dict[str, list[float]] = {}
    for judge, scores, each in judged:
        if _tells_apart(each.verdicts[judge]):
            gains = np.array([float(liked) for liked in each.verdicts[judge].values()])
            order = np.array([float(scores.get(person, 0)) for person in each.verdicts[judge]])
            found.setdefault(judge, []).append(tied_ndcg(order, gains))
    means = {judge: float(np.mean(values)) for judge, values in sorted(found.items())}
    return means | {"mean": float(np.mean(list(means.values())))} if means else {}


def _agreement(lists: Sequence[ShownList]) -> tuple[float, float, int]:
    """Share of equal verdicts, kappa, and how many pairs of verdicts there are."""
    both = [
        (each.verdicts[one][person], each.verdicts[other][person])
        for each in lists
        for one, other in combinations(each.verdicts, 2)
        for person in each.verdicts[one]
    ]
    first, second = zip(*both, strict=True)
    return float(np.equal(first, second).mean()), cohen_kappa(first, second), len(both)
