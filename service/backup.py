"""Backups: a copy of store, reports and trained rankers, verified by hashes and by ten questions answered the same."""

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

from matcher.build import make_second, make_store, open_engine
from matcher.config import Settings
from matcher.errors import HomeMatchError, InputError, StoreError
from matcher.files import publish_folder, remove, remove_leftovers, replacing, scratch, turn
from matcher.marker import read_marker, write_marker
from matcher.matching.engine import Engine, Progress, Tombstone
from matcher.results import Direction
from matcher.store.accounts import AccountStore
from matcher.tombstones import hash_of_id
from service.erasing import read_journal, search_in, write_journal
from service.nightly import sha256_of

FORMAT = 1
MANIFEST = "backup.json"
_STORE = "homematch.db"
_FOLDERS = ("reports", "rankers", "exports")
_ASKED = 5
"""Questions each way: candidates for needs, suggestions for people."""
_SHOWN = 10
_NEVER = datetime.max.replace(tzinfo=UTC)
_PLACES = 5
"""Scores are compared to so many places: another processor adds up in another order."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question, and the ids and scores that answered it."""

    direction: Direction
    query: str
    answer: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds; ``erased`` is how many were erased again when it was restored."""

    store: str
    sequence: int
    day: str
    model: str
    files: Mapping[str, str]
    questions: tuple[Question, ...]
    erased: int = 0


def back_up_to(settings: Settings, folder: Path, progress: Progress) -> Backup:
    """Copy the store as it is at one moment, while others use it, and what stands beside it; into a new folder.

    The questions are answered from the copy. Raises InputError for a folder that exists or is in the one backed up.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"{folder} exists already; give the name of a new folder for the backup")
    if settings.folder.resolve() in (folder.resolve(), *folder.resolve().parents):
        raise InputError(f"{folder} is inside of {settings.folder}, which may be lost as a whole; give another place")
    folder.parent.mkdir(parents=True, exist_ok=True)
    remove_leftovers(folder.parent)
    engine = open_engine(settings, new=False)
    try:
        with replacing(folder) as (temporary,):
            temporary.mkdir()
            progress("copying", 0, 1)
            engine.store.back_up(temporary / _STORE)
            with turn(settings.folder / "reports"):  # no night is published halfway through the copy
                _copy_folders(settings.folder, temporary)
            progress("copying", 1, 1)
            with _engine_on(settings, temporary / _STORE, settings.folder, temporary) as copy:
                backup = Backup(
                    copy.store.identity, copy.store.sequence, str(copy.today()), copy.models, _hashes(temporary),
                    tuple(_questions(copy, progress)),
                )  # fmt: skip
            backup = replace(backup, files=_hashes(temporary))
            content = json.dumps(asdict(backup) | {"format": FORMAT}, ensure_ascii=False, indent=1)
            (temporary / MANIFEST).write_text(content, encoding="utf-8")
    finally:
        engine.close()
    return backup


def restore_from(settings: Settings, folder: Path, erasures: Path | None, progress: Progress) -> Backup:
    """Put a backup in the place of what is there, once it is verified and whoever was erased since is erased in it.

    The store changes in one transaction, so that a service that runs goes on with it. Raises InputError for a folder
    that is no backup or was damaged, and StoreError if the answers differ.
    """
    backup = read_backup(folder)
    if settings.store and not settings.store.startswith("sqlite"):
        raise InputError("a backup is restored into SQLite; leave HOMEMATCH_STORE empty, or use the database's tools")
    here = _since(settings)
    stones = [*read_journal(erasures or settings.folder / "erasures.jsonl"), *here.tombstones]
    settings.folder.mkdir(parents=True, exist_ok=True)
    remove_leftovers(settings.folder)
    with scratch(settings.folder) as staging:
        shutil.copytree(folder, staging, dirs_exist_ok=True)
        (staging / MANIFEST).unlink()
        erased = _verified(settings, staging, backup, replace(here, tombstones=tuple(stones)), progress)
        with turn(settings.folder / "reports"):
            _put_in_place(settings, staging)
    return replace(backup, erased=erased)


def read_backup(folder: Path) -> Backup:
    """What a backup says it holds, every file with the hash that it had; raises InputError."""
    file = folder / MANIFEST
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        if kept.pop("format") != FORMAT:
            raise InputError(f"{file} is of another version of HomeMatch; restore it with the one that wrote it")
        questions = tuple(
            Question(one["direction"], one["query"], tuple((name, score) for name, score in one["answer"]))
            for one in kept.pop("questions")
        )
        backup = Backup(**kept | {"questions": questions})
    except FileNotFoundError as error:
        raise InputError(f"{folder} is no backup: it has no {MANIFEST}; give a folder of `homematch backup`") from error
    except (ValueError, LookupError, TypeError) as error:
        raise InputError(f"{file} is damaged; use another backup") from error
    actual = _hashes(folder)
    wrong = sorted(name for name in {*backup.files, *actual} if backup.files.get(name) != actual.get(name))
    if wrong:
        raise InputError(f"{folder / wrong[0]} is not what was backed up ({len(wrong)} such files); use another backup")
    return backup


@dataclass(frozen=True, slots=True)
class _Since:
    """What was taken back since a backup was made, and must not come back with it."""

    tombstones: tuple[Tombstone, ...] = ()
    revoked: Mapping[str, datetime] = field(default_factory=dict)
    """By id of a key, when it was revoked."""
    closed: frozenset[str] = frozenset()
    """Ids of the accounts that nobody may sign in with any more."""


