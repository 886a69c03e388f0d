"""Years, degrees, titles and career stages: what a requirement asks of them, and what a profile states.

They are answered from dates, education and titles, not from how near two texts come. Degrees and stages are ladders:
who has a higher step has the lower one too.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from matcher.records import Professional, Stage

QualificationKind = Literal["years", "degree", "title", "stage"]
KINDS: tuple[QualificationKind, ...] = get_args(QualificationKind)

COLLEGE, BACHELOR, MASTER, DOCTOR = 1, 2, 3, 4
JUNIOR, INTERMEDIATE, SENIOR, LEADING = 1, 2, 3, 4
STAGE_STEPS: dict[Stage, int] = {
    "R1": JUNIOR, "R2": INTERMEDIATE, "R3": SENIOR, "R4": LEADING,
    "junior": JUNIOR, "senior": SENIOR, "executive": LEADING, "founder": LEADING,
}  # fmt: skip
"""The stages of researchers and of industry on the ladder of professional titles (初级, 中级, 副高, 正高)."""


@dataclass(frozen=True, slots=True)
class Qualification:
    """One thing that a requirement asks for: years, or a step on the ladder of its kind."""

    kind: QualificationKind
    least: int


@dataclass(frozen=True, slots=True)
class Mention:
    """A step or number of years that a text states, and the characters where it does."""

    step: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Held:
    """The highest degree, title and stage of a person, 0 where none is stated."""

    degree: int = 0
    title: int = 0
    stage: int = 0


NOTHING_HELD = Held()
_WORDS = "one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty"
_NUMBERS = dict(zip(_WORDS.split(), (*range(1, 13), 15, 20, 30), strict=True))
_NUMBER = rf"(?:\d{{1,2}}|{'|'.join(_NUMBERS)})"
_RANGE = r"(?:\s*(?:[-–—~]|to|or)\s*(?:\d{1,2}))?"
_MOST_YEARS = 60
_YEARS_EN = re.compile(
    rf"(?i)(?<![\w.,-])(?P<count>{_NUMBER}){_RANGE}\s*(?:\(\d{{1,2}}\)\s*)?(?:\+|plus|or more|and more)?\s*"
    r"(?:full |whole |consecutive )?(?:years?|yrs?)\b(?![-\s]old|\s+of\s+age|\s+ago|[-\s]long)"
    r"(?!\s+of\s+(?:[\w-]+\s+){0,2}(?:data|records|measurements)\b)"
)
_NOT_SERVED_EN = re.compile(
    r"(?i)\b(?:last|past|previous|recent|next|coming|first|within|under|below|up to|less than|fewer than|every|after|"
    r"age[ds]?|for a period of|duration of|contract of|lasts?|lasting|guarantee of|warranty of|(?:life|lifetime) of)"
    r"(?: the| about| some)?\s*$"
)
_COUNT_ZH = r"(?:[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九]|\d{1,2})"
_YEARS_ZH = re.compile(
    rf"(?<![\d第.\-/年])(?P<count>{_COUNT_ZH})(?:\s*[-–—~～至到]\s*{_COUNT_ZH})?\s*(?:余|多|来|个)?\s*(?:\+|＋)?\s*年"
    r"(?![内龄度级代制期前后初底末来间])"
)
_NOT_SERVED_ZH = re.compile(
    r"(?:近|过去|最近|未来|今后|此后|每|前|下|质保|保修|寿命|为期|聘期|合同|期限|不超过|少于|未满)\s*(?:约|的)?\s*$"
)
_DIGITS_ZH = {digit: number for number, digit in enumerate("一二三四五六七八九", 1)} | {"两": 2}
_SERVED = re.compile(
    r"(?i)\b(?:experience|expertise|work|works|worked|working|career|practi[cs]e|as an?|in|on|with|"
    r"designing|developing|"
    r"building|leading|running|teaching|research|specialis|industry|service in)|经验|经历|从事|工作|"
    r"研究|从业|任教|设计|开发|管理|深耕|专注"
)
_NOT_OF_A_PERSON = re.compile(
    r"(?i)\b(?:life ?time|warranty|guarantee|data|records?|service life|payback|rotation|forecast|"
    r"measurements?|contract|"
    r"monitoring data|time series)\b|寿命|数据|质保|保修|周期|合同"
)

_PHD = (
    r"ph\.?\s?d\b\.?|d\.?phil\b\.?|doctorates?\b|doctoral degree|doctor of \w+|sc\.?d\b|dr\.-ing|dr\.\s?rer|doctorat\b"
)
_MASTERS = (
    r"master[’']?s?(?:[- ]level)?\s+degrees?|master[’']s\b(?!\s*student)|masters?\s+(?:of|in)\s+\w+|"
    r"\bm\.?\s?sc\b\.?|\bm\.?\s?eng\b\.?|\bm\.?phil\b\.?|\bmba\b|\bm\.s\.|\bdipl(?:om|"
    r"\.)-?\s?ing\w*\.?|\bpostgraduate degree"
)
_BACHELORS = (
    r"bachelor(?:[’']?s)?\b|\bb\.?\s?sc\b\.?|\bb\.?\s?eng\b\.?|\bb\.?\s?tech\b|\bb\.s\.|undergraduate degree|"
    r"(?:university|college|engineering|science|academic|relevant)\s+degree|\bdegree in\b|\bgraduate of\b"
)
_TAKEN = r"(?:研究生(?=及以上|或以上|以上|学历|学位|毕业))?(?:学位|学历)?"
"""博士研究生 by itself is a student, 博士研究生学历 a degree."""
_DEGREES = (
    (DOCTOR, re.compile(rf"(?i)(?<![\w-])(?:{_PHD})|博士(?:后(?!流动站|工作站))?{_TAKEN}")),
    (MASTER, re.compile(rf"(?i){_MASTERS}|硕士{_TAKEN}|(?<!博士)(?<!硕士)研究生(?:及以上)?学历")),
    (BACHELOR, re.compile(rf"(?i){_BACHELORS}|本科|学士")),
    (COLLEGE, re.compile(r"(?i)\bassociate degree|\bvocational (?:degree|diploma)|大专|专科(?!医)")),
)
_IN_EDUCATION = (
    (DOCTOR, re.compile(r"(?i)\bdoctor\b|\bdr\b|\bdoktor|\bdoctoral")),
    (MASTER, re.compile(r"(?i)\bmaster|\bmagister|\bdiplom|研究生")),
    (BACHELOR, re.compile(r"(?i)\blicen[cst]|\bundergraduate|\bgraduate engineer")),
)
"""Words that are a degree where a degree is stated, and much else in a text."""
_DEGREE_HINTS = (
    "ph.d", "ph. d", "phd", "ph d", "phil", "doct",
    "sc.d", "scd", "dr.", "master", "m.sc", "msc", "m. sc", "m.eng", "meng", "mba", "m.s.", "dipl",
    "postgrad", "bachelor", "b.sc", "bsc", "b. sc", "b.eng", "beng", "b.tech", "btech", "b.s.", "degree", "graduate of",
    "博士", "硕士", "研究生", "本科", "学士", "大专", "专科",
)  # fmt: skip
_TITLE_HINTS = (
    "professor", "assoc. prof", "asst. prof", "academician", "reader in", "lecturer", "assistant", "正高", "教授",
    "研究员", "医师", "特聘", "院士", "副高", "高级", "高工", "职称", "讲师", "助教", "工程师",
)  # fmt: skip
_STAGE_HINTS = (
    "r1", "r2", "r3", "r4", "principal", "chief", "leading", "distinguished", "senior", "mid", "post", "junior",
    "首席", "总工", "资深", "高级",
)  # fmt: skip
"""A text without any of these, in small letters, states no degree, title or stage: they are seen ten times faster."""
_DOCTOR_BEFORE_NAME = re.compile(r"(?<!\w)Dr\.?(?=\s+[A-Z]|-Ing|\s*rer|\s*med)")
_NOT_YET = re.compile(
    r"(?i)^\W{0,3}(?:degree\s+)?(?:students?|candidates?|scholars?|fellowships?|thes[ie]s|supervis|"
    r"programmes?|programs?|"
    r"courses?|projects?|expected|in progress|ongoing|level courses)|^(?:生(?!导)|研究生|在读|候选|论文|课程|"
    r"项目|导师|生导师|期间)"
)
_NOT_OWN = re.compile(
    r"(?i)(?:\b(?:supervis\w*|mentor\w*|advis\w*|co-?advis\w*|train\w*|taught|teach\w*|examin\w*|for|"
    r"without(?: an?)?|no|not|"
    r"pursuing(?: an?| my| his| her)?|towards? (?:an?|my|his|her)|studying for (?:an?|my)|enrolled in(?: an?)?|"
    r"recruit\w*|hir\w*|\d+|two|three|four|five|six|several|many)\s*(?:\w+\s+){0,1}|"
    r"(?:指导|培养|攻读|在读|招收|协助|未获|没有|无|非|名|位|申请)\s*)$"
)
_BESIDE = re.compile(r"(?i)\b(?:with|under|by|to|for)\s+(?:the\s+|an?\s+)?$|(?:与|跟随|师从|在)\s*$")

_TITLES = (
    (
        LEADING,
        re.compile(
            r"(?i)正高级?(?:职称|工程师|经济师|农艺师|会计师|讲师)?|教授级高?级?(?:工程师|工|农艺师)|"
            r"研究员级高?级?(?:工程师|工)|(?<![副助])教授|"
            r"(?<!副)(?<!助理)(?<!实习)(?<!高级)研究员|(?<!副)主任医师|特聘专家|院士|"
            r"(?<!associate )(?<!assistant )(?<!assoc\. )(?<!asst\. )(?<!adjunct )\b(?:full |chair |"
            r"distinguished )?professor(?!ial)\b(?!['’]s)|"
            r"\bresearch professor|\bacademician"
        ),
    ),
    (
        SENIOR,
        re.compile(
            r"(?i)副高级?(?:职称)?|副教授|副研究员|(?<!正)(?<!教授级)(?<!研究员级)高级(?:工程师|职称|"
            r"农艺师|经济师|会计师|实验师|技师)|(?<!级)高工|"
            r"副主任医师|\bassociate professor|\bassoc\. prof|\breader in\b|\bsenior lecturer"
        ),
    ),
    (
        INTERMEDIATE,
        re.compile(
            r"(?i)中级职称|(?<!助理)(?<!高级)(?<!教授级)工程师(?=职称|资格|及以上|或以上|以上)|"
            r"(?<!高级)讲师|助理研究员|主治医师|"
            r"\bassistant professor|\basst\. prof|(?<!senior )\blecturer\b"
        ),
    ),
    (JUNIOR, re.compile(r"(?i)初级职称|助理工程师|助教|\bteaching assistant|\bresearch assistant")),
)
_TITLE_HELD = re.compile(r"(?<!助理)(?<!高级)(?<!级)工程师")
"""As the name of a position 工程师 is a title; in a need's text it is a profession."""
_PROFESSIONS = (
    r"(?:engineers?|scientists?|researchers?|experts?|specialists?|consultants?|developers?|managers?|advis[eo]rs?|"
    r"architects?|technologists?|professionals?|staff|levels?|positions?|roles?|candidates?|chemists?|"
    r"analysts?|designers?)"
)
_BEFORE_PROFESSION = rf"(?=[- ](?:[\w-]+ ){{0,2}}{_PROFESSIONS}\b)"
_STAGES = (
    (
        LEADING,
        re.compile(rf"\bR4\b|(?i:\b(?:principal|chief|leading|distinguished){_BEFORE_PROFESSION})|首席|总工程师|总工"),
    ),
    (
        SENIOR,
        re.compile(
            rf"\bR3\b|(?i:^\W*senior\W*$|\bsenior{_BEFORE_PROFESSION})|资深|"
            r"高级(?:专家|顾问|人才|技术人员|研究人员|研究员)"
        ),
    ),
    (INTERMEDIATE, re.compile(r"\bR2\b|(?i:\bmid[- ]?(?:level|career)\b|\bpost-?doc\w*)")),
    (JUNIOR, re.compile(rf"\bR1\b|(?i:^\W*junior\W*$|\bjunior{_BEFORE_PROFESSION})")),
)

