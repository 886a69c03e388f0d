"""The engine's answers: one number for a pair however it is asked, nobody who must not be there."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from matcher.build import load_ranker, open_engine
from matcher.embed.hashing import HashingEmbedder
from matcher.errors import ConsentError, NotFoundError
from matcher.features import FEATURES
from matcher.matching import rank as rank_module
from matcher.matching.engine import ALL, Engine
from matcher.records import Base, Consent, Decision, Experience, Need, Professional, Requirement, Work
from matcher.results import Direction, Evidence, Explanation, Ranking, TermPair
from matcher.retrieval import cache
from matcher.store.port import Run
from matcher.text import clean, field_text, fingerprint, texts_to_embed
from tests.integration.worlds import FIELDS, TODAY, CountingEmbedder, engine_in, market, need, person, settings_in

NEEDS = [f"n{at}" for at in range(len(FIELDS))]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Not changed by any test of this module."""
    made = engine_in(tmp_path_factory.mktemp("market"))
    made.records.put_many(market())
    yield made
    made.close()


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Engine]:
    made = engine_in(tmp_path)
    yield made
    made.close()


def people(ranking: Ranking) -> list[str]:
    return [each.professional for each in ranking]


def test_the_best_candidates_are_those_of_the_needs_field(engine: Engine) -> None:
    for at, need_id in enumerate(NEEDS):
        assert {int(each[1:]) % 6 for each in people(engine.matching.candidates(need_id, 2))} == {at}


@pytest.mark.parametrize("k", [3, ALL])
@pytest.mark.parametrize("direction", ["candidates", "suggestions"])
def test_many_rankings_are_exactly_those_asked_for_one_by_one(engine: Engine, direction: Direction, k: int) -> None:
    asked = NEEDS if direction == "candidates" else engine.matching.consented_people()
    rankings = list(engine.matching.many(direction, asked, k, explained=100))
    assert rankings == [engine.matching.recommend(direction, query_id, k) for query_id in asked]


def test_only_the_first_of_many_are_explained_and_the_others_have_their_points(engine: Engine) -> None:
    whole = engine.matching.candidates("n0", 4)
    (ranking,) = engine.matching.many("candidates", ["n0"], 4, explained=1)
    assert ranking[0] == whole[0]
    for brief, full in zip(ranking[1:], whole[1:], strict=True):
        assert brief.explanation.contributions == full.explanation.contributions
        assert (brief.explanation.evidence, brief.explanation.lines, brief.explanation.gaps) == ((), (), ())
        assert (brief.score, brief.rank, brief.professional) == (full.score, full.rank, full.professional)


@pytest.mark.parametrize("direction", ["candidates", "suggestions"])
def test_many_rankings_from_small_pools_and_blocks_are_those_asked_for_one_by_one(
    tmp_path: Path, direction: Direction, monkeypatch: pytest.MonkeyPatch, engine: Engine
) -> None:
    small = engine_in(tmp_path, pool=2)
    small.records.put_many(market())
    asked = NEEDS if direction == "candidates" else small.matching.consented_people()[:10]
    rankings = list(small.matching.many(direction, [*asked, asked[0]], 2, explained=2))
    assert rankings == [small.matching.recommend(direction, query_id, 2) for query_id in [*asked, asked[0]]]
    whole = [engine.matching.recommend(direction, query_id, ALL) for query_id in asked[:3]]
    monkeypatch.setattr(rank_module, "_COMPARED_AT_ONCE", 5)
    assert [engine.matching.recommend(direction, query_id, ALL) for query_id in asked[:3]] == whole
    small.close()


