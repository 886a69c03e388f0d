"""Which of three sentences a feature's value deserves, and how the value itself is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Grade = Literal["high", "middle", "low"]
Told = Literal["closeness", "share", "years", "none"]


@dataclass(frozen=True, slots=True)
class Scale:
    """From ``high`` on a value is high, from ``middle`` on it is in between; below where the scale falls."""

    high: float
    middle: float
    told: Told
    falling: bool = False

    def grade(self, value: float) -> Grade:
        """The grade of a value."""
        sign = -1.0 if self.falling else 1.0
        if sign * value >= sign * self.high:
            return "high"
        return "middle" if sign * value >= sign * self.middle else "low"


_CLOSENESS = Scale(0.55, 0.3, "closeness")
_TERMS = Scale(0.4, 0.15, "share")
_ANSWERED = Scale(0.95, 0.2, "share")
_STATED = Scale(0.995, 0.005, "share")

SCALES: Mapping[str, Scale] = {
    "works": _CLOSENESS,
    "sentences": _CLOSENESS,
    "lexical": _TERMS,
    "terms": _TERMS,
    "must": _ANSWERED,
    "nice": _ANSWERED,
    "quality": Scale(0.7, 0.3, "share"),
    "recency": Scale(5.0, 10.0, "years", falling=True),
    "availability": _STATED,
    "language": _STATED,
    "mode": _STATED,
    "seniority": Scale(0.0, 1.0, "none", falling=True),
    "collaboration": Scale(1.0, 0.5, "none"),
    "reciprocity": Scale(0.02, -0.02, "none"),
}
"""The scale of every feature."""
