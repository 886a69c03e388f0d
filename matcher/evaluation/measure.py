"""Measures rankers beside each other: on judged sets, and both ways on a tier of the synthetic sample."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from matcher.arrays import ScoreArray
from matcher.evaluation.calibration_error import expected_calibration_error
from matcher.evaluation.coordinators import Agreement, ShownList, coordinators_agreement, shown_list
from matcher.evaluation.explanations import measure_explanations
from matcher.evaluation.fusion import LEGS, fuse, with_fusion
from matcher.evaluation.judged import JudgedSet, read_sets
from matcher.evaluation.metrics import mean_metrics
from matcher.evaluation.parts import RELEVANT, WHOLE, Found, Part, judged, parts, within_languages
from matcher.evaluation.tier import DAY, Tier, hash_share, read_tier, turned
from matcher.evaluation.trec import Run
from matcher.matching.engine import Engine, Progress
from matcher.matching.sync import silent
from matcher.records import MATCHING, Consent, Decision, Record
from matcher.results import Direction
from matcher.scorecard.port import Ranker

BASELINES = LEGS
"""Rankers with one feature each, to compare with; their fusion is one more."""

PEOPLE = 400
"""So many people at most get suggestions; always the same ones."""

EXPLAINED = 20
"""Needs whose best candidate loses the evidence that is shown."""

Probability = Callable[[ScoreArray], ScoreArray]
"""Probabilities (n,) of mutual interest for scores (n,) of the ranker in use."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What is measured: how to open an empty engine in memory on a day, and the rankers by name.

    The first ranker is the one in use; ``bm25`` and ``dense`` must be among them. ``probability`` is given if
    the one in use is calibrated.
    """

    open_engine: Callable[[date | None], Engine]
    rankers: Mapping[str, Ranker]
    probability: Probability | None = None

    def compare(self, engine: Engine, direction: Direction, query: str) -> dict[str, dict[str, float]]:
        """Scores by ranker and id of everybody who passes the hard filters."""
        found = engine.matching.compare(list(self.rankers.values()), direction, query)
        return dict(zip(self.rankers, found, strict=True))


@dataclass(frozen=True, slots=True)
class Measured:
    """The metrics of one judged set, or of one direction of a tier, by ranker."""

    name: str
    metrics: dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class MeasuredTier:
    """Both directions of a tier, its languages and disciplines, what its coordinators say of its lists.

    And how faithful the explanations of the ranker in use are: see ``measure_explanations``.
    """

    name: str
    directions: tuple[Measured, ...]
    parts: tuple[Part, ...]
    coordinators: Agreement | None
    explanations: Mapping[str, float]


def measure(bench: Bench, folder: Path, progress: Progress = silent) -> Iterator[Measured]:
    """Every judged set of a folder under every ranker and the fusion of the baselines, one after the other."""
    for each in read_sets(folder):
        runs: dict[str, list[Run]] = {name: [] for name in (*bench.rankers, "fusion")}
        for people in each.versions:
            engine = bench.open_engine(None)
            consent = Consent((MATCHING,), engine.today())
            engine.records.put_many([*(replace(person, consent=consent) for person in people), *each.needs], progress)
            found = _whole_runs(bench, engine, each, progress)
            for name, run in (found | {"fusion": fuse([found[leg] for leg in LEGS])}).items():
                runs[name].append(run)
        yield Measured(each.name, {name: each.measure(run) for name, run in runs.items()})


def beside(found: Measured, others: Mapping[str, Measured]) -> Measured:
    """The metrics of a set with those that its first ranker has under other models: one more row for each."""
    first = next(iter(found.metrics), "")
    rows = {f"{first}, {model}": other.metrics[first] for model, other in others.items() if first in other.metrics}
    return replace(found, metrics=found.metrics | rows)


def tier_beside(found: MeasuredTier, others: Mapping[str, MeasuredTier]) -> MeasuredTier:
    """A tier with its directions and parts ``beside`` those under other models; its coordinators as they are."""
    directions = tuple(
        beside(each, {model: other.directions[at] for model, other in others.items()})
        for at, each in enumerate(found.directions)
    )
    parts = []
    for at, each in enumerate(found.parts):
        first = next(iter(each.ndcg))
        rows = {f"{first}, {model}": other.parts[at].ndcg[first] for model, other in others.items()}
        parts.append(replace(each, ndcg={**each.ndcg, **rows}))
    return replace(found, directions=directions, parts=tuple(parts))


def _whole_runs(bench: Bench, engine: Engine, each: JudgedSet, progress: Progress) -> dict[str, Run]:
    """One run for each ranker."""
    people = list(each.ratings) or [person.id for person in each.versions[0]]
    queries = people if each.direction == "suggestions" else [need.id for need in each.needs]
    runs: dict[str, dict[str, dict[str, float]]] = {name: {} for name in bench.rankers}
    for done, query in enumerate(queries, 1):
        for name, found in bench.compare(engine, each.direction, query).items():
            runs[name][query] = found
        progress(f"ranking {each.name}", done, len(queries))
    return dict(runs)


def measure_tier(bench: Bench, folder: Path, topics: Path | None = None, progress: Progress = silent) -> MeasuredTier:
    """The tier of a folder, on the needs of its measuring part and on the day that the sample is set on.

    Only pairs that pass the hard filters are ranked and judged, and only queries with a relevant one among
    them. People who get suggestions are a fixed sample of those whom a measured need fits.
    """
    tier = read_tier(folder, topics)
    engine = bench.open_engine(DAY)
    records: list[Record] = [*tier.people, *tier.measured]
    engine.records.put_many(records, progress)
    found, lists = _candidates(bench, engine, tier, progress)
    candidates = _summary(f"{tier.name} candidates", [each for each in found if each.group == WHOLE])
    _add_calibration(bench, candidates, lists)
    suggestions = _summary(f"{tier.name} suggestions", _suggestions(bench, engine, tier, progress))
    return MeasuredTier(
        tier.name,
        (candidates, suggestions),
        parts(found),
        coordinators_agreement(lists) if lists else None,
        measure_explanations(engine, sorted(engine.matching.open_needs(), key=hash_share)[:EXPLAINED], progress),
    )


def _candidates(bench: Bench, engine: Engine, tier: Tier, progress: Progress) -> tuple[list[Found], list[ShownList]]:
    """People for each measured need: metrics of the whole list and of its parts, and the lists once shown."""
    decisions: dict[str, list[Decision]] = {}
    for each in tier.decisions:
        decisions.setdefault(each.need, []).append(each)
    found: list[Found] = []
    lists: list[ShownList] = []
    for done, need in enumerate(tier.measured, 1):
        scores = with_fusion(bench.compare(engine, "candidates", need.id))
        grades = tier.grades.get(need.id, {})
        found += _by_part(tier, need.id, scores, grades)
        decided = decisions.get(need.id, [])
        shown = shown_list(need.id, decided, scores | _references(tier.fits.get(need.id, {}), decided))
        lists += [shown] if shown else []
        progress(f"ranking candidates of {tier.name}", done, len(tier.measured))
    return found, lists


def _references(fits: Mapping[str, float], decided: Sequence[Decision]) -> dict[str, dict[str, float]]:
    """Scores of the people who were shown: the true fit, and the order in which they were shown.

    The first is what no ranker can know better; the second tells how far decisions follow the position.
    """
    return {
        "true fit": {each.professional: fits.get(each.professional, 0.0) for each in decided},
        "as shown": {each.professional: -float(each.position or np.inf) for each in decided},
    }


def _by_part(
    tier: Tier, need: str, scores: Mapping[str, Mapping[str, float]], grades: Mapping[str, int]
) -> Iterator[Found]:
    """The metrics of one need for the whole, for its language and discipline, and by language of the people."""
    metrics = judged(scores, grades)
    language = tier.languages[need]
    if metrics:
        yield Found(WHOLE, "", metrics)
        yield Found("language", f"{language} need, all people", metrics)
        yield Found("discipline", tier.disciplines[need], metrics)
        yield from within_languages(language, scores, grades, tier.languages)


def _suggestions(bench: Bench, engine: Engine, tier: Tier, progress: Progress) -> list[Found]:
    """Measured needs for each person of the sample."""
    grades = turned({need.id: tier.grades.get(need.id, {}) for need in tier.measured})
    fitting = [
        each for each in engine.matching.consented_people() if max(grades.get(each, {}).values(), default=0) >= RELEVANT
    ]
    people = sorted(fitting, key=hash_share)[:PEOPLE]
    found: list[Found] = []
    for done, person in enumerate(people, 1):
        metrics = judged(with_fusion(bench.compare(engine, "suggestions", person)), grades[person])
        found += [Found(WHOLE, "", metrics)] if metrics else []
        progress(f"ranking suggestions of {tier.name}", done, len(people))
    return found


def _summary(name: str, found: Sequence[Found]) -> Measured:
    """Means by ranker, each with the number of queries; empty if there was no query."""
    rankers = found[0].metrics if found else {}
    return Measured(
        name,
        {
            ranker: mean_metrics([each.metrics[ranker] for each in found]) | {"queries": len(found)}
            for ranker in rankers
        },
    )


def _add_calibration(bench: Bench, candidates: Measured, lists: Sequence[ShownList]) -> None:
    """The calibration error of the ranker in use: on shown people, of a shortlist that the person accepts."""
    ranker = next(iter(bench.rankers))
    pairs = [(each.scores[ranker][person], came) for each in lists for person, came in each.interest.items()]
    if bench.probability and pairs and candidates.metrics:
        scores, interest = zip(*pairs, strict=True)
        stated = bench.probability(np.array(scores, dtype=np.float64))
        candidates.metrics[ranker]["ece"] = expected_calibration_error(stated, np.array(interest, dtype=bool))