def test_who_goes_while_many_are_ranked_is_in_no_later_ranking(fresh: Engine) -> None:
    fresh.records.put_many(market())
    rankings = fresh.matching.many("candidates", NEEDS, 5, explained=5)
    next(rankings)
    gone = {fresh.matching.candidates(need_id, 1)[0].professional for need_id in NEEDS[1:4]}
    for person_id in gone:
        fresh.records.erase("professional", person_id)
    fresh.records.erase("need", NEEDS[5])
    later = list(rankings)
    assert [ranking.query for ranking in later] == NEEDS[1:5]
    assert not gone & {person_id for ranking in later for person_id in people(ranking)}
    assert later == [fresh.matching.candidates(need_id, 5) for need_id in NEEDS[1:5]]


def test_a_pair_has_one_score_from_either_side(engine: Engine) -> None:
    from_needs = {
        (need_id, each.professional): each.score
        for need_id in NEEDS
        for each in engine.matching.candidates(need_id, ALL)
    }
    from_people = {
        (each.need, person_id): each.score
        for person_id in engine.matching.consented_people()
        for each in engine.matching.suggestions(person_id, ALL)
    }
    assert from_needs.keys() == from_people.keys()
    assert len(from_needs) > 100
    assert all(from_needs[pair] == pytest.approx(from_people[pair], abs=1e-5) for pair in from_needs)


def test_scores_and_explain_and_recommend_tell_the_same(engine: Engine) -> None:
    ranking = engine.matching.candidates("n0", ALL)
    order = [(-each.score, each.professional) for each in ranking]
    assert order == sorted(order)
    assert len({round(each.score, 2) for each in ranking}) < len({each.score for each in ranking})
    assert engine.matching.scores("candidates", "n0", ALL) == [(each.professional, each.score) for each in ranking]
    for expected in (ranking[0], ranking[5], ranking[-1]):
        (found,) = engine.matching.explain("n0", expected.professional)
        assert found == expected


def test_contributions_and_base_add_up_to_the_score(engine: Engine) -> None:
    for each in engine.matching.candidates("n1", ALL):
        explanation = each.explanation
        total = explanation.base + sum(part.points for part in explanation.contributions)
        assert each.score == pytest.approx(total, abs=1e-6)
        assert [part.feature for part in explanation.contributions] == list(engine.scorecard.features)
        assert all(part.points == 0 for part in explanation.contributions if part.value is None)


def test_quotes_stand_word_for_word_in_the_profile(engine: Engine) -> None:
    best = engine.matching.candidates("n0", 1)[0]
    record = engine.records.get("professional", best.professional)[1]
    assert isinstance(record, Professional)
    assert best.explanation.evidence
    for each in best.explanation.evidence:
        assert clean(field_text(record, each.source)[each.start : each.end]) == each.quote


def test_equal_scores_are_ordered_by_id(fresh: Engine) -> None:
    twins = [replace(person("x"), id=identifier) for identifier in ("d", "b10", "a", "b9", "c")]
    fresh.records.put_many([*twins, need("n")])
    ranking = fresh.matching.candidates("n", ALL)
    assert len({each.score for each in ranking}) == 1
    assert people(ranking) == ["a", "b10", "b9", "c", "d"]
    assert people(fresh.matching.candidates("n", 2)) == ["a", "b10"]


def test_k_cuts_and_a_negative_k_is_refused(engine: Engine) -> None:
    everybody = engine.matching.candidates("n0", ALL)
    assert people(engine.matching.candidates("n0", 4)) == people(everybody)[:4]
    assert len(everybody) == everybody.considered
    with pytest.raises(ValueError, match="k is -1"):
        engine.matching.candidates("n0", -1)


