"""A need as a form: what was typed, as a record or as problems by field; changes of two people put together."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from hashlib import sha256
from typing import Any, cast, get_args

from starlette.datastructures import FormData

from matcher.errors import HomeMatchError
from matcher.records import STAGES, Mode, Need, NeedType, Period, Requirement, RequirementKind

MODES: tuple[str, ...] = get_args(Mode)
TYPES: tuple[str, ...] = get_args(NeedType)
LANGUAGES = ("zh", "en", "de", "fr", "ja", "ko", "ru", "es")
FIELDS = (
    "title", "body", "type", "base", "languages", "modes", "stages", "period_start", "period_end", "deadline",
    "visibility", "controlled",
)  # fmt: skip
_LISTS = frozenset({"languages", "modes", "stages"})
_DAYS = ("period_start", "period_end", "deadline")
MOST_REQUIREMENTS = 40
_LONGEST = 40_000
_BETWEEN = re.compile(r"\s*(?:[|｜;；]|\s或\s?|(?<=[一-鿿])或(?=[一-鿿])|\sor\s)\s*")
_VAGUE = re.compile(
    r"丰富.{0,4}经验|经验丰富|较强|良好|优秀|资深|extensive|strong|excellent|good|rich|proven", re.IGNORECASE
)
"""Words that nobody can check against a profile."""


@dataclass(frozen=True)
class RequirementForm:
    """One requirement as it is typed; ``skills`` are alternatives with a bar between them; ``kind`` may be "drop"."""

    text: str
    skills: str = ""
    kind: str = "must"
    weight: float = 1.0
    start: int | None = None
    end: int | None = None

    @property
    def is_vague(self) -> bool:
        """Whether it asks for something that cannot be checked."""
        return _VAGUE.search(f"{self.text} {self.skills}") is not None

    @property
    def alternatives(self) -> tuple[str, ...]:
        """The skills of which any one does."""
        return tuple(dict.fromkeys(part for part in _BETWEEN.split(self.skills.strip()) if part))


@dataclass(frozen=True)
class NeedForm:
    """Everything that was typed; lists have spaces between their values."""

    values: Mapping[str, str]
    requirements: tuple[RequirementForm, ...] = ()

    def chosen(self, name: str) -> list[str]:
        """The values of a field of several."""
        return self.values[name].split()

    @property
    def as_json(self) -> str:
        """The same as text, to be sent along and compared later."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)


@dataclass(frozen=True)
class Conflict:
    """A field that two people changed differently; ``now`` is what is kept, ``own`` what was typed."""

    field: str
    now: str
    own: str


@dataclass(frozen=True)
class Merged:
    """What two people changed, put together as far as they do not contradict each other."""

    form: NeedForm
    conflicts: tuple[Conflict, ...] = field(default=())


def form_of(need: Need) -> NeedForm:
    """A need that is kept, as a form."""
    period = need.period or Period()
    days = {"period_start": period.start, "period_end": period.end, "deadline": need.deadline}
    values = {
        "title": need.title, "body": need.body, "type": need.type or "", "base": need.base or "",
        "languages": " ".join(need.languages), "modes": " ".join(need.modes), "stages": " ".join(need.stages),
        "visibility": need.visibility, "controlled": "yes" if need.controlled else "",
    } | {name: day.isoformat() if day else "" for name, day in days.items()}  # fmt: skip
    return NeedForm(values, tuple(map(requirement_form, need.requirements)))


def requirement_form(one: Requirement) -> RequirementForm:
    """A requirement as it is typed."""
    return RequirementForm(one.text, " | ".join(one.skills), one.kind, one.weight, one.start, one.end)


def one_a_sentence(read: Sequence[Requirement]) -> tuple[RequirementForm, ...]:
    """Requirements that were read from a text, one for each sentence: it goes by the first skill that it names."""
    forms: dict[tuple[str, int | None], RequirementForm] = {}
    for one in read:
        key = one.text, one.start
        known = forms.get(key)
        weight = min(known.weight + one.weight, 10.0) if known else one.weight
        forms[key] = replace(known or requirement_form(one), weight=weight)
    return tuple(forms.values())


def empty_form(base: str) -> NeedForm:
    """A form for a new need of a base."""
    return NeedForm(dict.fromkeys(FIELDS, "") | {"base": base, "visibility": "public"})


def typed(form: FormData) -> NeedForm:
    """What stands in a form that was sent."""
    values = {name: " ".join(_texts(form, name)) if name in _LISTS else _text(form, name) for name in FIELDS}
    requirements = [
        RequirementForm(
            _text(form, f"requirement-{place}-text"), _text(form, f"requirement-{place}-skills"),
            _text(form, f"requirement-{place}-kind") or "must", _weight(_text(form, f"requirement-{place}-weight")),
            _whole(_text(form, f"requirement-{place}-start")), _whole(_text(form, f"requirement-{place}-end")),
        )
        for place in range(MOST_REQUIREMENTS)
        if f"requirement-{place}-text" in form
    ]  # fmt: skip
    return NeedForm(values, tuple(requirements))


def problems_of(form: NeedForm, bases: Sequence[str]) -> dict[str, str]:
    """What is wrong, by field: the end of a key of words."""
    problems: dict[str, str] = {}
    values = form.values
    if not values["title"].strip() and not values["body"].strip():
        problems["title"] = "empty"
    if values["type"] and values["type"] not in TYPES:
        problems["type"] = "choice"
    if values["base"] not in bases:
        problems["base"] = "base"
    problems |= {name: "day" for name in _DAYS if values[name] and _day(values[name]) is None}
    start, end = _day(values["period_start"]), _day(values["period_end"])
    if start and end and end < start:
        problems["period_end"] = "before"
    return problems


