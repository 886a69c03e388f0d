"""What an explanation says a piece of evidence is worth is what the score loses when it is really taken away."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest

from matcher.evaluation.explanations import Deletion, faithfulness, measure_explanations
from matcher.matching.engine import Engine
from matcher.records import Professional
from matcher.results import Ranking, Recommendation
from matcher.text import part_of, without_parts
from tests.quality.changes import instead
from tests.quality.samples import stored

NEEDS, TOP = 8, 3


@dataclass(frozen=True, slots=True)
class Found:
    """Deletions of single parts, and of all parts that one explanation quotes."""

    parts: tuple[Deletion, ...]
    whole: tuple[Deletion, ...]


def worth_of_parts(one: Recommendation) -> dict[str, float]:
    """By part of the profile the points stated for it."""
    return {part_of(each.source): each.points for each in one.explanation.evidence if each.points is not None}


def fall(engine: Engine, one: Recommendation, parts: Sequence[str]) -> float:
    """By how much the score really falls without these parts of the stored record."""
    who = stored(engine, Professional, one.professional)
    with instead(engine, who, without_parts(who, parts)):
        return one.score - engine.matching.explain(one.need, who.id)[0].score


@pytest.fixture(scope="module")
def found(workbench: Engine) -> Found:
    parts, whole = [], []
    for ranking in workbench.matching.many("candidates", workbench.matching.open_needs()[:NEEDS], TOP, explained=TOP):
        for each in ranking:
            parts += [Deletion(points, fall(workbench, each, [part])) for part, points in worth_of_parts(each).items()]
            quoted = list(dict.fromkeys(part_of(evidence.source) for evidence in each.explanation.evidence))
            assert each.explanation.without_evidence is not None
            whole.append(Deletion(each.explanation.without_evidence, fall(workbench, each, quoted)))
    return Found(tuple(parts), tuple(whole))


def faithful(deletions: Sequence[Deletion]) -> bool:
    shares = faithfulness(deletions)
    return shares["fell"] >= 0.95 and shares["within"] >= 0.95


def test_without_a_piece_of_evidence_the_score_falls_by_what_was_stated(found: Found) -> None:
    assert len(found.parts) >= 60
    assert faithful(found.parts), faithfulness(found.parts)


def test_without_all_the_evidence_the_score_falls_by_what_was_stated(found: Found) -> None:
    assert len(found.whole) == NEEDS * TOP
    assert faithful(found.whole), faithfulness(found.whole)


@pytest.mark.parametrize("factor", [2.0, 0.5, -1.0, 0.0])
def test_points_that_are_not_the_real_ones_are_caught(found: Found, factor: float) -> None:
    for honest in (found.parts, found.whole):
        assert not faithful([replace(each, stated=factor * each.stated) for each in honest])


def test_evidence_that_the_score_does_not_rest_on_is_caught(found: Found) -> None:
    idle = [replace(each, fall=0.0) if at % 10 == 0 else each for at, each in enumerate(found.parts)]
    assert not faithful(idle)


def test_evaluate_puts_stored_explanations_to_the_same_test(workbench: Engine) -> None:
    needs = workbench.matching.open_needs()[:4]
    before = list(workbench.matching.many("candidates", needs, 3, explained=3))
    found = measure_explanations(workbench, needs)
    assert found["deletions"] == 4
    assert found["quotations"] > 12
    assert (found["fell"], found["within"], found["verbatim"]) == (1.0, 1.0, 1.0)
    assert found["error"] < 0.01
    assert list(workbench.matching.many("candidates", needs, 3, explained=3)) == before


def test_explanations_that_state_and_quote_what_is_not_so_are_found_out(
    workbench: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    candidates = workbench.matching.candidates

    def unfaithful(need_id: str, k: int) -> Ranking:
        found = candidates(need_id, k)
        return replace(found, recommendations=tuple(overstated(each) for each in found))

    monkeypatch.setattr(workbench.matching, "candidates", unfaithful)
    found = measure_explanations(workbench, workbench.matching.open_needs()[:2])
    assert found["fell"] == 1.0
    assert found["within"] == found["verbatim"] == 0.0


def overstated(one: Recommendation) -> Recommendation:
    told = one.explanation
    evidence = tuple(replace(each, quote=f"{each.quote} and more") for each in told.evidence)
    return replace(one, explanation=replace(told, evidence=evidence, without_evidence=2 * (told.without_evidence or 1)))