def test_considered_and_excluded_are_everybody(engine: Engine) -> None:
    ranking = engine.matching.candidates("n1", 3)
    assert ranking.considered + sum(each.count for each in ranking.exclusions) == 24
    assert [(each.rule, each.count) for each in ranking.exclusions] == [("language", 6)]
    assert len(ranking) == 3


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        ({"visibility": "restricted"}, "public"),
        ({"controlled": True}, "public"),
        ({"status": "closed"}, "open"),
        ({"deadline": TODAY - timedelta(1)}, "open"),
    ],
)
def test_a_need_that_may_not_be_matched_never_is(fresh: Engine, facts: dict[str, Any], rule: str) -> None:
    fresh.records.put_many([person("p"), need("barred", **facts), need("other", "tang poetry")])
    ranking = fresh.matching.candidates("barred")
    assert list(ranking) == []
    assert [(each.rule, each.count) for each in ranking.exclusions] == [(rule, 1)]
    assert [each.need for each in fresh.matching.suggestions("p", ALL)] == ["other"]
    assert list(fresh.matching.explain("barred", "p")) == []
    assert fresh.matching.scores("candidates", "barred", ALL) == []
    assert fresh.matching.open_needs() == ["other"]


def test_a_deadline_that_passes_closes_the_need(fresh: Engine) -> None:
    fresh.records.put_many([person("p"), need("n", deadline=TODAY)])
    assert people(fresh.matching.candidates("n")) == ["p"]
    fresh.today = lambda: TODAY + timedelta(1)
    assert people(fresh.matching.candidates("n")) == []
    assert fresh.matching.open_needs() == []


@pytest.mark.parametrize(
    "consent",
    [
        None,
        Consent(("newsletter",), TODAY),
        Consent(("matching",), TODAY + timedelta(1)),
        Consent(("matching",), TODAY - timedelta(9), TODAY - timedelta(1)),
    ],
    ids=["none", "other purpose", "not yet", "expired"],
)
def test_a_person_without_valid_consent_never_appears(fresh: Engine, consent: Consent | None) -> None:
    fresh.records.put_many([person("shy", consent=consent), person("open", "tang poetry"), need("n")])
    assert people(fresh.matching.candidates("n", ALL)) == ["open"]
    assert fresh.matching.consented_people() == ["open"]
    for ask in (fresh.matching.suggestions, lambda who: fresh.matching.explain("n", who)):
        with pytest.raises(ConsentError, match="'shy' has no consent to matching that is valid today"):
            ask("shy")


def test_nothing_of_a_person_without_consent_is_embedded(fresh: Engine) -> None:
    fresh.records.put_many([person("shy", consent=None), need("n", "tang poetry")])
    record = person("shy")
    keys = [fingerprint(text) for text in texts_to_embed(record)]
    assert fresh.store.vectors("hashing-256", keys) == {}


def test_a_person_appears_with_the_consent_and_goes_when_it_is_withdrawn(fresh: Engine) -> None:
    fresh.records.put_many([person("p", consent=None), need("n")])
    assert people(fresh.matching.candidates("n")) == []
    fresh.records.put(person("p"))
    assert people(fresh.matching.candidates("n")) == ["p"]
    assert fresh.matching.candidates("n")[0].explanation.evidence
    fresh.records.put(person("p", consent=None))
    assert people(fresh.matching.candidates("n")) == []


def test_consent_begins_and_ends_with_the_day_alone(fresh: Engine) -> None:
    term = Consent(("matching",), TODAY + timedelta(1), TODAY + timedelta(2))
    fresh.records.put_many([person("p", consent=term), person("q"), need("n")])
    seen = []
    for days in range(4):
        fresh.today = lambda days=days: TODAY + timedelta(days)  # type: ignore[misc]
        ranking = fresh.matching.candidates("n")
        seen.append(sorted(people(ranking)))
    assert seen == [["q"], ["p", "q"], ["p", "q"], ["q"]]
    works = next(part for part in ranking[0].explanation.contributions if part.feature == "works")
    assert works.value is not None


def test_an_unknown_id_suggests_ids_that_look_like_it(engine: Engine) -> None:
    with pytest.raises(NotFoundError, match=r"no professional has the id 'p0007'; similar ids: .*p007"):
        engine.matching.suggestions("p0007")
    with pytest.raises(NotFoundError, match="no need has the id 'p007'"):
        engine.matching.candidates("p007")


