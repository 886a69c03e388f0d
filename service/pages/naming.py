"""How people, needs, organisations and countries are called, as a reader of either language says it."""

from typing import cast

from babel import Locale

from matcher.errors import NotFoundError
from matcher.matching.engine import Engine
from matcher.messages import Language, tame
from matcher.records import Need, Organisation, Professional


def display_name(person: Professional) -> str:
    """The name in the script that the person gave; the id where none was given."""
    return tame(person.name or "").strip() or person.id


def other_name(person: Professional) -> str:
    """Another form of the name, to stand beside it in small; empty if there is none."""
    return next((tame(alias) for alias in person.aliases if alias.strip() and alias != person.name), "")


def country_name(code: str, language: Language) -> str:
    """A country by its name; a code that has none as it is."""
    return str(Locale(language).territories.get(code, code))


def organisation_name(engine: Engine, given: str, language: Language) -> str:
    """What an organisation is called in a language; what is no id of one is its name already."""
    try:
        record = cast(Organisation, engine.records.get("organisation", given)[1])
    except NotFoundError:
        return tame(given)
    return (record.name_zh or record.name) if language == "zh" else record.name


def title_of(need: Need) -> str:
    """What a need is called: its title, or how its text begins."""
    return need.title.strip() or need.body.strip()[:60]
