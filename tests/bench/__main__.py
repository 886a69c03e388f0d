"""Speed of the embedder, of the two paths and of the bridge, each beside a plain reference or what is wanted."""

import argparse
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import TypeVar

import faiss
import numpy as np
from rich.console import Console
from rich.table import Table

from matcher.arrays import IdArray
from matcher.build import make_model, open_engine
from matcher.config import Settings, load_settings
from matcher.matching.engine import Engine
from matcher.matching.market import Market
from matcher.matching.rank import PAIRS_AT_ONCE
from matcher.records import Kind, Professional
from matcher.scorecard.port import Ranker
from matcher.text import passages
from service.cli.terminal import progress_bars
from tests.bench.bridge import bridging

SAMPLE_DAY = date(2026, 11, 22)
ROUNDS = 50
TEXTS = 400
FILES: dict[Kind, str] = {"need": "needs.jsonl", "professional": "professionals.jsonl"}

Row = tuple[str, str]
T = TypeVar("T")


def main() -> None:
    """Measure one folder of the sample and print a table, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=Path, default=Path("data/demo"), help="folder with the sample's files")
    parser.add_argument("--folder", type=Path, default=Path("data/var/bench"), help="where its store is kept")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    given = parser.parse_args()
    settings = load_settings(folder=given.folder / given.sample.name, store="", today=SAMPLE_DAY)
    engine = taken_in(settings, given.sample)
    rows = [*embedding(settings, engine), *answering(engine), *scoring(engine), *opening(settings)]
    rows += bridging(settings, given.sample / FILES["need"])
    if given.json:
        print(json.dumps(dict(rows), ensure_ascii=False, indent=2))
        return
    table = Table(
        "what", "measured", title=f"{given.sample}: {len(engine.matching.consented_people())} people in the index"
    )
    for row in rows:
        table.add_row(*row)
    Console(width=110).print(table)


def taken_in(settings: Settings, folder: Path) -> Engine:
    """The engine on the sample; whatever is there from an earlier time is not made again."""
    engine = open_engine(settings)
    with progress_bars() as progress:
        for kind, name in FILES.items():
            engine.records.import_file(folder / name, kind, progress)
        engine.sync(progress)
    engine.save()
    return engine


def embedding(settings: Settings, engine: Engine) -> Iterator[Row]:
    """Texts of mixed lengths, as the engine embeds them and as sentence-transformers does by itself."""
    from sentence_transformers import SentenceTransformer

    from matcher.embed.minilm import minilm_folder

    people = [each for each in engine.records.rows("professional").values() if isinstance(each, Professional)]
    texts = [text for person in people for p in passages(person) for text in (p.text, *(s.text for s in p.sentences))]
    texts = [texts[at] for at in np.random.default_rng(0).permutation(len(texts))[:TEXTS]]
    ours = make_model(settings)
    plain = SentenceTransformer(str(minilm_folder()), device="cpu")
    for encode in (ours.encode, plain.encode):
        encode(texts[:16])
    ordered = sorted(texts, key=len)
    mine, my_time = cpu_seconds(lambda: ours.encode(ordered))
    other, its_time = cpu_seconds(lambda: plain.encode(ordered, normalize_embeddings=True))
    yield "embedding: texts a CPU-second", f"{TEXTS / my_time:.0f} ({ours.model_id})"
    yield "  against plain sentence-transformers, float32", f"{its_time / my_time:.2f} x"
    yield "  smallest cosine with its vectors", f"{float((mine * other).sum(axis=1).min()):.5f}"


def answering(engine: Engine) -> Iterator[Row]:
    """Warm answers one by one, beside one raw faiss search of as many vectors."""
    needs, people = engine.matching.open_needs(), engine.matching.consented_people()
    vectors = np.random.default_rng(0).standard_normal((6 * len(people), 384)).astype(np.float32)
    index = faiss.IndexFlatIP(384)
    index.add(vectors)
    engine.matching.candidates(needs[0])  # the first answer after a start makes the term weights
    candidates = [seconds(partial(engine.matching.candidates, needs[at % len(needs)], 20)) for at in range(ROUNDS)]
    suggestions = [seconds(partial(engine.matching.suggestions, people[at % len(people)], 5)) for at in range(ROUNDS)]
    raw = [seconds(partial(index.search, vectors[at : at + 1], 100)) for at in range(ROUNDS)]
    yield "20 explained candidates of a need, ms: median, worst", spread(candidates)
    yield "5 explained suggestions of a person, ms: median, worst", spread(suggestions)
    yield f"  one raw faiss search of {len(vectors)} vectors, ms: median, worst", spread(raw)


def scoring(engine: Engine) -> Iterator[Row]:
    """Features with their evidence, and contributions, of every need with every person, as a night makes them."""
    with engine.in_step() as known:
        needs, people = np.arange(len(known.needs.rows)), np.arange(len(known.people.rows))
        most = max(PAIRS_AT_ONCE // len(people), 1)
        blocks = [needs[at : at + most] for at in range(0, len(needs), most)]
        known.table(needs[:1], people)  # the first table makes the term weights
        market = replace(known)  # nothing else is known of it yet: skills, for one, are looked up as it is scored
        rows, spent = cpu_seconds(lambda: sum(scored(engine.ranker, market, block, people) for block in blocks))
        distinct = len(np.unique(market.people.side.sentences.items)) / max(len(market.people.side.sentences.items), 1)
    yield "rows of features and contributions a CPU-second, evidence included", f"{rows / spent:,.0f}"
    yield "  share of the people's sentences that are distinct texts", f"{distinct:.2f}"


def scored(ranker: Ranker, market: Market, needs: IdArray, people: IdArray) -> int:
    """Make the features of all pairs, then the contributions need by need as a ranking does; how many pairs."""
    table = market.table(needs, people)
    pairs = [slice(at * len(people), (at + 1) * len(people)) for at in range(len(needs))]
    return sum(len(ranker.contributions(table.rows(each))) for each in pairs)


def opening(settings: Settings) -> Iterator[Row]:
    """From nothing in memory to the first answer, with all vectors kept."""
    started = perf_counter()
    engine = open_engine(settings)
    engine.sync()
    yield "opening a store whose vectors are kept, s", f"{perf_counter() - started:.1f}"
    engine.close()


def seconds(work: Callable[[], object]) -> float:
    """Wall-clock seconds of one call."""
    started = perf_counter()
    work()
    return perf_counter() - started


def cpu_seconds(work: Callable[[], T]) -> tuple[T, float]:
    """What a call returned, and its CPU-seconds over all threads."""
    started = process_time()
    result = work()
    return result, process_time() - started


def spread(times: list[float]) -> str:
    """Median and worst of some seconds, in milliseconds."""
    return f"{1000 * median(times):.1f}, {1000 * max(times):.1f}"


if __name__ == "__main__":
    main()
