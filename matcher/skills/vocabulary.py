"""The vocabulary of skills: which names are synonyms, what is broader or narrower, where a text names a skill."""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from matcher.errors import InputError
from matcher.skills.names import NameMatch, NameTree, differ_in_capitals
from matcher.skills.table import Row, Skill, read_rows
from matcher.skills.tokens import Reading, reading
from matcher.skills.words import one_width

__all__ = ["Mention", "Reading", "Skill", "Vocabulary", "finder", "load_vocabulary", "reading"]

_BETWEEN_WORDS = re.compile(r"[\s-]+")


@dataclass(frozen=True, slots=True)
class Mention:
    """A skill that a text names in its characters ``start`` to ``end``."""

    skill_id: str
    start: int
    end: int


class Vocabulary:
    """Skills by their names, in any form in which ``names.NameTree`` finds one."""

    def __init__(self, rows: Mapping[str, Row]) -> None:
        """From the rows of ``read_rows``; raises InputError if two skills have the same name."""
        self._skills = {identifier: row.skill for identifier, row in rows.items()}
        self._narrower: dict[str, list[Skill]] = {identifier: [] for identifier in rows}
        for skill in self._skills.values():
            for broader in skill.broader:
                self._narrower[broader].append(skill)
        self._rows = rows
        _check_names(rows)
        self.version = _digest(self._skills.values())

    @cached_property
    def _tree(self) -> NameTree:
        """Made at the first text: it takes as long as the rest of opening a store, which reads no text."""
        return _tree(self._rows)

    @property
    def skills(self) -> tuple[Skill, ...]:
        """Every skill, in the order of the files."""
        return tuple(self._skills.values())

    def by_id(self, skill_id: str) -> Skill:
        """The skill of a mention; raises KeyError for an unknown id."""
        return self._skills[skill_id]

    def skill(self, name: str) -> Skill | None:
        """The skill with this label or synonym; None if it is not known."""
        skill_id = self._tree.value(name)
        return None if skill_id is None else self._skills[skill_id]

    def names(self, name: str) -> tuple[str, ...]:
        """All names, in both languages, of the skill with this name; only the name if it is not known."""
        skill = self.skill(name)
        return skill.names if skill else (name,)

    def related(self, name: str) -> tuple[Skill, ...]:
        """The broader skills of the skill with this name, then its siblings, which share a broader skill with it."""
        skill = self.skill(name)
        return self.related_to(skill) if skill else ()

    def related_to(self, skill: Skill) -> tuple[Skill, ...]:
        """The broader skills of a skill, then its siblings."""
        related = {broader: self._skills[broader] for broader in skill.broader}
        for broader in skill.broader:
            related |= {sibling.id: sibling for sibling in self._narrower[broader] if sibling.id not in related}
        related.pop(skill.id, None)
        return tuple(related.values())

    def narrower(self, name: str) -> tuple[Skill, ...]:
        """The skills below the skill with this name, as of ``narrower_than``."""
        skill = self.skill(name)
        return self.narrower_than(skill) if skill else ()

    def narrower_than(self, skill: Skill) -> tuple[Skill, ...]:
        """The skills below a skill, however far, the closest first: a kind of a kind is a kind too."""
        below: dict[str, Skill] = {}
        level = self._narrower[skill.id]
        while level:
            below |= {narrow.id: narrow for narrow in level}
            level = [narrow for parent in level for narrow in self._narrower[parent.id] if narrow.id not in below]
        return tuple(below.values())

    def near(self, name: str) -> tuple[str, ...]:
        """All names of the narrower skills, the broader ones and the siblings of the skill with this name."""
        return tuple(near_name for skill in (*self.narrower(name), *self.related(name)) for near_name in skill.names)

    def mentioned(self, text: str) -> tuple[str, ...]:
        """Ids of all skills that a text names, in the order of the text.

        One within a longer name counts where it is akin to that: a graph neural network is a neural network, but
        knowledge distillation is no distillation.
        """
        return self._counted(self._tree.matches(text))

    def mentioned_alone(self, sentence: str) -> tuple[str, ...] | None:
        """The same of a sentence by itself; None if what stands beside it in its text may have a say in that."""
        matches = self._tree.matches_alone(sentence)
        return None if matches is None else self._counted(matches)

    def may_go_on_into(self, sentence: str) -> bool:
        """Whether a name may begin with the stop before a sentence, or before it, and end in the sentence."""
        return self._tree.may_go_on_into(sentence)

    @property
    def ends_in_stop(self) -> bool:
        """Whether any name ends in a stop."""
        return self._tree.ends_in_stop

    def _counted(self, matches: Sequence[NameMatch]) -> tuple[str, ...]:
        longer = [match for match in matches if match.end - match.start > 1]
        return tuple(dict.fromkeys(match.value for match in matches if self._counts(match, longer)))

    def _counts(self, match: NameMatch, longer: Sequence[NameMatch]) -> bool:
        start, end, _ = match
        return all(self._stands_beside(match, other) for other in longer if other.start <= start and end <= other.end)

    def _stands_beside(self, match: NameMatch, other: NameMatch) -> bool:
        """Whether a match counts beside one that it is in."""
        same = match.value == other.value or match[:2] == other[:2]
        return same or self._is_akin(match.value, other.value)

    def _is_akin(self, skill_id: str, narrow_id: str) -> bool:
        """Whether a skill is above another one, however far, or both are directly below the same."""
        above = set(self._skills[narrow_id].broader)
        if not above.isdisjoint(self._skills[skill_id].broader):
            return True
        while above and skill_id not in above:
            above = {broader for one in above for broader in self._skills[one].broader}
        return bool(above)

    def find(self, text: str) -> tuple[Mention, ...]:
        """The mentions of skills in a text: the longest that do not overlap, in the order of the text."""
        return tuple(Mention(match.value, match.start, match.end) for match in self._tree.find(text))


