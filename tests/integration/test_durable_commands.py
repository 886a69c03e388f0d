"""The commands that keep a store from being lost, and people from being kept against their will."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from tests.integration.commands import Command, command_in
from tests.integration.worlds import TODAY

ROOT = Path(__file__).parents[2]
PEOPLE = [
    {
        "id": f"P-{name}",
        "name": f"{name.title()} Person",
        "summary": f"Designs {name} pumps for dry pasture in the highlands of Qinghai.",
        "works": [{"title": f"A {name} pump for pasture", "abstract": f"The {name} pump lifted water.", "year": 2020}],
        "consent": {"purposes": ["matching"], "given": "2026-01-01"},
    }
    for name in ("solar", "diesel", "wind")
]
NEEDS = [{"id": "N1", "title": "Solar pumps", "body": "Solar pumps for dry pasture."}]


@pytest.fixture
def homematch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    monkeypatch.setenv("HOMEMATCH_INDEX", "exact")
    monkeypatch.setenv("HOMEMATCH_SHOW_WEAK", "true")
    return command_in(tmp_path, monkeypatch, capsys)


@pytest.fixture
def filled(homematch: Command, tmp_path: Path) -> Command:
    for name, lines in (("people", PEOPLE), ("needs", NEEDS)):
        (tmp_path / f"{name}.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    given = ("--professionals", tmp_path / "people.jsonl", "--needs", tmp_path / "needs.jsonl")
    assert homematch("import", *given).status == 0
    return homematch


@pytest.mark.parametrize("command", [("nightly",), ("candidates", "N1"), ("erase", "P-solar", "--yes"), ("serve",)])
@pytest.mark.parametrize("lost", ["deleted", "emptied"])
def test_a_store_that_was_lost_is_an_error_of_every_command(
    filled: Command, tmp_path: Path, command: tuple[str, ...], lost: str
) -> None:
    file = tmp_path / "var" / "homematch.db"
    file.unlink()
    if lost == "emptied":
        file.touch()
    answer = filled(*command)
    assert answer.status == 2
    assert "homematch restore BACKUP" in answer.err
    assert not (tmp_path / "var" / "reports").exists()


def test_not_even_an_import_takes_a_lost_store_for_a_new_one(filled: Command, tmp_path: Path) -> None:
    (tmp_path / "var" / "homematch.db").unlink()
    assert filled("import", "--needs", tmp_path / "needs.jsonl").status == 2
    checked = filled("doctor", "--json")
    wrong = {finding["check"]: finding for finding in checked.json if not finding["good"]}
    assert checked.status == 2
    assert "homematch init" in wrong["store"]["remedy"]
    made = filled("init", "--json")
    assert filled("import", "--needs", tmp_path / "needs.jsonl").status == 0
    assert f"identity {made.json['store']}" in filled("doctor").out.replace("\n", " ") or made.status == 0
    again = filled("init")
    assert (again.status, "already" in again.err) == (2, True)


def test_the_store_of_another_folder_is_refused(
    filled: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOMEMATCH_FOLDER", str(tmp_path / "other"))
    assert filled("import", "--needs", tmp_path / "needs.jsonl").status == 0
    (tmp_path / "other" / "homematch.db").replace(tmp_path / "var" / "homematch.db")
    monkeypatch.setenv("HOMEMATCH_FOLDER", str(tmp_path / "var"))
    answer = filled("candidates", "N1")
    assert answer.status == 2
    assert "belongs to store" in answer.err
    monkeypatch.setenv("HOMEMATCH_STORE_ID", "0000")
    assert filled("candidates", "N1").status == 2


def test_reading_needs_a_store_and_makes_none(homematch: Command, tmp_path: Path) -> None:
    assert homematch("nightly").status == 2
    assert not (tmp_path / "var" / "homematch.db").exists()


def test_an_erasure_gives_a_receipt_that_is_shown_again_and_can_be_verified(filled: Command, tmp_path: Path) -> None:
    filled("nightly")
    receipt = filled("erase", "P-solar", "--yes", "--json").json
    assert (receipt["state"], receipt["reports"]) == ("done", [f"night-{TODAY}"])
    assert filled("erase", "P-solar", "--yes", "--json").json == receipt
    assert filled("erasure", "list", "--json").json == [receipt]
    verified = filled("erasure", "verify", receipt["id"], "--words", "solar pump lifted", "--words", "Solar Person")
    assert (verified.status, receipt["hash"] in verified.out) == (0, True)
    report = json.loads((tmp_path / "var" / "reports" / f"night-{TODAY}" / "report.json").read_bytes())
    assert {one["professional"] for one in report["people"]} == {"P-diesel", "P-wind"}
    refused = filled("import", "--professionals", tmp_path / "people.jsonl")
    assert (refused.status, receipt["id"] in refused.err) == (2, True)
    decided = {"need": "N1", "professional": "P-solar", "coordinator": "c", "decision": "reject", "date": "2026-11-01"}
    (tmp_path / "decisions.jsonl").write_text(json.dumps(decided) + "\n")
    refused = filled("import", "--decisions", tmp_path / "decisions.jsonl")
    assert (refused.status, receipt["id"] in refused.err) == (2, True)
    assert filled("erasure", "verify", receipt["id"]).status == 0
    taken = filled("import", "--professionals", tmp_path / "people.jsonl", "--readmit", receipt["id"])
    assert taken.status == 0
    assert filled("suggestions", "P-solar").status == 0
    assert (tmp_path / "var" / "erasures.jsonl").read_text() == ""


def test_an_erasure_that_was_killed_is_finished_by_the_next_command(
    filled: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from service.erasing.search import _Search

    filled("nightly")

    def killed(*_given: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(_Search, "__call__", killed)
        assert filled("erase", "P-solar", "--yes").status == 130
    assert filled("candidates", "N1").status == 0
    (receipt,) = filled("erasure", "list", "--json").json
    assert receipt["state"] == "done"
    assert filled("erasure", "verify", receipt["id"], "--words", "Solar Person").status == 0


def test_what_stands_in_the_way_of_an_erasure_is_said_until_it_is_gone(filled: Command, tmp_path: Path) -> None:
    (tmp_path / "var" / "my notes.txt").write_text("ask P-solar")
    receipt = filled("erase", "P-solar", "--yes", "--json").json
    assert receipt["state"] == "pending"
    assert filled("erasure", "verify", receipt["id"]).status == 2
    answer = filled("erasure", "finish")
    assert (answer.status, "my notes.txt: names the person" in answer.err) == (2, True)
    doctor = {finding["check"]: finding for finding in filled("doctor", "--json").json}
    assert (doctor["erasures"]["good"], receipt["id"] in doctor["erasures"]["detail"]) == (False, True)
    (tmp_path / "var" / "my notes.txt").unlink()
    assert filled("erasure", "finish", "--json").json[0]["state"] == "done"
    assert filled("erasure", "finish").out == "no erasure is pending\n"
    assert filled("erasure", "verify", "nothing").status == 2


def test_a_withdrawal_takes_effect_at_once_and_outlives_the_next_import(filled: Command, tmp_path: Path) -> None:
    assert filled("consent", "withdraw", "P-solar", "matching").status == 0
    assert filled("suggestions", "P-solar").status == 2
    assert "P-solar" not in filled("candidates", "N1").out
    filled("import", "--professionals", tmp_path / "people.jsonl")
    assert filled("suggestions", "P-solar").status == 2
    stored = b"".join(file.read_bytes() for file in (tmp_path / "var" / "index").rglob("*.npy"))
    assert b"P-solar" not in stored
    given = filled("consent", "give", "P-solar", "matching", "--text", "version 2", "--json").json
    assert [one["text"] for one in given["since"] if one["given"]] == ["version 2"]
    assert given["record"]["given"] == "2026-01-01"
    assert filled("suggestions", "P-solar").status == 0
    assert "withdrew matching" in filled("consent", "show", "P-solar").out


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("give", "P-solar", "matching", "--text", " "), "give what was agreed to"),
        (("give", "P-solar", "contact", "--text", "v1", "--until", "2020-01-01"), "swap the two days"),
        (("give", "P-nobody", "contact", "--text", "v1"), "no professional has the id 'P-nobody'"),
        (("withdraw", "P-solar", "everything"), "'matching', 'contact', 'statistics', 'improving'"),
    ],
)
def test_a_consent_that_says_nothing_is_refused(filled: Command, given: tuple[str, ...], said: str) -> None:
    answer = filled("consent", *given)
    assert answer.status == 2
    assert said in " ".join(answer.err.replace("│", " ").split())


@pytest.mark.parametrize(("language", "heading"), [("en", "What was agreed to"), ("zh", "同意事项")])
def test_a_person_gets_everything_about_them_and_nothing_about_others(
    filled: Command, tmp_path: Path, language: str, heading: str
) -> None:
    filled("nightly")
    decision = {"need": "N1", "professional": "P-solar", "coordinator": "c1", "decision": "shortlist"}
    (tmp_path / "decisions.jsonl").write_text(json.dumps(decision | {"date": "2026-11-01"}) + "\n")
    filled("import", "--decisions", tmp_path / "decisions.jsonl")
    filled("consent", "give", "P-solar", "contact", "--text", "you may write to me")
    answer = filled("about-me", "P-solar", "--out", tmp_path / "me.zip", "--lang", language, "--json")
    assert answer.json["parts"] == {"decisions": 1, "runs": 1, "reports": 1, "now": 1}
    with zipfile.ZipFile(tmp_path / "me.zip") as archive:
        page, data = archive.read("about.html").decode(), json.loads(archive.read("about.json"))
    assert data["record"]["summary"] == PEOPLE[0]["summary"]
    assert data["decisions"][0]["coordinator"] == "c1"
    assert data["consents"]["since"][0]["text"] == "you may write to me"
    (shown,) = data["reports"][f"night-{TODAY}"]["candidates"]
    assert (shown["score"], shown["rank"]) == (data["runs"][0]["score"], data["runs"][0]["rank"])
    assert shown["contributions"]
    assert (heading in page, "P-diesel" in page, "P-diesel" in str(data)) == (True, False, False)
    assert filled("about-me", "P-solar", "--out", tmp_path / "none" / "me.zip").status == 2
    assert filled("about-me", "P-nobody").status == 2


def test_a_backup_is_made_and_restored_by_commands(filled: Command, tmp_path: Path) -> None:
    before = filled("candidates", "N1", "--json").out
    made = filled("backup", tmp_path / "backup", "--json")
    assert made.json["questions"] == 4
    erased = filled("erase", "P-wind", "--yes", "--json").json
    (tmp_path / "var" / "homematch.db").unlink()
    restored = filled("restore", tmp_path / "backup", "--yes", "--json")
    assert (restored.status, restored.json["erased"]) == (0, 1)
    assert filled("doctor").status in (0, 2)
    assert "P-wind" not in filled("candidates", "N1").out
    assert filled("suggestions", "P-wind").status == 2
    assert json.loads(before)["recommendations"]
    assert erased["state"] == "done"
    assert filled("restore", tmp_path / "nowhere", "--yes").status == 2
    assert filled("restore", tmp_path / "backup", "--yes", "--erasures", tmp_path / "nowhere").status == 2


def test_a_changed_row_is_named_by_doctor_and_by_the_command_that_reads_it(filled: Command, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "var" / "homematch.db") as connection:
        connection.execute("UPDATE records SET body = replace(body, 'Qinghai', 'Gansu') WHERE id = 'P-solar'")
    answers = filled("explain", "N1", "P-solar"), filled("doctor"), filled("nightly")
    assert [answer.status for answer in answers] == [2, 2, 2]
    assert "professional 'P-solar' (row" in answers[0].err
    assert "Gansu" not in "".join(answer.out + answer.err for answer in answers)
    assert filled("import", "--professionals", tmp_path / "people.jsonl").status == 0
    assert filled("explain", "N1", "P-solar").status == 0


def test_a_report_that_a_killed_night_set_aside_is_put_back_by_the_next_command(
    filled: Command, tmp_path: Path
) -> None:
    filled("nightly")
    run = tmp_path / "var" / "reports" / f"night-{TODAY}"
    run.rename(run.with_name(f".{run.name}.earlier"))
    assert filled("candidates", "N1").status == 0
    assert sorted(file.name for file in run.iterdir()) == ["report.html", "report.json", "report.xlsx"]


def test_what_killed_processes_left_is_named_and_removed(filled: Command, tmp_path: Path) -> None:
    left = tmp_path / "var" / ".report.json.4194304-0.unfinished"
    left.write_text("half")
    doctor = {finding["check"]: finding for finding in filled("doctor", "--json").json}
    assert (doctor["leftovers"]["good"], left.name in doctor["leftovers"]["detail"]) == (False, True)
    filled("doctor", "--repair")
    assert not left.exists()


def test_a_command_that_is_asked_to_stop_ends_in_order_with_a_status_of_its_own(
    filled: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = signal.getsignal(signal.SIGTERM)
    try:
        monkeypatch.setattr("service.cli.importing.import_files", lambda *_, **__: os.kill(os.getpid(), signal.SIGTERM))
        answer = filled("import", "--needs", tmp_path / "needs.jsonl")
    finally:
        signal.signal(signal.SIGTERM, before)
    assert (answer.status, answer.err) == (143, "homematch: stopped; what was done so far is kept\n")


def served(folder: Path) -> tuple[subprocess.Popen[bytes], int]:
    """A service in a process of its own, once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    command = [sys.executable, "-c", "from service.cli.main import main; main()", "serve", "--port", str(port)]
    service = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    for _ in range(600):
        with socket.socket() as asked:
            if asked.connect_ex(("127.0.0.1", port)) == 0:
                return service, port
        time.sleep(0.1)
    raise AssertionError("the service did not start")


def test_a_service_that_is_asked_to_stop_saves_its_indexes(filled: Command, tmp_path: Path) -> None:
    manifest = tmp_path / "var" / "index" / "manifest.json"
    service, _ = served(tmp_path)
    manifest.unlink()
    os.kill(service.pid, signal.SIGTERM)
    assert service.wait(60) == 0
    assert manifest.exists()
