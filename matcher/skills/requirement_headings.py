"""The headings of needs and postings, in English and Chinese: what kind of list stands below each of them.

``must`` and ``nice`` are lists of what is asked of a person. Below ``guarded`` headings (要求, 技术指标) stand as often
the properties of a thing, so that only a line that speaks of an ability counts. ``other`` is everything else: duties,
perks, who the organisation is, how to apply.
"""

import re
from functools import cache
from typing import Literal

ListKind = Literal["must", "nice", "guarded", "other"]

_START = r"(?i)^(?:#{1,6}\s{0,3})?[*_]{0,2}(?:[一二三四五六七八九十\d]{1,2}[、.．]\s{0,3})?[【\[「(（]?\s{0,2}(?:"
_END = (
    r")\s{0,2}[】\]」)）]?(?:\s{0,2}[（(][^()（）:：]{1,40}[)）])?"
    r"\s{0,3}[*_]{0,2}\s{0,3}(?:[:：]\s{0,3}[*_]{0,2}|[*_]{0,2}\s*$)"
)

_YOU_WILL = r"you(?:['’]ll| will| should| must| may)?"
_ROLE = r"(?:role|position|post|job|project|assignment|team|task)"
_NOUN = (
    r"(?:requirements?|qualifications?|skills?(?: ?sets?)?|experience|education|expertise|competenc(?:y|ies|es?)|"
    r"criteria|"
    r"knowledge|abilities|credentials|prerequisites)"
)
_NOUNS = rf"{_NOUN}(?:(?:,| and| &|/| or)\s?(?:\w+ )?{_NOUN}){{0,3}}(?: (?:for|of) (?:the|this) {_ROLE})?"
_WHICH = (
    r"(?:key|minimum|essential|required|mandatory|basic|job|candidate|applicant|position|role|technical|professional|"
    r"core|"
    r"general|specific|educational|academic|personal|soft|hard|language|other|our|the|main|necessary|eligibility|"
    r"selection)"
)
_MUST_EN = "|".join(
    (
        rf"(?:{_WHICH},? (?:and )?){{0,3}}{_NOUNS}(?: (?:required|needed))?",
        r"must[ -]haves?(?: skills)?|mandatory|required|essentials?|prerequisites|eligibility|"
        r"person(?:al)? specification",
        r"who you are|about you|your (?:profile|skills|background|experience|qualifications|expertise)(?: and \w+)?",
        rf"what {_YOU_WILL} (?:need|bring|have)(?: to \w+| to (?:the|this|our) \w+| with you)?|{_YOU_WILL} (?:need|"
        rf"bring|have|"
        rf"be|are)",
        r"you (?:have|bring|are|possess|need)|you(?:['’]re| are) (?:a great fit|the right person)(?: if(?: you)?)?",
        r"(?:what|who|whom) (?:we|you)(?:['’]re| are)? (?:looking for|expect|require|need|seek(?:ing)?|want)"
        r"(?: from you| in you)?",
        r"we(?:['’]re| are) (?:looking for|seeking)(?: someone(?: who)?)?|we (?:require|expect|need|seek)",
        r"(?:the |our )?(?:ideal|successful|right|suitable) (?:candidate|applicant|person|expert)s?"
        r"(?: (?:has|have|is|are|will|should|must|brings?|will have|should have|must have))?|(?:candidate|"
        r"expected) profile",
        r"(?:the )?(?:candidate|applicant|expert|specialist)s? (?:must|should|needs? to|will)(?: have| be| bring)?",
    )
)
_NICE_EN = "|".join(
    (
        r"(?:nice|good|great)[ -]to[ -]haves?(?: skills)?",
        rf"(?:preferred|desirable|desired|bonus|additional|optional|advantageous|preferable)(?: {_NOUNS}| points?|"
        rf" assets?)?",
        r"(?:bonus|extra|brownie) (?:points?|credits?)(?: (?:if|for)(?: you(?: have| are|['’]ve)?)?(?: \w+)?)?",
        r"(?:big |huge |an? )?(?:plus(?:es)?|advantages?|assets?)(?: if(?: you(?: have| are)?)?)?",
        r"(?:it(?:['’]s| is| would be|['’]d be)|would be|what would be) (?:an? (?:big )?(?:plus|advantage|asset|"
        r"bonus)|nice|great|good)"
        r"(?: if(?: you(?: have| are)?)?| to have)?",
        r"ideally,?(?: you)?(?: also)?(?: have)?|even better(?: if(?: you(?: have)?)?)?|preferably|you may also have",
        r"we(?:['’]d| would) (?:also )?(?:love|like|appreciate)(?: it)?(?: if(?: you(?: have)?)?)?|"
        r"not required,? but \w+",
    )
)
_OTHER_EN = "|".join(
    (
        r"(?:our )?(?:employee )?(?:benefits?|perks)(?: (?:and|&) (?:benefits?|perks|compensation))?|"
        r"compensation(?: and \w+)?",
        r"salary(?: and \w+)?|remuneration|what(?:['’]s in it for you|(?: do)? we (?:offer|provide))|(?:our|"
        r"we) offer|we provide",
        rf"what {_YOU_WILL} (?:get|do|learn|gain|enjoy|receive|work on|be doing)|why (?:join|work (?:with|for|"
        rf"at)) .{{1,30}}|why us",
        r"how to apply|to apply|(?:the )?application(?: process| procedure)?|contact(?: us| details)?|next steps",
        r"about (?:us|the (?:job|role|position|company|team|project|base|organi[sz]ation))",
        r"our (?:company|team|culture|base|mission|story)|who we are|company (?:profile|overview|description)",
        r"(?:(?:key|main|your|job|core|primary) )?(?:responsibilities|duties|tasks)(?: and \w+)?|(?:job|role|"
        r"project) (?:description|overview|summary)",
        rf"the (?:{_ROLE}|challenge|company|problem)|overview|summary|background|context|scope(?: of work)?|"
        rf"deliverables|"
        r"objectives?|goals?|targets?|milestones|location|deadline|start date|duration|equal opportunit(?:y|"
        r"ies)(?: \w+)?",
        r"(?:technical |product |system )?(?:specifications?|parameters|indicators)|performance (?:targets?|"
        r"indicators)|schedule",
    )
)