def test_a_need_that_asks_for_nothing_says_so_and_has_no_good_match(fresh: Engine) -> None:
    text = "Repair of solar pumps in dry fields by night."
    fresh.records.put(person("p", summary=text, works=(Work(text, text, 2026),)))
    fresh.records.put(need("bare", title=text, body=text, requirements=()))
    fresh.records.put(need("asking", title=text, body=text, requirements=(Requirement(text),)))
    bare, asking = fresh.matching.explain("bare", "p"), fresh.matching.explain("asking", "p")
    assert (bare.asks_nothing, asking.asks_nothing) == (True, False)
    assert fresh.matching.candidates("bare").asks_nothing
    assert (bare[0].band, asking[0].band) == ("possible", "strong")


def test_a_market_with_one_side_only_answers_with_nobody(fresh: Engine) -> None:
    fresh.records.put(person("p"))
    assert list(fresh.matching.suggestions("p")) == []
    assert fresh.matching.suggestions("p", ALL).considered == 0
    fresh.store.erase("professional", "p")
    fresh.records.put(need("n"))
    assert list(fresh.matching.candidates("n")) == []
    assert fresh.matching.scores("candidates", "n", ALL) == []


def test_a_small_pool_finds_the_same_top_in_a_clear_case(tmp_path: Path) -> None:
    crowd = [person(f"crowd{at}", FIELDS[1 + at % 5]) for at in range(200)]
    stars = [person(f"star{at}") for at in range(5)]
    engine = engine_in(tmp_path, pool=10)
    engine.records.put_many([*crowd[:100], *stars, *crowd[100:], need("n")])
    top = people(engine.matching.candidates("n", 5))
    assert sorted(top) == [f"star{at}" for at in range(5)]
    assert top == people(engine.matching.candidates("n", ALL))[:5]
    assert engine.matching.candidates("n", 5).considered == 205
    engine.close()


def test_chinese_that_the_model_cannot_read_has_unknown_meaning_and_is_found_by_terms(tmp_path: Path) -> None:
    class EnglishOnly(HashingEmbedder):
        multilingual = False

    engine = engine_in(tmp_path, EnglishOnly(), pool=1)
    pumps = person("c0", works=(), summary="长期从事太阳能水泵研究。")
    poetry = person("c1", works=(), summary="长期从事唐诗研究。")
    wanted = Need(id="n", title="太阳能水泵", body="需要太阳能水泵专家。")
    engine.records.put_many([pumps, poetry, person("e", "tang poetry"), wanted])
    best = engine.matching.candidates("n", 1)[0]
    assert best.professional == "c0"
    values = {part.feature: part.value for part in best.explanation.contributions}
    assert values["works"] is None
    assert values["sentences"] is None
    assert (values["lexical"] or 0) > 0
    assert [each.similarity for each in best.explanation.evidence] == [None]
    engine.close()


def test_a_profile_in_a_language_that_is_not_read_says_so(tmp_path: Path) -> None:
    class EnglishOnly(CountingEmbedder):
        multilingual = False

    engine = engine_in(tmp_path, EnglishOnly())
    unread = person("k", works=(), summary="태양광 펌프를 연구했다. Pumps.")
    engine.records.put_many([unread, person("e", "tang poetry"), need("n", "glass kilns")])
    of_unread, of_read = (engine.matching.explain("n", who)[0].explanation for who in ("k", "e"))
    assert {gap.unread for gap in of_unread.gaps if gap.kind == "must"} == {True}
    assert {gap.unread for gap in of_read.gaps} == {False}
    quotes = [line.span.quote for line in of_unread.lines if line.about == "unread" and line.span]
    assert quotes == ["태양광 펌프를 연구했다."]
    assert "unread" not in [line.about for line in of_read.lines]
    engine.close()


