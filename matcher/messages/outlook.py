"""Sentences for what could be otherwise: changes, bands, and that nothing is good enough."""

import re

from matcher.messages.catalogue import Language, has_words, say
from matcher.results import Counterfactual, Ranking

_BETWEEN = re.compile(r"\s*[,;、，；]\s*")


def counterfactual_text(
    change: Counterfactual, rank_before: int, score_before: float, language: Language = "en"
) -> str:
    """What would be stated or shown, and what that does to place and score."""
    effect = say(
        language, "effect", rank_before=rank_before, rank=change.rank, score_before=score_before, score=change.score
    )
    subject = change.subject if change.change == "evidence" else _values(change.subject, language)
    return say(language, f"change.{change.change}", subject=subject, effect=effect)


def band_name(band: str, language: Language = "en") -> str:
    """What a band of scores is called; raises KeyError for an unknown one."""
    return say(language, f"band.{band}")


def no_match_text(ranking: Ranking, language: Language = "en") -> str:
    """That nobody and nothing in a ranking is good enough."""
    if ranking.floor is None:
        return say(language, "floor.none", considered=ranking.considered)
    return say(language, f"floor.{ranking.direction}", considered=ranking.considered, floor=ranking.floor)


def weak_text(ranking: Ranking, language: Language = "en") -> str:
    """How many more a ranking would have if there were no floor; empty if none."""
    if not ranking.weak or ranking.floor is None:
        return ""
    return say(language, "weak", weak=ranking.weak, floor=ranking.floor)


def not_enough_data(language: Language = "en") -> str:
    """That no probability can be given yet."""
    return say(language, "not enough data")


def _values(subject: str, language: Language) -> str:
    """Languages and ways of working by their names; days, and what has no name here, as they are."""
    keys = [f"value.{each}" for each in _BETWEEN.split(subject)]
    if not all(map(has_words, keys)):
        return subject
    return say(language, "between.values").join(say(language, key) for key in keys)
