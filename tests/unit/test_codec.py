"""JSON to records and back; every bad line is refused with the field and what is allowed."""

import json
from datetime import date

import pytest
from hypothesis import given, settings

from matcher.codec import from_dict, from_json, to_json
from matcher.errors import RecordError
from matcher.records import Base, Consent, Kind, Need, Professional, Record, Work
from tests.contracts.strategies import records


@settings(max_examples=250)
@given(records)
def test_what_is_written_is_what_is_read(record: Record) -> None:
    text = to_json(record)
    assert "\n" not in text
    assert from_json(record.kind, text) == record
    assert from_json(record.kind, text.encode()) == record
    assert to_json(from_json(record.kind, text)) == text


def test_defaults_are_left_out_and_text_stays_readable() -> None:
    record = Professional(
        id="p", summary="太阳能", works=(Work("水泵", year=2020),), consent=Consent(("matching",), date(2026, 1, 2))
    )
    assert json.loads(to_json(record)) == {
        "id": "p",
        "summary": "太阳能",
        "works": [{"title": "水泵", "year": 2020}],
        "consent": {"purposes": ["matching"], "given": "2026-01-02"},
    }
    assert "太阳能" in to_json(record)


def test_the_six_characters_of_an_escaped_nul_are_text_like_any_other() -> None:
    record = Professional(id="p", summary=r"the escape \u0000 and \\u0000 in a manual")
    assert from_json("professional", to_json(record)) == record


@pytest.mark.parametrize("text", ["solar\x00", "solar\ud800"])
def test_a_record_that_no_store_could_give_back_is_refused(text: str) -> None:
    with pytest.raises(RecordError, match="professional 'P1' holds a NUL character or half of a surrogate pair"):
        to_json(Professional(id="P1", summary=text))