def test_comparing_rankers_gives_each_the_scores_that_it_gives_alone(tmp_path: Path, engine: Engine) -> None:
    bm25 = load_ranker(settings_in(Path("unused")), "bm25")
    mine, other = engine.matching.compare([engine.scorecard, bm25], "candidates", "n0")
    assert mine == dict(engine.matching.scores("candidates", "n0", ALL))
    alone = open_engine(settings_in(tmp_path), ranker="bm25")
    alone.records.put_many(market())
    assert other == dict(alone.matching.scores("candidates", "n0", ALL))
    assert mine != other
    alone.close()


def test_a_changed_date_or_base_embeds_nothing_and_shows_at_once(tmp_path: Path) -> None:
    embedder = CountingEmbedder()
    engine = engine_in(tmp_path, embedder)
    engine.records.put_many(market(6))
    before = len(embedder.texts)
    assert before == len(set(embedder.texts))
    engine.records.put(replace(engine_need(engine, "n0"), base="b1", deadline=TODAY, exclusions=("org-1",)))
    engine.records.put(person("p000", organisation="org-1"))
    engine.records.put(Base(id="b1", name="Base"))
    assert "p000" not in people(engine.matching.candidates("n0", ALL))
    assert len(embedder.texts) == before
    engine.close()


def engine_need(engine: Engine, identifier: str) -> Need:
    record = engine.records.get("need", identifier)[1]
    assert isinstance(record, Need)
    return record


def test_a_run_is_kept_as_it_was_shown(fresh: Engine) -> None:
    fresh.records.put_many(market(8))
    rankings = list(fresh.matching.many("candidates", ["n0", "n1"], 3, explained=3))
    run = Run("night", TODAY, "default", "hashing-256", fresh.store.sequence)
    fresh.runs.keep(run, rankings)
    kept, lines = fresh.store.run("night")
    assert kept == run
    assert lines == [(each.need, each.professional, each.rank, each.score) for ranking in rankings for each in ranking]
    assert len(lines) == 6


@pytest.mark.parametrize("index", ["exact", "faiss"])
def test_both_indexes_give_the_same_ranking(tmp_path: Path, index: str, engine: Engine) -> None:
    other = engine_in(tmp_path, index=index, pool=5)
    other.records.put_many(market())
    for need_id in NEEDS:
        assert people(other.matching.candidates(need_id, 2)) == people(engine.matching.candidates(need_id, 2))
    other.close()


def test_the_order_in_which_records_come_does_not_matter(tmp_path: Path, engine: Engine) -> None:
    other = engine_in(tmp_path, store="memory")
    records = market()
    for at in np.random.default_rng(2).permutation(len(records)):
        other.records.put(records[at])
    for need_id in NEEDS:
        expected, found = engine.matching.candidates(need_id, ALL), other.matching.candidates(need_id, ALL)
        assert people(found) == people(expected)
        assert [each.score for each in found] == pytest.approx([each.score for each in expected], abs=1e-5)


def test_explain_gives_the_rank_that_candidates_show_when_a_pool_cuts(tmp_path: Path) -> None:
    small = engine_in(tmp_path, pool=3)
    small.records.put_many(market(60))
    for each in small.matching.candidates("n0", 3):
        (alone,) = small.matching.explain("n0", each.professional)
        assert (alone.rank, alone.score) == (each.rank, each.score)
    small.close()


def test_equal_works_of_different_years_have_one_recency_in_both_directions(tmp_path: Path) -> None:
    text = "Solar pumping for pasture. Tanks replace batteries where nights are cold."
    works = tuple(Work("Solar pumping", text, year) for year in range(2009, 2024, 2))
    other = engine_in(tmp_path)
    other.records.put_many([person(f"q{at:02d}", works=works[at % 3 :]) for at in range(40)])
    other.records.put(need("n"))
    scores = dict(other.matching.scores("candidates", "n", ALL))
    assert len(scores) == 40
    for each, score in scores.items():
        assert dict(other.matching.scores("suggestions", each, ALL))["n"] == score
    other.close()


