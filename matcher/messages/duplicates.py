"""Sentences for two records that may be of one person."""

from matcher.messages.catalogue import Language, say


def duplicate_grade(grade: str, language: Language = "en") -> str:
    """How sure a proposal is; raises KeyError for an unknown grade."""
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