PERSON = '{"id": "p", "summary": "solar", '
NEED = '{"id": "n", "title": "solar", '
BAD: dict[str, tuple[Kind, str, str, str]] = {
    "not JSON": ("professional", "{id: p}", "", "is not JSON.*one JSON object"),
    "cut off": ("professional", '{"id": "p", "summ', "", "is not JSON"),
    "two objects": ("professional", '{"id":"p","summary":"s"} {}', "", "is not JSON"),
    "array": ("professional", '[{"id": "p"}]', "", "is a JSON list, not an object"),
    "text": ("professional", '"p"', "", "is a JSON str, not an object"),
    "null": ("need", "null", "", "is a JSON NoneType, not an object"),
    "unknown field": (
        "professional",
        PERSON + '"wroks": []}',
        "wroks",
        "not a field of a professional; allowed: id, name.*works",
    ),
    "unknown field of a work": ("professional", PERSON + '"works": [{"titel": "x"}]}', "works.0.titel", "not a field"),
    "missing id": ("need", '{"title": "solar"}', "id", "is missing; every need needs it"),
    "missing name": ("base", '{"id": "b"}', "name", "is missing"),
    "missing text of a requirement": ("need", NEED + '"requirements": [{}]}', "requirements.0.text", "is missing"),
    "empty id": ("need", '{"id": "", "title": "s"}', "", "id is ''; allowed: 1 to 200 printable"),
    "id with a blank": ("need", '{"id": "a b", "title": "s"}', "", "id is 'a b'; allowed"),
    "id with a line break": ("need", r'{"id": "a\nb", "title": "s"}', "", "allowed: 1 to 200 printable"),
    "id too long": ("need", f'{{"id": "{"x" * 201}", "title": "s"}}', "", "allowed: 1 to 200"),
    "id that is a number": ("need", '{"id": 7, "title": "s"}', "id", "is 7; input should be a valid string"),
    "empty text": ("professional", '{"id": "p", "summary": "  "}', "", "no text to match on; give some in summary"),
    "empty need": ("need", '{"id": "n", "title": ""}', "", "no text to match on; give some in title"),
    "empty requirement": ("need", NEED + '"requirements": [{"text": " "}]}', "requirements.0", "no text to match on"),
    "null text": ("need", '{"id": "n", "title": null}', "title", "is null; input should be a valid string"),
    "bad date": (
        "need",
        NEED + '"deadline": "2026-02-30"}',
        "deadline",
        'is "2026-02-30", a day that is in no calendar',
    ),
    "date as words": ("need", NEED + '"deadline": "soon"}', "deadline", 'is "soon"; allowed: a day such as 2026-11-22'),
    "1e999 as a weight": (
        "need",
        NEED + '"requirements": [{"text": "s", "weight": 1e999}]}',
        "requirements.0",
        "weight is inf; allowed: a number above 0",
    ),
    "1e999 as a year": ("professional", PERSON + '"works": [{"title": "s", "year": 1e999}]}', "works.0.year", "finite"),
    "negative weight": (
        "need",
        NEED + '"requirements": [{"text": "s", "weight": -1}]}',
        "requirements.0",
        "weight is -1.0; allowed",
    ),
    "blank skill": (
        "need",
        NEED + '"requirements": [{"text": "s", "skill": " "}]}',
        "requirements.0",
        "skill is ' '; allowed: None or a word",
    ),
    "NaN": ("need", NEED + '"requirements": [{"text": "s", "weight": NaN}]}', "", "NaN is not a number in JSON"),
    "Infinity": (
        "need",
        NEED + '"requirements": [{"text": "s", "weight": -Infinity}]}',
        "",
        "-Infinity is not a number",
    ),
    "year out of range": (
        "professional",
        PERSON + '"works": [{"year": 20199}]}',
        "works.0",
        "year is 20199; allowed: 1900 to 2100",
    ),
    "year that is text": (
        "professional",
        PERSON + '"works": [{"year": "long ago"}]}',
        "works.0.year",
        'is "long ago"; allowed: a year',
    ),
    "NUL": ("professional", r'{"id": "p", "summary": "a\u0000b"}', "", "NUL character"),
    "NUL in a name of a field": ("professional", PERSON + r'"a\u0000": 1}', "", "NUL character"),
    "NUL after backslashes": ("professional", r'{"id": "p", "summary": "\\\u0000"}', "", "NUL character"),
    "lone surrogate": ("professional", r'{"id": "p", "summary": "a\ud800b"}', "", "surrogate"),
    "other half": ("professional", r'{"id": "p", "summary": "a\udc00b"}', "", "surrogate"),
    "wrong stage": ("professional", PERSON + '"stage": "R9"}', "stage", "is \"R9\"; input should be 'R1', 'R2'"),
    "wrong mode": ("need", NEED + '"modes": ["remote", "fly"]}', "modes.1", "'remote', 'visit', 'stay' or 'relocate'"),
    "wrong status": ("need", NEED + '"status": "maybe"}', "status", "'open' or 'closed'"),
    "end before start": (
        "professional",
        PERSON + '"availability": {"start": "2026-05-02", "end": "2026-05-01"}}',
        "availability",
        "ends on 2026-05-01, before it starts on 2026-05-02; swap",
    ),
    "consent without a day": (
        "professional",
        PERSON + '"consent": {"purposes": ["matching"]}}',
        "consent.given",
        "is missing",
    ),
    "list that is text": (
        "professional",
        PERSON + '"skills": "python"}',
        "skills",
        'is "python"; input should be a valid',
    ),
    "number too long": ("professional", PERSON + f'"name": {"9" * 5000}}}', "", "is not JSON"),
    "nested without end": ("professional", "[" * 100_000, "", "is not JSON"),
    "objects nested without end": ("professional", '{"id":' * 100_000, "", "is not JSON"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_line_names_place_field_and_what_is_allowed(name: str) -> None:
    kind, text, field, problem = BAD[name]
    with pytest.raises(RecordError, match=problem) as error:
        from_json(kind, text, file="people.jsonl", line=12)
    assert error.value.field == field
    assert str(error.value).startswith("people.jsonl:12: ")
    assert len(str(error.value)) < 700


def test_parsed_json_is_held_to_the_same_rules() -> None:
    assert from_dict("base", {"id": "b", "name": "Base"}) == Base(id="b", name="Base")
    with pytest.raises(RecordError, match="NUL"):
        from_dict("base", {"id": "b", "name": "a\0"})
    with pytest.raises(RecordError, match="surrogate"):
        from_dict("base", {"id": "b", "name": "a\ud800"})
    with pytest.raises(RecordError, match="before it starts"):
        from_dict("need", {"id": "n", "title": "t", "period": {"start": "2026-05-02", "end": "2026-05-01"}})


def test_an_emoji_written_as_two_escapes_is_whole() -> None:
    assert from_json("need", r'{"id": "n", "title": "\ud83d\ude00"}') == Need(id="n", title="😀")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('{"id": "n", "title": "solar", "title": "wind"}', "title"),
        ('{"id": "n", "title": "t", "requirements": [{"text": "a", "skill": "b", "skill": "b"}]}', "skill"),
        (r'{"id": "n", "title": "t", "\ud800": 1, "\ud800": 2}', r"\ud800"),
    ],
)
def test_a_key_that_stands_twice_in_one_object_is_refused_by_name(text: str, key: str) -> None:
    with pytest.raises(RecordError) as error:
        from_json("need", text, file="needs.jsonl", line=3)
    assert str(error.value).startswith(f"needs.jsonl:3: has the key '{key}' twice in one object; keep")


def test_a_key_may_stand_once_in_each_of_several_objects() -> None:
    text = '{"id": "n", "title": "t", "requirements": [{"text": "a"}, {"text": "b"}]}'
    assert len(from_json("need", text).requirements) == 2  # type: ignore[union-attr]