def test_saving_does_not_bring_back_whom_another_process_erased(tmp_path: Path) -> None:
    service, command = engine_in(tmp_path), engine_in(tmp_path)
    service.records.put_many(market(6))
    service.save()
    command.records.erase("professional", "p000")
    service.save()
    fresh = engine_in(tmp_path)
    row_count = len(fresh.matching.consented_people())
    assert row_count == 5
    assert "p000" not in people(fresh.matching.candidates("n0", ALL))
    loaded = cache.load(tmp_path / "index", fresh._sync.source())
    assert loaded is not None
    assert set(loaded[1]["professional.rows"].tolist()) == set(fresh.store.rows("professional"))
    for engine in (service, command, fresh):
        engine.close()


def test_one_huge_profile_does_not_change_what_the_others_get(tmp_path: Path) -> None:
    plain, with_giant = engine_in(tmp_path / "a"), engine_in(tmp_path / "b")
    records = market(12)
    giant = person("giant", summary=" ".join(f"Statement {at} on turbines." for at in range(900)))
    plain.records.put_many(records)
    with_giant.records.put_many([*records, giant])
    # What is measured in terms depends on how long the texts of all are, and with it the credit of a skill.
    features = [name for name in FEATURES if name not in ("lexical", "terms", "must", "quality")]
    ids = plain.matching.consented_people()
    (known, alone), (same, beside) = (each.matching.features("n0", ids) for each in (plain, with_giant))
    assert known == same == ids
    for name in features:
        assert np.array_equal(alone.column(name), beside.column(name), equal_nan=True), name
    assert not np.isnan(alone.column("nice")).any()
    assert not np.isnan(alone.column("reciprocity")).any()
    plain.close()
    with_giant.close()


PEROVSKITE = (
    Need(
        id="钙钛矿",
        title="钙钛矿封装",
        body="寻求钙钛矿组件封装技术，并了解养牛。",
        requirements=(Requirement("做过钙钛矿封装。", skill="钙钛矿"),),
    ),
    person("english", summary="", works=(Work("Packaging of perovskite modules", "", 2024),)),
    person("chinese", summary="", works=(Work("钙钛矿组件的封装", "", 2024),)),
)


def evidence_of(told: Explanation) -> list[Evidence]:
    """All evidence of an explanation that quotes the title of the work."""
    found = [*told.evidence, *(line.span for line in told.lines if line.span)]
    return [each for each in found if each.source == "works[0].title"]


@pytest.mark.parametrize("direction", ["candidates", "suggestions"])
def test_english_evidence_for_a_chinese_need_has_the_terms_that_say_the_same(
    fresh: Engine, direction: Direction
) -> None:
    fresh.records.put_many(PEROVSKITE)
    asked = "钙钛矿" if direction == "candidates" else "english"
    told = next(
        each for each in fresh.matching.recommend(direction, asked, 5) if each.professional == "english"
    ).explanation
    found = evidence_of(told)

    assert found
    assert {each.quote for each in found} == {"Packaging of perovskite modules"}
    assert {each.pairs for each in found} == {(TermPair("钙钛矿", "perovskite"), TermPair("封装", "packaging"))}
    assert all(each.coverage is not None and 0 < each.coverage <= 1 for each in found)


def test_chinese_evidence_for_a_chinese_need_has_none(fresh: Engine) -> None:
    fresh.records.put_many(PEROVSKITE)
    found = evidence_of(fresh.matching.explain("钙钛矿", "chinese")[0].explanation)

    assert found
    assert {(each.pairs, each.coverage) for each in found} == {((), None)}


def test_without_the_bridge_no_evidence_has_any(tmp_path: Path) -> None:
    engine = engine_in(tmp_path, bridge="none")
    engine.records.put_many(PEROVSKITE)

    told = engine.matching.explain("钙钛矿", "english")[0].explanation
    spans = [*told.evidence, *(line.span for line in told.lines if line.span)]
    assert {(each.pairs, each.coverage) for each in spans} <= {((), None)}
    engine.close()


