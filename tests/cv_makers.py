"""CVs of ten layouts made from known people with a seed: PDF by two writers, DOCX and text, in two languages."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

Line = tuple[str, str]
"""What a line is (``h`` heading, ``t`` text, ``b`` item of a list, ``r`` table row with tabs) and its text."""


@dataclass(frozen=True)
class Job:
    title: str
    organisation: str
    start: int
    end: int | None
    tasks: tuple[str, ...]


@dataclass(frozen=True)
class Degree:
    degree: str
    field: str
    institution: str
    end: int


@dataclass(frozen=True)
class Paper:
    title: str
    year: int
    abstract: str


@dataclass(frozen=True)
class Person:
    """Who the CV is of; everything in it is what reading must give."""

    name: str
    headline: str
    jobs: tuple[Job, ...]
    degrees: tuple[Degree, ...]
    papers: tuple[Paper, ...]
    skills: tuple[str, ...]
    languages: tuple[str, ...]


_EN: dict[str, Sequence[str]] = {
    "given": ["Marta", "Jonas", "Priya", "Luis", "Ingrid", "Wei", "Anna", "Tomás", "Hannah", "Kenji"],
    "family": ["Brandt", "Okafor", "Lindqvist", "Zhang", "de Vries", "Müller", "Rossi", "Tanaka", "O'Neill", "Novak"],
    "title": [
        "Senior process engineer",
        "Associate professor",
        "Research scientist",
        "Project manager",
        "Postdoctoral researcher",
        "Head of research",
        "Lecturer",
        "Chief technology officer",
        "Design engineer",
        "Principal consultant",
    ],
    "organisation": [
        "Delft University of Technology",
        "Northwater GmbH",
        "Institute for Membrane Research",
        "Solaris Pumps Ltd",
        "Fjord Energy Group",
        "University of Queensland",
        "Helix Biosciences Inc",
        "Coral Water Company",
        "National Laboratory for Materials",
        "Greenfield Systems B.V.",
    ],
    "degree": ["PhD", "MSc", "BSc"],
    "field": ["chemical engineering", "electrical engineering", "molecular biology", "materials science", "hydrology"],
    "school": ["Aachen Technical University", "University of Leeds", "Lund University", "Kyoto University"],
    "skill": [
        "membrane filtration",
        "Python",
        "silica removal",
        "finite element analysis",
        "cell culture",
        "PLC programming",
        "life cycle assessment",
        "groundwater modelling",
        "spray drying",
        "power electronics",
    ],
    "subject": [
        "silica scaling",
        "photovoltaic pumps",
        "membrane fouling",
        "soil moisture sensing",
        "brine evaporation",
    ],
    "verb": ["Controlling", "Modelling", "A field study of", "Prediction of", "Low-cost monitoring of"],
    "where": ["in arid regions", "at pilot scale", "under varying load", "with sparse data", "in continuous operation"],
    "task": [
        "Led a team of six that rebuilt the evaporator and cut chemical use by a third.",
        "Designed the control of forty pumping stations and put them into operation.",
        "Supervised four doctoral students and taught transport processes.",
        "Planned measurements over two seasons and published the data.",
    ],
    "abstract": [
        "Samples were taken over eighteen months at two plants. The model explains most of the variance and was "
        "confirmed on a third plant that had not been used before.",
        "We compare five methods on one data set. The simplest of them is as good as the others and needs a tenth of "
        "the computing time, which makes it fit for small controllers.",
    ],
    "language": ["English", "German", "Chinese"],
}
_ZH: dict[str, Sequence[str]] = {
    "given": ["文博", "雨", "志远", "静怡", "建国", "晓峰", "若川", "兰舟", "明", "思源"],
    "family": ["曾", "沈", "王", "欧阳", "李", "单", "仇", "赵", "陈", "司马"],
    "title": [
        "高级工程师",
        "副教授",
        "研究员",
        "项目经理",
        "博士后",
        "技术总监",
        "讲师",
        "首席科学家",
        "设计师",
        "主任",
    ],
    "organisation": [
        "江河水处理有限公司",
        "华东理工大学",
        "中国科学院过程工程研究所",
        "光明新能源集团",
        "西北农业科学院",
        "宁波膜技术中心",
        "青海光伏研究院",
        "北方制药厂",
        "浙江大学",
        "海蓝环保股份有限公司",
    ],
    "degree": ["博士", "硕士", "学士"],
    "field": ["化学工程", "电气工程", "分子生物学", "材料学", "水文学"],
    "school": ["清华大学", "天津大学", "中南大学", "大连理工大学"],
    "skill": [
        "膜分离",
        "除硅除硬",
        "机械蒸汽再压缩",
        "有限元分析",
        "细胞培养",
        "光伏水泵",
        "滴灌",
        "电力电子",
        "生命周期评价",
        "地下水模拟",
    ],
    "subject": ["蒸发器硅垢", "光伏提水系统", "膜污染", "土壤墒情监测", "浓盐水减量"],
    "verb": ["控制方法研究", "数值模拟", "现场试验", "预测模型", "低成本监测"],
    "where": ["高寒地区", "中试规模", "变负荷条件下", "数据稀疏时", "连续运行中"],
    "task": [
        "负责蒸发系统改造，药剂费用下降三成。",
        "设计四十座泵站的控制系统并完成投运。",
        "指导四名博士生，讲授传递过程课程。",
        "组织两个季度的现场监测并发表数据。",
    ],
    "abstract": [
        "在两座工厂连续取样十八个月，模型解释了大部分变化，并在另一座未参与建模的工厂得到验证，可用于日常运行管理。",
        "在同一数据集上比较五种方法，最简单的方法与其他方法效果相当，计算时间仅为十分之一，适合小型控制器使用。",
    ],
    "language": ["英语", "德语", "中文"],
}


def person(rng: random.Random, *, zh: bool) -> Person:
    """One person, drawn."""
    words = _ZH if zh else _EN

    def pick(name: str) -> str:
        return rng.choice(words[name])

    name = pick("family") + pick("given") if zh else f"{pick('given')} {pick('family')}"
    years = sorted(rng.sample(range(2001, 2024), 3), reverse=True)
    ends = [None if rng.random() < 0.7 else 2025, *years[:2]]
    employers, titles = rng.sample(list(words["organisation"]), 3), rng.sample(list(words["title"]), 3)
    jobs = tuple(
        Job(title, employer, start, end, tuple(rng.sample(list(words["task"]), rng.randint(1, 2))))
        for title, employer, start, end in zip(titles, employers, years, ends, strict=True)
    )
    levels = words["degree"][: rng.randint(2, 3)]
    degrees = tuple(Degree(level, pick("field"), pick("school"), 2000 - 4 * at) for at, level in enumerate(levels))
    subjects = rng.sample(list(words["subject"]), 3)
    papers = tuple(
        Paper(
            f"{pick('where')}{subject}{pick('verb')}" if zh else f"{pick('verb')} {subject} {pick('where')}",
            rng.randint(2005, 2025),
            pick("abstract"),
        )
        for subject in subjects
    )
    skills = tuple(rng.sample(list(words["skill"]), 5))
    return Person(name, f"{titles[0]}", jobs, degrees, papers, skills, tuple(rng.sample(list(words["language"]), 2)))


def _span(job: Job, between: str, now: str, form: str = "{}") -> str:
    return f"{form.format(job.start)}{between}{form.format(job.end) if job.end else now}"


def dates_first(one: Person) -> list[Line]:
    lines = [("t", one.name), ("t", one.headline), ("t", "marta@example.org | +49 30 1234567"), ("h", "Experience")]
    for job in one.jobs:
        lines += [
            ("t", f"{_span(job, ' – ', 'present')}   {job.title}, {job.organisation}"),
            *(("b", task) for task in job.tasks),
        ]
    lines += [("h", "Education"), *(("t", f"{d.end}   {d.degree} in {d.field}, {d.institution}") for d in one.degrees)]
    lines += [("h", "Selected publications")]
    for paper in one.papers:
        lines += [("t", f"{paper.title} ({paper.year})"), ("t", paper.abstract)]
    return [*lines, ("h", "Skills"), ("t", ", ".join(one.skills)), ("h", "Languages"), ("t", ", ".join(one.languages))]


def title_above(one: Person) -> list[Line]:
    lines = [("t", "CURRICULUM VITAE"), ("t", one.name), ("t", one.headline), ("h", "PROFESSIONAL EXPERIENCE")]
    for job in one.jobs:
        lines += [
            ("t", job.title),
            ("t", f"{job.organisation} | {_span(job, ' - ', 'present')}"),
            ("t", " ".join(job.tasks)),
        ]
    lines += [("h", "ACADEMIC BACKGROUND")]
    for d in one.degrees:
        lines += [("t", f"{d.degree}, {d.field}"), ("t", f"{d.institution} | {d.end}")]
    lines += [
        ("h", "PUBLICATIONS"),
        *(("n", f'M. Author, "{paper.title}", Journal of Results, {paper.year}.') for paper in one.papers),
    ]
    return [
        *lines,
        ("h", "TECHNICAL SKILLS"),
        *(("b", skill) for skill in one.skills),
        ("h", "LANGUAGES"),
        *(("b", f"{word} (fluent)") for word in one.languages),
    ]


def in_a_table(one: Person) -> list[Line]:
    lines = [("h", one.name), ("t", one.headline), ("h", "Employment history")]
    lines += [("r", f"{_span(job, '–', 'now')}\t{job.title}, {job.organisation}") for job in one.jobs]
    lines += [("h", "Education"), *(("r", f"{d.end}\t{d.degree}, {d.field}, {d.institution}") for d in one.degrees)]
    lines += [("h", "Publications"), *(("r", f"{paper.year}\t{paper.title}") for paper in one.papers)]
    return [
        *lines,
        ("h", "Key skills"),
        ("t", "; ".join(one.skills)),
        ("h", "Languages"),
        ("t", "; ".join(one.languages)),
    ]


def dates_last(one: Person) -> list[Line]:
    lines = [
        ("t", f"Name: {one.name}"),
        ("t", f"Position: {one.headline}"),
        ("t", "Email: m@example.org"),
        ("h", "Work Experience:"),
    ]
    for job in one.jobs:
        lines += [
            ("t", f"{job.title}, {job.organisation} ({_span(job, '-', 'present')})"),
            *(("b", task) for task in job.tasks),
        ]
    lines += [("h", "Education:"), *(("t", f"{d.degree} in {d.field}, {d.institution} ({d.end})") for d in one.degrees)]
    lines += [("h", "Publications:"), *(("n", f"{paper.title}, {paper.year}") for paper in one.papers)]
    return [*lines, ("t", f"Skills: {', '.join(one.skills)}"), ("t", f"Languages: {', '.join(one.languages)}")]


def zh_dates_first(one: Person) -> list[Line]:
    lines = [
        ("t", "个人简历"),
        ("t", f"姓名：{one.name}"),
        ("t", f"职称：{one.headline}"),
        ("t", "电话：13800138000"),
        ("h", "工作经历"),
    ]
    for job in one.jobs:
        lines += [
            ("t", f"{_span(job, '—', '至今', '{}年3月')}  {job.organisation}  {job.title}"),
            *(("t", task) for task in job.tasks),
        ]
    lines += [
        ("h", "教育背景"),
        *(("t", f"{d.end - 4}年9月—{d.end}年6月  {d.institution}  {d.field}  {d.degree}") for d in one.degrees),
    ]
    lines += [("h", "代表性论文"), *(("n", f"{paper.title}[J]. 过程工程学报, {paper.year}.") for paper in one.papers)]
    return [*lines, ("h", "专业技能"), ("t", "、".join(one.skills)), ("h", "语言能力"), ("t", "、".join(one.languages))]


def zh_points(one: Person) -> list[Line]:
    lines = [
        ("t", one.name),
        ("t", one.headline),
        ("h", "一、个人简介"),
        ("t", f"长期从事{one.skills[0]}与{one.skills[1]}方面的研究与工程应用。"),
    ]
    lines += [("h", "二、工作经历")]
    for job in one.jobs:
        lines += [
            ("t", f"{_span(job, '-', '至今', '{}.03')}　{job.organisation}　{job.title}"),
            *(("b", task) for task in job.tasks),
        ]
    lines += [
        ("h", "三、教育经历"),
        *(("t", f"{d.end - 4}.09-{d.end}.06　{d.institution}　{d.field}　{d.degree}") for d in one.degrees),
    ]
    lines += [("h", "四、主要成果")]
    for paper in one.papers:
        lines += [("t", f"{paper.title}（{paper.year}年）"), ("t", paper.abstract)]
    return [
        *lines,
        ("h", "五、专业特长"),
        ("t", "；".join(one.skills)),
        ("h", "六、外语"),
        ("t", "；".join(one.languages)),
    ]


def zh_labels(one: Person) -> list[Line]:
    lines = [("h", f"{one.name}"), ("t", f"现职：{one.headline}"), ("h", "任职经历")]
    for job in one.jobs:
        lines += [
            ("t", f"时间：{_span(job, '至', '今', '{}年')}"),
            ("t", f"单位：{job.organisation}"),
            ("t", f"职务：{job.title}"),
            ("t", f"工作内容：{''.join(job.tasks)}"),
        ]
    lines += [("h", "学历")]
    for d in one.degrees:
        lines += [
            ("t", f"时间：{d.end - 4}年至{d.end}年"),
            ("t", f"院校：{d.institution}"),
            ("t", f"专业：{d.field}"),
            ("t", f"学位：{d.degree}"),
        ]
    lines += [("h", "发表论文"), *(("b", f"《{paper.title}》，化工进展，{paper.year}年") for paper in one.papers)]
    return [
        *lines,
        ("h", "技能"),
        *(("b", skill) for skill in one.skills),
        ("h", "语言"),
        ("t", "，".join(one.languages)),
    ]


def zh_commas(one: Person) -> list[Line]:
    lines = [("t", f"{one.name} 简历"), ("t", one.headline), ("h", "【工作经历】")]
    for job in one.jobs:
        lines += [
            ("t", f"{_span(job, '-', '至今')}，{job.organisation}，{job.title}"),
            *(("b", task) for task in job.tasks),
        ]
    lines += [
        ("h", "【教育背景】"),
        *(("t", f"{d.end - 4}-{d.end}，{d.institution}，{d.field}，{d.degree}") for d in one.degrees),
    ]
    lines += [("h", "【论文】"), *(("n", f"{paper.title}，{paper.year}") for paper in one.papers)]
    return [*lines, ("h", "【技能】"), ("t", "，".join(one.skills)), ("h", "【语言】"), ("t", "，".join(one.languages))]


def two_headings(one: Person) -> list[Line]:
    lines = [("t", one.name), ("t", one.headline), ("h", "工作经历 Work Experience")]
    for job in one.jobs:
        lines += [
            ("t", f"{job.organisation}"),
            ("t", f"{job.title}, {_span(job, ' – ', 'present')}"),
            *(("b", task) for task in job.tasks),
        ]
    lines += [
        ("h", "教育背景 Education"),
        *(("t", f"{d.institution}, {d.degree} in {d.field}, {d.end}") for d in one.degrees),
    ]
    lines += [("h", "论文 Publications"), *(("n", f"{paper.title} ({paper.year})") for paper in one.papers)]
    return [
        *lines,
        ("h", "技能 Skills"),
        ("t", "、".join(one.skills)),
        ("h", "语言 Languages"),
        ("t", " / ".join(one.languages)),
    ]


def employer_first(one: Person) -> list[Line]:
    lines = [("h", one.name), ("t", one.headline), ("h", "Career History / 工作履历")]
    for job in one.jobs:
        lines += [
            ("t", f"{job.organisation} — {job.title}, {_span(job, ' to ', 'present')}"),
            *(("b", task) for task in job.tasks),
        ]
    lines += [
        ("h", "Education / 学历"),
        *(("t", f"{d.institution} — {d.degree}, {d.field}, {d.end - 4} to {d.end}") for d in one.degrees),
    ]
    lines += [("h", "Selected works / 代表作")]
    for paper in one.papers:
        lines += [("t", f"{paper.year}: {paper.title}"), ("t", f"Abstract: {paper.abstract}")]
    return [
        *lines,
        ("h", "Expertise / 专长"),
        *(("b", skill) for skill in one.skills),
        ("h", "Languages / 语言"),
        ("t", ", ".join(one.languages)),
    ]


Writer = Callable[[Path, Sequence[Line]], Path]


def as_reportlab(path: Path, lines: Sequence[Line]) -> Path:
    """PDF by ReportLab, Chinese in a font that is named and not embedded."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    zh = any("\u4e00" <= sign <= "\u9fff" for _, text in lines for sign in text)
    font = "STSong-Light" if zh else "Helvetica"
    plain = ParagraphStyle("plain", fontName=font, fontSize=10, leading=14, wordWrap="CJK" if zh else None)
    bold = ParagraphStyle("bold", parent=plain, fontSize=13, leading=18)
    story = [
        Paragraph(_marked(kind, text, at).replace("&", "&amp;"), bold if kind == "h" else plain)
        for at, (kind, text) in enumerate(lines)
    ]
    path = path.with_suffix(".pdf")
    SimpleDocTemplate(str(path), pagesize=A4, invariant=1).build(story)
    return path


