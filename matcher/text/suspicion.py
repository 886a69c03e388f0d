"""Finds sentences of a profile that are written for a machine: instructions to it, bare keywords, stuffed repetition.

Patterns and counts only; the patterns are all in this module. It flags sentences and does not judge people: a flagged
sentence is one to weigh less or to show to a reader.
"""

import re
import unicodedata
from collections import Counter
from functools import cache
from operator import add
from typing import Literal

from matcher.scripts import HAN

Suspicion = Literal["instructions", "keywords", "repetition", "hidden"]

_HIDDEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
"""Zero-width characters, which can hide a word from a pattern."""

_ORDER = r"(?:^|[.!?:;,(\[*>—–-]\s?|\b(?:please|kindly|now|and|then|must|should|to|always|you)\s)"
"""What precedes a verb in the imperative, but not one that says what somebody does."""
_ROLE = (
    r"(?:candidate|applicant|profile|person|professional|expert|researcher|scientist|engineer|author|resume|résumé|cv|"
    r"submission|application)"
)
_SELF = (
    rf"(?:me\b|my {_ROLE}|(?:this|the above|the present) {_ROLE}|the (?:owner|holder|author|subject) of this {_ROLE})"
)
_MACHINE = (
    r"(?:ais?|llms?|(?:language |ranking |matching |ai )?models?|rankers?|matchers?|(?:ai )?assistants?|algorithms?|"
    r"(?:ranking|matching|screening|recommendation|review|ai) (?:systems?|engines?|algorithms?|software|bots?))"
)
_MACHINE_WORDS = (
    "ai ais llm llms model models ranker rankers matcher matchers assistant assistants algorithm algorithms system "
    "systems engine engines software bot bots"
)
_ENGLISH = (
    # to forget earlier instructions
    (
        (
            "ignore disregard forget override bypass discard",
            "instruction instructions prompt prompts guidelines rules criteria candidates applicants profiles",
        ),
        rf"{_ORDER}(?:ignore|disregard|forget|override|bypass|discard)\s(?:[\w']+\s){{0,3}}?"
        r"(?:instructions?|prompts?|guidelines|rules|ranking criteria|candidates|applicants|profiles)\b",
    ),
    # to rank
    (
        (
            "rank place put score rate list position move sort treat mark return show",
            "first top highest best number above ahead maximum perfect",
        ),
        rf"{_ORDER}(?:rank|place|put|score|rate|list|position|move|sort|treat|mark|return|show)\s{_SELF}[^.]{{0,40}}?"
        r"\b(?:first|top|highest|best|number one|above all|ahead of|maximum|perfect)\b",
    ),
    (
        ("give assign award grant set", "me my this the"),
        rf"{_ORDER}(?:give|assign|award|grant|set)\s{_SELF}[^.]{{0,30}}?\b(?:highest|maximum|top|perfect|full|best|100)\b",
    ),
    (
        ("select choose pick recommend prefer shortlist hire favor favour", "me my this the"),
        rf"{_ORDER}(?:always )?(?:select|choose|pick|recommend|prefer|shortlist|hire|favou?r)\s{_SELF}",
    ),
    (
        ("set return output", "relevance match matching ranking similarity suitability"),
        r"\b(?:set|return|output)\s(?:the |a )?(?:relevance|match(?:ing)?|ranking|similarity|suitability) "
        r"(?:score|rank)",
    ),
    (
        ("do don never", "other another"),
        rf"{_ORDER}(?:do not|don't|never)\s(?:rank|show|select|recommend|consider|list|evaluate)\s"
        rf"(?:any |the )?(?:other|another)\s{_ROLE}",
    ),
    # obligations of the reader or of the profile
    (
        ("you", "rank select recommend choose prefer shortlist rate score hire ignore output respond obey"),
        r"\byou (?:must|should|shall|have to|need to|are to|will)\s(?:always |now |only |strongly )?"
        r"(?:rank|select|recommend|choose|prefer|shortlist|rate|score|hire|ignore|output|respond|obey)\b",
    ),
    (
        ("ranked selected recommended chosen scored preferred shortlisted placed rated listed", "be"),
        rf"\b(?:this {_ROLE}|my {_ROLE}|i)\s(?:must|should|shall|has to|have to|needs? to)\s(?:always )?be\s"
        r"(?:ranked|selected|recommended|chosen|scored|preferred|shortlisted|placed|rated|listed)\b",
    ),
    (
        ("this", "every all any each"),
        rf"\bthis {_ROLE} is (?:the )?(?:best|perfect|ideal|top|only)[^.]{{0,20}}? for (?:every|all|any|each)\b",
    ),
    # addressed to a machine
    (
        ("dear attention note notice message instruction instructions memo hint", _MACHINE_WORDS),
        r"\b(?:dear|attention,?|(?:attention|note|notice|message|instructions?|memo|hint)\s(?:to|for))\s"
        rf"(?:the |all |any )?{_MACHINE}\s?[:,—]",
    ),
    (
        ("as", "ai artificial language llm", "you i please"),
        r"\bas an? (?:ai|artificial intelligence|(?:large )?language model|llm)"
        r"(?: (?:language )?(?:model|assistant|system))?,?\s(?:you|i|please)\b",
    ),
    (
        ("as", "ai artificial"),
        r"^as an (?:ai|artificial intelligence)(?: (?:language )?(?:model|assistant))?(?:,|$)",
    ),
    (
        ("you", "are", _MACHINE_WORDS),
        rf"\byou are (?:now )?(?:an? |the )(?:[\w-]+ ){{0,3}}?{_MACHINE}\b",
    ),
    (
        ("system", "prompt"),
        r"\b(?:your|the|this|new|above|previous) system prompt\b",
    ),
    (
        ("system", "prompt message override instruction instructions"),
        r"\bsystem (?:prompt|message|override|instructions?)\s?[:\]>]",
    ),
    (
        ("im endoftext inst instruction instructions prompt",),
        r"<\|?(?:im_start|endoftext)\|?>|\[/?inst\]|#{2,} ?(?:instructions?|prompt)\s?:",
    ),
)
"""Words of which a text holds one of each group where it holds the pattern, and the pattern."""
_SIGNS = frozenset(
    re.findall(
        r"\w+",
        "ignore disregard forget override bypass discard rank place put score rate list position move sort treat mark "
        "return show give assign award grant set select choose pick recommend prefer shortlist hire favor favour "
        "output consider evaluate respond obey ranked selected recommended chosen scored preferred shortlisted placed "
        "rated listed best perfect ideal top only dear attention note notice message instruction instructions memo "
        "hint ai artificial language llm you prompt im endoftext inst",
    )
)
"""Every English pattern needs one of these words too; most sentences have none."""
_SELF_ZH = (
    r"(?:本人|我(?!国|校|院|省|市|们|司)|该(?:候选人|专家|人选|申请人|用户|简历|档案)|此(?:人|候选人|专家|档案|简历)|"
    r"这[位名个份](?:候选人|专家|人|简历|档案)|本(?:档案|简历|候选人|专家|资料))"
)
_MACHINE_ZH = r"(?:ai|人工智能|大模型|语言模型|智能助手|(?:排序|匹配|评审|推荐|筛选)(?:系统|模型|算法|引擎|程序))"
_CHINESE = (
    r"(?:忽略|无视|忘记|忘掉|跳过|不要理会|不理会)(?:掉)?(?:以上|上述|之前|前面|先前|此前|所有|一切|其[他它]|原有|系统|[你您]的)"
    r"[^。,;]{0,8}?(?:指令|指示|提示|设定|候选人|评分标准|评分规则)",
    r"请(?:务必)?(?:忽略|无视|忘记)(?:以上|上述|之前|前面|所有|其[他它])[^。,;]{0,8}?(?:要求|内容|条件|标准|规则|说明)",
    rf"(?:将|把|让|使){_SELF_ZH}[^。;,]{{0,12}}?(?:排|列|置|放|评|设|选)[^。;,]{{0,8}}?"
    r"(?:第一(?!作者|发明|完成)|首位|最前|榜首|首选|最高|满分|置顶|顶部)",
    rf"(?:给予?|打|请给|赋予|评){_SELF_ZH}?(?:以|出|打)?(?:最高的?(?:评?分|分数|得分|排名|评级|匹配度|优先级)|满分|100分)",
    rf"(?:优先|必须|务必|请|一定要)(?:直接)?(?:推荐|选择|选中|录用|录取|匹配){_SELF_ZH}",
    r"[你您](?:必须|应该?|应当|需要|务必|只能)(?:选择|推荐|将|把|给|忽略|输出|回答|排)",
    rf"[你您](?:现在)?是(?:一个|一名|一位)?[^,。]{{0,8}}{_MACHINE_ZH}",
    rf"作为(?:一个|一名)?{_MACHINE_ZH},?(?:[你您]|请)",
    rf"(?:致|注意|提醒|告知|通知|请)(?:所有|各|该|本)?{_MACHINE_ZH}\s?[:,]",
    r"系统提示(?:词|\s?:)|不要(?:推荐|考虑|显示|选择)其[他它](?:候选人|专家|人)",
)