def declining(need_id: str, person_id: str) -> Decision:
    return Decision(need=need_id, professional=person_id, coordinator="c", decision="decline", date=TODAY)


def test_who_declined_a_need_is_suggested_again_only_when_one_of_the_two_has_changed(fresh: Engine) -> None:
    fresh.records.put_many([need("n"), need("m"), person("a"), person("b")])
    fresh.store.put_decisions([declining("n", "a")])
    ranking = fresh.matching.candidates("n")
    assert people(ranking) == ["b"]
    assert [(each.rule, each.count) for each in ranking.exclusions] == [("declined", 1)]
    assert people(fresh.matching.candidates("m")) == ["a", "b"]
    assert [each.need for each in fresh.matching.suggestions("a")] == ["m"]
    assert len(fresh.matching.explain("n", "a")) == 1
    fresh.records.put(person("a", skills=("pumps",)))
    assert set(people(fresh.matching.candidates("n"))) == {"a", "b"}
    fresh.store.put_decisions([replace(declining("n", "a"), reason="again")])
    assert people(fresh.matching.candidates("n")) == ["b"]
    fresh.records.put(need("n", deadline=TODAY))
    assert set(people(fresh.matching.candidates("n"))) == {"a", "b"}


def test_probable_duplicates_are_one_line_that_names_the_others(fresh: Engine) -> None:
    held = (Experience("Engineer", "Builds things of many kinds.", "o1", 2015),)
    twins = [person(at, name=name, experiences=held) for at, name in (("a", "Wenbo Zeng"), ("b", "曾文博"))]
    others = [person(f"c{at}", name=name) for at, name in enumerate(["Jo Field", "Al Wood", "Ed Hill"])]
    fresh.records.put_many([need("n"), *twins, *others])
    ranking = fresh.matching.candidates("n", 4)
    assert sorted(people(ranking)) == ["a", "c0", "c1", "c2"]
    (line,) = [each for each in ranking if each.duplicates]
    assert (line.professional, line.duplicates) == ("a", ("b",))
    assert ("duplicate", "b") in [(each.about, each.subject) for each in line.explanation.lines]
    assert len(fresh.matching.explain("n", "b")) == 1
    assert {each.need for each in fresh.matching.suggestions("b")} == {"n"}


@pytest.mark.parametrize(("end", "told"), [(2026, True), (2023, True), (2022, False), (None, False)])
def test_an_employer_that_was_left_not_long_ago_is_a_caution(fresh: Engine, end: int | None, told: bool) -> None:
    former = Experience("Engineer", "Built pumps.", "o1" if end else "o2", 2010, end)
    fresh.records.put_many([need("n", organisation="o1"), person("a", experiences=(former,))])
    (line,) = fresh.matching.candidates("n")
    cautions = [(each.about, each.subject) for each in line.explanation.lines if each.kind == "caution"]
    assert cautions == ([("former employer", f"o1, {end}")] if told else [])


def test_a_work_in_common_with_somebody_who_is_set_aside_is_a_caution(fresh: Engine) -> None:
    work = Work("A long study of pumps and their many seals", "We study solar pumping.", 2021)
    other = Work("Another long study of pumps and their seals", "We study solar pumping.", 2021)
    fresh.records.put_many(
        [
            need("n", organisation="o1", exclusions=("x",)),
            person("inside", organisation="o1", works=(work,)),
            person("x", works=(other,)),
            person("a", works=(replace(work, title=work.title.upper()),)),
            person("b", works=(other,)),
            person("c"),
        ]
    )
    cautions = {
        each.professional: [(line.about, line.subject) for line in each.explanation.lines if line.kind == "caution"]
        for each in fresh.matching.candidates("n")
    }
    assert cautions == {"a": [("co-author", "inside")], "b": [("co-author", "x")], "c": []}
