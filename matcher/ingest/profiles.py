"""Profiles in the JSON of other programs as drafts: JSON Resume, ORCID records (public API v3), HR Open candidates."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from matcher.ingest.drafts import Draft, Place, derived_id
from matcher.records import Professional

_OF_LEVER = frozenset({"parsedData", "resume", "stageChanges", "opportunityLocation", "sources", "origin", "emails"})
"""Fields of candidates in Lever that no record of ours has."""
_ORCID_KINDS: Mapping[str, str] = {"patent": "patent", "software": "project", "research-tool": "project"}


@dataclass(slots=True)
class Profile:
    """A profile while it is read: the fields of a professional with the path in the file that each came from."""

    file: str
    root: str
    given: dict[str, Any] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)

    def put(self, name: str, value: Any, path: str) -> None:
        """A field, unless there is nothing in it."""
        if value not in (None, "", [], {}):
            self.given[name] = value
            self.places[name] = Place(f"{self.root}{path}")

    def add(self, name: str, part: Mapping[str, Any], path: str) -> None:
        """A part of a list, such as a work, unless there is nothing in it."""
        stated = {key: value for key, value in part.items() if value not in (None, "", [], {})}
        if stated:
            parts = self.given.setdefault(name, [])
            self.places[f"{name}.{len(parts)}"] = Place(f"{self.root}{path}")
            parts.append(stated)

    def draft(self, identifier: str) -> Draft:
        """The draft of it under an id."""
        given = {"id": identifier} | self.given
        return Draft("professional", given, frozenset(given), self.file, Place(self.root or "$"), self.places)


def foreign_drafts(path: Path, value: Any, identifier: str) -> list[Draft] | None:
    """The drafts of a file that another program wrote; None if its shape is none that is known.

    ``identifier`` is the id of the one person in it; of several people each has the id of its source.
    """
    from matcher.ingest.tracking import greenhouse, lever

    readers: tuple[tuple[Callable[[Mapping[str, Any]], bool], Callable[[Profile, Mapping[str, Any]], str]], ...] = (
        (lambda one: "orcid-identifier" in one, _orcid),
        (lambda one: isinstance(one.get("basics"), dict), _json_resume),
        (lambda one: "person" in one and "profiles" in one, _hr_open),
        (lambda one: "first_name" in one and "last_name" in one, greenhouse),
        (lambda one: "name" in one and not _OF_LEVER.isdisjoint(one), lever),
    )
    people = [] if _is_own(value) else list(_people(value))
    drafts: list[Draft] = []
    for root, person in people:
        reader = next((read for knows, read in readers if knows(person)), None)
        if reader is None:
            return None
        profile = Profile(str(path), root)
        named = reader(profile, person)
        drafts.append(profile.draft(identifier if identifier and len(people) == 1 else named))
    return drafts or None


def _is_own(value: Any) -> bool:
    """Whether it is a record as exports write it, or a list of them: an own name and headline are no tracker's."""
    own = {field.name for field in fields(Professional)}
    objects = value if isinstance(value, list) else [value]
    return bool(objects) and all(isinstance(one, dict) and "id" in one and own.issuperset(one) for one in objects)


