"""An erasure in all that is kept beside the store: reports, copies, exports, what a killed process left."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pytest

from matcher.build import open_engine
from matcher.config import Settings
from matcher.errors import ErasedError, InputError
from matcher.matching.engine import Engine, Receipt, Searched
from matcher.matching.imports import GivenFile
from matcher.messages.problems import refusal_text
from service.erasing import read_journal, search_in, verify
from service.erasing.traces import Traces
from service.nightly import run_night
from tests.service.conftest import people, records
from tests.service.reading import contents, json_of, sheets_of

ROOT = Path(__file__).parents[2]
RUN = "night-2026-11-22"
FILES = [f"reports/{RUN}/report.{ending}" for ending in ("html", "json", "xlsx")]
PERSON = "P-water"
SENTENCE = "We built a pilot plant for zero liquid discharge of high-salt industrial waste water"


@pytest.fixture
def home(settings: Settings) -> Path:
    return settings.folder


@pytest.fixture
def durable(settings: Settings) -> Iterator[Engine]:
    """An engine on a store in a file, with a night behind it."""
    opened = open_engine(settings.model_copy(update={"store": ""}))
    opened.records.put_many(records())
    run_night(opened, settings.folder / "reports")
    yield opened
    opened.close()


def erase(engine: Engine, home: Path, person: str = PERSON) -> Receipt:
    return engine.records.erase("professional", person, search_in(home, engine.store))


def named(home: Path, person: str = PERSON) -> list[str]:
    traces = Traces([person, "\0Li Wei", SENTENCE])
    return sorted(
        str(file.relative_to(home)) for file in home.rglob("*") if file.is_file() and traces.stand_in_file(file)
    )


def test_an_erasure_takes_the_rows_of_the_person_out_of_reports_and_leaves_those_of_others(
    durable: Engine, home: Path
) -> None:
    before = json.loads((home / FILES[1]).read_bytes())
    receipt = erase(durable, home)

    after = json.loads((home / FILES[1]).read_bytes())
    for old, new in zip(before["needs"], after["needs"], strict=True):
        assert [one for one in old["candidates"] if one["professional"] != PERSON] == new["candidates"]
    assert [one for one in before["people"] if one["professional"] != PERSON] == after["people"]
    rows = sheets_of(tuple(home / file for file in FILES))["Candidates"]
    assert [row["professional"] for row in rows] == [
        one["professional"] for need in after["needs"] for one in need["candidates"]
    ]
    assert (receipt.state, receipt.reports, named(home)) == ("done", (RUN,), [])
    assert "Zoë" in (home / FILES[0]).read_text(encoding="utf-8")


def test_a_report_that_was_altered_is_removed_since_nobody_knows_whom_it_names(durable: Engine, home: Path) -> None:
    file = home / FILES[1]
    file.write_bytes(file.read_bytes().replace(b"P-water", b"P-wafer"))
    assert erase(durable, home).state == "done"
    assert [name for name in contents(home) if name.startswith("reports/night")] == []
    assert named(home) == []


def test_copies_exports_logs_and_leftovers_are_searched_too(durable: Engine, home: Path) -> None:
    copy = home / "reports" / RUN / "for the director.xlsx"
    copy.write_bytes((home / FILES[2]).read_bytes())
    (home / "reports" / RUN / ".report.html.999999-0.unfinished").write_text(f"<p>{PERSON}")
    (home / "exports").mkdir()
    (home / "exports" / "list.csv").write_text("﻿id,name\nP-water,Li Wei\nP-robot,Zoë\n", encoding="utf-8")
    (home / "logs").mkdir()
    (home / "logs" / "service.log").write_text(f"GET /people/{PERSON}\nGET /people/P-robot\n")

    assert erase(durable, home).state == "done"
    assert named(home) == []
    assert not copy.exists()
    assert (home / "exports" / "list.csv").read_text(encoding="utf-8") == "﻿id,name\nP-robot,Zoë\n"
    assert (home / "logs" / "service.log").read_text() == "GET /people/P-robot\n"


def test_a_file_of_somebody_else_keeps_the_receipt_pending_and_is_named(durable: Engine, home: Path) -> None:
    note = home / "notes.txt"
    note.write_text(f"call {PERSON}")
    receipt = erase(durable, home)
    ((again, searched),) = durable.records.finish_erasures(search_in(home, durable.store))
    assert (receipt.state, again.state) == ("pending", "pending")
    assert searched.left == (f"{note}: names the person; delete it or take them out of it",)

    note.unlink()
    ((receipt, _),) = durable.records.finish_erasures(search_in(home, durable.store))
    assert (receipt.state, note.exists()) == ("done", False)
    assert durable.store.erasures()[0].traces == ()


def test_the_words_that_an_embedding_model_knows_are_nobodys(durable: Engine, home: Path) -> None:
    model = home / "models" / "multilingual-e5-small"
    model.mkdir(parents=True)
    (model / "homematch-model.toml").write_text("multilingual = true\n")
    (model / "tokenizer.json").write_text(json.dumps({"model": {"vocab": [PERSON, "Li Wei"]}}))
    receipt = erase(durable, home)
    assert receipt.state == "done"
    assert verify(durable, home, receipt.id, ["Li Wei"])[1] == []

    note = home / "models" / "notes.txt"
    note.write_text(PERSON)
    assert [trace.where for trace in verify(durable, home, receipt.id)[1]] == [str(note)]


@pytest.mark.parametrize(
    "written",
    [
        PERSON.encode(), PERSON.encode("utf-16-le"), b'{"id": "P-water"}', quote(SENTENCE).encode() + b" Li Wei",
        b"Li Wei " + b64encode(b"x" + SENTENCE.encode() + b"yz"), f"Li Wei: {SENTENCE}".encode("utf-16-le") + b"Li Wei",
    ],
)  # fmt: skip
def test_a_person_is_noticed_in_every_form_of_writing(written: bytes) -> None:
    traces = Traces([PERSON, "\0Li Wei", SENTENCE])
    assert traces.stand_in(written)
    assert traces.stand_in(b"before " + written + b" after")


def test_others_are_not_taken_for_the_person() -> None:
    traces = Traces([PERSON, "\0Li Wei", SENTENCE])
    for other in (b"P-water-2", b"XP-water", b"Li Wei of another town", SENTENCE.encode()):
        assert not traces.stand_in(other)
    assert not Traces(["12"]).stand_in(b"12 pumps"), "a number is no id by itself"


def test_an_erasure_that_was_stopped_is_finished_by_the_next_call(durable: Engine, home: Path) -> None:
    def stopped(_erasure: object) -> Searched:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        durable.records.erase("professional", PERSON, stopped)
    assert FILES[1] in named(home)
    ((receipt, _),) = durable.records.finish_erasures(search_in(home, durable.store))
    assert (receipt.state, named(home)) == ("done", [])
    assert durable.records.finish_erasures(search_in(home, durable.store)) == []


def test_the_receipt_is_pending_as_long_as_another_process_reads_the_store_as_it_was(
    durable: Engine, home: Path
) -> None:
    reader = sqlite3.connect(home / "homematch.db")
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM records").fetchone()
    receipt = erase(durable, home)
    assert receipt.state == "pending"
    _, traces = verify(durable, home, receipt.id)
    assert "run `homematch erasure finish`" in traces[0].what
    reader.close()
    ((receipt, _),) = durable.records.finish_erasures(search_in(home, durable.store))
    assert receipt.state == "done"
    assert verify(durable, home, receipt.id, [SENTENCE, "Li Wei"])[1] == []


def test_verification_finds_what_somebody_put_back(durable: Engine, home: Path) -> None:
    receipt = erase(durable, home)
    assert verify(durable, home, receipt.id)[1] == []
    (home / "reports" / "mail.txt").write_text(f"Dear all, {PERSON} is good")
    (trace,) = verify(durable, home, receipt.id)[1]
    assert trace.where.endswith("mail.txt")
    with pytest.raises(InputError, match="no erasure has the receipt 'nothing'; known here"):
        verify(durable, home, "nothing")


def test_a_receipt_holds_nothing_of_the_person_and_its_hash_tells_of_a_change(durable: Engine, home: Path) -> None:
    receipt = erase(durable, home)
    assert not Traces([PERSON, "\0Li Wei", SENTENCE]).stand_in(repr(receipt).encode())
    assert receipt.hash == durable.store.erasures()[0].receipt.hash != replace(receipt, vectors=0).hash


def test_whoever_was_erased_is_not_taken_in_again_without_being_asked_for(
    durable: Engine, home: Path, tmp_path: Path
) -> None:
    person = next(one for one in people() if one.id == PERSON)
    receipt = erase(durable, home)
    file = tmp_path / "old.jsonl"
    file.write_text(
        json.dumps({"id": PERSON, "summary": "Chemical engineer."}) + '\n{"id": "P-new", "summary": "Pumps."}\n'
    )
    report = durable.records.import_file(file, "professional")
    assert [error.line for error in report.errors] == [1]
    assert f"receipt {receipt.id}" in str(report.errors[0])
    assert "--readmit" in str(report.errors[0])
    with pytest.raises(ErasedError):
        durable.records.put(replace(person, id="P-under-another-id"))
    durable.records.put(replace(person, id="P-namesake", works=(), summary="Somebody else of that name."))

    assert durable.records.import_file(file, "professional", readmit=[receipt.id]).errors == ()
    assert PERSON in durable.records.ids("professional")
    assert durable.records.import_file(file, "professional").errors == (), "readmitted once is readmitted"


def test_no_kind_of_file_brings_back_whoever_was_erased_without_being_asked_for(
    durable: Engine, home: Path, tmp_path: Path
) -> None:
    person = next(one for one in people() if one.id == PERSON)
    fact = person.headline or person.works[0].title
    receipt = erase(durable, home)
    sheet, lines, profile = (tmp_path / name for name in ("people.csv", "people.jsonl", "resume.json"))
    sheet.write_text(f"id,name,summary\n{PERSON},Somebody,Engineer\nP-new,Ada,Pumps\n")
    lines.write_text(json.dumps({"id": PERSON, "summary": "Engineer."}) + "\n")
    profile.write_text(json.dumps({"basics": {"name": person.name, "label": fact, "summary": "Engineer."}}))
    decisions = tmp_path / "decisions.csv"
    decisions.write_text(f"need,professional,coordinator,decision,date\nN-salt,{PERSON},c,shortlist,2026-11-01\n")
    files = [
        GivenFile(sheet, "professional"), GivenFile(lines, "professional"), GivenFile(profile, None, "P-other-id"),
        GivenFile(decisions, "decision"),
    ]  # fmt: skip
    for dry_run in (True, False):
        outcome = durable.imports.take(files, dry_run=dry_run)
        assert [(one.read, one.good, len(one.refused)) for one in outcome.files] == [
            (2, 1, 1), (1, 0, 1), (1, 0, 1), (1, 0, 1),
        ]  # fmt: skip
        assert all(f"--readmit {receipt.id}" in str(one.error) for one in outcome.refused)
    assert "A2" in outcome.refused[0].place.text or ":2" in str(outcome.refused[0].error)
    assert f"“{PERSON}”" in refusal_text(outcome.refused[0], "zh")
    assert {PERSON, "P-other-id"} & set(durable.records.ids("professional")) == set()
    assert "P-new" in durable.records.ids("professional")
    assert [one for one in durable.store.decisions() if one.professional == PERSON] == []

    outcome = durable.imports.take(files, readmit=[receipt.id], dry_run=True)
    assert (outcome.refused, durable.store.tombstones() != []) == ((), True)
    assert durable.imports.take(files[1:2], readmit=[receipt.id]).refused == ()
    assert durable.store.tombstones() == []
    assert durable.imports.take(files).refused == (), "readmitted once is readmitted"


def test_the_tombstones_stand_beside_the_store_for_a_backup_from_before(durable: Engine, home: Path) -> None:
    erase(durable, home)
    assert read_journal(home / "erasures.jsonl") == durable.store.tombstones() != []
    assert read_journal(home / "none.jsonl") == []
    (home / "erasures.jsonl").write_text("{}\n")
    with pytest.raises(InputError, match=r"erasures\.jsonl:1: is not an erasure"):
        read_journal(home / "erasures.jsonl")


NIGHT = """
import sys, time
from datetime import date
from pathlib import Path
from matcher.build import open_engine
from matcher.config import load_settings
from service.nightly import run, run_night
home = Path(sys.argv[1])
engine = open_engine(load_settings(folder=home, embedder="hashing", index="exact", today=date(2026, 11, 23)))
write = run.write_json
def slowly(report, path):
    write(report, path)
    print("written", flush=True)
    sys.stdin.readline()