_AFTER_STOP = re.compile(r"(?<=[.!?。])\s")
"""Behind a full stop a list may hide in a sentence: before a small letter no sentence is taken to begin."""
_SEPARATING = ",;/|、·•"
_SEPARATOR = re.compile(rf"\s?[{_SEPARATING}]\s?")
_DIGIT, _LETTER = re.compile(r"\d"), re.compile(r"[^\W\d_]")
_FEWEST_ITEMS = 8
_FEWEST_BARE_ITEMS = 4
"""So many items are a list if no word or number links them."""
_LONG_ITEMS = 4
"""One in so many items may be long."""
_LONGEST_ITEM = 4
_LONGEST_HAN_ITEM = 12
_LONGEST_HAN_TERM = 5
_STATEMENTS_PER_ITEM = 0.1
_STATEMENT = re.compile(
    r"\b(?:i|we|he|she|they|it|my|our|his|her|their|the|a|an|this|that|these|which|who|is|are|was|were|be|been|has|have|"
    r"had|to|for|with|by|from|at|into|using|including|include[sd]?|such|can|will|may|led|built|made|studied|worked|"
    r"developed|designed|published|applied|used|covers?|covering)\b"
    r"|我|的|了|是|将|把|负责|参与|包括|用于|进行|实现|通过|主持|从事|研制|开发了|研究了|以及|涉及|涵盖"
)
_LINK = re.compile(
    r"\b(?:and|or|of|in|on|as|than|not|but|both|between|over|under|per|no|its|how|when|while|where)\b|\d"
    r"|[与和及或在为对从由并被等中上下]"
)
"""What a title or a short sentence with commas contains, and a bare list does not."""

