"""Agreement, noise ceiling and condensed lists against figures computed by hand."""

from datetime import date
from math import log2
from typing import cast

import pytest

from matcher.evaluation.coordinators import coordinators_agreement, shown_list
from matcher.records import Decision, Verdict

SHORTLIST = {"+": "shortlist", "-": "reject"}


def decisions(people: str, answers: dict[str, str] | None = None, **verdicts: str) -> list[Decision]:
    """The verdicts of each coordinator on the people, as + and -, and the people's answers."""
    verdicts_given = [
        (person, coordinator, SHORTLIST[mark])
        for coordinator, marks in verdicts.items()
        for person, mark in zip(people, marks, strict=True)
    ]
    verdicts_given += [(person, "C1", answer) for person, answer in (answers or {}).items()]
    return [
        Decision(
            need="n",
            professional=person,
            coordinator=coordinator,
            decision=cast(Verdict, verdict),
            date=date(2026, 9, 1),
        )
        for person, coordinator, verdict in verdicts_given
    ]


def test_the_ceiling_is_the_order_of_one_judged_by_the_other() -> None:
    shown = shown_list("n", decisions("abcd", C1="++--", C2="+-+-"), {"ours": {"a": 4.0, "b": 3.0, "c": 2.0, "d": 1.0}})
    assert shown is not None

    agreement = coordinators_agreement([shown])

    # By C1: C2 puts a and c first (one of them shortlisted), then b and d (again one); and the same by C2.
    expected = 0.5 * (1 + 1 / log2(3) + 1 / 2 + 1 / log2(5)) / (1 + 1 / log2(3))
    assert agreement.ceiling == pytest.approx({"C1": expected, "C2": expected, "mean": expected})
    assert agreement.chance == pytest.approx(agreement.ceiling)
    assert agreement.reached["ours"]["C1"] == 1.0
    assert agreement.reached["ours"]["C2"] == pytest.approx((1 + 1 / 2) / (1 + 1 / log2(3)))
    assert (agreement.lists, agreement.pairs, agreement.agreement, agreement.kappa) == (1, 4, 0.5, 0.0)


def test_a_list_in_which_the_judge_tells_nobody_apart_is_left_out_of_ndcg() -> None:
    different = shown_list("n", decisions("ab", C1="+-", C2="+-"), {"ours": {"a": 1.0, "b": 2.0}})
    same = shown_list("m", decisions("ab", C1="++", C2="--"), {"ours": {"a": 1.0, "b": 2.0}})
    assert different is not None
    assert same is not None

    agreement = coordinators_agreement([different, same])

    assert (agreement.lists, agreement.pairs, agreement.agreement) == (1, 4, 0.5)
    assert agreement.ceiling == {"C1": 1.0, "C2": 1.0, "mean": 1.0}
    assert agreement.reached["ours"]["mean"] == pytest.approx(1 / log2(3))
    assert coordinators_agreement([same]).ceiling == {}


def test_the_list_is_condensed_to_people_who_are_ranked_and_judged_by_all() -> None:
    made = [*decisions("abc", C1="++-"), *decisions("ab", C2="-+")]

    shown = shown_list("n", made, {"ours": {"b": 0.1, "c": 0.2, "z": 0.9}})

    assert shown is not None
    assert shown.verdicts == {"C1": {"b": True}, "C2": {"b": True}}
    assert shown.scores == {"ours": {"b": 0.1}}


def test_without_a_second_coordinator_or_anybody_ranked_there_is_no_list() -> None:
    assert shown_list("n", decisions("ab", C1="+-"), {"ours": {"a": 1.0}}) is None
    assert shown_list("n", decisions("ab", C1="+-", C2="+-"), {"ours": {}}) is None
    assert shown_list("n", [], {"ours": {"a": 1.0}}) is None


def test_mutual_interest_is_a_shortlist_that_was_accepted_and_open_where_nobody_answered() -> None:
    made = decisions("abcd", {"a": "accept", "b": "decline"}, C1="++-+", C2="----")

    shown = shown_list("n", made, {"ours": dict.fromkeys("abcd", 0.0)})

    assert shown is not None
    assert shown.interest == {"a": True, "b": False, "c": False}
