"""Small markets whose right answers are known, and embedders that count or fail."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from matcher.arrays import FloatArray
from matcher.build import open_engine
from matcher.config import Settings, load_settings
from matcher.embed.hashing import HashingEmbedder
from matcher.embed.port import Embedder, Role
from matcher.matching.engine import Engine
from matcher.records import MATCHING, Consent, Experience, Need, Professional, Record, Requirement, Work

TODAY = date(2026, 11, 22)
AGREED = Consent((MATCHING,), TODAY - timedelta(100))
FIELDS = ("solar pumping", "wind turbines", "speech dialogue", "soil remediation", "steel welding", "tang poetry")


class CountingEmbedder(HashingEmbedder):
    """Keeps every text that it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def encode(self, texts: Sequence[str], *, role: Role = "document") -> FloatArray:
        self.texts.extend(texts)
        return super().encode(texts, role=role)


class FailingEmbedder(CountingEmbedder):
    """Breaks down at the text after the first ``most``."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def encode(self, texts: Sequence[str], *, role: Role = "document") -> FloatArray:
        if len(self.texts) + len(texts) > self._most:
            raise RuntimeError("the machine was switched off")
        return super().encode(texts, role=role)


def settings_in(folder: Path, **chosen: Any) -> Settings:
    return load_settings(**{"folder": folder, "embedder": "hashing", "today": TODAY, "show_weak": True} | chosen)


def engine_in(folder: Path, embedder: Embedder | None = None, **chosen: Any) -> Engine:
    return open_engine(settings_in(folder, **chosen), embedder=embedder)


def person(identifier: str, field: str = "solar pumping", **facts: Any) -> Professional:
    stated: dict[str, Any] = {
        "summary": f"Works on {field}.",
        "works": (Work(f"Advances in {field}", f"We study {field} in the field. {identifier} is shown.", 2020),),
        "consent": AGREED,
    }
    return Professional(**{"id": identifier} | stated | facts)


def need(identifier: str, field: str = "solar pumping", **facts: Any) -> Need:
    stated: dict[str, Any] = {
        "title": f"Wanted: {field}",
        "body": f"We look for an expert in {field}.",
        "requirements": (Requirement(f"Has studied {field}.", skill=field), Requirement("Leads teams.", "nice")),
    }
    return Need(**{"id": identifier} | stated | facts)


def market(people: int = 24) -> list[Record]:
    """People of six fields in turn, some facts stated and some not, and one need of each field."""
    languages = [("en",), ("zh", "en"), (), ("fr",)]
    made: list[Record] = [
        person(
            f"p{at:03}",
            FIELDS[at % len(FIELDS)],
            languages=languages[at % 4],
            stage=(None, "R2", "R4")[at % 3],
            experiences=(Experience(f"Engineer of {FIELDS[(at + 1) % 6]}", "Led a team.", None, 2000 + at),) * (at % 2),
        )
        for at in range(people)
    ]
    for at, field in enumerate(FIELDS):
        made.append(need(f"n{at}", field, languages=("en",) * (at % 2), stages=("R3",)))
    return made
