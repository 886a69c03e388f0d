"""Checks a topic bank against the rules of the format and says in words what is wrong."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

DISCIPLINES = (
    "ict",
    "biopharma",
    "energy",
    "environment",
    "materials",
    "manufacturing",
    "agrifood",
    "policy",
)
THEMES = (
    "solar-irrigation",
    "water-treatment",
    "industrial-waste",
    "modern-farming",
    "robotics-ai",
    "technology-transfer",
)
TOPIC_TEXTS = {
    "roles_en": 4,
    "roles_zh": 4,
    "need_titles_en": 3,
    "need_titles_zh": 3,
    "problems_en": 3,
    "problems_zh": 4,
}
SKILL_TEXTS = {
    "titles_en": 3,
    "titles_zh": 2,
    "works_en": 4,
    "works_zh": 3,
    "experiences_en": 2,
    "experiences_zh": 2,
    "requires_en": 2,
    "requires_zh": 2,
}
LENGTHS = {
    "problems_en": (35, 80),
    "problems_zh": (55, 150),
    "works_en": (28, 72),
    "works_zh": (45, 130),
    "experiences_en": (12, 42),
    "experiences_zh": (25, 85),
    "requires_en": (7, 32),
    "requires_zh": (12, 55),
}
"""Words in English; Chinese characters and Latin words in Chinese."""

_GAP = re.compile(r"\{(.*?)\}")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_UNITS = re.compile(r"[\u4e00-\u9fff]|[A-Za-z0-9.]+")
_RANGE = {"low", "high", "step", "unit"}


class BankError(ValueError):
    """A topic bank breaks the format; the text names the file, the place and the rule."""


def length(text: str, tongue: str) -> int:
    """How long a text is: words in English, characters and Latin words in Chinese."""
    return len(text.split()) if tongue == "en" else len(_UNITS.findall(text))


def problems_of(bank: Mapping[str, Any], stem: str) -> list[str]:
    """All broken rules of one bank, in reading order; empty if the bank is sound."""
    missing = [f"{key} is missing" for key in ("id", "discipline", "theme", "en", "zh") if key not in bank]
    if missing:
        return missing
    found = [*_heading(bank, stem), *_slots(bank)]
    used: Counter[str] = Counter()
    found += _texts(bank, "topic", TOPIC_TEXTS, bank, used)
    found += _skills(bank, used)
    found += [
        f"slot {name} is used {used[name]} times, want 2 or more" for name in bank.get("slots", {}) if used[name] < 2
    ]
    return found


def _heading(bank: Mapping[str, Any], stem: str) -> Iterator[str]:
    if bank["id"] != stem:
        yield f"id is {bank['id']!r} but the file is named {stem!r}"
    if bank["discipline"] not in DISCIPLINES:
        yield f"discipline is {bank['discipline']!r}; allowed: {', '.join(DISCIPLINES)}"
    if bank["theme"] not in ("", *THEMES):
        yield f"theme is {bank['theme']!r}; allowed: empty, {', '.join(THEMES)}"


def _slots(bank: Mapping[str, Any]) -> Iterator[str]:
    slots = bank.get("slots", {})
    if not 6 <= len(slots) <= 10:
        yield f"there are {len(slots)} slots, want 6 to 10"
    for name, given in slots.items():
        if isinstance(given, dict):
            if set(given) != _RANGE:
                yield f"slot {name} has the keys {sorted(given)}, want {sorted(_RANGE)}"
        elif len(given) < 6 or any(len(pair) != 2 for pair in given):
            yield f"slot {name} wants at least 6 pairs of English and Chinese"


def _skills(bank: Mapping[str, Any], used: Counter[str]) -> Iterator[str]:
    skills = bank.get("skills", [])
    if len(skills) != 6:
        yield f"there are {len(skills)} skills, want 6"
    if len({skill.get("id") for skill in skills}) != len(skills):
        yield "the id of a skill repeats"
    for skill in skills:
        where = f"skill {skill.get('id')}"
        yield from (f"{where}: {key} is missing" for key in ("id", "en", "zh") if not skill.get(key))
        for key in ("aliases_en", "aliases_zh"):
            if not 1 <= len(skill.get(key, [])) <= 3:
                yield f"{where}: {key} wants 1 to 3 texts"
        yield from _texts(skill, where, SKILL_TEXTS, bank, used)
    counts = Counter(text for skill in skills for key in SKILL_TEXTS for text in skill.get(key, []))
    yield from (f"a text repeats: {text[:40]}" for text, count in counts.items() if count > 1)


def _texts(
    part: Mapping[str, Any],
    where: str,
    wanted: Mapping[str, int],
    bank: Mapping[str, Any],
    used: Counter[str],
) -> Iterator[str]:
    for key, count in wanted.items():
        texts = part.get(key, [])
        if len(texts) != count:
            yield f"{where}: {key} has {len(texts)} texts, want {count}"
        for text in texts:
            names = _GAP.findall(text)
            used.update(names)
            known = {
                *bank.get("slots", {}),
                *(["place"] if key.startswith(("need_titles", "problems")) else []),
            }
            yield from (f"{where}: {key} uses an unknown slot {name}" for name in names if name not in known)
            yield from _text(text, where, key)


def _text(text: str, where: str, key: str) -> Iterator[str]:
    tongue = key[-2:]
    if tongue == "zh" and not _HAN.search(text):
        yield f"{where}: {key} has no Chinese: {text[:40]}"
    if tongue == "en" and _HAN.search(text):
        yield f"{where}: {key} has Chinese in English: {text[:40]}"
    if key in LENGTHS:
        low, high = LENGTHS[key]
        count = length(text, tongue)
        if not low <= count <= high:
            yield f"{where}: {key} has length {count}, want {low} to {high}: {text[:40]}"
