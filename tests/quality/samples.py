"""Slices of the synthetic sample, small enough to be scored again and again."""

from functools import cache
from pathlib import Path
from typing import TypeVar

from matcher.ingest.jsonl import read_lines
from matcher.matching.engine import Engine
from matcher.records import Need, Professional, Record

DEMO = Path(__file__).parents[2] / "data" / "demo"
R = TypeVar("R", Professional, Need)


@cache
def demo_people(step: int = 4) -> tuple[Professional, ...]:
    """Every ``step``-th person of the demo sample who agreed to be matched."""
    found = [line.record for line in read_lines(DEMO / "professionals.jsonl", "professional")]
    return tuple(each for each in found[::step] if isinstance(each, Professional) and each.consent)


@cache
def demo_needs(step: int = 5) -> tuple[Need, ...]:
    """Every ``step``-th need of the demo sample."""
    found = [line.record for line in read_lines(DEMO / "needs.jsonl", "need")]
    return tuple(each for each in found[::step] if isinstance(each, Need))


def demo_records() -> list[Record]:
    """The slice that most checks run on."""
    return [*demo_people(), *demo_needs()]


def stored(engine: Engine, kind: type[R], identifier: str) -> R:
    """The record of that id as the engine's store holds it."""
    record = engine.records.get(kind.kind, identifier)[1]
    assert isinstance(record, kind)
    return record
