"""What a sentence of a profile says of a skill other than that the person has it: denied, wished for, somebody else's.

Most sentences say what was done or taught, and only that is evidence. A statement of another kind is cut out of its
sentence from the words that mark it to the end of their clause ("has never used …"), from its beginning to those
words ("… was done by another team", 机器学习零基础), or all of the clause, by where these words stand. It needs no
vocabulary: whatever is named in it is not shown by it.

A word of negation alone is none: "not only", "no problem with", "without it we could not", 不仅, 无需 and 无损检测
have the skill. So each cue is a negation together with a word of doing, knowing or experience.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Literal, NamedTuple

from matcher.scripts import has_han
from matcher.traditional import simplified

StatementKind = Literal["denied", "wished", "others", "sought", "heard"]
"""Has it not; wants to learn it; somebody else did it; looks for somebody who has it; has only heard of it."""


class Statement(NamedTuple):
    """Characters ``start`` to ``end`` of a text that say something other than what the person has done."""

    kind: StatementKind
    start: int
    end: int


class _Cue(NamedTuple):
    """A pattern, and which part of its clause it is about: what follows, what precedes, or all of it.

    A text holds one of the ``hints`` (with ``|`` between them, in small letters) where it holds the pattern: few
    texts do, and looking for these first takes a tenth of the time.
    """

    kind: StatementKind
    reach: Literal["after", "before", "clause"]
    hints: str
    pattern: str


_Search = tuple[_Cue, tuple[str, ...], re.Pattern[str]]


class Cues(NamedTuple):
    """The English and the Chinese cues that a text may hold."""

    english: tuple[_Search, ...]
    chinese: tuple[_Search, ...]


_LEAST_WORDS, _LEAST_HAN = 2, 4
"""Fewer words or characters of a sentence say nothing by themselves (本人)."""

_KNOWING_EN = (
    r"(?:experience|expertise|knowledge|backgrounds?|skills?|understanding|familiarity|qualifications?|exposure|"
    r"track record|know-how|training(?! (?:data|sets?|samples?|examples?))|practice|clue|idea)"
)
_DOING_EN = (
    r"(?:us(?:ed?|es|ing)|work(?:ed|s|ing)?|do(?:es|ne|ing)?|did|kn[eo]ws?|known|try|tried|touch(?:ed)?|"
    r"learn(?:ed|t|s)?|stud(?:y|ied|ies)|practi[sc](?:es?|ed)|program(?:med|s)?|cod(?:es?|ed)|writ(?:es?|ten)|wrote|"
    r"speaks?|understand|understood|gain(?:ed)?|ha(?:ve|s|d) (?:any|experience|the|a)\b|taken|took|taught|"
    r"teach(?:es)?|"
    r"buil[dt]s?|develop(?:ed|s)?|design(?:ed|s)?|offer(?:ed|s)?|cover(?:ed|s)?|handled?|deal[ts]?|perform(?:ed|s)?|"
    r"appl(?:y|ied|ies)|ran|run|runs|involve(?:d|s)?|include[ds]?|been (?:\w+ )?(?:involved|trained|"
    r"responsible|exposed|"
    r"near|in touch|part)|master(?:ed)?|publish(?:ed)?|dealt|operated?|come across|got(?:ten)? (?:to|into|around)|"
    r"consider myself|claim)"
)
_BEING_EN = (
    r"(?:familiar|experienced|trained|qualified|skilled|proficient|versed|interested|comfortable|competent|fluent|"
    r"knowledgeable|certified|acquainted|conversant|able to|an? (?:\w+ )?(?:expert|specialist|programmer|developer)|"
    r"responsible for|involved (?:in|with)|concerned with|confident|good at)"
)
_NOT_EN = (
    r"(?:ha(?:ve|s|d)(?: not|n['’]t| never)|(?:do|does|did|can|could|would|will)(?: not|n['’]t| never)|cannot|"
    r"(?:am|is|are|was|were)(?: not|n['’]t| never)|unable to|not able to|no longer|not yet|never(?: yet)?|"
    r"ha(?:ve|s|d) yet to|nor (?:have|has|do|does|did|can)(?: I| we| he| she| they)?|(?<!or )not)"
)
_NOR_THESE_EN = (
    r"(?!(?:only|just|merely|simply|solely|without|stop\w*|ceas\w*|fail\w*|hesitat\w*|miss\w*|mind\w*|"
    r"regret\w*|afraid|"
    r"need\w*|depend\w*|requir\w*|limited|least)\b)"
)
_SOMEBODY_EN = (
    r"(?:others\b|(?:someone|somebody) else|(?:another|a different|the other|an? (?:external|outside|partner|"
    r"sister|separate|"
    r"second|third)|external|outside|other|third) (?:[\w-]+ )?(?:teams?|groups?|departments?|compan(?:y|ies)|"
    r"colleagues?|"
    r"persons?|part(?:y|ies)|units?|labs?|firms?|people)|(?:my|our|the|a|their|his|her) (?:\w+ "
    r")?(?:colleagues?|suppliers?|"
    r"vendors?|(?:sub)?contractors?|partners?|clients?|customers?|consultants?|agency|agencies|co-?workers?|"
    r"boss|manager|"
    r"supervisor|teammates?|husband|wife|brother|sister|\w+ (?:team|department|group)))"
)
_UNIT_EN = r"(?:teams?|groups?|departments?|compan(?:y|ies)|colleagues?|persons?|units?|labs?|firms?|people|else)"
_DID_EN = (
    r"(?:did|does|do|handled|handles|built|builds|wrote|writes|ran|runs|developed|develops|trained|was responsible|"
    r"were responsible|is responsible|took care|takes care|provided|provides|supplied|delivered|made|carried "
    r"out|covered)"
)
_LEARN_EN = (
    r"(?:learn|study|get into|move into|explore|acquire|retrain|pick up|try|start|become|understand|master|gain)"
)

_EN = (
    # no experience with …, without any knowledge of …
    _Cue(
        "denied", "after", "no |without |lack|zero |hardly |nil |not any",
        rf"(?<!needs )(?<!requires )(?<!need )(?<!requiring )(?<!require )(?<!needing )(?<!assumes )"
        rf"\b(?:no|without(?: any)?|little or no|zero|hardly any|not any|nil|lack(?:s|ed|ing)?(?! of)(?: any)?)"
        rf"(?! (?:problems?|doubt|matter|difficult\w+|limit|longer|stranger|shortage|end|better|trouble|"
        rf"issues?|question|other|one)\b)"
        rf"(?: [\w/+#.-]+,?){{0,7}}? {_KNOWING_EN}\b(?! (?:needed|required|necessary|transfer|management|"
        rf"graphs?|bases?|gaps?|distillation|noise|subtraction|radiation)\b)",
    ),
    # has never used …, does not know …
    _Cue(
        "denied", "after", "not |n't|n’t|never|cannot|unable to|no longer|yet to|nor ",
        rf"\b{_NOT_EN} {_NOR_THESE_EN}(?:(?!to\b)\w+ ){{0,2}}?{_DOING_EN}\b",
    ),
    _Cue(
        "denied", "after", "not |n't|n’t|never|cannot|unable to|no longer|yet to|nor ",
        rf"\b{_NOT_EN} {_NOR_THESE_EN}(?:\w+ ){{0,2}}?{_BEING_EN}\b",
    ),
    _Cue(
        "denied", "after", "unfamiliar|unacquainted|unskilled|inexperienced|untrained|unversed|uninterested",
        r"\b(?:unfamiliar|unacquainted|unskilled|inexperienced|untrained|unversed|uninterested) (?:with|in)\b",
    ),
    _Cue(
        "denied", "after", "new to|except|excluding|apart from|other than",
        r"\b(?:(?:am|is|are|was) (?:still |quite |completely |entirely )?new to|except(?: for)?(?! for|"
        r"\s(?:beneath|in|at|when|where|under|below|above|on|by|during|that)\b)|excluding|"
        r"apart from|other than)\b",
    ),
    _Cue(
        "denied", "after", "nothing|little",
        r"\b(?:know|knows|knew|understands?) (?:nothing|little|next to nothing) (?:about|of)\b",
    ),
    # little experience, a beginner in …, neither … nor …
    _Cue(
        "denied", "after", "little |beginner|novice|nothing to do|failed to|no longer|not an|not a ",
        r"\b(?:(?<!a )little (?:[\w-]+ )?(?:experience|knowledge|background|exposure|expertise)\b|"
        r"(?:beginner|novice) (?:in|at|with)|nothing to do with|failed to (?:learn|master|understand)|"
        r"no longer (?:active|involved|working|engaged)\b|not an? (?:[\w-]+ ){1,4}(?:person|expert|specialist|"
        r"engineer)\b)",
    ),
    _Cue(
        "denied", "after", "neither",
        r"\b(?:knows?|use[sd]?|speaks?|ha(?:s|ve|d)|did|do(?:es)?|can|practi\w+|writes?|(?:codes?|programs?|"
        r"works?) in) "
        r"neither\b|^neither(?= [\w+#.-]+ nor [\w+#.-]+$)",
    ),
    _Cue(
        "denied", "clause", "limited|minimal|scarce|negligible",
        rf"\b(?:my|his|her|their|the|whose) (?:own )?{_KNOWING_EN} (?:with|of|in) [^.;]{{1,60}}? (?:is|are|was) "
        r"(?:very |rather |quite )?(?:limited|minimal|scarce|negligible)\b",
    ),
    _Cue(
        "wished", "clause", "interest",
        r"\binterested in [^.;]{1,60}?(?=,? (?:but|though|although) (?:(?:I|he|she|they) )?(?:ha(?:s|ve|d)|not|"
        r"no|never|yet|"
        r"still|do(?:es)?|did)\b)",
    ),
    # …: none, … is not my field
    _Cue(
        "denied", "before", "none|nil|never|not yet|n/a|zero|no)|no experience|: no|- no|– no|(no|（no",
        r"\s*[:(（–=-]\s*(?:none|nil|no|never|not yet|n/?a|no experience|zero)\s*[)）]?\s*\.?$",
    ),
    _Cue(
        "denied", "clause", "not |n't|n’t",
        r"\b(?:is|are|was|were)(?: not|n['’]t) (?:something|my|our|among|part of (?:my|our|the)|one of my|a "
        r"(?:strength|strong))\b",
    ),
    _Cue(
        "denied", "clause", " to me| my| our| scope",
        r"\b(?:is|are|lies?) (?:(?:outside|beyond) (?:my|our|the scope)|(?:new|foreign|unknown|alien) to me)\b",
    ),
    # would like to learn …, plans to move into …
    _Cue(
        "wished", "after", "like to|love to|want|wish|hope|hoping|plan|intend|keen|eager|aspir|dream",
        r"\b(?:would (?:like|love)|['’]d (?:like|love)|want(?:s|ed|ing)?|wish(?:es|ing)?|hop(?:e|es|ing)|"
        r"plan(?:s|ning)?|"
        r"intend(?:s|ing)?|keen|eager|aspir(?:e|es|ing)|dream(?:s|ing)?) to (?!\w+-)"
        r"(?!(?:share|teach|apply|bring|contribute|offer|help|use my|continue|keep|advise|support|return|pass)\b)",
    ),
    _Cue(
        "wished", "after", "willing|ready|happy|aim|going to|about to|look|will |shall ",
        rf"\b(?:willing|ready|happy|aim(?:s|ing)?|going|about|look(?:s|ing)? forward|will|shall) (?:to "
        rf")?(?:\w+ )?{_LEARN_EN}\b",
    ),
    _Cue(
        "wished", "after", "interest|curious|forward",
        r"\b(?:look(?:s|ing)? forward|interested|interest|curious) (?:to|in|about) (?:\w+ )?(?:learn|study|"
        r"explor|acquir|mov|gett|retrain|tak)ing\b",
    ),
    _Cue(
        "wished", "after", "learning|studying",
        r"\b(?:am|is|are|was|currently|now|began|just started|started|begun) (?:currently |now |still |just "
        r")?(?:learning|studying)\b(?! (?:rate|curve|algorithm))",
    ),
    _Cue(
        "wished", "before", "next|list|agenda",
        r"\b(?:is|are) (?:on (?:my|the) (?:list|reading list|wish ?list|agenda)|(?:my|the) next (?:step|goal|"
        r"topic))\b",
    ),
    # … was done by another team, a supplier did the …
    _Cue(
        "others", "clause", " by |in the hands of|the work of|the task of|the job of",
        rf"\b(?:done|made|built|written|developed|designed|handled|run|carried out|performed|programmed|"
        rf"implemented|coded|"
        r"provided|supplied|delivered|taken care of|trained|solved|led|owned|covered)"
        rf"(?: \w+)? by {_SOMEBODY_EN}\b|\b(?:in the hands|the (?:work|task|job)) of {_SOMEBODY_EN}\b",
    ),
    _Cue(
        "others", "clause", "another |different |other |external ",
        rf"(?<!with )(?<!that )(?<!led )(?<!and )\b(?:another|a different|the other|an external|some other) "
        rf"(?:\w+ )?{_UNIT_EN} {_DID_EN}\b",
    ),
    _Cue(
        "others", "clause", "colleague|supplier|vendor|contractor|worker|teammate|partner|agency",
        rf"(?<!with )(?<!led )\b(?:a|an|my|our|the|their) (?:\w+ )?(?:colleagues?|suppliers?|vendors?|"
        rf"(?:sub)?contractors?|"
        rf"co-?workers?|teammates?|partner (?:team|company|firm)|agency)(?: of mine)? {_DID_EN}\b",
    ),
    _Cue(
        "others", "clause", "outsourc|contract|farmed out",
        r"\b(?:is|are|was|were|been|be) (?:\w+ )?(?:outsourced|subcontracted|contracted out|farmed out)\b",
    ),
    _Cue(
        "others", "clause", " to ",
        rf"\b(?:left|contracted|outsourced|subcontracted|assigned)\b[^.;,]{{0,60}}? to "
        rf"{_SOMEBODY_EN}\b",
    ),
    _Cue(
        "others", "after", "outsourc|contract|delegat",
        r"\b(?:outsourced|subcontracted|delegated) (?:the|all|our)\b",
    ),
    # looking for a partner with …
    _Cue(
        "sought", "after", "look|seek|search|need|hir|recruit|wanted|welcome|wish",
        r"\b(?:look(?:s|ed|ing)? for|seek(?:s|ing)?|search(?:es|ing)? for|in (?:search|need) of|need(?:s|ed)?|"
        r"hir(?:e|es|ing)|"
        r"recruit(?:s|ing)?|wanted:?|would welcome|wish(?:es)? for)(?: [\w-]+){0,4}? (?:partners?|"
        r"collaborat(?:ors?|ions?)|"
        r"co-?founders?|experts?|specialists?|engineers?|developers?|someone|somebody|people who|colleagues?|helpers?|"
        r"help (?:with|in|from)|support (?:with|in|from)|advis[eo]rs?|mentors?)\b",
    ),
    _Cue(
        "heard", "after", "heard|read |attended|visited|listened",
        r"\b(?:ha(?:ve|s) (?:only |just )?heard (?:of|about)|only (?:read|heard) (?:of|about)|(?:attended|"
        r"visited|listened to) (?:a |an |the )?(?:\w+ )?(?:talk|lecture|seminar|webinar|exhibition|fair)s? "
        r"(?:on|about|of))\b",
    ),
)  # fmt: skip

_CLAUSE_EN = re.compile(
    r"[;:]\s|\s[–—-]\s|—|\.\s|[.!?]$|,?\s\b(?:but|however|although|though|while|whereas|yet|instead)\b|"
    r",\s+(?:(?:and|then|so|or|which|who)\s+)?(?:I|we|he|she|it|they|this|that|my|our|then|now|has|have|had|is|"
    r"are|was|were|"
    r"built|led|wrote|ran|made|did|held|taught|set up|(?!(?:un|semi-?)?supervised|distributed|embedded|applied|"
    r"advanced|"
    r"federated|integrated|automated|mixed|connected|combined|related|based|need|seed|feed|speed|bed)\w{3,}ed)\b|"
    r"\sand\s+(?:I|we|he|she|they|(?:have|has|had|am|is|was) (?!not|never|no))",
)
_UNTIL_EN = re.compile(
    r"\b(?:until|till|before (?:(?:19|20)\d\d|we|I|he|she|joining|that|our|my|this|the))\b", re.IGNORECASE
)
"""A negation with an end: what had not been used until then has been used since."""

_OTHERS_ZH = (
    r"(?:其他|其它|另一|另外|别的|外部|外包|兄弟|第三方|供应商|同事|友商|承包商|外协|"
    r"合作方|合作单位|别人|他人|专业公司|乙方)"
)  # fmt: skip
_DID_ZH = r"(?:完成|负责|承担|开发|实施|做|处理|编写|提供|训练|实现|主导|包办|代劳)"
_VERB_ZH = (
    r"(?:使用|运用|采用|应用|用(?!户|途|量)|从事|接触|学习|学(?!科|术|校|位|历|生|会|者)|做|开展|参与|参加|"
    r"涉及|涉足|掌握|"
    r"了解|熟悉|精通|擅长|懂|具备|具有|负责|研究|编写|写|操作|承担|讲授|教授|搞|碰|干(?!燥|旱|扰)|考虑|打算|想|"
    r"会(?!产生|导致|造成|影响|出现|引起|发生|因|对|被|使|有|随|议)|感兴趣|拥有|获得|取得)"
)
_LEARN_ZH = (
    r""
    r"(?:(?<!机器)(?<!深度)(?<!强化)(?<!迁移)(?<!联邦)(?<!监督)(?<!主动)(?<!统计)(?<!集成)(?<!表示)(?<!在线)学习|"
    r"自学|进修|了解|"
    r"掌握|转向|转型|涉足|尝试|转行|补课|入门|接触|从事|学会|学一|学点|深造|提升|补齐)"
)

_ZH = (
    _Cue("wished", "clause", "感兴趣", r"对[^，。；]{1,20}感兴趣(?=[，,]?\s*(?:但|不过|然而|希望|想|尚未|还没|目前))"),
    _Cue(
        "denied", "after", "没|无|缺|欠",
        r"(?<!不)(?:没有|没(?!有)|并无|毫无|尚无|暂无|从无|缺乏|缺少|欠缺|"
        r"无(?![人线损菌纺源刷创缝氧铅土需须论限监接害废毒卤]|机(?!器|械)))[^，。；！？]{0,24}?(?:经验(?!公式|"
        r"模型)|经历|基础(?!设施|模型|数据)|背景(?!噪|值|场|辐射|信号)|知识(?!图谱|产权|库|蒸馏)|能力|技能|"
        r"训练(?!数据|集|样)|培训|功底|实践)(?!的(?:用户|人|学生|工人|农民|企业))",
    ),
    _Cue(
        "denied", "after", "未|没|不",
        r"(?:从未|从来没有?|从没|未曾|尚未|还未|还没有?|没有?|并未|不曾|没能|不再|(?<![无非])不|并不|不太|不够|"
        r"不大|不怎么|(?<!尚)(?<!从)(?<!并)(?<!还)未)"
        r"(?:真正|系统地?|专门|直接|实际|深入|太|怎么|是很|很|能够?|去|怎样|曾)?"
        rf"{_VERB_ZH}过?",
    ),
    _Cue(
        "denied", "clause", "对",
        r"(?:对[^，。；]{1,20}?)(?:不(?:太|甚|是很|怎么)?(?:了解|熟悉|懂|感兴趣|擅长)|没有?(?:兴趣|研究|了解|"
        r"接触|经验)|一窍不通|一无所知|知之甚少|陌生)",
    ),
    _Cue(
        "denied", "clause",
        "无关|没有关系|外|零|小白|不通|门外汉|无所知|不是|非|短板|弱项|空白|不足|欠缺|缺乏|薄弱|没有",
        r"(?:^|本人|工作|经历|专业)与[^，。；]{1,20}(?:无关|没有关系)|除[^，。；]{1,20}外(?=[，,]\s*其[余他])|"
        r"(?:不是|并非)[^，。；]{1,16}(?:专家|出身|内行|科班)|"
        r"(?:零基础|零经验|小白|一窍不通|门外汉|一无所知)|(?:并?不是|并?非)(?:我的|本人的?|自己的)?(?:专长|"
        r"强项|专业|领域|研究方向|长项)|是(?:我的)?(?:短板|弱项|空白)|(?:经验|基础|知识)(?:不足|欠缺|缺乏|薄弱|"
        r"为零|空白|几乎没有)",
    ),
    _Cue(
        "denied", "before", "无|没有|不会|零|否|未掌握",
        r"[（(：:]\s*(?:无|没有|不会|零|否|未掌握|暂无)\s*[)）]?\s*[。.]?$",
    ),
    _Cue(
        "wished", "after", "希望|想|打算|计划|准备|拟|有意|愿|期|渴望|今后|将来|未来|下一步|立志|争取|欲",
        rf"(?:希望|想要?|打算|计划|准备|拟|有意|愿意?|期待|期望|渴望|今后|将来|未来|下一步|立志|争取|"
        rf"欲)(?:今后|能够?|可以|将来|未来|进一步|有机会|在[^，。；]{{1,6}}内|去|逐步|重新|系统地?|"
        rf"开始)*{_LEARN_ZH}",
    ),
    _Cue(
        "wished", "after", "学",
        r"(?:正在|目前在?|刚刚?|刚开始|才开始|开始)(?:系统地?|努力)?(?:学习|自学|进修|学(?!科|术|校|位|历|生|"
        r"会|者))",
    ),
    _Cue("wished", "clause", "目标|方向|计划", r"(?:是|为)(?:我|本人)?(?:下一步|今后|未来)(?:的)?(?:目标|方向|计划)"),
    _Cue(
        "others", "clause", "由|交|委托|依靠|外包",
        rf"(?:由|交由|交给|委托|依靠|外包给){_OTHERS_ZH}[^，。；]{{0,20}}?{_DID_ZH}|(?:由|交给|"
        rf"委托){_OTHERS_ZH}[^，。；]{{0,8}}$",
    ),
    _Cue(
        "others", "clause", "同事|供应商|外包|合作|其他|别人|他人|另一",
        rf"(?<![与和同跟])(?<!带领)(?<!组织)(?<!指导)(?<!协助)(?:同事|供应商|外包(?:团队|公司|方)|合作(?:方|"
        rf"单位)|其他(?:团队|部门|小组|同事|成员)|别人|他人|另一个?(?:团队|小组|部门))(?:来|们|主要)?{_DID_ZH}",
    ),
    _Cue("others", "clause", "外包", r"(?:已|全部|均|都|整体)?外包(?:出去|给)"),
    _Cue(
        "sought", "clause", "寻|诚邀|招|急需|征集|期待|希望|需要|诚聘|欢迎",
        r"(?:寻找|寻求|诚邀|招募|招聘|急需|征集|期待与|希望(?:与|找到?|结识|寻)|(?<![所不无必])需要|诚聘|"
        r"欢迎)[^，。；]{0,30}?(?:合作伙伴|合作方|合伙人|合作者|伙伴|专家|团队|人才|工程师|同仁|高手|帮助|支持|"
        r"加入|人士)",
    ),
    _Cue(
        "heard", "after", "听|闻|了解|知道|参加",
        r"(?:只|仅)?(?:听说过|听过|有所耳闻|耳闻)|(?:只|仅)(?:是)?(?:了解|知道)|(?:参加|旁听|"
        r"听)过?[^，。；]{0,16}?(?:讲座|报告会|展览|展会)",
    ),
)  # fmt: skip

_CLAUSE_ZH = re.compile(r"[，,；;。！？!?]|但是?|不过|然而|而是|却(?=[^步])|[（(]|[）)]")
_YET_ZH = re.compile(r"就|便(?!携|宜|利)|无法|不行|不能|不可|之前|以前|以来|时代")
"""In the same clause behind a negation it makes a condition of it, or gives it an end: 没有…就不能."""

_EDGES = " \t\n,;:，；：、。.-–—（("
_HEAD = re.compile(
    rf"^[{re.escape(_EDGES)}]*"
    r"(?:(?:but|and|so|although|though|while|但是?|不过|而是?|却)(?![a-z])[\s,，]*)?",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:[\s,;，；、]+(?:but|and|or|while|although|though|whereas|that|which|who|has|have|had|with|I|we|is|are|"
    r"was|yet|to|"
    r"但是?|不过|而|并|且|因))+\s*$|(?:，|,)\s*(?:但是?|不过)\s*$",
    re.IGNORECASE,
)
"""Words at the beginning and end of what is left that only join it to what was cut off."""


_NO_ENTRY = re.compile(r"(?:no|not|never|without) (?!till|touch|code|dig|load|contact)", re.IGNORECASE)


def cues_in(text: str) -> Cues:
    """The cues that may be in a text, and so in any sentence of it."""
    english = _found(text, text.lower(), _compiled("en"))
    plain = simplified(text)
    return Cues(english, _found(plain, plain, _compiled("zh")) if has_han(text) else ())


def statements(text: str, cues: Cues | None = None) -> tuple[Statement, ...]:
    """The statements in a sentence that are no evidence of what they name, in order; none in most sentences.

    ``cues`` are those of a text that the sentence is from, if they are known.
    """
    english, chinese = cues or cues_in(text)
    marks: list[Statement] = []
    if english and (english := _possible(text.lower(), english)):
        marks += _marked(text, english, _CLAUSE_EN, _UNTIL_EN)
    if chinese:
        plain = simplified(text)
        marks += _marked(plain, _possible(plain, chinese), _CLAUSE_ZH, _YET_ZH)
    return _joined(sorted(marks, key=lambda mark: (mark.start, -mark.end)))


def evidence_spans(text: str, said: Sequence[Statement]) -> Iterator[tuple[int, int]]:
    """What is left of a sentence beside these statements, where that is a statement of its own."""
    last = 0
    for start, end in [*((one.start, one.end) for one in said), (len(text), len(text))]:
        piece = text[last:start]
        bare = _TAIL.sub("", _HEAD.sub("", piece)).rstrip(_EDGES)
        if _says_something(bare):
            first = last + piece.index(bare)
            yield first, first + len(bare)
        last = end


def is_denied(listed: str) -> bool:
    """Whether an entry of a list of skills says no to it: "no Python", "Python (none)", 不会Python."""
    bare = listed.strip()
    return _NO_ENTRY.match(bare) is not None or bool(statements(bare))


def _found(text: str, small: str, searches: Sequence[_Search]) -> tuple[_Search, ...]:
    """The cues that stand somewhere in a text, and those that may stand at the end of one of its sentences."""
    return tuple(search for search in _possible(small, searches) if "$" in search[0].pattern or search[2].search(text))


def _possible(text: str, searches: Sequence[_Search]) -> tuple[_Search, ...]:
    return tuple(search for search in searches if any(hint in text for hint in search[1]))


def _marked(
    text: str, searches: Sequence[_Search], boundary: re.Pattern[str], limited: re.Pattern[str]
) -> Iterator[Statement]:
    for cue, _, pattern in searches:
        for match in pattern.finditer(text):
            if boundary.search(text, match.start() + 1, match.end() - 1):
                continue
            first, last = _clause(text, match.start(), match.end(), boundary)
            if cue.kind == "denied" and limited.search(text, match.end(), last):
                continue
            start = first if cue.reach in ("before", "clause") else match.start()
            end = match.end() if cue.reach == "before" else last
            yield Statement(cue.kind, start, end)


def _clause(text: str, start: int, end: int, boundary: re.Pattern[str]) -> tuple[int, int]:
    """Where the clause around some characters begins and ends."""
    first = 0
    for match in boundary.finditer(text, 0, start):
        first = match.end()
    following = boundary.search(text, end)
    return first, following.start() if following else len(text)


def _joined(marks: Sequence[Statement]) -> tuple[Statement, ...]:
    """Statements that overlap as one, of the kind of the first."""
    joined: list[Statement] = []
    for mark in marks:
        if joined and mark.start < joined[-1].end:
            joined[-1] = joined[-1]._replace(end=max(mark.end, joined[-1].end))
        else:
            joined.append(mark)
    return tuple(joined)


def _says_something(words: str) -> bool:
    han = sum(not mark.isascii() for mark in words) if not words.isascii() else 0
    return han >= _LEAST_HAN or len(re.findall(r"[^\W_]+", words)) >= _LEAST_WORDS


@cache
def _compiled(language: Literal["en", "zh"]) -> tuple[_Search, ...]:
    """Compiled at the first text: opening a store needs none."""
    cues = _EN if language == "en" else _ZH
    return tuple((cue, tuple(cue.hints.split("|")), re.compile(cue.pattern, re.IGNORECASE)) for cue in cues)