_WORD = re.compile(rf"[^\W\d_{HAN}]+")
_SHORTEST_WORD = 3
_HAN, _HAN_RUN = re.compile(f"[{HAN}]"), re.compile(f"[{HAN}]+")
_ASCII_LETTERS = str.maketrans({chr(code): " " for code in range(128) if not chr(code).isalpha()})
_FEWEST_REPEATS = 5
_REPEATED_SHARE = 0.25
_FEWEST_WORDS = 20
_BEGINNING = 8
"""So many characters of a part that is repeated come again where its second time begins."""
_TIMES = 3
_FUNCTION = frozenset(
    "and are but can for from had has have its not our that the their these this was were with".split()  # noqa: SIM905
)


def suspicion(sentence: str) -> Suspicion | None:
    """What is wrong with one sentence of a profile; None for ordinary prose.

    ``instructions``: it gives orders to the reader, a model or the ranking; ``keywords``: eight or more short terms
    without a statement, or four with hardly anything else; ``repetition``: one word occurs five times or more and is
    over a quarter of the text, or the whole text is repeated three times.
    """
    text = _plain(sentence)
    # The words of an ASCII text are found three times as fast without a pattern.
    words = text.translate(_ASCII_LETTERS).split() if text.isascii() else _WORD.findall(text)
    if not _SIGNS.isdisjoint(words) and _is_instruction(text, frozenset(words)):
        return "instructions"
    han = "" if text.isascii() else "".join(_HAN_RUN.findall(text))
    if han and _chinese_instructions().search(text):
        return "instructions"
    if _is_repetition(words, han) or _is_repeated_thrice(text):
        return "repetition"
    if sum(map(text.count, _SEPARATING)) < _FEWEST_BARE_ITEMS - 1:
        return None
    return "keywords" if any(map(_is_list, _AFTER_STOP.split(text))) else None


