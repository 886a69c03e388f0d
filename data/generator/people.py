"""Puts a person together: texts, conditions, consent, and the truth about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from data.generator import career, conditions, profile
from data.generator.census import Census, Traits
from data.generator.draws import stream
from data.generator.holding import Held
from data.generator.latent import PersonTruth
from data.generator.names import ChineseName, chinese_name, local_name
from data.generator.noise import garbled, with_instructions
from data.generator.organisations import employers
from data.generator.phrases_people import GENERIC_HEADLINE, GENERIC_SKILLS
from data.generator.portions import Portion
from data.generator.rounds import Rounds
from data.generator.topics import Skill, Topic
from data.generator.twins import repeated
from matcher.records import Experience, Organisation, Professional


@dataclass(frozen=True, slots=True)
class Person:
    """A record and the truth about it."""

    record: Professional
    truth: PersonTruth


class People:
    """Makes any person by number; what comes out depends on the seed, the banks and the number only."""

    def __init__(self, seed: int, topics: Mapping[str, Topic]) -> None:
        self._seed = seed
        self._census = Census(seed, topics)
        self._rounds = Rounds(self._census, topics)
        self._employers = employers()

    def person(self, number: int) -> Person:
        """The person with this number, from 1."""
        earlier = self._census.twin_of(number)
        if earlier is not None:
            return self._twin(number, earlier)
        traits = self._census.traits(number)
        person = self._hub(traits) if "hub" in traits.flags else self._own(traits)
        return _noisy(person, traits, stream(self._seed, "noise", number))

    def _own(self, traits: Traits) -> Person:
        """A person with texts of their own, before noise."""
        portions = [self._rounds.main(traits.number)]
        second = self._rounds.second(traits.number)
        portions += [second] if second and second.works else []
        held = [each for portion in portions for each in portion.held]
        rng = stream(self._seed, "person", traits.number)
        base = conditions.blank(traits, rng)
        last = base.updated.year if base.updated else career.NOW
        began = min(career.beginning(traits, rng), last - 2)
        claimed = _claimed(traits, portions[0], rng)
        places = self._places(traits, rng)
        drafts = [draft for portion in portions for draft in portion.works]
        record = replace(
            base,
            headline=profile.headline(traits),
            summary=profile.summary(traits, held, base.engagements, last - began, rng),
            works=career.works(drafts, traits, began, last, rng),
            experiences=career.experiences(portions[0].duties, traits, began, last, places, rng),
            skills=profile.skills(traits, held, claimed, rng),
            organisation=places[0].id,
        )
        record = self._named(record, traits, rng)
        if "conflict" in traits.flags:
            record = self._with_conflict(record, rng)
        return Person(record, _truth(traits, held, claimed, portions))

    def _hub(self, traits: Traits) -> Person:
        rng = stream(self._seed, "person", traits.number)
        tongue = profile.tongue_of(traits, rng)
        duty = profile.generic_duty(traits, rng)
        record = replace(
            conditions.blank(traits, rng),
            headline=GENERIC_HEADLINE[tongue],
            summary=profile.generic_summary(traits, rng),
            experiences=(Experience("Consultant" if tongue == "en" else "顾问", duty, None, 2012, None),),
            skills=GENERIC_SKILLS[tongue],
        )
        truth = _truth(traits, [], None, [])
        flags = tuple(flag for flag in truth.flags if flag not in ("claimed_only", "conflict"))
        return Person(self._named(record, traits, rng), replace(truth, flags=flags))

    def _twin(self, number: int, earlier: int) -> Person:
        """A second registration of an earlier person."""
        original = self._own(self._census.traits(earlier))
        traits = self._census.traits(number)
        rng = stream(self._seed, "twin-record", number)
        record = repeated(original.record, traits, self._chinese_name(earlier), rng)
        truth = replace(original.truth, id=traits.id, duplicate_of=original.record.id, flags=("duplicate",))
        return Person(record, truth)

    def _chinese_name(self, number: int) -> ChineseName:
        return chinese_name(stream(self._seed, "name", number))

    def _named(self, record: Professional, traits: Traits, rng: Random) -> Professional:
        if not traits.chinese:
            return replace(record, name=local_name(stream(self._seed, "name", traits.number), traits.country))
        name = self._chinese_name(traits.number)
        forms = {"zh": (name.hanzi,), "mixed": (name.hanzi, name.pinyin)}.get(
            traits.language, (name.pinyin, name.pinyin, name.western)
        )
        chosen = rng.choice(forms)
        others = [form for form in name.forms() if form != chosen]
        return replace(record, name=chosen, aliases=tuple(rng.sample(others, rng.choice((0, 0, 1, 1, 2)))))

    def _places(self, traits: Traits, rng: Random) -> Sequence[Organisation]:
        """Where the person works now, and before: mostly in the country of residence."""
        here = list(self._employers[traits.country])
        fitting = [each for each in here if (each.type == "employer") != traits.stage.startswith("R")] or here
        elsewhere = [each for country, found in self._employers.items() if country != "CN" for each in found]
        return [
            rng.choice(fitting),
            *(rng.choice((rng.choice(here), rng.choice(elsewhere))) for _ in range(2)),
        ]

    def _with_conflict(self, record: Professional, rng: Random) -> Professional:
        """The person is, or was, employed by an organisation that needs come from."""
        owner = rng.choice(self._employers["CN"]).id
        if rng.random() < 0.4 or not record.experiences:
            return replace(record, organisation=owner)
        last = replace(record.experiences[-1], organisation=owner)
        return replace(record, experiences=(*record.experiences[:-1], last))


def _claimed(traits: Traits, portion: Portion, rng: Random) -> Skill | None:
    """A skill of the person's topic that none of their texts shows."""
    if "claimed_only" not in traits.flags:
        return None
    held = {each.skill.id for each in portion.held}
    return rng.choice([skill for skill in traits.topic.skills if skill.id not in held])


def _truth(traits: Traits, held: Sequence[Held], claimed: Skill | None, portions: Sequence[Portion]) -> PersonTruth:
    second = portions[1].held[0].topic.id if len(portions) > 1 else None
    return PersonTruth(
        id=traits.id,
        topic=traits.topic.id,
        second_topic=second,
        skills={each.key: each.level for each in held},
        claimed_only=(traits.topic.key(claimed),) if claimed else (),
        language=traits.language,
        duplicate_of=None,
        flags=tuple(sorted(traits.flags)),
    )


def _noisy(person: Person, traits: Traits, rng: Random) -> Person:
    record = person.record
    if "garbled" in traits.flags:
        record = garbled(record, rng)
    if "instructions" in traits.flags:
        record = with_instructions(record, profile.tongue_of(traits, rng), rng)
    return Person(record, person.truth)
