"""Columns and postings come back from their files as they were, and with nothing of who is gone."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.errors import IndexFileError
from matcher.filters.facts import NeedFacts, PeopleFacts
from matcher.records import Need, Professional, Requirement, Work
from matcher.retrieval import cache
from matcher.retrieval.bm25 import Postings, TermNumbers
from matcher.retrieval.cache import Arrays, Source
from matcher.retrieval.columns import Columns, compact
from matcher.retrieval.corpus import frozen_of
from matcher.retrieval.exact import ExactIndex
from tests.contracts.strategies import needs, professionals
from tests.derived import EMBEDDER, builder, columns_of, plain_of

SOURCE = Source("store-1", "rules-1", "model-1", EMBEDDER.dim, "exact", 12, "2025-11-28")
Records = dict[int, Professional | Need]

PEOPLE: Records = {
    3: Professional(id="p3", works=(Work("Solar pumps", "They run.", 2019),), skills=("Java", "太阳能")),
    7: Professional(id="p7", summary="Tang poetry. 唐诗", organisation="org-1"),
}
NEEDS: Records = {
    5: Need(id="n5", title="A pump.", requirements=(Requirement("Build 水泵.", "nice", 2, "Pump"),), languages=("zh",)),
}
FACTS: dict[str, type[PeopleFacts] | type[NeedFacts]] = {"professional": PeopleFacts, "need": NeedFacts}
Side = tuple[Columns, dict[str, Postings]]


def side_of(columns: Columns, terms: TermNumbers) -> Side:
    """Columns with postings of the terms that are known so far."""
    frozen = frozen_of(columns, ExactIndex(EMBEDDER.dim), len(terms))
    return columns, {"postings_own": frozen.own, "postings_english": frozen.english}


def built(people: Records, wanted: Records) -> tuple[dict[str, Side], TermNumbers]:
    """Both sides; terms of nobody come before and after them, those of needs after the postings of people."""
    build = builder(TermNumbers(["gone!", "before!"]))
    of_people = side_of(columns_of(Professional, people, build, unread=3), build.terms)
    of_needs = side_of(columns_of(Need, wanted, build, unread=3), build.terms)
    build.terms.add(["after!", "them!"])
    return {"professional": of_people, "need": of_needs}, build.terms


def saved(sides: dict[str, Side], terms: TermNumbers) -> Arrays:
    """The arrays of both sides under their names, as the engine saves them."""
    columns = {
        side: cache.columns_to_arrays(columns) | cache.postings_to_arrays(postings)
        for side, (columns, postings) in sides.items()
    }
    renumbered, arrays = cache.term_arrays(columns, terms.terms())
    for side, of_side in renumbered.items():
        arrays |= cache.with_side(of_side, side)
    return arrays


def read(arrays: Arrays, side: str) -> Side:
    of_side = cache.of_side(arrays, side)
    postings = {name: cache.postings_from_arrays(of_side, name) for name in cache.POSTINGS}
    return cache.columns_from_arrays(of_side, FACTS[side]), postings


def plain_postings(postings: Postings, terms: list[str]) -> dict[str, list[tuple[int, int]]]:
    """The texts that hold each term, and how often; terms that none holds are left out."""
    held = {}
    for number, term in enumerate(terms[: len(postings.texts)]):
        entries = slice(int(postings.texts.starts[number]), int(postings.texts.starts[number + 1]))
        if pairs := list(zip(postings.texts.items[entries].tolist(), postings.counts[entries].tolist(), strict=True)):
            held[term] = pairs
    return held


@pytest.fixture
def arrays() -> Arrays:
    return saved(*built(PEOPLE, NEEDS))


@settings(max_examples=8)
@given(
    st.dictionaries(st.integers(1, 10**6), professionals, max_size=3),
    st.dictionaries(st.integers(1, 10**6), needs, max_size=3),
)
def test_columns_and_postings_come_back_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, people: Records, wanted: Records
) -> None:
    folder = tmp_path_factory.mktemp("index")
    sides, terms = built(people, wanted)
    cache.save(folder, SOURCE, saved(sides, terms))
    loaded = cache.load(folder, SOURCE)
    assert loaded is not None
    known = cache.terms_of(loaded[1])
    assert not {"gone!", "before!", "after!", "them!"} & set(known)
    for side, (columns, postings) in sides.items():
        loaded_columns, loaded_postings = read(loaded[1], side)
        assert plain_of(loaded_columns, known) == plain_of(columns, terms.terms())
        for name in cache.POSTINGS:
            assert len(loaded_postings[name].texts) == len(known)
            assert plain_postings(loaded_postings[name], known) == plain_postings(postings[name], terms.terms())


def test_an_array_that_is_missing_is_an_error_of_the_files(arrays: Arrays) -> None:
    for name in [name for name in arrays if name.startswith("need.")]:
        less = {other: array for other, array in arrays.items() if other != name}
        with pytest.raises(IndexFileError, match="made again from the store"):
            read(less, "need")


def test_nothing_of_who_is_gone_is_in_the_files(tmp_path: Path) -> None:
    build = builder()
    both = {9: Professional(id="leaver", summary="Cryptozoology 秘密.", skills=("Unicorns",))} | PEOPLE
    everybody = columns_of(Professional, both, build)
    stays = compact(everybody.take(np.flatnonzero(everybody.ids != "leaver")))
    sides = {"professional": side_of(stays, build.terms), "need": side_of(build.nothing(Need), build.terms)}
    cache.save(tmp_path, SOURCE, saved(sides, build.terms))
    content = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for word in ("solar", "java", "poetry", "唐诗", "p7"):
        assert word.encode() in content.lower()
    for word in ("cryptozoology", "秘密", "unicorns", "leaver"):
        assert word.encode() not in content.lower()
        assert word in str(build.terms.terms()) or word == "leaver"
