"""The sentences of an explanation: one function for each thing that is said, in the language asked for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from matcher.messages.templates import Language, has_words, say, tame
from matcher.results import Attained, Contribution, Counterfactual, Evidence, Exclusion, Explanation, Gap, Line, Ranking

_SEPARATOR = re.compile(r"\s*[,;、，；]\s*")


@dataclass(frozen=True, slots=True)
class Scale:
    """Which of three sentences a feature's value deserves; where ``years`` the value itself is put beside it.

    From ``high`` on a value is high, from ``middle`` on it is in between; a falling scale counts downwards. ``praise``
    tells that the sentence in between speaks for a match, so that it cannot stand at a loss.
    """

    high: float
    middle: float
    falling: bool = False
    years: bool = False
    praise: bool = False

    def grade(self, value: float) -> Literal["high", "middle", "low"]:
        """The grade of a value."""
        sign = -1.0 if self.falling else 1.0
        if sign * value >= sign * self.high:
            return "high"
        return "middle" if sign * value >= sign * self.middle else "low"


_CLOSENESS = Scale(0.55, 0.3, praise=True)
_TERMS = Scale(0.4, 0.15, praise=True)
_ANSWERED = Scale(0.95, 0.2, praise=True)
_STATED = Scale(0.995, 0.005)

SCALES: Mapping[str, Scale] = {
    "works": _CLOSENESS,
    "sentences": _CLOSENESS,
    "lexical": _TERMS,
    "terms": _TERMS,
    "must": _ANSWERED,
    "nice": _ANSWERED,
    "quality": Scale(0.7, 0.3, praise=True),
    "recency": Scale(5.0, 10.0, falling=True, years=True),
    "availability": _STATED,
    "language": _STATED,
    "mode": _STATED,
    "seniority": Scale(0.0, 1.0, falling=True),
    "collaboration": Scale(1.0, 0.5),
    "reciprocity": Scale(0.02, -0.02),
}
"""The scale of every feature."""


@lru_cache(maxsize=256)
def feature_name(feature: str, language: Language = "en") -> str:
    """What a feature is called; one without words of its own goes by its key."""
    key = f"feature.{feature}"
    return say(language, key) if has_words(key) else tame(feature)


def reason(line: Line, contribution: Contribution | None = None, language: Language = "en") -> str:
    """What a feature says of a pair: from its value and the sign of its points, or without a value from the sign alone.

    What adds points is never worded as a fault, nor a loss as praise. No value is shown but years.
    """
    scale, name = SCALES.get(line.about), feature_name(line.about, language)
    if contribution is not None and contribution.value is None:
        return say(language, "reason.unknown", name=name)
    if scale is None or contribution is None or contribution.value is None:
        return say(language, "reason.for" if line.points >= 0 else "reason.against", name=name)
    grade = scale.grade(contribution.value)
    if line.points < 0 and (grade == "high" or (grade == "middle" and scale.praise)):
        return say(language, "reason.against", name=name)
    key = "little" if grade == "low" and line.points > 0 else grade
    sentence = say(language, f"reason.{line.about}.{key}")
    return say(language, "measured.years", sentence=sentence, value=contribution.value) if scale.years else sentence


def smaller_text(count: int, language: Language = "en") -> str:
    """That so many reasons of few points stand together in one line."""
    return say(language, "reason.smaller", count=count)


def points_text(points: float, language: Language = "en", places: int = 2) -> str:
    """Points with their sign, the minus as wide as the plus."""
    return say(language, "title.points", points=signed(points, places))


def signed(points: float, places: int = 2) -> str:
    """A number of points with its sign; nothing that rounds to 0 has a minus."""
    return f"{round(points, places) + 0.0:+.{places}f}".replace("-", "−")


def gap_text(gap: Gap, language: Language = "en") -> str:
    """What is missing, by state; for a condition what is not stated."""
    if gap.kind == "condition":
        return _rule(gap.subject, "unknown", language)
    attained = [attained_text(one, language) for one in gap.attained if not one.met]
    if attained:
        return say(language, "between.values").join(attained)
    if gap.said and gap.state == "unknown":
        return say(language, f"gap.{gap.said}")
    return say(language, "gap.unread" if gap.unread else f"gap.{gap.state}")


def attained_text(attained: Attained, language: Language = "en") -> str:
    """What is asked of years, degree, title or stage, and what is shown."""
    if attained.kind != "years":
        result = "unknown" if attained.shown is None else "met" if attained.met else "short"
        steps = {"asked": attained.asked, "shown": attained.shown}
        names = {name: say(language, f"{attained.kind}.{step}") for name, step in steps.items() if step is not None}
        return say(language, f"attained.step.{result}", **names)
    if attained.shown is None:
        return say(language, "attained.years.unknown", asked=attained.asked)
    result = "since" if attained.since else "stated" if attained.met else "short"
    return say(language, f"attained.years.{result}", asked=attained.asked, shown=attained.shown, since=attained.since)


def gap_remedy(gap: Gap, language: Language = "en") -> str:
    """What would close the gap."""
    if gap.kind == "condition":
        return _rule(gap.subject, "remedy", language)
    unmet = any(not one.met for one in gap.attained)
    return say(language, "remedy.attained" if unmet else "remedy.unread" if gap.unread else f"remedy.{gap.state}")


def gap_subject(gap: Gap, language: Language = "en") -> str:
    """What the gap is about: the words of the requirement, or what the condition is called."""
    return rule_name(gap.subject, language) if gap.kind == "condition" else tame(gap.subject)


def gap_line(gap: Gap, language: Language = "en") -> str:
    """The gap as a sentence of its own."""
    return say(
        language,
        f"gap.line.{gap.kind}",
        subject=gap_subject(gap, language),
        state=state_name(gap.state, language),
        missing=gap_text(gap, language),
    )


def state_name(state: str, language: Language = "en") -> str:
    """What a state of evidence is called; raises KeyError for an unknown one."""
    return say(language, f"state.{state}")


def rule_name(rule: str, language: Language = "en") -> str:
    """What a hard filter is called; one without words of its own goes by its key."""
    key = f"rule.{rule}.name"
    return say(language, key) if has_words(key) else tame(rule)


def rule_failed(rule: str, language: Language = "en") -> str:
    """What a hard filter says of those whom it sets aside; raises KeyError for one without words of its own."""
    return say(language, f"rule.{rule}.failed")


def exclusion_text(exclusion: Exclusion, language: Language = "en") -> str:
    """Why people or needs were set aside."""
    key = f"rule.{exclusion.rule}.failed"
    return say(language, key) if has_words(key) else tame(exclusion.reason)


def line_text(explanation: Explanation, line: Line, language: Language = "en") -> str:
    """The sentence of one of an explanation's own lines."""
    if line.kind == "caution":
        return caution_text(line, language)
    if line.kind == "gap":
        gap = gap_of(explanation, line)
        return gap_line(gap, language) if gap else tame(line.subject)
    if line.about == "smaller":
        own = {other.about for other in explanation.lines if other.kind == "reason"}
        known = [part for part in explanation.contributions if part.value is not None and part.feature not in own]
        return smaller_text(len(known), language)
    contributions = (part for part in explanation.contributions if part.feature == line.about)
    return reason(line, next(contributions, None), language)


