"""The words by which a need asks something of a person, in English and Chinese: sentences, and headings of lists.

A requirement is a must or nice to have; most sentences are neither, and some expressly say what is not required.
Deliberately conservative: a cue counts only beside a person (a candidate, 专家) or what a person brings (experience,
a degree, 经验), since a scientific text is full of other "must", "required" and 需要.
"""

import re
from functools import cache

from matcher.records import RequirementKind

_START = r"^(?:(?:for|in) (?:this|the) [\w -]{2,30}?, ?)?(?!in |from |based |our |my |given |despite )"
_QUALITY = (
    r"(?:good|solid|strong|working|deep|proven|sound|hands-on|practical|excellent|in-depth|thorough|demonstrated|"
    r"demonstrable|basic|advanced|professional|relevant|detailed|broad)"
)
_WEAK = r"(?:knowledge|understanding|ability|background|skills?|competence|grasp)"
_STRONG_EN = (
    r"(?:(?<!user )(?<!quality of )experience(?! replay)|expertise|proficiency|fluency|fluent|familiarity|"
    r"track record|know-how|ph\.?d|doctora(?:te|l degree)|(?:master|bachelor)['’]?s?(?: degree| in)|degree in|"
    r"university degree|diploma|qualifications?|driving licen[cs]e|professional licen[cs]e|certification|"
    r"(?:communication|programming|language|leadership|management|writing|presentation|teamwork|software) skills|"
    r"command of)"
)
_ABILITY = rf"(?:{_STRONG_EN}|{_QUALITY} (?:[\w-]+ ){{0,2}}{_WEAK})\b"
_PROFESSION_EN = (
    r"(?:expert|specialist|engineer|scientist|researcher|consultant|advis[eo]r|professional|chemist|physicist|"
    r"biologist|agronomist|developer|programmer|technician|mentor|lecturer|trainer|physician|economist|lawyer)"
)
_SOMEONE = rf"(?:an? (?:[\w/-]+ ){{0,4}}{_PROFESSION_EN}\b|someone\b|{_PROFESSION_EN}s (?:in|with|who|from|for)\b)"
_CANDIDATE = (
    r"(?:you|candidates|applicants|the (?:[\w-]+ )?(?:candidate|applicant|person|professional|appointee)|"
    rf"the (?:[\w-]+ )?{_PROFESSION_EN})"
)
_MODAL = r"(?:must|should|shall|will need to|needs? to|ha(?:s|ve) to|(?:is|are) (?:required|expected) to)"
_HAVING = rf"(?:have|hold|possess|bring|demonstrate|show)\b[^.;]{{0,80}}?\b(?:{_STRONG_EN}|{_WEAK})\b"
_BEING = (
    r"(?:be (?:able to|fluent|familiar|proficient|experienced|skilled|qualified|willing|available|certified)|"
    r"know|speak|understand|master|have worked|have led|have published)\b"
)
_PLAIN = r"(?:(?!\b(?:that|shows?|suggests?|indicates?|which|because|where|when|demonstrates?|confirms?)\b)[^.;])"
_TAIL = r"(?=\s*(?:[.;,!)]|$|and\b|or\b|for (?:this|the) (?:role|position|post|job|project|work|task|assignment)))"
_ABILITY_FIRST = rf"{_START}(?:[\w'’+-]+ ){{0,6}}?{_ABILITY}{_PLAIN}{{0,160}}?\b"
_KNOWLEDGE_FIRST = (
    r"^(?:knowledge of|background in|understanding of) (?!the |its |their |this |these |such |how )"
    rf"{_PLAIN}{{0,160}}?\b"
)
_ASKER = r"(?:we|role|position|post|job|project|base|company|team|cent(?:er|re)|institute|park|plant|assignment)"
_SEEKING_EN = r"(?:looking for|seeking|searching for|in need of|hiring|recruiting)"
_BONUS = (
    r"(?:preferred|desirable|desired|a (?:\w+ )?plus|an? (?:\w+ )?advantage|welcome|an? (?:\w+ )?asset|a bonus|"
    r"appreciated|nice to have)"
)
_PRACTICE_EN = (
    r"(?:years?|yrs?\.?)['’]? (?:of )?"
    r"(?:(?:[\w-]+ ){0,4}?(?:experience|expertise|practice)\b|(?:in|within|working|work|as|on) )"
)
_YEARS_EN = r"(?:\d{1,2}(?: ?(?:[-–—~]|to|or) ?\d{1,2})?|two|three|four|five|six|seven|eight|ten|twelve|fifteen|twenty)"