def _people(value: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The people of a file with their paths: alone, in a list, or inside ``data``, ``candidates`` or ``candidate``."""
    if isinstance(value, list):
        yield from ((f"[{number}].", one) for number, one in enumerate(value) if isinstance(one, dict))
    elif isinstance(value, dict):
        for name in ("data", "candidates"):
            if isinstance(value.get(name), list):
                yield from ((f"{name}{root}", one) for root, one in _people(value[name]))
                return
        if isinstance(value.get("candidate"), dict):
            yield "candidate.", value["candidate"]
        else:
            yield "", value


def as_dict(value: Any) -> Mapping[str, Any]:
    """An object of the file, or an empty one where something else stands."""
    return value if isinstance(value, dict) else {}


def as_list(value: Any) -> Sequence[Any]:
    """A list of the file, or an empty one."""
    return value if isinstance(value, list) else []


def text_of(value: Any) -> str:
    """A text or number of the file; empty for anything else."""
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def joined(*texts: Any) -> str:
    """Texts and lists of texts as paragraphs."""
    lines = [text_of(one) for text in texts for one in (as_list(text) or [text])]
    return "\n".join(filter(None, lines))


def _inner(value: Any, *names: str) -> Any:
    for name in names:
        value = as_dict(value).get(name)
    return value


def _json_resume(profile: Profile, resume: Mapping[str, Any]) -> str:
    basics = as_dict(resume.get("basics"))
    profile.put("name", text_of(basics.get("name")), "basics.name")
    profile.put("headline", text_of(basics.get("label")), "basics.label")
    profile.put("summary", text_of(basics.get("summary")), "basics.summary")
    profile.put("country", text_of(_inner(basics, "location", "countryCode")), "basics.location.countryCode")
    for number, held in enumerate(map(as_dict, as_list(resume.get("work")))):
        position = {
            "title": text_of(held.get("position")),
            "organisation": text_of(held.get("name") or held.get("company")),
            "description": joined(held.get("summary"), held.get("highlights")),
            "start": text_of(held.get("startDate")), "end": text_of(held.get("endDate")),
        }  # fmt: skip
        profile.add("experiences", position, f"work[{number}]")
    for number, learned in enumerate(map(as_dict, as_list(resume.get("education")))):
        degree = {
            "degree": text_of(learned.get("studyType")), "field": text_of(learned.get("area")),
            "institution": text_of(learned.get("institution")),
            "start": text_of(learned.get("startDate")), "end": text_of(learned.get("endDate")),
        }  # fmt: skip
        profile.add("education", degree, f"education[{number}]")
    for number, work in enumerate(map(as_dict, as_list(resume.get("publications")))):
        about = {"title": text_of(work.get("name")), "abstract": text_of(work.get("summary")), "kind": "publication"}
        profile.add("works", about | {"year": text_of(work.get("releaseDate"))}, f"publications[{number}]")
    for number, work in enumerate(map(as_dict, as_list(resume.get("projects")))):
        about = {
            "title": text_of(work.get("name")),
            "abstract": joined(work.get("description"), work.get("highlights")),
        }
        year = text_of(work.get("endDate")) or text_of(work.get("startDate"))
        profile.add("works", about | {"year": year, "kind": "project"}, f"projects[{number}]")
    skills = [
        text for one in map(as_dict, as_list(resume.get("skills")))
        for text in (text_of(one.get("name")), *map(text_of, as_list(one.get("keywords")))) if text
    ]  # fmt: skip
    profile.put("skills", skills, "skills")
    spoken = [text_of(as_dict(one).get("language")) for one in as_list(resume.get("languages"))]
    profile.put("languages", list(filter(None, spoken)), "languages")
    return derived_id("resume", text_of(basics.get("name")), text_of(basics.get("email")))


def _orcid(profile: Profile, record: Mapping[str, Any]) -> str:
    person, done = as_dict(record.get("person")), as_dict(record.get("activities-summary"))
    names = as_dict(person.get("name"))
    given, family = (text_of(_inner(names, part, "value")) for part in ("given-names", "family-name"))
    credit = text_of(_inner(names, "credit-name", "value"))
    whole = " ".join(filter(None, (given, family)))
    profile.put("name", credit or whole, "person.name")
    others = [text_of(as_dict(one).get("content")) for one in as_list(_inner(person, "other-names", "other-name"))]
    aliases = [name for name in dict.fromkeys((whole, *others)) if name and name != (credit or whole)]
    profile.put("aliases", aliases, "person.other-names")
    profile.put("summary", text_of(_inner(person, "biography", "content")), "person.biography.content")
    keywords = [text_of(as_dict(one).get("content")) for one in as_list(_inner(person, "keywords", "keyword"))]
    profile.put(
        "skills", [part.strip() for word in keywords for part in word.split(",") if part.strip()], "person.keywords"
    )
    addresses = as_list(_inner(person, "addresses", "address"))
    profile.put("country", text_of(_inner(addresses[0] if addresses else {}, "country", "value")), "person.addresses")
    for kind, name in (("employment", "experiences"), ("education", "education")):
        for path, summary in _affiliations(done, kind):
            profile.add(name, _affiliation(summary, name), path)
    held = profile.given.get("experiences", [])
    profile.put(
        "headline", next((one["title"] for one in held if one.get("title") and "end" not in one), ""), "employments"
    )
    for number, group in enumerate(as_list(_inner(done, "works", "group"))):
        summaries = as_list(as_dict(group).get("work-summary"))
        if summaries:
            profile.add("works", _orcid_work(as_dict(summaries[0])), f"activities-summary.works.group[{number}]")
    return f"orcid:{text_of(_inner(record, 'orcid-identifier', 'path'))}"


def _affiliations(done: Mapping[str, Any], kind: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The positions or degrees of a record, with their paths; the older form has them without groups."""
    listed = as_dict(done.get(f"{kind}s"))
    for number, group in enumerate(as_list(listed.get("affiliation-group"))):
        for summary in as_list(as_dict(group).get("summaries")):
            path = f"activities-summary.{kind}s.affiliation-group[{number}]"
            yield path, as_dict(as_dict(summary).get(f"{kind}-summary"))
    for number, summary in enumerate(as_list(listed.get(f"{kind}-summary"))):
        yield f"activities-summary.{kind}s.{kind}-summary[{number}]", as_dict(summary)


def _affiliation(summary: Mapping[str, Any], name: str) -> dict[str, Any]:
    where, title = text_of(_inner(summary, "organization", "name")), text_of(summary.get("role-title"))
    department = text_of(summary.get("department-name"))
    years = {part: text_of(_inner(summary, f"{part}-date", "year", "value")) for part in ("start", "end")}
    if name == "education":
        return {"degree": title, "field": department, "institution": where} | years
    return {"title": title, "description": department, "organisation": where} | years


def _orcid_work(summary: Mapping[str, Any]) -> dict[str, Any]:
    subtitle = text_of(_inner(summary, "title", "subtitle", "value"))
    title = ": ".join(filter(None, (text_of(_inner(summary, "title", "title", "value")), subtitle)))
    return {
        "title": title, "abstract": text_of(summary.get("short-description")),
        "year": text_of(_inner(summary, "publication-date", "year", "value")),
        "kind": _ORCID_KINDS.get(text_of(summary.get("type")).casefold(), "publication"),
    }  # fmt: skip


def _hr_open(profile: Profile, candidate: Mapping[str, Any]) -> str:
    person, profiles = as_dict(candidate.get("person")), as_list(candidate.get("profiles"))
    names = as_dict(person.get("name"))
    parts = (text_of(names.get(part)) for part in ("given", "family"))
    name = text_of(names.get("formattedName")) or " ".join(filter(None, parts))
    profile.put("name", name, "person.name")
    address: Any = next(iter(as_list(_inner(person, "communication", "address"))), {})
    profile.put("country", text_of(as_dict(address).get("countryCode")), "person.communication.address")
    about = as_dict(profiles[0] if profiles else {})
    summary = joined(about.get("executiveSummary"), about.get("objectives"))
    profile.put("summary", summary, "profiles[0].executiveSummary")
    profile.put("headline", text_of(about.get("profileName")), "profiles[0].profileName")
    for number, employer in enumerate(map(as_dict, as_list(about.get("employment")))):
        for held in map(as_dict, as_list(employer.get("positionHistories")) or [employer]):
            profile.add("experiences", _hr_open_position(employer, held), f"profiles[0].employment[{number}]")
    for number, learned in enumerate(map(as_dict, as_list(about.get("education")))):
        profile.add("education", _hr_open_degree(learned), f"profiles[0].education[{number}]")
    for name, kind in (("publications", "publication"), ("patents", "patent")):
        for number, work in enumerate(map(as_dict, as_list(about.get(name)))):
            year = next((text_of(work[key]) for key in work if "date" in key.casefold() and text_of(work[key])), "")
            stated = {"title": _named(work), "abstract": joined(work.get("abstract"), work.get("description"))}
            profile.add("works", stated | {"year": year, "kind": kind}, f"profiles[0].{name}[{number}]")
    competencies = as_list(about.get("personCompetencies")) or as_list(about.get("qualifications"))
    skills = [text_of(as_dict(one).get("competencyName")) or _named(as_dict(one)) for one in competencies]
    profile.put("skills", list(filter(None, skills)), "profiles[0].personCompetencies")
    identifier = text_of(candidate.get("documentId")) or text_of(_inner(candidate, "documentId", "value"))
    return f"hropen:{identifier}" if identifier else derived_id("hropen", name)


def _named(value: Any) -> str:
    """A name that is a text, or an object with one."""
    return text_of(value) or next(
        (text for key in ("name", "title", "value", "legalName") if (text := text_of(as_dict(value).get(key)))), ""
    )


def _hr_open_position(employer: Mapping[str, Any], held: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "title": text_of(held.get("title")), "organisation": _named(employer.get("organization")),
        "description": joined(held.get("description"), held.get("executiveSummary")),
        "start": text_of(held.get("start")) or text_of(employer.get("start")),
        "end": "" if held.get("current") is True else text_of(held.get("end")) or text_of(employer.get("end")),
    }  # fmt: skip


def _hr_open_degree(learned: Mapping[str, Any]) -> dict[str, Any]:
    degree = as_dict(next(iter(as_list(learned.get("educationDegrees"))), {}))
    fields = [_named(one) for one in as_list(degree.get("specializations"))]
    return {
        "degree": _named(degree), "field": ", ".join(filter(None, fields)),
        "institution": _named(learned.get("institution")),
        "start": text_of(learned.get("start")), "end": text_of(learned.get("end")) or text_of(degree.get("date")),
    }  # fmt: skip