def load_vocabulary(*paths: Path) -> Vocabulary:
    """The skills of these tab-separated files; a row of a later file replaces a row with the same id.

    Raises InputError, with file and line, for a row that cannot be used, a name of two skills, an unknown broader
    skill and a cycle of broader skills.
    """
    return Vocabulary(read_rows(paths))


def finder(names: Iterable[str]) -> Callable[[str | Reading], bool]:
    """Tells whether a text has one of these names, in any form in which ``Vocabulary.mentioned`` knows a name.

    A text that is asked about by several finders is read once, by ``reading``.
    """
    tree = NameTree()
    for name in names:
        tree.add(name, name)
        tree.add_glued(name, name)
    return lambda text: bool(tree.matches(text))


def finder_as_written(name: str) -> Callable[[str, Reading], bool]:
    """Tells whether a text, which is given with its reading, has a name as it is written: no plural of it.

    Case, width, hyphens and blanks make no difference.
    """
    tree = NameTree()
    tree.add(name, name)
    plain = _plain(name)
    return lambda text, read: any(_plain(text[match.start : match.end]) == plain for match in tree.find(read))


def _plain(name: str) -> str:
    return _BETWEEN_WORDS.sub("", one_width(name)).casefold()


def _check_names(rows: Mapping[str, Row]) -> None:
    """Raises InputError if two skills have the same name; what is equal in other ways the tree tells later."""
    owners: dict[str, tuple[str, str]] = {}
    for identifier, row in rows.items():
        for name in row.skill.names:
            owner, other = owners.setdefault(one_width(name).casefold(), (identifier, name))
            if owner != identifier and not differ_in_capitals(name, other):
                raise _shared(name, row, rows[owner])


def _shared(name: str, row: Row, other: Row) -> InputError:
    return row.error(
        f"{name!r} is also a name of {other.skill.id!r} ({other.file}:{other.line}); allowed: one skill per name; "
        "remove it from one of them",
        "synonyms",
    )


def _tree(rows: Mapping[str, Row]) -> NameTree:
    tree = NameTree()
    for identifier, row in rows.items():
        for name in row.skill.names:
            owner = tree.add(name, identifier)
            if owner != identifier:
                raise _shared(name, row, rows[owner])
    for identifier, row in rows.items():
        for name in row.skill.names:
            tree.add_glued(name, identifier)
    return tree


def _digest(skills: Iterable[Skill]) -> str:
    """A digest that distinguishes two vocabularies."""
    content = json.dumps([[skill.id, skill.names, skill.broader] for skill in skills], ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()[:16]
