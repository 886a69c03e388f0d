"""Words without their endings, so that "engines" counts for "engine"."""

from functools import lru_cache

_ENDINGS = (
    "ization", "isation", "ations", "ation", "ings", "ing", "ies", "ers", "er", "ed", "es", "s", "e", "y",
)  # fmt: skip
_LEAST = 4
"""Letters that are left at least."""


@lru_cache(maxsize=1 << 17)
def stem(word: str) -> str:
    """The word without one ending of English; a word that would be too short keeps it.

    >>> stem("purification"), stem("purifies"), stem("pumps")
    ('purific', 'purif', 'pump')
    """
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST:
            return word[: -len(ending)]
    return word[:-1] if word.endswith("s") and len(word) > _LEAST - 1 else word
