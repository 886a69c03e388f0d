"""Agreement, noise ceiling and condensed lists against figures worked out by hand."""

from datetime import date
from math import log2
from typing import cast

import numpy as np
import pytest

from matcher.evaluation.coordinators import cohen_kappa, coordinators_agreement, shown_list, tied_ndcg
from matcher.records import Decision, Verdict

SHORTLIST = {"+": "shortlist", "-": "reject"}


def decisions(people: str, answers: dict[str, str] | None = None, **verdicts: str) -> list[Decision]:
    """What each coordinator said of the people, as + and -, and what people answered."""
    said = [
        (person, coordinator, SHORTLIST[mark])
        for coordinator, marks in verdicts.items()
        for person, mark in zip(people, marks, strict=True)
    ]
    said += [(person, "C1", answer) for person, answer in (answers or {}).items()]
    return [
        Decision(
            need="n", professional=person, coordinator=coordinator, decision=cast(Verdict, what), date=date(2026, 9, 1)
        )
        for person, coordinator, what in said
    ]


def test_tied_places_have_the_mean_gain_of_the_tie() -> None:
    # a first; b and c tie on ranks 2 and 3 with one gain between them.
    found = tied_ndcg(np.array([3.0, 1.0, 1.0]), np.array([1.0, 1.0, 0.0]))

    assert found == pytest.approx((1 + 0.5 / log2(3) + 0.5 / 2) / (1 + 1 / log2(3)))


def test_ten_places_are_counted() -> None:
    scores, gains = np.arange(12.0), np.zeros(12)
    gains[:2] = 1

    assert tied_ndcg(scores, gains) == 0.0
    assert tied_ndcg(-scores, gains) == 1.0


def test_kappa_is_agreement_beyond_chance() -> None:
    # Cohen's classic table: 20 both yes, 5 and 10 apart, 15 both no; observed .7, expected .5.
    one = [True] * 25 + [False] * 25
    other = [True] * 20 + [False] * 5 + [True] * 10 + [False] * 15

    assert cohen_kappa(one, other) == pytest.approx(0.4)


def test_kappa_of_perfect_agreement_is_one_and_of_one_verdict_for_all_it_is_zero() -> None:
    assert cohen_kappa([True, False], [True, False]) == 1.0
    assert cohen_kappa([True, True], [True, True]) == 0.0


def test_the_ceiling_is_the_order_of_one_judged_by_the_other() -> None:
    shown = shown_list("n", decisions("abcd", C1="++--", C2="+-+-"), {"ours": {"a": 4.0, "b": 3.0, "c": 2.0, "d": 1.0}})
    assert shown is not None

    found = coordinators_agreement([shown])

    # By C1: C2 puts a and c first (one of them liked), then b and d (one of them liked); and the same by C2.
    expected = 0.5 * (1 + 1 / log2(3) + 1 / 2 + 1 / log2(5)) / (1 + 1 / log2(3))
    assert found.ceiling == pytest.approx({"C1": expected, "C2": expected, "mean": expected})
    assert found.chance == pytest.approx(found.ceiling)
    assert found.reached["ours"]["C1"] == 1.0
    assert found.reached["ours"]["C2"] == pytest.approx((1 + 1 / 2) / (1 + 1 / log2(3)))
    assert (found.lists, found.pairs, found.agreement, found.kappa) == (1, 4, 0.5, 0.0)


def test_a_list_in_which_the_judge_tells_nobody_apart_says_nothing_of_an_order() -> None:
    told = shown_list("n", decisions("ab", C1="+-", C2="+-"), {"ours": {"a": 1.0, "b": 2.0}})
    same = shown_list("m", decisions("ab", C1="++", C2="--"), {"ours": {"a": 1.0, "b": 2.0}})
    assert told is not None
    assert same is not None

    found = coordinators_agreement([told, same])

    assert (found.lists, found.pairs, found.agreement) == (1, 4, 0.5)
    assert found.ceiling == {"C1": 1.0, "C2": 1.0, "mean": 1.0}
    assert found.reached["ours"]["mean"] == pytest.approx(1 / log2(3))
    assert coordinators_agreement([same]).ceiling == {}


def test_the_list_is_condensed_to_people_who_are_ranked_and_judged_by_all() -> None:
    given = [*decisions("abc", C1="++-"), *decisions("ab", C2="-+")]

    found = shown_list("n", given, {"ours": {"b": 0.1, "c": 0.2, "z": 0.9}})

    assert found is not None
    assert found.verdicts == {"C1": {"b": True}, "C2": {"b": True}}
    assert found.scores == {"ours": {"b": 0.1}}


def test_without_a_second_coordinator_or_anybody_ranked_there_is_no_list() -> None:
    assert shown_list("n", decisions("ab", C1="+-"), {"ours": {"a": 1.0}}) is None
    assert shown_list("n", decisions("ab", C1="+-", C2="+-"), {"ours": {}}) is None
    assert shown_list("n", [], {"ours": {"a": 1.0}}) is None


def test_mutual_interest_is_a_shortlist_that_was_accepted_and_open_where_nobody_answered() -> None:
    given = decisions("abcd", {"a": "accept", "b": "decline"}, C1="++-+", C2="----")

    found = shown_list("n", given, {"ours": dict.fromkeys("abcd", 0.0)})

    assert found is not None
    assert found.interest == {"a": True, "b": False, "c": False}
