"""The entries of a section of a CV: where each begins, and its position, degree or work with the years."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from matcher.ingest.cv_words import BULLET, DEGREE, EMPLOYER, IS_NOW, LABELS, POSITION, RANGE, SINCE, YEAR
from matcher.ingest.sandbox import TextLine
from matcher.scripts import has_han

EntryKind = Literal["position", "degree"]

_PARTS = re.compile(r"\s*(?:\t|\s{2,}|[|｜]|\s[-–—·•]\s|—|,\s|，|;\s?|；|\bat\b|@|、)\s*")
_SPACED_HAN = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
_REFERENCE = re.compile(r"\[(?:J|M|C|P|D|R|N|EB/OL)\]")
_QUOTED = re.compile(r"[“\"«《]([^”\"»》]{8,})[”\"»》]")
_KINDS = ((re.compile(r"(?i)\bpatent|专利|\[P\]"), "patent"), (re.compile(r"(?i)\bproject\b|项目"), "project"))
_EMPLOYER_FIRST = re.compile(r"^(.*(?:公司|大学|学院|研究所|研究院|科学院|集团|中心|医院|厂|实验室|局))(.+)$")
_ABBREVIATED = re.compile(r"(?i)\b(?:\w\.\w|inc|ltd|co|corp)\.$")
_FULL = 0.7
"""A line this long, as a share of the longest one, may have been broken by the page and go on in the next."""


@dataclass(slots=True)
class Entry:
    """The lines of one entry; ``dates`` is what was taken out of them."""

    place: str
    head: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    labelled: dict[str, str] = field(default_factory=dict)
    start: int | None = None
    end: int | None = None
    dated: bool = False


def entries_of(lines: Sequence[TextLine], kind: EntryKind) -> list[Entry]:
    """The positions or degrees of a section.

    Each has its years in one of its first lines. A line without a bullet that stands directly before the years, and
    names a position, employer or degree, is the first line of the entry.
    """
    lines = _unlabelled(lines)
    begins = _beginnings(lines, kind)
    if not begins:
        return [_entry(lines[at : at + 1], kind) for at in range(len(lines))] if kind == "degree" else []
    ends = [*begins[1:], len(lines)]
    return [_entry(lines[start:end], kind) for start, end in zip(begins, ends, strict=True)]


def _unlabelled(lines: Sequence[TextLine]) -> list[TextLine]:
    return [TextLine(_SPACED_LABEL.sub(r"\1", line.text), line.place, line.heading) for line in lines]


_SPACED_LABEL = re.compile(r"([\u3400-\u9fff])\s+(?=[\u3400-\u9fff]\s*[:：])")


def _beginnings(lines: Sequence[TextLine], kind: EntryKind) -> list[int]:
    dated = [at for at, line in enumerate(lines) if _has_dates(line.text, kind)]
    begins: list[int] = []
    for at in dated:
        first = at
        # Where the first line has the years, entries begin with them.
        thin = _label(lines[at].text)[0] == "period" or _is_thin(_undated(lines[at].text), kind)
        if dated[0] > 0 and thin:
            floor = begins[-1] + 1 if begins else 0
            while first > floor and at - first < 3 and _may_be_head(lines, first - 1, kind) and first - 1 not in dated:
                first -= 1
                if begins and _label(lines[first].text)[0] is None and not _is_thin(lines[first].text, kind):
                    break
        begins.append(first)
    return begins


def _is_thin(rest: str, kind: EntryKind) -> bool:
    """Whether a dated line says too little to be a whole head: nothing, or only where, not what."""
    if not rest:
        return True
    named = DEGREE if kind == "degree" else POSITION
    return not (named.search(rest) and EMPLOYER.search(rest)) and len(_PARTS.split(rest)) < 2


def _may_be_head(lines: Sequence[TextLine], at: int, kind: EntryKind) -> bool:
    text = lines[at].text
    if BULLET.match(text) or len(text) > 90 or (re.search(r"[.。;；]$", text) and not _ABBREVIATED.search(text)):
        return False
    if _label(text)[0] in ("title", "organisation", "degree", "school", "field"):
        return True
    named = DEGREE if kind == "degree" else POSITION
    return bool(named.search(text) or EMPLOYER.search(text)) or lines[at].heading


def _has_dates(text: str, kind: EntryKind) -> bool:
    if BULLET.match(text) and not RANGE.match(BULLET.sub("", text)) and len(text) > 60:
        return False
    matched = RANGE.search(text) or SINCE.search(text)
    if matched is None and kind == "degree" and len(text) < 120:
        return YEAR.search(text) is not None
    return matched is not None and (
        len(text) < 140 and (matched.start() < 4 or matched.end() > len(text) - 4 or len(text) < 90)
    )


def _undated(text: str) -> str:
    """A line without its dates and the signs that were around them."""
    matched = RANGE.search(text) or SINCE.search(text) or YEAR.search(text)
    if matched:
        text = f"{text[: matched.start()]}\t{text[matched.end() :]}"
    text = re.sub(r"^[（(]\s*[)）]|[（(]\s*[)）]$", "", text.strip())
    return BULLET.sub("", text).strip(" \t,，;；|｜:：-–—·()（）")


def _entry(lines: Sequence[TextLine], kind: EntryKind) -> Entry:
    entry = Entry(lines[0].place)
    in_body = False
    for line in lines:
        text = line.text
        name, value = _label(text)
        if not entry.dated and (name == "period" or _has_dates(text, kind)):
            _take_dates(entry, value if name == "period" else text)
            text = "" if name == "period" else _undated(text)
        elif name and name != "period":
            entry.labelled.setdefault(name, value)
            in_body = in_body or name == "description"
            continue
        if not text:
            continue
        if not in_body and not BULLET.match(line.text) and _is_head_line(entry, text, kind):
            entry.head.append(text)
        else:
            in_body = True
            entry.body.append(text)
    return entry


def _is_head_line(entry: Entry, text: str, kind: EntryKind) -> bool:
    """Whether a line still says what and where: the first two that are short and no sentence."""
    if len(entry.head) >= 3 or len(text) > 110 or (re.search(r"[.。]$", text) and not EMPLOYER.search(text[-8:])):
        return not entry.head
    if not entry.head:
        return True
    named = DEGREE if kind == "degree" else POSITION
    known = " ".join(entry.head)
    complete = bool(named.search(known)) and bool(EMPLOYER.search(known) or len(_PARTS.split(known)) > 1)
    return not complete and bool(named.search(text) or EMPLOYER.search(text) or len(text) < 50)


def _take_dates(entry: Entry, text: str) -> None:
    entry.dated = True
    if matched := RANGE.search(text):
        entry.start = _year(matched["start"])
        entry.end = None if IS_NOW.fullmatch(matched["end"].strip()) else _year(matched["end"])
    elif matched := SINCE.search(text):
        entry.start = _year(matched["start"])
    elif years := YEAR.findall(text):
        entry.end = int(years[-1])


def _year(text: str) -> int | None:
    years = YEAR.findall(text)
    return int(years[0]) if years else None


def _label(text: str) -> tuple[str | None, str]:
    match = re.match(r"^\W{0,2}([\w /-]{1,24}?)\s*[:：]\s*(.+)$", text)
    field_name = LABELS.get(match[1].casefold().strip()) if match else None
    return (field_name, match[2].strip()) if match and field_name else (None, "")


def position_of(entry: Entry) -> tuple[dict[str, Any], set[str]]:
    """Title, organisation, years and description of a position, and which of them are uncertain."""
    unsure: set[str] = set()
    title, organisation = entry.labelled.get("title", ""), entry.labelled.get("organisation", "")
    if not title or not organisation:
        parts = _head_parts(entry.head, POSITION, EMPLOYER)
        read_title, read_organisation, sure = _what_and_where(parts, POSITION, EMPLOYER)
        title, organisation = title or read_title, organisation or read_organisation
        if not sure:
            unsure |= {"title", "organisation"}
    start, end = entry.start, entry.end
    if start is None and end is not None:
        start, unsure = end, unsure | {"start"}
    if start is not None and end is not None and end < start:
        start, end, unsure = end, start, unsure | {"start", "end"}
    described = [*filter(None, (entry.labelled.get("description", ""),)), *entry.body]
    position = {
        "title": title, "organisation": organisation, "description": joined(described), "start": start, "end": end,
    }  # fmt: skip
    return position, unsure | {name for name in ("title", "organisation", "start") if not position[name]}


def degree_of(entry: Entry) -> tuple[dict[str, Any], set[str]]:
    """Degree, field, institution and years of an education, and which of them are uncertain."""
    degree, subject = entry.labelled.get("degree", ""), entry.labelled.get("field", "")
    school = entry.labelled.get("school", "") or entry.labelled.get("organisation", "")
    rest: list[str] = []
    unsure: set[str] = set()
    for part in _head_parts([*entry.head, *entry.body], DEGREE, EMPLOYER):
        matched = DEGREE.search(part)
        if matched and not degree:
            degree = matched[0].strip()
            around = f"{part[: matched.start()]} {part[matched.end() :]}"
            around = re.sub(
                r"^\s*(?:degree\s+)?(?:in|of)\s+|^\s*[,(（]|[)）]\s*$|专业", " ", around.strip(), flags=re.IGNORECASE
            ).strip(" ,.()（）:：")
            rest += [around] if around else []
        else:
            rest.append(part)
    for part in rest:
        if (
            not school
            and EMPLOYER.search(part)
            and not (subject == "" and len(rest) == 1 and not EMPLOYER.search(part))
        ):
            school = part
        elif not subject:
            subject = re.sub(r"^(?:in|of)\s+|^专业[:：]?|专业$", "", part, flags=re.IGNORECASE).strip()
        elif not school:
            school, unsure = part, unsure | {"institution", "field"}
    start, end = entry.start, entry.end
    if start is not None and end is not None and end < start:
        start, end, unsure = end, start, unsure | {"start", "end"}
    learned = {"degree": degree, "field": subject, "institution": school, "start": start, "end": end}
    return learned, unsure | {name for name in ("degree", "field", "institution") if not learned[name]}


def _head_parts(lines: Iterable[str], what: re.Pattern[str], where: re.Pattern[str]) -> list[str]:
    """The parts of the head lines of an entry: what lies between commas, bars, dashes and wide blanks."""
    parts: list[str] = []
    for line in lines:
        for part in _PARTS.split(line):
            spaced = _unspaced(_SPACED_HAN.split(part), what)
            # Chinese is written without blanks: one between words of which one is an employer parts them.
            apart = len(spaced) > 1 and any(where.search(one) or what.search(one) for one in spaced)
            parts += spaced if apart else [part]
    bare = [part.strip(" ,，;；()（）:：") for part in parts]
    # The point of an abbreviation stays: Systems B.V., Helix Inc.
    ended = [part if _ABBREVIATED.search(part) else part.strip(".") for part in bare]
    return [part for part in ended if part]


def _unspaced(words: Sequence[str], what: re.Pattern[str]) -> list[str]:
    """Chinese words, parted behind the employer where a position or degree follows it without a blank."""
    parted: list[str] = []
    for word in words:
        match = _EMPLOYER_FIRST.match(word)
        parted += [match[1], match[2]] if match and what.search(match[2]) else [word]
    return parted


def _what_and_where(parts: Sequence[str], what: re.Pattern[str], where: re.Pattern[str]) -> tuple[str, str, bool]:
    """Position and employer among the parts of a head, and whether that is sure."""
    if not parts:
        return "", "", False
    whats = [at for at, part in enumerate(parts) if what.search(part) and not where.search(part)]
    wheres = [at for at, part in enumerate(parts) if where.search(part) and not what.search(part)]
    both = [at for at, part in enumerate(parts) if where.search(part) and what.search(part)]
    if len(parts) == 1:
        return (parts[0], "", False) if not wheres else ("", parts[0], False)
    first = whats[0] if whats else next((at for at in both if at not in wheres), None)
    other = wheres[0] if wheres else next((at for at in both if at != first), None)
    if first is None and other is None:
        return parts[0], parts[1], False
    if first is None:
        first = next(at for at in range(len(parts)) if at != other)
    if other is None:
        other = next(at for at in range(len(parts)) if at != first)
    sure = bool(whats or both) and (bool(wheres) or len(parts) == 2) and len(whats) <= 1
    return parts[first], parts[other], sure


def works_of(lines: Sequence[TextLine]) -> list[Entry]:
    """The works of a section: at each bullet or number, or else at each line that has a year."""
    marked = [at for at, line in enumerate(lines) if BULLET.match(line.text)]
    begins = marked if len(marked) >= 2 or marked[:1] == [0] else _dated_works(lines)
    ends = [*begins[1:], len(lines)]
    return [
        Entry(lines[start].place, [BULLET.sub("", lines[start].text)], [line.text for line in lines[start + 1 : end]])
        for start, end in zip(begins, ends, strict=True)
    ]


def _dated_works(lines: Sequence[TextLine]) -> list[int]:
    """Lines with a year at one of their ends; a title that the page broke begins in the line before."""
    longest = max((_width(line.text) for line in lines), default=0)
    begins: list[int] = []
    for at, line in enumerate(lines):
        if not _has_year_at_end(line.text):
            continue
        first = at
        broken = (
            at > 0 and _width(lines[at - 1].text) >= _FULL * longest and not re.search(r"[.。]$", lines[at - 1].text)
        )
        starts_new = begins and at - 1 <= begins[-1]
        if (
            broken
            and not starts_new
            and not re.match(r"^(?:19|20)\d\d", line.text)
            and (not begins or at - 1 > begins[-1])
        ):
            first = at - 1
        begins.append(first)
    return begins


def _has_year_at_end(text: str) -> bool:
    return (
        re.search(r"^(?:19|20)\d\d\s*年?[\s.:：–—-]|[(（,，.\s](?:19|20)\d\d\s*年?[)）]?\s*[.。]?$", text) is not None
    )


def _width(text: str) -> int:
    return sum(2 if has_han(sign) else 1 for sign in text)


def work_of(entry: Entry, kind: str) -> tuple[dict[str, Any], set[str]]:
    """Title, abstract, year and kind of a work, and which of them are uncertain."""
    head, rest = entry.head[0], list(entry.body)
    while rest and not YEAR.search(head) and YEAR.search(rest[0]) and not _label(rest[0])[0] and len(rest[0]) < 160:
        head = joined([head, rest.pop(0)])
    for at, line in enumerate(rest):
        name, value = _label(line)
        if name == "abstract":
            rest[at] = value
        elif name == "period":
            head, rest[at] = f"{head} ({value})", ""
    title, unsure = _title(head)
    years = YEAR.findall(head)
    for pattern, named in _KINDS:
        if kind == "publication" and pattern.search(head[len(title) :]):
            kind = named
    work = {
        "title": title,
        "abstract": joined([line for line in rest if line]),
        "year": int(years[-1]) if years else None,
        "kind": kind,
    }
    return work, unsure | ({"year"} if len(years) != 1 else set())


def _title(head: str) -> tuple[str, set[str]]:
    """The title in a line of a list of works, and whether it is uncertain."""
    if quoted := _QUOTED.search(head):
        return quoted[1].strip(" .,，。"), set()
    if marked := _REFERENCE.search(head):
        before = head[: marked.start()]
        authors, dot, title = before.rpartition(". ")
        title = title if dot else before.rpartition("．")[2]
        return title.strip(), set() if authors or not dot else {"title"}
    if by_year := re.match(r"^(.{3,200}?)\s*[(（]((?:19|20)\d\d)[)）]\s*[.:：。]\s*(.{8,}?)(?:[.。]\s|[.。]?$)", head):
        return by_year[3].strip(), {"title"}  # authors (year). title. journal
    bare = re.sub(r"^(?:19|20)\d\d\s*年?\s*[.:：–—\-\t]*\s*", "", head)
    bare = re.sub(r"\s*[(（]\s*(?:[^()（）]*[,，\s])?(?:19|20)\d\d\s*年?\s*[)）]\s*[.。]?$", "", bare)
    bare = re.sub(r"\s*[,，.]\s*(?:19|20)\d\d\s*年?\s*[.。]?$", "", bare)
    parts = re.split(r"(?<=[^A-Z\s.])[.。]\s+|\s[–—|]\s|\t", bare)
    title = re.sub(
        r"\s*[(（,，]\s*(?:patent|project|publication|paper|发明专利|专利|项目|论文)\s*[)）]?$",
        "",
        parts[0],
        flags=re.IGNORECASE,
    )
    return title.strip(" .,，。"), {"title"} if len(parts) > 2 else set()


def joined(lines: Sequence[str]) -> str:
    """Lines as running text: a bullet begins a line, else a broken line goes on, between Chinese without a blank."""
    text = ""
    for line in lines:
        bare = BULLET.sub("", line).strip()
        if not text:
            text = bare
        elif BULLET.match(line):
            text += f"\n{bare}"
        elif text.endswith("-") and bare[:1].islower():
            text = text[:-1] + bare
        else:
            between = "" if has_han(text[-1]) or has_han(bare[:1]) or text[-1] in "，。；：、" else " "
            text += f"{between}{bare}"
    return text