def as_fpdf(path: Path, lines: Sequence[Line]) -> Path:
    """PDF by fpdf2 with a font embedded, whose glyphs are all the same box: reading needs only their names."""
    from fpdf import FPDF

    pdf = FPDF()
    pdf.add_page()
    font = path.with_suffix(".ttf")
    font.write_bytes(box_font({sign for _, text in lines for sign in text} | set("•0123456789. ")))
    pdf.add_font("box", fname=str(font))
    for at, (kind, text) in enumerate(lines):
        pdf.set_font("box", size=14 if kind == "h" else 10)
        pdf.multi_cell(0, 6, _marked(kind, text, at), new_x="LMARGIN", new_y="NEXT")
    path = path.with_suffix(".pdf")
    pdf.output(str(path))
    return path


def as_docx(path: Path, lines: Sequence[Line]) -> Path:
    """A Word document with styles, lists and tables."""
    from docx import Document

    document = Document()
    table: Any = None
    for kind, text in lines:
        if kind == "r":
            table = table or document.add_table(rows=0, cols=2)
            for cell, part in zip(table.add_row().cells, text.split("\t"), strict=True):
                cell.text = part
            continue
        table = None
        if kind == "h":
            document.add_heading(text, level=1)
        else:
            document.add_paragraph(text, style={"b": "List Bullet", "n": "List Number"}.get(kind))
    path = path.with_suffix(".docx")
    document.save(str(path))
    return path


