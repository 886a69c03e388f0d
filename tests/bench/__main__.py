"""Speed, memory and recall as a table for docs/explanation/scale.md, with the machine that they were measured on.

CPU-seconds are those of all threads; ratios are of two things in one process. A sample is taken in with the hashing
embedder, so that no figure but those of embedding and recall contains a model.
"""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from shutil import rmtree
from statistics import median
from time import process_time
from typing import TypeVar

import faiss
import numpy as np
from rich.console import Console
from rich.table import Table

from matcher.build import make_model, open_engine
from matcher.config import Settings, load_settings
from matcher.matching.engine import Engine
from matcher.records import Kind, Professional
from matcher.retrieval.vectors import Vectors
from matcher.text import passages
from tests.bench.bridge import bridging
from tests.bench.drawn import PASSAGES, SENTENCES, drawn_engine, folder_of

SAMPLE_DAY = date(2026, 11, 22)
ROUNDS = 60
TEXTS = 400
FILES: dict[Kind, str] = {
    "organisation": "organisations.jsonl",
    "base": "bases.jsonl",
    "need": "needs.jsonl",
    "professional": "professionals.jsonl",
}

Row = tuple[str, str, str]
"""What was measured, the figure, and the least that it should reach."""
T = TypeVar("T")


def main() -> None:
    """Measure one folder of the sample, and a drawn market if wanted, and print a table or JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=Path, default=Path("data/demo"), help="folder with the sample's files")
    parser.add_argument("--folder", type=Path, default=Path("data/var/bench"), help="where the stores are kept")
    parser.add_argument("--drawn", type=int, default=0, help="people of a drawn market to measure too, 0 for none")
    parser.add_argument("--night", action="store_true", help="measure a whole night too")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    given = parser.parse_args()
    settings = load_settings(folder=given.folder / given.sample.name, store="", today=SAMPLE_DAY, embedder="hashing")
    rows = [*importing(settings, given.sample), *opening(settings), *commanding(settings), *answering(settings)]
    rows += nightly(settings) if given.night else []
    rows += drawn(given.folder, given.drawn) if given.drawn else []
    rows += [*embedding(given.sample), *bridging(settings, given.sample / FILES["need"])]
    if given.json:
        print(json.dumps({what: figure for what, figure, _ in rows}, ensure_ascii=False, indent=2))
        return
    table = Table("what", "measured", "wanted", title=f"{given.sample} on {machine()}")
    for row in rows:
        table.add_row(*row)
    Console(width=130).print(table)


def machine() -> str:
    """The card of the machine."""
    model = next(
        (line.partition(":")[2].strip() for line in _cpu_lines() if line.startswith("model name")), platform.machine()
    )
    flags = next((line for line in _cpu_lines() if line.startswith("flags")), "")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    known = [flag for flag in ("avx2", "avx512f", "avx512_bf16", "amx_bf16") if f" {flag}" in flags]
    return (
        f"{os.cpu_count()} cores of {model} ({', '.join(known)}), {memory:.0f} GiB, Python {platform.python_version()}"
    )


def importing(settings: Settings, sample: Path) -> Iterator[Row]:
    """The sample from its files into an empty store, with columns and indexes."""
    rmtree(settings.folder, ignore_errors=True)
    engine = open_engine(settings)
    embedding = 0.0
    embedder = engine._sync._embedder
    encode = embedder.encode

    def timed(*given: object, **named: object) -> object:
        nonlocal embedding
        vectors, spent = cpu_seconds(lambda: encode(*given, **named))  # type: ignore[arg-type]
        embedding += spent
        return vectors

    embedder.encode = timed  # type: ignore[assignment, method-assign]
    started = process_time()
    for kind, name in FILES.items():
        engine.records.import_file(sample / name, kind)
    engine.sync()
    engine.save()
    people = len(engine.records.ids("professional"))
    spent = process_time() - started - embedding
    engine.close()
    yield f"import of {people:,} people without embedding, CPU-s", f"{spent:.1f}", "35 at 5,000"


def opening(settings: Settings) -> Iterator[Row]:
    """From nothing in memory to a snapshot."""
    engine, spent = cpu_seconds(lambda: opened(settings))
    yield "opening, CPU-s (engine only)", f"{spent:.2f}", "1.5 at 5,000"
    engine.close()


def opened(settings: Settings) -> Engine:
    """An engine in step with its store."""
    engine = open_engine(settings)
    engine.sync()
    return engine


def commanding(settings: Settings) -> Iterator[Row]:
    """The whole process of one command on a known need, from a cold start."""
    engine = opened(settings)
    need = engine.matching.open_needs()[0]
    engine.close()
    call = [sys.executable, "-c", "from service.cli import main; main()", "candidates", need, "--json"]
    environment = os.environ | {
        "HOMEMATCH_FOLDER": str(settings.folder),
        "HOMEMATCH_EMBEDDER": "hashing",
        "HOMEMATCH_TODAY": str(SAMPLE_DAY),
    }
    spent = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(call, env=environment, check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    yield "homematch candidates N --json, cold, whole process, CPU-s", f"{median(spent):.1f}", "5"


def answering(settings: Settings) -> Iterator[Row]:
    """Warm answers one by one, and the first one after a change."""
    engine = opened(settings)
    needs, people = engine.matching.open_needs(), engine.matching.consented_people()
    engine.matching.candidates(needs[0])
    ask = [partial(engine.matching.candidates, needs[at % len(needs)], 20) for at in range(ROUNDS)]
    warm = [cpu_seconds(work)[1] for work in ask]
    yield "20 explained candidates, warm, CPU-ms: median, worst", spread(warm), "120, -"
    wanted = [partial(engine.matching.suggestions, people[at % len(people)], 5) for at in range(ROUNDS)]
    yield "5 explained suggestions, warm, CPU-ms: median, worst", spread([cpu_seconds(w)[1] for w in wanted]), ""
    ratios = []
    for number in range(12):
        person = engine.records.get("professional", people[number])[1]
        assert isinstance(person, Professional)
        usual = min(cpu_seconds(ask[number])[1] for _ in range(3))
        changed = replace(person, headline=f"{person.headline} {number}")
        engine.store.put_many([changed], engine.derive([changed]))
        ratios.append(cpu_seconds(ask[number])[1] / usual)
    yield "the next answer after one person was edited / a warm one", f"{median(ratios):.2f}", "1.5"
    engine.close()


def nightly(settings: Settings) -> Iterator[Row]:
    """A night of everybody with its reports, in a process of its own so that its memory is known."""
    code = (
        "import resource, sys, time\n"
        "from pathlib import Path\n"
        "from matcher.build import open_engine\n"
        "from matcher.config import load_settings\n"
        "from service.nightly import run_night\n"
        f"engine = open_engine(load_settings(folder=Path({str(settings.folder)!r}), embedder='hashing', "
        f"today='{SAMPLE_DAY}'))\n"
        f"run_night(engine, Path({str(settings.folder / 'reports')!r}))\n"
        "print(time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20)\n"
    )
    printed = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    yield "a night with its reports: CPU-s, GiB", f"{float(printed[-2]):.0f}, {float(printed[-1]):.2f}", "240, 1.5"


def draw(base: str, people: int) -> None:
    """Make a drawn market."""
    drawn_engine(_drawn_settings(Path(base), people), people).close()


def _drawn_settings(base: Path, people: int) -> Settings:
    return load_settings(
        folder=folder_of(base, people),
        store="",
        today=SAMPLE_DAY,
        precision="float32",
        embedder="sentence-transformers",
    )


def drawn(base: Path, people: int) -> Iterator[Row]:
    """A drawn market: opening, memory, and a ranking beside one raw FAISS flat search of the same passages."""
    settings = _drawn_settings(base, people)
    if not (settings.folder / "index").exists():
        # In a process of its own: the memory measured here is that of opening and answering, not of drawing.
        making = f"from tests.bench.__main__ import draw; draw({str(base)!r}, {people})"
        subprocess.run([sys.executable, "-c", making], check=True)
    engine, spent = cpu_seconds(lambda: opened(settings))
    what = f"{people:,} people x {PASSAGES} passages x {SENTENCES} sentences"
    yield f"{what}: opening, CPU-s", f"{spent:.1f}", "20 at 100,000"
    needs = engine.matching.open_needs()
    engine.matching.scores("candidates", needs[0], 20)
    ranking = [cpu_seconds(partial(engine.matching.scores, "candidates", need, 20))[1] for need in needs]
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    yield "  memory, opened and asked, GiB", f"{held:.1f}", "9 at 100,000"
    snapshot = engine.snapshot()
    raw = _raw_searches(snapshot.people.frozen.columns.passages.vectors, snapshot.needs.frozen.columns.passages.vectors)
    yield "  candidates ranked by ids and scores, CPU-ms: median, worst", spread(ranking), ""
    yield "  one raw FAISS flat search of the same passages, CPU-ms: median, worst", spread(raw), ""
    yield "  ranking / raw search", f"{median(ranking) / median(raw):.2f}", "1.5"
    engine.close()


def _raw_searches(people: Vectors, needs: Vectors) -> list[float]:
    index = faiss.IndexFlatIP(people.dim)
    for first in range(0, len(people), 100_000):
        index.add(people.take(np.arange(first, min(first + 100_000, len(people)))).unit())
    queries = needs.unit()
    index.search(queries[:1], 100)
    return [cpu_seconds(partial(index.search, queries[at : at + 1], 100))[1] for at in range(min(len(queries), 20))]


def embedding(sample: Path) -> Iterator[Row]:
    """Texts of mixed lengths, as the engine embeds them and as sentence-transformers does by itself."""
    from sentence_transformers import SentenceTransformer

    from matcher.embed.minilm import minilm_folder
    from matcher.ingest.jsonl import read_records

    people = [
        person for person in read_records(sample / FILES["professional"], "professional")
        if isinstance(person, Professional)
    ]  # fmt: skip
    texts = [text for person in people for p in passages(person) for text in (p.text, *(s.text for s in p.sentences))]
    texts = [texts[at] for at in np.random.default_rng(0).permutation(len(texts))[:TEXTS]]
    ours = make_model(load_settings())
    plain = SentenceTransformer(str(minilm_folder()), device="cpu")
    for encode in (ours.encode, plain.encode):
        encode(texts[:16])
    ordered = sorted(texts, key=len)
    vectors, own_time = cpu_seconds(lambda: ours.encode(ordered))
    other, its_time = cpu_seconds(lambda: plain.encode(ordered, normalize_embeddings=True))
    yield "embedding: texts a CPU-second", f"{TEXTS / own_time:.0f} ({ours.model_id})", ""
    yield "  / plain sentence-transformers, float32", f"{its_time / own_time:.2f}", "2.4 with bfloat16"
    yield "  smallest cosine with its vectors", f"{float((vectors * other).sum(axis=1).min()):.5f}", ""


def cpu_seconds(work: Callable[[], T]) -> tuple[T, float]:
    """What a call returned, and its CPU-seconds over all threads."""
    started = process_time()
    result = work()
    return result, process_time() - started


def spread(times: list[float]) -> str:
    """Median and worst of some seconds, in milliseconds."""
    return f"{1000 * median(times):.0f}, {1000 * max(times):.0f}"


def _cpu_lines() -> list[str]:
    file = Path("/proc/cpuinfo")
    return file.read_text().splitlines() if file.exists() else []


if __name__ == "__main__":
    main()