def _verified(
    settings: Settings, staging: Path, backup: Backup, since: _Since, progress: Progress
) -> int:  # fmt: skip
    """Ask the staged store what was asked of the backup, then take back what was taken back since; how many erased.

    Nobody is signed in to what is restored.
    """
    with _engine_on(settings, staging / _STORE, staging, staging, date.fromisoformat(backup.day)) as engine:
        if damage := engine.store.damage():
            raise StoreError(f"the backup is damaged: {damage[0]}; use another one")
        if engine.models == backup.model:
            _compare(engine, backup, progress)
        people = engine.records.ids("professional")
        hashes = {(stone.salt, stone.hash) for stone in since.tombstones}
        salts = {salt for salt, _ in hashes}
        engine.store.put_tombstones(since.tombstones)
        _close(engine.store.accounts, since)
        gone = [one for one in people if any((salt, hash_of_id("professional", one, salt)) in hashes for salt in salts)]
        for person in gone:
            engine.records.erase("professional", person, search_in(staging, engine.store))
        write_journal(staging, engine.store)
        engine.save()
    return len(gone)


def _close(accounts: AccountStore, since: _Since) -> None:
    accounts.drop_sessions(_NEVER)
    keys = accounts.keys()
    for key in keys:
        if key.revoked is None and key.id in since.revoked:
            accounts.put_key(replace(key, revoked=since.revoked[key.id]))
    for account in accounts.all():
        if account.active and account.id in since.closed:
            accounts.put(replace(account, active=False))


def _compare(engine: Engine, backup: Backup, progress: Progress) -> None:
    for number, question in enumerate(backup.questions):
        progress("asking", number, len(backup.questions))
        answer = _answer(engine, question.direction, question.query)
        same = [name for name, _ in answer] == [name for name, _ in question.answer] and all(
            abs(ours - theirs) < 10**-_PLACES
            for (_, ours), (_, theirs) in zip(answer, question.answer, strict=True)
        )  # fmt: skip
        if not same:
            raise StoreError(
                f"the backup answers {question.query!r} otherwise than when it was made; nothing was restored: check "
                "that the models, the vocabulary and HOMEMATCH_TODAY are those of that time, or use another backup"
            )
    progress("asking", len(backup.questions), len(backup.questions))


def _put_in_place(settings: Settings, staging: Path) -> None:
    """The store first, in one transaction; what stands beside it follows, one folder at a time."""
    store = make_store(settings)
    try:
        store.restore(staging / _STORE)
    finally:
        store.close()
    write_marker(settings.folder, store.identity)
    for name in (*_FOLDERS, "index"):
        if (staging / name).exists():
            _replace_folder(settings.folder / name, staging / name)
    if (staging / "erasures.jsonl").exists():
        (staging / "erasures.jsonl").replace(settings.folder / "erasures.jsonl")


def _replace_folder(folder: Path, by: Path) -> None:
    remove(folder)
    publish_folder(folder, lambda temporary: _move(by, temporary), before=lambda _temporary: None)


def _move(source: Path, target: Path) -> None:
    for path in source.iterdir():
        path.replace(target / path.name)


def _since(settings: Settings) -> _Since:
    """What the store that is replaced knows, as far as it can be read."""
    try:
        if not read_marker(settings.folder):
            return _Since()
        store = make_store(settings)
    except HomeMatchError:
        return _Since()
    try:
        keys = store.accounts.keys()
        revoked = {key.id: key.revoked for key in keys if key.revoked}
        closed = frozenset(account.id for account in store.accounts.all() if not account.active)
        return _Since(tuple(store.tombstones()), revoked, closed)
    except HomeMatchError:
        return _Since()
    finally:
        store.close()


@contextmanager
def _engine_on(settings: Settings, file: Path, caches: Path, home: Path, today: date | None = None) -> Iterator[Engine]:
    """An engine on a copy, on a day; with the caches of the original, if any: they are of the same store.

    A second model that stands in the original's folder reads there too.
    """
    folder = home / ".asking"
    if (caches / "index").exists() and caches != home:
        folder.mkdir()
        shutil.copytree(caches / "index", folder / "index")
    chosen = {
        "store": f"sqlite:///{file}", "folder": home if caches == home else folder, "store_id": "",
        "today": today or settings.today,
    }  # fmt: skip
    engine = open_engine(settings.model_copy(update=chosen), second=make_second(settings), new=False)
    try:
        engine.sync()
        yield engine
    finally:
        engine.close()
        remove(folder)


def _questions(engine: Engine, progress: Progress) -> Iterator[Question]:
    asked: list[tuple[Direction, str]] = []
    asked += [("candidates", one) for one in _spread(engine.matching.open_needs())]
    asked += [("suggestions", one) for one in _spread(engine.matching.consented_people())]
    for number, (direction, query) in enumerate(asked):
        progress("asking", number, len(asked))
        yield Question(direction, query, _answer(engine, direction, query))
    progress("asking", len(asked), len(asked))


def _answer(engine: Engine, direction: Direction, query: str) -> tuple[tuple[str, float], ...]:
    return tuple((name, round(score, 6)) for name, score in engine.matching.scores(direction, query, _SHOWN))


def _spread(ids: list[str]) -> list[str]:
    """Some ids from the whole list."""
    return [ids[len(ids) * number // _ASKED] for number in range(min(_ASKED, len(ids)))]


def _copy_folders(source: Path, target: Path) -> None:
    for name in _FOLDERS:
        if (source / name).exists():
            shutil.copytree(source / name, target / name, ignore=shutil.ignore_patterns(".*"))
    if (source / "erasures.jsonl").exists():
        shutil.copy2(source / "erasures.jsonl", target / "erasures.jsonl")


def _hashes(folder: Path) -> dict[str, str]:
    return {
        file.relative_to(folder).as_posix(): sha256_of(file)
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name != MANIFEST and ".asking" not in file.relative_to(folder).parts
    }