_EITHER = re.compile(
    r"(?i)\bor\b(?! (?:more|above|higher|better|equivalent|similar|related))|\beither\b|或(?!以上)(?!同等)"
)
_FILLER = re.compile(
    rf"(?i)[\W\d_]+|\b{_PROFESSIONS}\b"
    r"|\b(?:a|an|the|at|least|minimum|min|of|or|and|more|above|higher|better|over|than|with|in|is|are|be|have|has|"
    r"having|hold|holds|holder|must|should|required|requirement|essential|necessary|mandatory|"
    r"preferred|desirable|plus|an?|"
    r"advantage|experience|experiences|expertise|professional|work|working|relevant|related|proven|practical|industry|"
    r"industrial|research|career|practice|degree|degrees|level|title|rank|position|stage|equivalent|university|college|"
    r"recognised|recognized|any|field|fields|discipline|subject|area|similar|comparable|qualification|you|we|need|"
    r"candidates?|applicants?|for|to|as|preferably|ideally|completed|good|academic|full|time|person|who|"
    r"years?|yrs?)\b"
    r"|具有|具备|拥有|持有|取得|获得|获|及|以上|或|者|的|从业|工作|从事|相关|专业|领域|行业|研究|经验|"
    r"经历|学历|学位|职称|职务|资格|至少|不少于|不低于|"
    r"要求|需要|需|须|应|必须|同等|水平|优先|级|有|为|是|在|全日制|含|其他|任|任职|人员|技术|等|和|与|"
    r"，|。|者|候选人|申请人|应聘者|必需|岗|高校|年"
)
"""What a requirement says beside years, degree and title without asking for anything more."""


