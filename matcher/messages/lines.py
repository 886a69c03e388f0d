"""The sentence of each line of an explanation, whatever it is about."""

from matcher.messages.catalogue import Language, has_words, say, tame
from matcher.messages.gaps import gap_line, gap_remedy
from matcher.messages.reasons import reason
from matcher.results import Explanation, Gap, Line


def line_text(explanation: Explanation, line: Line, language: Language = "en") -> str:
    """The sentence of one of an explanation's own lines."""
    if line.kind == "caution":
        return caution_text(line, language)
    if line.kind == "gap":
        gap = _gap_of(explanation, line)
        return gap_line(gap, language) if gap else tame(line.subject)
    found = (each for each in explanation.contributions if each.feature == line.about)
    return reason(line, next(found, None), language)


def line_remedy(explanation: Explanation, line: Line, language: Language = "en") -> str:
    """What would close the gap that a line tells of; empty for other lines."""
    gap = _gap_of(explanation, line) if line.kind == "gap" else None
    return gap_remedy(gap, language) if gap else ""


def caution_text(line: Line, language: Language = "en") -> str:
    """What was found in the profile's text, that it is only shown and that it adds nothing."""
    key = f"caution.{line.about}"
    return say(language, key if has_words(key) else "caution.other")


def _gap_of(explanation: Explanation, line: Line) -> Gap | None:
    mine = (each for each in explanation.gaps if (each.subject, each.state) == (line.subject, line.about))
    return next(mine, None)
