"""The columns that tables of records have: the field of each, its header in two languages, and what its cells hold."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from matcher.records import Kind

TableKind = Kind | Literal["decision"]
Content = Literal["text", "list", "codes", "day", "year", "whole", "number", "flag", "word"]
"""``list`` holds texts and ``codes`` short words, several in a cell; ``word`` is one of a few that are allowed."""

TABLE_KINDS: tuple[TableKind, ...] = ("need", "professional", "base", "organisation", "decision")
NUMBER = "#"
"""In a path and a header: the number of the part, as in ``works.#.title``, counted from 1 in headers."""


@dataclass(frozen=True, slots=True)
class Column:
    """A field with its headers; ``others`` are headers that people write for it too."""

    path: str
    en: str
    zh: str
    content: Content = "text"
    others: tuple[str, ...] = ()

    @property
    def field(self) -> str:
        """The field of the record that it is, or is part of."""
        return self.path.split(".")[0]


_TABLES: Mapping[TableKind, str] = {
    "need": """
        id | id | 需求编号 | text | 编号;需求ID;need id
        title | title | 需求名称 | text | 需求标题;标题;名称;项目名称;技术需求;技术需求名称;need;need title
        body | body | 需求描述 | text | 需求内容;需求说明;详细描述;描述;内容;问题描述;正文;description;details
        type | type | 合作类型 | word | 类型;需求类型;合作方式类型;need type;kind
        base | base | 所属基地编号 | text | 基地;基地编号;所属基地;需求单位基地;base id
        organisation | organisation | 单位编号 | text | 单位;需求单位;organisation id;organization
        theme | theme | 主题 | text | 专题;topic
        requirements.must | must requirements | 必备要求 | list | 必备条件;硬性要求;必须;must;musts;required
        requirements.nice | nice requirements | 优先要求 | list | 优先条件;加分项;nice;nice to have;preferred
        requirements.#.text | requirement # text | 要求#内容 | text | 要求#;requirement #
        requirements.#.kind | requirement # kind | 要求#性质 | word | 要求#类型
        requirements.#.weight | requirement # weight | 要求#权重 | number |
        requirements.#.skill | requirement # skill | 要求#技能 | text |
        requirements.#.alternatives | requirement # alternatives | 要求#可替代技能 | list |
        requirements.#.start | requirement # start | 要求#起始字 | whole |
        requirements.#.end | requirement # end | 要求#结束字 | whole |
        languages | languages | 工作语言 | codes | 语言;language;working languages
        modes | modes | 参与方式 | codes | 合作方式;工作方式;mode;ways of working
        stages | stages | 人才阶段 | codes | 人才层次;stage;career stages
        period.start | period start | 开始日期 | day | 开始时间;起始日期;实施开始;start;start date;from
        period.end | period end | 结束日期 | day | 结束时间;完成日期;实施结束;end;end date;until
        deadline | deadline | 截止日期 | day | 截止时间;申报截止;报名截止;due
        status | status | 状态 | word | 需求状态
        visibility | visibility | 公开范围 | word | 是否公开
        controlled | controlled | 涉及受控知识 | flag | 受控;涉密
        exclusions | exclusions | 不推荐对象编号 | list | 排除;excluded
        synthetic | synthetic | 合成数据 | flag |
    """,
    "professional": """
        id | id | 人员编号 | text | 编号;专家编号;专家ID;professional id;person id
        name | name | 姓名 | text | 专家姓名;full name;人员姓名
        aliases | aliases | 其他姓名 | list | 英文名;曾用名;又名;also known as;other names
        headline | headline | 一句话介绍 | text | 头衔;职称职务;title;job title;position
        summary | summary | 简介 | text | 个人简介;专家简介;介绍;研究方向;bio;about;profile
        skills | skills | 技能 | list | 专长;擅长;专业特长;技术专长;skill;expertise;key skills
        languages | languages | 语言 | codes | 语言能力;工作语言;language
        country | country | 国家 | text | 所在国家;国别;居住国;country of residence
        stage | stage | 职业阶段 | word | 人才阶段;career stage
        organisation | organisation | 单位编号 | text | 工作单位;单位;所在单位;employer;organization;affiliation
        works.#.title | work # title | 成果#标题 | text | 成果#;论文#;代表作#;项目#;work #;publication #;paper #
        works.#.abstract | work # abstract | 成果#摘要 | text | 成果#简介;work # description;publication # abstract
        works.#.year | work # year | 成果#年份 | year | 成果#时间;publication # year
        works.#.kind | work # kind | 成果#类型 | word | work # type
        experiences.#.title | experience # title | 经历#职务 | text | 职务#;任职#;position #;experience # position
        experiences.#.description | experience # description | 经历#内容 | text | 工作经历#;经历#;经历#描述;experience #
        experiences.#.organisation | experience # organisation | 经历#单位 | text | 经历#单位编号;experience # employer
        experiences.#.start | experience # start | 经历#开始年 | year | 经历#开始;experience # from
        experiences.#.end | experience # end | 经历#结束年 | year | 经历#结束;experience # until;experience # to
        education.#.degree | education # degree | 教育#学位 | text | 学位#;学历#;degree #
        education.#.field | education # field | 教育#专业 | text | 专业#;field of study #;major #
        education.#.institution | education # institution | 教育#院校 | text | 毕业院校#;院校#;university #
        education.#.start | education # start | 教育#开始年 | year | 入学年份#
        education.#.end | education # end | 教育#结束年 | year | 毕业年份#;graduation year #
        availability.start | availability start | 可参与开始日期 | day | 可参与开始;available from
        availability.end | availability end | 可参与结束日期 | day | 可参与结束;available until
        engagements | engagements | 愿意参与的类型 | codes | 合作意向;合作类型;kinds of engagement
        modes | modes | 参与方式 | codes | 合作方式;mode
        exclusions | exclusions | 回避单位编号 | list | 回避;excluded
        consent.purposes | consent purposes | 同意用途 | codes | 授权用途;consent
        consent.given | consent given | 同意日期 | day | 授权日期;consent date
        consent.until | consent until | 同意截止日期 | day | 授权截止日期
        updated | updated | 更新日期 | day | 资料更新日期;last updated
        synthetic | synthetic | 合成数据 | flag |
    """,
    "base": """
        id | id | 基地编号 | text | 编号;base id
        name | name | 基地英文名称 | text | 英文名称;base name;name in english;english name
        name_zh | name zh | 基地名称 | text | 基地中文名称;中文名称;name in chinese;chinese name
        type | type | 基地类型 | word | 类型;base type
        city | city | 城市 | text | 所在城市
        province | province | 省份 | text | 所在省份;省;省市
        parent | parent | 主管单位 | text | 上级单位;主管部门;parent branch;branch
        policies | policies | 支持政策 | list | 政策;优惠政策;policy
        synthetic | synthetic | 合成数据 | flag |
    """,
    "organisation": """
        id | id | 单位编号 | text | 编号;机构编号;organisation id;organization id
        name | name | 单位英文名称 | text | 英文名称;organisation name;organization name
        name_zh | name zh | 单位名称 | text | 机构名称;单位中文名称;团体名称;name in chinese;chinese name
        type | type | 单位类型 | word | 机构类型;类型;organisation type
        country | country | 国家 | text | 所在国家;国别
        ror | ror | ROR编号 | text | ror id
        synthetic | synthetic | 合成数据 | flag |
    """,
    "decision": """
        need | need | 需求编号 | text | need id
        professional | professional | 人员编号 | text | 专家编号;professional id;person
        coordinator | coordinator | 联络员编号 | text | 联络员;coordinator id
        position | position | 名单位次 | whole | 位次;rank
        decision | decision | 决定 | word | 意见;结论;verdict
        reason | reason | 原因 | text | 理由
        date | date | 决定日期 | day | 日期;decision date
    """,
}

