"""Changes that a person could make to a stored record, made for real."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from matcher.matching.engine import Engine
from matcher.records import Need, Professional, Record, Work
from matcher.results import Counterfactual


def changed_as_told(person: Professional, need: Need, told: Counterfactual, proof: str, year: int) -> Professional:
    """The record after the change that a counterfactual names; ``proof`` is what a new work would say."""
    match told.change:
        case "evidence":
            return replace(person, works=(*person.works, Work(abstract=proof, year=year)))
        case "availability":
            return replace(person, availability=need.period)
        case "mode":
            return replace(person, modes=tuple(dict.fromkeys((*person.modes, *need.modes))))
        case "language":
            return replace(person, languages=need.languages)


@contextmanager
def instead(engine: Engine, original: Record, changed: Record) -> Iterator[None]:
    """The engine with a changed record in place of the original, which is put back."""
    engine.records.put(changed)
    try:
        yield
    finally:
        engine.records.put(original)
