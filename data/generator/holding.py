"""Chooses which skills of a topic a person truly has, and how well."""

from dataclasses import dataclass
from random import Random

from data.generator.topics import Skill, Topic

GROUPS = ((0, 1, 2), (3, 4, 5))
"""Skills that tend to go together, as places in the list of a topic's skills."""

PATTERNS = ((3, 1), (2, 1), (3, 1), (3, 0), (2, 2), (3, 1))
"""How many skills of a group, and how many from elsewhere, the people of a topic hold in turn."""


@dataclass(frozen=True, slots=True)
class Held:
    """A skill that a person truly has; the level is 1 (basic), 2 (solid) or 3 (expert)."""

    topic: Topic
    skill: Skill
    level: int

    @property
    def key(self) -> str:
        return self.topic.key(self.skill)


def choose_skills(topic: Topic, ordinal: int, rng: Random) -> tuple[Held, ...]:
    """Three or four skills of a topic: two or three that go together, and often one from elsewhere in it."""
    core, others = list(GROUPS[ordinal % 2]), list(GROUPS[1 - ordinal % 2])
    rng.shuffle(core)
    rng.shuffle(others)
    inside, outside = PATTERNS[ordinal // 2 % len(PATTERNS)]
    places = core[:inside] + others[:outside]
    levels = rng.choices((1, 2, 3), (25, 45, 30), k=len(places))
    return tuple(Held(topic, topic.skills[place], level) for place, level in zip(places, levels, strict=True))
