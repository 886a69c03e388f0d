"""Both sides as of one moment: what else there is for a person, and features that do not depend on company."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from math import nan, sqrt

import numpy as np
import pytest

from matcher.arrays import FloatArray, as_ids
from matcher.evidence import Reading
from matcher.language.terms import terms
from matcher.matching import market as market_module
from matcher.matching.market import CLOSEST, Market
from matcher.records import Need, Professional, Work
from matcher.retrieval import Document, VectorTable, complete, draft
from matcher.retrieval.bm25 import BM25Index
from matcher.retrieval.catalogue import Catalogue
from matcher.retrieval.exact import ExactIndex
from matcher.text import fingerprint

TODAY = date(2026, 11, 22)


def at_angle(cosine: float) -> FloatArray:
    return np.array([cosine, sqrt(1 - cosine * cosine)], dtype=np.float32)


class World:
    """People and needs whose texts have given cosines to (1, 0)."""

    def __init__(self) -> None:
        self.vectors = VectorTable(2)
        self.sides = [Catalogue(ExactIndex(2), BM25Index(), BM25Index(), BM25Index(), self.vectors) for _ in range(2)]

    def document(self, row: int, record: Professional | Need, cosines: Mapping[str, float]) -> Document:
        self.vectors.hold({fingerprint(text): at_angle(cosine) for text, cosine in cosines.items()})
        return complete(draft(row, record, multilingual=True), self.vectors)

    def market(
        self, people: Sequence[Document], needs: Sequence[Document], partners: dict[str, frozenset[str]] | None = None
    ) -> Market:
        for side, documents in zip(self.sides, (people, needs), strict=True):
            side.put(documents)
        offered, wanted = self.sides
        reading = Reading(
            self.vectors,
            offered.lexical,
            offered.english,
            offered.listed,
            lambda skill: (skill,),
            lambda _skill: (),
            terms,
            TODAY.year,
        )
        return Market(offered.snapshot, wanted.snapshot, reading, TODAY, partners or {})


@pytest.fixture
def world() -> World:
    return World()


def need(world: World, at: int, cosine: float, **facts: object) -> Document:
    return world.document(at, Need(**{"id": f"n{at}", "title": f"N{at}"} | facts), {f"N{at}": cosine})  # type: ignore[arg-type]


def straight_on(world: World, row: int, **facts: object) -> Document:
    """A person whose one work lies in (1, 0): the cosine with a need is the need's own."""
    record = Professional(**{"id": f"p{row}", "works": (Work(f"W{row}"),)} | facts)  # type: ignore[arg-type]
    return world.document(row, record, {f"W{row}": 1.0})