def _is_instruction(text: str, words: frozenset[str]) -> bool:
    """Whether an English text with these words gives an order to its reader."""
    return any(
        pattern.search(text)
        for needed, pattern in _english_instructions()
        if not any(words.isdisjoint(group) for group in needed)
    )


# Compiled at the first text: compiling takes 30 ms (Xeon, 2.5 GHz), and opening a store needs none.


@cache
def _english_instructions() -> tuple[tuple[list[list[str]], re.Pattern[str]], ...]:
    return tuple(([group.split() for group in needed], re.compile(pattern)) for needed, pattern in _ENGLISH)


@cache
def _chinese_instructions() -> re.Pattern[str]:
    return re.compile("|".join(_CHINESE))


def _plain(sentence: str) -> str:
    """The sentence in lower case and normal width, without zero-width characters, with single spaces."""
    text = sentence
    if not text.isascii():
        text = _HIDDEN.sub("", unicodedata.normalize("NFKC", text))
    return " ".join(text.lower().replace("’", "'").split())


def _is_list(text: str) -> bool:
    pieces = _SEPARATOR.split(text)
    if len(pieces) < _FEWEST_BARE_ITEMS:
        return False
    items = [piece for piece in pieces if _is_term(piece)]
    if len(items) < _FEWEST_BARE_ITEMS or _LONG_ITEMS * sum(not _is_short(item) for item in items) > len(items):
        return False
    if len(items) < _FEWEST_ITEMS and (_LINK.search(text) or _has_long_items(items)):
        return False
    return len(_STATEMENT.findall(text)) <= _STATEMENTS_PER_ITEM * len(items)


def _is_term(item: str) -> bool:
    """Whether an item has letters and no digit: a sentence may have many measurements."""
    return _DIGIT.search(item) is None and _LETTER.search(item) is not None


def _is_short(item: str) -> bool:
    return len(item.split()) <= _LONGEST_ITEM and len(_HAN.findall(item)) <= _LONGEST_HAN_ITEM


def _has_long_items(items: list[str]) -> bool:
    """Whether most items are as long as a Chinese clause, since clauses too are separated by commas."""
    return 2 * sum(len(_HAN.findall(item)) > _LONGEST_HAN_TERM for item in items) > len(items)


def _is_repetition(words: list[str], han: str) -> bool:
    """Whether a text of these words and Chinese characters repeats a word or a pair of characters again and again."""
    length = len(words) + len(han) // 2
    # What is there five times is there four times again: nearly all texts are done with here.
    again = _FEWEST_REPEATS - 1
    if len(words) - len(set(words)) >= again:
        content = [word for word in words if len(word) >= _SHORTEST_WORD and word not in _FUNCTION]
        if _repeats(content, length):
            return True
    return len(han) - len(set(han)) >= again and _repeats(list(map(add, han, han[1:])), length)


def _is_repeated_thrice(text: str) -> bool:
    """Whether a text is one part three or more times over, or a long text that repeats few words again and again."""
    words = text.split()
    if len(words) >= _FEWEST_WORDS and _TIMES * len(set(words)) <= len(words):
        return True
    bare = text.rstrip(" .,;!?。、")
    third = len(bare) // _TIMES + 1
    if text.find(text[:_BEGINNING], 1, third + _BEGINNING) < 0 and third > _BEGINNING:
        return False
    return any(0 < (whole + whole).find(whole, 1) <= len(whole) // _TIMES for whole in (bare, f"{bare} "))


def _repeats(terms: list[str], length: int) -> bool:
    """Whether one of the terms is repeated so often that it is stuffing, in a text of ``length`` words."""
    if len(terms) < _FEWEST_REPEATS or len(set(terms)) > len(terms) - _FEWEST_REPEATS + 1:
        return False
    most = max(Counter(terms).values())
    return most >= _FEWEST_REPEATS and most > _REPEATED_SHARE * length
