"""Reads skills from tab-separated files: id, en, zh, synonyms, broader; a later file extends or overrides by id."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from matcher.errors import InputError, RecordError

COLUMNS = ("id", "en", "zh", "synonyms", "broader")
_SEPARATOR = "|"


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill or technology; ``names`` are the English label, the Chinese label and the synonyms in both.

    ``broader`` are the ids of the skills that it is a part or a kind of.
    """

    id: str
    names: tuple[str, ...]
    broader: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A skill and the line that it was read from."""

    skill: Skill
    file: Path
    line: int

    def error(self, problem: str, field: str) -> RecordError:
        """An error that names this row."""
        return RecordError(problem, file=str(self.file), line=self.line, field=field)


def read_rows(paths: tuple[Path, ...]) -> dict[str, Row]:
    """The rows of the files by the id of the skill; raises InputError for a row that cannot be used."""
    rows: dict[str, Row] = {}
    for path in paths:
        own: dict[str, Row] = {}
        for row in _rows(path):
            if row.skill.id in own:
                first = own[row.skill.id].line
                raise row.error(f"id {row.skill.id!r} is also in line {first}; give every skill one row", "id")
            own[row.skill.id] = row
        rows |= own
    _check_broader(rows)
    return rows


def _rows(path: Path) -> Iterator[Row]:
    header_seen = False
    for number, line in enumerate(_text(path).split("\n"), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if not header_seen:
            _check_header(path, number, cells)
            header_seen = True
        else:
            yield _row(path, number, cells)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); give the path of a skills file") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: byte {error.start} is not UTF-8; save the file as UTF-8") from error


def _check_header(path: Path, number: int, cells: list[str]) -> None:
    if tuple(cells) != COLUMNS:
        raise RecordError(
            f"the header is {' '.join(cells)!r}; allowed: {', '.join(COLUMNS)}, tabs between; add it as first line",
            file=str(path),
            line=number,
        )


def _row(path: Path, number: int, cells: list[str]) -> Row:
    if not 2 <= len(cells) <= len(COLUMNS):
        raise RecordError(
            f"{len(cells)} cells in {cells[0]!r}; allowed: 2 to {len(COLUMNS)} ({', '.join(COLUMNS)}); "
            "separate the cells by one tab",
            file=str(path),
            line=number,
        )
    identifier, english, chinese, synonyms, broader = cells + [""] * (len(COLUMNS) - len(cells))
    names = tuple(dict.fromkeys(name for name in (english, chinese, *_split_cell(synonyms)) if name))
    row = Row(Skill(identifier, names, _split_cell(broader)), path, number)
    if not identifier or any(character.isspace() or character == _SEPARATOR for character in identifier):
        raise row.error(f"id is {identifier!r}; allowed: a word without spaces and |; give it one", "id")
    if not english and not chinese:
        raise row.error(f"skill {identifier!r} has no label; allowed: one in en, zh or both; add one", "en")
    return row


def _split_cell(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in cell.split(_SEPARATOR) if part.strip()))


def _check_broader(rows: Mapping[str, Row]) -> None:
    for row in rows.values():
        for broader in row.skill.broader:
            if broader not in rows:
                raise row.error(
                    f"{broader!r} is not an id; allowed: ids of these files; correct it or add its row", "broader"
                )
    acyclic: set[str] = set()
    for identifier in rows:
        _check_cycle(rows, identifier, (), acyclic)


def _check_cycle(rows: Mapping[str, Row], identifier: str, path: tuple[str, ...], acyclic: set[str]) -> None:
    if identifier in path:
        cycle = " > ".join([*path[path.index(identifier) :], identifier])
        raise rows[identifier].error(f"{cycle} is a cycle; allowed: none; remove one of its links", "broader")
    if identifier not in acyclic:
        for broader in rows[identifier].skill.broader:
            _check_cycle(rows, broader, (*path, identifier), acyclic)
        acyclic.add(identifier)
