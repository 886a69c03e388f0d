"""The words by which a CV is read: headings of its sections, words of positions, employers and degrees, dates."""

import re
from collections.abc import Mapping
from typing import Literal

Section = Literal["summary", "experience", "education", "works", "patents", "projects", "skills", "languages", "other"]

_HEADINGS: Mapping[Section, str] = {
    "summary": "summary|profile|about|about me|professional summary|personal statement|objective|research interests|"
    "research interest|executive summary|个人简介|简介|自我评价|个人简历简介|研究方向|研究领域|研究兴趣|"
    "个人总结|个人概况|专家简介",
    "experience": "experience|work experience|professional experience|employment|employment history|positions|"
    "positions held|career|career history|work history|appointments|academic appointments|professional positions|"
    "工作经历|工作经验|任职经历|职业经历|工作履历|主要经历|主要工作经历|履历",
    "education": "education|education and training|academic background|academic qualifications|qualifications|degrees|"
    "studies|教育背景|教育经历|学历|学习经历|教育|学历背景|教育及学位",
    "works": "publications|selected publications|papers|works|selected works|journal articles|publications and patents|"
    "research output|论文|发表论文|代表性论文|论文著作|主要论文|代表作|学术成果|科研成果|成果|代表性成果|"
    "主要成果|论文与专利",
    "patents": "patents|patents and inventions|专利|发明专利|授权专利",
    "projects": "projects|selected projects|research projects|key projects|grants|项目|项目经历|科研项目|"
    "主要项目|项目经验|"
    "承担项目",
    "skills": "skills|key skills|technical skills|core competencies|expertise|areas of expertise|competencies|"
    "skills and tools|技能|专业技能|技能特长|专长|专业特长|技术专长|个人技能",
    "languages": "languages|language skills|language|语言|语言能力|外语|外语水平|外语能力",
    "other": "contact|contact details|references|awards|honours|honors|awards and honours|hobbies|"
    "interests|memberships|"
    "teaching|service|personal|personal details|personal information|certificates|volunteering|联系方式|获奖|"
    "荣誉|荣誉奖励|获奖情况|兴趣爱好|证书|社会兼职|学术兼职|个人信息|基本信息|推荐人",
}
HEADINGS: Mapping[str, Section] = {name: section for section, names in _HEADINGS.items() for name in names.split("|")}
"""Section by heading, in lower case."""

LABELS: Mapping[str, str] = {
    name: field
    for field, names in {
        "name": "name|full name|姓名",
        "title": "position|title|role|job title|职务|职位|岗位|任职",
        "organisation": "employer|company|organisation|organization|institution|单位|公司|工作单位|任职单位|所在单位",
        "period": "period|dates|date|time|duration|from-to|时间|起止时间|任职时间|起止年月|年份|year",
        "description": "description|tasks|responsibilities|duties|work|职责|工作内容|主要工作|内容|描述",
        "degree": "degree|学位|学历",
        "field": "field|subject|major|field of study|专业|研究方向",
        "school": "university|school|院校|学校|毕业院校",
        "headline": "headline|current position|profession|职称|现职",
        "country": "country|country of residence|nationality of residence|国家|所在国家|现居国家|现居",
        "languages": "languages|language|语言",
        "skills": "skills|技能",
        "abstract": "abstract|摘要",
        "other": "email|e-mail|mail|phone|tel|telephone|mobile|address|web|website|orcid|邮箱|电话|手机|"
        "地址|电子邮件|性别|"
        "出生年月|出生日期|籍贯|民族|年龄|gender|sex|date of birth|born|nationality|photo",
    }.items()
    for name in names.split("|")
}
"""The field that a label before a colon names."""

