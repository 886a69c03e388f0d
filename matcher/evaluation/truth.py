"""How true what is said of people is: the states of requirements and the bands, against what is known of them."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np

from matcher.errors import InputError
from matcher.evaluation.metrics import query_metrics
from matcher.evaluation.reach import LISTED
from matcher.evaluation.tier import RELEVANT, Tier
from matcher.ingest.jsonl import read_records
from matcher.matching.engine import ALL, Engine, Progress
from matcher.matching.sync import silent
from matcher.records import MATCHING, Consent, Need, Professional
from matcher.results import Band, State

if TYPE_CHECKING:
    import pandas as pd

STATES: tuple[State, ...] = ("evidenced", "inferred", "claimed", "unknown")
BANDS: tuple[Band, ...] = ("strong", "good", "possible")
_MARGIN = 3
"""So many times as many pairs as are listed are looked through for the states of those who are."""


@dataclass(frozen=True, slots=True)
class StateTruth:
    """Of ``pairs`` of a requirement and a person said to be in that state, ``true`` are so.

    ``near`` have it or something of its topic (for judged claims as many as are true); ``all_true`` pairs are so in all
    states together.
    """

    state: State
    pairs: int
    true: int
    near: int
    all_true: int

    @property
    def precision(self) -> float:
        """The share that is true; NaN for no pairs."""
        return self.true / self.pairs if self.pairs else float("nan")

    @property
    def recall(self) -> float:
        """The share of all true pairs; NaN if there are none."""
        return self.true / self.all_true if self.all_true else float("nan")


@dataclass(frozen=True, slots=True)
class BandTruth:
    """Of ``people`` in lists with that band, how many have a grade of 1 or more, and of 2 or 3."""

    band: Band
    people: int
    suitable: int
    fitting: int


@dataclass(frozen=True, slots=True)
class TierTruth:
    """What lists of 20 say of people, over the needs of a tier.

    ``nobody`` needs have nobody of grade 1 or more who passes the filters, and ``empty`` of them have an empty list;
    ``somebody`` have, and ``answered`` of these lists are not empty.
    """

    states: tuple[StateTruth, ...]
    bands: tuple[BandTruth, ...]
    nobody: int
    empty: int
    somebody: int
    answered: int


@dataclass(frozen=True, slots=True)
class ClaimsTruth:
    """How claims of one kind of a judged set stand: mean average precision of people by credit, and the states."""

    name: str
    kind: str
    claims: int
    average_precision: float
    states: tuple[StateTruth, ...]


@dataclass(frozen=True, slots=True)
class Latent:
    """What a tier knows of its records: the skills that needs ask for in turn, and people's skills and topics."""

    asked: Mapping[str, tuple[str, ...]]
    skills: Mapping[str, frozenset[str]]
    topics: Mapping[str, frozenset[str]]


def read_latent(folder: Path) -> Latent:
    """The truth behind the records of a tier; raises InputError for a file that cannot be read."""
    asked, skills, topics = {}, {}, {}
    try:
        for row in map(json.loads, (folder / "truth" / "latent.jsonl").read_text(encoding="utf-8").splitlines()):
            if "must" in row:
                asked[row["id"]] = (*row["must"], *row["nice"])
            if "skills" in row:
                skills[row["id"]] = frozenset(row["skills"])
                of_skills = {skill.split("/")[0] for skill in row["skills"]}
                topics[row["id"]] = frozenset({row["topic"], row["second_topic"], *of_skills})
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise InputError(
            f"the truth of the tier {folder} cannot be read ({type(error).__name__}: {error}); generate the tier again"
        ) from error
    return Latent(asked, skills, topics)


def measure_tier_truth(
    engine: Engine, tier: Tier, latent: Latent, needs: Sequence[str], progress: Progress = silent
) -> TierTruth:
    """How true the states and bands are in lists of 20 for these needs."""
    records = {need.id: need for need in tier.needs}
    said, people = list[tuple[State, bool, bool]](), defaultdict[Band, list[int]](list)
    lists = Counter[tuple[bool, bool]]()
    for done, ranking in enumerate(engine.matching.many("candidates", needs, LISTED, explained=0), 1):
        need, grades = ranking.query, tier.grades.get(ranking.query, {})
        for one in ranking:
            if one.band:
                people[one.band].append(grades.get(one.professional, 0))
        listed = {one.professional for one in ranking}
        said += _said(engine, records[need], latent, listed)
        reached = dict(engine.matching.scores("candidates", need, ALL))
        lists[any(person in reached for person in grades), bool(listed)] += 1
        progress(f"judging what lists of {tier.name} say", done, len(needs))
    return TierTruth(
        _states(said),
        tuple(
            BandTruth(band, len(people[band]), sum(grade >= 1 for grade in people[band]),
                      sum(grade >= RELEVANT for grade in people[band]))
            for band in BANDS
        ),
        lists[False, False] + lists[False, True], lists[False, False],
        lists[True, False] + lists[True, True], lists[True, True],
    )  # fmt: skip


