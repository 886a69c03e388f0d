"""The ``homematch`` command as a user meets it: what it prints, what it says of bad input, how it ends."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from wcwidth import wcswidth

from tests.integration.commands import Command, command_in

CONSENT = {"purposes": ["matching"], "given": "2026-01-01"}
PEOPLE: list[dict[str, Any]] = [
    {
        "id": "P1",
        "name": "Lin Yue",
        "works": [{"title": "Solar pumps", "abstract": "We sized photovoltaic pumps in Qinghai.", "year": 2024}],
        "consent": CONSENT,
    },
    {"id": "P2", "summary": "Immunologist who engineers CAR-T cells.", "consent": CONSENT},
    {"id": "P3", "summary": "Photovoltaic pumps, but no consent."},
]
NEEDS: list[dict[str, Any]] = [
    {
        "id": "N1",
        "title": "Solar pumping",
        "body": "Photovoltaic pumps fail. We need someone who sized pumps.",
        "requirements": [{"text": "Has sized them.", "skill": "photovoltaic pumps"}],
    },
    {"id": "N2", "title": "细胞治疗", "body": "CAR-T 细胞治疗工艺。"},
    {"id": "N3", "title": "Closed", "body": "Photovoltaic pumps.", "status": "closed"},
]


@pytest.fixture
def homematch(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    """The command in this process, with a store of its own and no model."""
    return command_in(tmp_path, monkeypatch, capsys)


def lines_file(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def filled(homematch: Command, tmp_path: Path) -> Command:
    """The command on a store that holds the people and needs of this module."""
    people, needs = lines_file(tmp_path / "P.jsonl", PEOPLE), lines_file(tmp_path / "N.jsonl", NEEDS)
    assert homematch("import", "--professionals", people, "--needs", needs).status == 0
    return homematch


def test_import_tells_how_many_lines_were_new(homematch: Command, tmp_path: Path) -> None:
    people = lines_file(tmp_path / "P.jsonl", PEOPLE)

    first = homematch("import", "--professionals", people, "--json")
    again = homematch("import", "--professionals", people, "--json")

    told = {name: first.json[0][name] for name in ("kind", "read", "good", "changed", "errors")}
    assert told == {"kind": "professional", "read": 3, "good": 3, "changed": 3, "errors": []}
    assert again.json[0]["changed"] == 0


def test_a_bad_line_is_named_and_the_good_ones_are_kept(homematch: Command, tmp_path: Path) -> None:
    people = lines_file(tmp_path / "P.jsonl", [PEOPLE[0], {"id": "P9", "summary": "x", "gender": "f"}, PEOPLE[1]])

    answer = homematch("import", "--professionals", people)

    assert answer.status == 2
    assert f"{people}:2: field 'gender': is not a field of a professional; allowed: id, name," in answer.err
    assert "1 lines were refused; the good ones are kept" in answer.err
    assert homematch("suggestions", "P2").status == 0


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("not json", "P.jsonl:1: is not JSON"),
        ("[1]", "P.jsonl:[0]: is a JSON int, not an object"),
        ('{"summary": "x"}', "field 'id': is missing; every professional needs it"),
        ('{"id": "P1"}', "there is no text to match on; give some in summary"),
        ('{"id": "P1", "summary": "  "}', "there is no text to match on"),
        ('{"id": "P 1", "summary": "x"}', "id is 'P 1'; allowed: 1 to 200 printable characters without spaces"),
        ('{"id": "P1", "summary": "x", "works": [{"title": "t", "year": 1e999}]}', "field 'works.0.year'"),
    ],
)
def test_each_kind_of_bad_line_ends_with_2_and_says_what_is_wrong(
    homematch: Command, tmp_path: Path, line: str, expected: str
) -> None:
    file = tmp_path / "P.jsonl"
    file.write_text(line + "\n", encoding="utf-8")

    answer = homematch("import", "--professionals", file)

    assert answer.status == 2
    assert expected in answer.err


def test_a_second_line_with_the_same_id_is_refused(homematch: Command, tmp_path: Path) -> None:
    answer = homematch("import", "--professionals", lines_file(tmp_path / "P.jsonl", [PEOPLE[0], PEOPLE[0]]))

    assert answer.status == 2
    assert "P.jsonl:2: field 'id': 'P1' is already the id of line 1" in answer.err


def test_a_file_that_is_not_there_is_named(homematch: Command, tmp_path: Path) -> None:
    answer = homematch("import", "--needs", tmp_path / "nothing.jsonl")

    assert answer.status == 2
    assert f"there is no file {tmp_path / 'nothing.jsonl'}; check the path" in answer.err


def test_candidates_in_full_read_verdict_musts_questions_then_points(filled: Command) -> None:
    answer = filled("candidates", "N1", "--full")

    assert answer.status == 0
    expected = [
        "The only must-have is evidenced", "✔ evidenced  photovoltaic pumps", "We sized photovoltaic pumps in Qinghai.",
        "2024, title", "Where the points come from", "Sentences that answer", "Total",
    ]  # fmt: skip
    places = [answer.out.find(words) for words in expected if "title" not in words]
    assert -1 not in places
    assert places == sorted(places)
    assert "P3" not in answer.out
    assert not re.search(r"works\[|closeness|of 1\)", answer.out)


def crowd(tmp_path: Path, count: int = 20) -> Path:
    """As many people who fit as one screen has lines, with names and headlines that are long, and wide."""
    return lines_file(
        tmp_path / "crowd.jsonl",
        [
            PEOPLE[0] | {"id": f"Q{at:02}", "name": f"欧阳{chr(0x4E00 + 31 * at)}娜依古丽", "languages": ["en"]}
            | {"headline": "光伏提水与旱区灌溉高级工程师，长期从事高原牧区供水" if at % 2 else "Engineer of pumps " * 5}
            for at in range(count)
        ],
    )  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh"])
def test_twenty_people_are_one_line_each_and_no_line_is_wider_than_a_hundred_columns(
    filled: Command, tmp_path: Path, language: str
) -> None:
    filled("import", "--professionals", crowd(tmp_path))
    out = filled("candidates", "N1", "--lang", language).out
    lines = [line for line in out.splitlines() if re.match(r" *\d+  *[PQ]\d", line)]
    assert len(lines) == 20
    assert [int(line.split()[0]) for line in lines] == list(range(1, 21))
    assert all("✔" in line for line in lines)
    assert max(wcswidth(line) for line in out.splitlines()) <= 100
    # The Chinese names end at one column, whatever they are made of.
    assert len({wcswidth(line[: line.index("✔")]) for line in lines}) == 1


def test_a_need_of_two_hundred_requirements_keeps_a_line_a_person_and_a_short_explanation(
    filled: Command, tmp_path: Path
) -> None:
    asked = [{"text": f"Knows subject {at} of pumping."} for at in range(199)]
    asked.append({"text": "Has sized them.", "skill": "photovoltaic pumps"})
    many = {"id": "N9", "title": "Much", "requirements": asked}
    assert filled("import", "--needs", lines_file(tmp_path / "many.jsonl", [many])).status == 0
    listed = filled("candidates", "N9").out
    (line,) = [line for line in listed.splitlines() if " P1" in line]
    assert "+195" in line
    explained, whole = filled("explain", "N9", "P1").out, filled("explain", "N9", "P1", "--all").out
    assert len(explained.splitlines()) < 60
    assert sum(f"subject {at} of" in whole for at in range(199)) == 199
    assert "more: homematch explain N9 P1 --all" in explained


def test_a_near_miss_stands_below_the_list_and_is_explained_with_the_condition(filled: Command, tmp_path: Path) -> None:
    need = NEEDS[0] | {"id": "N8", "languages": ["zh"]}
    people = [PEOPLE[0] | {"id": "P8", "languages": ["en"]}]
    filled("import", "--needs", lines_file(tmp_path / "n.jsonl", [need]))
    filled("import", "--professionals", lines_file(tmp_path / "p.jsonl", people))
    for command in (("candidates", "N8"), ("explain", "N8", "P8")):
        english, chinese = (" ".join(filled(*command, "--lang", at).out.split()) for at in ("en", "zh"))
        assert "working language – need: Chinese; person: English" in english
        assert "工作语言——需求：中文；本人：英语" in chinese
        assert "ask whether they can work in this language" in english
    (near,) = filled("candidates", "N8", "--json").json["near_misses"]
    assert near["recommendation"]["professional"] == "P8"
    assert (near["condition"], near["wanted"], near["offered"]) == ("language", ["zh"], ["en"])


def test_the_commands_print_the_same_structure_as_the_service(filled: Command) -> None:
    (one,) = filled("candidates", "N1", "--json", "--lang", "zh").json["recommendations"]
    explanation = one["explanation"]
    assert explanation["verdict"] == "唯一的必备要求有据"
    assert [(must["state_name"], must["mark"]) for must in explanation["requirements"]] == [("有据", "✔")]
    assert explanation["requirements"][0]["evidence"]["where"]
    assert list(explanation)[:3] == ["verdict", "requirements", "questions"]
    assert one["band_name"] == "高度匹配"


def test_candidates_as_json_sum_to_their_scores(filled: Command) -> None:
    ranking = filled("candidates", "N1", "--json").json

    assert [candidate["professional"] for candidate in ranking["recommendations"]] == ["P1"]  # P2 bears nothing out
    for candidate in ranking["recommendations"]:
        points = sum(part["points"] for part in candidate["explanation"]["contributions"])
        assert candidate["score"] == pytest.approx(candidate["explanation"]["base"] + points, abs=1e-6)


def test_both_directions_give_a_pair_the_same_score(filled: Command) -> None:
    (candidate,) = filled("candidates", "N1", "-k", 1, "--json").json["recommendations"]
    (suggestion,) = filled("suggestions", "P1", "-k", 1, "--json").json["recommendations"]

    assert (suggestion["need"], suggestion["score"]) == ("N1", candidate["score"])


def test_a_need_that_nobody_passes_says_which_filter_set_them_aside(filled: Command) -> None:
    answer = filled("candidates", "N3")

    assert answer.status == 0
    assert "Nobody passes the hard filters." in answer.out
    assert "2 not listed: the need is closed, or its deadline or its period has passed" in answer.out


def test_a_match_is_rated_in_a_word(filled: Command) -> None:
    shown = filled("candidates", "N1").out

    assert "strong match" in shown
    assert "not enough data yet to say how likely both sides are to agree" in shown
    assert "高度匹配" in filled("candidates", "N1", "--lang", "zh").out


def test_a_list_that_nobody_is_good_enough_for_says_so(filled: Command, tmp_path: Path) -> None:
    asked = {"id": "N4", "title": "Ships", "requirements": [{"text": "Builds them.", "skill": "shipbuilding"}]}
    assert filled("import", "--needs", lines_file(tmp_path / "ships.jsonl", [asked])).status == 0

    answer = filled("candidates", "N4")

    assert answer.status == 0
    assert "Nobody suitable: of 2 people in question, none shows what the need asks for" in answer.out
    assert "“shipbuilding”: 2 of 2 people do not mention it" in answer.out
    chinese = filled("candidates", "N4", "--lang", "zh").out
    assert "没有合适人选：符合条件的2人中" in chinese
    assert "“shipbuilding”：2人中2人未提及" in chinese


def test_an_unknown_id_suggests_those_that_look_like_it(filled: Command) -> None:
    answer = filled("candidates", "N11")

    assert answer.status == 2
    assert "no need has the id 'N11'; similar ids: N1" in answer.err


def test_nothing_is_computed_about_a_person_without_consent(filled: Command) -> None:
    answer = filled("suggestions", "P3")

    assert answer.status == 2
    assert "'P3' has no consent to matching that is valid today" in answer.err


def test_explain_shows_one_pair_with_its_rank_among_all(filled: Command) -> None:
    (recommendation,) = filled("explain", "N1", "P2", "--json").json["recommendations"]

    assert recommendation["rank"] == 2


def test_explain_of_a_pair_that_is_set_aside_names_the_filter(filled: Command) -> None:
    answer = filled("explain", "N3", "P1")

    assert answer.status == 0
    assert "P1 is not matched with this need: the need is closed" in answer.out


def test_small_reasons_are_one_line_that_all_opens_and_the_points_add_up(filled: Command) -> None:
    score = filled("explain", "N1", "P1", "--json").json["recommendations"][0]["score"]
    outs = [filled("explain", "N1", "P1", *options).out for options in ((), ("--all",))]
    rows = [re.findall(r"([+−]\d\.\d\d) [ █]*$", out.split("Where the points come from")[1], re.M) for out in outs]

    assert "Smaller reasons together" in outs[0]
    assert "Smaller reasons together" not in outs[1]
    assert len(rows[0]) < len(rows[1])
    for points in rows:
        assert sum(round(float(part.replace("−", "-")) * 100) for part in points) == round(score * 100)


@pytest.mark.parametrize("command", [("candidates", "N1"), ("suggestions", "P1"), ("explain", "N1", "P2")])
def test_explanations_are_in_the_language_asked_for_or_in_that_of_the_system(
    filled: Command, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    english, chinese = filled(*command).out, filled(*command, "--lang", "zh").out
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")

    assert "must" in english
    assert "必备" in chinese
    assert "must" not in chinese
    assert filled(*command).out == chinese
    assert filled(*command, "--lang", "en").out == english


def test_evidence_in_the_other_language_shows_the_terms_that_say_the_same(filled: Command, tmp_path: Path) -> None:
    person = {"id": "P4", "summary": "Cell therapy for solid tumours.", "consent": CONSENT}
    filled("import", "--professionals", lines_file(tmp_path / "more.jsonl", [person]))
    asked = {"id": "N7", "title": "细胞治疗", "requirements": [{"text": "有细胞治疗经验。", "skill": "细胞治疗"}]}
    filled("import", "--needs", lines_file(tmp_path / "asked.jsonl", [asked]))
    english, chinese = (filled("explain", "N7", "P4", "--lang", language).out for language in ("en", "zh"))

    assert "“Cell therapy for solid tumours.”" in english
    assert "same terms: 细胞治疗 → cell therapy (dictionary, not a translation)" in english
    assert "对应说法：细胞治疗 → cell therapy（词典对照，不是译文）" in chinese
    assert "same terms" not in filled("explain", "N1", "P1").out


def test_an_unknown_language_is_refused_with_the_known_ones(filled: Command) -> None:
    answer = filled("candidates", "N1", "--lang", "fr")

    assert answer.status == 2
    assert "'en', 'zh'" in answer.err


def test_why_one_stands_above_another_adds_up_to_the_difference(filled: Command) -> None:
    why = filled("why", "N1", "P1", "P2", "--json").json

    assert sum(round(difference["points"] * 1e6) for difference in why["differences"]) == round(why["difference"] * 1e6)
    assert why["difference"] == pytest.approx(why["first"]["score"] - why["second"]["score"], abs=1e-9)
    assert "P1 stands above P2" in filled("why", "N1", "P1", "P2").out
    assert "P2 stands below P1" in filled("why", "N1", "P2", "P1").out
    assert "P1 排在 P2 之前" in filled("why", "N1", "P1", "P2", "--lang", "zh").out


def test_why_with_one_who_is_set_aside_names_the_filter(filled: Command) -> None:
    answer = filled("why", "N3", "P1", "P2")

    assert answer.status == 2
    assert "P1 is not matched with this need: the need is closed" in answer.err


def test_run_writes_everybody_in_six_fields_and_keeps_nothing(homematch: Command, tmp_path: Path) -> None:
    people = lines_file(tmp_path / "P.jsonl", [{"id": "a", "summary": "pumps"}, {"id": "b", "summary": "cells"}])
    needs = lines_file(tmp_path / "N.jsonl", [{"id": "n", "title": "pumps"}])
    run = tmp_path / "out.trec"

    answer = homematch("run", "--professionals", people, "--needs", needs, "--output", run, "--k", 0)

    assert answer.status == 0
    first, second = (line.split() for line in run.read_text(encoding="utf-8").splitlines())
    assert (first[:4], second[:4]) == (["n", "Q0", "a", "1"], ["n", "Q0", "b", "2"])
    assert first[5] == "homematch"
    assert not (tmp_path / "var").exists()


def test_a_run_tells_how_each_requirement_stands_for_each_of_its_pairs(homematch: Command, tmp_path: Path) -> None:
    people, needs = lines_file(tmp_path / "P.jsonl", PEOPLE), lines_file(tmp_path / "N.jsonl", NEEDS)
    run, states = tmp_path / "out.run", tmp_path / "states.tsv"
    given = ("run", "--professionals", people, "--needs", needs, "--output", run, "--k", 0)

    for direction in ("candidates", "suggestions"):
        assert homematch(*given, "--requirements", states, "--direction", direction).status == 0
        header, *rows = [line.split("\t") for line in states.read_text(encoding="utf-8").splitlines()]
        assert header == ["need", "requirement", "professional", "state", "credit"]
        of_first = {row[2]: (row[1], row[3], float(row[4])) for row in rows if row[0] == "N1"}
        assert of_first["P1"] == ("0", "evidenced", 1.0)
        assert of_first["P2"][:2] == ("0", "unknown")
        assert {row[0] for row in rows} <= {"N1", "N2"}
    assert homematch(*given, "--requirements", tmp_path / "nowhere" / "states.tsv").status == 2


def test_run_in_the_other_direction_has_people_as_queries(homematch: Command, tmp_path: Path) -> None:
    people = lines_file(tmp_path / "P.jsonl", [{"id": "a", "works": [{"title": "pumps"}]}])
    needs = lines_file(tmp_path / "N.jsonl", [{"id": "m", "title": "cells"}, {"id": "n", "title": "pumps"}])
    run = tmp_path / "out.trec"

    homematch("run", "--professionals", people, "--needs", needs, "--direction", "suggestions", "--output", run)

    assert [line.split()[:3] for line in run.read_text().splitlines()] == [["a", "Q0", "n"], ["a", "Q0", "m"]]


def test_equal_scores_of_a_run_are_ordered_by_id(homematch: Command, tmp_path: Path) -> None:
    rows = [{"id": name, "summary": "photovoltaic pumps"} for name in ("c", "a", "b")]
    people, needs = lines_file(tmp_path / "P.jsonl", rows), lines_file(tmp_path / "N.jsonl", NEEDS[:1])
    run = tmp_path / "out.trec"

    homematch("run", "--professionals", people, "--needs", needs, "--output", run)

    assert [line.split()[2] for line in run.read_text().splitlines()] == ["a", "b", "c"]


def test_a_bad_line_leaves_an_earlier_run_as_it_was(homematch: Command, tmp_path: Path) -> None:
    people = lines_file(tmp_path / "P.jsonl", [{"id": "a"}])
    needs = lines_file(tmp_path / "N.jsonl", NEEDS[:1])
    run = tmp_path / "out.trec"
    run.write_text("earlier\n")

    answer = homematch("run", "--professionals", people, "--needs", needs, "--output", run)

    assert (answer.status, run.read_text()) == (2, "earlier\n")
    assert "P.jsonl:1" in answer.err


def test_vectors_may_be_kept_between_runs(homematch: Command, tmp_path: Path) -> None:
    people, needs = lines_file(tmp_path / "P.jsonl", PEOPLE), lines_file(tmp_path / "N.jsonl", NEEDS)
    common = ("run", "--professionals", people, "--needs", needs, "--vectors", tmp_path / "vectors.db", "--output")

    homematch(*common, tmp_path / "1.trec")
    homematch(*common, tmp_path / "2.trec")

    assert (tmp_path / "1.trec").read_bytes() == (tmp_path / "2.trec").read_bytes()
    assert (tmp_path / "vectors.db").stat().st_size > 0


def test_erase_prints_a_receipt_and_leaves_no_byte_of_the_person(filled: Command, tmp_path: Path) -> None:
    filled("nightly")
    answer = filled("erase", "P1", "--yes", "--json")

    assert answer.json["records"] == 1
    assert answer.json["vectors"] > 0
    assert len(answer.json["reports"]) > 0
    left = [file for file in (tmp_path / "var").rglob("*") if file.is_file()]
    assert left
    for file in left:
        assert b"sized photovoltaic pumps in Qinghai" not in file.read_bytes(), file
    assert filled("suggestions", "P1").status == 2


def test_erase_of_an_unknown_person_changes_nothing(filled: Command) -> None:
    assert filled("erase", "P0", "--yes").status == 2
    assert filled("suggestions", "P1").status == 0


def test_nightly_writes_three_files(filled: Command) -> None:
    answer = filled("nightly", "--json")

    assert answer.status == 0
    assert {Path(file).name for file in answer.json["files"]} == {"report.html", "report.xlsx", "report.json"}
    assert all(Path(file).stat().st_size for file in answer.json["files"])


def test_doctor_finds_a_good_installation_good(filled: Command) -> None:
    answer = filled("doctor", "--json")

    assert answer.status == 0
    assert {finding["check"] for finding in answer.json} >= {"model", "ranker", "store", "indexes"}


def test_a_damaged_index_file_is_named_and_repaired(
    filled: Command, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (file,) = (tmp_path / "var" / "index").rglob("professional.index.npy")
    whole = bytearray(file.read_bytes())
    whole[-3] ^= 1
    file.write_bytes(whole)

    checked = filled("doctor", "--json")
    answered = filled("candidates", "N1", "--json")
    repaired = filled("doctor", "--repair")

    assert checked.status == 2
    assert f"{file.name}: is damaged" in checked.out
    assert "homematch doctor --repair" in checked.out
    assert (answered.status, repaired.status) == (0, 0)
    assert f"{file}: is damaged" in caplog.text
    assert filled("candidates", "N1", "--json").out == answered.out


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        ("HOMEMATCH_EMBEDDER", "word2vec", "embedder = 'word2vec' is not known; choose one of: hashing, sentence"),
        ("HOMEMATCH_INDEX", "annoy", "index = 'annoy' is not known; choose one of: exact, faiss"),
        ("HOMEMATCH_RANKER", "best", "ranker = 'best' is not known; choose one of: bm25, default, dense"),
        ("HOMEMATCH_POOL", "many", "setting 'pool' is 'many'"),
        ("HOMEMATCH_STORE", "sqlite:////proc/nothing/x.db", "there is no store at sqlite:////proc/nothing/x.db"),
    ],
)
def test_a_wrong_setting_is_named_with_what_is_allowed(
    filled: Command, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, expected: str
) -> None:
    monkeypatch.setenv(variable, value)

    answer = filled("candidates", "N1")

    assert answer.status == 2
    assert expected in answer.err


def test_a_model_folder_that_does_not_exist_is_named(filled: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOMEMATCH_EMBEDDER", "sentence-transformers")
    monkeypatch.setenv("HOMEMATCH_MODEL", "/no/such/model")

    answer = filled("candidates", "N1")

    assert answer.status == 2
    assert "the model folder /no/such/model does not exist" in answer.err


def test_evaluate_prints_a_row_for_each_ranker(homematch: Command, tmp_path: Path) -> None:
    folder = tmp_path / "judged" / "titles"
    folder.mkdir(parents=True)
    lines_file(folder / "queries.jsonl", [{"id": "q", "text": "solar pumps"}])
    lines_file(folder / "docs.jsonl", [{"id": "d1", "text": "solar pumps"}, {"id": "d2", "text": "cells"}])
    (folder / "qrels.tsv").write_text("q\t0\td1\t1\n")

    figures = homematch("evaluate", folder.parent, "--json").json
    table = homematch("evaluate", folder.parent).out

    assert figures["titles"]["default"]["mrr"] == 1.0
    assert [line.split("|")[2].strip() for line in table.splitlines() if "titles" in line] == [
        "default", "bm25", "dense", "fusion",
    ]  # fmt: skip


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; sys.argv = ['homematch', '--help']\n"
        "from service.cli.main import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print([name for name in ('torch', 'faiss', 'sklearn', 'numpy', 'fastapi') if name in sys.modules])"
    )

    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert printed.splitlines()[-1] == "[]"
    assert "suggestions" in printed


def test_candidates_of_a_store_in_step_do_not_import_the_model() -> None:
    """A vector that is kept needs no model, so an answer on the terminal need not wait for torch."""
    code = "import sys, service.cli.work; print([name for name in ('torch', 'transformers') if name in sys.modules])"

    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert printed.strip() == "[]"


def test_run_passes_over_people_whose_stated_consent_does_not_hold(homematch: Command, tmp_path: Path) -> None:
    ended = {"id": "old", "summary": "pumps", "consent": CONSENT | {"until": "2026-02-01"}}
    people = lines_file(tmp_path / "P.jsonl", [ended, {"id": "new", "summary": "pumps"}])
    needs = lines_file(tmp_path / "N.jsonl", [{"id": "n", "title": "pumps"}])
    run = tmp_path / "out.trec"

    answer = homematch(
        "run", "--professionals", people, "--needs", needs, "--direction", "suggestions", "--output", run
    )

    assert answer.status == 0
    assert [line.split()[0] for line in run.read_text().splitlines()] == ["new"]


def test_a_folder_where_a_file_should_go_is_one_message(homematch: Command, tmp_path: Path) -> None:
    people, needs = lines_file(tmp_path / "P.jsonl", PEOPLE), lines_file(tmp_path / "N.jsonl", NEEDS)
    (tmp_path / "folder").mkdir()

    answer = homematch("run", "--professionals", people, "--needs", needs, "--output", tmp_path / "folder")

    assert answer.status == 2
    assert answer.err.strip().splitlines()[-1].startswith("homematch: ")
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith(".")] == []


def test_a_profile_cannot_command_the_terminal(homematch: Command, tmp_path: Path) -> None:
    hostile = PEOPLE[0] | {"name": "A\u001b[2J", "headline": "\u001b]0;x\u0007 pumps", "summary": "pumps \u009b2J."}
    people, needs = lines_file(tmp_path / "P.jsonl", [hostile]), lines_file(tmp_path / "N.jsonl", NEEDS)
    homematch("import", "--professionals", people, "--needs", needs)

    shown = homematch("candidates", "N1").out + homematch("list", "professionals").out

    assert shown.count("P1") == 2
    assert not set(shown) & {"\u001b", "\u0007", "\u009b"}


def test_demo_shows_three_needs_and_one_professional_of_the_sample(
    homematch: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOMEMATCH_SHOW_WEAK", "true")  # words alone, without a model, bear out little
    answer = homematch("demo", "--json")

    assert answer.status == 0
    directions = [ranking["direction"] for ranking in answer.json["rankings"]]
    assert directions == ["candidates", "candidates", "candidates", "suggestions"]
    assert [len(ranking["recommendations"]) for ranking in answer.json["rankings"]] == [5, 5, 5, 5]
    assert all(Path(file).is_file() for file in answer.json["report"])