_MUST_EN = "(?i)" + "|".join(
    (
        rf"^(?:must|should) (?:also )?(?:{_HAVING}|{_BEING})",
        r"\bmust[ -]haves?:",
        rf"\b{_CANDIDATE} {_MODAL} (?:also |already |not only |not just |ideally |preferably )?(?:{_HAVING}|{_BEING})",
        rf"\b{_ASKER} (?:needs?|requires?|calls? for|seeks?|wants?) [^.;]{{0,60}}?(?:{_ABILITY}|{_SOMEONE})",
        rf"\bneeds? (?:{_QUALITY} )?(?:experience|expertise|know-how) (?:in|with|of)\b",
        rf"(?:^|\b{_ASKER} (?:are |is )?(?:now |currently |urgently )?){_SEEKING_EN} "
        rf"[^.;]{{0,80}}?(?:{_SOMEONE}|{_ABILITY})",
        rf"{_ABILITY_FIRST}(?:required|essential|mandatory|necessary|indispensable|needed|expected|"
        rf"a must)\b{_TAIL}",
        rf"{_KNOWLEDGE_FIRST}(?:required|mandatory|a must)\b{_TAIL}",
        rf"\b(?:ideal|successful|right|suitable|perfect) (?:candidate|applicant|person|{_PROFESSION_EN}) "
        rf"(?:will |should |must |would )?(?:also )?(?:has|have|is|be|holds?|possess(?:es)?|brings?|speaks?|knows?)\b",
        rf"(?:^(?:also )?|\b{_ASKER} )(?:requires?|required|needs?):? (?:at least |a minimum of |minimum )?"
        rf"{_YEARS_EN}\+? {_PRACTICE_EN}",
        rf"^(?:at least|minimum(?: of)?|a minimum of|no (?:less|fewer) than|not less than|"
        rf"min\.?) {_YEARS_EN}\+? {_PRACTICE_EN}"
        r"(?!.*\b(?:was|were|ha[sd])\b)",
        rf"^{_YEARS_EN} ?(?:\+|or more|plus) ?{_PRACTICE_EN}",
        rf"^(?:also )?(?:requires?|required|needed|wanted)(?: is| are)?:? [^.;]{{0,40}}?(?:{_ABILITY}|{_SOMEONE})",
    )
)
_NICE_EN = "(?i)" + "|".join(
    (
        rf"(?:{_ABILITY_FIRST}|{_KNOWLEDGE_FIRST})(?:{_BONUS}|advantageous|beneficial|helpful|useful)\b{_TAIL}",
        rf"\b(?:ideally|preferably)\b[^.;]{{0,80}}?(?:\b{_ABILITY}|{_SOMEONE}|\bfluent\b)",
        rf"(?:{_ABILITY}|{_SOMEONE})[^.;]{{0,60}}?\b(?:ideally|preferably)\b",
        rf"\bwe (?:would |strongly )?prefer [^.;]{{0,40}}?(?:candidates|applicants|{_ABILITY}|{_SOMEONE})",
        r"\bpreference (?:will be |is )?given to\b",
        rf"\b(?:candidates|applicants|those|{_PROFESSION_EN}s) (?:with|who|having)\b[^.;]{{0,80}}?"
        r"\b(?:are|will be) (?:preferred|favou?red|given (?:preference|priority))",
        r"^(?:it is |it would be )?nice to have\b",
    )
)

_STRONG_ZH = (
    r"(?:经验(?!公式|模型|模态|系数|值|风险|方程|关系|分布|法|贝叶斯|回放|似然|正交)|经历|学历|学位|职称|资质|资格|"
    r"证书|执照|专长|背景(?!噪|值|场|下|信号|浓度|辐射|光|差)|业绩|专业知识|专业技能|沟通能力|协调能力|表达能力|"
    r"管理能力|动手能力|语言能力|英语|中文|汉语)"
)
_PERSON = r"(?:应聘者|应聘人员|申请人|申请者|候选人|求职者|报名者|人选|专家|您|合作方|负责人|带头人)"
_PROFESSION_ZH = r"(?:专家|人才|工程师|顾问|科学家|研究员|教授|博士|技术人员|专业人员|带头人|讲师|团队)"
_OTHERS = "".join(
    f"(?<!{who})" for who in ("医生", "医师", "护士", "教师", "学生", "用户", "系统", "模型", "高校", "企业")
)
_ASK = _OTHERS + r"(?:必须|务必|须|(?<![所无必])需要?|应当?|要求)"
_SEEKING_ZH = (
    r"(?:寻求|寻找|急需|招聘|招募|诚聘|诚邀|拟聘|拟引进|拟邀请|希望邀请|希望引进|物色|"
    r"(?<![所无必])需要?)[^。；;！？]{0,60}?"
    r"(?:的|方面|领域|方向|行业|专业)(?:[一两几\d]?[位名])?(?:资深|高级|海外|技术|外籍|相关){0,2}"
)
_YEARS_ZH = r"[一二三四五六七八九十两\d]{1,3}年"
_PRACTICE_ZH = r"[^。；;]{0,20}?(?:经验|经历|从业)"
_PREFERRED = r"(?:的|可|予以|将|会|可以|更|尤|为|者){0,2}(?:优先(?![级权股])|佳)"

