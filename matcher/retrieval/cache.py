"""Columns and indexes in files: written whole or not at all, mapped when they are read, never read unchecked.

A generation is a folder of NumPy files; ``manifest.json`` names the one that counts, what it was made from, a checksum
of each of its files and the SHA-256 of itself. It is written last, so a crash leaves the old generation or the new one.
The files' checksum is XXH3 (128 bits): all of them are read at every opening, and SHA-256 would take most of its time
(.2 GB a CPU-second against 10 GB, Xeon at 2.5 GHz without SHA instructions).
"""

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal, TypeVar
from uuid import uuid4

import numpy as np
import numpy.typing as npt
import xxhash

from matcher.arrays import IdArray, Ragged, StringArray
from matcher.errors import IndexFileError
from matcher.files import atomic_write, to_disk, turn
from matcher.filters.facts import NeedFacts, PeopleFacts, facts_from_plain, facts_to_plain
from matcher.retrieval.bm25 import Postings, TermCounts
from matcher.retrieval.columns import Asks, Columns, TextBlob, Texts
from matcher.retrieval.vectors import SecondVectors, vectors_of

FORMAT = 6
"""Version of these files; another one is not read but made again."""
MANIFEST = "manifest.json"
_REMEDY = "it is only a cache and is made again from the store, at once by `homematch doctor --repair`"
_TRIES = 10
_MAPPED_FROM = 1_000_000
"""Bytes from which a file is mapped and not read."""

Arrays = dict[str, npt.NDArray[Any]]
Side = TypeVar("Side", bound=str)


@dataclass(frozen=True, slots=True)
class Source:
    """What a cache was made from: the store, the rules and the model, and the store's last change that it holds.

    ``day`` is the day whose consents it holds; ``index`` names the kind of vector index; ``second`` is the second
    model, empty for none.
    """

    store: str
    rules: str
    model: str
    dim: int
    index: str
    sequence: int
    day: str
    second: str = ""

    def fits(self, other: "Source") -> bool:
        """Whether both are of one store, under the same rules and model; one may be older than the other.

        The second model may differ: answers are given without it until it has read the texts.
        """
        return replace(self, sequence=0, day="", second="") == replace(other, sequence=0, day="", second="")


