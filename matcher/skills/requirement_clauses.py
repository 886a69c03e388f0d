"""A sentence of a need cut into the clauses that each ask for something, welcome it, or say that it is not asked.

"Experience with X is required, Y is a plus" are two clauses. A clause is made of the parts between commas that belong
together: one without a word of its own for how much is asked (``and valves``) belongs to the part that it continues.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from matcher.scripts import HAN

Strength = Literal["must", "nice", "none"]
"""How much a clause asks for: ``none`` says expressly that it is not asked."""


@dataclass(frozen=True, slots=True)
class Clause:
    """Characters ``start`` to ``end`` of a sentence; ``strength`` is None where no word of the clause tells it."""

    start: int
    end: int
    strength: Strength | None


_TRADITIONAL = (
    "職經驗項優條專業術關負責發們將獲擔時給會練團隊師語證書執認識應無強對與於為這種門級領導單員險費補貼獎帶從處長較願"
    "協調溝實際現場廣寫讀說僅並還個間諳瞭設計開機構類過達標準規範總監創產養農電須該備資質歷學熱國選請薦讓聯繫報啟點錄"
    "漢課題組織醫藥環節護館體據勞動勝積極態試適歡內務碼馬號碩統約結續編緒維網"
)
_SIMPLIFIED = (
    "职经验项优条专业术关负责发们将获担时给会练团队师语证书执认识应无强对与于为这种门级领导单员险费补贴奖带从处长较愿"
    "协调沟实际现场广写读说仅并还个间谙了设计开机构类过达标准规范总监创产养农电须该备资质历学热国选请荐让联系报启点录"
    "汉课题组织医药环节护馆体据劳动胜积极态试适欢内务码马号硕统约结续编绪维网"
)
_FOLDED = (
    {ord(old): new for old, new in zip(_TRADITIONAL, _SIMPLIFIED, strict=True)}
    | {code: chr(code - 0xFEE0) for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
    | {ord("’"): "'"}
)

_NEEDED = (
    r"(?:required|essential|necessary|needed|mandatory|an? must|an? requirement|expected|obligatory|compulsory|"
    r"an? prerequisite)"
)
_NONE = (
    rf"(?:\bnot|n't) (?:\w+ ){{0,2}}?{_NEEDED}\b|\bno longer (?:\w+ )?{_NEEDED}\b|\b(?:un|non-?)(?:necessary|required|"
    rf"needed)\b"
    r"|\bno (?!less|fewer|later|more\b|matter)(?:[\w+#/.-]+ ){0,3}?(?:experience|knowledge|degree|expertise|"
    r"background|skills?|"
    r"qualifications?|requirements?)\b"
    r"|\bno (?:\w+ ){0,2}?(?:limits?|restrictions?)\b|\b(?:applicants|candidates|those|people|experts) without\b"
    rf"|^\W*(?:and |but )?no (?!less|fewer|later|more\b|matter)[^,;]{{1,60}}\b{_NEEDED}\b"
    r"|\b(?:need not|needn't|(?:do|does|did)(?:n't| not) (?:need|require|have to|ask|expect|insist))\b"
    r"|\b(?:must|should|shall|will|would|may)(?:n't| not) (?:need|have(?! to)|be required|require|expect)\b"
    r"|\bnot (?:looking for|interested in|seeking|asking for|hiring)\b|^\W*(?:and |but )?(?:definitely |"
    r"certainly )?not (?!only|just|merely|less|fewer)"
    r"|不要求|无需|不需要?|无须|毋[须需]|不必(?!可少)|不须|不用|[不无]作?做?[^,，。；]{0,6}(?:硬性|强制|特别|特殊|"
    r"具体)?要求"
    r"|没有[^,，。；]{0,8}要求|不强制|不限(?!于)|不拘|(?:不|并非|不是)必[须需要]的?(?=\s*$|[,，。；;.])|^而(?:不是|"
    r"非)|不(?:考虑|招|接受)"
)
_END_EN = r"(?=\W*$|\W*[|\t]|\s*[,;:.)）]|\s+(?:but|and|or|for|in (?:this|the)|by us)\b)"
_NICE = (
    rf"\b(?:preferred|preferable|desirable|desired|optional|welcomed?|appreciated|advantageous|beneficial|"
    rf"favou?red){_END_EN}"
    r"|\b(?:preferably|ideally|optionally|nice[ -]to[ -]have|good[ -]to[ -]have)\b|^\W*(?:bonus|optional|preferred|"
    r"plus|nice|desirable)\W*[:：]"
    r"|\b(?:an?|is|are|as|big|strong|definite|real|the|only) (?:[\w-]+ ){0,2}?(?:plus|advantage|asset|bonus)\b|"
    r"\bbonus(?: points?)?\W*$"
    r"|\b(?:is|are|be) (?:very |also |particularly )?(?:helpful|useful|nice|great)\b"
    r"|\b(?:helpful|useful)\W*$|\b(?:preference|priority) (?:will be |is )?(?:given )?(?:to|for)\b|\bwe (?:would |"
    r"strongly )?prefer\b|\([^()]{0,12}\bplus\)"
    r"|优先(?![级权股])|[更尤为者会则将甚]佳|更好|更优|优选|可选|选[备配]|加分|最好|非必[须需备要]|非硬性|不强求|"
    r"为宜|尽可能|希望"
)
_MUST = (
    r"\b(?:must[ -]haves?|must|requires?|required|essential|mandatory|necessary|indispensable|needed|needs?|shall|"
    r"should|prerequisite|"
    r"compulsory|have to|has to)\b|必须|务必|必备|必需|须|要求|应(?=[当该具有为能熟是掌])|需"
)
_EXCLUDED = (
    r"\b(?:rather than|instead of|as opposed to|other than|excluding|"
    r"except(?:ing)?(?: for)?)\s[^,;.()（），；。]{1,60}?"
    r"(?=\s*$|[,;.()（），；。]|\s(?:is|are|and|but|will|would)\b)"
    r"|(?:而不是|而非)[^,，。；;（）()]{1,30}|不是[^,，。；;]{1,30}?(?=[,，]?\s?而是)"
    r"|[^,，。；;（）()、\s]{1,20}(?:\s[^,，。；;（）()、\s]{1,20}){0,2}除外"
    r"|除了?(?!非)[^,，。；;]{1,30}?(?:之外|以外|外)(?![,，]?[^,，。；;]{0,8}(?:还|也|另|亦|同时))|不(?:含|包括|"
    r"考虑)[^,，。；;（）()]{1,30}"
)
_BESIDES = r"除了?[^,，。；;]{1,30}?外[,，]"
_CUT = re.compile(
    r"(?P<strong>[;；]|\s(?:but(?! also\b)|though|although|while|whereas|however|yet)\s|但是?(?!凡)|不过(?!度))"
    r"|(?P<weak>[,，](?!\d{3}\b))|(?P<and>\s(?=and\s))|(?P<bracket>[()（）])",
    re.IGNORECASE,
)
_CLOSED = re.compile(r"[)）]")
_LONGEST_ASIDE = 200
_FILLER = re.compile(
    r"(?i)\b(?:an?|the|is|are|be|been|would|will|also|only|just|but|though|although|while|however|and|or|as|it|this|"
    r"that|of|course|"
    r"strictly|very|highly|strongly|strong|definite|big|real|considered|if|possible|not|for|in|to|role|position|post|"
    r"job|"
    r"absolutely|level|skill|yes|no|with|these|those|both|all|them)\b|"
    r"[者的为则会将可但也均并且有予以考虑是即项条件尤更佳]"
)
_ABILITY_WORD = (
    r"(?:experience|expertise|familiarity|familiar|knowledge|proficien\w+|fluen\w+|understanding|background|ability|"
    r"able|skills?|command|"
    r"master|bachelor|ph\.?d|doctorate|degree|certification|licen[cs]e|track)"
)
_SELF_CONTAINED = re.compile(
    rf"(?i)^\W*(?:and |or |as well as )?(?:(?:an?|the|any|some|prior|good|strong|solid|proven|basic|working|hands-on|"
    rf"additional|further|previous|"
    rf"relevant|practical|professional|deep|excellent|at least|minimum|\d+\+?|years?|of|in-depth|formal|demonstrated|"
    rf"postgraduate|university)['’]? ){{0,5}}{_ABILITY_WORD}"
    rf"|^\W*(?:\w+ ){{0,3}}{_ABILITY_WORD}\b|^\W*(?:and )?(?:you|candidates?|applicants?|preferably|ideally|must|"
    rf"should|we|preference)\b|[{HAN}]"
)


def folded(text: str) -> str:
    """The text, of the same length, with simplified characters and letters and digits of normal width."""
    return text if text.isascii() else text.translate(_FOLDED)


def without_excluded(sentence: str) -> str:
    """The folded sentence, of the same length, with spaces for what it sets aside ("rather than X", 除X外).

    除X外，还 adds instead: there the comma goes, so that both stay together.
    """
    asked = _compiled(_EXCLUDED).sub(lambda excluded: " " * len(excluded[0]), sentence)
    return _compiled(_BESIDES).sub(lambda beside: f"{beside[0][:-1]} ", asked)


def without_negations(text: str) -> str:
    """The text, of the same length, with spaces for the words that say what is not asked."""
    return _compiled(_NONE).sub(lambda negation: " " * len(negation[0]), text)


def clauses(sentence: str) -> list[Clause]:
    """The clauses of a sentence that is folded and has no excluded parts, in order; those without content are gone."""
    merged: list[Clause] = []
    for section in _sections(sentence):
        merged += _joined(sentence, section, merged)
    return merged


def strength(text: str) -> Strength | None:
    """How much the words of one part ask for, whatever they ask."""
    if _compiled(_NONE).search(text):
        return "nice" if _compiled(r"非必|不强求").search(text) else "none"
    if _compiled(_NICE).search(text):
        return "nice"
    return "must" if _compiled(_MUST).search(text) else None


def has_content(text: str) -> bool:
    """Whether anything is left of a part without the words that only say how much is asked."""
    bare = text
    for pattern in (_NONE, _NICE, _MUST):
        bare = _compiled(pattern).sub(" ", bare)
    return any(map(str.isalnum, _FILLER.sub(" ", bare)))


@dataclass(frozen=True, slots=True)
class _Part:
    """Characters between two cuts, and whether an "and" or a bracket is what cuts it off."""

    start: int
    end: int
    after_and: bool
    aside: bool


def _sections(sentence: str) -> Iterator[list[_Part]]:
    """The parts between commas, brackets and "and", in the sections that a semicolon or a "but" separates."""
    section: list[_Part] = []
    start, after_and, aside = 0, False, False
    for cut in _CUT.finditer(sentence):
        if cut["bracket"] and not _is_aside(sentence, cut):
            continue
        section.append(_Part(start, cut.start(), after_and, aside))
        start, after_and, aside = cut.end(), cut["and"] is not None, cut["bracket"] is not None
        if cut["strong"]:
            yield section
            section = []
    yield [*section, _Part(start, len(sentence), after_and, aside)]


def _is_aside(sentence: str, cut: re.Match[str]) -> bool:
    """Whether a bracket opens or closes a remark that says of something else how much it is asked."""
    if cut[0] in "(（":
        end = _CLOSED.search(sentence, cut.end(), cut.end() + _LONGEST_ASIDE)
        inside = sentence[cut.end() : end.start()] if end else ""
    else:
        first = max(0, cut.start() - _LONGEST_ASIDE)
        opened = max(sentence.rfind("(", first, cut.start()), sentence.rfind("（", first, cut.start()))
        inside = sentence[opened + 1 : cut.start()] if opened >= 0 else ""
    return bool(inside.strip()) and strength(inside) is not None and has_content(inside)


def _joined(sentence: str, section: Sequence[_Part], earlier: list[Clause]) -> list[Clause]:
    """The parts of a section put together: what says nothing of its own strength goes with what it continues.

    One that has a strength and nothing else ("but not required") speaks of the clause before, be it an ``earlier`` one.
    """
    joined: list[Clause] = []
    main: Strength | None = None
    for part in section:
        text = sentence[part.start : part.end]
        own = strength(text)
        if not has_content(text):
            _apply(earlier if earlier and not joined else joined, part, own)
        elif joined and _is_in_brackets(sentence, joined[-1]) and own is None:
            joined.append(Clause(part.start, part.end, main))
        elif joined and _continues(sentence, joined[-1], part, own):
            joined[-1] = Clause(joined[-1].start, part.end, joined[-1].strength or own)
        else:
            main = joined[-1].strength if joined else None
            joined.append(Clause(part.start, part.end, own))
    return [clause for clause in joined if has_content(sentence[clause.start : clause.end])]


def _is_in_brackets(sentence: str, clause: Clause) -> bool:
    return sentence[clause.start - 1 : clause.start] in ("(", "（") and sentence[clause.end : clause.end + 1] in ")）"


def _apply(joined: list[Clause], part: _Part, own: Strength | None) -> None:
    """Let a part that has a strength and nothing else tell that of the clause before it, or of the one behind it."""
    if own is None:
        return
    if not joined:
        joined.append(Clause(part.start, part.end, None if own == "none" else own))
    elif joined[-1].strength is None or (joined[-1].strength == "none" and own == "nice"):
        joined[-1] = Clause(joined[-1].start, part.end, own)


def _continues(sentence: str, before: Clause, part: _Part, own: Strength | None) -> bool:
    """Whether a part belongs to the clause before it.

    ``valves and motors is essential`` does; what begins like a statement of its own (``knowledge of Y is a plus``,
    有经验者优先) does not, unless nothing tells how much it asks.
    """
    text = sentence[part.start : part.end]
    if not has_content(sentence[before.start : before.end]):
        return True
    if own is None or own == "none":
        return part.after_and or (own is None and before.strength != "none")
    if part.aside:
        return False
    if before.strength is None:
        return part.after_and or not _SELF_CONTAINED.search(text)
    return own == before.strength and not _SELF_CONTAINED.search(text)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compiled at the first text, since opening a store needs none."""
    return re.compile(pattern, re.IGNORECASE)
