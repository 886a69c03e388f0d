"""Writes the texts of a whole round of people of one topic together, so that they share few passages."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from data.generator.census import ROUND, Census
from data.generator.draws import stream
from data.generator.holding import Held, choose_skills
from data.generator.portions import Dealer, Portion, Table
from data.generator.rings import neighbours
from data.generator.topics import Tongue, Topic


@dataclass(frozen=True, slots=True)
class _Seat:
    """One writer at a round: a person of the topic, or a guest whose main topic is its neighbour."""

    ordinal: int
    guest: bool
    number: int


class Rounds:
    """The portions of all people, made round by round and kept while they are likely to be asked for."""

    def __init__(self, census: Census, topics: Mapping[str, Topic]) -> None:
        self._census, self._topics = census, topics
        self._neighbours = neighbours(topics)
        self._hosts = {guest: host for host, guest in self._neighbours.items()}
        self._round = lru_cache(maxsize=640)(self._compose)

    def main(self, number: int) -> Portion:
        """What the person does in the main topic."""
        topic, ordinal = self._census.roster.topic_of(number)
        return self._round(topic.id, ordinal // ROUND)[number, False]

    def second(self, number: int) -> Portion | None:
        """What the person does in the neighbour topic, if anything."""
        topic, ordinal = self._census.roster.topic_of(number)
        if topic.id not in self._neighbours or not self._goes_beyond(topic, ordinal):
            return None
        return self._round(self._neighbours[topic.id], ordinal // ROUND)[number, True]

    def _goes_beyond(self, topic: Topic, ordinal: int) -> bool:
        return topic.id in self._neighbours and ordinal in self._census.second_turns(topic, ordinal // ROUND)

    def _compose(self, name: str, round_: int) -> dict[tuple[int, bool], Portion]:
        topic = self._topics[name]
        table = Table(topic)
        return {(seat.number, seat.guest): self._write(table, topic, seat) for seat in self._seats(topic, round_)}

    def _seats(self, topic: Topic, round_: int) -> list[_Seat]:
        """Early ordinals first, so that a small tier has the freshest texts."""
        roster = self._census.roster
        own = range(round_ * ROUND, (round_ + 1) * ROUND)
        seats = [_Seat(ordinal, False, roster.number_of(topic, ordinal)) for ordinal in own]
        if topic.id in self._hosts:
            host = self._topics[self._hosts[topic.id]]
            turns = self._census.second_turns(host, round_)
            seats += [_Seat(ordinal, True, roster.number_of(host, ordinal)) for ordinal in turns]
        return sorted(
            (seat for seat in seats if self._census.has_texts(seat.number)),
            key=lambda seat: (seat.ordinal, seat.guest),
        )

    def _write(self, table: Table, topic: Topic, seat: _Seat) -> Portion:
        rng = stream(self._census.seed, "portion", topic.id, seat.number)
        tongue = _tongues(self._census.traits(seat.number).language, rng)
        held = choose_skills(topic, seat.ordinal, rng)
        if seat.guest:
            works = rng.randint(1, 2)
            return Dealer(table, _weakened(held[:works]), rng).portion(works, 0, tongue)
        works = rng.choices((3, 4, 5, 6), (42, 31, 18, 9))[0]
        if self._goes_beyond(topic, seat.ordinal):
            works = min(works, 4)
        duties = rng.choices((1, 2, 3), (25, 50, 25))[0]
        return Dealer(table, held, rng).portion(works, duties, tongue)


def _weakened(held: tuple[Held, ...]) -> tuple[Held, ...]:
    """Skills of a second topic: nobody is an expert in both."""
    return tuple(Held(each.topic, each.skill, min(each.level, 2)) for each in held)


def _tongues(language: str, rng: Random) -> Callable[[int], Tongue]:
    """The language of a person's n-th text; in a mixed profile the two alternate."""
    if language == "en":
        return lambda _: "en"
    if language == "zh":
        return lambda _: "zh"
    start = rng.randint(0, 1)
    return lambda place: "en" if (place + start) % 2 else "zh"
