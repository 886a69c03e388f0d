import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from markupsafe import escape

from matcher.matching.engine import Engine
from matcher.records import Consent, Need, Professional, Work
from matcher.results import Direction, Ranking
from service.nightly import Night, report_names, run_night, without
from service.nightly.draft import Draft
from service.nightly.gather import gather
from tests.service.conftest import DAY, FORMULA, MARKUP, people
from tests.service.reading import json_of, page_of, sheets_of

GAP = ("subject", "kind", "state", "detail", "remedy")


def candidates_of(report: dict[str, Any]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Every candidate with the need."""
    return [(need, candidate) for need in report["needs"] for candidate in need["candidates"]]


def reasons_of(report: dict[str, Any]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Every line that is a reason, with the candidate it is about."""
    lines = [(line, candidate) for _, candidate in candidates_of(report) for line in candidate["lines"]]
    return [(line, candidate) for line, candidate in lines if line["kind"] == "reason"]


def terms_of(evidence: dict[str, Any] | None) -> str:
    """The cell of the workbook that has the term pairs of evidence."""
    return ", ".join(f"{pair['chinese']} → {pair['english']}" for pair in evidence["pairs"]) if evidence else ""


def or_empty(evidence: dict[str, Any] | None) -> float | str:
    """The cell of the workbook that has the coverage of evidence."""
    return "" if evidence is None or evidence["coverage"] is None else float(evidence["coverage"])


def points_of(line: dict[str, Any], candidate: dict[str, Any]) -> float:
    return next(float(part["points"]) for part in candidate["contributions"] if part["feature"] == line["about"])


def test_the_workbook_has_the_order_and_numbers_of_the_json(night: Night) -> None:
    report, sheets = json_of(night.files), sheets_of(night.files)
    pairs = [((need["need"], candidate["rank"]), candidate) for need, candidate in candidates_of(report)]
    for name in ("Candidates", "Contributions"):
        assert [((row["need"], row["rank"]), row["professional"], row["score"]) for row in sheets[name]] == [
            (pair, candidate["professional"], candidate["score"]) for pair, candidate in pairs
        ]
    for row, (_, candidate) in zip(sheets["Contributions"], pairs, strict=True):
        assert row["base"] == candidate["base"]
        assert {part["feature"]: row[part["feature"]] for part in candidate["contributions"]} == {
            part["feature"]: part["points"] for part in candidate["contributions"]
        }
    assert [((row["need"], row["rank"]), row["quote"], row["answers"]) for row in sheets["Evidence"]] == [
        (pair, evidence["quote"], evidence["need_text"])
        for pair, candidate in pairs
        for evidence in candidate["evidence"]
    ]
    assert [((row["need"], row["rank"]), *(row[name] for name in GAP)) for row in sheets["Gaps"]] == [
        (pair, *(gap[name] for name in GAP)) for pair, candidate in pairs for gap in candidate["gaps"]
    ]
    assert [((row["need"], row["rank"]), row["line"], row["text"], row["points"]) for row in sheets["Lines"]] == [
        (pair, number, line["text"], line["points"])
        for pair, candidate in pairs
        for number, line in enumerate(candidate["lines"], 1)
    ]
    named = ("kind", "subject", "state_name", "points")
    columns = ("kind", "requirement", "state", "points")
    assert [((row["need"], row["rank"]), *(row[name] for name in columns)) for row in sheets["Requirements"]] == [
        (pair, *(one[name] for name in named)) for pair, candidate in pairs for one in candidate["requirements"]
    ]
    assert [((row["need"], row["rank"]), row["question"]) for row in sheets["Questions"]] == [
        (pair, question) for pair, candidate in pairs for question in candidate["questions"]
    ]
    assert [(row["verdict"], row["caution"]) for row in sheets["Candidates"]] == [
        (candidate["verdict"], candidate["caution"]) for _, candidate in pairs
    ]
    assert [((row["need"], row["rank"]), row["change"]) for row in sheets["Changes"]] == [
        (pair, change) for pair, candidate in pairs for change in candidate["changes"]
    ]
    assert [(row["professional"], row["rank"], row["need"], row["score"]) for row in sheets["Suggestions"]] == [
        (person["professional"], suggestion["rank"], suggestion["need"], suggestion["score"])
        for person in report["people"]
        for suggestion in person["suggestions"]
    ]
    assert [(row["professional"], row["times"], row["best rank"]) for row in sheets["Exposure"]] == [
        (person["professional"], person["times"], person["best_rank"]) for person in report["exposure"]
    ]
    summary = {row["what"]: row["value"] for row in sheets["Summary"]}
    assert {name: summary[name] for name in report["summary"]} == report["summary"]
    assert list(sheets) == [
        "Summary", "Candidates", "Requirements", "Questions", "Near misses", "Lines", "Contributions", "Evidence",
        "Changes", "Gaps", "Suggestions", "Unmet", "Exposure",
    ]  # fmt: skip


def test_the_page_has_the_order_and_numbers_of_the_json(night: Night) -> None:
    report, page = json_of(night.files), page_of(night.files)
    for need in (need for need in report["needs"] if need["candidates"]):
        candidates = need["candidates"]
        caption = next(title for title in page.tables if title.startswith(f"Candidates for {need['need']};"))
        rows, hover = page.tables[caption], page.titles[caption]
        assert [int(row[0]) for row in rows] == [candidate["rank"] for candidate in candidates]
        for row, candidate in zip(rows, candidates, strict=True):
            assert row[1].removesuffix(" SYNTHETIC").endswith(candidate["professional"])
        assert [row[5] for row in hover] == [f"{candidate['score']:.6f}" for candidate in candidates]
        assert [float(row[5]) for row in rows] == [round(candidate["score"], 2) for candidate in candidates]
        for row, candidate in zip(rows, candidates, strict=True):
            musts = [one for one in candidate["requirements"] if one["kind"] == "must"]
            assert all(f"{one['mark']} {one['state_name']} {one['subject']}" in row[3] for one in musts)
    suggested = page.titles["Needs suggested to each professional, best first"]
    assert [row[3] for row in suggested] == [
        f"{suggestion['score']:.6f}" for person in report["people"] for suggestion in person["suggestions"]
    ]
    assert [row[1:] for row in page.tables["Who is recommended most often"]] == [
        [str(person["times"]), str(person["best_rank"])] for person in report["exposure"]
    ]


def test_the_numbers_printed_on_the_page_add_up_to_the_score_printed(night: Night) -> None:
    report, page = json_of(night.files), page_of(night.files)
    tables = {caption: rows for caption, rows in page.tables.items() if caption.startswith("What adds up to")}
    scores = {round(candidate["score"], 2) for _, candidate in candidates_of(report)}
    assert {float(caption.split()[4]) for caption in tables} <= scores
    assert tables
    for caption, rows in tables.items():
        *parts, last = rows
        assert last[:2] == ["Score", caption.split()[4]]
        points = [round(float(row[1].replace("−", "-")) * 100) for row in parts]
        assert sum(points) == round(float(last[1]) * 100)
        exact = [float(row[1]) for row in page.titles[caption][:-1] if row[1]]
        assert sum(exact) == pytest.approx(float(caption.split()[4]), abs=6e-3)


def test_each_bar_starts_where_the_last_one_ended_and_the_score_is_all_of_them(night: Night) -> None:
    bars = [given for tag, given in page_of(night.files).tags if tag == "span" and "bar" in given.get("class", "")]
    tables: list[list[tuple[str, float, float]]] = [[]]
    for bar in bars:
        style = re.fullmatch(r"margin-left:([\d.]+)%;width:([\d.]+)%", bar["style"])
        assert style, bar
        left, width = float(style[1]), float(style[2])
        tables[-1].append((bar["class"], left, left + width))
        if bar["class"] == "bar total":
            tables.append([])
    assert tables.pop() == []
    assert len(tables) == 10
    for *steps, (_, start, end) in tables:
        reached = start
        for name, left, right in steps:
            lower = name == "bar minus"
            assert (right if lower else left) == pytest.approx(reached, abs=0.21)
            reached = left if lower else right
        assert reached == pytest.approx(end, abs=0.21)


def test_verdict_requirements_questions_and_cautions_stand_on_the_page_in_this_order(night: Night) -> None:
    report = json_of(night.files)
    text = night.files[0].read_text(encoding="utf-8")
    shown = [candidate for _, candidate in candidates_of(report) if candidate["rank"] <= 5]
    assert any(candidate["questions"] for candidate in shown)
    for candidate in shown:
        musts = [one for one in candidate["requirements"] if one["kind"] == "must"]
        cautions = [line for line in candidate["lines"] if line["kind"] == "caution"]
        quotes = [one["evidence"] for one in musts if one["evidence"]] + [line["span"] for line in cautions]
        assert all(
            f'<q lang="{quote["language"]}">{escape(quote["quote"])}</q>' in text for quote in filter(None, quotes)
        )
        expected = [candidate["verdict"], *candidate["questions"], *(line["text"] for line in cautions)]
        at = text.index(f'<p class="verdict">{escape(candidate["verdict"])}</p>')
        for words in expected:
            assert str(escape(words)) in text[at:]
        if candidate["questions"]:
            assert text.index("To ask first", at) < text.index("Where the points come from", at)


def test_reasons_with_the_base_add_up_to_the_score_and_none_is_small_by_itself(night: Night) -> None:
    for _, candidate in candidates_of(json_of(night.files)):
        reasons = [line for line in candidate["lines"] if line["kind"] == "reason"]
        assert candidate["base"] + sum(line["points"] for line in reasons) == pytest.approx(candidate["score"])
        alone = [line for line in reasons if line["about"] not in ("must", "nice", "smaller")]
        assert all(abs(line["points"]) >= 0.02 for line in alone)
        assert all(line["points"] == points_of(line, candidate) for line in reasons if line["about"] != "smaller")


def test_no_name_of_a_field_and_no_closeness_stands_on_the_page(night: Night) -> None:
    text = night.files[0].read_text(encoding="utf-8")
    assert not re.search(r"works\[\d|experiences\[\d|closeness|cosine|of 1\)", text)
    assert re.search(r"publication, 20\d\d|position, ", text) or "work, 20" in text


def nearly(engine: Engine) -> None:
    """Somebody who fits the need for solar pumping but takes on other kinds of engagement."""
    work = Work("Solar pumping on dry pasture", "We designed solar pumping for six villages.", 2024)
    person = Professional(
        id="P-nearly", name="Nearly There", works=(work,), engagements=("trip",), languages=("en",),
        consent=Consent(("matching",), DAY), synthetic=True,
    )  # fmt: skip
    engine.records.put(person)


def test_a_near_miss_stands_in_all_three_files_with_both_sides_and_the_question(engine: Engine, folder: Path) -> None:
    nearly(engine)
    night = run_night(engine, folder)
    report, sheets, page = json_of(night.files), sheets_of(night.files), page_of(night.files)
    (near,) = next(need for need in report["needs"] if need["need"] == "N-solar")["near_misses"]
    assert (near["professional"], near["condition"]) == ("P-nearly", "engagement")
    (row,) = page.tables["Would fit N-solar but for one condition"]
    assert row[0] == str(near["rank"])
    assert row[1].startswith("Nearly There P-nearly")
    assert row[4] == f"{near['text']}{near['question']}"
    (line,) = [row for row in sheets["Near misses"] if row["need"] == "N-solar"]
    assert (line["professional"], line["both sides"], line["question"]) == ("P-nearly", near["text"], near["question"])


def test_an_erased_near_miss_is_in_no_report(engine: Engine, folder: Path) -> None:
    nearly(engine)
    night = run_night(engine, folder)
    assert report_names(night.files[0].parent / "report.json", "P-nearly")
    without(night.files[0].parent, "P-nearly")
    assert not any(report_names(file, "P-nearly") for file in night.files)
    with Draft(folder) as draft:
        gather(engine, draft, 5, 5, lambda *_: None)
        others = set(engine.matching.consented_people()) - {"P-nearly"}
        assert not draft.names_only(set(engine.matching.open_needs()), others)
        draft.keep_only(set(engine.matching.open_needs()), others)
        names = [near.professional for need in draft.needs for near in need.near_misses]
        assert "P-nearly" not in names


def test_a_need_that_nobody_is_good_enough_for_is_unmet_and_says_so(
    engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = engine.matching.many

    def with_a_floor(direction: Direction, ids: list[str], k: int, *, explained: int) -> Iterator[Ranking]:
        for ranking in many(direction, ids, k, explained=explained):
            if ranking.query == "N-solar":
                ranking = replace(ranking, recommendations=(), weak=len(ranking))
            yield ranking

    monkeypatch.setattr(engine.matching, "many", with_a_floor)
    night = run_night(engine, folder)
    unmet = {need["need"]: need for need in json_of(night.files)["unmet"]}
    assert unmet["N-solar"]["message"].startswith("Nobody suitable: of 6 people")
    assert [
        (row["filter"], row["set aside"]) for row in sheets_of(night.files)["Unmet"] if row["need"] == "N-solar"
    ] == [("weak", 6)]
    assert unmet["N-solar"]["message"] in night.files[0].read_text(encoding="utf-8")


def test_the_page_is_self_contained_and_has_no_script(night: Night) -> None:
    page = page_of(night.files)
    assert not {tag for tag, _ in page.tags} & {"script", "link", "img", "iframe", "object", "form", "base"}
    for tag, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on")], tag
        assert attributes.get("href", "#").startswith("#")
        assert "src" not in attributes
    text = night.files[0].read_text(encoding="utf-8")
    assert "url(" not in text
    assert "@import" not in text


def test_the_page_can_be_read_by_everybody(night: Night) -> None:
    page = page_of(night.files)
    tags = page.tags
    assert ("html", {"lang": "en"}) in tags
    assert ("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}) in tags
    assert all("scope" in given for tag, given in tags if tag == "th")
    count = {name: sum(tag == name for tag, _ in tags) for name in ("table", "caption", "h1", "main", "title")}
    assert count["table"] == count["caption"] > 10
    assert (count["h1"], count["main"], count["title"]) == (1, 1, 1)
    levels = [int(tag[1]) for tag, _ in tags if re.fullmatch(r"h[1-6]", tag)]
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))
    text = night.files[0].read_text(encoding="utf-8")
    assert "@media print" in text
    for font in ("PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC"):
        assert font in text


def test_quotes_are_verbatim_and_carry_their_language(night: Night) -> None:
    report = json_of(night.files)
    expected = [
        (evidence["language"], evidence["quote"])
        for _, candidate in candidates_of(report)
        if candidate["rank"] <= 5
        for evidence in candidate["evidence"]
        if (evidence["source"], evidence["start"])
        not in [
            (one["evidence"]["source"], one["evidence"]["start"])
            for one in candidate["requirements"]
            if one["evidence"]
        ]
    ]
    assert page_of(night.files).quotes == expected
    assert expected
    text = night.files[0].read_text(encoding="utf-8")
    assert {language for language in ("zh", "en") if f'<q lang="{language}">' in text} == {"zh", "en"}


def test_terms_that_say_the_same_in_two_languages_stand_in_all_three_files(night: Night) -> None:
    report, sheets = json_of(night.files), sheets_of(night.files)
    candidates = [candidate for _, candidate in candidates_of(report)]
    evidence = [quoted for candidate in candidates for quoted in candidate["evidence"]]
    spans = [line["span"] for candidate in candidates for line in candidate["lines"]]
    for name, expected in (("Evidence", evidence), ("Lines", spans)):
        rows = [(row["terms"], row["coverage"]) for row in sheets[name]]
        assert rows == [(terms_of(quoted), or_empty(quoted)) for quoted in expected]
    text = night.files[0].read_text(encoding="utf-8")
    across = [quoted for quoted in evidence if quoted["pairs"]]
    assert across
    assert all(0 < quoted["coverage"] <= 1 for quoted in across)
    for pair in (pair for quoted in across for pair in quoted["pairs"]):
        assert f'<span lang="zh">{escape(pair["chinese"])}</span> → {escape(pair["english"])}' in text
    assert "(dictionary, not a translation)" in text


def test_markup_in_a_profile_is_only_text(night: Night) -> None:
    text = night.files[0].read_text(encoding="utf-8")
    assert MARKUP not in text
    assert "losing &lt;5 % &amp; no more." in text
    quotes = [quote["quote"] for _, candidate in candidates_of(json_of(night.files)) for quote in candidate["evidence"]]
    assert any("losing <5 % & no more." in quote for quote in quotes)


@pytest.mark.parametrize("payload", ['"><svg onload=alert(1)>', "</style><script>x()</script>", "{{ 7*7 }}", "'&<>\""])
def test_markup_in_names_titles_and_requirements_is_only_text(engine: Engine, folder: Path, payload: str) -> None:
    person = replace(people()[0], name=payload)
    engine.records.put_many(
        [person, Need(id=f"N-{payload.replace(' ', '')}", title=payload, body=payload, synthetic=True)]
    )
    night = run_night(engine, folder)
    page = page_of(night.files)
    assert "script" not in {tag for tag, _ in page.tags}
    assert not [name for _, given in page.tags for name in given if name.startswith("on")]
    names = [row[0] for row in page.tables["Who is recommended most often"]]
    assert f"{payload} P-water" in names


def test_a_cell_that_begins_like_a_formula_stays_text(night: Night) -> None:
    names = {row["professional"]: row["name"] for row in sheets_of(night.files)["Candidates"]}
    assert names["P-solar"] == FORMULA
    with zipfile.ZipFile(night.files[1]) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    sheets = [text for name, text in parts.items() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == 13
    for text in sheets:
        assert b"<f>" not in text
        assert b"hyperlink" not in text.lower().replace(b"=hyperlink(", b"")
        assert b'state="frozen"' in text
        assert b"<autoFilter" in text


@pytest.mark.parametrize("payload", ["<r><t>x</t></r>", "<r>1 < 2 & 3</r>", "_x0041_", "\x0b", " x "])
def test_text_that_looks_like_the_workbooks_own_xml_stays_text(engine: Engine, folder: Path, payload: str) -> None:
    engine.records.put(replace(people()[0], name=payload))
    night = run_night(engine, folder)
    names = {row["professional"]: row["name"] for row in sheets_of(night.files)["Candidates"]}
    assert names["P-water"].strip() == payload.strip()


def test_sample_data_is_marked_in_all_three_files(night: Night) -> None:
    assert json_of(night.files)["header"]["synthetic"] is True
    assert ("p", {"class": "synthetic"}) in page_of(night.files).tags
    assert sheets_of(night.files)["Summary"][0]["what"] == "SYNTHETIC"


def test_data_that_is_not_made_up_is_not_marked(engine: Engine, folder: Path) -> None:
    rows = [*engine.records.rows("professional").values(), *engine.records.rows("need").values()]
    engine.records.put_many(replace(record, synthetic=False) for record in rows)
    night = run_night(engine, folder)
    assert json_of(night.files)["header"]["synthetic"] is False
    assert "SYNTHETIC" not in night.files[0].read_text(encoding="utf-8")
    assert sheets_of(night.files)["Summary"][0]["what"] == "run"


def test_no_control_character_reaches_the_page_and_a_cut_cell_says_so(engine: Engine, folder: Path) -> None:
    need = Need(id="N-long", title="Bell\x07 and \x1b[31mescape\x9b here", body="solar pumping " * 3000)
    engine.records.put(need)
    long = Need(id="N-longer", title="solar " * 7000, body="Solar pumping for pasture.")
    engine.records.put(long)
    night = run_night(engine, folder)
    page = next(file for file in night.files if file.suffix == ".html").read_text(encoding="utf-8")
    assert re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", page) is None
    assert "Bell and [31mescape here" in page
    (title,) = {row["title"] for row in sheets_of(night.files)["Candidates"] if row["need"] == "N-longer"}
    assert len(title) <= 32_767
    assert title.endswith("report.json has the whole text)")
    assert {need["title"] for need in json_of(night.files)["needs"] if need["need"] == "N-longer"} == {
        long.title.strip()
    }
