"""The same ranking measured apart for each language, pair of languages and discipline."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from matcher.evaluation.fusion import with_fusion
from matcher.evaluation.metrics import query_metrics

RELEVANT = 2
"""The least grade that counts as relevant in the sample: two thirds of the musts are held."""

WHOLE = ""
GROUPS = ("language", "pair", "discipline")
"""Groups of parts in the order in which they are shown; what counts for the whole is of none."""

PAIRED = ("en", "zh")
"""Languages of needs and profiles whose pairs are measured apart; a mixed text is of neither."""

Scores = Mapping[str, Mapping[str, float]]
"""One query's scores by ranker and document."""


@dataclass(frozen=True, slots=True)
class Part:
    """Mean nDCG@10 by ranker over the queries of one part, and how many those are."""

    group: str
    name: str
    queries: int
    ndcg: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Found:
    """The metrics of one query by ranker, and the group and name of the part that they count for."""

    group: str
    name: str
    metrics: Mapping[str, Mapping[str, float]]


def judged(scores: Scores, grades: Mapping[str, int]) -> dict[str, dict[str, float]]:
    """Metrics of one query by ranker; empty if none of the ranked documents is relevant."""
    ranked = next(iter(scores.values()))
    if not any(grade >= RELEVANT and document in ranked for document, grade in grades.items()):
        return {}
    return {name: query_metrics(given, grades, RELEVANT) for name, given in scores.items()}


def within_languages(
    language: str, scores: Scores, grades: Mapping[str, int], languages: Mapping[str, str]
) -> Iterator[Found]:
    """A need of that language against the people of one profile language only, for each of them.

    Ranks are counted anew among those people, those of the fused rankings too.
    """
    for other in PAIRED if language in PAIRED else ():
        kept = {
            name: {document: score for document, score in given.items() if languages.get(document) == other}
            for name, given in scores.items()
        }
        metrics = judged(with_fusion(kept), grades)
        if metrics:
            yield Found("pair", f"{language} need, {other} people", metrics)


def parts(found: Sequence[Found]) -> tuple[Part, ...]:
    """The mean of each part, in the order of the groups and by name."""
    ordered = sorted((each for each in found if each.group != WHOLE), key=_key)
    return tuple(_part(GROUPS[group], name, list(each)) for (group, name), each in groupby(ordered, _key))


def _key(each: Found) -> tuple[int, str]:
    return GROUPS.index(each.group), each.name


def _part(group: str, name: str, found: Sequence[Found]) -> Part:
    rankers = found[0].metrics
    means = {ranker: float(np.mean([each.metrics[ranker]["ndcg@10"] for each in found])) for ranker in rankers}
    return Part(group, name, len(found), means)