def need_of(form: NeedForm, kept: Need) -> Need:
    """The record that a form without problems makes of the one that is kept; raises HomeMatchError or ValueError."""
    values = form.values
    start, end = _day(values["period_start"]), _day(values["period_end"])
    stages, modes = _known(form, "stages", STAGES), _known(form, "modes", MODES)
    return replace(
        kept, title=values["title"].strip(), body=values["body"].strip(), type=cast(Any, values["type"] or None),
        base=values["base"] or None, languages=tuple(form.chosen("languages")), stages=cast(Any, stages),
        modes=cast(Any, modes), period=Period(start, end) if start or end else None,
        deadline=_day(values["deadline"]), controlled=values["controlled"] == "yes",
        visibility="restricted" if values["visibility"] == "restricted" else "public",
        requirements=requirements_of(form),
    )  # fmt: skip


def requirements_of(form: NeedForm) -> tuple[Requirement, ...]:
    """The requirements that were typed, without those that are not wanted or empty."""
    wanted = [one for one in form.requirements if one.kind in get_args(RequirementKind) and _said(one)]
    return tuple(_requirement(one) for one in wanted)


def _requirement(one: RequirementForm) -> Requirement:
    first, *others = one.alternatives or ("",)
    return Requirement(
        one.text.strip() or one.skills.strip(), cast(RequirementKind, one.kind), one.weight, first or None, one.start,
        one.end, tuple(others),
    )  # fmt: skip


def version_of(need: Need) -> str:
    """A short hash of what a need holds: another one tells that somebody has changed it."""
    return sha256(repr(need).encode("utf-8", "replace")).hexdigest()[:16]


def merged(before: NeedForm, own: NeedForm, now: NeedForm) -> Merged:
    """What one changed and what was kept meanwhile: a field that only one side changed is taken from that side."""
    values, conflicts = {}, []
    for name in FIELDS:
        first, typed_value, kept = (side.values.get(name, "") for side in (before, own, now))
        values[name] = kept if typed_value == first else typed_value
        if typed_value not in (first, kept) and kept != first:
            conflicts.append(Conflict(name, kept, typed_value))
    requirements = now.requirements if own.requirements == before.requirements else own.requirements
    if own.requirements not in (before.requirements, now.requirements) and now.requirements != before.requirements:
        conflicts.append(Conflict("requirements", shown(now.requirements), shown(own.requirements)))
    return Merged(NeedForm(values, requirements), tuple(conflicts))


def form_from_json(text: str) -> NeedForm | None:
    """A form that was sent along as text; None if it is not one."""
    try:
        given = json.loads(text)
        values = {name: str(given["values"].get(name, "")) for name in FIELDS}
        return NeedForm(values, tuple(RequirementForm(**one) for one in given["requirements"]))
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def shown(requirements: Sequence[RequirementForm]) -> str:
    """Requirements as lines of text."""
    return "\n".join(f"{one.skills or one.text}" for one in requirements)


def rearranged(form: NeedForm, act: str) -> NeedForm:
    """The form after a button beside its requirements: ``add``, ``up-2``, ``down-2``, ``join-2``, ``split-2``.

    The number is the place of the requirement, from 0; a button that means nothing here changes nothing.
    """
    name, _, number = act.partition("-")
    rows, place = list(form.requirements), _whole(number)
    if name == "add" and len(rows) < MOST_REQUIREMENTS:
        rows.append(RequirementForm(""))
    elif place is None or place >= len(rows):
        return form
    elif name == "up" and place:
        rows[place - 1 : place + 1] = rows[place], rows[place - 1]
    elif name == "down" and place + 1 < len(rows):
        rows[place : place + 2] = rows[place + 1], rows[place]
    elif name == "join" and place:
        rows[place - 1 : place + 1] = [_joined(rows[place - 1], rows[place])]
    elif name == "split" and len(rows[place].alternatives) > 1:
        rows[place : place + 1] = [
            replace(rows[place], skills=skill, text=skill, start=None, end=None) for skill in rows[place].alternatives
        ]
    return replace(form, requirements=tuple(rows[:MOST_REQUIREMENTS]))


def _joined(first: RequirementForm, second: RequirementForm) -> RequirementForm:
    """Two requirements as one that either of them meets."""
    skills = [*(first.alternatives or (first.text,)), *(second.alternatives or (second.text,))]
    text = first.text if first.text == second.text else "；".join(filter(None, (first.text, second.text)))
    return replace(first, text=text, skills=" | ".join(dict.fromkeys(filter(None, skills))), start=None, end=None)


def _said(one: RequirementForm) -> bool:
    return bool(one.text.strip() or one.skills.strip())


def _known(form: NeedForm, name: str, allowed: Sequence[str]) -> tuple[str, ...]:
    return tuple(one for one in form.chosen(name) if one in allowed)


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    return value.replace("\r\n", "\n").replace("\x00", "")[:_LONGEST] if isinstance(value, str) else ""


def _texts(form: FormData, name: str) -> list[str]:
    return [value[:40] for value in form.getlist(name) if isinstance(value, str) and value.strip()]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        return None


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 8 else None


def _weight(text: str) -> float:
    try:
        weight = float(text or 1)
    except ValueError:
        return 1.0
    return weight if 0 < weight <= 10 else 1.0


FORM_ERRORS = (HomeMatchError, ValueError)
"""What a record may refuse of a form although every field by itself is right."""
