"""Days and years as other programs and people write them; what can be read in two ways is refused, never guessed."""

import json
import re
import unicodedata
from calendar import monthrange
from datetime import date
from functools import lru_cache
from typing import Literal

from matcher.errors import Problem

Edge = Literal["first", "last"]

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<name>(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*)\.?"
_YEAR = r"(?P<year>(?:19|20|21)\d\d)"
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)\Z")
_TIME = r"(?:[t ]\d{1,2}:\d\d.*)?"
_ORDINAL = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_FORMS = tuple(
    re.compile(form + r"\Z")
    for form in (
        rf"{_YEAR}\s*([-/.])\s*(?P<month>\d{{1,2}})(?:\s*\2\s*(?P<day>\d{{1,2}}))?{_TIME}",
        rf"{_YEAR}(?P<month>\d\d)(?P<day>\d\d){_TIME}",
        rf"{_YEAR}\s*年\s*(?:(?P<month>\d{{1,2}})\s*月份?\s*(?:(?P<day>\d{{1,2}})\s*[日号號])?)?",
        rf"(?P<day>\d{{1,2}})\.\s*(?P<month>\d{{1,2}})\.\s*{_YEAR}{_TIME}",
        rf"(?P<one>\d{{1,2}})([-/])(?P<other>\d{{1,2}})\2{_YEAR}{_TIME}",
        rf"(?P<month>\d{{1,2}})[-/.]{_YEAR}",
        rf"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s*)?{_ORDINAL}[\s.-]*(?:of\s+)?{_MONTH}[\s,-]*{_YEAR}{_TIME}",
        rf"{_MONTH}\s*{_ORDINAL}\s*,?\s*{_YEAR}{_TIME}",
        rf"{_MONTH}[\s,-]*{_YEAR}",
        rf"{_YEAR}[\s-]*{_MONTH}",
        _YEAR,
    )
)
_OPEN = re.compile(
    r"present|now|current(?:ly)?|to date|till now|until now|today|ongoing|open|immediate(?:ly)?|at once|asap|any ?time|"
    r"[-–—]|n/?a|至今|迄今|今|现在|現在|目前|当前|長期|长期|不限|随时|隨時|即日起?|立即"
)
_NO_DAY = "is {value}; allowed: a day such as 2026-11-22, 2026/11/22, 22.11.2026, 22 Nov 2026 or 2026年11月22日"
_IN_NO_CALENDAR = (
    "is {value}, a day that is in no calendar; allowed: a day such as 2026-11-22, 2026/11/22, 22.11.2026, 22 Nov 2026 "
    "or 2026年11月22日"
)


def is_open(written: object) -> bool:
    """Whether a text says that something has no end, or no beginning: present, ongoing, 至今, or nothing at all."""
    return isinstance(written, str) and (not written.strip() or _OPEN.fullmatch(_folded(written)) is not None)


def day(written: object, edge: Edge = "first") -> date:
    """The day that is meant, the first or the last one of a month or year; raises ValueError for what is unclear.

    >>> day("22.11.2026"), day("2026年2月", "last")
    (datetime.date(2026, 11, 22), datetime.date(2026, 2, 28))
    """
    if isinstance(written, int) and not isinstance(written, bool):
        written = str(written)  # 20261122: as a number it would be seconds since 1970
    if not isinstance(written, str):
        raise Problem(_NO_DAY, value=_shown(written))
    return _day(written, edge)


def year(written: object) -> int:
    """The year of a day, month or year in any usual form; raises ValueError for what is none.

    >>> year("2019年3月"), year("03/2019"), year("2019")
    (2019, 2019, 2019)
    """
    if isinstance(written, int) and not isinstance(written, bool) and written < 1_000_000:
        return written
    if isinstance(written, float) and written.is_integer():
        return int(written)
    try:
        return day(written).year
    except _AmbiguousError as error:
        return error.year
    except ValueError:
        raise Problem("is {value}; allowed: a year such as 2019, 2019-03 or 2019年3月", value=_shown(written)) from None


class _AmbiguousError(Problem):
    """Day and month may be meant either way; the year is clear."""

    def __init__(self, written: str, year: int) -> None:
        super().__init__("is {value}, where day and month may be either; write 2026-11-22", value=_shown(written))
        self.year = year


@lru_cache(maxsize=4096)
def _day(written: str, edge: Edge) -> date:
    parts = next((match.groupdict() for form in (_ISO, *_FORMS) if (match := form.match(_folded(written)))), None)
    if parts is None:
        raise Problem(_NO_DAY, value=_shown(written))
    if parts.get("one"):
        parts |= _in_order(written, parts)
    named = parts.get("name")
    of_year = int(parts["year"])
    month = _MONTHS.index(named[:3]) + 1 if named else int(parts.get("month") or (1 if edge == "first" else 12))
    try:
        last = monthrange(of_year, month)[1]
        return date(of_year, month, int(parts.get("day") or (1 if edge == "first" else last)))
    except ValueError as error:
        raise Problem(_IN_NO_CALENDAR, value=_shown(written)) from error


def _in_order(written: str, parts: dict[str, str]) -> dict[str, str]:
    """Day and month of 22/11/2026 or 11/22/2026; of 03/04/2026 nobody knows which is which."""
    one, other = parts["one"], parts["other"]
    if one != other and max(int(one), int(other)) <= 12:
        raise _AmbiguousError(written, int(parts["year"]))
    day_first = int(other) <= 12
    return {"day": one if day_first else other, "month": other if day_first else one}


def _shown(written: object) -> str:
    return json.dumps(written, ensure_ascii=False, default=str)[:80]


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split()).strip()
