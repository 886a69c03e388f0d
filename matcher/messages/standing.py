"""How a pair stands in one sentence, what to ask about it, where quotes are from, and who fails one condition only."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from matcher.messages.sentences import gap_remedy, gap_subject, rule_name
from matcher.messages.templates import Language, has_words, say, tame
from matcher.results import (
    Counterfactual,
    Explanation,
    Gap,
    Line,
    NearMiss,
    Origin,
    Recommendation,
    RequirementResult,
    Shortfall,
    State,
)

MARKS: dict[State, str] = {"evidenced": "✔", "inferred": "◐", "claimed": "▭", "unknown": "?"}
"""The mark of each state, told apart by its form; its word stands beside it or in a legend."""
_LONGEST_TITLE = 60
_STATES: tuple[State, ...] = ("evidenced", "inferred", "claimed", "unknown")


def verdict(recommendation: Recommendation, language: Language = "en") -> str:
    """One sentence on how the musts stand and what is open; empty where nothing was explained."""
    explanation = recommendation.explanation
    if not explanation.requirements and not explanation.lines:
        return ""
    musts = [one for one in explanation.requirements if one.kind == "must"]
    sentence = _musts(musts, language) if musts else _without_musts(explanation, language)
    if any(one.state != "evidenced" for one in musts):
        sentence = say(language, "verdict.ask", verdict=sentence)
    if conditions := sum(gap.kind == "condition" for gap in explanation.gaps):
        sentence = say(language, "verdict.conditions", verdict=sentence, conditions=conditions)
    return say(language, "verdict.below", verdict=sentence) if recommendation.band == "weak" else sentence


def _musts(musts: Sequence[RequirementResult], language: Language) -> str:
    if all(one.state == "evidenced" for one in musts):
        return say(language, "verdict.all", count=len(musts)) if len(musts) > 1 else say(language, "verdict.one")
    if len(musts) == 1:
        return say(language, "verdict.single", state=say(language, f"state.{musts[0].state}"))
    return say(language, "verdict.some", count=len(musts), states=_counted(musts, language))


def _without_musts(explanation: Explanation, language: Language) -> str:
    nices = explanation.requirements
    if not nices:
        return say(language, "verdict.nothing")
    return say(language, "verdict.nice", count=len(nices), states=_counted(nices, language))


def _counted(requirements: Iterable[RequirementResult], language: Language) -> str:
    """How many requirements are in each state, the best first."""
    counts = Counter(one.state for one in requirements)
    words = (
        say(language, "verdict.state", count=counts[state], state=say(language, f"state.{state}"))
        for state in _STATES
        if counts[state]
    )
    return say(language, "between.values").join(words)


def question(gap: Gap, language: Language = "en") -> str:
    """What to ask about a gap."""
    subject = gap_subject(gap, language)
    subject = subject if gap.kind == "condition" else f"“{subject}”"
    return say(language, "question", subject=subject, question=gap_remedy(gap, language))


def question_with_effect(text: str, change: Counterfactual | None, rank: int, language: Language = "en") -> str:
    """A question with the rank that a good answer would lead to, where that is another one."""
    if change is None or change.rank == rank:
        return text
    return say(language, "question.effect", question=text, rank_before=rank, rank=change.rank)


def origin_text(origin: Origin | None, language: Language = "en") -> str:
    """Where a quote stands: the kind of part, its years, its title and the field; empty where that is not known."""
    if origin is None:
        return ""
    words = [say(language, f"origin.{origin.kind}"), _years(origin, language)]
    if origin.title and origin.field != "title":
        title = _short(origin.title)
        words.append(title if origin.kind in ("position", "education") else say(language, "origin.titled", title=title))
    key = f"origin.field.{origin.field}"
    words.append(say(language, key) if has_words(key) else "")
    return say(language, "origin.between").join(filter(None, words))


def _years(origin: Origin, language: Language) -> str:
    start, end = origin.start, origin.end
    if start is None and end is None:
        return ""
    if start is None or end is None:
        return say(language, "origin.until", end=end) if start is None else say(language, "origin.since", start=start)
    if start == end:
        return say(language, "origin.year", year=start)
    return say(language, "origin.years", start=start, end=end)


def _short(title: str) -> str:
    return title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1].rstrip()}…"


def near_miss_text(near: NearMiss, language: Language = "en") -> str:
    """The condition that fails, and what both sides state of it."""
    wanted, offered = (_stated(near.condition, values, language) for values in (near.wanted, near.offered))
    name = rule_name(near.condition, language)
    return say(language, "near.line", condition=name, wanted=wanted, offered=offered)


def near_miss_question(near: NearMiss, language: Language = "en") -> str:
    """What to ask whom about the condition that fails."""
    return say(language, f"near.ask.{near.condition}")


def _stated(condition: str, values: Sequence[str], language: Language) -> str:
    if condition == "availability":
        return period_text(values, language)
    return say(language, "between.values").join(value_name(value, language) for value in values)


def period_text(days: Sequence[str], language: Language = "en") -> str:
    """A period from its two days in ISO form, an empty one being open."""
    start, end = (_day(day, language) if day else "" for day in days)
    if start and end:
        return say(language, "period.both", start=start, end=end)
    return say(language, "period.from", start=start) if start else say(language, "period.until", end=end)


def value_name(value: str, language: Language = "en") -> str:
    """A language, a way of working or a kind of engagement by its name; what has none goes by its code."""
    if has_words(f"value.{value}"):
        return say(language, f"value.{value}")
    from babel import Locale  # here, as few languages need it and it takes a tenth of a second

    return tame(str(Locale(language).languages.get(value, value)))


def _day(day: str, language: Language) -> str:
    from babel.dates import format_date

    return str(format_date(date.fromisoformat(day), "d MMM y" if language == "en" else "y年M月d日", locale=language))


def shortfall_text(shortfall: Shortfall, language: Language = "en") -> str:
    """How many people do not mention a must."""
    return say(
        language, "shortfall", subject=shortfall.subject, missing=shortfall.missing, people=shortfall.people
    )  # fmt: skip


def short_caution(explanation: Explanation, language: Language = "en") -> str:
    """The worst caution, or else the first condition that is not known, in a few words; empty if there is neither."""
    lines = [line for line in explanation.lines if line.kind == "caution"]
    if lines:
        return _short_caution(lines[0], language)
    unknown = next((gap for gap in explanation.gaps if gap.kind == "condition"), None)
    if unknown is None:
        return ""
    return say(language, "caution.short.condition", subject=rule_name(unknown.subject, language))


def _short_caution(line: Line, language: Language) -> str:
    key = f"caution.short.{line.about}"
    return say(language, key, subject=line.subject) if has_words(key) else say(language, "caution.short.other")
