"""Languages and countries in any usual form to their ISO codes: zh-CN, chi, Chinese and 汉语 are all zh.

The names and codes are those of Unicode CLDR, through Babel, in the languages that profiles come in.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

from matcher.errors import Problem

_LOCALES = (
    "en", "zh", "zh_Hant", "de", "fr", "es", "it", "pt", "nl", "ru", "ja", "ko", "sv", "da", "nb", "fi", "pl", "cs",
    "uk", "tr", "ar", "he", "hi", "vi", "th", "id", "ms",
)  # fmt: skip
"""Languages in which the names of languages and countries are known."""
_MORE_LANGUAGES: Mapping[str, str] = {
    "mandarin": "zh", "putonghua": "zh", "guoyu": "zh", "hanyu": "zh", "普通话": "zh", "普通話": "zh", "汉语": "zh",
    "漢語": "zh", "国语": "zh", "國語": "zh", "华语": "zh", "華語": "zh", "华文": "zh", "華文": "zh", "汉文": "zh",
    "英文": "en", "日文": "ja", "德文": "de", "法文": "fr", "俄文": "ru", "韩文": "ko", "韩国语": "ko", "朝鲜语": "ko",
    "广东话": "yue", "廣東話": "yue", "白话": "yue", "flemish": "nl", "farsi": "fa", "castilian": "es",
    # Codes of countries that many write for the language.
    "cn": "zh", "jp": "ja", "gb": "en",
}  # fmt: skip
"""What people write beside CLDR's names."""
_COUNTRY_NAMES = """
prc|pr china|p r china|people's republic of china|mainland china|中国大陆|中国内地|中华人民共和国=CN
holland=NL
great britain|britain|england|scotland|wales|northern ireland=GB
united states of america|america=US
korea|republic of korea|korea, republic of=KR
czech republic=CZ
russian federation=RU
turkey=TR
viet nam=VN
hong kong|hong kong sar|香港|中国香港=HK
macau|macao|澳门|中国澳门=MO
中国台湾=TW
uae=AE
"""
_MORE_COUNTRIES: Mapping[str, str] = {
    name: line[-2:] for line in _COUNTRY_NAMES.split("\n") for name in line[:-3].split("|") if name
}
_LANGUAGE_CODES = "zh en de fr es it pt nl ru ja ko sv da no fi pl cs uk tr ar he hi vi th id ms"
_COUNTRY_CODES = "CN US DE GB FR NL CA AU JP KR SG IT ES SE CH DK NZ NO FI AT BE IE PT PL CZ IN BR MX ZA IL RU TR AE"
_USUAL_LANGUAGES = frozenset(_LANGUAGE_CODES.split())
_USUAL_COUNTRIES = frozenset(_COUNTRY_CODES.split())
"""Codes that are taken as they are: reading CLDR takes a tenth of a second, and opening a store needs none of it."""
_NO_LANGUAGE = frozenset(("und", "mul", "zxx", "mis", "root"))
_NO_COUNTRY = frozenset(("EU", "EZ", "UN", "ZZ", "QO", "XA", "XB"))
_TWO_IN_ONE = re.compile(r"([中汉英日德法韩俄])[、/和]?([中汉英日德法韩俄])([文语])")
_CODE = re.compile("[a-z]{2,3}")
_BRACKETS = re.compile(r"\s*[(（\[【].*?[)）\]】]")
_LEVEL = re.compile(
    r"(?i)(?:\s*[-–—:：,，]\s*|\s+)(?:native|mother tongue|first language|bilingual|fluent|fluently|proficient|"
    r"advanced|upper[ -]intermediate|intermediate|basic|beginner|elementary|conversational|business|professional|"
    r"working|full|limited|good|very good|excellent|read|written|spoken|[abc][12]\+?|proficiency|level|speaker|母语|"
    r"精通|流利|熟练|良好|一般|基础|入门|日常会话|商务)\b.*$"
)
"""How well somebody speaks a language, behind its name."""
_BETWEEN = re.compile(r"\s*[/|;；、,，&+]\s*|\s+and\s+|(?<=[语文话])[和及与]")


def languages(given: Iterable[str]) -> tuple[str, ...]:
    """The codes of languages, in order, one of equal ones, blanks left out; raises ValueError for what is no language.

    >>> languages(["zh-Hans-CN", "English (fluent)", "德语"])
    ('zh', 'en', 'de')
    """
    return tuple(dict.fromkeys(code for written in given if written.strip() for code in _languages(written)))


