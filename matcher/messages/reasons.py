"""Sentences for the features that add up to a score, and for one score above another."""

from matcher.messages.catalogue import Language, has_words, say, tame
from matcher.messages.grades import SCALES
from matcher.results import Contribution, Line


def feature_name(feature: str, language: Language = "en") -> str:
    """What a feature is called; one that has no words is called by its own name."""
    key = f"feature.{feature}"
    return say(language, key) if has_words(key) else tame(feature)


def reason(line: Line, contribution: Contribution | None = None, language: Language = "en") -> str:
    """What a feature says of a pair: from its value, or without one only which way it counts."""
    scale, name = SCALES.get(line.about), feature_name(line.about, language)
    if contribution is not None and contribution.value is None:
        return say(language, "reason.unknown", name=name)
    if scale is None or contribution is None or contribution.value is None:
        return say(language, "reason.for" if line.points >= 0 else "reason.against", name=name)
    sentence = say(language, f"reason.{line.about}.{scale.grade(contribution.value)}")
    return say(language, f"told.{scale.told}", sentence=sentence, value=contribution.value)


def above_text(feature: str, difference: float, language: Language = "en") -> str:
    """How many points more or less a feature gives the first of two than the second."""
    name = feature_name(feature, language)
    if difference == 0:
        return say(language, "above.same", name=name)
    key = "above.more" if difference > 0 else "above.less"
    return say(language, key, name=name, points=abs(difference))


def why_text(first: str, second: str, difference: float, language: Language = "en") -> str:
    """Which of two ids stands above the other, and by how much."""
    key = "level" if difference == 0 else "above" if difference > 0 else "below"
    return say(language, f"why.{key}", first=first, second=second, points=abs(difference))
