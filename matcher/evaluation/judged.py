"""Judged sets in folders, TREC runs, and the rank fusion of runs, a reference that needs no training."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from matcher.arrays import ScoreArray
from matcher.errors import InputError
from matcher.evaluation.metrics import expertise_metrics, retrieval_metrics
from matcher.records import Need, Professional, Work
from matcher.results import Direction

Run = Mapping[str, Mapping[str, float]]
"""Scores by query and document."""

BASELINES = ("bm25", "dense")
"""Scorecards of one feature each, to compare with; their fusion is a third baseline."""

_FUSION_K = 60


@dataclass(frozen=True, slots=True)
class JudgedSet:
    """Needs, one or more versions of the professionals, and how they were judged.

    Either ``ratings`` (person, need) or ``grades`` (need, person) is filled.
    """

    name: str
    direction: Direction
    needs: tuple[Need, ...]
    versions: tuple[tuple[Professional, ...], ...]
    ratings: Mapping[str, Mapping[str, float]]
    grades: Mapping[str, Mapping[str, int]]

    @property
    def queries(self) -> list[str]:
        """Ids of the needs or the people that the set ranks for."""
        if self.direction == "candidates":
            return [need.id for need in self.needs]
        return list(self.ratings) or [person.id for person in self.versions[0]]

    def measure(self, runs: Sequence[Run]) -> dict[str, float]:
        """The metrics of one run for each version of the professionals."""
        if self.ratings:
            return expertise_metrics(runs, self.ratings)
        return retrieval_metrics(runs[0], self.grades, [person.id for person in self.versions[0]])


def has_sets(folder: Path) -> bool:
    """Whether a folder has a judged set below it."""
    return bool(_set_folders(folder))


def read_sets(folder: Path) -> Iterator[JudgedSet]:
    """Every judged set below the folder, by name; raises InputError if there is none."""
    folders = _set_folders(folder)
    if not folders:
        raise InputError(
            f"{folder} holds no judged set; give a folder whose subfolders hold queries.jsonl, docs.jsonl and "
            "qrels.tsv, or profiles.json, works.jsonl, needs.jsonl and ratings.tsv, or for claims professionals.jsonl, "
            "needs.jsonl and truth.tsv"
        )
    for subfolder in folders:
        try:
            yield _expertise(subfolder) if (subfolder / "profiles.json").exists() else _retrieval(subfolder)
        except (OSError, KeyError, ValueError) as error:
            raise InputError(f"the judged set {subfolder} cannot be read: {error!r}; restore its files") from error


def _set_folders(folder: Path) -> list[Path]:
    patterns = ("profiles.json", "queries.jsonl")
    return sorted(file.parent for pattern in patterns for file in folder.glob(f"*/{pattern}"))


def run_lines(query: str, scored: Iterable[tuple[str, float]], tag: str) -> Iterable[str]:
    """The lines of one query's ranking in a TREC run, best first, each with its line end."""
    for rank, (document, score) in enumerate(scored, 1):
        yield f"{query} Q0 {document} {rank} {score:.6f} {tag}\n"


def read_run(path: Path) -> Run:
    """The scores in a TREC run; raises InputError for a line that is not six fields with a score."""
    run: dict[str, dict[str, float]] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        fields = line.split()
        if not fields:
            continue
        try:
            query, _, document, _, score, _ = fields
            run.setdefault(query, {})[document] = float(score)
        except ValueError as error:
            raise InputError(
                f"{path}:{number}: is not a run line; a run line is `query Q0 document rank score tag`"
            ) from error
    return run


def fuse(runs: Sequence[Run], k: int = _FUSION_K) -> dict[str, dict[str, float]]:
    """One run made of several: each query's documents scored by ``fuse_scores``."""
    queries = dict.fromkeys(query for run in runs for query in run)
    return {query: fuse_scores([run.get(query, {}) for run in runs], k) for query in queries}


def fuse_scores(legs: Sequence[Mapping[str, float]], k: int = _FUSION_K) -> dict[str, float]:
    """The sum of 1 / (k + rank) over the legs (Cormack, Clarke and Büttcher 2009), by document.

    Ranks count from 1. Documents of equal score share the mean of their ranks, so that a leg which cannot tell
    them apart does not order them; a document without a score in a leg comes last there.
    """
    documents = list(dict.fromkeys(document for leg in legs for document in leg))
    total = np.zeros(len(documents))
    for leg in legs:
        total += 1 / (k + _mean_ranks(np.array([leg.get(document, -np.inf) for document in documents])))
    return dict(zip(documents, total.tolist(), strict=True))


def with_fusion(by_scorecard: Mapping[str, Mapping[str, float]]) -> dict[str, Mapping[str, float]]:
    """One query's scores by scorecard, with the ``fusion`` of the baselines added."""
    return {**by_scorecard, "fusion": fuse_scores([by_scorecard[baseline] for baseline in BASELINES])}


def _mean_ranks(scores: ScoreArray) -> ScoreArray:
    """Ranks (n,) from 1 for the highest of (n,) scores, equal scores at the mean of their ranks."""
    _, group, sizes = np.unique(-scores, return_inverse=True, return_counts=True)
    means: ScoreArray = (np.cumsum(sizes) - (sizes - 1) / 2)[group]
    return means


def _retrieval(folder: Path) -> JudgedSet:
    """Short needs against short profiles, whatever their languages."""
    grades: dict[str, dict[str, int]] = {}
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines():
        query, _, document, grade = line.split()
        if int(grade) > 0:
            grades.setdefault(query, {})[document] = int(grade)
    needs = tuple(Need(id=row["id"], title=row["text"]) for row in _rows(folder / "queries.jsonl"))
    people = tuple(Professional(id=row["id"], summary=row["text"]) for row in _rows(folder / "docs.jsonl"))
    return JudgedSet(folder.name, "candidates", needs, (people,), {}, grades)


def _expertise(folder: Path) -> JudgedSet:
    """Persons with their works, and the needs for which each of them rated their own expertise."""
    works = {row["id"]: Work(row["title"] or "", row.get("abstract") or "") for row in _rows(folder / "works.jsonl")}
    needs = tuple(
        Need(id=row["id"], title=row["title"] or "", body=row.get("abstract") or "")
        for row in _rows(folder / "needs.jsonl")
    )
    versions = tuple(
        tuple(Professional(id=person, works=tuple(works[work] for work in ids)) for person, ids in people.items())
        for people in json.loads((folder / "profiles.json").read_text(encoding="utf-8")).values()
    )
    ratings: dict[str, dict[str, float]] = {}
    for line in (folder / "ratings.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        person, need, rating = line.split("\t")
        ratings.setdefault(person, {})[need] = float(rating)
    return JudgedSet(folder.name, "suggestions", needs, versions, ratings, {})


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
