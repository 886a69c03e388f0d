"""Tells which topic a number has, and which number is the n-th of a topic, without counting up to it."""

from collections.abc import Mapping

from data.generator.draws import Deck, stream
from data.generator.shares import DISCIPLINES, TOPIC_WEIGHTS
from data.generator.topics import Topic


class Roster:
    """Deals topics to numbers: disciplines by their shares, and the topics of a discipline in turn.

    The n-th person of a topic (its ordinal, from 0) has the same number in every tier.
    """

    def __init__(self, seed: int, kind: str, topics: Mapping[str, Topic]) -> None:
        self._seed, self._kind, self._topics = seed, kind, topics
        self._deck = Deck(seed, f"{kind}-discipline", DISCIPLINES)
        self._cycles: dict[str, list[str]] = {name: [] for name in DISCIPLINES}
        for topic in topics.values():
            self._cycles[topic.discipline] += [topic.id] * TOPIC_WEIGHTS.get(topic.id, 1)
        empty = [name for name, cycle in self._cycles.items() if not cycle]
        if empty:
            raise ValueError(f"no topic bank has the discipline {', '.join(empty)}; add one")

    def topic_of(self, number: int) -> tuple[Topic, int]:
        """The topic of a number and its ordinal in the topic."""
        block, place = divmod(number - 1, 100)
        cards = self._deck.block(block)
        discipline = cards[place]
        turn = block * DISCIPLINES[discipline] + cards[:place].count(discipline)
        round_, step = divmod(turn, len(self._cycles[discipline]))
        cycle = self._cycle(discipline, round_)
        name = cycle[step]
        return self._topics[name], round_ * cycle.count(name) + cycle[:step].count(name)

    def number_of(self, topic: Topic, ordinal: int) -> int:
        """The number that has the given ordinal in a topic; the inverse of ``topic_of``."""
        weight = self._cycles[topic.discipline].count(topic.id)
        round_, wanted = divmod(ordinal, weight)
        cycle = self._cycle(topic.discipline, round_)
        step = _place(cycle, topic.id, wanted)
        turn = round_ * len(cycle) + step
        block, wanted = divmod(turn, DISCIPLINES[topic.discipline])
        return block * 100 + _place(self._deck.block(block), topic.discipline, wanted) + 1

    def _cycle(self, discipline: str, round_: int) -> tuple[str, ...]:
        cycle = list(self._cycles[discipline])
        stream(self._seed, self._kind, "cycle", discipline, round_).shuffle(cycle)
        return tuple(cycle)


def _place(items: tuple[str, ...], wanted: str, nth: int) -> int:
    """Where the nth (from 0) occurrence of an item is."""
    return [place for place, item in enumerate(items) if item == wanted][nth]
