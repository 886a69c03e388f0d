"""Takes an erased person out of reports, exports and logs; tells what else in the folder names them."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from matcher.files import atomic_write, put_back, remove, remove_leftovers, turn, unfinished
from matcher.matching.engine import Erasure, Searched, Store
from service.erasing.journal import write_journal
from service.erasing.traces import Traces
from service.nightly import REPORT_FILES, report_names, sha256_of, without

_WAIT = 600
"""Seconds that an erasure waits for a night that is writing its report; then it stays pending."""
_OURS = ("reports", "exports", "logs")
"""The folders whose files HomeMatch writes: a person is cut out of them without asking."""
_LINES = {".log", ".jsonl", ".txt", ".run", ".trec"}
_TABLES = {".csv": ",", ".tsv": "\t"}
_MODEL = "homematch-model.toml"
"""The file that every unpacked embedding model has in its folder."""
_APART = {"index"}
"""Caches: they are written anew by every erasure before the folder is searched."""


def search_in(folder: Path, store: Store) -> "_Search":
    """The search of a folder beside a store."""
    return _Search(folder, store)


class _Search:
    """Takes turns with the night, which publishes nobody who is gone once it is its turn again."""

    def __init__(self, folder: Path, store: Store) -> None:
        self._folder, self._store, self._reports = folder, store, folder / "reports"

    def __call__(self, erasure: Erasure) -> Searched:
        if not self._folder.exists():
            return Searched()
        write_journal(self._folder, self._store)
        traces = Traces(erasure.traces)
        with turn(self._reports, seconds=_WAIT) as is_ours:
            if not is_ours:
                return Searched(left=(f"{self._reports}: a night is writing its report; try again when it has ended",))
            if self._reports.exists():
                put_back(self._reports)
                remove_leftovers(self._reports)
            runs = tuple(self._cut_reports(traces))
            files, left = self._cut_files(traces)
        return Searched(runs, len(runs) * len(REPORT_FILES) + files, left)

    def _cut_reports(self, traces: Traces) -> Iterator[str]:
        """Rewrite every report that names the person; remove one that was changed since it was published."""
        hashes = self._store.published()
        for run in sorted(path for path in self._reports.glob("[!.]*") if path.is_dir()):
            files = [run / name for name in REPORT_FILES if (run / name).exists()]
            named = report_names(run / "report.json", traces.id)
            if not named and not any(traces.stand_in_file(file) for file in files):
                continue
            changed = any(
                hashes.get(f"{run.name}/{file.name}", "") not in ("", sha256_of(file)) for file in files
            ) or len(files) < len(REPORT_FILES)
            if changed or not self._rewritten(run, traces):
                for file in files:
                    remove(file)
                self._store.put_published({f"{run.name}/{name}": "" for name in REPORT_FILES})
                if not any(run.iterdir()):
                    run.rmdir()
            yield run.name

    def _rewritten(self, run: Path, traces: Traces) -> bool:
        """Whether a report could be written again without the person."""
        try:
            hashes = without(run, traces.id)
        except (OSError, ValueError):
            return False
        self._store.put_published(hashes)
        return not any(traces.stand_in_file(run / name) for name in REPORT_FILES)

    def _cut_files(self, traces: Traces) -> tuple[int, tuple[str, ...]]:
        """How many files of ours were cut or removed, and those of others that name the person."""
        cut, left = 0, []
        for file in _files(self._folder, self._store):
            if not traces.stand_in_file(file):
                continue
            if file.relative_to(self._folder).parts[0] in _OURS or file in unfinished(file.parent):
                _cut(file, traces)
                cut += 1
            else:
                left.append(f"{file}: names the person; delete it or take them out of it")
        return cut, tuple(left)


def _files(folder: Path, store: Store) -> Iterator[Path]:
    """The files of a folder but for the store's own, its caches and the embedding models."""
    own = {f"{name}{end}" for name in store.file_names for end in ("", "-wal", "-shm", "-journal")}
    for path in sorted(folder.rglob("*")):
        if path.relative_to(folder).parts[0] in _APART or not path.is_file() or path.is_symlink():
            continue
        if path.name not in own and not is_of_model(path, folder):
            yield path


def is_of_model(path: Path, folder: Path) -> bool:
    """Whether a file is of an embedding model in the folder: nobody is in it, but its list of words may look so."""
    first, *rest = path.relative_to(folder).parts
    return first == "models" and len(rest) > 1 and (folder / first / rest[0] / _MODEL).is_file()


def _cut(file: Path, traces: Traces) -> None:
    """Take the lines that name the person out of a file; remove one that has no lines."""
    kept = _without_lines(file, traces)
    if kept is None or traces.stand_in(kept):
        remove(file)
    else:
        atomic_write(file, lambda opened: opened.write(kept))


def _without_lines(file: Path, traces: Traces) -> bytes | None:
    content = file.read_bytes()
    if file.suffix in _LINES:
        return b"".join(line for line in content.splitlines(keepends=True) if not traces.stand_in(line))
    if file.suffix in _TABLES:
        try:
            text = content.decode("utf-8-sig")
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_TABLES[file.suffix]))
        except (UnicodeDecodeError, csv.Error):
            return None
        table = io.StringIO(newline="")
        writer = csv.writer(table, delimiter=_TABLES[file.suffix], lineterminator="\r\n" if "\r\n" in text else "\n")
        writer.writerows(row for row in rows if not traces.stand_in("\n".join(row).encode("utf-8", "surrogatepass")))
        return (b"\xef\xbb\xbf" if content.startswith(b"\xef\xbb\xbf") else b"") + table.getvalue().encode()
    return None
