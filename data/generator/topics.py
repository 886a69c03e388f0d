"""Reads the topic banks: the texts of one specialist field each, in English and Chinese."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from data.generator.checks import BankError, problems_of

Tongue = Literal["en", "zh"]
Both = Mapping[Tongue, tuple[str, ...]]

FOLDER = Path(__file__).parent.parent / "topics"


@dataclass(frozen=True, slots=True)
class Slot:
    """What may stand in a gap of a text: pairs of words, or numbers with a unit."""

    pairs: tuple[tuple[str, str], ...] = ()
    low: float = 0
    high: float = 0
    step: float = 1
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Skill:
    """One assessable ability inside a topic, with the texts that show it or ask for it."""

    id: str
    name: Mapping[Tongue, str]
    aliases: Both
    titles: Both
    works: Both
    experiences: Both
    requires: Both


@dataclass(frozen=True, slots=True)
class Topic:
    """One specialist field."""

    id: str
    discipline: str
    theme: str
    name: Mapping[Tongue, str]
    roles: Both
    need_titles: Both
    problems: Both
    slots: Mapping[str, Slot]
    skills: tuple[Skill, ...]

    def key(self, skill: Skill) -> str:
        """The name of a skill in the truth files, unique over all topics."""
        return f"{self.id}/{skill.id}"


def load_topics(folder: Path = FOLDER) -> dict[str, Topic]:
    """All banks of the folder by id; raises BankError that lists what is wrong in which file."""
    files = sorted(folder.glob("*.toml"))
    if not files:
        raise BankError(f"{folder}: there is no topic bank here; give the folder that holds the *.toml files")
    topics = [load_topic(file) for file in files]
    return {topic.id: topic for topic in topics}


def load_topic(file: Path) -> Topic:
    """One bank; raises BankError if it cannot be parsed or breaks a rule."""
    try:
        bank = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BankError(f"{file}: is not TOML in UTF-8: {error}") from error
    problems = problems_of(bank, file.stem)
    if problems:
        raise BankError(f"{file}: " + "; ".join(problems))
    return _topic(bank)


def _topic(bank: Mapping[str, Any]) -> Topic:
    return Topic(
        id=bank["id"],
        discipline=bank["discipline"],
        theme=bank["theme"],
        name={"en": bank["en"], "zh": bank["zh"]},
        roles=_both(bank, "roles"),
        need_titles=_both(bank, "need_titles"),
        problems=_both(bank, "problems"),
        slots={name: _slot(given) for name, given in bank["slots"].items()},
        skills=tuple(_skill(given) for given in bank["skills"]),
    )


def _skill(given: Mapping[str, Any]) -> Skill:
    return Skill(
        id=given["id"],
        name={"en": given["en"], "zh": given["zh"]},
        aliases=_both(given, "aliases"),
        titles=_both(given, "titles"),
        works=_both(given, "works"),
        experiences=_both(given, "experiences"),
        requires=_both(given, "requires"),
    )


def _both(given: Mapping[str, Any], key: str) -> Both:
    return {"en": tuple(given[f"{key}_en"]), "zh": tuple(given[f"{key}_zh"])}


def _slot(given: Any) -> Slot:
    if isinstance(given, dict):
        return Slot(**given)
    return Slot(pairs=tuple((english, chinese) for english, chinese in given))
