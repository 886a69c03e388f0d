"""Exports of applicant tracking systems as drafts: OpenCATS CSV, and the candidates of Greenhouse and Lever as JSON."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from matcher.ingest.drafts import Draft, Place, derived_id
from matcher.ingest.headers import normal
from matcher.ingest.profiles import Profile, as_dict, as_list, joined, text_of
from matcher.ingest.sandbox import Row

_OPENCATS_NAMES = ("firstname", "lastname")


def is_opencats(cells: Sequence[Any]) -> bool:
    """Whether a row is the header of a list of candidates that OpenCATS exports."""
    names = [normal(cell) for cell in cells if isinstance(cell, str)]
    return all(name in names for name in _OPENCATS_NAMES)


def opencats(path: Path, head: Row, rows: Iterator[Row]) -> Iterator[Draft]:
    """The candidates of an OpenCATS export, one a row."""
    from matcher.ingest.tables import cell_name

    names = [normal(str(cell or "")) for cell in head.cells]
    for row in rows:
        cells = {name: text_of(cell) for name, cell in zip(names, row.cells, strict=False) if name}
        places = {
            name: Place(cell_name(row.number, at), row.sheet, row.number, at, str(head.cells[at] or ""))
            for at, name in enumerate(names)
        }
        profile = Profile(str(path), "")
        name = " ".join(filter(None, (cells.get("firstname"), cells.get("lastname"))))
        employer, notes = cells.get("currentemployer", ""), cells.get("notes") or cells.get("miscnotes", "")
        skills = [part for part in re.split(r"\s*[,;；、\r\n]+\s*", cells.get("keyskills", "")) if part]
        given: dict[str, tuple[Any, str]] = {
            "name": (name, "firstname"), "summary": (notes, "notes"), "skills": (skills, "keyskills"),
            "organisation": (employer, "currentemployer"),
            "headline": (cells.get("title") or cells.get("currenttitle", ""), "title"),
            "country": (cells.get("country", ""), "country"),
        }  # fmt: skip
        for field, (value, column) in given.items():
            profile.put(field, value, "")
            if field in profile.places:
                profile.places[field] = places.get(column, Place(str(row.number)))
        number = cells.get("candidateid") or cells.get("id", "")
        identifier = (
            f"opencats:{number}"
            if number
            else derived_id("opencats", name, cells.get("email") or cells.get("email1", ""))
        )
        draft = profile.draft(identifier)
        yield Draft(draft.kind, draft.given, draft.fields, draft.file, places["firstname"], draft.places)


def greenhouse(profile: Profile, candidate: Mapping[str, Any]) -> str:
    """Read a candidate of Greenhouse's Harvest API; gives the id."""
    names = [text_of(candidate.get(part)) for part in ("first_name", "last_name")]
    profile.put("name", " ".join(filter(None, names)), "first_name")
    profile.put("headline", text_of(candidate.get("title")), "title")
    profile.put("organisation", text_of(candidate.get("company")), "company")
    tags = [text_of(tag) or text_of(as_dict(tag).get("name")) for tag in as_list(candidate.get("tags"))]
    profile.put("skills", list(filter(None, tags)), "tags")
    for number, held in enumerate(map(as_dict, as_list(candidate.get("employments")))):
        position = {"title": text_of(held.get("title")), "organisation": text_of(held.get("company_name"))}
        profile.add("experiences", position | _days(held), f"employments[{number}]")
    for number, learned in enumerate(map(as_dict, as_list(candidate.get("educations")))):
        degree = {
            "degree": text_of(learned.get("degree")), "field": text_of(learned.get("discipline")),
            "institution": text_of(learned.get("school_name")),
        }  # fmt: skip
        profile.add("education", degree | _days(learned), f"educations[{number}]")
    profile.put("summary", joined([as_dict(note).get("body") for note in as_list(candidate.get("notes"))]), "notes")
    return f"greenhouse:{text_of(candidate.get('id'))}"


def lever(profile: Profile, candidate: Mapping[str, Any]) -> str:
    """Read a candidate or opportunity of Lever's API, with the parsed résumé where it is there; gives the id."""
    profile.put("name", text_of(candidate.get("name")), "name")
    profile.put("headline", text_of(candidate.get("headline")), "headline")
    profile.put("skills", [text for tag in as_list(candidate.get("tags")) if (text := text_of(tag))], "tags")
    summary = text_of(candidate.get("summary"))
    profile.put("summary", summary, "summary")
    resume = as_dict(candidate.get("resume"))
    parsed = as_dict(candidate.get("parsedData")) or as_dict(resume.get("parsedData"))
    for number, held in enumerate(map(as_dict, as_list(parsed.get("positions")))):
        position = {
            "title": text_of(held.get("title")), "organisation": text_of(held.get("org")),
            "description": text_of(held.get("summary")),
        }  # fmt: skip
        profile.add("experiences", position | _years(held), f"parsedData.positions[{number}]")
    for number, learned in enumerate(map(as_dict, as_list(parsed.get("schools")))):
        degree = {
            "degree": text_of(learned.get("degree")), "field": text_of(learned.get("field")),
            "institution": text_of(learned.get("org")),
        }  # fmt: skip
        profile.add("education", degree | _years(learned), f"parsedData.schools[{number}]")
    return f"lever:{text_of(candidate.get('id'))}"


def _days(held: Mapping[str, Any]) -> dict[str, str]:
    """Start and end as Greenhouse writes them, 2012-08-15T00:00:00.000Z: of a time only the day counts."""
    return {part: text_of(held.get(f"{part}_date")).split("T")[0] for part in ("start", "end")}


def _years(held: Mapping[str, Any]) -> dict[str, str]:
    return {part: text_of(as_dict(held.get(part)).get("year")) for part in ("start", "end")}
