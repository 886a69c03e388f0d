"""A tier of the synthetic sample with the truth about it: who fits what, who decided what, what was made from what."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

from matcher.errors import InputError, RecordError
from matcher.ingest.decisions import read_decisions
from matcher.ingest.jsonl import read_records
from matcher.records import Decision, Need, Professional

DAY = date(2026, 11, 22)
"""The day that the sample is set on: its deadlines, periods and consents are relative to it."""

TRAINING_SHARE = 0.4

Grades = Mapping[str, Mapping[str, int]]
"""Grades above 0 by query and document."""


@dataclass(frozen=True, slots=True)
class Tier:
    """Records and truth.

    ``grades`` above 0 and ``fits`` in [0, 1] by need and person, ``languages`` by id of either, ``disciplines``
    by need.
    """

    name: str
    people: tuple[Professional, ...]
    needs: tuple[Need, ...]
    grades: Grades
    fits: Mapping[str, Mapping[str, float]]
    languages: Mapping[str, str]
    disciplines: Mapping[str, str]
    decisions: tuple[Decision, ...]

    @property
    def training(self) -> tuple[Need, ...]:
        """The needs that may be learned from."""
        return tuple(need for need in self.needs if is_training(need.id))

    @property
    def measured(self) -> tuple[Need, ...]:
        """The needs that quality is measured on; the people are the same in both parts."""
        return tuple(need for need in self.needs if not is_training(need.id))


def is_training(need_id: str) -> bool:
    """Whether a need is of the 40 % to learn from; its id alone says so, in every tier and version."""
    return hash_share(need_id) < TRAINING_SHARE


def hash_share(identifier: str) -> float:
    """A number in [0, 1) that depends on the id alone, spread evenly: its SHA-256 as a fraction."""
    return int.from_bytes(sha256(identifier.encode()).digest()[:6], "big") / 2**48


def turned(grades: Grades) -> dict[str, dict[str, int]]:
    """The same grades with queries and documents changed over."""
    found: dict[str, dict[str, int]] = {}
    for query, documents in grades.items():
        for document, grade in documents.items():
            found.setdefault(document, {})[query] = grade
    return found


def read_tier(folder: Path, topics: Path | None = None) -> Tier:
    """The tier of a folder as the sample's generator writes it.

    A need's discipline is that of its topic, or where ``topics`` is not the folder of topic banks, its
    theme. Raises InputError if a file is missing or broken, RecordError for a line that is no record.
    """
    people = cast(list[Professional], list(read_records(folder / "professionals.jsonl", "professional")))
    needs = cast(list[Need], list(read_records(folder / "needs.jsonl", "need")))
    try:
        return _tier(folder, people, needs, topics)
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise InputError(
            f"the truth of the tier {folder} cannot be read ({type(error).__name__}: {error}); "
            "make the tier again with the generator"
        ) from error


def _tier(folder: Path, people: list[Professional], needs: list[Need], topics: Path | None) -> Tier:
    latent = {each["id"]: each for each in _lines(folder / "truth" / "latent.jsonl")}
    grades, known = _labels(folder, "grade"), _disciplines(topics)
    disciplines = {need.id: known.get(latent[need.id]["topic"]) or need.theme or "none" for need in needs}
    return Tier(
        folder.resolve().name,
        tuple(people),
        tuple(needs),
        {query: {each: int(grade) for each, grade in row.items() if grade > 0} for query, row in grades.items()},
        _labels(folder, "fit"),
        {identifier: each["language"] for identifier, each in latent.items()},
        disciplines,
        tuple(_decisions(folder / "truth" / "decisions.jsonl")),
    )


def _labels(folder: Path, field: str) -> dict[str, dict[str, float]]:
    """That number of every labelled pair, by need and person."""
    found: dict[str, dict[str, float]] = {}
    for each in _lines(folder / "truth" / "labels.jsonl"):
        found.setdefault(each["need"], {})[each["professional"]] = float(each[field])
    return found


def _decisions(path: Path) -> Iterator[Decision]:
    for each in read_decisions(path):
        if isinstance(each, RecordError):
            raise each
        yield each


def _disciplines(topics: Path | None) -> dict[str, str]:
    """The discipline of each topic bank in the folder."""
    banks = sorted(topics.glob("*.toml")) if topics else []
    read = [tomllib.loads(bank.read_text(encoding="utf-8")) for bank in banks]
    return {each["id"]: each["discipline"] for each in read}


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
