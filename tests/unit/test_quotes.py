"""Sentences of a profile are quoted word for word beside the sentences of the need that they answer."""

import pytest

from matcher.embed.hashing import HashingEmbedder
from matcher.evidence.pair import Pair
from matcher.evidence.quotes import (
    SHOWN_SIMILARITY,
    best_dated,
    best_sentence,
    best_sentences,
    best_work,
    most_worded,
)
from matcher.language.terms import terms
from matcher.records import Experience, Need, Professional, Work
from matcher.results import Evidence
from matcher.text import clean, field_text
from tests.unit.world import STEP, World, alone, company

BOTH = "First want. Second want."
WANTED = Need(id="n", title="Wanted")


def test_quotes_are_the_words_of_the_profile_with_their_place(world: World) -> None:
    person = Professional(
        id="p",
        works=(Work("Title", "Intro words.  We <b>built</b>\tpumps. End."),),
        experiences=(Experience("Chief", "Led it.", start=1990, end=1999),),
    )
    world.give({"We built pumps.": 0.9, "Led it.": 0.6, "End.": 0.2, "First want.": 1.0, "Second want.": 0.65})
    quotes = world.quotes(Need(id="n", body=BOTH), person)
    assert [(quote.need_text, quote.quote, quote.source, quote.year) for quote in quotes] == [
        ("Second want.", "Led it.", "experiences[0].description", 1999),
        ("First want.", "We built pumps.", "works[0].abstract", None),
    ]
    for quote in quotes:
        assert clean(field_text(person, quote.source)[quote.start : quote.end]) == quote.quote
    nearest = 0.65 * 0.6 + (1 - 0.65**2) ** 0.5 * (1 - 0.6**2) ** 0.5
    assert [quote.similarity for quote in quotes] == pytest.approx([nearest, 0.9], abs=STEP)


def test_a_sentence_is_shown_once_and_faint_ones_not_at_all(world: World) -> None:
    world.give({"First want.": 1.0, "Second want.": 0.9, "It is.": 0.9, "Faint one.": -0.5})
    need = Need(id="n", body=BOTH)
    (quote,) = world.quotes(need, Professional(id="p", summary="It is. Faint one."))
    assert (quote.quote, quote.need_text) == ("It is.", "Second want.")
    assert world.quotes(need, Professional(id="q", summary="Faint one.")) == ()


@pytest.mark.parametrize(("cosine", "shown"), [(0.31, 1), (0.29, 0)])
def test_a_pair_of_sentences_is_shown_from_a_likeness_of_three_tenths(world: World, cosine: float, shown: int) -> None:
    assert SHOWN_SIMILARITY == 0.3
    world.give({"Wanted": 1.0, "It is.": cosine})
    assert len(world.quotes(WANTED, Professional(id="p", summary="It is."))) == shown


def test_no_more_sentences_than_the_limit(world: World) -> None:
    body = " ".join(f"Solar pump number {number}." for number in range(8))
    need, person = Need(id="n", body=body), Professional(id="p", summary=body)
    assert len(world.quotes(need, person, limit=3)) == 3
    world.give({f"Solar pump number {number}.": number / 10 for number in range(8)})
    assert len(world.quotes(need, person, limit=3)) == 3
    assert len({quote.quote for quote in world.quotes(need, person, limit=9)}) == 8


def test_texts_that_the_model_cannot_read_are_quoted_by_shared_terms(world: World) -> None:
    need = Need(id="n", title="太阳能水泵", body="需要太阳能水泵的灌溉专家。")
    (quote,) = world.quotes(need, Professional(id="p", summary="长期从事太阳能水泵研究。"))
    assert (quote.quote, quote.language, quote.similarity) == ("长期从事太阳能水泵研究。", "zh", None)
    assert quote.need_text == "太阳能水泵"


def test_one_shared_term_is_too_few_for_a_quote(world: World) -> None:
    need = Need(id="n", title="Solar pumps")
    assert world.quotes(need, Professional(id="p", summary="Pumps beside rivers.")) == ()
    person = Professional(id="p", works=(Work("Old. New."),), summary="Rivers. Pumps of solar fields.")
    (quote,) = world.quotes(need, person)
    assert quote.quote == "Pumps of solar fields."


def test_a_mixed_profile_keeps_the_places_of_its_english_sentences(world: World) -> None:
    mixed = Professional(id="p", summary="长期从事太阳能水泵研究。We build pumps. 十年经验丰富。")
    readable = world.rules.document(mixed).readable(multilingual=False).values()
    assert "We build pumps. 十年经验丰富。" not in readable
    world.give({"We build pumps.": 0.9, "Pumps": 1.0})
    person = Professional(id="p", summary="长期从事太阳能水泵研究。\nWe build pumps.")
    (quote,) = world.quotes(Need(id="n", title="Pumps"), person)
    assert quote.quote == "We build pumps."


def test_the_one_best_sentence_is_quoted_however_far_it_is(world: World) -> None:
    world.give({"First want.": 1.0, "Second want.": 0.0, "It is.": -0.6, "Other.": -0.9})
    need = Need(id="n", body=BOTH)
    best = best_sentence(world.pair(need, Professional(id="p", summary="Unread. Other. It is.")))
    assert best is not None
    assert (best.quote, best.need_text) == ("It is.", "Second want.")
    assert best.similarity == pytest.approx(0.8, abs=STEP)
    assert best_sentence(world.pair(need, Professional(id="p", summary="Unread."))) is None


