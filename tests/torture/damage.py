"""Files that are damaged at random or changed into other well-formed ones: noticed, or without an effect."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from matcher.artefacts import damaged
from matcher.build import open_engine
from matcher.config import MODELS
from matcher.errors import HomeMatchError
from matcher.matching.engine import Engine
from service.nightly import run_night, sha256_of
from tests.torture.world import answers, filled, fresh, settings_in

_MOST_BYTES = 64


@dataclass(frozen=True)
class Verdicts:
    """How many damages were noticed, and how many changed nothing that anybody reads; ``silent`` must be none."""

    noticed: int
    harmless: tuple[str, ...]
    silent: tuple[str, ...]


class Damage:
    """One folder with store, caches and report, and a copy of the shipped models; made again for each trial."""

    def __init__(self, folder: Path, seed: int = 29) -> None:
        self._template, self._home, self._models = folder / "template", folder / "home", folder / "models"
        self._random = Random(seed)
        filled(self._template)
        engine = open_engine(settings_in(self._template))
        run_night(engine, self._template / "reports", candidates=4)
        self._right = answers(engine)
        engine.save()
        engine.close()

    def at_random(self, times: int) -> Verdicts:
        """Some bytes of one file are others; store, caches, reports and models in turn."""
        return self._tried(times, self._flip)

    def well_formed(self, times: int) -> Verdicts:
        """One fact of one file is another that looks as right."""
        changes = [*map(_statement, _STATEMENTS), *_CHANGES]
        return self._tried(times, lambda number: changes[number % len(changes)](self._home, self._models))

    def _tried(self, times: int, harm: Callable[[int], str]) -> Verdicts:
        noticed, harmless, silent = 0, [], []
        for number in range(times):
            fresh(self._template, self._home)
            shutil.rmtree(self._models, ignore_errors=True)
            shutil.copytree(MODELS, self._models)
            what = harm(number)
            is_noticed, is_right = self._is_noticed(), self._is_right()
            noticed += is_noticed
            if not is_noticed:
                harmless.append(what)
            if not is_right:
                silent.append(what)
        return Verdicts(noticed, tuple(harmless), tuple(silent))

    def _flip(self, number: int) -> str:
        groups = (
            [self._home / "homematch.db"],
            sorted((self._home / "index").rglob("*.*")),
            sorted((self._home / "reports").rglob("report.*")),
            sorted(file for file in self._models.rglob("*") if file.suffix in (".json", ".tsv", ".gz")),
        )
        file = self._random.choice(groups[number % len(groups)])
        content = bytearray(file.read_bytes())
        if not content:
            return f"{file.name}: empty"
        start = self._random.randrange(len(content))
        for at in range(start, min(len(content), start + self._random.randint(1, _MOST_BYTES))):
            content[at] ^= self._random.randint(1, 255)
        file.write_bytes(content)
        return f"{file.relative_to(self._home.parent)} from byte {start}"

    def _is_noticed(self) -> bool:
        """What ``homematch doctor`` and an erasure look at."""
        try:
            if damaged(self._models):
                return True
            engine = open_engine(settings_in(self._home), new=False)
        except HomeMatchError:
            return True
        try:
            engine.check_files()
            return bool(engine.store.damage()) or not self._reports_are_whole(engine)
        except HomeMatchError:
            return True
        finally:
            engine.close()

    def _reports_are_whole(self, engine: Engine) -> bool:
        hashes = engine.store.published()
        files = [file for file in (self._home / "reports").glob("*/report.*") if file.is_file()]
        return bool(files) and all(hashes.get(f"{file.parent.name}/{file.name}") == sha256_of(file) for file in files)

    def _is_right(self) -> bool:
        """Whether a reader gets the right answers or an error, without anybody having run an examination."""
        try:
            settings = settings_in(self._home)
            if damaged(self._models):  # what is read of them is refused, one file at a time
                _refuses(self._models)
                return True
            engine = open_engine(settings, new=False)
        except HomeMatchError:
            return True
        try:
            return answers(engine) == self._right
        except HomeMatchError:
            return True
        finally:
            engine.close()


def _refuses(models: Path) -> None:
    """Each damaged model is refused when it is loaded from where it is shipped."""
    from matcher.artefacts import checked
    from matcher.errors import ModelError

    for name in damaged(models):
        try:
            checked(models / name, models)
        except ModelError:
            continue
        assert not (models / name).exists(), f"{name} is read although it is damaged"


def _statement(statement: str) -> Callable[[Path, Path], str]:
    def change(home: Path, _models: Path) -> str:
        with closing(sqlite3.connect(home / "homematch.db")) as connection, connection:
            connection.execute(statement)
        return statement

    return change


def _edited(file: Path, edit: Callable[[Any], None]) -> str:
    content = json.loads(file.read_text(encoding="utf-8"))
    edit(content)
    file.write_text(json.dumps(content), encoding="utf-8")
    return str(file)


def _scorecard(_home: Path, models: Path) -> str:
    def edit(content: Any) -> None:
        content["base"] = content.get("base", 0) + 0.25

    return _edited(models / "rankers" / "default" / "ranker.json", edit)


def _claims(_home: Path, models: Path) -> str:
    return _edited(models / "claims" / "default.json", lambda content: content.update(format=1, extra=1))


def _bridge(_home: Path, models: Path) -> str:
    return _edited(models / "bridge" / "bridge.json", lambda content: content.update(sha256="0" * 64))


def _skills(_home: Path, models: Path) -> str:
    file = models / "skills" / "skills.tsv"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(lines[:2]), encoding="utf-8")
    return str(file)


def _lexicon(_home: Path, models: Path) -> str:
    file = models / "bridge" / "lexicon.tsv"
    file.write_text("太阳能\twind\n", encoding="utf-8")
    return str(file)


def _cache_source(home: Path, _models: Path) -> str:
    return _edited(home / "index" / "manifest.json", lambda content: content["source"].update(sequence=1))


def _cache_column(home: Path, _models: Path) -> str:
    first, second = sorted((home / "index").rglob("*sentences.vectors.npy"))[:2]
    first.write_bytes(second.read_bytes())
    return str(first)


def _report(home: Path, _models: Path) -> str:
    (file,) = (home / "reports").glob("*/report.json")
    file.write_text(file.read_text(encoding="utf-8").replace("solar", "lunar"), encoding="utf-8")
    return str(file)


_CHANGES = (_scorecard, _claims, _bridge, _skills, _lexicon, _cache_source, _cache_column, _report)
_STATEMENTS = (
    "UPDATE records SET body = replace(body, 'solar', 'lunar')",
    "UPDATE records SET kind = 'base' WHERE row = 1",
    "UPDATE records SET id = 'somebody' WHERE row = 2",
    "UPDATE records SET sequence = sequence + 1 WHERE row = 1",
    "UPDATE consents SET until = '2000-01-01' WHERE row = 1",
    "UPDATE consents SET purpose = 'statistics' WHERE row = 1",
    "UPDATE vectors SET vector = zeroblob(length(vector))",
    "UPDATE vectors SET model = 'another'",
    "UPDATE derived SET body = (SELECT body FROM derived ORDER BY row DESC LIMIT 1)",
    "UPDATE derived SET rules = 'others'",
    "UPDATE records SET body = body || ' ' WHERE row = 4",
    "UPDATE recommendations SET rank = rank + 1",
    "UPDATE recommendations SET score = 0.5",
    "UPDATE changes SET kind = 'base' WHERE sequence = 1",
    "UPDATE facts SET value = '00000000-0000-0000-0000-000000000000' WHERE name = 'identity'",
    "DELETE FROM records WHERE row = 3",
)
