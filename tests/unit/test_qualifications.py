"""Years, degrees, titles and stages: read from requirements and profiles, and answered by dates and steps."""

from typing import Any

import pytest

from matcher.evidence.requirements import RequirementEvidence
from matcher.messages.sentences import attained_text
from matcher.records import Education, Experience, Professional, Requirement, Work
from matcher.results import Attained, State
from matcher.skills.qualifications import Held, asked_in, asks_either, asks_nothing_else, held_by, years_stated
from tests.unit.world import World, asking

PUMPS = "Designs solar pumps."


def read(text: str) -> dict[str, int]:
    return {one.kind: one.least for one in asked_in(text)}


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("At least twelve years of pump design", 12),
        ("8+ years in hydrogen safety", 8),
        ("more than 6 years", 6),
        ("3–5 yrs of fieldwork", 3),
        ("具有八年以上水处理经验", 8),
        ("15年及以上从业经历", 15),
        ("三至五年相关经验", 3),
        ("二十五年经验", 25),
    ],
)
def test_years_are_read_and_of_a_range_the_least(text: str, years: int) -> None:
    assert read(text)["years"] == years


@pytest.mark.parametrize(
    "text",
    [
        "under 40 years old", "papers of the last three years", "data of 12 years of measurements", 
        "近五年发表论文", "2019年以来",
        "a contract of 2 years", "质保10年",
        "为期两年", "第三年", "every 2 years",
    ],
)  # fmt: skip
def test_other_years_are_nobodys_experience(text: str) -> None:
    assert "years" not in read(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PhD", {"degree": 4}), ("a doctorate in physics", {"degree": 4}), ("博士学位", {"degree": 4}), 
        ("Dr.-Ing.", {"degree": 4}),
        ("Master of Science", {"degree": 3}),
        ("master's degree or PhD", {"degree": 3}), ("硕士及以上", {"degree": 3}),
        ("B.Sc. in geology", {"degree": 2}), ("本科以上学历", {"degree": 2}), ("supervises PhD students", {}),
        ("正高级职称", {"title": 4}), ("教授级高级工程师", {"title": 4}), 
        ("研究员", {"title": 4}), ("副研究员", {"title": 3}),
        ("高级工程师及以上", {"title": 3}), ("associate professor", {"title": 3}), ("lecturer", {"title": 2}),
        ("R2 or above", {"stage": 2}), ("Senior hydrologist or senior engineer", {"stage": 3}), 
        ("资深专家", {"stage": 3}),
        ("senior citizens", {}), ("a principal component", {}), ("master data management", {}), ("工程师", {}),
        ("Machine learning", {}),
    ],
)  # fmt: skip
def test_degrees_titles_and_stages_are_read(text: str, expected: dict[str, int]) -> None:
    assert read(text) == expected


def test_a_requirement_may_ask_for_nothing_else_or_for_one_of_two() -> None:
    assert asks_nothing_else("A completed PhD is essential")
    assert asks_nothing_else("至少十年以上工作经验")
    assert not asks_nothing_else("PhD in chemistry")
    assert not asks_nothing_else("十年以上焊接经验")
    assert not asks_nothing_else("welding")
    assert asks_either("PhD or ten years of experience")
    assert not asks_either("PhD and ten years or more")


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({"summary": "Holds a PhD in optics."}, Held(degree=4)),
        ({"name": "Dr. Ute Lang"}, Held(degree=4)),
        ({"summary": "PhD student since last year. Supervised two PhDs."}, Held()),
        ({"summary": "攻读博士学位，硕士毕业"}, Held(degree=3)),
        ({"education": (Education("Doctor", "optics", end=2011), Education("BSc"))}, Held(degree=4)),
        ({"education": (Education("PhD", "optics", start=2025), Education("硕士"))}, Held(degree=3)),
        ({"experiences": (Experience("教授级高工", "泵"),)}, Held(title=4)),
        ({"experiences": (Experience("副教授", "泵"), Experience("讲师", "泵"))}, Held(title=3)),
        ({"experiences": (Experience("工程师", "泵"),)}, Held(title=2)),
        ({"experiences": (Experience("Senior Process Engineer", "pumps"),)}, Held(stage=3)),
        ({"summary": "Worked under Professor Braun."}, Held()),
        ({"stage": "R4"}, Held(stage=4)),
        ({"headline": "光学方向博士研究生"}, Held()),
        ({"summary": "博士研究生学历。"}, Held(degree=4)),
        ({"experiences": (Experience("高级研究员", "泵"),)}, Held(stage=3)),
        ({"experiences": (Experience("Teacher", "Taught. MSc in optics, Dipl.-Ing. before."),)}, Held(degree=3)),
    ],
)
def test_what_a_profile_states_is_its_own_and_reached(stated: dict[str, Any], expected: Held) -> None:
    assert held_by(Professional(**{"id": "p", "summary": "pumps"} | stated)) == expected


