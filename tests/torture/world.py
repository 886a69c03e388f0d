"""A small store with reports in a folder, and what must be true of it after whatever happened."""

import shutil
from base64 import b64encode
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from matcher.build import open_engine
from matcher.config import Settings, load_settings
from matcher.matching.engine import Engine
from matcher.records import Professional, Record, Work
from tests.integration.worlds import AGREED, TODAY, market

CANARY = "canary-5521"
_WORDS = (CANARY, "Canaria Nameworth", "Canarysong pumps lift water for the pasture of the highlands")


def settings_in(home: Path) -> Settings:
    """Without a model and with a vocabulary of two skills, which opens fast: nothing here is about quality."""
    return load_settings(
        folder=home, embedder="hashing", index="exact", today=TODAY, show_weak=True, bridge="none",
        vocabulary=Path(__file__).with_name("skills.tsv"),
    )  # fmt: skip


def canary() -> Professional:
    """Somebody whose words stand nowhere else."""
    return Professional(
        id=CANARY, name=_WORDS[1], summary=f"{_WORDS[2]}. Solar pumping.", works=(Work("Solar pumping", _WORDS[2]),),
        consent=AGREED,
    )  # fmt: skip


def filled(home: Path, people: int = 12) -> None:
    """A store of some people, the canary among them, with its caches."""
    engine = open_engine(settings_in(home))
    engine.records.put_many([*market(people), canary()])
    engine.save()
    engine.close()


def fresh(template: Path, home: Path) -> None:
    """The folder as the template is."""
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(template, home)


def answers(engine: Engine) -> list[Any]:
    """What is answered both ways, with every number and sentence."""
    needs, people = engine.matching.open_needs(), engine.matching.consented_people()
    return [needs, people, *(engine.matching.candidates(one, 4) for one in needs[:2])] + [
        engine.matching.suggestions(one, 3) for one in people[:2]
    ]


def ranked(engine: Engine) -> list[Any]:
    """What is answered both ways, ids and scores alone."""
    needs, people = engine.matching.open_needs(), engine.matching.consented_people()
    lists = [engine.matching.scores("candidates", one, 8) for one in needs[:2]]
    return [needs, people, *lists, engine.matching.scores("suggestions", people[0], 3)]


def answered_in(home: Path) -> list[Any]:
    """The answers of a new process's engine."""
    engine = open_engine(settings_in(home), new=False)
    try:
        return answers(engine)
    finally:
        engine.close()


def check_whole(home: Path, scratch: Path) -> Engine:
    """Opens the store; every row is as it was written, and the caches answer as the store alone does."""
    engine = open_engine(settings_in(home), new=False)
    assert engine.store.damage() == []
    engine.check_files()
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    engine.store.back_up(scratch / "homematch.db")
    alone = open_engine(settings_in(scratch), new=False)
    assert ranked(engine) == ranked(alone), "the caches do not hold what the store holds"
    alone.close()
    return engine


def changed(record: Record, number: int) -> Record:
    """Another version of a record."""
    assert isinstance(record, Professional)
    return replace(record, headline=f"Version {number}")


def files_with_canary(home: Path) -> list[str]:
    """Files in which bytes of the canary stand, in any of four forms of writing."""
    needles: set[bytes] = set()
    for word in _WORDS:
        plain = word.encode()
        needles |= {plain, word.encode("utf-16-le"), b64encode(plain)[:-4], quote(word).encode()}
    return sorted(
        str(file.relative_to(home))
        for file in home.rglob("*")
        if file.is_file() and any(needle in file.read_bytes() for needle in needles)
    )
