"""Who is compared with whom: people who meet under a key, so that the work grows with their number, not its square."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import TypeVar

from matcher.duplicates.names import surnames
from matcher.duplicates.traits import Traits

MOST = 50
"""People who meet under one key and are all compared; more have only a frequent name or a stock phrase in common."""
NEIGHBOURS = 5
"""With how many of the next ones each is compared where more meet than that."""

Pair = tuple[int, int]
K = TypeVar("K")


@dataclass(slots=True)
class Meetings:
    """Pairs of places in the list of people, and how many have each full name that is not one's alone.

    ``thinned`` counts the groups with something else in common that were too large for all their pairs.
    """

    pairs: set[Pair] = field(default_factory=set)
    holders: dict[str, int] = field(default_factory=dict)
    thinned: int = 0

    @property
    def crowds(self) -> dict[str, int]:
        """The names under which not all were paired."""
        return {name: count for name, count in self.holders.items() if count > MOST}


def meetings(people: Sequence[Traits]) -> Meetings:
    """Pairs that share a full name, or a surname and something of their own (a work, a position, a text).

    Under a full name that more than ``MOST`` people have, only those are paired who share an employer too.
    """
    found = Meetings()
    by_name = _blocks(range(len(people)), lambda at: people[at].full_names)
    for name, members in by_name.items():
        found.holders[name] = len(members)
        if len(members) > MOST:
            for colleagues in _blocks(members, lambda at: people[at].employers).values():
                _pair(colleagues, found)
        else:
            _pair(members, found)
    for members in _blocks(range(len(people)), lambda at: _own_keys(people[at])).values():
        _pair(members, found)
    return found


def _own_keys(person: Traits) -> Iterable[tuple[str, str]]:
    return ((surname, item) for surname in surnames(person.names) for item in person.items)


def _pair(members: Sequence[int], found: Meetings) -> None:
    """All pairs of a block; of one that is too large, neighbours: a person who is there sixty times is still found."""
    if len(members) <= MOST:
        found.pairs.update(combinations(members, 2))
        return
    found.thinned += 1
    for step in range(1, NEIGHBOURS + 1):
        found.pairs.update(zip(members, members[step:], strict=False))


def _blocks(members: Iterable[int], keys: Callable[[int], Iterable[K]]) -> dict[K, list[int]]:
    blocks: dict[K, list[int]] = defaultdict(list)
    for at in members:
        for key in keys(at):
            blocks[key].append(at)
    return {key: found for key, found in blocks.items() if len(found) > 1}