_WHO_ZH = (
    r"(?:专家|人才|人员|人选|候选人|应聘者|应聘人员|申请人|申请者|报名者|报考人员|合作方|合作者|揭榜方|团队|岗位|"
    r"职位|任职|招聘|应聘|"
    r"聘用|引进|引才|用人|求职|申报|报名|申请)"
)
_WHAT_ZH = (
    r"(?:基本|必备|必须|必需|必要|硬性|任职|岗位|职位|能力|资格|资质|学历|专业|技能|经验|经历|知识|素质|语言|主要|"
    r"核心)"
)
_MUST_ZH = "|".join(
    (
        rf"(?:对)?{_WHO_ZH}{{1,2}}(?:的)?(?:{_WHAT_ZH}){{0,2}}(?:及|和|与)?(?:{_WHAT_ZH}){{0,2}}(?:要求|条件|资格|"
        rf"需求|画像|标准)",
        rf"(?:{_WHAT_ZH}){{1,3}}(?:及|和|与|/)?(?:{_WHAT_ZH}){{0,2}}(?:要求|条件|资格|项)",
        r"(?:必备|必须|必需)(?:技能|能力|具备)?|硬性门槛|准入(?:条件|门槛)|任职资格|所需(?:技能|能力|人才|专家|专业|"
        r"人员)",
        r"(?:我们)?(?:希望|期待|期望|需要|寻找|在找|想找)(?:这样)?的?(?:[你您](?:具备|具有|有|是|能|拥有)?|人(?:选|"
        r"才)?)",
        r"[你您](?:需要?|应当?|应该|须|要)(?:具备|具有|拥有|有|是|会|满足)?|关于[你您]|理想的(?:[你您]|人选|候选人)|"
        r"[你您]的(?:背景|条件)",
    )
)
_GUARDED_ZH = (
    r"(?:(?:具体|其[他它]|技术|有关|相关|总体|详细|工作|合作|项目)?要求(?:如下)?|(?:技术|性能|考核|验收|质量)(?:指标|"
    r"参数|要求|条件)|"
    r"(?:技术|具体|主要)需求)"
)
_GUARDED_EN = r"technical (?:requirements?|conditions)|(?:project|system|product|performance) requirements?"
_NICE_ZH = "|".join(
    (
        r"(?:额外)?(?:加分|优先|优选|可选|附加|非必[须需备要]|择优)(?:项|条件|考虑|要求|录用条件|录取|录用|技能|因素|"
        r"能力|资格|选项)?",
        r"(?:有|具备|具有|符合|满足)?(?:以下|下列|下述)[^:：。]{0,12}(?:优先|加分)[^:：。]{0,4}",
        r"(?:如|若)?(?:能|有|具备)?更(?:好|佳)|锦上添花|最好(?:有|具备|能|会|是)?|期望条件",
    )
)
_OTHER_ZH = "|".join(
    (
        r"(?:岗位|工作|主要|职位)?(?:职责|任务|内容)(?:描述|说明)?|(?:职位|岗位|工作|项目|需求|问题)(?:描述|说明|"
        r"简介|概述|背景|介绍)|背景",
        r"研究(?:内容|方向)|建设内容|预期(?:目标|成果|效果)|合作(?:方式|模式|形式|内容)|项目(?:目标|周期|进度|预算)",
        r"(?:薪资|薪酬|工资|福利|待遇|薪金|报酬|月薪|年薪)(?:及|和|与|、)?(?:福利|待遇|范围|保障|政策|水平|标准)?|"
        r"相关待遇",
        r"(?:我们|公司|基地|单位)?(?:能|可以|可|将)?(?:提供|给予)(?:的)?(?:待遇|条件|福利|支持|保障|什么)?|享受待遇|"
        r"[你您](?:将|会|能)?(?:获得|得到|收获)(?:什么|的)?",
        r"(?:支持|保障|优惠|人才|扶持|政策)(?:政策|措施|条件|支持|待遇)|工作(?:条件|环境|地点|时间|地址)",
        r"(?:公司|单位|企业|基地|平台|团队|机构|学院)(?:介绍|简介|概况|优势|情况)|关于我们|联系(?:方式|人|电话|我们)",
        r"(?:报名|应聘|申请|投递|申报)(?:方式|方法|流程|材料|程序)|截止(?:日期|时间)|备注|其[他它](?:事项|说明)|"
        r"招聘(?:人数|名额)",
    )
)