def test_of_equally_close_sentences_the_first_of_the_person_is_quoted(world: World) -> None:
    world.give({"First want.": 1.0, "Second want.": 0.0, "One.": 0.8, "Two.": 0.6, "One. Two.": 0.5})
    best = best_sentence(world.pair(Need(id="n", body=BOTH), Professional(id="p", summary="Two. One.")))
    assert best is not None
    assert (best.quote, best.need_text) == ("Two.", "Second want.")


def test_the_closest_work_is_quoted_by_its_title_and_dated_by_the_closest_that_has_a_year(world: World) -> None:
    world.give({"Wanted": 1.0, "A. Of a.": 0.9, "B. Of b.": 0.7, "C. Of c.": 0.8})
    works = (Work("A", "Of a."), Work("B", "Of b.", 2001), Work("C", "Of c.", 2010))
    pair = world.pair(WANTED, Professional(id="p", works=works))
    work, dated = best_work(pair), best_dated(pair)
    assert work is not None
    assert dated is not None
    assert (work.quote, work.source, work.year) == ("A", "works[0].title", None)
    assert (dated.quote, dated.source, dated.year) == ("C", "works[2].title", 2010)
    assert (work.similarity, dated.similarity) == pytest.approx((0.9, 0.8), abs=STEP)


def test_a_date_is_looked_for_beside_the_beginning_of_the_need_and_a_work_beside_all_of_it(world: World) -> None:
    need = Need(id="n", body=" ".join(f"Sentence number {number} about pumps and fields." for number in range(80)))
    first, second, *_ = (passage.text for passage in world.rules.document(need).passages)
    world.give({first: 1.0, second: 0.0, "Late": 0.1, "Early": 0.6})
    person = Professional(id="p", works=(Work("Late", year=2020), Work("Early", year=2001)))
    pair = world.pair(need, person)
    work, dated = best_work(pair), best_dated(pair)
    assert work is not None
    assert dated is not None
    assert (work.quote, work.need_text) == ("Late", second)
    assert (dated.quote, dated.need_text) == ("Early", first)


@pytest.mark.parametrize(
    "person",
    [Professional(id="p", works=(Work("A"),)), Professional(id="p", skills=("x",))],
    ids=["a work that is not read", "nothing"],
)
def test_without_a_work_that_is_read_there_is_none_to_quote(world: World, person: Professional) -> None:
    world.give({"Wanted": 1.0})
    pair = world.pair(WANTED, person)
    assert (best_work(pair), best_dated(pair), best_sentence(pair)) == (None, None, None)


def test_a_read_work_without_a_year_gives_no_date(world: World) -> None:
    world.give({"Wanted": 1.0, "A": 0.5})
    pair = world.pair(WANTED, Professional(id="p", works=(Work("A"),)))
    assert best_work(pair) is not None
    assert best_dated(pair) is None


def test_the_sentence_with_most_terms_of_the_need_is_quoted_from_the_passage_with_most(world: World) -> None:
    need = Need(id="n", title="Solar pumps", body="For dry fields.")
    works = (Work("Dry solar fields", "Pumps."), Work("Poetry", "Dry solar pumps."))
    quote = most_worded(world.pair(need, Professional(id="p", works=works)))
    assert quote is not None
    assert (quote.quote, quote.need_text, quote.similarity) == ("Dry solar fields", "Solar pumps", None)
    assert most_worded(world.pair(need, Professional(id="p", summary="Poetry."))) is None


def test_between_two_languages_the_terms_of_the_chinese_in_english_count() -> None:
    def english(text: str) -> list[str]:
        return terms(text.replace("太阳能", "solar ").replace("水泵", "pumps "))

    world = World(english=english)
    person = Professional(id="p", summary="Poetry of old. Solar pumps in dry fields.")
    quote = most_worded(world.pair(Need(id="n", title="太阳能水泵"), person))
    assert quote is not None
    assert (quote.quote, quote.need_text) == ("Solar pumps in dry fields.", "太阳能水泵")
    chinese = Professional(id="p", summary="诗歌研究。太阳能水泵研究。")
    quote = most_worded(world.pair(Need(id="n", title="Solar pumps"), chinese))
    assert quote is not None
    assert quote.quote == "太阳能水泵研究。"


def every_quote(pair: Pair) -> list[Evidence | None]:
    """Whatever is quoted of a pair."""
    ways = (best_sentence, best_work, best_dated, most_worded)
    return [*best_sentences(pair), *(way(pair) for way in ways)]


def test_a_pair_is_quoted_in_any_company_as_it_is_alone() -> None:
    together, needs, people = company()
    world = World()
    quoted: set[str] = set()
    for place, need in enumerate(needs):
        for person_place, person in enumerate(people):
            quotes = every_quote(world.pair_of(together, place, person_place, need, person))
            single = alone(together, place, person_place)
            assert quotes == every_quote(world.pair_of(single, 0, 0, need, person))
            for evidence in filter(None, quotes):
                field = field_text(person, evidence.source)
                assert clean(field[evidence.start : evidence.end]) == evidence.quote
                quoted.add(evidence.source)
    assert {"works[0].title", "summary"} <= quoted


def test_every_sentence_that_a_need_repeats_is_answered_once() -> None:
    world = World(embedder=HashingEmbedder(64))
    need = Need(id="n", body="We need solar pumps. We need solar pumps. We need poetry.")
    person = Professional(id="p", summary="We build solar pumps. We write poetry.")
    quotes = world.quotes(need, person)
    assert [quote.need_text for quote in quotes] == ["We need solar pumps.", "We need poetry."]
