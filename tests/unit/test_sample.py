"""The synthetic sample: its records, its proportions, its truth, and the errors of its generator."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from data.generator.__main__ import main
from data.generator.checks import DISCIPLINES, THEMES, BankError, length
from data.generator.conditions import TODAY
from data.generator.draws import stream
from data.generator.fit import label
from data.generator.latent import NeedTruth
from data.generator.needs import Sought
from data.generator.people import Person
from data.generator.render import Filling, with_article
from data.generator.roster import Roster
from data.generator.sample import TIERS, Sample, Size
from data.generator.topics import FOLDER, Skill, Topic, load_topic, load_topics
from data.generator.write import write_sample
from matcher.codec import from_json, to_json
from matcher.records import (
    Base,
    Kind,
    Need,
    Organisation,
    Professional,
)

DATA = Path(__file__).parents[2] / "data"
DEMO = DATA / "demo"
FILES: Mapping[str, Kind] = {
    "professionals.jsonl": "professional",
    "needs.jsonl": "need",
    "bases.jsonl": "base",
    "organisations.jsonl": "organisation",
}
MANY = Size(people=1500, needs=900, bases=64)


@cache
def topics() -> dict[str, Topic]:
    return load_topics()


@cache
def many_people() -> tuple[Person, ...]:
    sample = Sample(MANY, topics())
    return tuple(sample.person(number) for number in range(1, MANY.people + 1))


@cache
def many_needs() -> tuple[Sought, ...]:
    sample = Sample(MANY, topics())
    return tuple(sample.need(number) for number in range(1, MANY.needs + 1))


@cache
def demo_people() -> tuple[Professional, ...]:
    return tuple(each for each in _demo("professionals.jsonl") if isinstance(each, Professional))


@cache
def demo_needs() -> tuple[Need, ...]:
    return tuple(each for each in _demo("needs.jsonl") if isinstance(each, Need))


def _demo(name: str) -> Iterator[Professional | Need | Base | Organisation]:
    for place, line in enumerate((DEMO / name).read_text(encoding="utf-8").splitlines(), start=1):
        yield from_json(FILES[name], line, file=name, line=place)


def _truth(name: str) -> list[dict[str, Any]]:
    lines = (DEMO / "truth" / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def _latent_people() -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in _truth("latent.jsonl") if row["kind"] == "professional"}


def _share(found: Sequence[bool]) -> float:
    return 100 * sum(found) / len(found)


@pytest.mark.parametrize("name", FILES)
def test_every_line_of_the_demo_reads_as_its_record_and_is_marked_synthetic(name: str) -> None:
    records = list(_demo(name))
    sizes = {"professionals.jsonl": 320, "needs.jsonl": 64, "bases.jsonl": 24, "organisations.jsonl": 85}
    assert len(records) == sizes[name]
    assert all(record.synthetic for record in records)
    assert len({record.id for record in records}) == len(records)


def test_the_committed_demo_is_what_the_generator_makes(tmp_path: Path) -> None:
    write_sample(Sample(TIERS["demo"], topics()), tmp_path)
    made = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file())
    kept = sorted(path.relative_to(DEMO) for path in DEMO.rglob("*") if path.is_file())
    assert made == kept
    different = [str(path) for path in made if (tmp_path / path).read_bytes() != (DEMO / path).read_bytes()]
    assert different == [], "run `python -m data.generator --tier demo --out data/demo` and commit the result"


def test_a_larger_tier_starts_with_the_records_of_the_smaller_one() -> None:
    large = Sample(TIERS["stress"], topics())
    assert [large.person(number).record for number in range(1, 121)] == list(demo_people()[:120])
    assert [large.need(number).record for number in range(1, 65)] == list(demo_needs())
    assert [to_json(base) for base in large.bases()[:24]] == [to_json(base) for base in _demo("bases.jsonl")]


def test_a_person_made_alone_equals_the_person_made_in_turn() -> None:
    alone = Sample(MANY, topics()).person(1234)
    assert alone == many_people()[1233]


def test_another_seed_makes_other_records() -> None:
    other = Sample(MANY, topics(), seed=7)
    assert [other.person(number).record for number in (1, 2)] != [each.record for each in many_people()[:2]]


def test_the_number_of_the_nth_person_of_a_topic_is_found_without_counting() -> None:
    roster = Roster(3, "person", topics())
    for number in range(1, 700):
        topic, ordinal = roster.topic_of(number)
        assert roster.number_of(topic, ordinal) == number


def test_people_have_the_shares_that_the_product_states() -> None:
    people = [each for each in many_people() if each.truth.duplicate_of is None]
    stages = Counter(each.record.stage for each in people)
    countries = Counter(each.record.country for each in people)
    languages = Counter(each.truth.language for each in people)
    disciplines = Counter(topics()[each.truth.topic].discipline for each in people)
    expected = (24, 22, 13, 12, 11, 8, 6, 4)
    for discipline, percent in zip(DISCIPLINES, expected, strict=True):
        assert 100 * disciplines[discipline] / len(people) == pytest.approx(percent, abs=2)
    for stage, percent in {"R1": 6, "R2": 18, "R3": 30, "R4": 14, "senior": 22}.items():
        assert 100 * stages[stage] / len(people) == pytest.approx(percent, abs=2)  # type: ignore[index]
    assert 100 * (stages["executive"] + stages["founder"]) / len(people) == pytest.approx(10, abs=2)
    for group, percent in {("US",): 40, ("JP", "KR", "SG"): 17, ("CA",): 8, ("AU", "NZ"): 8}.items():
        assert 100 * sum(countries[each] for each in group) / len(people) == pytest.approx(percent, abs=2)
    for language, percent in {"en": 52, "zh": 28, "mixed": 20}.items():
        assert 100 * languages[language] / len(people) == pytest.approx(percent, abs=2)


def test_people_have_the_noise_that_the_product_states() -> None:
    people = many_people()
    own = [each for each in people if each.truth.duplicate_of is None]
    assert _share([each.truth.duplicate_of is not None for each in people]) == pytest.approx(6, abs=1)
    assert _share([_days_old(each.record) > 3 * 365 for each in own]) == pytest.approx(10, abs=1.5)
    assert _share([each.record.availability is None for each in own]) == pytest.approx(15, abs=1.5)
    assert _share([bool(each.truth.claimed_only) for each in own]) == pytest.approx(8, abs=1.5)
    assert _share([bool(each.record.exclusions) for each in own]) == pytest.approx(6, abs=2)
    assert _share([_may_be_matched(each.record) for each in own]) == pytest.approx(92, abs=1.5)
    for flag, percent in {"garbled": 3, "instructions": 1, "conflict": 5, "hub": 2}.items():
        assert _share([flag in each.truth.flags for each in own]) == pytest.approx(percent, abs=1)
    assert _share([each.truth.second_topic is not None for each in own]) == pytest.approx(20, abs=4)


def test_needs_have_the_shares_that_the_product_states() -> None:
    needs = [each.record for each in many_needs()]
    languages = Counter(each.truth.language for each in many_needs())
    kinds = Counter(need.type for need in needs)
    for language, percent in {"zh": 70, "en": 12, "mixed": 18}.items():
        assert 100 * languages[language] / len(needs) == pytest.approx(percent, abs=2)
    for kind, percent in {"project": 34, "exchange": 16, "consulting": 14, "trip": 12, "startup": 12}.items():
        assert 100 * kinds[kind] / len(needs) == pytest.approx(percent, abs=2)  # type: ignore[index]
    assert 100 * (kinds["training"] + kinds["survey"]) / len(needs) == pytest.approx(12, abs=2)
    musts = [sum(line.kind == "must" for line in need.requirements) for need in needs]
    nices = [sum(line.kind == "nice" for line in need.requirements) for need in needs]
    assert (median(musts), set(musts)) == (3, {2, 3, 4})
    assert (median(nices), set(nices)) == (4, {3, 4, 5})
    hidden = [need.visibility == "restricted" or need.controlled for need in needs]
    assert _share(hidden) == pytest.approx(5, abs=1)


def test_most_open_needs_lie_ahead_of_the_day_of_the_sample() -> None:
    needs = [each.record for each in many_needs() if each.record.status == "open"]
    ahead = [need.deadline is not None and need.deadline > TODAY for need in needs]
    assert 93 < _share(ahead) < 99
    assert all(need.deadline < need.period.start for need in needs if _has_dates(need))  # type: ignore[operator, union-attr]


def test_works_and_experiences_are_as_long_as_real_ones() -> None:
    texts = [text for each in _clean_people() for text in _texts(each.record)]
    lengths: dict[str, list[int]] = {"en": [], "zh": []}
    for text in texts:
        tongue = "zh" if re.search(r"[\u4e00-\u9fff]", text) else "en"
        lengths[tongue].append(length(text, tongue))
    for tongue, low, high in (("en", 38, 120), ("zh", 58, 200)):
        fitting = [low <= count <= high for count in lengths[tongue]]
        assert _share(fitting) > 99, tongue
    counts = Counter(len(each.record.works) for each in _clean_people())
    assert set(counts) == {3, 4, 5, 6}


def test_no_gap_is_left_unfilled_and_no_sentence_starts_small_after_a_filled_gap() -> None:
    texts = [text for each in _clean_people() for text in (*_texts(each.record), each.record.summary)]
    texts += [need.record.title + " " + need.record.body for need in many_needs()]
    assert [text for text in texts if "{" in text or "}" in text] == []
    assert [text for text in texts if re.search(r"[。，]\s*[.,]|\.\.|  |。。|，，", text)] == []


def test_no_two_works_of_the_demo_have_the_same_text_apart_from_duplicates() -> None:
    truth = _latent_people()
    owners: dict[str, list[str]] = defaultdict(list)
    for person in demo_people():
        for work in person.works:
            owners[work.abstract].append(truth[person.id]["duplicate_of"] or person.id)
    assert [text for text, ids in owners.items() if len(set(ids)) > 1] == []


def test_no_passage_occurs_twice_in_one_person_and_every_skill_is_shown() -> None:
    for person in _clean_people()[:250]:
        text = "\n".join(_texts(person.record))
        for key in person.truth.skills:
            shown = Counter(_passages_in(text, _skill(key)))
            assert shown, f"{person.record.id}: no text shows {key}"
            assert max(shown.values()) == 1, f"{person.record.id}: a passage of {key} occurs twice"


def test_a_claimed_skill_is_listed_and_shown_by_no_text() -> None:
    claimants = [each for each in _clean_people() if each.truth.claimed_only]
    for person in claimants[:60]:
        (key,) = person.truth.claimed_only
        skill = _skill(key)
        names = {*skill.name.values(), *skill.aliases["en"], *skill.aliases["zh"]}
        assert names & set(person.record.skills)
        assert list(_passages_in("\n".join(_texts(person.record)), skill)) == []


def test_a_duplicate_has_another_id_and_name_form_and_partly_the_same_works() -> None:
    people = {each.record.id: each for each in many_people()}
    twins = [each for each in many_people() if each.truth.duplicate_of]
    for twin in twins:
        original = people[str(twin.truth.duplicate_of)]
        assert twin.record.name != original.record.name
        if "garbled" not in original.truth.flags:
            assert set(twin.record.works) <= set(original.record.works)
        assert original.truth.duplicate_of is None
    names = " ".join(str(twin.record.name) for twin in twins)
    assert re.search(r"[\u4e00-\u9fff]", names)
    assert re.search(r"[A-Za-z]", names)


def test_names_include_surnames_with_two_readings_and_compound_ones() -> None:
    names = " ".join(f"{each.record.name} {' '.join(each.record.aliases)}" for each in many_people())
    for family in ("曾", "单", "仇", "解", "查", "欧阳", "司马", "上官", "诸葛", "Ouyang", "Zeng"):
        assert family in names


@pytest.mark.parametrize("theme", THEMES)
def test_each_theme_of_the_demo_has_two_needs_with_people_who_fit_and_near_misses(theme: str) -> None:
    people = {person.id: person for person in demo_people()}
    truth = _latent_people()
    grades: dict[str, Counter[int]] = defaultdict(Counter)
    for row in _truth("labels.jsonl"):
        is_own = truth[row["professional"]]["duplicate_of"] is None
        if is_own and _may_be_matched(people[row["professional"]]):
            grades[row["need"]][row["grade"]] += 1
    needs = [need.id for need in demo_needs() if need.theme == theme and need.visibility == "public"]
    met = [need for need in needs if grades[need][2] + grades[need][3] >= 3 and grades[need][3] >= 1]
    missed = [need for need in met if grades[need][0] + grades[need][1] >= 1]
    assert len(met) >= 2
    assert missed


def test_the_needs_of_the_tour_are_there_in_the_languages_it_shows() -> None:
    latent = {row["id"]: row for row in _truth("latent.jsonl") if row["kind"] == "need"}
    found = {(latent[need.id]["topic"], latent[need.id]["language"]) for need in demo_needs()}
    for topic in ("solar-pumping-irrigation", "zero-liquid-discharge"):
        assert {(topic, "en"), (topic, "zh")} <= found
    first = demo_needs()[0]
    assert first.title.startswith("高盐工业废水零排放")
    assert (first.status, first.visibility) == ("open", "public")


def test_every_id_that_a_record_names_exists() -> None:
    known = {record.id for name in FILES for record in _demo(name)}
    for person in demo_people():
        places = {
            person.organisation,
            *(held.organisation for held in person.experiences),
            *person.exclusions,
        }
        assert places - {None} <= known
    for need in demo_needs():
        assert {need.base, need.organisation, *need.exclusions} - {None} <= known


def test_grades_follow_from_the_skills() -> None:
    need = NeedTruth(id="N1", topic="t", must={"a": 1.0, "b": 1.0, "c": 1.0}, nice={"d": 1.0}, language="en", flags=())
    full = label(need, "P1", {"a": 3, "b": 3, "c": 3, "d": 3})
    basic = label(need, "P1", {"a": 1, "b": 1, "c": 1})
    most = label(need, "P1", {"a": 3, "b": 3})
    some = label(need, "P1", {"c": 2})
    assert (full.fit, full.grade) == (1.0, 3)
    assert (basic.fit, basic.grade) == (0.375, 2)
    assert (most.fit, most.grade) == (0.5, 2)
    assert (some.fit, some.grade) == (0.1875, 1)
    assert some.reasons == ("must:a:missing", "must:b:missing", "must:c:2")


def test_coordinators_disagree_on_a_fifth_and_prefer_what_stands_above() -> None:
    rows = [row for row in _truth("decisions.jsonl") if row["decision"] in ("shortlist", "reject")]
    pairs: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows:
        if row["reason"] not in ("language", "timing", "conflict_of_interest"):
            pairs[row["need"], row["professional"]].append(row["decision"])
    assert _share([len(set(both)) == 2 for both in pairs.values()]) == pytest.approx(20, abs=5)
    upper = [row["decision"] == "shortlist" for row in rows if row["position"] <= 3]
    lower = [row["decision"] == "shortlist" for row in rows if row["position"] > 6]
    assert _share(upper) > 2 * _share(lower)


def test_nothing_is_decided_about_needs_that_may_not_be_matched() -> None:
    hidden = {need.id for need in demo_needs() if need.visibility == "restricted" or need.controlled}
    assert hidden
    assert not hidden & {row["need"] for row in _truth("decisions.jsonl")}


def test_only_people_with_consent_are_shown_to_coordinators() -> None:
    agreed = {person.id for person in demo_people() if person.consent and "matching" in person.consent.purposes}
    assert {row["professional"] for row in _truth("decisions.jsonl")} <= agreed


def test_every_topic_bank_passes_and_together_they_cover_disciplines_and_themes() -> None:
    banks = topics().values()
    assert len(banks) >= 57
    assert {bank.discipline for bank in banks} == set(DISCIPLINES)
    assert {bank.theme for bank in banks} == {"", *THEMES}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('id = "zero-liquid-discharge"', 'id = "other"', "id is 'other' but the file is named"),
        ('discipline = "environment"', 'discipline = "water"', "discipline is 'water'; allowed: ict"),
        (
            'theme = "industrial-waste"',
            'theme = "waste"',
            "theme is 'waste'; allowed: empty, solar-irrigation",
        ),
        ("{feed}", "{fed}", "unknown slot fed"),
        ("requires_zh = [", "asks_zh = [", "requires_zh has 0 texts, want 2"),
        ("low = 16", "from = 16", "slot energy has the keys"),
        ("[slots]", "[slots", "is not TOML"),
        ('en = "Zero', 'english = "Zero', "en is missing"),
    ],
)
def test_a_broken_topic_bank_says_what_is_wrong_and_where(tmp_path: Path, old: str, new: str, message: str) -> None:
    text = (FOLDER / "zero-liquid-discharge.toml").read_text(encoding="utf-8")
    assert old in text
    broken = tmp_path / "zero-liquid-discharge.toml"
    broken.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(BankError, match=re.escape(message)) as raised:
        load_topic(broken)
    assert str(broken) in str(raised.value)


def test_a_folder_without_banks_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BankError, match="there is no topic bank here"):
        load_topics(tmp_path)


def test_the_command_writes_a_tier_of_the_size_that_is_asked_for(tmp_path: Path) -> None:
    given = [
        "--tier",
        "demo",
        "--people",
        "30",
        "--needs",
        "5",
        "--bases",
        "9",
        "--out",
        str(tmp_path / "new"),
    ]
    assert main(given) == 0
    for name, count in {"professionals.jsonl": 30, "needs.jsonl": 5, "bases.jsonl": 9}.items():
        assert len((tmp_path / "new" / name).read_text(encoding="utf-8").splitlines()) == count


def test_the_command_refuses_more_bases_than_there_are_cities(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--bases", "65", "--out", str(tmp_path)]) == 2
    assert "bases is 65; allowed: 1 to 64" in capsys.readouterr().err


def test_articles_follow_the_value_of_a_gap() -> None:
    topic = topics()["carbon-capture-solvents"]
    rendered = {Filling(topic, stream(seed, "test")).fill("A {scale} unit", "en") for seed in range(60)}
    assert {text.split(" ")[0] for text in rendered} == {"A"}
    assert with_article("8 t/d") == "an 8 t/d"
    assert with_article("OTOF-related deafness") == "an OTOF-related deafness"
    assert with_article("unit") == "a unit"


@pytest.mark.parametrize("name", ["labels.jsonl", "decisions.jsonl", "latent.jsonl"])
def test_the_dictionary_describes_every_field_of_the_truth(name: str) -> None:
    text = (DATA / "README.md").read_text(encoding="utf-8")
    section = text.split(f"### `{name}`")[1].split("###")[0]
    rows = [line.split(" | ")[0] for line in section.splitlines() if line.startswith("| `")]
    described = {field for row in rows for field in re.findall(r"`(\w+)`", row)}
    assert described == {field for row in _truth(name) for field in row}


def _days_old(person: Professional) -> int:
    return (TODAY - person.updated).days if person.updated else 0


def _may_be_matched(person: Professional) -> bool:
    consent = person.consent
    if consent is None or "matching" not in consent.purposes:
        return False
    return consent.until is None or consent.until >= TODAY


def _has_dates(need: Need) -> bool:
    return bool(need.deadline and need.period and need.period.start)


def _clean_people() -> list[Person]:
    """People whose texts are their own and undamaged."""
    damaged = {"garbled", "instructions", "hub"}
    return [each for each in many_people() if not each.truth.duplicate_of and not damaged & set(each.truth.flags)]


def _texts(person: Professional) -> list[str]:
    return [work.abstract for work in person.works] + [held.description for held in person.experiences]


def _skill(key: str) -> Skill:
    topic, _, skill = key.partition("/")
    return next(each for each in topics()[topic].skills if each.id == skill)


def _passages_in(text: str, skill: Skill) -> Iterator[str]:
    for tongue in ("en", "zh"):
        for pattern in _patterns(skill.works[tongue] + skill.experiences[tongue]):
            yield from (pattern.pattern for _ in pattern.finditer(text))


@cache
def _patterns(passages: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    """What each passage looks like with any values in its gaps."""
    found = []
    for passage in passages:
        parts = re.split(r"\ba?n? ?\{\w+\}|\{\w+\}", passage)
        found.append(re.compile("[^\n]{1,60}?".join(re.escape(part) for part in parts)))
    return tuple(found)
