import json
import os
import re
import zipfile
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, NoReturn

import pytest

from matcher.engine import Engine
from matcher.errors import NotFoundError
from matcher.records import Need
from service.nightly import Night, remove_reports_naming, run_night
from service.nightly import run as night_run
from tests.service.conftest import DAY, FORMULA, HIDDEN, MARKUP, UNMET, people
from tests.service.reading import json_of, page_of, sheets_of

RUN = "night-2026-11-22"
FILES = ["report.html", "report.json", "report.xlsx"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "reports"


@pytest.fixture
def night(engine: Engine, folder: Path) -> Night:
    return run_night(engine, folder)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(each.relative_to(folder)): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def total(told: dict[str, Any]) -> float:
    return float(told["base"] + sum(each["points"] for each in told["contributions"]))


def test_a_night_writes_three_files_under_its_run_id(night: Night, folder: Path) -> None:
    assert night.run == night.report.header.run == RUN
    assert sorted(contents(folder)) == [f"{RUN}/{name}" for name in FILES]
    assert sorted(each.name for each in night.files) == FILES


def test_every_open_need_and_consented_person_is_in_it_in_order_of_id(night: Night, engine: Engine) -> None:
    told = json_of(night.files)
    assert [each["need"] for each in told["needs"]] == engine.open_needs()
    assert [each["professional"] for each in told["people"]] == engine.consented_people()


def test_the_rankings_are_those_of_the_engine(night: Night, engine: Engine) -> None:
    told = json_of(night.files)
    for need in told["needs"]:
        expected = engine.candidates(need["need"])
        assert [(c["rank"], c["professional"], c["score"]) for c in need["candidates"]] == [
            (each.rank, each.professional, each.score) for each in expected
        ]
        assert need["considered"] == expected.considered
    for person in told["people"]:
        wanted = engine.suggestions(person["professional"])
        assert [(s["rank"], s["need"]) for s in person["suggestions"]] == [(each.rank, each.need) for each in wanted]


def test_contributions_sum_to_the_score_for_every_recommendation(night: Night) -> None:
    told = json_of(night.files)
    found = [each for need in told["needs"] for each in need["candidates"]]
    found += [each for person in told["people"] for each in person["suggestions"]]
    assert len(found) == 24
    assert max(abs(total(each) - each["score"]) for each in found) < 1e-6


def test_rounding_moves_no_contribution_by_more_than_its_last_place(night: Night, engine: Engine) -> None:
    for need in json_of(night.files)["needs"]:
        for told, given in zip(need["candidates"], engine.candidates(need["need"]), strict=True):
            for short, exact in zip(told["contributions"], given.explanation.contributions, strict=True):
                assert short["points"] == pytest.approx(exact.points, abs=1e-6)
                assert (short["value"] is None) == (exact.value is None)
                assert short["value"] is not None or short["points"] == 0


def test_the_run_is_kept_with_the_lines_of_the_report(night: Night, engine: Engine) -> None:
    run, lines = engine.store.run(RUN)
    header = night.report.header
    assert (run.day, run.ranker, run.sequence) == (DAY, engine.ranker.version, engine.store.sequence)
    assert (header.day, header.ranker, header.sequence) == (str(DAY), run.ranker, run.sequence)
    assert lines == [
        (need["need"], each["professional"], each["rank"], each["score"])
        for need in json_of(night.files)["needs"]
        for each in need["candidates"]
    ]


def test_running_twice_gives_the_same_json_page_and_run(engine: Engine, folder: Path) -> None:
    run_night(engine, folder)
    before, kept = contents(folder), engine.store.run(RUN)
    run_night(engine, folder)
    assert contents(folder) == before
    assert engine.store.run(RUN) == kept


def test_running_again_on_one_day_replaces_what_was_there(engine: Engine, folder: Path) -> None:
    run_night(engine, folder)
    engine.erase("need", UNMET)
    night = run_night(engine, folder, candidates=2)
    assert all(len(each["candidates"]) == 2 for each in json_of(night.files)["needs"])
    assert len(engine.store.run(RUN)[1]) == 4
    assert sorted(contents(folder)) == [f"{RUN}/{name}" for name in FILES]


def test_the_workbook_has_the_order_and_numbers_of_the_json(night: Night) -> None:
    told, sheets = json_of(night.files), sheets_of(night.files)
    pairs = [(need, each) for need in told["needs"] for each in need["candidates"]]
    keys = [(need["need"], each["rank"], each["professional"]) for need, each in pairs]
    for name in ("Candidates", "Contributions"):
        assert [(row["need"], row["rank"], row["professional"]) for row in sheets[name]] == keys
        assert [row["score"] for row in sheets[name]] == [each["score"] for _, each in pairs]
    for row, (_, each) in zip(sheets["Contributions"], pairs, strict=True):
        assert row["base"] == each["base"]
        assert {c["feature"]: row[c["feature"]] for c in each["contributions"]} == {
            c["feature"]: c["points"] for c in each["contributions"]
        }
    assert [(row["need"], row["rank"], row["quote"], row["answers"]) for row in sheets["Evidence"]] == [
        (need["need"], each["rank"], e["quote"], e["need_text"]) for need, each in pairs for e in each["evidence"]
    ]
    assert [(row["need"], row["rank"], row["subject"], row["state"]) for row in sheets["Gaps"]] == [
        (need["need"], each["rank"], gap["subject"], gap["state"]) for need, each in pairs for gap in each["gaps"]
    ]
    assert [(row["professional"], row["rank"], row["need"], row["score"]) for row in sheets["Suggestions"]] == [
        (person["professional"], each["rank"], each["need"], each["score"])
        for person in told["people"]
        for each in person["suggestions"]
    ]
    assert [(row["professional"], row["times"], row["best rank"]) for row in sheets["Exposure"]] == [
        (each["professional"], each["times"], each["best_rank"]) for each in told["exposure"]
    ]
    summary = {row["what"]: row["value"] for row in sheets["Summary"]}
    assert {name: summary[name] for name in told["summary"]} == told["summary"]
    assert list(sheets) == [
        "Summary", "Candidates", "Contributions", "Evidence", "Gaps", "Suggestions", "Unmet", "Exposure",
    ]  # fmt: skip


def test_the_page_has_the_order_and_numbers_of_the_json(night: Night) -> None:
    told, page = json_of(night.files), page_of(night.files)
    for need in (each for each in told["needs"] if each["candidates"]):
        caption = next(each for each in page.tables if each.startswith(f"Candidates for {need['need']};"))
        rows, hover = page.tables[caption], page.titles[caption]
        assert [int(row[0]) for row in rows] == [each["rank"] for each in need["candidates"]]
        for row, each in zip(rows, need["candidates"], strict=True):
            assert row[1].removesuffix(" SYNTHETIC").endswith(each["professional"])
        assert [row[2] for row in hover] == [f"{each['score']:.6f}" for each in need["candidates"]]
        assert [float(row[2]) for row in rows] == [round(each["score"], 3) for each in need["candidates"]]
    suggested = page.titles["Needs suggested to each professional, best first"]
    assert [row[3] for row in suggested] == [
        f"{each['score']:.6f}" for person in told["people"] for each in person["suggestions"]
    ]
    assert [row[1:] for row in page.tables["Who is recommended most often"]] == [
        [str(each["times"]), str(each["best_rank"])] for each in told["exposure"]
    ]


def test_the_numbers_printed_on_the_page_add_up_to_the_score_printed(night: Night) -> None:
    page = page_of(night.files)
    tables = {caption: rows for caption, rows in page.tables.items() if caption.startswith("What adds up to")}
    assert len(tables) == 10
    for caption, rows in tables.items():
        assert sum(round(float(row[1]) * 1000) for row in rows) == round(float(caption.split()[4]) * 1000)
        exact = [float(row[1]) for row in page.titles[caption] if row[1]]
        assert sum(exact) == pytest.approx(float(caption.split()[4]), abs=6e-4)
    for caption, rows in page.tables.items():
        if caption.startswith("Candidates for"):
            for row in rows:
                parts = re.findall(r"[+-]\d\.\d{3}", row[3])
                assert sum(round(float(each) * 1000) for each in parts) == round(float(row[2]) * 1000)


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
    told, page = json_of(night.files), page_of(night.files)
    expected = [
        (each["language"], each["quote"])
        for need in told["needs"]
        for candidate in need["candidates"][:5]
        for each in candidate["evidence"]
    ]
    assert page.quotes == expected
    assert {language for language, _ in expected} == {"zh", "en"}


def test_markup_in_a_profile_is_only_text(night: Night) -> None:
    text = night.files[0].read_text(encoding="utf-8")
    assert MARKUP not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert any(MARKUP in quote for _, quote in page_of(night.files).quotes)


@pytest.mark.parametrize("payload", ['"><svg onload=alert(1)>', "</style><script>x()</script>", "{{ 7*7 }}", "'&<>\""])
def test_markup_in_names_titles_and_requirements_is_only_text(engine: Engine, folder: Path, payload: str) -> None:
    person = replace(people()[0], name=payload)
    engine.put_many([person, Need(id=f"N-{payload.replace(' ', '')}", title=payload, body=payload, synthetic=True)])
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
    assert len(sheets) == 8
    for text in sheets:
        assert b"<f>" not in text
        assert b"hyperlink" not in text.lower().replace(b"=hyperlink(", b"")
        assert b'state="frozen"' in text
        assert b"<autoFilter" in text


def test_sample_data_is_marked_in_all_three_files(night: Night) -> None:
    assert json_of(night.files)["header"]["synthetic"] is True
    assert ("p", {"class": "synthetic"}) in page_of(night.files).tags
    assert sheets_of(night.files)["Summary"][0]["what"] == "SYNTHETIC"


def test_data_that_is_not_made_up_is_not_marked(engine: Engine, folder: Path) -> None:
    rows = [*engine.store.rows("professional").values(), *engine.store.rows("need").values()]
    engine.put_many(replace(each, synthetic=False) for each in rows)
    night = run_night(engine, folder)
    assert json_of(night.files)["header"]["synthetic"] is False
    assert "SYNTHETIC" not in night.files[0].read_text(encoding="utf-8")
    assert sheets_of(night.files)["Summary"][0]["what"] == "run"


def test_needs_that_nobody_passes_are_listed_with_counted_reasons(night: Night) -> None:
    told = json_of(night.files)
    assert [each["need"] for each in told["unmet"]] == [UNMET]
    assert [(each["rule"], each["count"]) for each in told["unmet"][0]["exclusions"]] == [("language", 6)]
    assert told["summary"]["unmet_needs"] == 1
    caption = next(each for each in page_of(night.files).tables if each.startswith("Open needs for which nobody"))
    assert page_of(night.files).tables[caption][0][1].startswith("6 set aside: no language")
    assert [(r["need"], r["filter"], r["set aside"]) for r in sheets_of(night.files)["Unmet"]] == [
        (UNMET, "language", 6)
    ]


def test_a_night_without_anybody_is_reported_too(engine: Engine, folder: Path) -> None:
    for person in people():
        engine.erase("professional", person.id)
    night = run_night(engine, folder)
    told = json_of(night.files)
    assert told["summary"]["unmet_needs"] == told["summary"]["open_needs"] == 3
    assert (told["people"], told["exposure"], told["summary"]["gini"]) == ([], [], 0.0)
    assert page_of(night.files).tables
    assert [row["set aside"] for row in sheets_of(night.files)["Unmet"]] == [0, 0, 0]


def test_nobody_without_consent_is_named(night: Night) -> None:
    for file in night.files[:1] + night.files[2:]:
        text = file.read_text(encoding="utf-8")
        assert HIDDEN not in text
        assert "Nobody Knows" not in text
    assert HIDDEN not in str(sheets_of(night.files))


def test_whoever_is_erased_while_the_night_runs_is_in_neither_report_nor_run(engine: Engine, folder: Path) -> None:
    def erase_midway(what: str, done: int, _total: int) -> None:
        if what == "ranking suggestions" and done == 1:
            engine.erase("professional", "P-water")
            engine.erase("need", "N-solar")

    night = run_night(engine, folder, progress=erase_midway)
    told = json_of(night.files)
    for gone in ("P-water", "N-solar"):
        assert f'"{gone}"' not in json.dumps(told)
        assert gone not in str(engine.store.run(RUN)[1])
    for need in told["needs"]:
        assert [each["rank"] for each in need["candidates"]] == list(range(1, len(need["candidates"]) + 1))


def test_progress_tells_of_every_step(engine: Engine, folder: Path) -> None:
    told: list[tuple[str, int, int]] = []
    run_night(engine, folder, progress=lambda *step: told.append(step))
    assert {what for what, _, _ in told} == {"ranking candidates", "ranking suggestions", "writing the report"}
    assert ("ranking candidates", 3, 3) in told
    assert ("ranking suggestions", 6, 6) in told
    assert told[-1] == ("writing the report", 1, 1)


@pytest.mark.parametrize("writer", ["write_html", "write_xlsx", "write_json"])
def test_a_writer_that_fails_midway_leaves_the_earlier_report_and_run_whole(
    engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch, writer: str
) -> None:
    run_night(engine, folder)
    before, kept = contents(folder), engine.store.run(RUN)

    def fail(_report: object, path: Path) -> NoReturn:
        path.write_text("half a rep")
        raise OSError("no space left on device")

    engine.erase("need", UNMET)
    monkeypatch.setattr(night_run, writer, fail)
    with pytest.raises(OSError, match="no space left"):
        run_night(engine, folder, candidates=1)
    assert contents(folder) == before
    assert engine.store.run(RUN) == kept


def test_a_store_that_cannot_keep_the_run_leaves_the_earlier_report_whole(
    engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_night(engine, folder)
    before = contents(folder)

    def fail(*_given: object) -> NoReturn:
        raise OSError("the store is gone")

    monkeypatch.setattr(engine.store, "put_run", fail)
    with pytest.raises(OSError, match="the store is gone"):
        run_night(engine, folder, candidates=1)
    assert contents(folder) == before


def test_a_night_that_was_killed_leaves_the_earlier_report_and_the_next_one_cleans_up(
    engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_night(engine, folder)
    before = contents(folder)
    child = os.fork()
    if child == 0:
        try:
            monkeypatch.setattr(night_run, "write_json", lambda *_given: os._exit(9))
            run_night(engine, folder, candidates=1)
        finally:
            os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    after = contents(folder)
    assert {name: after[name] for name in before} == before
    assert len(after) > len(before), "it was killed halfway"
    run_night(engine, folder)
    assert contents(folder) == before


def test_a_folder_that_is_a_file_is_an_error_and_no_run_is_kept(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("in the way")
    with pytest.raises(OSError, match="reports"):
        run_night(engine, tmp_path / "reports")
    assert (tmp_path / "reports").read_text() == "in the way"
    with pytest.raises(NotFoundError):
        engine.store.run(RUN)


def test_reports_that_name_an_erased_person_are_removed_and_others_stay(engine: Engine, folder: Path) -> None:
    run_night(engine, folder)
    engine.erase("professional", "P-water")
    engine.today = lambda: date(2026, 11, 23)
    run_night(engine, folder)
    (folder / "notes.txt").write_text("P-water")
    assert remove_reports_naming(folder, "P-water") == [RUN]
    assert sorted(contents(folder)) == [f"night-2026-11-23/{name}" for name in FILES] + ["notes.txt"]
    assert remove_reports_naming(folder, "P-water") == []
    assert remove_reports_naming(folder, "P-wat") == []


@pytest.mark.parametrize("damage", ["missing", "cut", "unfinished"])
def test_a_report_that_cannot_be_searched_is_removed_too(engine: Engine, folder: Path, damage: str) -> None:
    file = run_night(engine, folder).files[2]
    if damage == "missing":
        file.unlink()
    elif damage == "cut":
        file.write_bytes(file.read_bytes()[:-40])
    else:
        (file.parent / ".report.json.unfinished").write_text("half")
    assert remove_reports_naming(folder, "P-nobody") == [RUN]
    assert contents(folder) == {}


def test_no_reports_are_removed_where_there_are_none(folder: Path) -> None:
    assert remove_reports_naming(folder, "P-water") == []
