"""Judged sets in folders: read into the project's own records, with the judgements beside them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matcher.errors import InputError
from matcher.evaluation.metrics import expertise_metrics, retrieval_metrics
from matcher.records import Need, Professional, Work
from matcher.results import Direction


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

    def measure(self, runs: Sequence[Mapping[str, Mapping[str, float]]]) -> dict[str, float]:
        """The metrics of one run for each version of the professionals."""
        if self.ratings:
            return expertise_metrics(runs, self.ratings)
        return retrieval_metrics(runs[0], self.grades, [person.id for person in self.versions[0]])


def read_sets(folder: Path) -> Iterator[JudgedSet]:
    """Every judged set below the folder, by name; raises InputError if there is none."""
    places = sorted(
        each.parent for pattern in ("profiles.json", "queries.jsonl") for each in folder.glob(f"*/{pattern}")
    )
    if not places:
        raise InputError(
            f"{folder} holds no judged set; give a folder whose subfolders hold queries.jsonl, docs.jsonl and "
            "qrels.tsv, or profiles.json, works.jsonl, needs.jsonl and ratings.tsv"
        )
    for place in places:
        try:
            yield _expertise(place) if (place / "profiles.json").exists() else _retrieval(place)
        except (OSError, KeyError, ValueError) as error:
            raise InputError(f"the judged set {place} cannot be read: {error!r}; restore its files") from error


def _retrieval(folder: Path) -> JudgedSet:
    """Short needs against short profiles, whatever their languages."""
    grades: dict[str, dict[str, int]] = {}
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines():
        query, _, document, grade = line.split()
        if int(grade) > 0:
            grades.setdefault(query, {})[document] = int(grade)
    needs = tuple(Need(id=each["id"], title=each["text"]) for each in _lines(folder / "queries.jsonl"))
    people = tuple(Professional(id=each["id"], summary=each["text"]) for each in _lines(folder / "docs.jsonl"))
    return JudgedSet(folder.name, "candidates", needs, (people,), {}, grades)


def _expertise(folder: Path) -> JudgedSet:
    """Persons with their works, and needs that each rated by their own expertise."""
    works = {
        each["id"]: Work(each["title"] or "", each.get("abstract") or "") for each in _lines(folder / "works.jsonl")
    }
    needs = tuple(
        Need(id=each["id"], title=each["title"] or "", body=each.get("abstract") or "")
        for each in _lines(folder / "needs.jsonl")
    )
    versions = tuple(
        tuple(Professional(id=person, works=tuple(works[each] for each in ids)) for person, ids in people.items())
        for people in json.loads((folder / "profiles.json").read_text(encoding="utf-8")).values()
    )
    ratings: dict[str, dict[str, float]] = {}
    for line in (folder / "ratings.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        person, need, value = line.split("\t")
        ratings.setdefault(person, {})[need] = float(value)
    return JudgedSet(folder.name, "suggestions", needs, versions, ratings, {})


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
