"""Profiles that other programs wrote become professionals, with the place of every field in their file."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from matcher.ingest.drafts import Draft, judged
from matcher.ingest.reader import read_file
from matcher.records import Consent, Education, Experience, Professional, Work

JSON_RESUME = {
    "basics": {
        "name": "Jane Doe",
        "label": "Hydrologist",
        "email": "jane@example.org",
        "phone": "+31 6 1",
        "summary": "Works on wells.",
        "location": {"countryCode": "NL", "city": "Delft"},
    },
    "work": [
        {
            "name": "Acme",
            "position": "Engineer",
            "startDate": "2019-03-01",
            "summary": "Built wells.",
            "highlights": ["Twelve of them"],
        },
        {"company": "Old Ltd", "position": "Intern", "startDate": "2017", "endDate": "2018-12"},
    ],
    "education": [
        {"institution": "TU Delft", "area": "Hydrology", "studyType": "MSc", "startDate": "2014", "endDate": "2016"}
    ],
    "publications": [{"name": "On wells", "releaseDate": "2020-05-01", "summary": "Wells are deep."}],
    "projects": [{"name": "Dry wells", "description": "Found water.", "endDate": "2021"}],
    "skills": [{"name": "Modelling", "keywords": ["MODFLOW", "Python"]}],
    "languages": [{"language": "English", "fluency": "Native"}, {"language": "German"}],
}
ORCID = {
    "orcid-identifier": {"uri": "https://orcid.org/0000-0002-1825-0097", "path": "0000-0002-1825-0097"},
    "person": {
        "name": {"given-names": {"value": "Fang"}, "family-name": {"value": "Wang"}, "credit-name": {"value": "王芳"}},
        "other-names": {"other-name": [{"content": "F. Wang"}]},
        "biography": {"content": "Works on saline waste water."},
        "keywords": {"keyword": [{"content": "membranes, brine"}, {"content": "silica"}]},
        "addresses": {"address": [{"country": {"value": "AU"}}]},
    },
    "activities-summary": {
        "employments": {
            "affiliation-group": [
                {
                    "summaries": [
                        {
                            "employment-summary": {
                                "department-name": "Chemistry",
                                "role-title": "Associate professor",
                                "start-date": {"year": {"value": "2015"}},
                                "end-date": None,
                                "organization": {"name": "Coralgate University"},
                            }
                        }
                    ]
                }
            ]
        },
        "educations": {
            "affiliation-group": [
                {
                    "summaries": [
                        {
                            "education-summary": {
                                "department-name": "Chemical engineering",
                                "role-title": "PhD",
                                "start-date": {"year": {"value": "2005"}},
                                "end-date": {"year": {"value": "2009"}},
                                "organization": {"name": "天津大学"},
                            }
                        }
                    ]
                }
            ]
        },
        "works": {
            "group": [
                {
                    "work-summary": [
                        {
                            "title": {"title": {"value": "Silica in evaporators"}, "subtitle": None},
                            "type": "journal-article",
                            "publication-date": {"year": {"value": "2023"}},
                        }
                    ]
                },
                {
                    "work-summary": [
                        {"title": {"title": {"value": "A membrane"}}, "type": "patent", "publication-date": None}
                    ]
                },
            ]
        },
    },
}
GREENHOUSE = [
    {
        "id": 53883394,
        "first_name": "Harry",
        "last_name": "Potter",
        "company": "Hogwarts",
        "title": "Lecturer",
        "tags": ["wells"],
        "educations": [
            {
                "school_name": "Oxford",
                "degree": "Bachelor's Degree",
                "discipline": "Hydrology",
                "start_date": "2012-08-15T00:00:00.000Z",
                "end_date": "2016-05-15T00:00:00.000Z",
            }
        ],
        "employments": [
            {
                "company_name": "Greenhouse",
                "title": "Engineer",
                "start_date": "2016-08-15T00:00:00.000Z",
                "end_date": None,
            }
        ],
    },
    {"id": 7, "first_name": "Ron", "last_name": "W", "title": "Driller"},
]
LEVER = {
    "data": [
        {
            "id": "250d8f03-738a",
            "name": "Shane Smith",
            "headline": "Brickly LLC, Vandelay",
            "tags": ["San Francisco"],
            "resume": {
                "parsedData": {
                    "positions": [
                        {
                            "org": "Brickly",
                            "title": "Engineer",
                            "summary": "Bricks.",
                            "start": {"year": 2014},
                            "end": {"year": 2017},
                        }
                    ],
                    "schools": [
                        {
                            "org": "Waterloo",
                            "degree": "BSc",
                            "field": "Maths",
                            "start": {"year": 2005},
                            "end": {"year": 2009},
                        }
                    ],
                }
            },
        }
    ]
}
HR_OPEN = {
    "candidate": {
        "documentId": {"value": "C-9"},
        "person": {
            "name": {"formattedName": "Ana Silva", "given": "Ana"},
            "communication": {"address": [{"countryCode": "PT"}]},
        },
        "profiles": [
            {
                "profileName": "Chemist",
                "executiveSummary": "Makes membranes.",
                "employment": [
                    {
                        "organization": {"name": "Membrana SA"},
                        "positionHistories": [
                            {"title": "Chemist", "start": "2018-01", "current": True, "description": "Spun fibres."}
                        ],
                    }
                ],
                "education": [
                    {
                        "institution": "Porto",
                        "end": "2017",
                        "educationDegrees": [{"name": "PhD", "specializations": [{"name": "Polymers"}]}],
                    }
                ],
                "publications": [{"title": "Fibres", "publicationDate": "2019-02-01"}],
                "personCompetencies": [{"competencyName": "spinning"}],
            }
        ],
    }
}


def drafts_of(path: Path, value: Any, **given: Any) -> list[Draft]:
    file = path / "profile.json"
    file.write_text(json.dumps(value, ensure_ascii=False, indent=1), encoding="utf-8")
    return [item for item in read_file(file, **given) if isinstance(item, Draft)]


def person_of(draft: Draft) -> Professional:
    made = judged(draft, None)
    assert isinstance(made, Professional), made
    return made


def test_a_json_resume_is_a_professional(tmp_path: Path) -> None:
    (draft,) = drafts_of(tmp_path, JSON_RESUME)
    person = person_of(draft)

    assert person == Professional(
        id=person.id,
        name="Jane Doe",
        headline="Hydrologist",
        summary="Works on wells.",
        country="NL",
        languages=("en", "de"),
        works=(
            Work("On wells", "Wells are deep.", 2020, "publication"),
            Work("Dry wells", "Found water.", 2021, "project"),
        ),
        experiences=(
            Experience("Engineer", "Built wells.\nTwelve of them", "Acme", 2019),
            Experience("Intern", "", "Old Ltd", 2017, 2018),
        ),
        education=(Education("MSc", "Hydrology", "TU Delft", 2014, 2016),),
        skills=("Modelling", "MODFLOW", "Python"),
    )
    assert draft.place_of("experiences.1.end").text == "work[1]"


def test_an_orcid_record_is_a_professional_under_its_orcid(tmp_path: Path) -> None:
    (draft,) = drafts_of(tmp_path, ORCID)

    assert person_of(draft) == Professional(
        id="orcid:0000-0002-1825-0097",
        name="王芳",
        aliases=("Fang Wang", "F. Wang"),
        headline="Associate professor",
        summary="Works on saline waste water.",
        country="AU",
        skills=("membranes", "brine", "silica"),
        works=(Work("Silica in evaporators", "", 2023, "publication"), Work("A membrane", "", None, "patent")),
        experiences=(Experience("Associate professor", "Chemistry", "Coralgate University", 2015),),
        education=(Education("PhD", "Chemical engineering", "天津大学", 2005, 2009),),
    )
    assert draft.place_of("works.1").text == "activities-summary.works.group[1]"


def test_candidates_of_greenhouse_keep_their_ids(tmp_path: Path) -> None:
    first, second = map(person_of, drafts_of(tmp_path, GREENHOUSE))

    assert (first.id, second.id) == ("greenhouse:53883394", "greenhouse:7")
    assert first.experiences == (Experience("Engineer", "", "Greenhouse", 2016),)
    assert first.education == (Education("Bachelor's Degree", "Hydrology", "Oxford", 2012, 2016),)


def test_candidates_of_lever_have_their_parsed_resume(tmp_path: Path) -> None:
    (person,) = map(person_of, drafts_of(tmp_path, LEVER))

    assert person.id == "lever:250d8f03-738a"
    assert person.experiences == (Experience("Engineer", "Bricks.", "Brickly", 2014, 2017),)
    assert person.education == (Education("BSc", "Maths", "Waterloo", 2005, 2009),)


@pytest.mark.parametrize("name", ["P1.jsonl", "P1.json", "P1.txt"])
def test_an_own_record_with_a_name_and_a_headline_is_no_candidate_of_a_tracker(tmp_path: Path, name: str) -> None:
    """Taken for one, it would get another id and lose its consent without a word."""
    consent = {"purposes": ["matching"], "given": "2026-01-01"}
    record = {"id": "P1", "name": "Ana", "headline": "Chemist", "stage": "R3", "consent": consent}
    file = tmp_path / name
    file.write_text(json.dumps(record) + "\n", encoding="utf-8")
    (item,) = read_file(file, "professional")

    person = judged(item, None) if isinstance(item, Draft) else getattr(item, "record", None)

    assert isinstance(person, Professional), person
    assert (person.id, person.stage, person.consent) == ("P1", "R3", Consent(("matching",), date(2026, 1, 1)))


def test_a_candidate_of_hr_open_is_a_professional(tmp_path: Path) -> None:
    (person,) = map(person_of, drafts_of(tmp_path, HR_OPEN))

    assert person == Professional(
        id="hropen:C-9",
        name="Ana Silva",
        headline="Chemist",
        summary="Makes membranes.",
        country="PT",
        skills=("spinning",),
        works=(Work("Fibres", "", 2019, "publication"),),
        experiences=(Experience("Chemist", "Spun fibres.", "Membrana SA", 2018),),
        education=(Education("PhD", "Polymers", "Porto", None, 2017),),
    )


def test_an_export_of_opencats_keeps_what_a_match_may_use(tmp_path: Path) -> None:
    text = (
        '"First Name","Last Name","E-Mail","Cell Phone","City","Key Skills","Current Employer","Current Pay","Notes"\n'
        '"Jane","Doe","jane@example.org","+31","Delft","wells, MODFLOW","Acme","100000","Drills wells."\n'
    )
    (tmp_path / "export.csv").write_text(text, encoding="utf-8")

    (draft,) = (item for item in read_file(tmp_path / "export.csv") if isinstance(item, Draft))
    person = person_of(draft)

    assert person == Professional(
        id=person.id, name="Jane Doe", summary="Drills wells.", skills=("wells", "MODFLOW"), organisation="Acme"
    )
    assert draft.place_of("skills").text == "F2"


def test_the_id_of_one_person_can_be_given(tmp_path: Path) -> None:
    (draft,) = drafts_of(tmp_path, JSON_RESUME, identifier="P77")
    assert person_of(draft).id == "P77"


def test_a_consent_that_is_kept_stays_when_a_profile_is_taken_in_again(tmp_path: Path) -> None:
    (draft,) = drafts_of(tmp_path, ORCID)
    consent = {"purposes": ["matching"], "given": "2026-01-01"}

    made = judged(draft, {"id": draft.id, "summary": "old", "consent": consent, "stage": "R3"})

    assert isinstance(made, Professional)
    assert made.consent is not None
    assert (made.consent.given, made.stage, made.summary) == (date(2026, 1, 1), "R3", "Works on saline waste water.")


@pytest.mark.parametrize("value", [JSON_RESUME, ORCID, GREENHOUSE[0], LEVER["data"][0], HR_OPEN["candidate"]])
def test_a_part_of_another_shape_is_passed_over(tmp_path: Path, value: dict[str, Any]) -> None:
    for name in value:
        for odd in (None, 7, "x", [1, [2]], {"a": {"b": 1}}):
            for draft in drafts_of(tmp_path, value | {name: odd}):
                judged(draft, None)