POSITION = re.compile(
    r"(?i)\b(?:engineers?|professors?|managers?|scientists?|directors?|leads?|leader|researchers?|"
    r"post-?docs?|postdoctoral|"
    r"consultants?|founder|co-founder|head|chief|analysts?|developers?|fellow|lecturer|associate|"
    r"assistant|officer|president|"
    r"architect|technician|specialist|advis[oe]r|intern|partner|owner|ceo|cto|coo|vp|chair|reader|agronomist|chemist|"
    r"physicist|biologist|physician|designer|programmer|planner|coordinator|expert|student)\b"
    r"|工程师|教授|研究员|经理|总监|主任|博士后|顾问|创始人|讲师|助理|负责人|科学家|总裁|院长|所长|组长|"
    r"专家|主管|设计师|分析师|"
    r"董事|合伙人|技术员|医师|农艺师|首席|学者|实习"
)
EMPLOYER = re.compile(
    r"(?i)\b(?:university|universit[àäé\w]+|institutes?|institut|college|gmbh|inc\.?|ltd\.?|llc|b\.?v\.?|"
    r"s\.?a\.?|ag|company|co\.|corp\w*|"
    r"laborator\w+|labs?|centre|center|group|school|hospital|academy|foundation|agency|association|society|council|"
    r"polytechnic|eth|tu|mit|works|systems|technologies|partners|ministry|bureau|consulting|holdings?|plc|"
    r"energy|utilities)\b"
    r"|公司|大学|学院|研究所|研究院|集团|中心|医院|工厂|厂$|科学院|实验室|协会|学会|基金会|局$|所$|园区|基地"
)
DEGREE = re.compile(
    r"(?i)(?:\b(?:ph\.?\s?d\.?|d\.?phil\.?|doctor(?:ate|al)?(?: degree)?(?: of \w+)?|dr\.?-?ing\.?|"
    r"m\.?\s?sc\.?|m\.?\s?phil\.?|"
    r"m\.?\s?eng\.?|m\.?\s?a\.|mba|master(?:'s)?(?: degree)?(?: of (?:science|arts|engineering))?|"
    r"b\.?\s?sc\.?|b\.?\s?eng\.?|"
    r"b\.?\s?a\.|bachelor(?:'s)?(?: degree)?(?: of (?:science|arts|engineering))?|"
    r"diplom(?:a)?(?:-ing\.?)?|licentiate)(?![\w]))"
    r"|工学博士|理学博士|医学博士|农学博士|博士研究生|博士学位|博士|工学硕士|理学硕士|硕士研究生|硕士学位|"
    r"硕士|工学学士|理学学士|学士学位|学士|"
    r"大学本科|本科|大专"
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_POINT = rf"(?:(?:{_MONTH}\s+|\d{{1,2}}[./-])?(?:19|20)\d\d(?:\s*年)?(?:[./-]?\s*\d{{1,2}}(?!\d)\s*月?)?)"
_NOW = r"(?:present|now|current|today|ongoing|to date|至今|今|现在)"
RANGE = re.compile(
    rf"(?i)[（(\[]?\s*(?P<start>{_POINT})\s*(?:-{{1,2}}|–|—|―|~|～|至|到|\bto\b|\buntil\b)\s*(?P<end>{_POINT}|{_NOW})\s*[）)\]]?"
)
SINCE = re.compile(rf"(?i)[（(\[]?\s*(?:since|from|自)\s*(?P<start>{_POINT})(?:\s*(?:起|以来|onwards?))?\s*[）)\]]?")
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
IS_NOW = re.compile(rf"(?i){_NOW}")
CONTACT = re.compile(
    r"(?i)@|https?://|www\.|\borcid\b|linkedin|github|(?:\+?\d[\d\s()/-]{7,}\d)|^(?:tel|phone|e-?mail|"
    r"address|mobile)\b|"
    r"^(?:电话|邮箱|手机|地址|电子邮件)"
)
TITLE_OF_PAGE = re.compile(
    r"(?i)^(?:curriculum\s+vitae|cv|r[eé]sum[eé]|个人简历|简历|履历|专家简历|求职简历|academic cv)$"
)
BULLET = re.compile(
    r"^\s*(?:[•●▪◦‣∙·■□➢►*]\s*|[-–—]\s+|\[\d{1,3}\]\s*|[(（]\d{1,3}[)）]\s*|\d{1,3}[.)、]\s+(?!\d)|\d{1,3}[、]\s*)"
)
"""What stands before an item of a list."""