def test_years_that_a_sentence_states() -> None:
    assert years_stated("Twenty years of experience with pumps.") == 20
    assert years_stated("从事泵设计十二年。") == 12
    assert years_stated("The pumps have a lifetime of 20 years.") == 0
    assert years_stated("Pumps.") == 0


def standing(world: World, requirement: Requirement, **stated: Any) -> RequirementEvidence:
    ((found,),) = world.standings(asking(requirement), Professional(id="p", **stated))
    return found


def held(*spans: tuple[int | None, int | None], text: str = PUMPS) -> dict[str, Any]:
    return {"experiences": tuple(Experience("Engineer", text, start=start, end=end) for start, end in spans)}


YEARS = Requirement("At least 10 years of experience.")


@pytest.mark.parametrize(
    ("spans", "state", "shown"),
    [
        ([(2012, None)], "evidenced", 14),
        ([(2004, 2010), (2018, 2023)], "evidenced", 11),
        ([(2014, 2020), (2015, 2022)], "inferred", 8),
        ([(2024, None)], "unknown", 2),
        ([(None, None)], "unknown", None),
    ],
)
def test_years_alone_are_counted_once_from_the_dates_of_positions(
    world: World, spans: list[tuple[int | None, int | None]], state: State, shown: int | None
) -> None:
    found = standing(world, YEARS, **held(*spans))
    assert found.state == state
    assert [one.shown for one in found.attained] == [shown]
    assert found.credit == pytest.approx(min((shown or 0) / 10, 1))


def test_years_of_a_skill_are_those_of_positions_and_works_about_it(world: World) -> None:
    asked = Requirement("At least 5 years of Java.", skill="Java")
    cook = Experience("Cook", "Cooked.", start=2000, end=2020)
    young = Experience("Developer", "Writes Java.", start=2025)
    assert standing(world, asked, experiences=(cook, young)).state == "unknown"
    old = Experience("Developer", "Writes Java.", start=2015)
    assert standing(world, asked, experiences=(cook, old)).state == "evidenced"
    works = tuple(Work(f"Java tool {year}", "It is in Java.", year) for year in (2014, 2016, 2018, 2020))
    assert standing(world, asked, works=works).attained[0].shown == 6
    assert standing(world, asked, summary="Writes Java.").state == "inferred"
    assert standing(world, asked, summary="I have eight years of experience with Java.").state == "evidenced"
    assert standing(world, asked, experiences=(cook,)).state == "unknown"


def test_a_higher_degree_answers_a_lower_one_and_not_the_reverse(world: World) -> None:
    master = Requirement("Master's degree or higher")
    assert standing(world, master, summary="PhD.").state == "evidenced"
    assert standing(world, master, summary="Bachelor of Arts.").state == "inferred"
    assert standing(world, Requirement("PhD"), summary="Bachelor of Arts.").state == "unknown"
    assert standing(world, Requirement("博士"), summary="PhD in optics.").evidence is not None
    assert standing(world, Requirement("PhD"), summary="Pumps.").attained[0].shown is None


def test_a_title_is_a_title_and_a_stage_comes_near_it(world: World) -> None:
    asked = Requirement("具有正高级职称")
    assert standing(world, asked, summary="教授级高工。").state == "evidenced"
    assert standing(world, asked, summary="泵。", stage="R4").state == "inferred"
    assert standing(world, asked, summary="高级工程师。").state == "inferred"
    assert standing(world, asked, summary="泵。").state == "unknown"


def test_one_of_two_qualifications_is_enough(world: World) -> None:
    asked = Requirement("PhD or 10 years of experience")
    assert standing(world, asked, **held((2010, None))).state == "evidenced"
    assert standing(world, asked, summary="PhD.").state == "evidenced"
    assert standing(world, asked, **held((2024, None))).state == "unknown"


def test_a_degree_that_is_not_stated_leaves_the_skill_half_shown(world: World) -> None:
    asked = Requirement("PhD with Java", skill="Java")
    unstated = standing(world, asked, summary="Writes Java.")
    assert (unstated.state, unstated.credit) == ("inferred", 0.4)
    assert standing(world, asked, summary="PhD. Writes Java.").state == "evidenced"


@pytest.mark.parametrize(
    ("attained", "english", "chinese"),
    [
        (Attained("x", "years", 10, 12, 2014, True), "10 years asked; positions and works since 2014 show 12",
         "要求 10 年；自 2014 年起的任职与成果显示 12 年"),
        (Attained("x", "years", 10, None, None, False), "10 years asked; how many there are is not stated: ask",
         "要求 10 年；资料未说明年限，需询问"),
        (Attained("x", "degree", 4, 2, None, False), "a doctorate asked, a bachelor's degree stated",
         "要求博士学位，资料写明学士学位"),
        (Attained("x", "title", 4, None, None, False), "a full senior title (professor, 正高级) asked; not stated: ask",
         "要求正高级职称；资料未说明，需询问"),
    ],
)  # fmt: skip
def test_the_line_says_what_is_asked_and_what_is_shown(attained: Attained, english: str, chinese: str) -> None:
    assert (attained_text(attained), attained_text(attained, "zh")) == (english, chinese)