def as_text(encoding: str) -> Writer:
    """Plain text in an encoding."""

    def write(path: Path, lines: Sequence[Line]) -> Path:
        text = "\n".join(
            ("\n" if kind == "h" else "") + _marked(kind, text, at) for at, (kind, text) in enumerate(lines)
        )
        path = path.with_suffix(".txt")
        path.write_bytes(text.encode(encoding))
        return path

    return write


def _marked(kind: str, text: str, at: int) -> str:
    return f"• {text}" if kind == "b" else f"{at}. {text}" if kind == "n" else text


def box_font(signs: set[str]) -> bytes:
    """A TrueType font that has these signs."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    names = {ord(sign): f"u{ord(sign):04X}" for sign in sorted(signs)}
    order = [".notdef", *names.values()]
    pen = TTGlyphPen(None)
    for move, point in (("moveTo", (50, 0)), ("lineTo", (50, 700)), ("lineTo", (450, 700)), ("lineTo", (450, 0))):
        getattr(pen, move)(point)
    pen.closePath()
    box = pen.glyph()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(names)
    builder.setupGlyf(dict.fromkeys(order, box))
    builder.setupHorizontalMetrics(
        {name: (1000 if name[1:] >= "2E80" and name != ".notdef" else 500, 50) for name in order}
    )
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Box", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=800, usWinAscent=800, usWinDescent=200)
    builder.setupPost()
    content = BytesIO()
    builder.save(content)
    return content.getvalue()


LAYOUTS: Sequence[tuple[str, Callable[[Person], list[Line]], Writer, bool]] = (
    ("dates first, ReportLab", dates_first, as_reportlab, False),
    ("title above, fpdf2", title_above, as_fpdf, False),
    ("in a table, DOCX", in_a_table, as_docx, False),
    ("dates last, text", dates_last, as_text("utf-8"), False),
    ("Chinese, dates first, ReportLab", zh_dates_first, as_reportlab, True),
    ("Chinese, points, fpdf2", zh_points, as_fpdf, True),
    ("Chinese, labels, DOCX", zh_labels, as_docx, True),
    ("Chinese, commas, GB18030", zh_commas, as_text("gb18030"), True),
    ("two headings, fpdf2", two_headings, as_fpdf, False),
    ("employer first, DOCX", employer_first, as_docx, False),
)
"""Ten layouts: a name, what is written, by which program, and whether its words are Chinese."""


def make(folder: Path, seed: int, layout: int, number: int) -> tuple[Person, Path]:
    """One CV of a layout and the person whose it is."""
    _, lay_out, write, zh = LAYOUTS[layout]
    rng = random.Random(f"{seed}/{layout}/{number}")
    one = person(rng, zh=zh)
    return one, write(folder / f"cv-{layout}-{number}", lay_out(one))