def save(folder: Path, source: Source, arrays: Arrays) -> None:
    """Write a generation and make it the one that counts; earlier ones and those of killed processes are removed.

    Processes take turns: none removes what another one is writing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with turn(folder):
        _save(folder, source, arrays)


def _save(folder: Path, source: Source, arrays: Arrays) -> None:
    generation = folder / uuid4().hex[:12]
    generation.mkdir()
    try:
        files = {name: _write(generation / f"{name}.npy", array) for name, array in arrays.items()}
        to_disk(generation)
        manifest = {"format": FORMAT, "generation": generation.name, "source": asdict(source), "files": files}
        content = json.dumps(manifest | {"sha256": _digest_of(manifest)}).encode()
        atomic_write(folder / MANIFEST, lambda file: file.write(content))
    except BaseException:
        if not _is_named(folder, generation.name):
            shutil.rmtree(generation, ignore_errors=True)
        raise
    _remove_others(folder, generation.name)


def load(folder: Path, source: Source) -> tuple[Source, Arrays] | None:
    """See ``_load``; read again if another process has written another generation meanwhile."""
    for _ in range(_TRIES):
        before = _manifest_of(folder)
        try:
            return _load(folder, source)
        except IndexFileError:
            if _manifest_of(folder) == before:
                raise
    return _load(folder, source)


def _manifest_of(folder: Path) -> bytes:
    try:
        return (folder / MANIFEST).read_bytes()
    except OSError:
        return b""


def _load(folder: Path, source: Source) -> tuple[Source, Arrays] | None:
    """What the generation that counts holds, if it was made from such a source, and its own source.

    None if there is no cache, or one of another store, model, format or other rules. Raises IndexFileError if a file
    is missing or not what was written.
    """
    path = folder / MANIFEST
    if not path.exists():
        return None
    try:
        manifest = json.loads(path.read_bytes())
        if manifest["format"] != FORMAT:
            return None
        digest = manifest.pop("sha256")
        if digest != _digest_of(manifest):
            raise ValueError("it is damaged")
        own = Source(**manifest["source"])
        generation, files = folder / str(manifest["generation"]), dict(manifest["files"])
    except (ValueError, TypeError, KeyError, OSError) as error:
        raise IndexFileError(f"{path}: cannot be read ({error}); {_REMEDY}") from error
    if not own.fits(source):
        return None
    return own, {name: _read(generation / f"{name}.npy", digest) for name, digest in files.items()}


def forget(folder: Path) -> None:
    """Remove the cache."""
    (folder / MANIFEST).unlink(missing_ok=True)
    _remove_others(folder, "")


def columns_to_arrays(columns: Columns) -> Arrays:
    """Columns that are ``compact`` as arrays by name."""
    arrays: Arrays = {
        "rows": columns.rows,
        "versions": columns.versions,
        "passage_starts": columns.passage_starts,
        "sentence_starts": columns.sentence_starts,
        "request_starts": columns.request_starts,
        "must": columns.asks.must,
        "weights": columns.asks.weights,
        "skills": columns.asks.skills,
        "norms": columns.asks.norms,
        "parts": columns.asks.parts,
        "qualifications": columns.asks.qualifications,
        "sentence_counts": columns.sentence_counts,
        "are_titles": columns.are_titles,
        "tenure_starts": columns.tenure_starts,
        "tenures": columns.tenures,
        "held": columns.held,
        "facts": _json(facts_to_plain(columns.facts)),
    }
    arrays |= _strings("ids", columns.ids) | _strings("names", columns.asks.names)
    for name, texts in (
        ("passages", columns.passages),
        ("sentences", columns.sentences),
        ("labels", columns.asks.labels),
    ):
        vectors = texts.vectors.parts[0]
        arrays |= {f"{name}.vectors": vectors, f"{name}.kinds": texts.kinds, f"{name}.years": texts.years}
        if texts.second is not None:
            arrays |= {f"{name}.second.read": texts.second.read, f"{name}.second": texts.second.vectors.parts[0]}
    for name, counts in _counts(columns).items():
        arrays |= _ragged(name, counts.numbers, np.int32)
        arrays |= {f"{name}.counts": counts.counts.astype(np.int32), f"{name}.lengths": counts.lengths}
    for name, ragged in (("skills_named", columns.named), ("skills_claimed", columns.claimed)):
        arrays |= _ragged(name, ragged, np.int32)
    arrays |= _ragged("requests", columns.asks.sentences, np.int32)
    for name, blob in (("words", columns.words), ("lists", columns.lists)):
        starts, content = blob.parts[0]
        arrays |= {f"{name}.starts": starts, f"{name}.content": content}
    for field, codes in _codes(columns.facts).items():
        arrays[f"fact.{field}"] = codes.astype(np.int32)
    return arrays


def columns_from_arrays(arrays: Mapping[str, npt.NDArray[Any]], kind: type[NeedFacts] | type[PeopleFacts]) -> Columns:
    """The columns that ``columns_to_arrays`` gave; raises IndexFileError if an array is missing."""
    try:
        counts = {name: _term_counts(arrays, name) for name in _COUNTS}
        codes = {name.removeprefix("fact."): codes for name, codes in arrays.items() if name.startswith("fact.")}
        facts = facts_from_plain(kind, json.loads(arrays["facts"].tobytes()), codes)
        return Columns(
            arrays["rows"], arrays["versions"], _from_strings(arrays, "ids"),
            arrays["passage_starts"], _texts(arrays, "passages"), counts["own"], counts["english"],
            _from_ragged(arrays, "skills_named"), _blob(arrays, "words"),
            arrays["sentence_starts"], _texts(arrays, "sentences"),
            counts["listed"], _from_ragged(arrays, "skills_claimed"), _blob(arrays, "lists"),
            arrays["sentence_counts"], arrays["are_titles"], arrays["tenure_starts"], arrays["tenures"], arrays["held"],
            arrays["request_starts"],
            Asks(
                arrays["must"], arrays["weights"], _from_ragged(arrays, "requests"), _texts(arrays, "labels"),
                arrays["skills"], _from_strings(arrays, "names"),
                counts["asks_own"], counts["asks_english"], counts["asks_named"], arrays["parts"],
                arrays["qualifications"], arrays["norms"],
            ),
            facts,
        )  # fmt: skip
    except (KeyError, ValueError, TypeError, IndexError) as error:
        raise IndexFileError(f"the index files lack a column or hold one that is none ({error}); {_REMEDY}") from error


def term_arrays(columns: Mapping[Side, Arrays], terms: list[str]) -> tuple[dict[Side, Arrays], Arrays]:
    """The same columns with numbers for those terms only that they hold, and these terms: nothing of who is gone."""
    names = [f"{name}.items" for name in _COUNTS]
    starts = [f"{name}.starts" for name in POSTINGS]
    used = np.zeros(len(terms), dtype=bool)
    for arrays in columns.values():
        for name in names:
            used[arrays[name]] = True
    number = (np.cumsum(used) - 1).astype(np.int32)
    renumbered = {
        side: arrays
        | {name: number[arrays[name]] for name in names}
        | {name: _starts_of_used(arrays[name], used) for name in starts if name in arrays}
        for side, arrays in columns.items()
    }
    kept = [term for term, is_used in zip(terms, used.tolist(), strict=True) if is_used]
    return renumbered, {"terms": _json(kept)}


def terms_of(arrays: Arrays) -> list[str]:
    """The terms by number."""
    terms: list[str] = json.loads(arrays["terms"].tobytes())
    return terms


def of_side(arrays: Arrays, side: str) -> Arrays:
    """The arrays of one side."""
    prefix = f"{side}."
    return {name.removeprefix(prefix): array for name, array in arrays.items() if name.startswith(prefix)}


def with_side(arrays: Arrays, side: str) -> Arrays:
    """The arrays of one side under names that say so."""
    return {f"{side}.{name}": array for name, array in arrays.items()}


def postings_to_arrays(postings: Mapping[str, Postings]) -> Arrays:
    """Postings by name as arrays."""
    arrays: Arrays = {}
    for name, of_terms in postings.items():
        arrays |= _ragged(name, of_terms.texts, np.int32) | {f"{name}.counts": of_terms.counts.astype(np.int32)}
    return arrays


def postings_from_arrays(arrays: Mapping[str, npt.NDArray[Any]], name: str) -> Postings:
    """The postings of that name."""
    try:
        return Postings(_from_ragged(arrays, name), arrays[f"{name}.counts"])
    except KeyError as error:
        raise IndexFileError(f"the index files lack a column ({error}); {_REMEDY}") from error


POSTINGS = ("postings_own", "postings_english")
_COUNTS = ("own", "english", "listed", "asks_own", "asks_english", "asks_named")


def _starts_of_used(starts: IdArray, used: npt.NDArray[np.bool_]) -> IdArray:
    """The starts of those terms alone that are used; terms that came after the postings were made have none there."""
    known = len(starts) - 1
    kept = starts[:-1][used[:known]]
    return np.concatenate([kept, np.full(int(used[known:].sum()) + 1, starts[-1])])


def _counts(columns: Columns) -> dict[str, TermCounts]:
    asks = columns.asks
    counts = (columns.own, columns.english, columns.listed, asks.own, asks.english, asks.named)
    return dict(zip(_COUNTS, counts, strict=True))


def _codes(facts: NeedFacts | PeopleFacts) -> dict[str, IdArray]:
    return {name: getattr(facts, name).codes for name in facts_to_plain(facts)}


def _json(value: Any) -> npt.NDArray[np.uint8]:
    return np.frombuffer(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"), dtype=np.uint8)


def _strings(name: str, strings: StringArray) -> Arrays:
    return {name: _json(strings.tolist())}


def _from_strings(arrays: Mapping[str, npt.NDArray[Any]], name: str) -> StringArray:
    return np.array(json.loads(arrays[name].tobytes()), dtype=str)


def _ragged(name: str, ragged: Ragged, dtype: type[np.int32]) -> Arrays:
    return {f"{name}.starts": ragged.starts, f"{name}.items": ragged.items.astype(dtype)}


def _from_ragged(arrays: Mapping[str, npt.NDArray[Any]], name: str) -> Ragged:
    return Ragged(arrays[f"{name}.starts"], arrays[f"{name}.items"])


def _texts(arrays: Mapping[str, npt.NDArray[Any]], name: str) -> Texts:
    read = arrays.get(f"{name}.second.read")
    second = SecondVectors(read, vectors_of(arrays[f"{name}.second"])) if read is not None else None
    return Texts(vectors_of(arrays[f"{name}.vectors"]), arrays[f"{name}.kinds"], arrays[f"{name}.years"], second)


def _term_counts(arrays: Mapping[str, npt.NDArray[Any]], name: str) -> TermCounts:
    return TermCounts(_from_ragged(arrays, name), arrays[f"{name}.counts"], arrays[f"{name}.lengths"])


def _blob(arrays: Mapping[str, npt.NDArray[Any]], name: str) -> TextBlob:
    starts = arrays[f"{name}.starts"]
    return TextBlob(((starts, arrays[f"{name}.content"]),), np.arange(len(starts) - 1))


def _write(path: Path, array: npt.NDArray[Any]) -> str:
    """Write one file and flush it to the disk; its checksum."""
    with open(path, "wb") as file:
        np.save(file, array, allow_pickle=False)
        file.flush()
        os.fsync(file.fileno())
    return _digest(path)


def _read(path: Path, digest: str) -> npt.NDArray[Any]:
    try:
        actual = _digest(path)
        if actual != digest:
            raise IndexFileError(
                f"{path}: is damaged (its checksum is {actual[:12]}…, was {digest[:12]}… when written); {_REMEDY}"
            )
        mode: Literal["r"] | None = "r" if path.stat().st_size >= _MAPPED_FROM else None
        # As a plain array: one of NumPy's memmaps makes another with every slice, which costs more than the slice.
        array: npt.NDArray[Any] = np.load(path, mmap_mode=mode, allow_pickle=False).view(np.ndarray)
    except (OSError, ValueError) as error:
        raise IndexFileError(f"{path}: cannot be read ({error}); {_REMEDY}") from error
    return array


def _digest(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, xxhash.xxh3_128).hexdigest()


def _digest_of(manifest: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(manifest).encode()).hexdigest()


def _is_named(folder: Path, generation: str) -> bool:
    """Whether the manifest names this generation; it may, though what came after its renaming failed."""
    manifest = folder / MANIFEST
    return manifest.exists() and generation.encode() in manifest.read_bytes()


def _remove_others(folder: Path, generation: str) -> None:
    for path in folder.iterdir() if folder.exists() else ():
        if path.is_dir() and path.name != generation:
            shutil.rmtree(path, ignore_errors=True)
        elif path.is_file() and path.name != MANIFEST:
            path.unlink(missing_ok=True)  # index files of an earlier form, and what killed processes left
