"""Writes a sample to a folder line by line, so that no tier has to fit in memory."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from data.generator.decisions import Journal, shown
from data.generator.draws import stream
from data.generator.fit import Label, SkillIndex
from data.generator.latent import NeedTruth, PersonTruth
from data.generator.needs import Sought
from data.generator.sample import Sample
from matcher.codec import to_json

Tick = Callable[[str, int, int], None]
"""Told the name of a part, how many are done and how many there are."""

_EVERY = 50

_NOTE = """# Truth of the synthetic sample

SYNTHETIC, and for tests only: these files say which professional truly fits which need, because both were
made from the same skills. Never give them to the engine, and never train a model for real use with them.
The fields are described in `data/README.md`.
"""


def write_sample(sample: Sample, folder: Path, tick: Tick | None = None) -> None:
    """All records and the truth about them; files that are there already are replaced."""
    tick = tick or _silent
    truth = folder / "truth"
    truth.mkdir(parents=True, exist_ok=True)
    (truth / "README.md").write_text(_NOTE, encoding="utf-8")
    _lines(folder / "bases.jsonl", (to_json(base) for base in sample.bases()))
    _lines(folder / "organisations.jsonl", (to_json(each) for each in sample.organisations()))
    index = SkillIndex()
    with (truth / "latent.jsonl").open("w", encoding="utf-8", newline="\n") as latent:
        _lines(folder / "professionals.jsonl", _people(sample, index, latent.write, tick))
        _lines(folder / "needs.jsonl", _needs(sample, latent.write, tick))
    _judge(sample, index, truth, tick)


def _people(sample: Sample, index: SkillIndex, note: Callable[[str], object], tick: Tick) -> Iterator[str]:
    for number in _counted("professionals", sample.size.people, tick):
        person = sample.person(number)
        index.add(number, person.truth)
        note(_truth_line("professional", person.truth))
        yield to_json(person.record)


def _needs(sample: Sample, note: Callable[[str], object], tick: Tick) -> Iterator[str]:
    for number in _counted("needs", sample.size.needs, tick):
        sought = sample.need(number)
        note(_truth_line("need", sought.truth))
        yield to_json(sought.record)


def _judge(sample: Sample, index: SkillIndex, truth: Path, tick: Tick) -> None:
    """Labels and decisions, for all needs or for the first ones of a large tier."""
    count = min(sample.size.needs, sample.size.labelled or sample.size.needs)
    journal = Journal(sample.seed)
    decisions = (truth / "decisions.jsonl").open("w", encoding="utf-8", newline="\n")
    labels = (truth / "labels.jsonl").open("w", encoding="utf-8", newline="\n")
    with decisions, labels:
        for number in _counted("labels", count, tick):
            sought = sample.need(number)
            found = index.labels(sought.truth)
            labels.writelines(_json_line(asdict(each)) for each in found)
            made = _decided(sample, sought, found, number, journal)
            decisions.writelines(_json_line(each) for each in made)


def _decided(
    sample: Sample, sought: Sought, found: list[Label], number: int, journal: Journal
) -> Iterator[dict[str, Any]]:
    """Restricted and controlled needs are shown to nobody, so nothing is decided about them."""
    need = sought.record
    if need.visibility != "public" or need.controlled:
        return
    rng = stream(sample.seed, "shown", number)
    fitting = {each.professional for each in found}
    drawn = sorted(rng.sample(range(1, sample.size.people + 1), min(4, sample.size.people)))
    others = [name for name in (f"P{each:05}" for each in drawn) if name not in fitting]
    listed = shown(found[:30], others, rng)
    people = [(sample.person(int(name[1:])).record, fit) for name, fit in listed]
    agreed = [(each, fit) for each, fit in people if each.consent and "matching" in each.consent.purposes]
    for decision in journal.decide(need, agreed, need.deadline):
        yield asdict(decision)


def _silent(*_: object) -> None:
    """Tells nobody."""


def _truth_line(kind: str, truth: PersonTruth | NeedTruth) -> str:
    return _json_line({"kind": kind, **asdict(truth)})


def _json_line(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"


def _counted(name: str, total: int, tick: Tick) -> Iterator[int]:
    for number in range(1, total + 1):
        yield number
        if number % _EVERY == 0 or number == total:
            tick(name, number, total)


def _lines(path: Path, lines: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(line + "\n" for line in lines)
