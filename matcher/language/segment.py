"""Cuts a run of Han into words: as few as possible, the more frequent ones where that leaves a choice."""

import math
from collections.abc import Mapping

UNKNOWN = 3.0
"""An unknown character costs as much as three words: a cut that knows every character is always better."""

_RARITY = 1 / 64
"""Weight of a word's rarity: it decides between cuts of equally many words, and hardly elsewhere."""


class Segmenter:
    """Dynamic programming over the words of a dictionary; ``frequencies`` counts each word in running text."""

    def __init__(self, frequencies: Mapping[str, int]) -> None:
        total = math.log(sum(frequencies.values()) + len(frequencies) + 1)
        log = math.log
        self._cost = {word: 1 + _RARITY * (total - log(number + 1)) for word, number in frequencies.items()}
        lengths: dict[str, set[int]] = {}
        for word in frequencies:
            lengths.setdefault(word[0], set()).add(len(word))
        self._lengths = {first: tuple(sorted(known)) for first, known in lengths.items()}

    def segment(self, run: str) -> list[str]:
        """The words of a run in order; joined they are the run. A character outside the dictionary stands alone."""
        size = len(run)
        best = [0.0] * (size + 1)
        step = [1] * size
        cost, lengths = self._cost, self._lengths
        for at in range(size - 1, -1, -1):
            least, chosen = best[at + 1] + UNKNOWN, 1
            for length in lengths.get(run[at], ()):
                end = at + length
                if end > size:
                    break
                price = cost.get(run[at:end])
                if price is not None and price + best[end] < least:
                    least, chosen = price + best[end], length
            best[at], step[at] = least, chosen
        words = []
        at = 0
        while at < size:
            words.append(run[at : at + step[at]])
            at += step[at]
        return words
