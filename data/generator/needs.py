"""Puts a need together: problem, what is wanted, conditions, requirements, and the truth about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from data.generator import shares
from data.generator.affinity import closeness
from data.generator.draws import Deck, stream
from data.generator.latent import NeedTruth
from data.generator.organisations import employers
from data.generator.outline import Outline
from data.generator.phrases_needs import (
    ADVICE_MODE_SHARES,
    LANGUAGES,
    MODE_SHARES,
    MODES,
    SHORT_MODE_SHARES,
    WANTED,
)
from data.generator.pinned import PINS, Pin
from data.generator.places import CITIES, EARLY, PREFERRED
from data.generator.render import Filling, both, joined
from data.generator.requirements import Asked, choose, lines
from data.generator.rings import neighbours
from data.generator.roster import Roster
from data.generator.schedule import Schedule, schedule, sentence
from data.generator.topics import Tongue, Topic
from matcher.records import Mode, Need, NeedType, Stage

_SENIOR: tuple[tuple[Stage, ...], ...] = (
    ("R3", "R4", "senior", "executive"),
    ("R3", "R4"),
    ("R2", "R3", "R4", "senior"),
    ("senior", "executive", "founder"),
)
_SMALLER_DEMO = 64
"""Needs up to this number are at the bases that every tier has."""


@dataclass(frozen=True, slots=True)
class Sought:
    """A record of a need and the truth about it."""

    record: Need
    truth: NeedTruth


class Needs:
    """Makes any need by number; ``bases`` says how many bases there are to draw from."""

    def __init__(self, seed: int, topics: Mapping[str, Topic], bases: int) -> None:
        self._seed, self._topics, self._bases = seed, topics, bases
        self._roster = Roster(seed, "need", topics)
        self._neighbours = neighbours(topics)
        self._languages = Deck(seed, "need-language", shares.NEED_LANGUAGES)
        self._types = Deck(seed, "need-type", shares.NEED_TYPES)
        self._access = Deck(seed, "need-access", shares.NEED_ACCESS)
        self._states = Deck(seed, "need-state", shares.NEED_STATES)
        self._owners = [each.id for each in employers()["CN"]]

    def need(self, number: int) -> Sought:
        """The need with this number, from 1."""
        rng = stream(self._seed, "need", number)
        outline = self._outline(number)
        access = "public" if outline.pin else self._access.draw(number)
        state = "open" if outline.pin else self._states.draw(number)
        near = self._topics.get(self._neighbours.get(outline.topic.id, ""))
        asked = choose(outline.topic, near, outline.problem, outline.tongue, stream(self._seed, "asked", number))
        record = self._write(outline, asked, access, state, rng)
        flags = (access, state, "pinned" if outline.pin else "")
        return Sought(record, _truth(outline, asked, flags))

    def _outline(self, number: int) -> Outline:
        pin = PINS.get(number)
        if pin and pin.topic in self._topics:
            topic, ordinal, language, type_ = self._topics[pin.topic], pin.problem, pin.language, pin.type
        else:
            pin = None
            topic, ordinal = self._roster.topic_of(number)
            language, type_ = self._languages.draw(number), self._types.draw(number)
        return Outline(number, topic, ordinal, language, type_, self._base(number, topic, pin), pin)

    def _base(self, number: int, topic: Topic, pin: Pin | None) -> str:
        rng = stream(self._seed, "need-base", number)
        if pin and pin.base:
            chosen = pin.base
        elif topic.id in PREFERRED and rng.random() < 0.85:
            chosen = rng.choice(PREFERRED[topic.id])
        else:
            chosen = f"B{rng.randint(1, EARLY if number <= _SMALLER_DEMO else len(CITIES)):02}"
        return f"B{(int(chosen[1:]) - 1) % self._bases + 1:02}"

    def _write(self, outline: Outline, asked: Asked, access: str, state: str, rng: Random) -> Need:
        city = CITIES[int(outline.base[1:]) - 1]
        filling = Filling(outline.topic, rng, place=(city[0], city[1]))
        plan = schedule(outline.type, state, rng)
        languages = _working_languages(outline, rng)
        modes = _modes(outline.type, plan, rng)
        return Need(
            id=f"N{outline.number:04}",
            title=_title(outline, filling),
            body=_body(outline, asked, filling, plan, modes, languages, rng),
            type=outline.type,
            base=outline.base,
            organisation=self._owner(outline.number),
            theme=outline.topic.theme or None,
            requirements=lines(asked, outline.tongue, outline.other, rng),
            languages=languages,
            modes=modes,
            stages=rng.choice(_SENIOR) if rng.random() < 0.3 else (),
            period=plan.period if rng.random() < 0.9 else None,
            deadline=plan.deadline,
            status="closed" if state == "closed" else "open",
            visibility="restricted" if access == "restricted" else "public",
            controlled=access == "controlled",
            synthetic=True,
        )

    def _owner(self, number: int) -> str | None:
        """Two needs in five come from an organisation; each organisation has some."""
        turn, place = divmod(number, 5)
        return self._owners[(turn * 2 + place) % len(self._owners)] if place < 2 else None


def _title(outline: Outline, filling: Filling) -> str:
    """The title that is most about the problem."""
    if outline.pin and outline.pin.title:
        return outline.pin.title
    titles, tongue = outline.topic.need_titles[outline.tongue], outline.tongue
    shift = outline.ordinal % len(titles)
    turned = titles[shift:] + titles[:shift]
    return filling.fill(max(turned, key=lambda title: closeness(title, outline.problem, tongue)), tongue)


def _body(
    outline: Outline,
    asked: Asked,
    filling: Filling,
    plan: Schedule,
    modes: tuple[Mode, ...],
    languages: tuple[str, ...],
    rng: Random,
) -> str:
    tongue = outline.other
    names = [each.skill.name[tongue] for each in asked.must]
    wanted = rng.choice(WANTED[tongue][outline.type]).format(
        a=names[0], b=names[1], both=both(names[0], names[1], tongue)
    )
    sentences = [
        filling.fill(outline.problem, outline.tongue),
        wanted,
        rng.choice(MODES[tongue][modes]),
        sentence(plan, tongue, rng),
        LANGUAGES[tongue][languages],
    ]
    tongues: Sequence[Tongue] = (outline.tongue, tongue, tongue, tongue, tongue)
    return joined(list(zip(tongues, sentences, strict=True)))


def _modes(type_: NeedType, plan: Schedule, rng: Random) -> tuple[Mode, ...]:
    shares_of_modes = SHORT_MODE_SHARES if plan.months == 1 else MODE_SHARES
    if type_ in ("consulting", "survey"):
        shares_of_modes = ADVICE_MODE_SHARES
    return rng.choices(list(shares_of_modes), list(shares_of_modes.values()))[0]


def _working_languages(outline: Outline, rng: Random) -> tuple[str, ...]:
    if outline.language == "mixed" or rng.random() < 0.45:
        return ("zh", "en")
    return ("en",) if outline.language == "en" else ("zh",)


def _truth(outline: Outline, asked: Asked, flags: Sequence[str]) -> NeedTruth:
    return NeedTruth(
        id=f"N{outline.number:04}",
        topic=outline.topic.id,
        must={each.key: each.weight for each in asked.must},
        nice={each.key: each.weight for each in asked.nice},
        language=outline.language,
        flags=tuple(each for each in flags if each not in ("public", "open", "")),
    )
