"""The tables of quality: judged sets, both directions of a tier of the sample, its languages, its coordinators."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd
from rich import box
from rich.console import Console
from rich.table import Table

from matcher.build import (
    load_calibration,
    load_ranker,
    make_registry,
    make_second,
    open_engine,
    remembering,
    remembering_second,
    second_folder,
)
from matcher.config import Settings, load_settings
from matcher.errors import InputError
from matcher.evaluation.coordinators import Agreement
from matcher.evaluation.judged import BASELINES, has_sets
from matcher.evaluation.measure import FIRST, Bench, Measured, beside, measure, metrics_table
from matcher.evaluation.measure_tier import (
    MeasuredTier,
    PoolRecall,
    measure_tier,
    parts_table,
    pool_table,
    tier_beside,
)
from matcher.evaluation.reach import LISTED, Reach
from matcher.evaluation.tier import Part
from matcher.evaluation.truth import ClaimsTruth, TierTruth, claims_sets, measure_claims, states_table
from service.cli.terminal import print_json, progress_bars

_COLUMNS = {
    "loss": "loss (95 %)",
    "easy": "easy",
    "hard": "hard",
    "ndcg@10": "nDCG@10 (95 %)",
    "map": "MAP",
    "r@100": "R@100",
    "mrr": "MRR",
    "ece": "ECE",
}
_WITH_INTERVAL = ("loss", "ndcg@10")
"""The metrics that have the interval; a set has one of them."""
_WIDTH = 160


def print_measures(
    folder: Path | None,
    sample: Path | None,
    vectors: Path | None,
    models: Sequence[str] = (),
    *,
    pool: bool = False,
    readers: bool = False,
    as_json: bool,
) -> None:
    """Measure the sets of the folder and the tier of the sample; print tables that fit into a Markdown page.

    The scorecard in use is measured with each of the ``models`` too, with the model and the second model each by itself
    if ``readers``, and on judged sets through the pool if ``pool``.
    """
    if folder is None and sample is None:
        raise InputError("there is nothing to measure; give a folder of judged sets, --sample with a tier, or both")
    settings = load_settings()
    bench = _bench(settings, vectors, pool=pool)
    others = {name: _bench(_with_model(settings, model), vectors) for name, model in _named(models).items()}
    others |= {name: _bench(alone, vectors) for name, alone in _readers_alone(settings).items()} if readers else {}
    claims = [claim for one in claims_sets(folder) for claim in _measured_claims(bench, one)] if folder else []
    sets = _measured_sets(bench, others, folder) if folder and (has_sets(folder) or not claims) else []
    tier = _measured_tier(bench, others, sample, settings.sample.parent / "topics") if sample else None
    if as_json:
        print_json(_plain(sets, tier, claims))
        return
    if sets or tier:
        _print_table(_metrics_as_text(metrics_table([*sets, *(tier.directions if tier else ())])))
    if claims:
        _print_table(_claims_as_text(claims))
    if tier:
        _print_tier(tier)


def _measured_claims(bench: Bench, folder: Path) -> tuple[ClaimsTruth, ...]:
    with progress_bars() as progress:
        return measure_claims(bench.open_engine(None), folder, progress)


def _measured_sets(bench: Bench, others: dict[str, Bench], folder: Path) -> list[Measured]:
    with progress_bars() as progress:
        sets = list(measure(bench, folder, progress))
        further = {name: list(measure(other, folder, progress)) for name, other in others.items()}
    return [beside(measured, {name: further[name][at] for name in further}) for at, measured in enumerate(sets)]


def _measured_tier(bench: Bench, others: dict[str, Bench], sample: Path, topics: Path) -> MeasuredTier:
    with progress_bars() as progress:
        tier = measure_tier(bench, sample, topics, progress)
        return tier_beside(
            tier, {name: measure_tier(other, sample, topics, progress) for name, other in others.items()}
        )


def _bench(settings: Settings, vectors: Path | None, *, pool: bool = False) -> Bench:
    """The scorecard in use and the baselines, in engines that share one embedder and keep nothing."""
    embedder, second = remembering(settings, vectors), remembering_second(settings, vectors)
    in_use = settings.ranker if "ranker" in settings.model_fields_set else make_registry(settings).champion
    calibration = load_calibration(settings)
    return Bench(
        lambda day: open_engine(
            settings.model_copy(update={"store": "memory", "today": day or settings.today}),
            embedder=embedder,
            second=second,
        ),
        {name: load_ranker(settings, name) for name in dict.fromkeys((in_use, *BASELINES))},
        calibration.probability if calibration else None,
        settings.pool if pool else 0,
    )


def _readers_alone(settings: Settings) -> dict[str, Settings]:
    """The settings with the first model alone, and with the second alone, by the names that their rows have."""
    if make_second(settings) is None:
        raise InputError(
            "--readers compares two models and there is no second one; run `homematch models unpack multilingual`, or "
            "set HOMEMATCH_SECOND_MODEL to a model's folder"
        )
    folder = settings.second_model or str(second_folder(settings))
    alone = _with_model(settings, folder).model_copy(update={"multilingual": True})
    return {
        "first model alone": settings.model_copy(update={"second_model": "none"}),
        "second model alone": alone,
    }


def _named(models: Sequence[str]) -> dict[str, str]:
    """The models by the names that their rows have."""
    named = {Path(model).name: model for model in models}
    if len(named) < len(models):
        raise InputError(f"--model is given {', '.join(models)}, two of one name; give one of them at a time")
    return named


def _with_model(settings: Settings, model: str) -> Settings:
    """The settings with that sentence-transformers model, whatever embedder they name."""
    return settings.model_copy(update={"embedder": "sentence-transformers", "model": model, "second_model": "none"})


def _plain(
    sets: Iterable[Measured], tier: MeasuredTier | None, claims: Iterable[ClaimsTruth]
) -> dict[str, Any]:  # fmt: skip
    """Everything that was measured, by the name of the set or of the tier's direction."""
    measured = (*sets, *(tier.directions if tier else ()))
    plain: dict[str, Any] = {result.name: result.metrics for result in measured}
    plain |= {f"{one.name} {one.kind}": asdict(one) for one in claims}
    if tier:
        plain[f"{tier.name} truth"] = asdict(tier.truth) if tier.truth else None
        plain[f"{tier.name} parts"] = [asdict(part) for part in tier.parts]
        plain[f"{tier.name} pool"] = [asdict(recall) for recall in tier.pool]
        plain[f"{tier.name} explanations"] = dict(tier.explanations)
        plain[f"{tier.name} reach"] = asdict(tier.reach) if tier.reach else None
        plain[f"{tier.name} coordinators"] = asdict(tier.coordinators) if tier.coordinators else None
    return plain