def asked_in(text: str) -> tuple[Qualification, ...]:
    """What a requirement's text or skill asks for, at most one of each kind: the least of alternatives.

    >>> asked_in("PhD in chemistry and at least 5-8 years of practice")
    (Qualification(kind='years', least=5), Qualification(kind='degree', least=4))
    """
    mentions: dict[QualificationKind, list[Mention]] = {
        "years": list(_years(text)),
        "degree": [one for one in _steps(_DEGREES, text) if not _is_of_others(text, one)],
        "title": _outermost(_title_steps(text)),
        "stage": _outermost(_stage_steps(text)),
    }
    if mentions["title"]:
        mentions["stage"] = []  # 高级工程师 and senior lecturer are titles
    return tuple(Qualification(kind, min(one.step for one in steps)) for kind, steps in mentions.items() if steps)


def asks_nothing_else(text: str) -> bool:
    """Whether a text is about years, degree, title and stage alone: "a PhD is required", 具有正高级职称.

    >>> asks_nothing_else("at least 10 years of professional experience"), asks_nothing_else("10 years of welding")
    (True, False)
    """
    spans = [(one.start, one.end) for one in _years(text)]
    steps = (*_steps(_DEGREES, text), *_title_steps(text), *_stage_steps(text))
    spans += [(one.start, one.end) for one in steps]
    rest = list(text)
    for start, end in spans:
        rest[start:end] = " " * (end - start)
    return bool(spans) and not _FILLER.sub("", "".join(rest))