_UNKNOWN = re.compile(r"^(?:#{1,6}\s|[*_]{0,2}[^:：。.!?！？]{1,50}[:：][*_]{0,2}$|[^\W\da-zA-Z]{2,8}：)")


def heading(line: str) -> tuple[ListKind, int] | None:
    """The kind of list that a heading announces, and the heading's length; None if the line begins with none."""
    for kind, pattern in _patterns():
        if match := pattern.match(line):
            return kind, match.end()
    return None


def is_other_heading(line: str) -> bool:
    """Whether a line looks like the heading of something else, which ends a list of requirements."""
    return _UNKNOWN.match(line) is not None


@cache
def _patterns() -> tuple[tuple[ListKind, re.Pattern[str]], ...]:
    """Compiled at the first text, since opening a store needs none; the more special kinds first."""
    words: tuple[tuple[ListKind, str], ...] = (
        ("nice", f"{_NICE_EN}|{_NICE_ZH}"),
        ("guarded", f"{_GUARDED_EN}|{_GUARDED_ZH}"),
        ("other", f"{_OTHER_EN}|{_OTHER_ZH}"),
        ("must", f"{_MUST_EN}|{_MUST_ZH}"),
    )
    return tuple((kind, re.compile(_START + pattern + _END)) for kind, pattern in words)
