"""What in a profile answers a need: likeness on two levels, states of requirements, sentences to show.

Two levels because a whole work shows the field and a sentence shows the thing itself; each is pooled as
the mean of the best three, never over a whole profile, so that length earns nothing.
"""

from matcher.evidence.comparison import Comparison, Profiles, Yardstick, compare, compare_imagined, profiles_of
from matcher.evidence.credits import requirement_credits
from matcher.evidence.naming import Neighbours

__all__ = [
    "Comparison", "Neighbours", "Profiles", "Yardstick", "compare", "compare_imagined", "profiles_of",
    "requirement_credits",
]  # fmt: skip