def asks_either(text: str) -> bool:
    """Whether one of several qualifications is enough: a PhD or ten years, 博士学位或高级职称."""
    return _EITHER.search(text) is not None and len(asked_in(text)) > 1


def years_stated(sentence: str) -> int:
    """How many years of doing something a sentence of a profile states, 0 for none."""
    if not _has(sentence, ("year", "yr", "年")):
        return 0
    if not _SERVED.search(sentence) or _NOT_OF_A_PERSON.search(sentence):
        return 0
    return max((one.step for one in _years(sentence)), default=0)


def held_by(person: Professional) -> Held:
    """The highest degree, title and stage that a profile states anywhere."""
    return Held(
        max((one.step for _, one in degrees_of(person)), default=0),
        max((one.step for _, one in titles_of(person)), default=0),
        max((STAGE_STEPS[person.stage] if person.stage else 0, *(one.step for _, one in stages_of(person)))),
    )


def degrees_of(person: Professional) -> Iterator[tuple[str, Mention]]:
    """The degrees that a person states, by the source of the field: those that are under way or of others left out."""
    for at, learned in enumerate(person.education):
        if learned.end is not None or learned.start is None:  # else it is under way
            for step, form in (*_DEGREES, *_IN_EDUCATION):
                if match := form.search(learned.degree):
                    yield f"education[{at}].degree", Mention(step, match.start(), match.end())
    for source, text in _own_texts(person):
        named = [
            Mention(DOCTOR, match.start(), match.end())
            for match in (_DOCTOR_BEFORE_NAME.finditer(text) if source == "name" else ())
        ]
        for one in (*(_steps(_DEGREES, text) if _has(text, _DEGREE_HINTS) else ()), *named):
            if not _is_of_others(text, one):
                yield source, one