run.write_json = slowly
run_night(engine, home / "reports")
print("published", flush=True)
"""


def test_an_erasure_waits_for_a_night_that_writes_and_neither_names_the_person(durable: Engine, home: Path) -> None:
    night = subprocess.Popen(
        [sys.executable, "-c", NIGHT, str(home)], cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert night.stdin
    assert night.stdout
    assert night.stdout.readline() == "written\n"
    assert any("night-2026-11-23" in name for name in named(home)), "it waits with the person in its files"
    night.stdin.write("\n" * 4)
    night.stdin.flush()
    receipt = erase(durable, home)
    night.communicate()
    assert (night.returncode, receipt.state, named(home)) == (0, "done", [])
    report = json.loads((home / "reports" / "night-2026-11-23" / "report.json").read_bytes())
    assert "P-robot" in str(report)


def test_a_night_that_is_killed_while_an_erasure_waits_leaves_nothing(durable: Engine, home: Path) -> None:
    night = subprocess.Popen(
        [sys.executable, "-c", NIGHT, str(home)], cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert night.stdout
    assert night.stdout.readline() == "written\n"
    os.kill(night.pid, signal.SIGKILL)
    night.communicate()
    assert named(home)
    assert (erase(durable, home).state, named(home)) == ("done", [])


def test_running_a_day_again_and_being_killed_between_the_renames_leaves_one_whole_night(
    durable: Engine, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {name: content for name, content in contents(home / "reports").items() if RUN in name}
    child = os.fork()
    if child == 0:
        try:
            replace_path = Path.replace

            def killed(path: Path, target: Path) -> Path:
                if target.name.endswith(".earlier"):
                    replace_path(path, target)
                    os._exit(9)
                return replace_path(path, target)

            monkeypatch.setattr(Path, "replace", killed)
            run_night(durable, home / "reports", candidates=1)
        finally:
            os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    assert not (home / "reports" / RUN).exists()
    durable.today = lambda: date(2026, 11, 24)
    night = run_night(durable, home / "reports")
    assert {name: content for name, content in contents(home / "reports").items() if RUN in name} == before
    assert json_of(night.files)["header"]["day"] == "2026-11-24"
