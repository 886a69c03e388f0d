"""Registers a person a second time under another form of the name."""

from dataclasses import replace
from datetime import timedelta
from random import Random

from data.generator.census import Traits
from data.generator.conditions import TODAY, consent
from data.generator.names import ChineseName
from matcher.records import Professional


def repeated(original: Professional, traits: Traits, name: ChineseName, rng: Random) -> Professional:
    """The same person under another id and name form, with some of the works and fewer details."""
    known = {original.name, *original.aliases}
    forms = [form for form in name.careless_forms() if form not in known] or [name.family_first]
    keep = max(2, round(len(original.works) * rng.uniform(0.55, 0.85)))
    kept = sorted(rng.sample(range(len(original.works)), min(keep, len(original.works))))
    updated = min(TODAY, (original.updated or TODAY) + timedelta(days=rng.randint(0, 90)))
    return replace(
        original,
        id=traits.id,
        name=forms[0] if rng.random() < 0.5 else rng.choice(forms),
        aliases=(),
        summary=original.summary if rng.random() < 0.5 else "",
        works=tuple(original.works[place] for place in kept),
        experiences=original.experiences[:1],
        skills=original.skills[: rng.randint(1, max(1, len(original.skills)))],
        availability=original.availability if rng.random() < 0.5 else None,
        exclusions=(),
        consent=consent(traits.consent, updated, rng),
        updated=updated,
    )