def _said(engine: Engine, need: Need, latent: Latent, listed: Set[str]) -> Iterable[tuple[State, bool, bool]]:
    """What is said of each listed person and each requirement with a skill, and whether it, or its topic, is theirs."""
    skilled = [place for place, requirement in enumerate(need.requirements) if requirement.skill]
    skill_of = dict(zip(skilled, latent.asked.get(need.id, ()), strict=False))
    for stands in engine.matching.requirement_states("candidates", need.id, _MARGIN * LISTED):
        skill = skill_of.get(stands.requirement)
        if skill is not None and stands.professional in listed:
            has = skill in latent.skills[stands.professional]
            yield stands.state, has, has or skill.split("/")[0] in latent.topics[stands.professional]


def claims_sets(folder: Path) -> list[Path]:
    """The judged sets of claims below a folder: those with ``truth.tsv``, by name."""
    return sorted(file.parent for file in folder.glob("*/truth.tsv"))


def measure_claims(engine: Engine, folder: Path, progress: Progress = silent) -> tuple[ClaimsTruth, ...]:
    """A set of needs of one requirement in an empty engine: everybody is judged for each, by the kind of claim.

    Raises InputError for a set that cannot be read.
    """
    kinds, true_of = read_truth(folder / "truth.tsv")
    consent = Consent((MATCHING,), engine.today())
    people = cast(Iterable[Professional], read_records(folder / "professionals.jsonl", "professional"))
    needs = cast(list[Need], list(read_records(folder / "needs.jsonl", "need")))
    engine.records.put_many([*(replace(person, consent=consent) for person in people), *needs], progress)
    said, precisions = defaultdict[str, list[tuple[State, bool, bool]]](list), defaultdict[str, list[float]](list)
    for done, need in enumerate(needs, 1):
        if need.id not in kinds:
            raise InputError(f"{folder / 'truth.tsv'}: says nothing of {need.id}; add a line for each need")
        stands = engine.matching.requirement_states("candidates", need.id, ALL)
        true = true_of[need.id]
        said[kinds[need.id]] += [(one.state, one.professional in true, one.professional in true) for one in stands]
        credits = {one.professional: one.credit for one in stands}
        precisions[kinds[need.id]].append(query_metrics(credits, dict.fromkeys(true, 1), 1)["map"])
        progress(f"judging claims of {folder.name}", done, len(needs))
    return tuple(
        ClaimsTruth(
            folder.resolve().name, kind, len(precisions[kind]), float(np.mean(precisions[kind])), _states(said[kind])
        )
        for kind in sorted(said)
    )


def read_truth(path: Path) -> tuple[dict[str, str], dict[str, frozenset[str]]]:
    """The kind of each need's claim, and the professionals of whom it is true; raises InputError."""
    try:
        rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()][1:]
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}); give a folder that has it") from error
    if any(len(row) != 3 for row in rows):
        raise InputError(f"{path}: has a line that is not need, kind and professionals between tabs")
    true = {need: frozenset(people.replace(",", " ").split()) for need, _, people in rows}
    return {need: kind for need, kind, _ in rows}, true


def states_table(truths: Mapping[str, Sequence[StateTruth]]) -> "pd.DataFrame":
    """A row for each of the states by name: ``of``, ``state``, ``pairs``, ``precision``, ``near``, ``recall``."""
    import pandas as pd

    rows = [
        (of, one.state, one.pairs, one.precision, one.near / one.pairs if one.pairs else float("nan"), one.recall)
        for of, states in truths.items()
        for one in states
    ]
    return pd.DataFrame(rows, columns=["of", "state", "pairs", "precision", "near", "recall"])


def _states(said: Sequence[tuple[State, bool, bool]]) -> tuple[StateTruth, ...]:
    all_true = sum(true for _, true, _ in said)
    truths = []
    for state in STATES:
        of_state = [(true, near) for named, true, near in said if named == state]
        true = sum(true for true, _ in of_state)
        near = sum(near for _, near in of_state)
        truths.append(StateTruth(state, len(of_state), true, near, all_true))
    return tuple(truths)
