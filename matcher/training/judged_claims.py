"""Judged claims to fit the claims model on: sets of claims, and the training part of a tier of the sample."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import numpy as np

from matcher.arrays import BoolArray, IdArray, as_ids
from matcher.errors import InputError
from matcher.evaluation.tier import is_training
from matcher.evaluation.truth import read_truth
from matcher.evidence import compare, profiles_of
from matcher.evidence.claims import languages_of, measures
from matcher.evidence.claims_model import model_to_json
from matcher.ingest.jsonl import read_records
from matcher.matching.engine import Engine
from matcher.matching.snapshot import Snapshot
from matcher.records import Need
from matcher.retrieval import Columns
from matcher.retrieval.corpus import all_columns
from matcher.training.claims import EVIDENCED, INFERRED, JudgedClaims, fit_claims

ACROSS = "across"
"""The pairing of a requirement and a profile in two languages."""
OTHERS = 100
"""People of other fields beside whom each need of a tier is judged."""
_AT_ONCE = 50
LEAST_TRUE = 20
"""With fewer true claims nothing can be fitted."""

OpenPair = Callable[[Path, Path], Engine]
"""An engine over a file of professionals and one of needs."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A claims model as JSON; how many pairs it was fitted on by pairing, and how many of them are true."""

    model: str
    pairs: dict[str, int]
    true: dict[str, int]


def fit_from_folders(
    sets: Sequence[Path], sample: Path | None, embedder: str, open_pair: OpenPair, second: str = "",
    across: Path | None = None,
) -> Fitted:  # fmt: skip
    """A claims model from folders of judged claims, and of the sample if one is given, for that embedder.

    ``second`` is the second model that reads beside it, empty for none. ``across`` is another tier of the sample, of
    which only the pairs of two languages count: judged sets have next to none.
    """
    parts = [claims_of_set(folder, open_pair) for folder in sets]
    parts += [claims_of_tier(sample, open_pair)] if sample else []
    parts += [{ACROSS: claims_of_tier(across, open_pair)[ACROSS]}] if across else []
    judged: dict[str, list[JudgedClaims]] = {}
    for part in parts:
        for pairing, claims in part.items():
            judged.setdefault(pairing, []).extend(claims)
    if sum(one.true.any(axis=1).sum() for claims in judged.values() for one in claims) < LEAST_TRUE:
        raise InputError(
            f"{', '.join(map(str, sets))}: fewer than {LEAST_TRUE} claims are true of anybody; give sets with more"
        )
    version = "+".join(folder.resolve().name for folder in (*sets, *filter(None, [sample, across])))
    model = fit_claims(judged, version, [embedder.partition("@")[0]], EVIDENCED, INFERRED)
    return Fitted(
        model_to_json(replace(model, second=(second.partition("@")[0],) if second else ())),
        {name: sum(one.true.size for one in claims) for name, claims in judged.items()},
        {name: sum(int(one.true.sum()) for one in claims) for name, claims in judged.items()},
    )


def claims_of_set(folder: Path, open_pair: OpenPair) -> dict[str, list[JudgedClaims]]:
    """The claims of a set by pairing: ``professionals.jsonl``, ``needs.jsonl`` of one requirement, ``truth.tsv``."""
    _, true_of = read_truth(folder / "truth.tsv")
    snapshot = _snapshot(open_pair, folder)
    people, needs = all_columns(snapshot.people), all_columns(snapshot.needs)
    ids = people.ids.tolist()
    judged: dict[str, list[JudgedClaims]] = {}
    for first in range(0, len(needs), _AT_ONCE):
        chosen = needs.take(np.arange(first, min(first + _AT_ONCE, len(needs))))
        unjudged = set(chosen.ids.tolist()) - true_of.keys()
        if unjudged:
            raise InputError(f"{folder / 'truth.tsv'}: says nothing of {min(unjudged)}; add a line for each need")
        true = np.array([[person in true_of[need] for person in ids] for need in chosen.ids.tolist()], dtype=bool)
        _add(judged, snapshot, chosen, people, as_ids(np.arange(len(chosen.asks))), true)
    return judged


def claims_of_tier(folder: Path, open_pair: OpenPair, seed: int = 0) -> dict[str, list[JudgedClaims]]:
    """The claims of the training needs of a tier: of each, the people of its topic and some others."""
    latent = {row["id"]: row for row in map(json.loads, _lines(folder / "truth" / "latent.jsonl"))}
    records = {need.id: need for need in cast(Iterator[Need], read_records(folder / "needs.jsonl", "need"))}
    snapshot = _snapshot(open_pair, folder)
    people, needs = all_columns(snapshot.people), all_columns(snapshot.needs)
    ids, random = people.ids.tolist(), np.random.default_rng(seed)
    judged: dict[str, list[JudgedClaims]] = {}
    for number, need in enumerate(needs.ids.tolist()):
        if not is_training(need):
            continue
        asked = [*latent[need]["must"], *latent[need]["nice"]]
        skilled = [place for place, requirement in enumerate(records[need].requirements) if requirement.skill]
        others = random.choice(len(ids), min(OTHERS, len(ids)), replace=False).tolist()
        near = [at for at, person in enumerate(ids) if _shares_topic(latent[person], latent[need]["topic"])]
        chosen = as_ids(sorted({*others, *near}))
        true = np.array([[skill in latent[ids[at]]["skills"] for at in chosen.tolist()] for skill in asked], dtype=bool)
        requests = as_ids(skilled[: len(asked)])
        _add(judged, snapshot, needs.take(as_ids([number])), people.take(chosen), requests, true[: len(requests)])
    return judged


def _add(
    judged: dict[str, list[JudgedClaims]], snapshot: Snapshot, needs: Columns, people: Columns, requests: IdArray,
    true: BoolArray,
) -> None:  # fmt: skip
    """The claims of these requirements of the needs, by pairing."""
    compared = compare(needs, profiles_of(people), snapshot.yardstick)
    measured = measures(compared.people, compared.labels, compared.label_passages, compared.held, compared.naming)
    kinds, spoken = needs.asks.labels.kinds[requests], languages_of(compared.people)
    for kind in np.unique(kinds).tolist():
        for language in np.unique(spoken).tolist():
            rows, columns = np.flatnonzero(kinds == kind), np.flatnonzero(spoken == language)
            part = measured.of(requests[rows], columns)
            pairing = snapshot.claims.pairing(kind, language)
            reached = needs.asks.norms[requests[rows], language]
            judged.setdefault(pairing, []).append(JudgedClaims(part, true[np.ix_(rows, columns)], reached))


def _snapshot(open_pair: OpenPair, folder: Path) -> Snapshot:
    return open_pair(folder / "professionals.jsonl", folder / "needs.jsonl").snapshot()


def _shares_topic(person: Mapping[str, Any], topic: str) -> bool:
    skills = {skill.split("/")[0] for skill in person["skills"]}
    return topic in {person["topic"], person["second_topic"], *skills}


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}); give a folder that has it") from error
