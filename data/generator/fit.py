"""How well a person's true skills answer a need: the fit, its grade and the reasons."""

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from data.generator.latent import NeedTruth, PersonTruth

STRENGTH: Mapping[int, float] = {1: 0.5, 2: 0.75, 3: 1.0}
"""What a level counts."""

MUST_SHARE = 0.75
"""How much of the fit comes from must requirements; the rest comes from nice ones."""


@dataclass(frozen=True, slots=True)
class Label:
    """The fit of one pair, 0 to 1, its grade 0 to 3, and the skills that made it."""

    need: str
    professional: str
    fit: float
    grade: int
    reasons: tuple[str, ...]


def label(need: NeedTruth, professional: str, skills: Mapping[str, int]) -> Label:
    """The label of one pair.

    Grade 3: every must is held, on average more than basically. Grade 2: two thirds of the must weight are
    held. Grade 1: some must, or half of the nice ones. Grade 0: less.
    """
    must, nice = _covered(need.must, skills), _covered(need.nice, skills)
    held = _weight(need.must, skills)
    if held == 1 and must >= 0.7:
        grade = 3
    elif held >= 0.66:
        grade = 2
    else:
        grade = 1 if held > 0 or _weight(need.nice, skills) >= 0.5 else 0
    fit = round(MUST_SHARE * must + (1 - MUST_SHARE) * nice, 4)
    return Label(need.id, professional, fit, grade, _reasons(need, skills))


class SkillIndex:
    """Who holds a skill, in a form that is small enough for 150,000 people."""

    def __init__(self) -> None:
        self._holders: dict[str, array[int]] = {}

    def add(self, number: int, person: PersonTruth) -> None:
        """Remember the skills of the person with this number."""
        for skill, level in person.skills.items():
            self._holders.setdefault(skill, array("L")).append(number * 4 + level)

    def holders(self, skills: Iterable[str]) -> dict[int, dict[str, int]]:
        """Everyone who holds one of the skills, with their levels of these."""
        found: dict[int, dict[str, int]] = {}
        for skill in skills:
            for packed in self._holders.get(skill, ()):
                found.setdefault(packed // 4, {})[skill] = packed % 4
        return found

    def labels(self, need: NeedTruth) -> list[Label]:
        """Everyone with a positive fit for the need, the best first."""
        held = self.holders([*need.must, *need.nice])
        found = [label(need, f"P{number:05}", skills) for number, skills in held.items()]
        return sorted(found, key=lambda each: (-each.fit, each.professional))


def _covered(asked: Mapping[str, float], skills: Mapping[str, int]) -> float:
    total = sum(asked.values())
    return sum(weight * STRENGTH[skills[key]] for key, weight in asked.items() if key in skills) / (total or 1)


def _weight(asked: Mapping[str, float], skills: Mapping[str, int]) -> float:
    total = sum(asked.values())
    return sum(weight for key, weight in asked.items() if key in skills) / (total or 1)


def _reasons(need: NeedTruth, skills: Mapping[str, int]) -> tuple[str, ...]:
    return (
        *(f"must:{key}:{skills.get(key, 'missing')}" for key in need.must),
        *(f"nice:{key}:{skills[key]}" for key in need.nice if key in skills),
    )
