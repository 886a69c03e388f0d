"""Sentences for what is missing, what would close it, and what a hard filter says."""

from matcher.messages.catalogue import Language, has_words, say, tame
from matcher.results import Exclusion, Gap


def gap_text(gap: Gap, language: Language = "en") -> str:
    """What is missing, by state; for a condition what is not stated."""
    return _rule(gap.subject, "unknown", language) if gap.kind == "condition" else say(language, f"gap.{gap.state}")


def gap_remedy(gap: Gap, language: Language = "en") -> str:
    """What would close the gap."""
    return _rule(gap.subject, "remedy", language) if gap.kind == "condition" else say(language, f"remedy.{gap.state}")


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


def kind_name(kind: str, language: Language = "en") -> str:
    """What a kind of gap is called; raises KeyError for an unknown one."""
    return say(language, f"kind.{kind}")


def rule_name(rule: str, language: Language = "en") -> str:
    """What a hard filter is called; one that has no words is called by its own name."""
    key = f"rule.{rule}.name"
    return say(language, key) if has_words(key) else tame(rule)


def rule_failed(rule: str, language: Language = "en") -> str:
    """What a hard filter says of those whom it sets aside; raises KeyError for one that has no words."""
    return say(language, f"rule.{rule}.failed")


def exclusion_text(exclusion: Exclusion, language: Language = "en") -> str:
    """Why some were set aside."""
    key = f"rule.{exclusion.rule}.failed"
    return say(language, key) if has_words(key) else tame(exclusion.reason)


def _rule(rule: str, what: str, language: Language) -> str:
    key = f"rule.{rule}.{what}"
    return say(language, key if has_words(key) else f"rule.other.{what}")
