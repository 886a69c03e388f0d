"""A long profile gains nothing by its length: works that have nothing to do with a need raise no score for it."""

from dataclasses import replace
from itertools import count, islice
from pathlib import Path

import pytest

from matcher.embed.hashing import HashingEmbedder
from matcher.matching.engine import ALL
from matcher.records import Need, Professional, Work
from matcher.text import texts_to_embed
from tests.integration.worlds import engine_in
from tests.quality.checks import length_gains
from tests.quality.samples import demo_needs, demo_people

MORE = 30
DIM = 4096
"""Wide enough that many words share no dimension with any text of the needs."""
BOUND = 1e-9
"""Nothing else moves: the market has the same passages in it, of this person or of a stranger."""


def foreign_words(needs: tuple[Need, ...], number: int) -> list[str]:
    """Words that share no dimension of the embedder, and so no similarity, with any text of the needs."""
    embedder = HashingEmbedder(DIM)
    texts = [text for each in needs for text in texts_to_embed(each)]
    taken = embedder.encode(texts).sum(axis=0)
    words = (f"qz{at}x" for at in count())
    return list(islice((each for each in words if not (embedder.encode([each])[0] * taken).any()), number))


def unrelated(words: list[str]) -> tuple[Work, ...]:
    """Works of which each has some of the words, in an order of its own."""
    return tuple(Work(abstract=f"{' '.join(words[at : at + 40])}.", year=2026) for at in range(MORE))


def scores(folder: Path, people: list[Professional], needs: tuple[Need, ...]) -> dict[str, dict[str, float]]:
    engine = engine_in(folder, HashingEmbedder(DIM), store="memory")
    engine.records.put_many([*people, *needs])
    found = {each: dict(engine.matching.scores("candidates", each, ALL)) for each in engine.matching.open_needs()}
    engine.close()
    return found


@pytest.mark.parametrize("identifier", ["P00009", "P00073", "P00089"])
def test_thirty_unrelated_works_more_raise_no_score(tmp_path: Path, identifier: str) -> None:
    needs, people = demo_needs(), [each for each in demo_people(8) if len(each.works) >= 3]
    more, who = unrelated(foreign_words(needs, 80)), next(each for each in people if each.id == identifier)
    stranger = replace(people[-1], id="stranger", headline="", summary="", works=more, experiences=())
    long = replace(who, works=(*who.works, *more))
    short_one = scores(tmp_path / "short", [*people, stranger], needs)
    long_one = scores(tmp_path / "long", [long if each is who else each for each in people], needs)
    assert sum(who.id in each for each in short_one.values()) >= 3
    assert length_gains(who.id, short_one, long_one, BOUND) == []


def test_related_works_that_are_let_in_are_caught(tmp_path: Path) -> None:
    needs, people = demo_needs(), [each for each in demo_people(8) if len(each.works) >= 3]
    who = next(each for each in people if each.id == "P00073")
    more = tuple(Work(abstract=each.body, year=2026) for each in needs)
    short_one = scores(tmp_path / "short", people, needs)
    long = replace(who, works=(*who.works, *more))
    long_one = scores(tmp_path / "long", [long if each is who else each for each in people], needs)
    assert length_gains(who.id, short_one, long_one, BOUND)
