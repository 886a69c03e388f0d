"""The file of the dictionary bridge: words with their frequency and ranked English senses."""

import gzip
import hashlib
import io
import json
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path

from matcher.errors import ModelError
from matcher.files import remove_leftovers, replacing

TABLE, MANIFEST = "table.tsv.gz", "bridge.json"
FORMAT = 1


class BridgeTable:
    """``entries``: word to "frequency TAB sense|sense"; ``characters``: traditional to simplified, for translate.

    ``entries`` may be given as a function, which the first question about a word calls.
    """

    def __init__(
        self, version: str, entries: Mapping[str, str] | Callable[[], Mapping[str, str]], characters: Mapping[int, int]
    ) -> None:
        self.version, self.characters = version, characters
        self._given = entries

    @cached_property
    def entries(self) -> Mapping[str, str]:
        """Word to "frequency TAB sense|sense"."""
        return self._given() if callable(self._given) else self._given

    def senses(self, word: str) -> tuple[str, ...]:
        """English senses of a word, the likeliest first; empty for an unknown word and for one without senses."""
        english = self.entries.get(word, "").partition("\t")[2]
        return tuple(english.split("|")) if english else ()

    def frequencies(self) -> dict[str, int]:
        """How often each word occurs in running text; 0 for a word that the counted texts lack."""
        return {word: int(entry.partition("\t")[0]) for word, entry in self.entries.items()}


def read_table(folder: Path) -> BridgeTable:
    """The table in a folder; raises ModelError if it is missing, altered or in another format.

    Its 200,000 words are unpacked with the first question about one of them: a store of known texts opens without.
    """
    manifest = _manifest(folder / MANIFEST)
    file = folder / TABLE
    try:
        packed = file.read_bytes()
    except OSError as error:
        raise ModelError(f"{file} cannot be read ({error.strerror}); {_REMEDY}") from error
    digest = hashlib.sha256(packed).hexdigest()
    if digest != manifest["sha256"]:
        raise ModelError(f"{file} has SHA-256 {digest}, not {manifest['sha256']} as {MANIFEST} says; {_REMEDY}")
    with gzip.open(io.BytesIO(packed), "rt", encoding="utf-8") as lines:
        traditional, simple = next(lines).rstrip("\n").split("\t")
    return BridgeTable(digest[:8], partial(_entries, packed), str.maketrans(traditional, simple))


def _entries(packed: bytes) -> dict[str, str]:
    _characters, *lines = gzip.decompress(packed).decode().splitlines()
    return dict(line.split("\t", 1) for line in lines)


def write_table(
    folder: Path,
    entries: Mapping[str, tuple[int, Sequence[str]]],
    characters: Mapping[str, str],
    sources: Mapping[str, str],
) -> None:
    """Write the table and its manifest, the same bytes for the same words; ``sources`` names what it is built from."""
    header = "".join(characters) + "\t" + "".join(characters.values())
    lines = [f"{word}\t{frequency}\t{'|'.join(senses)}" for word, (frequency, senses) in sorted(entries.items())]
    packed = gzip.compress("\n".join([header, *lines]).encode(), mtime=0)
    manifest = {
        "format": FORMAT,
        "sha256": hashlib.sha256(packed).hexdigest(),
        "words": len(entries),
        "sources": dict(sources),
    }
    folder.mkdir(parents=True, exist_ok=True)
    remove_leftovers(folder)
    with replacing(folder / TABLE, folder / MANIFEST) as (table_file, manifest_file):
        table_file.write_bytes(packed)
        manifest_file.write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


_REMEDY = "build it with `homematch language build`, or switch the bridge off with HOMEMATCH_BRIDGE=none"


def _manifest(file: Path) -> dict[str, str]:
    try:
        manifest = json.loads(file.read_text(encoding="utf-8"))
        if manifest["format"] != FORMAT:
            raise ModelError(f"{file} has format {manifest['format']}, this program reads {FORMAT}; {_REMEDY}")
        return {"sha256": str(manifest["sha256"])}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{file} is missing or is not the manifest of a bridge ({error}); {_REMEDY}") from error
