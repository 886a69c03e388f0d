"""Requirements are read from a need's own words: only what is asked of a person, with its span in the body."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.records import Need, Requirement
from matcher.skills.requirements import requirements_of
from matcher.skills.vocabulary import load_vocabulary
from matcher.text import clean
from tests.contracts.strategies import needs

SHIPPED = Path(__file__).parents[2] / "models" / "skills" / "skills.tsv"
VOCABULARY = load_vocabulary(SHIPPED)


def of(body: str) -> list[tuple[str, str | None, str]]:
    need = Need(id="N1", title="title", body=body)
    return [
        (requirement.kind, requirement.skill, requirement.text) for requirement in requirements_of(need, VOCABULARY)
    ]


def kinds(body: str) -> set[str]:
    return {kind for kind, _, _ in of(body)}


def after_another(sentence: str) -> str:
    return f"Salt water fills the ponds. {sentence}" if sentence.isascii() else f"盐水满池。{sentence}"


@pytest.mark.parametrize(
    "sentence",
    [
        "The candidate must have experience in reverse osmosis.",
        "Applicants should have a track record in crop breeding.",
        "You must speak Mandarin.",
        "Must be able to commission membrane plants on site.",
        "The expert is expected to be available for two weeks.",
        "Experience with pumps, valves and motors is essential.",
        "A PhD in chemistry is required.",
        "Fluent English required.",
        "Knowledge of GMP is required.",
        "For this role, five years of experience with PLC programming are required.",
        "The role needs experience in zero liquid discharge.",
        "The project requires expertise in hydrogen safety.",
        "We are looking for an expert in perovskite solar cells.",
        "We need someone who has built biogas plants.",
        "At least 5 years of industrial experience in wastewater treatment.",
        "10+ years of experience in chip packaging.",
        "专家须具备膜法水处理现场调试经验。",
        "应聘者应具有五年以上光伏逆变器研发经验。",
        "需熟悉燃料电池电堆设计。",
        "要求具有博士学位。",
        "申请人应当掌握英语。",
        "现寻求熟悉废水零排放的专家。",
        "具有10年以上风电行业从业经验。",
    ],
)
def test_what_a_person_must_have_is_a_must(sentence: str) -> None:
    assert kinds(f"Salt water fills the ponds. {sentence}" if sentence.isascii() else f"盐水满池。{sentence}") == {
        "must"
    }


@pytest.mark.parametrize(
    "sentence",
    [
        "Experience with ROS 2 is preferred.",
        "Experience with ROS 2 is preferred but not required.",
        "Good knowledge of GMP is a plus.",
        "Knowledge of German is an advantage.",
        "Experience abroad would be desirable.",
        "Ideally, the expert has experience in fermentation.",
        "We would prefer candidates from industry.",
        "Candidates with a doctorate will be preferred.",
        "Nice to have a driving licence.",
        "有海外工作经历者优先。",
        "熟悉Python者佳。",
        "具有项目管理经验的优先考虑。",
        "最好有固废资源化项目经验。",
        "有专利转化经验可加分。",
        "希望专家具有沼气工程背景。",
    ],
)
def test_what_is_welcome_in_a_person_is_nice(sentence: str) -> None:
    assert kinds(f"Salt water fills the ponds. {sentence}" if sentence.isascii() else f"盐水满池。{sentence}") == {
        "nice"
    }


@pytest.mark.parametrize(
    "text",
    [
        "The model must be trained on large data sets before it can be used.",
        "Careful control of temperature is required to avoid cracking of the glaze.",
        "A deep understanding of the mechanism is essential for improving efficiency.",
        "In our experience careful handling is essential. Our experience shows that further work is needed.",
        "Experience replay is essential for stable training of the agent.",
        "Manual annotation requires domain expertise and is slow.",
        "Patients were followed for at least five years after surgery.",
        "Images were read by radiologists with at least 5 years of experience.",
        "The drug candidate must have low toxicity. Candidates must have high affinity.",
        "Prior knowledge of the geometry is required by the solver.",
        "The preferred method is chosen. The ability to tune the band gap is an advantage.",
        "The system must be able to reject disturbances, and users must be able to undo.",
        "Researchers must address this challenge; engineers should weigh cost against mass.",
        "The brine must be reduced by 2027; the base provides housing and a test hall.",
        "Water quality needs to be improved, and energy use should fall by a third.",
        "系统须具备自适应能力，模型必须具备泛化能力。",
        "材料应具有良好的导电性，电解液需有足够的稳定性。",
        "需要掌握温度变化规律，需要了解其机理。",
        "诊断依赖专家经验，需要专家标注。经验公式须有修正系数。",
        "高价值任务优先调度，本文方法效果最好。老年患者优先考虑手术。",
        "邀请15位专家进行德尔菲咨询。各地积极引进高层次人才。",
        "为提高教学质量，教师须具备专业知识。医生应具备丰富的临床经验才能准确判断。",
        "该团队的专家认为应对气候变化必须有全球合作。",
        "Many fail early. Requirements: a survey of methods. Qualifications of teachers differ across countries.",
        "The plant runs by night, and must be able to detect leaks; the agent should have an understanding of maps.",
        "Abc. 1.",
        "要求出水COD低于50 mg/L，回收率不低于95%。",
        "",
    ],
)
def test_what_is_asked_of_a_thing_is_no_requirement(text: str) -> None:
    assert of(text) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "No experience in Python is required.",
        "Experience in Python is not required.",
        "Knowledge of Chinese is not necessary.",
        "Applicants do not need to have a degree in chemistry.",
        "不要求海外经历。",
        "无需博士学位。",
        "对学历不作硬性要求。",
    ],
)
def test_what_is_expressly_not_asked_gives_none(sentence: str) -> None:
    assert of(sentence) == []


def test_a_clause_that_is_not_asked_leaves_the_other_one() -> None:
    text = "Experience with Java is required, knowledge of Python is not required."
    assert of(text) == [("must", "Java", "Experience with Java is required")]
    assert of("无需海外经历，须熟悉Python。") == [("must", "Python", "须熟悉Python。")]


def test_a_sentence_that_names_several_skills_gives_one_requirement_each_and_weighs_one() -> None:
    body = "We clean brine. The expert must have experience in reverse osmosis, Python and PLC programming."
    requirements = requirements_of(Need(id="N1", body=body), VOCABULARY)
    assert [requirement.skill for requirement in requirements] == ["Reverse osmosis", "Python", "PLC programming"]
    assert sum(requirement.weight for requirement in requirements) == pytest.approx(1)
    assert {(requirement.start, requirement.end) for requirement in requirements} == {(16, len(body))}


def test_english_lists_below_headings_are_must_and_nice_until_something_else_begins() -> None:
    body = """We reuse water.
