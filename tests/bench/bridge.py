"""Speed and size of the bridge from Chinese to English: loading it, and saying titles with it."""

import tracemalloc
from collections.abc import Callable, Iterator
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from time import process_time

from matcher.build import make_glosser
from matcher.config import Settings
from matcher.ingest.jsonl import read_lines
from matcher.language.glosser import Glosser
from matcher.records import Need
from matcher.scripts import has_han

TITLES = 10_000
ROUNDS = 3


def _loaded(settings: Settings) -> Glosser | None:
    """The bridge with its words, which it unpacks with the first Chinese text."""
    glosser = make_glosser(settings)
    if glosser is not None:
        glosser.gloss("水泵")
    return glosser


def bridging(settings: Settings, needs: Path) -> Iterator[tuple[str, str, str]]:
    """The best of three rounds, on the Chinese titles of a file of needs, repeated."""
    records = [line.record for line in read_lines(needs, "need")]
    chinese = [need.title for need in records if isinstance(need, Need) and has_han(need.title)]
    titles = list(islice(cycle(chinese), TITLES))
    load = partial(_loaded, settings)
    glosser = load()
    if glosser is None:
        return
    yield "bridge: loading, CPU-s", f"{min(_seconds(load) for _ in range(ROUNDS)):.2f}", "1"
    ways: dict[str, Callable[[str], object]] = {
        "glossed": glosser.gloss,
        "glossed as for the model": glosser.glosses,
        "in English terms": glosser.gloss_terms,
    }
    for name, way in ways.items():
        spent = min(_seconds(partial(_every, way, titles)) for _ in range(ROUNDS))
        yield f"  titles a CPU-second, {name}", f"{TITLES / spent:,.0f}", "5,000" if name == "glossed" else ""
    held, most = _memory(load)
    yield "  memory, MB: held, at most while loading", f"{held:.0f}, {most:.0f}", "150"


def _every(way: Callable[[str], object], titles: list[str]) -> None:
    for title in titles:
        way(title)


def _seconds(work: Callable[[], object]) -> float:
    started = process_time()
    work()
    return process_time() - started


def _memory(load: Callable[[], Glosser | None]) -> tuple[float, float]:
    """Megabytes of Python's objects that a loaded bridge holds, and the most there were meanwhile."""
    tracemalloc.start()
    glosser = load()
    held, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert glosser
    return held / 1e6, most / 1e6