_MUST_ZH = "|".join(
    (
        rf"{_ASK}(?:是|能够?|同时|须|应)?(?:具备|具有|有|拥有|持有|取得|获得)[^。；;！？，]{{0,40}}?{_STRONG_ZH}",
        rf"{_ASK}(?:能够?|同时)?(?:熟悉|精通|擅长|熟练|通晓|懂(?!得))",
        rf"{_PERSON}(?!认为|指出|表示)[^。；;！？]{{0,20}}?{_ASK}(?:能够?|会|具备|具有|熟悉|掌握|了解|愿意)",
        rf"要求{_PERSON}",
        rf"(?:{_STRONG_ZH}|熟悉|掌握|精通|会|懂|了解)[^。；;！？]{{0,24}}?(?:即可|就行|便可|均可)",
        r"^(?:至少|最少)?(?:熟悉|掌握|精通|熟练使用|会使用|懂)[^。；;，]{0,10}?(?:至少|任意|任|其中)[一1][种门项个款]",
        rf"{_SEEKING_ZH}{_PROFESSION_ZH}(?!标注|经验|知识|系统|评分|评审|打分|库|人工)",
        rf"^(?:具有|具备|有|拥有)?(?:至少|不少于)?{_YEARS_ZH}(?:及?以上|或以上){_PRACTICE_ZH}",
        rf"^(?:具有|具备)?(?:至少|不少于){_YEARS_ZH}{_PRACTICE_ZH}",
        r"^(?:具有|具备)?[^。；;，]{0,12}(?:博士|硕士|本科)(?:研究生)?及?以上(?:学历|学位)?",
    )
)
_NICE_ZH = "|".join(
    (
        r"(?:有|具|熟悉|懂|会|精通|掌握|了解|能|毕业|获|持|擅长|从事|曾)[^。；;，]{0,40}(?<!患)者" + _PREFERRED,
        rf"(?:经验|经历|学历|学位|证书){_PREFERRED}",
        r"(?:能力|背景|人选|专家|人员|人才|资质|职称)(?:的|可|予以|将|会|可以){0,2}优先(?=$|[，。；,;！]|考虑|录|邀|"
        r"聘)",
        r"优先(?:考虑|选择|聘请|邀请)[^。；;]{0,40}?(?:经验|经历|学历|的专家|的人选|候选人|应聘者|申请人)",
        r"最好(?:是|能够?|可以)?(?:具有|具备|熟悉|懂|了解|掌握|拥有|曾|有(?![效力]))",
        rf"(?:{_STRONG_ZH}|熟悉|熟练|精通|掌握)[^。；;]{{0,40}}?(?:可|会|将|是|为|予以|者){{0,2}}加分",
        rf"希望[^。；;！？]{{0,12}}{_PERSON}[^。；;！？]{{0,20}}?(?:具备|具有|有(?!效)|熟悉|掌握|了解|能)",
    )
)

_ABILITY_LINE = (
    rf"(?i)\b{_STRONG_EN}\b|{_QUALITY} (?:[\w-]+ ){{0,2}}{_WEAK}\b|^\W*(?:knowledge|understanding|command|mastery|"
    rf"ability|{_PROFESSION_EN})\b"
    rf"|\b{_YEARS_EN}\+? ?(?:years?|yrs?)\b|{_STRONG_ZH}|(?:^|[,，;；、])\W*(?:能够?)?(?:熟悉|精通|掌握|擅长|熟练|"
    rf"了解|通晓|懂|会|具备|具有|持有|拥有|从事|毕业)"
    rf"|(?:博士|硕士|本科|大专|学士|教授|高级工程师|研究员)|{_YEARS_ZH}(?:及?以上|或以上)"
)
_MEASURED = (
    r"(?i)(?:≥|≤|>=|<=|[<>]|不?(?:低于|高于|小于|大于|少于|超过)|\b(?:above|below|at least|at most|less than|"
    r"more than|up to|exceed\w*)\b)"
    r"[^,，。；;]{0,20}?\d[\d.]*\s?(?:%|％|‰|°|℃|mg|g/|kg|t/|吨|m[³3²2]?\b|mm|nm|μm|µm|k?W|V\b|A\b|Hz|MPa|bar|ppm|"
    r"h\b|小时|倍|次|元|万)"
)


def cue(sentence: str) -> RequirementKind | None:
    """What a sentence asks of a person: must, nice or, for most sentences, nothing."""
    if _compiled(_MUST_EN).search(sentence) or _compiled(_MUST_ZH).search(sentence):
        return "must"
    return "nice" if asks_nicely(sentence) else None


def asks_nicely(sentence: str) -> bool:
    """Whether a sentence says that something about a person is preferred or a plus."""
    return bool(_compiled(_NICE_EN).search(sentence) or _compiled(_NICE_ZH).search(sentence))


def speaks_of_ability(text: str) -> bool:
    """Whether a line names what a person knows, has done or has learned, and so is none about a thing."""
    return bool(_compiled(_ABILITY_LINE).search(text))


def is_measured(text: str) -> bool:
    """Whether a line states a figure that a thing must reach, such as a share, a temperature or a yield."""
    return bool(_compiled(_MEASURED).search(text)) and not speaks_of_ability(text)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compiled at the first text: compiling them takes 40 ms (Xeon, 2.5 GHz), and opening a store needs none."""
    return re.compile(pattern)