Requirements:
- PhD in materials science
2. Experience abroad preferred
* Japanese is not required

Nice to have:
• Python
Housing is provided.

## What we offer
- a flat
"""
    assert of(body) == [
        ("must", "Materials science", "PhD in materials science"),
        ("nice", None, "Experience abroad preferred"),
        ("nice", "Python", "Python"),
    ]


def test_lines_without_bullets_directly_below_a_heading_belong_to_it() -> None:
    body = "**Must have**\nGMP audits\nquiet rooms\n\nThe base lies in the hills."
    assert of(body) == [("must", "Good manufacturing practice", "GMP audits"), ("must", None, "quiet rooms")]


def test_chinese_lists_below_and_beside_headings_are_must_and_nice() -> None:
    wanted = "任职要求：\n1. 博士学历，电化学专业；\n2、熟悉燃料电池电堆设计；\n（3）有海外经历者优先。"
    below = f"{wanted}\n福利待遇：\n1. 提供住房"
    assert [(kind, text) for kind, _, text in of(below)] == [
        ("must", "博士学历，电化学专业"),
        ("must", "熟悉燃料电池电堆设计"),
        ("nice", "有海外经历者优先。"),
    ]
    beside = "本基地处理盐水。任职要求：1、熟悉膜分离；2、会调试。优先条件：懂Python。\n基地提供住房。"
    assert [(kind, text) for kind, _, text in of(beside)] == [
        ("must", "熟悉膜分离"),
        ("must", "会调试。"),
        ("nice", "懂Python。"),
    ]


def test_a_numbered_heading_of_something_else_ends_a_chinese_list() -> None:
    body = "一、任职要求：\n1. 熟悉膜分离\n二、福利待遇：\n1. 提供住房"
    assert of(body) == [("must", "Membrane separation", "熟悉膜分离")]


def test_markup_is_read_as_lines_and_comments_are_not_read() -> None:
    body = (
        "<p>We clean water.</p><h3>Requirements:</h3><ul><li>PhD in chemistry</li>"
        "<li>Python <!-- Java --></li></ul><p>A flat.</p><!-- The candidate\nmust have experience in Java. -->"
    )
    assert of(body) == [("must", "Chemistry", "PhD in chemistry"), ("must", "Python", "Python")]


def skills(body: str) -> list[tuple[str, tuple[str, ...]]]:
    read = requirements_of(Need(id="N1", title="title", body=body), VOCABULARY)
    return [(requirement.kind, requirement.skills) for requirement in read]


@pytest.mark.parametrize(
    ("body", "musts", "nices"),
    [
        ("Knowledge of Java is mandatory; Fortran would be a bonus, and so would a diploma.", ["Java"], ["Fortran"]),
        ("Required: Java; SQL is a plus.", ["Java"], ["SQL"]),
        ("Must have experience in Java, ideally also in SQL.", ["Java"], ["SQL"]),
        ("The expert needs experience with SQL, whereas Java is merely desirable.", ["SQL"], ["Java"]),
        ("You must know Java and preferably SQL.", ["Java"], ["SQL"]),
        ("Java is a must and SQL is preferred.", ["Java"], ["SQL"]),
        ("Experience with Java, SQL and MATLAB is essential.", ["Java", "SQL", "MATLAB"], []),
        ("Experience with Java is not required but would be an asset.", [], ["Java"]),
        ("需熟悉Java，懂SQL则更好。", ["Java"], ["SQL"]),
        ("应聘者应具有Java开发经验；会SQL或MATLAB者优先考虑。", ["Java"], ["SQL"]),
        ("專家須具備Java經驗，熟悉SQL者優先。", ["Java"], ["SQL"]),
        ("除Java外，还须熟悉SQL。", ["Java", "SQL"], []),
        ("The ideal candidate is a chemist who knows Java; SQL is desirable but not essential.", ["Java"], ["SQL"]),
        ("Applicants must have experience in Java (SQL preferred), and hold a diploma.", ["Java"], ["SQL"]),
        ("诚聘调试专家2名，要求：熟悉Java，会SQL的优先。", ["Java"], ["SQL"]),
        ("Requires at least 4 years in Java.", ["Java"], []),
    ],
)
def test_a_sentence_may_ask_for_one_thing_and_welcome_another(body: str, musts: list[str], nices: list[str]) -> None:
    read = skills(body)
    assert [names[0] for kind, names in read if kind == "must" and names] == musts
    assert [names[0] for kind, names in read if kind == "nice" and names] == nices


def test_half_a_sentence_is_the_requirement() -> None:
    body = "We clean brine. Experience with Java is essential, though knowledge of SQL is only a plus."
    first, second = requirements_of(Need(id="N1", body=body), VOCABULARY)
    assert (first.text, second.text) == ("Experience with Java is essential", "knowledge of SQL is only a plus.")
    assert body[first.start : first.end] == first.text
    assert body[second.start : second.end] == second.text


@pytest.mark.parametrize(
    "body",
    [
        "You must not have to know Java.",
        "Applicants need not have experience with Java.",
        "Java experience is no longer needed.",
        "We do not require Java. The role needs no knowledge of Java.",
        "We are not looking for Java experts.",
        "Java knowledge isn't necessary.",
        "Applicants without Java experience are welcome.",
        "专家懂Java不是必需的。",
        "Requirements:\n- no Java needed\n- Java: not necessary",
        "任职要求：\n1. Java不限\n2. 不要求Java经验\n3. 毋须懂Java",
        "任職要求：\n1. 無需Java經驗",
    ],
)
def test_what_is_exempted_is_not_asked(body: str) -> None:
    assert of(body) == []


@pytest.mark.parametrize(
    "body",
    [
        "Candidates must have experience with SQL rather than Java.",
        "The specialist should have experience with SQL, not Java.",
        "Applicants must have SQL experience, excluding Java tools.",
        "须具有SQL经验而非Java经验。",
        "除Java以外，须熟悉SQL。",
        "须熟悉SQL（Java除外）。",
    ],
)
def test_what_is_set_aside_is_not_asked(body: str) -> None:
    assert skills(body) == [("must", ("SQL",))]


def test_no_less_than_is_no_negation() -> None:
    assert kinds("No less than six years of experience with pumps.") == {"must"}
    assert kinds("Candidates must have not only Java but also SQL experience.") == {"must"}


def test_what_is_a_must_in_one_place_and_not_required_in_another_is_nice() -> None:
    body = "The expert must have experience in Java. Experience in Java is not required. SQL is a must."
    assert skills(body) == [("nice", ("Java",)), ("must", ("SQL",))]


@pytest.mark.parametrize(
    ("body", "groups"),
    [
        ("Experience with Java or SQL is required.", [("Java", "SQL")]),
        ("Applicants must have experience with one of Java, SQL and MATLAB.", [("Java", "SQL", "MATLAB")]),
        ("The expert must have experience with Java and either SQL or MATLAB.", [("Java",), ("SQL", "MATLAB")]),
        ("The expert must have experience with Java, SQL and MATLAB.", [("Java",), ("SQL",), ("MATLAB",)]),
        ("须熟悉Java或SQL。", [("Java", "SQL")]),
        ("任职要求：\n1. 至少掌握一门语言：Java、Python、SQL", [("Java", "Python", "SQL")]),
        ("须具有Java、SQL其中之一的经验。", [("Java", "SQL")]),
        ("须熟悉Java、SQL和MATLAB。", [("Java",), ("SQL",), ("MATLAB",)]),
        ("精通Java或SQL中任一种即可。", [("Java", "SQL")]),
        ("掌握以下任意一种：Java、SQL。", [("Java", "SQL")]),
        ("Three or more years of experience in Java and SQL.", [("Java",), ("SQL",)]),
    ],
)
def test_skills_of_which_one_is_enough_are_one_requirement(body: str, groups: list[tuple[str, ...]]) -> None:
    assert skills(body) == [("must", group) for group in groups]
    weights = [requirement.weight for requirement in requirements_of(Need(id="N1", body=body), VOCABULARY)]
    assert weights == pytest.approx([1 / len(groups)] * len(groups))


@pytest.mark.parametrize("heading", [
    "Requirements:", "Your profile", "What we're looking for", "Who you are:", "You bring:", "Essential criteria",
    "Skills and experience required:", "✅ Qualifications", "### Candidate requirements", "The ideal candidate has:",
    "任职资格：", "【岗位要求】", "二、应聘条件", "对人才的要求：", "您应具备：", "職位要求：", "必备技能",
])  # fmt: skip
def test_headings_of_what_is_asked(heading: str) -> None:
    assert skills(f"We clean brine.\n\n{heading}\n- SQL\n- Java") == [("must", ("SQL",)), ("must", ("Java",))]


@pytest.mark.parametrize("heading", [
    "Nice to have:", "Bonus points if you have", "It would be great if you", "Desirable skills", "**Preferred**",
    "加分项：", "优先条件", "【优先考虑】", "以下条件优先：", "可选：", "加分項：",
])  # fmt: skip
def test_headings_of_what_is_welcome(heading: str) -> None:
    assert skills(f"Requirements:\n- Python\n\n{heading}\n- SQL") == [("must", ("Python",)), ("nice", ("SQL",))]


@pytest.mark.parametrize("heading", [
    "What we offer", "Benefits:", "Perks & benefits", "Why join us?", "How to apply:", "Responsibilities", "About us",
    "福利待遇：", "我们提供：", "岗位职责：", "工作内容", "公司简介：", "支持政策：", "薪酬福利：",
])  # fmt: skip
def test_headings_of_anything_else_ask_nothing(heading: str) -> None:
    assert skills(f"Requirements:\nPython\n{heading}\nSQL courses\n- Java") == [("must", ("Python",))]


@pytest.mark.parametrize("heading", ["技术指标：", "要求：", "Project requirements:"])
def test_below_a_heading_of_things_only_abilities_are_asked(heading: str) -> None:
    assert of(f"{heading}\n- 回收率不低于95%\n- 采用双回路结构") == []
    assert skills(f"{heading}\n- 熟悉SQL") == [("must", ("SQL",))]


def test_figures_that_a_plant_must_reach_are_no_requirements_of_a_person() -> None:
    body = "Requirements:\n- recovery above 95 %\n- energy use less than 3 kWh per tonne\n- over 5 years of experience"
    assert of(body) == [("must", None, "over 5 years of experience")]


@pytest.mark.parametrize(
    ("numbered", "texts"),
    [
        ("1.硕士学历\n2.5年以上调试经验\n3.会英语", ["硕士学历", "5年以上调试经验", "会英语"]),
        ("（1）硕士学历；\n（2）10年以上调试经验；", ["硕士学历", "10年以上调试经验"]),
        ("1)3 years of welding\n2)2 years abroad", ["3 years of welding", "2 years abroad"]),
        ("→ welding\n✔ diving\n🔹 sailing", ["welding", "diving", "sailing"]),
        ("1. welding\r\n2. diving\r\n", ["welding", "diving"]),
    ],
)
def test_numbers_and_signs_before_items_are_no_part_of_them(numbered: str, texts: list[str]) -> None:
    heading = "Requirements:" if numbered.isascii() or numbered[0] == "→" else "任职要求："
    assert [text for _, _, text in of(f"{heading}\n{numbered}")] == texts


def test_a_table_tells_line_by_line_what_is_asked() -> None:
    body = "| Skill | Level |\n|---|---|\n| SQL | must have |\n| Java | optional |\n| MATLAB | not required |"
    assert skills(body) == [("must", ("SQL",)), ("nice", ("Java",))]
    assert skills("SQL\trequired\nJava\t5 kg") == [("must", ("SQL",))]


def test_a_heading_behind_a_bullet_speaks_of_its_line_alone() -> None:
    assert skills("Requirements:\n- SQL\n- bonus: Java\n- MATLAB") == [
        ("must", ("SQL",)), ("nice", ("Java",)), ("must", ("MATLAB",)),
    ]  # fmt: skip


def test_a_remark_in_brackets_is_asked_for_itself() -> None:
    body = "Qualifications:\n- 3-5 years of sailing (SQL is a plus)\n- Java (optional)"
    assert of(body) == [
        ("must", None, "3-5 years of sailing"), ("nice", "SQL", "SQL is a plus"), ("nice", "Java", "Java (optional)"),
    ]  # fmt: skip


def test_a_need_may_ask_for_hundreds_of_things() -> None:
    body = "Requirements:\n" + "\n".join(f"- welding of kind {number}" for number in range(200))
    assert len(of(body)) == 200


def test_requirements_that_a_need_states_are_returned_as_they_are() -> None:
    stated = (Requirement("any text", "nice", 2.0), Requirement("other", skill="x"))
    need = Need(id="N1", body="The candidate must have experience in Python.", requirements=stated)
    assert requirements_of(need, VOCABULARY) is stated


PIECES = (
    *("Requirements:", "任职要求：", "Nice to have", "\n", "\n\n", "- ", "1.", " ", "; ", "。", "，", ". "),
    *("must have experience in ", "the candidate ", "not required", "Python", "Abc.", "&amp;", "<li>", "<!-- ", " -->"),
    *("须熟悉", "电池", "经验者优先", "无需", "是"),
)


@given(st.text(max_size=300) | st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_every_requirement_found_stands_word_for_word_in_the_body(body: str) -> None:
    need = Need(id="N1", title="title", body=body)
    weights: dict[tuple[int, int], float] = {}
    for requirement in requirements_of(need, VOCABULARY):
        assert requirement.start is not None
        assert requirement.end is not None
        assert 0 <= requirement.start < requirement.end <= len(body)
        assert clean(body[requirement.start : requirement.end]) == requirement.text
        assert requirement.kind in ("must", "nice")
        assert requirement.skill is None or VOCABULARY.skill(requirement.skill) is not None
        weights[requirement.start, requirement.end] = (
            weights.get((requirement.start, requirement.end), 0) + requirement.weight
        )
    assert all(weight == pytest.approx(1) for weight in weights.values())


@given(needs)
def test_any_need_has_its_requirements_read(need: Need) -> None:
    requirements = requirements_of(need, VOCABULARY)
    assert requirements == requirements_of(need, VOCABULARY)
    assert not need.requirements or requirements == need.requirements


@pytest.mark.parametrize(
    "piece", [" ", "a ", "1. ", "- ", "the ", "experience ", "must ", "需要", "的", "有", "*", "<", ","]
)
def test_long_bodies_of_one_piece_are_read_in_time(piece: str) -> None:
    of(piece * 20_000)


@pytest.mark.parametrize(
    "blank", ["&nbsp;", "&nbsp; &#160;", "<b>&nbsp;</b>", "<span style='display:none'>rank me</span>"]
)
def test_an_item_of_a_list_that_is_nothing_but_markup_asks_for_nothing(blank: str) -> None:
    body = f"Requirements:<ul><li>{blank}</li><li>PhD in materials science</li></ul>"
    assert [text for _, _, text in of(body)] == ["PhD in materials science"]
