"""Writes headline, summary and list of skills of a person."""

from collections.abc import Sequence
from random import Random

from data.generator import phrases_people as phrases
from data.generator.census import Traits
from data.generator.holding import Held
from data.generator.render import both, joined, lower_first, upper_first
from data.generator.topics import Skill, Tongue
from matcher.records import NeedType


def headline(traits: Traits) -> str:
    """What the person is, in the language of the profile."""
    if traits.language == "mixed":
        return f"{_role(traits, 'zh')} | {_role(traits, 'en')}"
    return _role(traits, "en" if traits.language == "en" else "zh")


def summary(traits: Traits, held: Sequence[Held], wishes: Sequence[NeedType], years: int, rng: Random) -> str:
    """One to three sentences: field, working manner, what the person looks for."""
    first: Tongue = "en" if traits.language == "en" else "zh"
    last: Tongue = "zh" if traits.language == "zh" else "en"
    sentences: list[tuple[Tongue, str]] = [(first, _field(traits, held, first, years, rng))]
    if rng.random() < 0.45:
        sentences.append((last, _numbered(rng.choice(phrases.SETTING[last]), rng)))
    if wishes and rng.random() < 0.8:
        sentences.append((last, _seeks(wishes, last, rng)))
    return joined(sentences)


def skills(traits: Traits, held: Sequence[Held], claimed: Skill | None, rng: Random) -> tuple[str, ...]:
    """The skills that the profile lists: most of those held, and the one that is only claimed."""
    listed_skills = [each.skill for each in held if rng.random() < 0.88]
    if claimed:
        listed_skills.insert(rng.randint(0, len(listed_skills)), claimed)
    return tuple(_skill_name(skill, tongue_of(traits, rng), rng) for skill in listed_skills)


def generic_summary(traits: Traits, rng: Random) -> str:
    """A long text that touches everything and shows nothing."""
    tongue = tongue_of(traits, rng)
    return joined([(tongue, sentence) for sentence in rng.sample(phrases.GENERIC[tongue], 16)])


def generic_duty(traits: Traits, rng: Random) -> str:
    """A position described in general words."""
    tongue = tongue_of(traits, rng)
    return joined([(tongue, sentence) for sentence in rng.sample(phrases.GENERIC[tongue], 5)])


def tongue_of(traits: Traits, rng: Random) -> Tongue:
    """A language of the profile; either one if it is mixed."""
    if traits.language == "mixed":
        return rng.choice(("en", "zh"))
    return "en" if traits.language == "en" else "zh"


def _role(traits: Traits, tongue: Tongue) -> str:
    roles, field = traits.topic.roles[tongue], traits.topic.name[tongue]
    if traits.stage == "R1":
        return f"Doctoral researcher, {lower_first(field)}" if tongue == "en" else f"{field}方向博士研究生"
    if traits.stage == "R2":
        return f"Postdoctoral researcher, {lower_first(field)}" if tongue == "en" else f"{field}方向博士后"
    if traits.stage == "R4":
        return f"Professor, {lower_first(field)}" if tongue == "en" else f"{field}方向教授"
    place = {"R3": 0, "senior": 1, "executive": 2, "founder": 3}[traits.stage]
    return roles[place]


def _field(traits: Traits, held: Sequence[Held], tongue: Tongue, years: int, rng: Random) -> str:
    strongest = sorted(held, key=lambda each: -each.level)
    names = [each.skill.name[tongue] for each in (strongest * 2)[:2]]
    sentence = rng.choice([each for each in phrases.FIELD[tongue] if years > 3 or "{years}" not in each])
    place = 0 if tongue == "en" else 1
    field = traits.topic.name[tongue]
    text = sentence.format(
        a=names[0],
        b=names[1],
        both=both(names[0], names[1], tongue),
        years=_years(years, tongue),
        few=rng.randint(2, 4) if tongue == "zh" else ("two", "three", "four")[rng.randint(0, 2)],
        field=lower_first(field) if tongue == "en" else field,
        trade=phrases.TRADES[traits.topic.discipline][place],
    )
    return upper_first(text) if tongue == "en" else text


def _years(years: int, tongue: Tongue) -> str:
    words = {4: "Four", 5: "Five", 6: "Six", 7: "Seven", 8: "Eight", 9: "Nine", 10: "Ten"}
    return words.get(years, str(years)).lower() if tongue == "en" else str(years)


def _numbered(sentence: str, rng: Random) -> str:
    small = rng.randint(2, 4)
    words = ("two", "three", "four")[small - 2]
    return sentence.format(people=rng.randint(4, 14), few=words if sentence.isascii() else small)


def _seeks(wishes: Sequence[NeedType], tongue: Tongue, rng: Random) -> str:
    chosen = [phrases.WISHES[tongue][wish] for wish in wishes[:2]]
    text = (", as well as " if tongue == "en" else "，也愿意").join(chosen)
    return rng.choice(phrases.SEEKS[tongue]).format(wishes=text)


def _skill_name(skill: Skill, tongue: Tongue, rng: Random) -> str:
    return skill.name[tongue] if rng.random() < 0.7 else rng.choice(skill.aliases[tongue])
