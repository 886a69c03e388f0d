"""Sentences of a need that do not come from a topic bank, in both languages."""

from collections.abc import Mapping

from data.generator.topics import Both, Tongue
from matcher.records import Mode, NeedType

Modes = tuple[Mode, ...]

WANTED: Mapping[Tongue, Mapping[NeedType, tuple[str, ...]]] = {
    "en": {
        "project": (
            "We want to run a joint project with a specialist in {both} who stays until the result is accepted.",
            "The project needs someone who has solved such a case before, above all in {a}; {b} comes second.",
            "Wanted is a partner who can measure first, propose two options with costs, and guide the"
            " trial. Knowledge of {both} is essential.",
        ),
        "exchange": (
            "We invite an expert in {both} for an exchange with our engineers, with one"
            " seminar and a visit to the site.",
            "A joint seminar is planned; the guest should speak from experience of {a} and discuss our"
            " data on {b} openly.",
        ),
        "startup": (
            "The base offers a site and seed funding to a founder who builds a company on {both}.",
            "We look for a team with its own know-how in {a} that wants to set up a company here; a"
            " first customer is waiting.",
        ),
        "trip": (
            "A small delegation is to inspect the site and advise on {both}; a written note of five pages is enough.",
            "For an inspection trip we need members who know {a}, and one who also knows {b}.",
        ),
        "training": (
            "We ask for a course of several days on {both}, with exercises on our own equipment.",
            "Some thirty technicians are to be trained in {a}; an introduction to {b} should be part of it.",
        ),
        "survey": (
            "We want an independent survey of the present state, with emphasis on {both},"
            " and a ranked list of measures.",
            "A review by outside experts is planned. Reviewers should know {a} and be able to judge {b}.",
        ),
        "consulting": (
            "We look for a consultant on {both} who answers questions over several months and"
            " checks our plans before money is spent.",
            "Part-time advice on {a} is wanted; the consultant should also review what has been tried in {b}.",
        ),
    },
    "zh": {
        "project": (
            "拟与熟悉{both}的专家合作立项，共同攻关至验收。",
            "希望引进在{a}方面有成功案例的专家牵头，同时兼顾{b}，先诊断、后给出两套方案并指导试验。",
            "诚邀专家联合申报项目，重点解决{a}问题，并对{b}提出改进意见。",
        ),
        "exchange": (
            "拟邀请{both}方向的专家来访交流，举办一次专题报告并到现场座谈。",
            "计划举办小型研讨会，希望嘉宾结合{a}的实际经验作报告，并就{b}数据与我方技术人员讨论。",
        ),
        "startup": (
            "基地提供场地和启动资金，欢迎掌握{both}技术的团队来此创办企业。",
            "寻找拥有{a}自主技术的创业团队落地，首批用户已经明确，{b}能力可与本地单位联合补足。",
        ),
        "trip": (
            "拟组织小型专家团实地考察，就{both}提出书面意见。",
            "考察活动需要熟悉{a}的专家，其中至少一人了解{b}。",
        ),
        "training": (
            "希望开设为期数日的{both}培训班，结合现有设备进行实操。",
            "计划培训技术人员三十余名，内容以{a}为主，兼及{b}。",
        ),
        "survey": (
            "拟委托第三方专家开展现状调研，重点评估{both}，并提出按优先级排列的措施清单。",
            "需要外部专家参加评议，要求熟悉{a}，能够对{b}作出判断。",
        ),
        "consulting": (
            "拟聘请{both}方面的顾问，在数月内解答问题并审查技术方案。",
            "希望以兼职方式获得{a}咨询，同时对{b}前期工作进行复核。",
        ),
    },
}
MODES: Mapping[Tongue, Mapping[Modes, tuple[str, ...]]] = {
    "en": {
        ("remote",): ("Everything can be done remotely, with a call every two weeks.",),
        ("visit",): (
            "Two or three visits of about a week are expected.",
            "Short visits are expected; travel is paid.",
        ),
        ("remote", "visit"): (
            "One or two visits to the site are expected; the rest can be done remotely.",
            "Remote work is fine after a first visit.",
        ),
        ("visit", "stay"): (
            "Either repeated visits or one longer stay on site would suit us.",
            "The expert may come several times or stay for some months, as it suits.",
        ),
        ("stay",): ("A stay on site of some months is necessary.",),
        ("stay", "relocate"): ("The work is on site; those who want to move here will be supported.",),
    },
    "zh": {
        ("remote",): ("全程可线上开展，每两周视频沟通一次。",),
        ("visit",): ("需到现场两至三次，每次一周左右。", "以短期来访为主，差旅费用由我方承担。"),
        ("remote", "visit"): ("到现场一至两次，其余工作可远程完成。", "首次到现场调研后，可转为线上指导。"),
        ("visit", "stay"): ("可多次短期来访，也可驻点数月。", "来访或驻点均可，时间由双方商定。"),
        ("stay",): ("需驻现场工作数月。",),
        ("stay", "relocate"): ("工作地点在现场，愿意全职落户者优先给予支持。",),
    },
}
MODE_SHARES: Mapping[Modes, int] = {
    ("remote",): 12,
    ("visit",): 26,
    ("remote", "visit"): 32,
    ("visit", "stay"): 14,
    ("stay",): 10,
    ("stay", "relocate"): 6,
}
SHORT_MODE_SHARES: Mapping[Modes, int] = {("visit",): 60, ("remote", "visit"): 40}
"""For what takes a month at most."""

ADVICE_MODE_SHARES: Mapping[Modes, int] = {("remote",): 30, ("visit",): 25, ("remote", "visit"): 45}
"""For consulting and surveys, which nobody moves for."""

PERIOD: Both = {
    "en": (
        "Work starts in {start} and lasts about {months}.",
        "The planned time is {start} to {end}.",
        "We would like to begin in {start}; {months} are foreseen.",
    ),
    "zh": (
        "计划{start}启动，周期约{months}。",
        "时间安排为{start}至{end}。",
        "拟于{start}开始，预计{months}。",
    ),
}
MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
LANGUAGES: Mapping[Tongue, Mapping[tuple[str, ...], str]] = {
    "en": {
        ("zh",): "The working language is Chinese.",
        ("en",): "The working language is English.",
        ("zh", "en"): "Work can be done in Chinese or English.",
    },
    "zh": {
        ("zh",): "工作语言为中文。",
        ("en",): "工作语言为英文。",
        ("zh", "en"): "中文或英文均可。",
    },
}
EXTRA: Both = {
    "en": (
        "Willing to train local staff so that the work goes on afterwards",
        "Has cooperated with Chinese bases or companies before",
        "Can bring in further specialists from the own network where needed",
        "Able to write a short report that a non-specialist director understands",
        "Holds patents or standards that can be used in the work",
    ),
    "zh": (
        "愿意培养本地技术人员，保证后续工作可持续",
        "有与国内基地或企业合作的经历者优先",
        "能够联络相关领域其他专家参与",
        "能提交管理人员看得懂的简明报告",
        "拥有可用于本项工作的专利或标准成果",
    ),
}
