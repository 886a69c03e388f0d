"""Decides the traits of every person by number: topic, stage, country, language and noise."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from data.generator import shares
from data.generator.draws import Deck, flag, stream
from data.generator.roster import Roster
from data.generator.topics import Topic
from matcher.records import Stage

ROUND = 12
"""So many people of one topic draw their texts from the same deck."""

_FLAGS: Mapping[str, int] = {
    "stale": shares.STALE,
    "unknown_availability": shares.UNKNOWN_AVAILABILITY,
    "claimed_only": shares.CLAIMED_ONLY,
    "garbled": shares.GARBLED,
    "hub": shares.HUBS,
    "instructions": shares.INSTRUCTIONS,
    "conflict": shares.CONFLICTS,
    "exclusions": shares.EXCLUSIONS,
    "unknown_languages": shares.UNKNOWN_LANGUAGES,
}


@dataclass(frozen=True, slots=True)
class Traits:
    """What is fixed about a person before any text is written."""

    number: int
    topic: Topic
    ordinal: int
    language: str
    stage: Stage
    country: str
    chinese: bool
    consent: str
    flags: frozenset[str]

    @property
    def id(self) -> str:
        return f"P{self.number:05}"


class Census:
    """Traits of people by number; each depends on the seed and the number only."""

    def __init__(self, seed: int, topics: Mapping[str, Topic]) -> None:
        self.seed = seed
        self.roster = Roster(seed, "person", topics)
        self._languages = Deck(seed, "person-language", shares.PROFILE_LANGUAGES)
        self._stages = Deck(seed, "stage", shares.STAGES)
        self._countries = Deck(seed, "country", shares.COUNTRIES)
        self._consents = Deck(seed, "consent", shares.CONSENTS)
        self._chinese = flag(seed, "chinese-name", shares.CHINESE_NAMES)
        self._twins = flag(seed, "twin", shares.TWINS)
        self._flags = {name: flag(seed, name, percent) for name, percent in _FLAGS.items()}
        self.traits = lru_cache(maxsize=4096)(self._traits)

    def twin_of(self, number: int) -> int | None:
        """The number of the earlier person that this one repeats, or None for a person of their own."""
        if number == 1 or not self._twins.draw(number):
            return None
        rng = stream(self.seed, "twin", number)
        for _ in range(30):
            earlier = number - rng.randint(1, min(number - 1, 150))
            if self._can_be_repeated(earlier):
                return earlier
        return None

    def has_texts(self, number: int) -> bool:
        """Whether the person has works of their own: neither a repeat nor a hub."""
        return not self._flags["hub"].draw(number) and self.twin_of(number) is None

    def second_turns(self, topic: Topic, round_: int) -> tuple[int, ...]:
        """The ordinals in a round whose people also work in the neighbour topic."""
        rng = stream(self.seed, "second", topic.id, round_)
        expected = ROUND * shares.SECOND_TOPIC / 100
        count = int(expected) + (rng.random() < expected % 1)
        return tuple(sorted(round_ * ROUND + place for place in rng.sample(range(ROUND), count)))

    def _can_be_repeated(self, number: int) -> bool:
        if self._twins.draw(number) or self._flags["hub"].draw(number):
            return False
        return self._chinese.draw(number) or self._languages.draw(number) == "zh"

    def _traits(self, number: int) -> Traits:
        topic, ordinal = self.roster.topic_of(number)
        language = self._languages.draw(number)
        return Traits(
            number=number,
            topic=topic,
            ordinal=ordinal,
            language=language,
            stage=self._stages.draw(number),
            country=self._countries.draw(number),
            chinese=language == "zh" or self._chinese.draw(number),
            consent=self._consents.draw(number),
            flags=frozenset(name for name, deck in self._flags.items() if deck.draw(number)),
        )