@pytest.mark.parametrize("at_a_time", [1, 2, 256])
def test_options_are_the_mean_of_the_three_open_needs_that_come_closest(
    world: World, at_a_time: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(market_module, "_NEEDS_AT_A_TIME", at_a_time)
    needs = [need(world, at, cosine) for at, cosine in enumerate([0.2, 0.9, -0.5, 0.6, 0.3])]
    needs += [
        need(world, 7, 1.0, status="closed"),
        need(world, 8, 1.0, deadline=TODAY - timedelta(1)),
        need(world, 9, 1.0, visibility="restricted"),
    ]
    crosswise = world.document(22, Professional(id="q", works=(Work("X"),)), {"X": 0.0})
    unread = world.document(23, Professional(id="u", works=(Work("Y"),)), {})
    market = world.market([straight_on(world, 21), crosswise, unread], needs)
    sideways = sorted(sqrt(1 - cosine**2) for cosine in (0.2, 0.9, 0.5, 0.6, 0.3))[-3:]
    assert CLOSEST == 3
    assert [each.record.id for each in market.open_needs.documents] == ["n0", "n1", "n2", "n3", "n4"]
    assert market.options == pytest.approx([(0.9 + 0.6 + 0.3) / 3, sum(sideways) / 3, nan], abs=1e-4, nan_ok=True)


def test_fewer_than_three_open_needs_are_all_that_counts(world: World) -> None:
    needs = [need(world, 0, 0.8), need(world, 1, 0.1), world.document(5, Need(id="unread", title="?!x"), {})]
    market = world.market([straight_on(world, 21)], needs)
    assert market.options == pytest.approx([0.45], abs=1e-6)


def test_nothing_open_leaves_the_options_unknown(world: World) -> None:
    market = world.market([straight_on(world, 21)], [need(world, 0, 0.8, status="closed")])
    assert np.isnan(market.options).all()
    assert market.table(as_ids([0]), as_ids([0])).column("reciprocity") == pytest.approx([nan], nan_ok=True)
    assert market.table(as_ids([0]), as_ids([0])).column("works") == pytest.approx([0.8], abs=1e-6)


def test_reciprocity_sets_a_need_beside_the_options_of_the_person(world: World) -> None:
    needs = [need(world, at, cosine) for at, cosine in enumerate([0.2, 0.9, -0.5, 0.6])]
    market = world.market([straight_on(world, 21)], [*needs, need(world, 9, 1.0, status="closed")])
    other = (0.9 + 0.6 + 0.2) / 3
    found = market.table(np.arange(5), as_ids([0])).column("reciprocity")
    assert found == pytest.approx([cosine - other for cosine in (0.2, 0.9, -0.5, 0.6, 1.0)], abs=1e-6)


def test_collaboration_comes_from_the_partners_of_the_person(world: World) -> None:
    needs = [need(world, 0, 0.5, base="b1"), need(world, 1, 0.5, organisation="o2"), need(world, 2, 0.5)]
    people = [straight_on(world, 21), straight_on(world, 22)]
    market = world.market(people, needs, {"p21": frozenset(["b1"])})
    found = market.table(np.arange(3), as_ids([0, 1])).column("collaboration")
    assert found == pytest.approx([1, nan, 0, nan, nan, nan], nan_ok=True)


def test_any_pairs_have_the_features_and_verdicts_that_they_have_among_all(world: World) -> None:
    needs = [need(world, at, 0.2 * at, languages=("en",) * (at % 2), base=f"b{at}") for at in range(4)]
    people = [
        straight_on(world, 20 + at, languages=(("en",), ("fr",), ())[at % 3], exclusions=("b2",) * (at == 1))
        for at in range(5)
    ]
    market = world.market(people, needs, {"p20": frozenset(["b3"])})
    width = len(market.table(as_ids([0]), as_ids([0])).names)
    everything = market.table(np.arange(4), np.arange(5)).values.reshape(4, 5, width)
    codes = market.verdicts(np.arange(4), np.arange(5)).codes
    some_needs, some_people = as_ids([3, 1]), as_ids([4, 0, 1])
    part = market.table(some_needs, some_people).values.reshape(2, 3, width)
    assert np.array_equal(part, everything[np.ix_(some_needs, some_people)], equal_nan=True)
    assert np.array_equal(
        market.verdicts(some_needs, some_people).codes, codes[:, some_needs[:, None], some_people[None, :]]
    )


def test_people_as_they_would_be_have_the_features_of_people_who_are(world: World) -> None:
    needs = [need(world, at, 0.3 * at, languages=("en", "zh")) for at in range(4)]
    poet = world.document(22, Professional(id="p22", summary="W21"), {})
    people = [straight_on(world, 21, languages=("en",)), poet]
    market = world.market(people, needs, {"p21": frozenset(["b3"])})
    as_they_are = market.table(as_ids([2]), as_ids([0, 1]))
    assert np.array_equal(market.table_if(2, people).values, as_they_are.values, equal_nan=True)
    both = world.document(-1, Professional(id="new", works=(Work("W21"),), languages=("zh", "en")), {})
    changed = market.table_if(2, [both, people[0].without(["works[0]"])])
    assert changed.column("language").tolist() == [1.0, 0.5]
    assert changed.column("works") == pytest.approx([0.6, nan], abs=1e-4, nan_ok=True)
    assert changed.column("reciprocity") == pytest.approx([0.6 - (0.9 + 0.6 + 0.3) / 3, nan], abs=1e-4, nan_ok=True)