def _metrics_as_text(table: pd.DataFrame) -> pd.DataFrame:
    """The table of metrics as it is printed: four digits, the interval beside the metric that has one."""
    counts = table["queries"].map(lambda queries: "" if pd.isna(queries) else f" ({queries:.0f})")
    text = pd.DataFrame({"set": table["set"] + counts, "ranker": table["scorecard"]})
    intervals = table["low"].map(" ({:.3f}–".format) + table["high"].map("{:.3f})".format)
    for metric, title in _COLUMNS.items():
        text[title] = _digits(table[metric])
        if metric in _WITH_INTERVAL:
            text[title] += intervals.where(table[metric].notna(), "")
    return text


def _parts_as_text(tier: str, parts: Iterable[Part]) -> pd.DataFrame:
    table = parts_table(parts)
    text = pd.DataFrame(
        {f"nDCG@10 of {tier} candidates": table["group"] + ": " + table["name"], "needs": table["queries"]}
    )
    return text.join(table.drop(columns=["group", "name", "queries"]).apply(_digits))


def _pool_as_text(tier: str, recalls: Iterable[PoolRecall]) -> pd.DataFrame:
    table = pool_table(recalls)
    return pd.DataFrame(
        {
            f"recall of the pool, first {FIRST} of {tier}": [
                f"{recall.direction}: {recall.language or 'all'} needs" for recall in table.itertuples()
            ],
            "pairs": table["pairs"],
            "recall": _digits(table["recall"]),
        }
    )


