"""Deals passages: the texts that show what one person can do in one topic."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random

from data.generator.affinity import closeness
from data.generator.checks import length
from data.generator.holding import Held
from data.generator.render import Filling, joined, upper_first
from data.generator.topics import Both, Skill, Tongue, Topic

SHORTEST: dict[Tongue, int] = {"en": 40, "zh": 60}
LONGEST: dict[Tongue, int] = {"en": 120, "zh": 190}
"""Words in English; Chinese characters, about 1.6 to a word."""

CLOSE: dict[Tongue, float] = {"en": 0.08, "zh": 0.05}
"""How much a title must share with the passage below it."""

PLAIN_TITLES: Both = {
    "en": (
        "{skill}: methods and results",
        "Progress in {skill}",
        "{skill}: experimental findings",
        "Studies in {skill}",
        "{skill} in practice",
        "{skill}: methods and measured limits",
    ),
    "zh": (
        "{skill}的试验研究与应用",
        "{skill}关键问题研究",
        "{skill}方法与验证",
        "{skill}技术改进及效果",
        "{skill}若干实践",
        "面向工程的{skill}研究",
    ),
}

Place = tuple[str, str, Tongue, int]


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


class Dealer:
    """Writes the portion of one person; no passage occurs in it twice."""

    def __init__(self, table: Table, held: Sequence[Held], rng: Random) -> None:
        self._table, self._held, self._rng = table, held, rng
        self._own: set[Place] = set()
        self._shown: Counter[str] = Counter()

    def portion(self, works: int, duties: int, tongue: Callable[[int], Tongue]) -> Portion:
        """So many works and duties; ``tongue`` gives the language of the n-th text."""
        drafts = [self._work(tongue(place), tongue(place + 1)) for place in range(works)]
        lines = [self._duty(tongue(place)) for place in range(duties)]
        shown = tuple(each for each in self._held if self._shown[each.skill.id])
        return Portion(shown, tuple(draft for draft in drafts if draft), tuple(line for line in lines if line))

    def _work(self, tongue: Tongue, other: Tongue) -> Draft | None:
        draft = None
        for attempt in range(6):
            draft = self._try_work(tongue, other, longer=attempt > 0)
            if draft is None or draft.abstract not in self._table.texts:
                break
        if draft:
            self._table.texts.add(draft.abstract)
        return draft

    def _try_work(self, tongue: Tongue, other: Tongue, longer: bool) -> Draft | None:
        first = self._take("works", tongue, self._by_need())
        if first is None:
            return None
        skill, place = first
        filling = Filling(self._table.topic, self._rng)
        parts = [(tongue, filling.fill(skill.works[tongue][place], tongue))]
        short = length(parts[0][1], tongue) < SHORTEST[tongue]
        if longer or short or self._rng.random() < 0.1:
            mixed = other if other != tongue and self._rng.random() < 0.35 and not short else tongue
            parts += self._second(skill, mixed, filling, LONGEST[tongue] - length(parts[0][1], tongue))
        return Draft(self._title(skill, place, tongue, filling), joined(parts))

    def _second(self, skill: Skill, tongue: Tongue, filling: Filling, room: int) -> list[tuple[Tongue, str]]:
        """A further passage, of the same skill if it has one left; where all are used up, a duty."""
        order = [skill, *(each for each in self._by_need() if each is not skill)]
        for kind in ("works", "experiences"):
            taken = self._take(kind, tongue, order, room)
            if taken:
                found, place = taken
                text = (found.works if kind == "works" else found.experiences)[tongue][place]
                return [(tongue, filling.fill(text, tongue))]
        return []

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
            parts += self._second(self._by_need()[0], tongue, filling, LONGEST[tongue] - count)
        return joined(parts)

    def _title(self, skill: Skill, place: int, tongue: Tongue, filling: Filling) -> str:
        """The title that is most about the passage; a plain one where none is about it."""
        titles, passage = skill.titles[tongue], skill.works[tongue][place]
        places: list[Place] = [(skill.id, "titles", tongue, each) for each in range(len(titles))]
        free = [(closeness(titles[each[3]], passage, tongue), each) for each in places if each not in self._own]
        near, best = max(free, key=lambda pair: (pair[0], self._rng.random()), default=(0.0, places[0]))
        if near < CLOSE[tongue]:
            return self._plain_title(skill, tongue)
        self._own.add(best)
        return filling.fill(titles[best[3]], tongue)

    def _plain_title(self, skill: Skill, tongue: Tongue) -> str:
        """A title from the name of the skill; no person has the same one twice."""
        free = [
            (skill.id, "plain", tongue, place)
            for place in range(len(PLAIN_TITLES[tongue]))
            if (skill.id, "plain", tongue, place) not in self._own
        ]
        best = min(free, key=lambda each: (self._table.uses[each], self._rng.random()))
        self._own.add(best)
        self._table.uses[best] += 1
        name = skill.name[tongue]
        text = PLAIN_TITLES[tongue][best[3]]
        return upper_first(text.format(skill=name)) if tongue == "en" else text.format(skill=name)

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
