"""A tier of the synthetic sample with the truth about it, and the languages and disciplines it is measured by."""

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Any, cast

import numpy as np

from matcher.errors import InputError, RecordError
from matcher.evaluation.judged import with_fusion
from matcher.evaluation.metrics import query_metrics
from matcher.ingest.decisions import read_decisions
from matcher.ingest.jsonl import read_records
from matcher.records import Decision, Need, Professional

DAY = date(2026, 11, 22)
"""The day that the sample is set on: its deadlines, periods and consents are relative to it."""

TRAINING_SHARE = 0.4

RELEVANT = 2
"""The lowest grade that counts as relevant in the sample: two thirds of the musts are met."""

WHOLE = ""
GROUPS = ("language", "pair", "discipline")
"""Groups of parts in the order in which they are shown; ``WHOLE`` is none of them."""

PAIRED = ("en", "zh")
"""Languages of needs and profiles whose pairs are measured separately; a mixed text is in neither."""

Grades = Mapping[str, Mapping[str, int]]
"""Grades above 0 by query and document."""

Scores = Mapping[str, Mapping[str, float]]
"""One query's scores by scorecard and document."""


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
        """The needs that quality is measured on; both parts have the same people."""
        return tuple(need for need in self.needs if not is_training(need.id))


@dataclass(frozen=True, slots=True)
class QueryResult:
    """The metrics of one query by scorecard, and the group and name of the part that they count for."""

    group: str
    name: str
    metrics: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Part:
    """Mean nDCG@10 by scorecard over the queries of one part, and the number of those queries."""

    group: str
    name: str
    queries: int
    ndcg: Mapping[str, float]


def is_training(need_id: str) -> bool:
    """Whether a need is one of the 40 % to learn from; it depends on the id alone, in every tier and version."""
    return hash_share(need_id) < TRAINING_SHARE


def hash_share(identifier: str) -> float:
    """A number in [0, 1) that depends on the id alone, spread evenly: its SHA-256 as a fraction."""
    return int.from_bytes(sha256(identifier.encode()).digest()[:6], "big") / 2**48


def transposed(grades: Grades) -> dict[str, dict[str, int]]:
    """The same grades with queries and documents exchanged."""
    by_document: dict[str, dict[str, int]] = {}
    for query, documents in grades.items():
        for document, grade in documents.items():
            by_document.setdefault(document, {})[query] = grade
    return by_document


def read_tier(folder: Path, topics: Path | None = None) -> Tier:
    """The tier in a folder as the sample's generator writes it.

    A need's discipline is that of its topic in the folder of topic banks; its theme if ``topics`` is None or has no
    such topic. Raises InputError if a file is missing or broken, RecordError for a line that is not a record.
    """
    people = cast(list[Professional], list(read_records(folder / "professionals.jsonl", "professional")))
    needs = cast(list[Need], list(read_records(folder / "needs.jsonl", "need")))
    try:
        return _tier(folder, people, needs, topics)
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise InputError(
            f"the truth of the tier {folder} cannot be read ({type(error).__name__}: {error}); generate the tier again"
        ) from error


def metrics_by_scorecard(scores: Scores, grades: Mapping[str, int]) -> dict[str, dict[str, float]]:
    """Metrics of one query by scorecard; empty if none of the ranked documents is relevant."""
    ranked = next(iter(scores.values()))
    if not any(grade >= RELEVANT and document in ranked for document, grade in grades.items()):
        return {}
    return {name: query_metrics(by_document, grades, RELEVANT) for name, by_document in scores.items()}


def results_of_need(tier: Tier, need: str, scores: Scores) -> Iterator[QueryResult]:
    """The metrics of one need for the whole, for its language and discipline, and by language of the people."""
    grades, language = tier.grades.get(need, {}), tier.languages[need]
    metrics = metrics_by_scorecard(scores, grades)
    if metrics:
        yield QueryResult(WHOLE, "", metrics)
        yield QueryResult("language", f"{language} need, all people", metrics)
        yield QueryResult("discipline", tier.disciplines[need], metrics)
        yield from results_by_language(language, scores, grades, tier.languages)


def results_by_language(
    language: str, scores: Scores, grades: Mapping[str, int], languages: Mapping[str, str]
) -> Iterator[QueryResult]:
    """A need of that language against the people of one profile language only, for each of these languages.

    The people are ranked again among themselves, also for the fusion.
    """
    for other in PAIRED if language in PAIRED else ():
        among = {
            name: {person: score for person, score in by_person.items() if languages.get(person) == other}
            for name, by_person in scores.items()
        }
        metrics = metrics_by_scorecard(with_fusion(among), grades)
        if metrics:
            yield QueryResult("pair", f"{language} need, {other} people", metrics)


def parts(results: Sequence[QueryResult]) -> tuple[Part, ...]:
    """The mean of each part, in the order of the groups and by name."""
    ordered = sorted((result for result in results if result.group != WHOLE), key=_part_key)
    return tuple(_part(GROUPS[group], name, list(members)) for (group, name), members in groupby(ordered, _part_key))


def _part_key(result: QueryResult) -> tuple[int, str]:
    return GROUPS.index(result.group), result.name


def _part(group: str, name: str, results: Sequence[QueryResult]) -> Part:
    scorecards = results[0].metrics
    means = {card: float(np.mean([result.metrics[card]["ndcg@10"] for result in results])) for card in scorecards}
    return Part(group, name, len(results), means)


def _tier(folder: Path, people: list[Professional], needs: list[Need], topics: Path | None) -> Tier:
    latent = {row["id"]: row for row in _rows(folder / "truth" / "latent.jsonl")}
    grades, known = _labels(folder, "grade"), _disciplines(topics)
    disciplines = {need.id: known.get(latent[need.id]["topic"]) or need.theme or "none" for need in needs}
    return Tier(
        folder.resolve().name,
        tuple(people),
        tuple(needs),
        {need: {person: int(grade) for person, grade in row.items() if grade > 0} for need, row in grades.items()},
        _labels(folder, "fit"),
        {identifier: row["language"] for identifier, row in latent.items()},
        disciplines,
        tuple(_decisions(folder / "truth" / "decisions.jsonl")),
    )


def _labels(folder: Path, field: str) -> dict[str, dict[str, float]]:
    """That field of every labelled pair, by need and person."""
    labels: dict[str, dict[str, float]] = {}
    for row in _rows(folder / "truth" / "labels.jsonl"):
        labels.setdefault(row["need"], {})[row["professional"]] = float(row[field])
    return labels


def _decisions(path: Path) -> Iterator[Decision]:
    for line in read_decisions(path):
        if isinstance(line, RecordError):
            raise line
        yield line


def _disciplines(topics: Path | None) -> dict[str, str]:
    """The discipline of each topic bank in the folder."""
    files = sorted(topics.glob("*.toml")) if topics else []
    banks = [tomllib.loads(file.read_text(encoding="utf-8")) for file in files]
    return {bank["id"]: bank["discipline"] for bank in banks}


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