def _digits(numbers: "pd.Series[float]") -> "pd.Series[str]":
    """Four digits after the point; empty where a number is missing."""
    return numbers.map(lambda number: "" if pd.isna(number) else f"{number:.4f}")


def _print_tier(tier: MeasuredTier) -> None:
    """The tier's parts and its pool as further tables, then a line each on its coordinators and its explanations."""
    if tier.parts:
        _print_table(_parts_as_text(tier.name, tier.parts))
    if tier.pool:
        _print_table(_pool_as_text(tier.name, tier.pool))
    if tier.coordinators:
        print(_coordinators_line(tier.name, tier.coordinators))
    if tier.truth:
        _print_table(_states_as_text(states_table({f"lists of {tier.name}": tier.truth.states})))
        _print_table(_bands_as_text(tier.name, tier.truth))
        print(_lists_line(tier.name, tier.truth))
    if tier.reach:
        print(_reach_line(tier.name, tier.reach))
    if tier.explanations.get("deletions"):
        print(_explanations_line(tier.name, dict(tier.explanations)))


def _coordinators_line(name: str, agreement: Agreement) -> str:
    reached = ", ".join(f"{scorecard} {by['mean']:.4f}" for scorecard, by in agreement.reached.items() if by)
    return (
        f"The coordinators of {name} agree on {agreement.agreement:.1%} of {agreement.pairs} pairs in "
        f"{agreement.lists} lists (kappa {agreement.kappa:.2f}). On these lists, by the decisions of one, nDCG@10 of "
        f"the other's order (the noise ceiling) {agreement.ceiling.get('mean', 0):.4f}, of chance "
        f"{agreement.chance.get('mean', 0):.4f}; {reached}."
    )


def _reach_line(name: str, reach: Reach) -> str:
    return (
        f"Of {reach.fits} true fits of {name} with consent, the lists of {LISTED} name {reach.listed} and the near "
        f"misses {reach.near_misses} more."
    )


def _claims_as_text(claims: Sequence[ClaimsTruth]) -> pd.DataFrame:
    """The states of judged claims, with the average precision of their order by credit."""
    named = {f"{one.name}, {one.kind} (MAP {one.average_precision:.3f})": one.states for one in claims}
    return _states_as_text(states_table(named)).drop(columns=["or of its topic"])


def _states_as_text(table: pd.DataFrame) -> pd.DataFrame:
    text = table.rename(columns={"of": "claims of", "precision": "true", "near": "or of its topic", "recall": "of all"})
    return text.assign(**{name: _digits(text[name]) for name in ("true", "or of its topic", "of all")})


def _bands_as_text(name: str, truth: TierTruth) -> pd.DataFrame:
    rows = [
        (one.band, one.people, one.suitable / one.people, one.fitting / one.people) for one in truth.bands if one.people
    ]
    table = pd.DataFrame(rows, columns=[f"band in lists of {name}", "people", "grade 1 to 3", "grade 2 or 3"])
    return table.assign(**{title: _digits(table[title]) for title in table.columns[2:]})


def _lists_line(name: str, truth: TierTruth) -> str:
    return (
        f"Of {truth.nobody} needs of {name} for whom nobody in reach is of any use, {truth.empty} have an empty list; "
        f"of {truth.somebody} with somebody, {truth.answered} have one that is not."
    )


def _explanations_line(name: str, faithful: dict[str, float]) -> str:
    return (
        f"Explanations of {name}: without the evidence that is shown, the scores of the best candidates of "
        f"{faithful['deletions']:.0f} needs fell in {faithful['fell']:.1%} of cases, by the stated points (± 10 %) in "
        f"{faithful['within']:.1%} (mean difference {faithful['error']:.4f} points); {faithful['verbatim']:.1%} of "
        f"{faithful['quotations']:,.0f} quotes stand word for word in the profile."
    )


def _print_table(table: pd.DataFrame) -> None:
    """A Markdown table as wide as it must be, whatever the width of the terminal."""
    printed = Table(*map(str, table.columns), box=box.MARKDOWN)
    for row in table.itertuples(index=False):
        printed.add_row(*map(str, row))
    Console(width=_WIDTH).print(printed)
