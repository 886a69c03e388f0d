"""Dates the works and positions of a person and says where the positions were held."""

from collections.abc import Mapping, Sequence
from random import Random

from data.generator.census import Traits
from data.generator.phrases_people import POLICY_POSTS, POSTS
from data.generator.portions import Draft
from matcher.records import Experience, Organisation, Work, WorkKind

NOW = 2026
EARLIEST_WORK = 2008

_BEGINNINGS: Mapping[str, tuple[int, int]] = {
    "R1": (2021, 2023),
    "R2": (2016, 2020),
    "R3": (2008, 2015),
    "R4": (1996, 2005),
    "senior": (2003, 2014),
    "executive": (1997, 2008),
    "founder": (2000, 2012),
}
"""Between which years someone of a stage began to work."""

_KINDS: Mapping[bool, tuple[int, int, int]] = {True: (74, 10, 16), False: (36, 24, 40)}
"""Shares of publications, patents and projects: researchers, then others."""


def beginning(traits: Traits, rng: Random) -> int:
    """The year in which the person began to work."""
    return rng.randint(*_BEGINNINGS[traits.stage])


def works(drafts: Sequence[Draft], traits: Traits, began: int, last: int, rng: Random) -> tuple[Work, ...]:
    """Works with a year, recent ones more often, and a kind; newest first."""
    dated = [
        Work(
            draft.title,
            draft.abstract,
            _year(max(EARLIEST_WORK, began), last, rng),
            _kind(draft, traits, rng),
        )
        for draft in drafts
    ]
    return tuple(sorted(dated, key=lambda work: -(work.year or 0)))


def experiences(
    duties: Sequence[str], traits: Traits, began: int, last: int, places: Sequence[Organisation], rng: Random
) -> tuple[Experience, ...]:
    """Positions, the present one first, each ending where the next begins."""
    breaks = sorted(rng.sample(range(began, max(last, began + 3)), min(len(duties), 3)), reverse=True)
    held = []
    end: int | None = None
    for place, (duty, start) in enumerate(zip(duties, breaks, strict=False)):
        where = places[min(place, len(places) - 1)].id
        held.append(Experience(_post(traits, place), duty, where, start, end))
        end = start
    return tuple(held)


def _year(first: int, last: int, rng: Random) -> int:
    return max(min(first, last), last - int(rng.expovariate(1 / 4)))


def _kind(draft: Draft, traits: Traits, rng: Random) -> WorkKind:
    if "patent)" in draft.title or "专利" in draft.title:
        return "patent"
    kinds: tuple[WorkKind, ...] = ("publication", "patent", "project")
    return rng.choices(kinds, _KINDS[traits.stage.startswith("R")])[0]


def _post(traits: Traits, place: int) -> str:
    posts = POSTS[traits.stage]
    if traits.topic.discipline == "policy" and not traits.stage.startswith("R"):
        posts = POLICY_POSTS
    english, chinese = posts[min(place, len(posts) - 1)]
    return {"en": english, "zh": chinese}.get(traits.language, f"{english} / {chinese}")
