"""Matches the written forms of a person's name in a text, so that they can be removed from it.

Matched, for a name and every alias:

- in Han, kana or Hangul: the full name if it has three or more characters; one of two characters, which may be a word
  (石英, 应力), where it stands as a name: by itself, or between what stands before and after one (由石英负责);
- otherwise the full name in its possible orders, with a hyphen in any of its words (Wen-Bo Zeng), in any letter case;
  a name of fewer than seven letters only capitalised or in capitals; first and last word of a longer name likewise;
- dotted initials with the surname (W. Zeng, W. B. Zeng, "Zeng, W."), but not after a number or a degree sign;
- a title with the surname, the given name or a one-word name (Dr Zeng, Prof. W. Zeng, Ms. Wenbo);
- the given name alone if it is capitalised, has four letters or more and is not a common Chinese surname; one that is
  an English word too (Rose, Basil, Ruby) only behind "by" or before what a person does (Rose leads).

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
_GIVEN_ALONE = 4
_PINYIN = re.compile(r"(?:(?:[zcs]h|[bpmfdtnlgkhjqxzcsrwy])?[aeiouvü]{1,3}(?:ng?|r)?-?){1,3}")
_SURNAMES = frozenset(
    re.findall(
        r"\w+",
        "wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo zheng liang xie song tang "
        "deng han feng cao peng zeng xiao tian dong pan yuan cai jiang yu du ye cheng wei su lu lv ding ren yao shen "
        "zhong jin cui tan liao fan shi wan dai xia jia fu fang zou xiong bai meng qin qiu hou yin xue yan lei long "
        "tao duan hao kong shao mao chang gu lai kang wen hong mo dou qian shu zhuang ouyang sima shangguan",
    )
)


_WORDS = frozenset(
    """
    amber angel april archer aurora autumn baker basil berry beryl bishop brook carol carter chase chip christian clay
    cliff cooper coral crystal daisy dale dawn dean drake drew earl ebony ember faith fern finch fisher flint flora
    flower forest frank gale garnet gene ginger glen grace grant harmony harper hazel heath heather holly hope hunter
    indigo iris jade jasmine jewel joy julia kelvin lane laurel lily lotus luna magnolia marina mark mason may melody
    mercy miles miller mint misty myrtle nova olive opal page palmer parker pascal pearl penny perry peter phoenix piper
    porter prince python rain raven ray reed rich river robin rock rose rosemary rowan ruby rusty saffron sage sandy
    sawyer scarlet sierra silver sky sorrel stella sterling stone storm summer sunny taylor tiger tiffany tanner thyme
    topaz turner venus victor violet walker willow winter woody wren yarrow zephyr
    """.split()  # noqa: SIM905
)
"""Given names that are an English word of some field as well."""
_PERSON_DOES = (
    r"(?:['’]s\b|,?\s+(?:leads|led|works|worked|holds|held|heads|headed|stud(?:ies|ied)|joined|received|"
    r"built|wrote|lives|lived|teaches|taught|develops|developed|designs|designed|founded|won|speaks|"
    r"and (?:her|his|their))\b)"
)
_BEFORE_HAN = rf"(?:(?<![{HAN}])|(?<=[由是叫与和及、为人者员师授士长任理我]))"
_AFTER_HAN = (
    rf"(?=$|[^{HAN}]|负责|主持|参与|参加|带领|领导|担任|从事|毕业|曾|现任|长期|教授|博士|先生|女士|老师|团队|课题组|"
    r"同志|研究员|工程师|主任|院长|等|发表|获|提出|任|是|为|于|在|将|对|以|用|通过|作为|[一-鿿]{1,2}了)"
)
"""What may stand before and after a Chinese name of two characters, so that it is none of the words that it may be."""


def name_pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    """A pattern of the written forms of these names of one person; None if no form can be matched."""
    unspaced: set[str] = set()
    spaced: set[str] = set()
    for name in names:
        words = [word for word in name.replace(",", " ").split() if any(map(str.isalnum, word))]
        if not _UNSPACED.search(name):
            spaced |= _spaced_forms(name, words)
        elif sum(map(len, words)) >= 2:
            full_names = {_GAP.join(map(re.escape, order)) for order in _orders(words)}
            short = sum(map(len, words)) == 2
            unspaced |= {f"{_BEFORE_HAN}{full}{_AFTER_HAN}" for full in full_names} if short else full_names
    patterns = _longest_first(unspaced)
    if spaced:
        patterns.append(f"{_BEFORE}(?:{'|'.join(_longest_first(spaced))}){_AFTER}")
    return re.compile("|".join(patterns)) if patterns else None


def _longest_first(forms: Iterable[str]) -> list[str]:
    return sorted(forms, key=lambda form: (-len(form), form))


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
    if len(letters) >= _GIVEN_ALONE and letters.isalpha() and given.lower() not in _SURNAMES:
        alone = {re.escape(form) for form in (given.title(), given.capitalize(), letters.capitalize())}
        if given.lower() in _WORDS:
            alone = {form for name in alone for form in (rf"(?<=\b[bB]y\s){name}", rf"{name}(?={_PERSON_DOES})")}
        forms |= alone
    return forms


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
