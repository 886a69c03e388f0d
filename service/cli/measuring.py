"""The table of judged sets."""

from pathlib import Path

from rich.table import Table

from matcher.build import Measured, measure
from matcher.config import load_settings
from service.cli.progress import progress_bars
from service.cli.show import console, print_json

_COLUMNS = {
    "loss": "loss (95 %)",
    "easy": "easy",
    "hard": "hard",
    "ndcg@10": "nDCG@10",
    "map": "MAP",
    "r@100": "R@100",
    "mrr": "MRR",
}


def print_measures(folder: Path, vectors: Path | None, *, as_json: bool) -> None:
    """Measure every set of the folder and print the table, in Markdown so that it can stand in a page."""
    with progress_bars() as progress:
        measured = list(measure(load_settings(), folder, vectors, progress))
    if as_json:
        print_json({each.name: each.metrics for each in measured})
        return
    table = Table("set", "ranker", *_COLUMNS.values(), box=None)
    from rich import box

    table.box = box.MARKDOWN
    for each in measured:
        for ranker in each.metrics:
            table.add_row(each.name, ranker, *_figures(each, ranker))
    console().print(table)


def _figures(measured: Measured, ranker: str) -> list[str]:
    metrics = measured.metrics[ranker]
    figures = [f"{metrics[name]:.4f}" if name in metrics else "" for name in _COLUMNS]
    if "loss" in metrics:
        figures[0] += f" ({metrics['low']:.3f}–{metrics['high']:.3f})"
    return figures
