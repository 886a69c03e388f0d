"""Who is compared with whom: people who share a key, so that the work grows with their number, not its square."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import TypeVar

from matcher.duplicates.names import surnames
from matcher.duplicates.traits import Traits

MAX_BLOCK = 50
"""The most people with one key who are all compared; more share only a frequent name or a stock phrase."""
NEIGHBOURS = 5
"""In a larger block, how many of the next people each one is compared with."""

Pair = tuple[int, int]
K = TypeVar("K")


@dataclass(slots=True)
class PairsToCompare:
    """Pairs of positions in the list of people; ``holders``: how many people have each full name that several share.

    ``thinned`` counts the blocks of people with something else in common that were too large for all their pairs.
    """

    pairs: set[Pair] = field(default_factory=set)
    holders: dict[str, int] = field(default_factory=dict)
    thinned: int = 0

    @property
    def crowds(self) -> dict[str, int]:
        """The names under which not everybody was paired."""
        return {name: count for name, count in self.holders.items() if count > MAX_BLOCK}


def pairs_to_compare(people: Sequence[Traits]) -> PairsToCompare:
    """Pairs that share a full name, or a surname and something personal (a work, a position, a text).

    Of a full name that more than ``MAX_BLOCK`` people have, only those who share an employer too are paired.
    """
    chosen = PairsToCompare()
    by_name = _blocks(range(len(people)), lambda person: people[person].full_names)
    for name, members in by_name.items():
        chosen.holders[name] = len(members)
        if len(members) > MAX_BLOCK:
            for colleagues in _blocks(members, lambda person: people[person].employers).values():
                _pair(colleagues, chosen)
        else:
            _pair(members, chosen)
    for members in _blocks(range(len(people)), lambda person: _personal_keys(people[person])).values():
        _pair(members, chosen)
    return chosen


def _personal_keys(person: Traits) -> Iterable[tuple[str, str]]:
    return ((surname, item) for surname in surnames(person.names) for item in person.items)


def _pair(members: Sequence[int], chosen: PairsToCompare) -> None:
    """Adds all pairs of a block; of a block that is too large, neighbours only: sixty copies of a person still meet."""
    if len(members) <= MAX_BLOCK:
        chosen.pairs.update(combinations(members, 2))
        return
    chosen.thinned += 1
    for step in range(1, NEIGHBOURS + 1):
        chosen.pairs.update(zip(members, members[step:], strict=False))


def _blocks(members: Iterable[int], keys: Callable[[int], Iterable[K]]) -> dict[K, list[int]]:
    """The members by each of their keys, where at least two have it."""
    blocks: dict[K, list[int]] = defaultdict(list)
    for member in members:
        for key in keys(member):
            blocks[key].append(member)
    return {key: block for key, block in blocks.items() if len(block) > 1}