def gap_of(explanation: Explanation, line: Line) -> Gap | None:
    """The gap that a line tells of."""
    gaps = (gap for gap in explanation.gaps if (gap.subject, gap.state) == (line.subject, line.about))
    return next(gaps, None)


def caution_text(line: Line, language: Language = "en") -> str:
    """What was noticed in the profile's text, that it is only shown and that it adds nothing."""
    key = f"caution.{line.about}"
    if not has_words(key):
        return say(language, "caution.other")
    return say(language, key, subject=line.subject) if line.subject else say(language, key)


def across_text(evidence: Evidence, language: Language = "en") -> str:
    """The term pairs on one line, or that no term is in common; empty where both sentences are in one language."""
    if evidence.coverage is None:
        return ""
    pairs = pairs_text(evidence, language)
    return say(language, "across.line", pairs=pairs) if pairs else say(language, "across.none")


def pairs_text(evidence: Evidence, language: Language = "en") -> str:
    """The term pairs alone; empty where there are none."""
    pairs = (f"{tame(pair.chinese)} → {tame(pair.english)}" for pair in evidence.pairs)
    return say(language, "between.values").join(pairs)


def counterfactual_text(
    change: Counterfactual, rank_before: int, score_before: float, language: Language = "en"
) -> str:
    """What would be stated or shown, and what that does to rank and score."""
    scores = {"score_before": score_before, "score": change.score}
    if change.rank == rank_before:
        effect = say(language, "effect.same", **scores)
    else:
        effect = say(language, "effect", rank_before=rank_before, rank=change.rank, **scores)
    subject = change.subject if change.change == "evidence" else _values(change.subject, language)
    return say(language, f"change.{change.change}", subject=subject, effect=effect)


def _values(subject: str, language: Language) -> str:
    """Languages and ways of working by their names; days, and what has no name here, as they are."""
    keys = [f"value.{value}" for value in _SEPARATOR.split(subject)]
    if not all(map(has_words, keys)):
        return subject
    return say(language, "between.values").join(say(language, key) for key in keys)


def band_name(band: str, language: Language = "en") -> str:
    """What a band of scores is called; raises KeyError for an unknown one."""
    return say(language, f"band.{band}")


def no_match_text(ranking: Ranking, language: Language = "en") -> str:
    """That nobody or nothing in a ranking is good enough."""
    return say(language, f"none.{ranking.direction}", considered=ranking.considered)


def weak_text(ranking: Ranking, language: Language = "en") -> str:
    """How many more a ranking would have if weak matches were listed; empty if none."""
    return say(language, "weak", weak=ranking.weak) if ranking.weak else ""


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


def duplicate_grade(grade: str, language: Language = "en") -> str:
    """How sure it is that two records are of one person; raises KeyError for an unknown grade."""
    return say(language, f"duplicate.{grade}")


def duplicate_reason(code: str, count: int = 1, language: Language = "en") -> str:
    """What two records agree or disagree in, and how often; raises KeyError for an unknown code."""
    return say(language, f"duplicate.{code}", count=count)


def crowd_text(name: str, people: int, language: Language = "en") -> str:
    """That so many people have a name that not all of them were compared."""
    return say(language, "duplicate.crowd", name=name, people=people)


def thinned_text(count: int, language: Language = "en") -> str:
    """That so many groups with something in common were too large to compare all of them."""
    return say(language, "duplicate.thinned", count=count)


def duplicates_counted(count: int, shown: int, language: Language = "en") -> str:
    """How many pairs there are, and that nothing is merged."""
    return say(language, "duplicate.counted", count=count, shown=shown) if count else say(language, "duplicate.none")


def _rule(rule: str, what: str, language: Language) -> str:
    key = f"rule.{rule}.{what}"
    return say(language, key if has_words(key) else f"rule.other.{what}")
