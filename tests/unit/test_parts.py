"""Parts of a measurement: who counts where, and with which ranks."""

import pytest

from matcher.evaluation.parts import WHOLE, Found, judged, parts, within_languages

SCORES = {
    "default": {"e1": 0.9, "z1": 0.8, "e2": 0.7, "z2": 0.1},
    "bm25": {"e1": 0.0, "z1": 3.0, "e2": 2.0, "z2": 1.0},
    "dense": {"e1": 0.1, "z1": 0.2, "e2": 0.4, "z2": 0.3},
}
LANGUAGES = {"e1": "en", "e2": "en", "z1": "zh", "z2": "zh", "m": "mixed"}


def test_a_query_without_a_relevant_one_among_the_ranked_is_not_judged() -> None:
    assert judged(SCORES, {"e1": 1}) == {}
    assert judged(SCORES, {"elsewhere": 3}) == {}
    assert judged(SCORES, {"e1": 2})["default"]["mrr"] == 1.0


def test_people_of_one_language_are_ranked_among_themselves() -> None:
    english, chinese = within_languages("zh", SCORES, {"e2": 3, "z2": 2}, LANGUAGES)

    assert (english.name, chinese.name) == ("zh need, en people", "zh need, zh people")
    assert [english.metrics[name]["mrr"] for name in ("default", "bm25", "dense", "fusion")] == [0.5, 1.0, 1.0, 1.0]
    assert chinese.metrics["default"]["mrr"] == 0.5


def test_a_mixed_need_is_of_no_pair() -> None:
    assert list(within_languages("mixed", SCORES, {"e2": 3}, LANGUAGES)) == []


def test_a_part_is_the_mean_of_its_queries_and_the_whole_is_no_part() -> None:
    found = [
        Found("discipline", "energy", {"default": {"ndcg@10": 0.5}}),
        Found(WHOLE, "", {"default": {"ndcg@10": 0.9}}),
        Found("discipline", "energy", {"default": {"ndcg@10": 1.0}}),
        Found("language", "en need, all people", {"default": {"ndcg@10": 0.25}}),
    ]

    first, second = parts(found)

    assert (first.group, first.name, first.queries) == ("language", "en need, all people", 1)
    assert (second.name, second.queries) == ("energy", 2)
    assert second.ndcg == pytest.approx({"default": 0.75})
