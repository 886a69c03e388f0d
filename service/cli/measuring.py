"""The tables of quality: judged sets, and a tier of the sample in both directions with its parts and coordinators."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from matcher.build import load_ranker, open_engine, remembering
from matcher.config import Settings, load_settings
from matcher.errors import InputError
from matcher.evaluation.measure import (
    BASELINES,
    Bench,
    Measured,
    MeasuredTier,
    beside,
    measure,
    measure_tier,
    tier_beside,
)
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
_HEADLINES = ("loss", "ndcg@10")
"""The metrics with an interval; a set has one of them."""
_WIDTH = 160


def print_measures(
    folder: Path | None, sample: Path | None, vectors: Path | None, models: Sequence[str] = (), *, as_json: bool
) -> None:
    """Measure the sets of the folder and the tier of the sample; print tables that can be pasted into a Markdown page.

    The ranker in use is measured with each of the ``models`` too.
    """
    if folder is None and sample is None:
        raise InputError("there is nothing to measure; give a folder of judged sets, --sample with a tier, or both")
    settings = load_settings()
    bench = _bench(settings, vectors)
    others = {name: _bench(_with_model(settings, model), vectors) for name, model in _named(models).items()}
    topics = settings.sample.parent / "topics"
    with progress_bars() as progress:
        sets = list(measure(bench, folder, progress)) if folder else []
        tier = measure_tier(bench, sample, topics, progress) if sample else None
        if folder:
            more = {name: list(measure(other, folder, progress)) for name, other in others.items()}
            sets = [beside(first, {name: more[name][at] for name in more}) for at, first in enumerate(sets)]
        if tier and sample:
            tiers = {name: measure_tier(other, sample, topics, progress) for name, other in others.items()}
            tier = tier_beside(tier, tiers)
    if as_json:
        print_json(_plain(sets, tier))
        return
    _print_table(("set", "ranker", *_COLUMNS.values()), _rows([*sets, *(tier.directions if tier else ())]))
    if tier:
        _print_tier(tier)


def _bench(settings: Settings, vectors: Path | None) -> Bench:
    """The settings' ranker and the baselines, in engines that share one embedder and store nothing."""
    embedder = remembering(settings, vectors)
    return Bench(
        lambda day: open_engine(
            settings.model_copy(update={"store": "memory", "today": day or settings.today}), embedder=embedder
        ),
        {name: load_ranker(settings, name) for name in dict.fromkeys((settings.ranker, *BASELINES))},
    )


def _named(models: Sequence[str]) -> dict[str, str]:
    """The models by the names of their rows in the tables."""
    named = {Path(model).name: model for model in models}
    if len(named) < len(models):
        raise InputError(
            f"--model is given {', '.join(models)}, of which two have the same name; measure them one at a time"
        )
    return named


def _with_model(settings: Settings, model: str) -> Settings:
    """The settings with that model, which is a sentence-transformers one whatever embedder they name."""
    return settings.model_copy(update={"embedder": "sentence-transformers", "model": model})


def _plain(sets: Iterable[Measured], tier: MeasuredTier | None) -> dict[str, Any]:
    """Everything that was measured, by the name of the set or of the tier's direction."""
    measured = (*sets, *(tier.directions if tier else ()))
    figures: dict[str, Any] = {entry.name: entry.metrics for entry in measured}
    if tier:
        figures[f"{tier.name} parts"] = [asdict(part) for part in tier.parts]
        figures[f"{tier.name} explanations"] = dict(tier.explanations)
        figures[f"{tier.name} coordinators"] = asdict(tier.coordinators) if tier.coordinators else None
    return figures


def _rows(measured: Iterable[Measured]) -> Iterable[Sequence[str]]:
    for entry in measured:
        for ranker, metrics in entry.metrics.items():
            counted = f" ({metrics['queries']:.0f})" if "queries" in metrics else ""
            yield entry.name + counted, ranker, *(_figure(metrics, name) for name in _COLUMNS)


def _figure(metrics: Mapping[str, float], name: str) -> str:
    if name not in metrics:
        return ""
    bounds = f" ({metrics['low']:.3f}–{metrics['high']:.3f})" if name in _HEADLINES else ""
    return f"{metrics[name]:.4f}{bounds}"


def _print_tier(tier: MeasuredTier) -> None:
    """The tier's parts as a second table, and lines on its coordinators and explanations."""
    if tier.parts:
        rankers = tuple(tier.parts[0].ndcg)
        heads = (f"nDCG@10 of {tier.name} candidates", "needs", *rankers)
        rows = (
            (f"{part.group}: {part.name}", str(part.queries), *(f"{part.ndcg[name]:.4f}" for name in rankers))
            for part in tier.parts
        )
        _print_table(heads, rows)
    if coordinators := _on_coordinators(tier):
        print(coordinators)
    if tier.explanations.get("deletions"):
        print(_on_explanations(tier.name, tier.explanations))


def _on_coordinators(tier: MeasuredTier) -> str:
    figures = tier.coordinators
    if figures is None:
        return ""
    reached = ", ".join(f"{ranker} {by['mean']:.4f}" for ranker, by in figures.reached.items() if by)
    return (
        f"The coordinators of {tier.name} agree on {figures.agreement:.1%} of {figures.pairs} pairs in {figures.lists} "
        f"lists (kappa {figures.kappa:.2f}). On these lists, judged by one of them, nDCG@10 of the other's order "
        f"(the noise ceiling) is {figures.ceiling.get('mean', 0):.4f}, of a random order "
        f"{figures.chance.get('mean', 0):.4f}; {reached}."
    )


def _on_explanations(name: str, figures: Mapping[str, float]) -> str:
    return (
        f"Explanations of {name}: without the evidence that is shown, the scores of the best candidates of "
        f"{figures['deletions']:.0f} needs fell in {figures['fell']:.1%} of cases, by the stated points (± 10 %) in "
        f"{figures['within']:.1%} (mean difference {figures['error']:.4f} points); {figures['verbatim']:.1%} of "
        f"{figures['quotations']:,.0f} quotes stand word for word in the profile."
    )


def _print_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A Markdown table as wide as it has to be, on any terminal."""
    table = Table(*heads, box=box.MARKDOWN)
    for row in rows:
        table.add_row(*row)
    Console(width=_WIDTH).print(table)
