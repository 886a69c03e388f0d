"""Measures scorecards side by side on a tier of the synthetic sample, in both directions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from matcher.evaluation.coordinators import Agreement, ShownList, coordinators_agreement, shown_list
from matcher.evaluation.explanations import measure_explanations
from matcher.evaluation.judged import with_fusion
from matcher.evaluation.measure import Bench, Measured, PoolHit, beside, pool_hits
from matcher.evaluation.metrics import expected_calibration_error, mean_metrics
from matcher.evaluation.reach import Reach, measure_reach
from matcher.evaluation.tier import (
    DAY,
    RELEVANT,
    WHOLE,
    Part,
    QueryResult,
    Tier,
    hash_share,
    metrics_by_scorecard,
    parts,
    read_tier,
    results_of_need,
    transposed,
)
from matcher.matching.engine import Engine, Progress
from matcher.matching.sync import silent
from matcher.records import Decision
from matcher.results import Direction

if TYPE_CHECKING:
    import pandas as pd

PEOPLE = 400
"""The most people who get suggestions; always the same ones."""

EXPLAINED = 20
"""Needs whose best candidate loses the evidence that is shown."""


@dataclass(frozen=True, slots=True)
class PoolRecall:
    """The share of the first ``pairs`` of the ranking of everybody that the lists made through the pool hold.

    ``language`` is that of the need, empty for all needs.
    """

    direction: Direction
    language: str
    pairs: int
    recall: float


@dataclass(frozen=True, slots=True)
class MeasuredTier:
    """Both directions of a tier, its languages and disciplines, and what its coordinators say of its lists.

    ``explanations`` says how faithful those of the scorecard in use are, see ``measure_explanations``; ``pool`` how
    much of the first ranks the pool finds, ``reach`` how many of those who fit are listed or near misses.
    """

    name: str
    directions: tuple[Measured, ...]
    parts: tuple[Part, ...]
    coordinators: Agreement | None
    explanations: Mapping[str, float]
    pool: tuple[PoolRecall, ...] = ()
    reach: Reach | None = None


def measure_tier(bench: Bench, folder: Path, topics: Path | None = None, progress: Progress = silent) -> MeasuredTier:
    """The tier of a folder, on the needs of its measuring part and on the day that the sample is set on.

    Only pairs that pass the hard filters are ranked and judged, and only queries with a relevant one among
    them. People who get suggestions are a fixed sample of those whom a measured need fits.
    """
    tier = read_tier(folder, topics)
    engine = bench.open_engine(DAY)
    engine.records.put_many([*tier.people, *tier.measured], progress)
    results, lists, candidate_hits = _candidates(bench, engine, tier, progress)
    whole = [result for result in results if result.group == WHOLE]
    candidates = _with_calibration(bench, _summary(f"{tier.name} candidates", whole), lists)
    suggestion_results, suggestion_hits = _suggestions(bench, engine, tier, progress)
    return MeasuredTier(
        tier.name,
        (candidates, _summary(f"{tier.name} suggestions", suggestion_results)),
        parts(results),
        coordinators_agreement(lists) if lists else None,
        measure_explanations(engine, sorted(engine.matching.open_needs(), key=hash_share)[:EXPLAINED], progress),
        (
            *_pool_recalls("candidates", candidate_hits, tier.languages),
            *_pool_recalls("suggestions", suggestion_hits, tier.languages),
        ),
        measure_reach(engine, tier, engine.matching.open_needs(), progress),
    )


def tier_beside(measured: MeasuredTier, others: Mapping[str, MeasuredTier]) -> MeasuredTier:
    """A tier with its directions and parts ``beside`` those under other models; everything else as it is."""
    directions = tuple(
        beside(direction, {model: other.directions[at] for model, other in others.items()})
        for at, direction in enumerate(measured.directions)
    )
    wider = []
    for at, part in enumerate(measured.parts):
        first = next(iter(part.ndcg))
        columns = {f"{first}, {model}": other.parts[at].ndcg[first] for model, other in others.items()}
        wider.append(replace(part, ndcg={**part.ndcg, **columns}))
    return replace(measured, directions=directions, parts=tuple(wider))


def parts_table(measured_parts: Iterable[Part]) -> "pd.DataFrame":
    """A row for each part: ``group``, ``name``, ``queries``, then nDCG@10 in a column for each scorecard."""
    import pandas as pd

    rows = [{"group": part.group, "name": part.name, "queries": part.queries, **part.ndcg} for part in measured_parts]
    return pd.DataFrame(rows)


def pool_table(recalls: Iterable[PoolRecall]) -> "pd.DataFrame":
    """A row for each direction and language of the needs: ``direction``, ``language``, ``pairs``, ``recall``."""
    import pandas as pd

    return pd.DataFrame([asdict(recall) for recall in recalls], columns=["direction", "language", "pairs", "recall"])


def _candidates(
    bench: Bench, engine: Engine, tier: Tier, progress: Progress
) -> tuple[list[QueryResult], list[ShownList], list[PoolHit]]:
    """People for each measured need: metrics, the lists that coordinators were shown, and the first in the pool."""
    decisions: dict[str, list[Decision]] = {}
    for decision in tier.decisions:
        decisions.setdefault(decision.need, []).append(decision)
    results, lists, hits = list[QueryResult](), list[ShownList](), list[PoolHit]()
    for done, need in enumerate(tier.measured, 1):
        scores = with_fusion(bench.compare(engine, "candidates", need.id))
        results += results_of_need(tier, need.id, scores)
        decided = decisions.get(need.id, [])
        shown = shown_list(need.id, decided, scores | _references(tier.fits.get(need.id, {}), decided))
        lists += [shown] if shown else []
        hits += pool_hits(engine, "candidates", need.id, scores[bench.in_use])
        progress(f"ranking candidates of {tier.name}", done, len(tier.measured))
    return results, lists, hits


def _references(fits: Mapping[str, float], decided: Sequence[Decision]) -> dict[str, dict[str, float]]:
    """Scores of the people who were shown: the true fit, and the order in which they were shown.

    No scorecard can know more than the first; the second shows how far decisions follow the position.
    """
    return {
        "true fit": {decision.professional: fits.get(decision.professional, 0.0) for decision in decided},
        "as shown": {decision.professional: -float(decision.position or np.inf) for decision in decided},
    }


def _suggestions(
    bench: Bench, engine: Engine, tier: Tier, progress: Progress
) -> tuple[list[QueryResult], list[PoolHit]]:
    """Measured needs for each person of the sample: metrics, and the first in the pool."""
    grades = transposed({need.id: tier.grades.get(need.id, {}) for need in tier.measured})
    fitting = {person for person, by_need in grades.items() if max(by_need.values()) >= RELEVANT}
    people = sorted(fitting.intersection(engine.matching.consented_people()), key=hash_share)[:PEOPLE]
    results, hits = list[QueryResult](), list[PoolHit]()
    for done, person in enumerate(people, 1):
        scores = with_fusion(bench.compare(engine, "suggestions", person))
        metrics = metrics_by_scorecard(scores, grades[person])
        results += [QueryResult(WHOLE, "", metrics)] if metrics else []
        hits += pool_hits(engine, "suggestions", person, scores[bench.in_use])
        progress(f"ranking suggestions of {tier.name}", done, len(people))
    return results, hits


def _summary(name: str, results: Sequence[QueryResult]) -> Measured:
    """Means by scorecard, each with the number of queries; empty if there was no query."""
    scorecards = results[0].metrics if results else {}
    means = {card: mean_metrics([result.metrics[card] for result in results]) for card in scorecards}
    return Measured(name, {card: metrics | {"queries": len(results)} for card, metrics in means.items()})


def _with_calibration(bench: Bench, candidates: Measured, lists: Sequence[ShownList]) -> Measured:
    """With the calibration error of the scorecard in use: on shown people, of a shortlist that the person accepts."""
    pairs = [(shown.scores[bench.in_use][person], came) for shown in lists for person, came in shown.interest.items()]
    if not (bench.probability and pairs and candidates.metrics):
        return candidates
    scores, interest = zip(*pairs, strict=True)
    stated = bench.probability(np.array(scores, dtype=np.float64))
    error = expected_calibration_error(stated, np.array(interest, dtype=bool))
    metrics = candidates.metrics[bench.in_use] | {"ece": error}
    return replace(candidates, metrics=candidates.metrics | {bench.in_use: metrics})


def _pool_recalls(direction: Direction, hits: Sequence[PoolHit], languages: Mapping[str, str]) -> Iterable[PoolRecall]:
    """The recall of one direction over all needs, then by their language."""
    by_language: dict[str, list[bool]] = {"": []}
    for hit in hits:
        by_language[""].append(hit.held)
        by_language.setdefault(languages[hit.need], []).append(hit.held)
    for language, held in sorted(by_language.items()):
        if held:
            yield PoolRecall(direction, language, len(held), float(np.mean(held)))
