"""The vocabulary of skills: which names mean the same, what is broader or narrower, where a text names them."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from matcher.skills.table import Row, Skill, read_rows
from matcher.skills.trie import NameTree

__all__ = ["Mention", "Skill", "Vocabulary", "load_vocabulary"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A skill that a text names in its characters ``start`` to ``end``."""

    skill_id: str
    start: int
    end: int


class Vocabulary:
    """Skills by their names. Letter case, width, hyphens and a plural make no difference to a name."""

    def __init__(self, rows: Mapping[str, Row]) -> None:
        """From rows as ``read_rows`` gives them; raises InputError if two skills have one name."""
        self._skills = {identifier: row.skill for identifier, row in rows.items()}
        self._narrower: dict[str, list[Skill]] = {identifier: [] for identifier in rows}
        for skill in self._skills.values():
            for broader in skill.broader:
                self._narrower[broader].append(skill)
        self._tree = _tree(rows)
        self.version = _digest(self._skills.values())

    @property
    def skills(self) -> tuple[Skill, ...]:
        """Every skill, in the order of the files."""
        return tuple(self._skills.values())

    def by_id(self, skill_id: str) -> Skill:
        """The skill that a mention names; raises KeyError if there is none."""
        return self._skills[skill_id]

    def skill(self, name: str) -> Skill | None:
        """The skill that has this label or synonym; None if it is not known."""
        found = self._tree.value(name)
        return None if found is None else self._skills[found]

    def names(self, name: str) -> tuple[str, ...]:
        """All names, in both languages, of the skill with this name; the name alone if it is not known."""
        found = self.skill(name)
        return found.names if found else (name,)

    def related(self, name: str) -> tuple[Skill, ...]:
        """The broader skills of the one with this name, then its neighbours: the others that share a broader one."""
        found = self.skill(name)
        if found is None:
            return ()
        near = {broader: self._skills[broader] for broader in found.broader}
        for broader in found.broader:
            near |= {each.id: each for each in self._narrower[broader] if each.id not in near}
        near.pop(found.id, None)
        return tuple(near.values())

    def narrower(self, name: str) -> tuple[Skill, ...]:
        """The skills that have the one with this name as a broader one."""
        found = self.skill(name)
        return tuple(self._narrower[found.id]) if found else ()

    def near(self, name: str) -> tuple[str, ...]:
        """All names of the skills that are narrower than, broader than or beside the one with this name."""
        return tuple(each for skill in (*self.narrower(name), *self.related(name)) for each in skill.names)

    def mentioned(self, text: str) -> tuple[str, ...]:
        """Ids of all skills that a text names, in order of the text, those within longer names too."""
        return tuple(dict.fromkeys(value for _, _, value in self._tree.mentions(text)))

    def find(self, text: str) -> tuple[Mention, ...]:
        """Where a text names skills: the longest mentions that do not overlap, in the order of the text."""
        return tuple(Mention(value, start, end) for start, end, value in self._tree.find(text))


def load_vocabulary(*paths: Path) -> Vocabulary:
    """The skills of these tab-separated files; a row of a later file takes the place of one with the same id.

    Raises InputError, with file and line, for a row that cannot be used, a name of two skills, a broader skill that
    is not there and a circle of broader skills.
    """
    return Vocabulary(read_rows(paths))


def finder(names: Iterable[str]) -> Callable[[str], bool]:
    """Tells whether a text has one of these names, in any form in which ``Vocabulary.mentioned`` knows a name."""
    tree, distinct = NameTree(), tuple(dict.fromkeys(names))
    for name in distinct:
        tree.add(name, name)
    for name in distinct:
        tree.add_plural(name, name)
    return lambda text: bool(tree.find(text))


def _tree(rows: Mapping[str, Row]) -> NameTree:
    tree = NameTree()
    for identifier, row in rows.items():
        for name in row.skill.names:
            held = tree.add(name, identifier)
            if held != identifier:
                other = rows[held]
                raise row.error(
                    f"{name!r} is a name of {held!r} too ({other.file}:{other.line}); allowed: one skill per name; "
                    "take it away from one of them",
                    "synonyms",
                )
    for identifier, row in rows.items():
        for name in row.skill.names:
            tree.add_plural(name, identifier)
    return tree


def _digest(skills: Iterable[Skill]) -> str:
    """What tells two vocabularies apart."""
    stated = json.dumps([[skill.id, skill.names, skill.broader] for skill in skills], ensure_ascii=False)
    return hashlib.sha256(stated.encode()).hexdigest()[:16]