def titles_of(person: Professional) -> Iterator[tuple[str, Mention]]:
    """The professional titles that a person states; 工程师 is one as the name of a position."""
    for source, text in _own_texts(person):
        if not _has(text, _TITLE_HINTS):
            continue
        steps = _outermost(_title_steps(text))
        if source.endswith(".title") or source == "headline":
            steps += [Mention(INTERMEDIATE, match.start(), match.end()) for match in _TITLE_HELD.finditer(text)]
        yield from ((source, one) for one in steps if not _is_somebody_else(text, one))


def stages_of(person: Professional) -> Iterator[tuple[str, Mention]]:
    """The stages that the titles of a person's positions tell of."""
    for source, text in _own_texts(person):
        if source.endswith(".title") or source == "headline":
            yield from ((source, one) for one in _outermost(_stage_steps(text)))


def _own_texts(person: Professional) -> Iterator[tuple[str, str]]:
    """Every field in which people say what they are, the present position first; works speak of other things."""
    yield "name", person.name or ""
    yield "headline", person.headline
    for at, held in enumerate(person.experiences):
        yield f"experiences[{at}].title", held.title
    yield "summary", person.summary
    for at, held in enumerate(person.experiences):
        yield f"experiences[{at}].description", held.description


def _has(text: str, hints: Sequence[str]) -> bool:
    return any(map(text.lower().__contains__, hints))


def _years(text: str) -> Iterator[Mention]:
    for match in _YEARS_EN.finditer(text):
        if not _NOT_SERVED_EN.search(text, max(0, match.start() - 30), match.start()):
            count = match["count"].lower()
            yield from _plausible(_NUMBERS.get(count) or int(count), match)
    for match in _YEARS_ZH.finditer(text):
        if not _NOT_SERVED_ZH.search(text, max(0, match.start() - 8), match.start()):
            yield from _plausible(_number_zh(match["count"]), match)


def _plausible(count: int, match: re.Match[str]) -> Iterator[Mention]:
    if 0 < count <= _MOST_YEARS:
        yield Mention(count, match.start(), match.end())


def _number_zh(written: str) -> int:
    if written.isdigit():
        return int(written)
    tens, ten, ones = written.rpartition("十")
    if not ten:
        return _DIGITS_ZH[written]
    return 10 * _DIGITS_ZH.get(tens, 1) + _DIGITS_ZH.get(ones, 0)


def _steps(ladder: Sequence[tuple[int, re.Pattern[str]]], text: str) -> list[Mention]:
    return [Mention(step, match.start(), match.end()) for step, form in ladder for match in form.finditer(text)]


def _title_steps(text: str) -> list[Mention]:
    return _steps(_TITLES, text) if _has(text, _TITLE_HINTS) else []


def _stage_steps(text: str) -> list[Mention]:
    return _steps(_STAGES, text) if _has(text, _STAGE_HINTS) else []


def _outermost(mentions: list[Mention]) -> list[Mention]:
    """Without those inside a longer one: 高级工程师 in 正高级工程师."""
    return [
        one
        for one in mentions
        if not any(
            other.start <= one.start and one.end <= other.end and other.end - other.start > one.end - one.start
            for other in mentions
        )
    ]


def _is_of_others(text: str, degree: Mention) -> bool:
    """Whether a degree is not reached yet or somebody else's: a PhD student, supervised two PhDs, 博士生."""
    return bool(_NOT_YET.search(text[degree.end : degree.end + 30]) or _NOT_OWN.search(text[: degree.start][-40:]))


def _is_somebody_else(text: str, title: Mention) -> bool:
    """Whether a title is that of another person: worked with Professor Li."""
    before = text[: title.start][-40:]
    return bool(_NOT_OWN.search(before) or _BESIDE.search(before))
