"""Pairs of professionals that may be one person, for somebody to look at."""

from collections.abc import Mapping
from typing import Any

from rich.text import Text

from matcher.build import make_store, simplifying
from matcher.config import load_settings
from matcher.duplicates import Duplicates, Proposal, propose
from matcher.messages import (
    Language,
    crowd_text,
    duplicate_grade,
    duplicate_reason,
    duplicates_counted,
    tame,
    thinned_text,
)
from matcher.records import Professional
from service.cli.show import console, print_json
from service.present import plain

_MOST_CROWDS = 20
_COLOURS = {"strong": "bold red", "likely": "yellow", "possible": "cyan"}


def show_duplicates(limit: int, language: Language, *, as_json: bool) -> None:
    """The strongest proposals among all professionals in the store, consented to matching or not."""
    settings = load_settings()
    store = make_store(settings)
    try:
        people = {each.id: each for each in store.rows("professional").values() if isinstance(each, Professional)}
    finally:
        store.close()
    found = propose(people.values(), simplifying(settings))
    if as_json:
        print_json(_told(found, people, limit, language))
        return
    for each in found.proposals[:limit]:
        console().print(_pair(each, people, language))
    for crowd in found.crowds[:_MOST_CROWDS]:
        _say(crowd_text(crowd.name, crowd.people, language), "dim")
    if found.thinned:
        _say(thinned_text(found.thinned, language), "dim")
    _say(duplicates_counted(len(found.proposals), min(limit, len(found.proposals)), language), "bold")


def _pair(each: Proposal, people: Mapping[str, Professional], language: Language) -> Text:
    head = (f"{duplicate_grade(each.grade, language)}  ", _COLOURS[each.grade])
    who = f"{_who(people[each.first])}  ~  {_who(people[each.second])}\n"
    reasons = "".join(
        f"     {reason.weight:+d}  {duplicate_reason(reason.code, reason.count, language)}\n" for reason in each.reasons
    )
    return Text.assemble(head, who, reasons)


def _who(person: Professional) -> str:
    return f"{person.id}  {tame(' / '.join(filter(None, (person.name, *person.aliases))))}"


def _told(found: Duplicates, people: Mapping[str, Professional], limit: int, language: Language) -> dict[str, Any]:
    """The proposals up to the limit with names and worded reasons, how many there are, and the crowds."""
    told = []
    for each in found.proposals[:limit]:
        reasons = [plain(one) | {"text": duplicate_reason(one.code, one.count, language)} for one in each.reasons]
        names = [people[each.first].name, people[each.second].name]
        told.append(plain(each) | {"names": names, "reasons": reasons})
    crowds = [plain(each) for each in found.crowds]
    return {"count": len(found.proposals), "proposals": told, "crowds": crowds, "thinned": found.thinned}


def _say(words: str, style: str) -> None:
    console().print(words, style=style, markup=False, highlight=False)