@lru_cache(maxsize=4096)
def _languages(written: str) -> tuple[str, ...]:
    if written in _USUAL_LANGUAGES:
        return (written,)
    spelled = _TWO_IN_ONE.sub(r"\1\3、\2\3", written)
    parts = [part for part in _BETWEEN.split(spelled) if part.strip()]
    whole = _language(written)
    codes = [whole] if whole else [_language(part) for part in parts]
    if not codes or None in codes:
        raise Problem(
            "is {value!r}, which is no known language; allowed: a code or name such as zh, zh-CN, English or 英语",
            value=written[:80],
        )
    return tuple(code for code in codes if code)


@lru_cache(maxsize=4096)
def country(written: str) -> str:
    """The two-letter code of a country; raises ValueError for what is none.

    >>> country("DEU"), country("德国"), country("Germany")
    ('DE', 'DE', 'DE')
    """
    if written in _USUAL_COUNTRIES:
        return written
    name = _folded(written).replace(".", "")
    names = _country_names()
    code = _country_codes().get(name.upper()) or names.get(name) or names.get(re.sub("^the ", "", name))
    if code is None:
        raise Problem(
            "is {value!r}, which is no known country; allowed: a code or name such as NL, DEU, Germany or 德国",
            value=written[:80],
        )
    return code


def _language(written: str) -> str | None:
    """The code of one language in any form, or None."""
    name = _folded(_BRACKETS.sub("", written))
    for form in (name, _folded(_LEVEL.sub("", name)), _folded(_BRACKETS.sub(r"", _inner(written)))):
        if form and (code := _by_code(form) or _language_names().get(form) or _language_names().get(_bare(form))):
            return code
    return None


def _inner(written: str) -> str:
    """The words in brackets: Chinese (Mandarin), Castilian (Spanish)."""
    inside = re.search(r"[(（\[【](.*?)[)）\]】]", written)
    return inside[1] if inside else ""


def _by_code(form: str) -> str | None:
    """The language of a code with or without script and country: zh, chi, zh_Hans_CN, en-us."""
    code, *rest = re.split(r"[-_]", form.partition(".")[0])
    if not _CODE.fullmatch(code) or not all(re.fullmatch(r"[a-z0-9]{2,8}", part) for part in rest):
        return None
    return "yue" if rest[:1] == ["yue"] else _language_codes().get(code)


def _folded(text: str) -> str:
    """A text in one width and letter case with single blanks."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split()).strip(" .。:：-")


def _bare(name: str) -> str:
    """A name without words that say no more: standard Chinese, 中文简体, spoken English."""
    return re.sub(
        r"^(?:the|standard|modern|simplified|traditional|mandarin|american|british|brazilian|spoken|written|bahasa|简体|繁体|繁體|標準|标准)\s*"
        r"|\s*(?:language|mandarin|simplified|traditional|简体|繁体|繁體|语言)$",
        "", name,
    )  # fmt: skip


@cache
def _language_codes() -> Mapping[str, str]:
    from babel import Locale  # here, as its data takes a tenth of a second and codes in their usual form need none
    from babel.core import get_global

    codes = {code: code for code in map(str, Locale("en").languages) if _CODE.fullmatch(code)}
    codes |= {str(old): str(new) for old, new in get_global("language_aliases").items() if _CODE.fullmatch(str(new))}
    codes["nb"] = "no"
    return {old: new for old, new in codes.items() if new not in _NO_LANGUAGE}


@cache
def _language_names() -> Mapping[str, str]:
    from babel import Locale

    names: dict[str, str] = {}
    for locale in _LOCALES:
        for written, name in Locale.parse(locale).languages.items():
            code = str(written)
            if _CODE.fullmatch(code) or code in ("zh_Hans", "zh_Hant"):
                names.setdefault(_folded(str(name)), _language_codes().get(code, code[:2]))
    return {**names, **_MORE_LANGUAGES}


@cache
def _country_codes() -> Mapping[str, str]:
    from babel import Locale
    from babel.core import get_global

    codes = {code: code for code in map(str, Locale("en").territories) if re.fullmatch("[A-Z]{2}", code)}
    codes = {code: code for code in codes if code not in _NO_COUNTRY}
    aliases = get_global("territory_aliases").items()
    return codes | {str(old): str(new[0]) for old, new in aliases if len(new) == 1 and new[0] in codes}


@cache
def _country_names() -> Mapping[str, str]:
    from babel import Locale

    names: dict[str, str] = {}
    for locale in _LOCALES:
        for code, name in Locale.parse(locale).territories.items():
            if code in _country_codes():
                names.setdefault(_folded(str(name)), str(code))
    return {**names, **_MORE_COUNTRIES}
