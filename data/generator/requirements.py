"""Chooses which skills a need asks for, must and nice, and words them as requirements."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from data.generator.affinity import affinities
from data.generator.holding import GROUPS
from data.generator.phrases_needs import EXTRA
from data.generator.topics import Skill, Tongue, Topic
from matcher.records import Requirement, RequirementKind


@dataclass(frozen=True, slots=True)
class Wish:
    """One skill that is asked for."""

    topic: Topic
    skill: Skill
    weight: float

    @property
    def key(self) -> str:
        return self.topic.key(self.skill)


@dataclass(frozen=True, slots=True)
class Asked:
    """All that a need asks for; ``extra`` is the number of nice lines that name no skill."""

    must: tuple[Wish, ...]
    nice: tuple[Wish, ...]
    extra: int


def choose(topic: Topic, near: Topic | None, problem: str, tongue: Tongue, rng: Random) -> Asked:
    """Two to four musts that the problem is about, three to five nice ones around them."""
    musts = _musts(affinities(problem, topic.skills, tongue), rng)
    rest = [place for place in range(len(topic.skills)) if place not in musts]
    rng.shuffle(rest)
    wanted = rng.choices((3, 4, 5), (25, 50, 25))[0]
    near_skills = [_closest(near, problem, tongue)] if near and rng.random() < 0.4 else []
    extra = max(1 if rng.random() < 0.4 else 0, wanted - len(rest) - len(near_skills))
    own = [Wish(topic, topic.skills[place], 1.0) for place in rest[: wanted - len(near_skills) - extra]]
    weights = rng.choices((1.0, 2.0), (80, 20), k=len(musts))
    return Asked(
        must=tuple(Wish(topic, topic.skills[p], weight) for p, weight in zip(musts, weights, strict=True)),
        nice=(*own, *near_skills),
        extra=extra,
    )


def _musts(about: Sequence[float], rng: Random) -> list[int]:
    """The skill that the problem is most about, those that go with it, and for long lists one more."""
    top = max(range(len(about)), key=lambda place: about[place])
    core, others = sorted(GROUPS, key=lambda group: top not in group)
    by_weight = {place: about[place] + rng.random() * 0.4 for place in range(len(about))}
    near = sorted((place for place in core if place != top), key=lambda place: -by_weight[place])
    far = sorted(others, key=lambda place: -by_weight[place])
    close, beyond = rng.choices(((1, 0), (2, 0), (1, 1), (2, 1)), (24, 36, 16, 24))[0]
    return [top, *near[:close], *far[:beyond]]


def _closest(near: Topic, problem: str, tongue: Tongue) -> Wish:
    """The skill of a neighbour topic that the problem is most about."""
    about = affinities(problem, near.skills, tongue)
    return Wish(near, near.skills[about.index(max(about))], 1.0)


def lines(asked: Asked, first: Tongue, second: Tongue, rng: Random) -> tuple[Requirement, ...]:
    """The requirement lines; in a mixed need the two languages alternate."""
    wishes: Sequence[tuple[Wish, RequirementKind]] = [
        *((wish, "must") for wish in asked.must),
        *((wish, "nice") for wish in asked.nice),
    ]
    tongues = (first, second)
    named = [_line(wish, kind, tongues[place % 2], rng) for place, (wish, kind) in enumerate(wishes)]
    extras = rng.sample(EXTRA[first], asked.extra)
    return (*named, *(Requirement(text, "nice") for text in extras))


def _line(wish: Wish, kind: RequirementKind, tongue: Tongue, rng: Random) -> Requirement:
    text = rng.choice(wish.skill.requires[tongue]).rstrip(".。")
    return Requirement(text, kind, wish.weight, wish.skill.name[tongue])
