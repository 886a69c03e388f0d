"""Randomness: a stream of its own for every thing, and decks that keep exact shares in every hundred."""

from collections.abc import Mapping
from functools import lru_cache
from random import Random
from typing import Generic, TypeVar

Card = TypeVar("Card")

BLOCK = 100


def stream(seed: int, *key: str | int) -> Random:
    """A generator that depends on the seed and the key only, so that any thing is made alone."""
    return Random("/".join(str(part) for part in (seed, *key)))


class Deck(Generic[Card]):
    """Deals one card per number; every hundred numbers hold each card as often as its share says."""

    def __init__(self, seed: int, name: str, shares: Mapping[Card, int]) -> None:
        if sum(shares.values()) != BLOCK:
            raise ValueError(f"the shares of {name} sum to {sum(shares.values())}; they must sum to {BLOCK}")
        self._seed, self._name = seed, name
        self._cards = [card for card, share in shares.items() for _ in range(share)]
        self.block = lru_cache(maxsize=256)(self._shuffled)

    def draw(self, number: int) -> Card:
        """The card of a number; numbers count from 1."""
        block, place = divmod(number - 1, BLOCK)
        return self.block(block)[place]

    def _shuffled(self, block: int) -> tuple[Card, ...]:
        cards = list(self._cards)
        stream(self._seed, "deck", self._name, block).shuffle(cards)
        return tuple(cards)


def flag(seed: int, name: str, percent: int) -> Deck[bool]:
    """A deck of yes and no."""
    return Deck(seed, name, {True: percent, False: BLOCK - percent})