_SHARED_WORDS: Mapping[str, str] = {"r1": "R1", "r2": "R2", "r3": "R3", "r4": "R4"}
WORDS: Mapping[str, Mapping[str, str]] = {
    "type": {
        "交流": "exchange", "学术交流": "exchange", "项目": "project", "项目合作": "project", "创业": "startup",
        "考察": "trip", "培训": "training", "调研": "survey", "咨询": "consulting", "工作基地": "work",
        "海智工作基地": "work", "离岸基地": "offshore", "海外基地": "overseas", "研发共同体": "rd_community",
        "合作团体": "partner", "用人单位": "employer", "企业": "employer", "大学": "university", "高校": "university",
        "研究所": "institute", "研究院": "institute",
    },
    "mode": {
        "远程": "remote", "线上": "remote", "短期来访": "visit", "来访": "visit", "驻留": "stay", "迁居": "relocate",
    },
    "stage": {"初级": "junior", "高级": "senior", "高管": "executive", "创始人": "founder", **_SHARED_WORDS},
    "status": {
        "开放": "open", "进行中": "open", "有效": "open", "关闭": "closed", "已结束": "closed", "已关闭": "closed",
    },
    "visibility": {"公开": "public", "受限": "restricted", "内部": "restricted"},
    "requirement": {"必备": "must", "优先": "nice"},
    "work": {"论文": "publication", "专利": "patent", "项目": "project"},
    "decision": {"入围": "shortlist", "不合适": "reject", "接受": "accept", "婉拒": "decline", "拒绝": "decline"},
    "purpose": {"匹配": "matching", "联系": "contact", "统计": "statistics", "改进排序": "improving"},
}  # fmt: skip
"""The words of a spreadsheet in Chinese for those of a record, by vocabulary; the first of equal ones is written."""

_VOCABULARY: Mapping[str, str] = {
    "type": "type", "engagements": "type", "modes": "mode", "stage": "stage", "stages": "stage", "status": "status",
    "visibility": "visibility", "requirements.#.kind": "requirement", "works.#.kind": "work", "decision": "decision",
    "consent.purposes": "purpose",
}  # fmt: skip
_YES, _NO = ("是", "yes", "true", "y", "1", "有", "√"), ("否", "no", "false", "n", "0", "无", "×")
FLAGS: Mapping[str, bool] = dict.fromkeys(_YES, True) | dict.fromkeys(_NO, False)


@cache
def columns_of(kind: TableKind) -> tuple[Column, ...]:
    """The columns of a table of records of that kind, in the order in which they are written."""
    return tuple(_columns(_TABLES[kind]))


def _columns(table: str) -> Iterator[Column]:
    for line in filter(str.strip, table.splitlines()):
        path, en, zh, content, others = (part.strip() for part in line.split("|"))
        yield Column(path, en, zh, content, tuple(filter(None, others.split(";"))))  # type: ignore[arg-type]


def words_of(path: str) -> Mapping[str, str]:
    """The words in Chinese for those that the record has, by the path of a column."""
    vocabulary = _VOCABULARY.get(path)
    return WORDS[vocabulary] if vocabulary else {}
