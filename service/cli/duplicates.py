"""Pairs of professionals that may be one person, for a human to look at."""

from collections.abc import Mapping
from typing import Any

from rich.text import Text

from matcher.build import open_store, simplifying
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
from service.cli.terminal import console, plain, print_json, print_text

_MOST_CROWDS = 20
_COLOURS = {"strong": "bold red", "likely": "yellow", "possible": "cyan"}


def show_duplicates(limit: int, language: Language, *, as_json: bool) -> None:
    """The strongest proposals among all professionals in the store, consented to matching or not."""
    settings = load_settings()
    store = open_store(settings, new=False)
    try:
        records = store.rows("professional").values()
    finally:
        store.close()
    people = {person.id: person for person in records if isinstance(person, Professional)}
    duplicates = propose(people.values(), simplifying(settings))
    if as_json:
        print_json(_as_json(duplicates, people, limit, language))
        return
    for proposal in duplicates.proposals[:limit]:
        console().print(_proposal(proposal, people, language))
    for crowd in duplicates.crowds[:_MOST_CROWDS]:
        print_text(crowd_text(crowd.name, crowd.people, language), "dim")
    if duplicates.thinned:
        print_text(thinned_text(duplicates.thinned, language), "dim")
    count = len(duplicates.proposals)
    print_text(duplicates_counted(count, min(limit, count), language), "bold")


def _proposal(proposal: Proposal, people: Mapping[str, Professional], language: Language) -> Text:
    head = (f"{duplicate_grade(proposal.grade, language)}  ", _COLOURS[proposal.grade])
    names = f"{_names(people[proposal.first])}  ~  {_names(people[proposal.second])}\n"
    reasons = "".join(
        f"     {reason.weight:+d}  {duplicate_reason(reason.code, reason.count, language)}\n"
        for reason in proposal.reasons
    )
    return Text.assemble(head, names, reasons)


def _names(person: Professional) -> str:
    return f"{person.id}  {tame(' / '.join(filter(None, (person.name, *person.aliases))))}"


def _as_json(
    duplicates: Duplicates, people: Mapping[str, Professional], limit: int, language: Language
) -> dict[str, Any]:
    """The proposals up to the limit with names and worded reasons, how many there are, and the crowds."""
    proposals = []
    for proposal in duplicates.proposals[:limit]:
        reasons = [
            plain(reason) | {"text": duplicate_reason(reason.code, reason.count, language)}
            for reason in proposal.reasons
        ]
        names = [people[proposal.first].name, people[proposal.second].name]
        proposals.append(plain(proposal) | {"names": names, "reasons": reasons})
    return {
        "count": len(duplicates.proposals),
        "proposals": proposals,
        "crowds": [plain(crowd) for crowd in duplicates.crowds],
        "thinned": duplicates.thinned,
    }
