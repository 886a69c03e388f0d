"""Deals skills and passages: what one person can do in one topic, and the texts that show it."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random

from data.generator.checks import length
from data.generator.render import Filling, joined
from data.generator.topics import Skill, Tongue, Topic

SHORTEST: dict[Tongue, int] = {"en": 40, "zh": 64}
LONGEST: dict[Tongue, int] = {"en": 120, "zh": 190}
"""Words in English; Chinese characters, about 1.6 to a word."""

ARCHETYPES = ((0, 1, 2, 3), (3, 4, 5, 0))
"""Skills that tend to go together, as places in the list of a topic's skills."""

Place = tuple[str, str, Tongue, int]


@dataclass(frozen=True, slots=True)
class Held:
    """A skill that a person truly has; the level is 1 (basic), 2 (solid) or 3 (expert)."""

    topic: Topic
    skill: Skill
    level: int

    @property
    def key(self) -> str:
        return self.topic.key(self.skill)


@dataclass(frozen=True, slots=True)
class Draft:
    """The texts of a work before it has a year and a kind."""

    title: str
    abstract: str


@dataclass(frozen=True, slots=True)
class Portion:
    """The skills of a person in one topic and the texts that show them."""

    held: tuple[Held, ...]
    works: tuple[Draft, ...]
    duties: tuple[str, ...]


@dataclass(slots=True)
class Table:
    """What the people of one round have taken so far; the least used text is dealt first."""

    topic: Topic
    uses: Counter[Place] = field(default_factory=Counter)
    texts: set[str] = field(default_factory=set)


def choose_skills(topic: Topic, ordinal: int, rng: Random) -> tuple[Held, ...]:
    """Three or four skills of a topic that go together; now and then one is from elsewhere in it."""
    places = list(ARCHETYPES[ordinal % 2])
    rng.shuffle(places)
    places = places[: 4 if rng.random() < 0.6 else 3]
    if rng.random() < 0.2:
        places[-1] = rng.choice([place for place in range(6) if place not in places])
    levels = rng.choices((1, 2, 3), (25, 45, 30), k=len(places))
    return tuple(Held(topic, topic.skills[place], level) for place, level in zip(places, levels, strict=True))


class Dealer:
    """Writes the portion of one person; no passage occurs in it twice."""

    def __init__(self, table: Table, held: Sequence[Held], rng: Random) -> None:
        self._table, self._held, self._rng = table, held, rng
        self._own: set[Place] = set()
        self._shown: Counter[str] = Counter()

    def portion(self, works: int, duties: int, tongue: Callable[[int], Tongue]) -> Portion:
        """So many works and duties; ``tongue`` gives the language of the n-th text."""
        drafts = [self._work(tongue(place), works - place - 1, tongue(place + 1)) for place in range(works)]
        lines = [self._duty(tongue(place)) for place in range(duties)]
        shown = tuple(each for each in self._held if self._shown[each.skill.id])
        return Portion(shown, tuple(draft for draft in drafts if draft), tuple(line for line in lines if line))

    def _work(self, tongue: Tongue, left: int, other: Tongue) -> Draft | None:
        draft = None
        for attempt in range(6):
            draft = self._try_work(tongue, left, other, longer=attempt > 0)
            if draft is None or draft.abstract not in self._table.texts:
                break
        if draft:
            self._table.texts.add(draft.abstract)
        return draft

    def _try_work(self, tongue: Tongue, left: int, other: Tongue, longer: bool) -> Draft | None:
        first = self._take("works", tongue, self._by_need())
        if first is None:
            return None
        skill, place = first
        filling = Filling(self._table.topic, self._rng)
        parts = [(tongue, filling.fill(skill.works[tongue][place], tongue))]
        behind = sum(not self._shown[each.skill.id] for each in self._held) > left
        short = length(parts[0][1], tongue) < SHORTEST[tongue]
        if longer or short or behind or self._rng.random() < 0.25:
            mixed = other if other != tongue and self._rng.random() < 0.35 and not short else tongue
            parts += self._second(skill, mixed, filling, LONGEST[tongue] - length(parts[0][1], tongue), behind)
        return Draft(self._title(skill, place, tongue, filling), joined(parts))

    def _second(
        self, skill: Skill, tongue: Tongue, filling: Filling, room: int, behind: bool
    ) -> list[tuple[Tongue, str]]:
        order = self._by_need() if behind else [skill, *(s for s in self._by_need() if s is not skill)]
        taken = self._take("works", tongue, order, room)
        return [(tongue, filling.fill(taken[0].works[tongue][taken[1]], tongue))] if taken else []

    def _duty(self, tongue: Tongue) -> str:
        filling, parts = Filling(self._table.topic, self._rng), list[tuple[Tongue, str]]()
        count = 0
        while count < SHORTEST[tongue] and len(parts) < 3:
            taken = self._take("experiences", tongue, self._by_need(), LONGEST[tongue] - count)
            if taken is None:
                break
            sentence = filling.fill(taken[0].experiences[tongue][taken[1]], tongue)
            parts.append((tongue, sentence))
            count += length(sentence, tongue)
        if parts and count < SHORTEST[tongue]:
            parts += self._second(self._by_need()[0], tongue, filling, LONGEST[tongue] - count, False)
        return joined(parts)

    def _title(self, skill: Skill, place: int, tongue: Tongue, filling: Filling) -> str:
        titles = skill.titles[tongue]
        places = [(skill.id, "titles", tongue, each) for each in range(len(titles))]
        free = [each for each in places if each not in self._own] or places
        best = min(free, key=lambda each: (each[3] != place, self._table.uses[each], self._rng.random()))
        self._own.add(best)
        self._table.uses[best] += 1
        return filling.fill(titles[best[3]], tongue)

    def _by_need(self) -> list[Skill]:
        """The person's skills, those that no text shows yet first, then the stronger ones."""
        ranked = sorted(
            self._held,
            key=lambda each: (self._shown[each.skill.id] / each.level, self._rng.random()),
        )
        return [each.skill for each in ranked]

    def _take(
        self, kind: str, tongue: Tongue, order: Sequence[Skill], room: int | None = None
    ) -> tuple[Skill, int] | None:
        """The least used passage of the first skill in the order that has one left and fits the room."""
        for skill in order:
            texts = skill.works[tongue] if kind == "works" else skill.experiences[tongue]
            places: list[Place] = [(skill.id, kind, tongue, place) for place in range(len(texts))]
            free = [
                each
                for each in places
                if each not in self._own and (room is None or length(texts[each[3]], tongue) + 8 <= room)
            ]
            if free:
                best = min(free, key=lambda each: (self._table.uses[each], self._rng.random()))
                self._own.add(best)
                self._table.uses[best] += 1
                self._shown[skill.id] += 1
                return skill, best[3]
        return None
