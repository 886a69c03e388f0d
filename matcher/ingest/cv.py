"""Reads the CV of a professional out of running text: sections to positions, works, education, skills and languages.

A CV has no form, so everything that was read is for a person to confirm; what could be read otherwise is uncertain.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from matcher import codes
from matcher.ingest.content import Form
from matcher.ingest.cv_entries import degree_of, entries_of, position_of, work_of, works_of
from matcher.ingest.cv_words import BULLET, CONTACT, HEADINGS, LABELS, TITLE_OF_PAGE, Section
from matcher.ingest.drafts import Draft, Place, derived_id
from matcher.ingest.sandbox import TextLine, read_text
from matcher.scripts import has_han

_LONGEST_HEADING = 40
_LONGEST_NAME = 60
_HAN_NAME = re.compile(r"[\u3400-\u9fff·]{2,8}")
_SPLIT = re.compile(r"\s*(?:[,;|•·、；，/]|\s[-–]\s|\n)\s*")
_COLON = re.compile(r"\s*[:：]\s*")
_NUMBERED = re.compile(r"^(?:[一二三四五六七八九十]{1,3}[、.]|\d{1,2}[.)、]?|[IVX]{1,4}\.|#+|[■▪◆●★])\s*")


@dataclass(slots=True)
class _Reading:
    """What has been read of a CV so far."""

    given: dict[str, Any] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    uncertain: set[str] = field(default_factory=set)

    def put(self, name: str, value: Any, place: str, *, sure: bool = True) -> None:
        if value and name not in self.given:
            self.given[name] = value
            self.places[name] = Place(place)
            if not sure:
                self.uncertain.add(name)

    def add(self, name: str, part: dict[str, Any], place: str, unsure: Iterable[str]) -> None:
        parts = self.given.setdefault(name, [])
        self.places[f"{name}.{len(parts)}"] = Place(place)
        self.uncertain |= {f"{name}.{len(parts)}.{inner}" for inner in unsure}
        parts.append({inner: value for inner, value in part.items() if value not in ("", None)})


def read_cv(path: Path, form: Form, identifier: str = "") -> Draft:
    """The draft of the person whose CV it is; raises InputError as ``read_text`` does.

    Its id is the one that is given, or else one that the name and the mail address in it lead to each time.
    """
    task = form if form in ("pdf", "document") else "words"
    lines = [line for line in read_text(path, task) if line.text.strip()]
    return cv_draft(lines, str(path), identifier)


def cv_draft(lines: Sequence[TextLine], file: str, identifier: str = "") -> Draft:
    """The draft of a CV that is given as lines that are not blank."""
    lines = [TextLine(_cleaned(line.text), line.place, line.heading) for line in lines]
    head, sections = _sections(lines)
    reading = _Reading()
    _read_head(reading, head)
    for section, of_section in sections:
        _READERS[section](reading, of_section)
    if not any(
        reading.given.get(name) for name in ("summary", "headline", "works", "experiences", "education", "skills")
    ):
        text = _joined(line.text for line in lines)
        reading.put("summary", text, lines[0].place, sure=False)
    mail = next((match[0] for line in lines if (match := re.search(r"\S+@\S+", line.text))), "")
    named = identifier or derived_id("cv", str(reading.given.get("name", "")), mail or lines[-1].text)
    given = {"id": named} | reading.given
    places = {"id": Place(lines[0].place)} | reading.places
    return Draft(
        "professional", given, frozenset(given), file, Place(lines[0].place), places,
        uncertain=frozenset(reading.uncertain), extracted=True,
    )  # fmt: skip


def _cleaned(text: str) -> str:
    """A line in one kind of blanks, without control characters; full-width letters and digits as usual ones."""
    folded = "".join(
        unicodedata.normalize("NFKC", sign) if "！" <= sign <= "～" and sign.isalnum() else sign for sign in text
    )
    return re.sub(
        r"[\u00a0\u3000\u2002\u2003]", " ", "".join(s for s in folded if s in "\t" or s.isprintable())
    ).strip()


def _sections(lines: Sequence[TextLine]) -> tuple[list[TextLine], list[tuple[Section, list[TextLine]]]]:
    """The lines before the first heading, and those under each heading; a line may be heading and content in one."""
    head: list[TextLine] = []
    sections: list[tuple[Section, list[TextLine]]] = []
    for line in lines:
        section, rest = _heading(line)
        if section is not None:
            sections.append((section, []))
            line = TextLine(rest, line.place)
        if line.text:
            (sections[-1][1] if sections else head).append(line)
    return head, sections


def _heading(line: TextLine) -> tuple[Section | None, str]:
    """The section that a line begins, and what else it says: ``Skills: pumps, wells`` is both."""
    bare = _NUMBERED.sub("", line.text).strip(" 【】[]《》:：-—=*_|#")
    if len(bare) <= _LONGEST_HEADING and (section := _section_of(bare)):
        return section, ""
    colon = _COLON.search(line.text)
    section = HEADINGS.get(line.text[: colon.start()].casefold().strip()) if colon else None
    if colon and section in ("skills", "languages", "summary"):
        return section, line.text[colon.end() :]
    return None, line.text


def _section_of(bare: str) -> Section | None:
    folded = re.sub(r"\s+", " ", bare.replace("&", "and")).casefold()
    if folded in HEADINGS:
        return HEADINGS[folded]
    han, latin = "".join(re.findall(r"[\u3400-\u9fff]", folded)), re.sub(r"[^a-z ]", " ", folded).strip()
    spaced = folded.replace(" ", "")  # S K I L L S, 教 育 背 景
    both = HEADINGS.get(han) if han and latin in HEADINGS else None
    return both or (HEADINGS.get(spaced) if len(folded) >= 2 * len(spaced) - 2 else None)


def _read_head(reading: _Reading, lines: Sequence[TextLine]) -> None:
    """Name, headline and country from the lines above the first section; contact data are not kept."""
    for line in lines:
        for text in re.split(r"\t+| {3,}|\s[|｜]\s", line.text):
            text = text.strip(" |·")
            label, _, value = text.partition("：") if "：" in text else text.partition(":")
            known = LABELS.get(label.strip().casefold()) if value.strip() else None
            if known == "name":
                _put_name(reading, value.strip(), line.place)
            elif known == "title":
                reading.put("headline", value.strip(), line.place)
            elif known == "languages":
                _read_languages(reading, [TextLine(value, line.place)])
            elif known == "skills":
                _read_skills(reading, [TextLine(value, line.place)])
            elif known == "country":
                _put_country(reading, value, line.place)
            elif known == "headline":
                reading.put("headline", value.strip(), line.place)
            elif known or not text or CONTACT.search(text) or TITLE_OF_PAGE.match(text):
                continue
            elif "name" not in reading.given:
                _put_name(
                    reading,
                    re.sub(
                        r"(?i)^(?:curriculum vitae|cv|个人简历|简历)\s*(?:of|[-–—:：])?\s*"
                        r"|\s*(?:[-–—]\s*)?(?:curriculum vitae|的?个人简历|的?简历)$",
                        "",
                        text,
                    ),
                    line.place,
                )
            elif "headline" not in reading.given:
                if not _put_country(reading, text, line.place):
                    reading.put("headline", text, line.place, sure=False)
            else:
                if not _put_country(reading, text.rsplit(",", 1)[-1], line.place):
                    _more_of_head(reading, text, line.place)


def _more_of_head(reading: _Reading, text: str, place: str) -> None:
    if len(text) > 2 * _LONGEST_NAME:
        reading.put("summary", text, place, sure=False)
    elif (
        reading.places["headline"].text != place
        and "summary" not in reading.given
        and has_han(text) is has_han(reading.given["headline"])
    ):
        reading.uncertain.add("headline")


def _put_name(reading: _Reading, text: str, place: str) -> None:
    """The name in the first of two scripts, the other one as another form of it."""
    bracketed = re.fullmatch(r"(.+?)\s*[(（](.+?)[)）]", text)
    parts = list(bracketed.groups()) if bracketed else [text]
    if len(parts) == 1 and has_han(text) and (latin := re.sub(r"[\u3400-\u9fff·,，/|]+", " ", text).strip()):
        han = "".join(re.findall(r"[\u3400-\u9fff·]+", text))
        parts = [han, latin] if text.startswith(han[:1]) else [latin, han]
    name = re.sub(r"(?i)^(?:dr|prof|mr|ms|mrs)\.?\s+", "", parts[0]).split(",")[0].strip() if parts[0] else ""
    sure = bool(_HAN_NAME.fullmatch(name.replace(" ", ""))) or bool(
        re.fullmatch(r"[^\d@:]{2,60}", name) and " " in name
    )
    reading.put("name", name[: _LONGEST_NAME * 2], place, sure=sure)
    reading.put("aliases", [part.strip() for part in parts[1:] if part.strip()], place)


def _put_country(reading: _Reading, text: str, place: str) -> bool:
    try:
        reading.put("country", codes.country(text.strip()), place)
    except ValueError:
        return False
    return True


def _read_summary(reading: _Reading, lines: Sequence[TextLine]) -> None:
    if lines:
        reading.put("summary", _joined(line.text for line in lines), lines[0].place)


def _read_experience(reading: _Reading, lines: Sequence[TextLine]) -> None:
    for entry in entries_of(lines, "position"):
        position, unsure = position_of(entry)
        if any(position.values()):
            reading.add("experiences", position, entry.place, unsure)


def _read_education(reading: _Reading, lines: Sequence[TextLine]) -> None:
    for entry in entries_of(lines, "degree"):
        degree, unsure = degree_of(entry)
        if any(degree.get(name) for name in ("degree", "field", "institution")):
            reading.add("education", degree, entry.place, unsure)


def _read_works(kind: str) -> Any:
    def read(reading: _Reading, lines: Sequence[TextLine]) -> None:
        for entry in works_of(lines):
            work, unsure = work_of(entry, kind)
            if work["title"]:
                reading.add("works", work, entry.place, unsure)

    return read


def _read_skills(reading: _Reading, lines: Sequence[TextLine]) -> None:
    skills: list[str] = []
    text = _joined_items(lines)
    for part in re.split(r"[\n]", text):
        label, colon, rest = part.partition("：") if "：" in part else part.partition(":")
        of_list = rest if colon and len(label) < 30 else part
        skills += [skill.strip(" .。") for skill in _SPLIT.split(of_list) if skill.strip(" .。")]
    if lines:
        unsure = any(len(skill) > 60 for skill in skills)
        reading.put("skills", list(dict.fromkeys(skills)), lines[0].place, sure=not unsure)


def _read_languages(reading: _Reading, lines: Sequence[TextLine]) -> None:
    spoken: list[str] = []
    for part in _SPLIT.split(_joined_items(lines)):
        try:
            spoken += codes.languages([part])
        except ValueError:
            reading.uncertain.add("languages")
    if lines:
        reading.put("languages", list(dict.fromkeys(spoken)), lines[0].place)


def _joined_items(lines: Sequence[TextLine]) -> str:
    """Items of a list one a line; a line that goes on after a comma belongs to the one before."""
    text = ""
    for line in lines:
        item = BULLET.sub("", line.text)
        wrapped = (
            text
            and not BULLET.match(line.text)
            and len(_SPLIT.split(item)) + len(_SPLIT.split(text)) > 3
            and ":" not in item
            and "：" not in item
        )
        goes_on = wrapped and not line.place.startswith("paragraph") and not re.search(r"[,;、；，|]\s*$", text)
        text = f"{text}{'' if has_han(text[-1:]) else ' '}{item}" if goes_on else f"{text}\n{item}"
    return text.strip("\n")


def _joined(texts: Iterable[str]) -> str:
    from matcher.ingest.cv_entries import joined

    return joined(list(texts))


def _ignore(_reading: _Reading, _lines: Sequence[TextLine]) -> None:
    """Sections that say nothing of what a person can do."""


_READERS: dict[Section, Any] = {
    "summary": _read_summary,
    "experience": _read_experience,
    "education": _read_education,
    "works": _read_works("publication"),
    "patents": _read_works("patent"),
    "projects": _read_works("project"),
    "skills": _read_skills,
    "languages": _read_languages,
    "other": _ignore,
}
