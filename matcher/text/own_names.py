"""Matches the written forms of a person's name in a text, so that they can be removed from it.

Matched, for a name and every alias:

- in Han, kana or Hangul: the full name if it has three or more characters; one of two, which may be a word of the
  field (石英, 马达), only where a person is spoken of: behind a title or 作者, or before 主持, 教授 and the like;
- otherwise the full name in its possible orders, with a hyphen in any of its words (Wen-Bo Zeng), in any letter case;
  a name of fewer than seven letters only capitalised or in capitals; first and last word of a longer name likewise;
- dotted initials with the surname (W. Zeng, W. B. Zeng, "Zeng, W."), but not after a number or a degree sign;
- a title with the surname, the given name or a one-word name (Dr Zeng, Prof. W. Zeng, Ms. Wenbo);
- the given name alone if it is capitalised and is not a common Chinese surname: one of two or more pinyin syllables
  and four letters everywhere, any other (Basil, Ruby) only where a person is spoken of ("thank Ruby", "Basil
  led").

All but the first are matched only as whole words without a hyphen beside them. Not matched: a surname alone, a
one-word name without a title ("Li", "Green": Li-ion and green hydrogen are subjects), initials without dots, nicknames
and spellings that are not among the aliases, and the names of other people.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import permutations

from matcher.scripts import HAN, KANA_HANGUL

_GAP = r"(?:\s*,\s*|[\s\x00-\x1f\x7f]+)"
"""What may separate the words of a name."""
_MOST_PERMUTED = 4
_UNSPACED = re.compile(f"[{HAN}{KANA_HANGUL}]")
"""Japanese and Korean names too are written without spaces, so they are matched as Chinese ones are."""
_LETTER = r"[0-9A-Za-z_\xaa\xb5\xba\xc0-\xd6\xd8-\xf6\xf8-\u1fff]"
"""A letter of a script with spaces between words; as "a letter but not Han" it would compile ten times slower."""
_BEFORE = rf"(?<!{_LETTER})(?<!\w[-‐‑])"
_AFTER = rf"(?!{_LETTER})(?![-‐‑]\w)"
"""The edges of a name: Chinese may touch it, a letter or a hyphenated word may not (Li-ion)."""
_INITIALS = r"\.(?:[\s-]?[A-Z]\.){0,3}"
_INITIALLED = rf"[A-Z]{_INITIALS}"
_NO_UNIT = r"(?<!\d\s)(?<![°º])(?<![°º]\s)"
"""No unit may precede an initial: "80 °C. Li" is a temperature and a metal."""
_TITLE = r"(?:(?:Dr|Prof|Professor|Doctor|Mr|Mrs|Ms|Miss)\.?\s+)+"
_NOT_NAMES = frozenset(("dr", "prof", "professor", "doctor", "mr", "mrs", "ms", "miss", "jr", "sr", "ii", "iii", "phd"))
_ANY_CASE = 7
"""Letters from which a full name is matched in any letter case; a shorter one would cost "an Li cell" its metal."""
_GIVEN_ALONE, _GIVEN_OF_A_PERSON = 4, 3
"""Letters from which a given name is matched alone: everywhere, or where a person is spoken of."""
_PINYIN = re.compile(r"(?:(?:[zcs]h|[bpmfdtnlgkhjqxzcsrwy])?[aeiouvü]{1,3}(?:ng?|r)?-?){1,3}")
_SYLLABLES = re.compile(r"(?:(?:[zcs]h|[bpmfdtnlgkhjqxzcsrwy])[aeiouvü]{1,3}(?:ng?|r)?){2,3}")
"""Two or three syllables of pinyin, which are hardly an English word."""
_SURNAMES = frozenset(
    re.findall(
        r"\w+",
        "wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo zheng liang xie song tang "
        "deng han feng cao peng zeng xiao tian dong pan yuan cai jiang yu du ye cheng wei su lu lv ding ren yao shen "
        "zhong jin cui tan liao fan shi wan dai xia jia fu fang zou xiong bai meng qin qiu hou yin xue yan lei long "
        "tao duan hao kong shao mao chang gu lai kang wen hong mo dou qian shu zhuang ouyang sima shangguan",
    )
)


_TITLES_ZH = (
    "教授|博士|主任|院士|老师|导师|作者|姓名|本人|我是|我叫|名叫|组长|院长|所长|处长|经理|同志|医生|医师|学者|讲师|"
    "顾问|总工|高工|感谢",
    "研究员|工程师|负责人|申请人|候选人|推荐人|联系人|发明人",
)
"""What stands before a Chinese name, by length, since what a pattern looks back at must have one."""
_BEFORE_EN = ("am|by|By", "dear|Dear", "thank|Thank|named", "thanks|called|Author")
_PERSON_BEFORE = (
    "(?:"
    + "|".join(f"(?<={titles})|(?<=(?:{titles})[ :：])" for titles in _TITLES_ZH)
    + "".join(rf"|(?<=\b(?:{words})\s)" for words in _BEFORE_EN)
    + ")"
)
_DOES_ZH = (
    r"(?:先生|女士|老师|副?教授|副?研究员|博士|院士|主任|工程师|同志|高工|医生|医师|讲师|等人|主持|负责|牵头|带领|"
    r"领导|指导|现任|担任|任教|任职|"
    r"毕业|出生|曾[任在获于经]|从事|长期(?:从事|致力)|致力|参与了|提出|发表|获(?:博士|硕士|学士|国家|省)|(?:，|,|"
    r"、)\s?(?:男|女|博士|教授|研究员|19\d\d)|"
    r"在[^，。]{2,14}(?:工作|任|就读|攻读|学习)|的(?:团队|课题组|研究组|小组|项目组|论文|专利|简历))"
)
_DOES_EN = (
    r"(?:led|leads|built|made|wrote|ran|runs|developed|designed|studied|worked|works|managed|joined|holds?|held|"
    r"received|graduated|"
    r"teaches|taught|publish(?:ed|es)|founded|speciali[sz]es|supervised|headed|heads|directed|invented|earned|serves|"
    r"served|brings|"
    r"coordinates|coordinated|is (?:an?|the|currently|now|responsible)\b|was (?:an?|the|born|awarded|appointed)\b|"
    r"has (?:been|over|more|extensive|published|led|worked|\d))"
)
_PERSON_AFTER = rf"(?=\s*{_DOES_ZH}|\s+{_DOES_EN})"
_PERSON_WEAKLY_BEFORE = f"(?:(?<![{HAN}])|(?<=[由与和及]))"


def name_pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    """A pattern of the written forms of these names of one person; None if no form can be matched."""
    unspaced: set[str] = set()
    spaced: set[str] = set()
    for name in names:
        words = [word for word in name.replace(",", " ").split() if any(map(str.isalnum, word))]
        if not _UNSPACED.search(name):
            spaced |= _spaced_forms(name, words)
        elif (letters := sum(map(len, words))) >= 2:
            forms = {_GAP.join(map(re.escape, order)) for order in _orders(words)}
            unspaced |= forms if letters > 2 else {_of_a_person(form) for form in forms}
    patterns = _longest_first(unspaced)
    if spaced:
        patterns.append(f"{_BEFORE}(?:{'|'.join(_longest_first(spaced))}){_AFTER}")
    return re.compile("|".join(patterns)) if patterns else None


def _longest_first(forms: Iterable[str]) -> list[str]:
    """The forms by length, those with a context last: their patterns are long and their names short."""
    return sorted(forms, key=lambda form: (_PERSON_BEFORE in form, -len(form), form))


def _spaced_forms(name: str, words: list[str]) -> set[str]:
    """Patterns of the written forms of a name with spaces between its words."""
    bare = [word for word in words if word.strip(".").lower() not in _NOT_NAMES]
    forms = {f"{_TITLE}(?:{_INITIALLED}\\s*)?{_as_written(word)}" for word in {*bare[:1], *bare[-1:]}}
    if len(bare) < 2:
        return forms
    for full_name in (words, bare, [bare[0], bare[-1]]):
        forms |= _full_forms(full_name)
    given, surname = _given_and_surname(name, bare)
    for first, last in ((given, surname), (surname, given)):
        if first[0].isalpha():
            initials = re.escape(first[0].upper()) + _INITIALS
            forms |= {f"{_NO_UNIT}{initials}\\s*{_as_written(last)}", f"{_as_written(last)},\\s*{initials}"}
    letters = given.replace("-", "")
    if len(letters) >= _GIVEN_OF_A_PERSON and letters.isalpha() and given.lower() not in _SURNAMES:
        alone = {re.escape(form) for form in (given.title(), given.capitalize(), letters.capitalize())}
        anywhere = len(letters) >= _GIVEN_ALONE and _SYLLABLES.fullmatch(letters.lower())
        forms |= alone if anywhere else {_of_a_person(form) for form in alone}
    return forms


def _of_a_person(form: str) -> str:
    """Matches a name only where a person is spoken of: it may be a word of their field."""
    return f"(?:{_PERSON_BEFORE}{form}|{_PERSON_WEAKLY_BEFORE}{form}{_PERSON_AFTER})"


def _given_and_surname(name: str, bare: list[str]) -> tuple[str, str]:
    """The given name and the surname: the word before a comma, in capitals (ZENG Wenbo) or Chinese, else the last."""
    first, last = bare[0], bare[-1]
    before, comma, after = name.partition(",")
    given_names = [word for word in bare if word in after.split()]
    if comma and before.split() and given_names:
        return given_names[0], before.split()[-1]
    in_capitals = first.isupper() and len(first) > 1 and not last.isupper() and first.isalpha()
    chinese = first.lower() in _SURNAMES and last.lower() not in _SURNAMES and _PINYIN.fullmatch(last.lower())
    return (last, first) if in_capitals or chinese else (first, last)


def _full_forms(words: list[str]) -> set[str]:
    if sum(map(len, words)) >= _ANY_CASE:
        return {f"(?i:{_GAP.join(map(_hyphenated, order))})" for order in _orders(words)}
    cased = (words, [word[:1].upper() + word[1:] for word in words], [word.upper() for word in words])
    return {_GAP.join(map(_hyphenated, order)) for spelling in cased for order in _orders(spelling)}


def _hyphenated(word: str) -> str:
    """Matches Wenbo as Wen-Bo and the reverse."""
    parts = word.split("-")
    if not all(map(str.isalpha, parts)):
        return re.escape(word)
    return r"[-‐‑\s]?".join("[-‐‑]?".join(part) for part in parts)


def _as_written(word: str) -> str:
    """Matches the word capitalised or in capitals, Wen-Bo also as Wenbo."""
    first = word[:1].upper() + word[1:]
    forms = {first, word.upper(), word.capitalize() if word.isupper() else first}
    if "-" in word:
        forms |= {word.title(), word.capitalize(), word.replace("-", "").capitalize()}
    return f"(?:{'|'.join(map(re.escape, _longest_first(forms)))})"


def _orders(words: list[str]) -> Iterable[Sequence[str]]:
    """Every order of a few words; of many words only the orders in which names are written."""
    if len(words) <= _MOST_PERMUTED:
        return permutations(words)
    return words, words[-1:] + words[:-1], words[1:] + words[:1], words[::-1]
