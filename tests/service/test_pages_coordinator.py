"""What coordinators see and do: needs, people with proof, pairs, shortlists, cases, the editor and imports."""

import io
import re
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote, unquote

import pytest
from python_calamine import CalamineWorkbook
from starlette.testclient import TestClient

from matcher.config import load_settings
from matcher.matching.engine import Agreement, Run
from matcher.messages import ranking_view, recommendation_view
from matcher.records import Consent, Need, Professional, Requirement, Work
from service.jobs import Bench, Worker
from service.work import KINDS
from tests.service.conftest import FORMULA, HIDDEN, MARKUP, World
from tests.service.reading_pages import READER, links_of, open_page, rows_of, send, text_of, token_of

NEED = "N-高盐废水"
ROOT = f"/needs/{quote(NEED)}"


@pytest.fixture
def lin(world: World) -> TestClient:
    return world.signed_in("lin")


@pytest.fixture
def solar(world: World) -> str:
    """A need of the coordinator's base that suits the person whose profile is full of markup."""
    need = Need(
        id="N-sun", title="Solar pumping <i>now</i>", body="We look for solar-powered pumping irrigation.",
        type="project", base="B-1",
        requirements=(Requirement("has designed solar pumping", "must", 1.0, "solar pumping"),),
        languages=("en",), synthetic=True,
    )  # fmt: skip
    world.engine.records.put(need)
    return "/needs/N-sun"


class TestNeeds:
    def test_only_needs_of_own_bases_are_listed_and_opened(self, world: World, lin: TestClient) -> None:
        page = open_page(lin, "/needs")

        assert ROOT in " ".join(links_of(page))
        assert "N-other" not in page
        assert "没有这个页面" in open_page(lin, "/needs/N-other", 404)
        assert NEED not in open_page(world.signed_in("wang"), "/needs")

    def test_a_facet_says_how_many_it_leaves_before_it_is_used(self, lin: TestClient) -> None:
        page = open_page(lin, "/needs")
        counts = {
            code: int(count)
            for code, count in re.findall(r'name="type" value="(\w+)".*?<span>(\d+)</span></label>', page)
        }

        for code, count in counts.items():
            filtered = lin.get("/needs", params={"type": code}, headers=READER).text
            assert (len(rows_of(filtered)) if count else 0) == count
        assert sum(counts.values()) > 0

    def test_an_unknown_filter_has_its_page_with_the_way_on(self, lin: TestClient) -> None:
        for query in ("status=purple", "colour=red"):
            answer = lin.get(f"/needs?{query}", headers=READER)
            assert answer.status_code in (400, 422)
            assert "筛选" in text_of(answer.text)
            assert "/" in links_of(answer.text)

    def test_words_that_nothing_has_leave_the_search_and_the_way_back(self, lin: TestClient) -> None:
        page = lin.get("/needs", params={"words": "zzzz"}, headers=READER).text

        assert 'value="zzzz"' in page
        assert "没有符合筛选的" in page

    def test_an_analyst_reads_needs_and_gets_no_way_to_change_them(self, world: World) -> None:
        ana = world.signed_in("ana")

        assert not [one for one in links_of(open_page(ana, ROOT)) if "edit" in one or "candidates" in one]
        assert NEED in open_page(ana, "/needs")


class TestCandidates:
    def test_people_stand_in_the_order_of_the_engine_with_a_mark_per_must(self, world: World, lin: TestClient) -> None:
        ranking = world.engine.matching.candidates(NEED)
        page = open_page(lin, f"{ROOT}/candidates")

        shown = re.findall(r'name="person" value="([^"]+)"', page)
        assert shown == [one.professional for one in ranking]
        for row, one in zip(rows_of(page), ranking_view(ranking, "zh").recommendations, strict=True):
            assert row[1].endswith(str(one.rank))
            assert row[3] == one.band_name
            assert row[4].startswith(one.musts[0].state_name)

    def test_no_score_and_no_per_cent_stands_in_the_list(self, world: World, lin: TestClient) -> None:
        text = text_of(open_page(lin, f"{ROOT}/candidates"))

        assert "%" not in text
        for one in world.engine.matching.candidates(NEED):
            assert f"{one.score:.2f}" not in text

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_the_workbook_has_the_rows_order_and_words_of_the_page(self, lin: TestClient, lang: str) -> None:
        for query in ("", "&band=possible&band=good"):
            page = lin.get(f"{ROOT}/candidates?lang={lang}{query}", headers=READER).text
            answer = lin.get(f"{ROOT}/candidates.xlsx?lang={lang}{query}")
            book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
            heads, *rows = book.get_sheet_by_index(1).to_python()

            on_screen = rows_of(page)
            assert [row[1].split()[-1] for row in on_screen] == [str(row[0]).removesuffix(".0") for row in rows]
            for shown, row in zip(on_screen, rows, strict=True):
                assert str(row[1]) in shown[2]
                assert shown[3] == row[4]
                assert shown[4].startswith(str(row[5]))
            assert len(heads) == 8
            about = [str(line[0]) for line in book.get_sheet_by_index(0).to_python()]
            assert any("SYNTHETIC" in name for name in about)

    def test_a_file_is_called_after_the_need_and_the_day(self, lin: TestClient) -> None:
        answer = lin.get(f"{ROOT}/candidates.xlsx?lang=zh")

        assert quote("人选_高盐工业废水零排放_2026-11-22.xlsx") in answer.headers["content-disposition"]

    def test_a_filter_that_leaves_nobody_says_which_one_and_the_way_back(self, lin: TestClient) -> None:
        page = lin.get(f"{ROOT}/candidates?band=strong&proof=all&place=unstated", headers=READER).text

        assert "没有符合筛选的" in page
        assert f"{ROOT}/candidates" in links_of(page)

    def test_nobody_is_in_a_list_without_consent(self, lin: TestClient) -> None:
        assert "Nobody Knows" not in open_page(lin, f"{ROOT}/candidates")
        assert "没有这个页面" in open_page(lin, f"{ROOT}/candidates/{HIDDEN}", 404)

    def test_an_address_never_holds_a_name(self, world: World, lin: TestClient) -> None:
        names = [quote(str(one.name)) for one in world.engine.records.rows("professional").values() if one.name]  # type: ignore[union-attr]
        for address in ("/needs", f"{ROOT}/candidates", f"{ROOT}/candidates/P-water", "/cases"):
            links = [one for one in links_of(open_page(lin, address)) if not one.startswith("/static")]
            assert not [one for one in links for name in names if name in one or name in quote(one)]

    def test_a_need_that_nobody_suits_says_what_keeps_people_out(self, world: World, lin: TestClient) -> None:
        world.engine.records.put(Need(id="N-forest", title="Forest inventory", languages=("fi",), base="B-1"))

        text = text_of(open_page(lin, "/needs/N-forest/candidates"))

        assert "没有合适人选" in text


class TestPair:
    def test_the_lines_add_up_to_the_total_as_they_are_shown(self, world: World, lin: TestClient) -> None:
        page = open_page(lin, f"{ROOT}/candidates/P-water")
        table = re.search(r'<table class="points-table">.*?</table>', page, flags=re.DOTALL)
        assert table
        numbers = [float(one.replace("−", "-")) for one in re.findall(r'class="num">([+−]?\d+\.\d\d)<', table[0])]

        assert round(sum(numbers[:-1]), 2) == numbers[-1]
        (only,) = world.engine.matching.explain(NEED, "P-water")
        assert numbers[-1] == round(only.score, 2)

    def test_a_quote_is_word_for_word_and_stands_in_its_context(self, world: World, lin: TestClient) -> None:
        page = open_page(lin, f"{ROOT}/candidates/P-water", lang="en")
        (only,) = world.engine.matching.explain(NEED, "P-water")
        evidence = [one.evidence for one in recommendation_view(only).musts if one.evidence]

        assert evidence
        for one in evidence:
            assert one.quote in text_of(page)
        person = world.engine.records.get("professional", "P-water")[1]
        assert isinstance(person, Professional)
        marked = re.findall(r"<mark>(.*?)</mark>", page)
        texts = [person.summary, *(work.abstract for work in person.works), *(work.title for work in person.works)]
        assert marked
        assert all(any(one in text for text in texts) for one in marked)

    def test_everything_is_drawn_in_per_cent_and_within_the_drawing(self, lin: TestClient) -> None:
        page = open_page(lin, f"{ROOT}/candidates/P-water")
        bars = re.findall(r'<rect class="\w+" x="([\d.]+)%" y="7" width="([\d.]+)%"', page)

        assert len(bars) >= 3
        assert all(float(x) >= 0 and float(x) + float(width) <= 100 for x, width in bars)

    def test_markup_and_formulas_of_a_profile_are_only_text(self, lin: TestClient, solar: str) -> None:
        for address in (f"{solar}/candidates", f"{solar}/candidates/P-solar", solar, "/needs", f"{solar}/edit"):
            page = open_page(lin, address)
            assert MARKUP not in page
            assert "<b>Ignore" not in page
            assert "<i>now</i>" not in page
        assert FORMULA in text_of(open_page(lin, f"{solar}/candidates/P-solar"))

    def test_two_people_are_compared_with_the_better_one_first(self, world: World, lin: TestClient) -> None:
        first, second = [one.professional for one in world.engine.matching.candidates(NEED)][:2]

        for a, b in ((first, second), (second, first)):
            page = lin.get(f"{ROOT}/compare", params={"a": a, "b": b}, headers=READER).text
            chosen = re.findall(r'name="person" value="([^"]+)"', page)
            assert chosen == [first, second]
        chooses = lin.get(f"{ROOT}/compare", params={"a": first}, headers=READER).text
        assert second in re.findall(r'name="b" value="([^"]+)"', chooses)

    def test_from_a_list_two_chosen_people_lead_to_their_comparison(self, lin: TestClient) -> None:
        page = open_page(lin, f"{ROOT}/candidates")

        answer = send(lin, page, f"{ROOT}/compare", person=["P-water", "P-general"])

        assert answer.status_code == 303
        assert "csrf" not in answer.headers["location"]
        assert lin.get(answer.headers["location"], headers=READER).status_code in (200, 404)


class TestCases:
    @pytest.fixture
    def case(self, world: World, lin: TestClient) -> Any:
        """The case of a pair, new for every test."""
        for case in world.engine.store.cases.of_needs():
            world.engine.store.cases.erase(professional=case.professional)
        send(lin, open_page(lin, f"{ROOT}/candidates"), f"{ROOT}/shortlist", person="P-water", note="<b>first</b>")
        return world.engine.store.cases.of_needs([NEED])[0]

    def test_whoever_is_put_on_the_shortlist_is_there_once_and_can_be_taken_off(
        self, world: World, lin: TestClient, case: Any
    ) -> None:
        page = open_page(lin, f"{ROOT}/candidates")
        again = send(lin, page, f"{ROOT}/shortlist", person=["P-water", "nobody"])

        assert len(world.engine.store.cases.of_needs([NEED])) == 1
        listed = lin.get(again.headers["location"], headers=READER).text
        assert "已加入入围名单：1人" in text_of(listed)
        assert "&lt;b&gt;first&lt;/b&gt;" in listed
        send(lin, listed, f"{ROOT}/shortlist/undo", case=case.id)
        assert world.engine.store.cases.of_needs([NEED]) == []

    def test_a_form_without_the_token_of_the_page_does_nothing(self, world: World, lin: TestClient, case: Any) -> None:
        answer = lin.post(f"/cases/{case.id}/move", data={"stage": "interested", "version": 1}, headers=READER)

        assert answer.status_code == 403
        assert world.engine.store.cases.get(case.id) == case

    def test_a_case_is_moved_noted_and_taken_back(self, world: World, lin: TestClient, case: Any) -> None:
        page = open_page(lin, f"/cases/{case.id}")
        send(lin, page, f"/cases/{case.id}/move", stage="interested", version=1, text="said yes")
        moved = open_page(lin, f"/cases/{case.id}")
        assert "已移到“有意向”" in text_of(moved)

        send(lin, moved, f"/cases/{case.id}/undo", version=2)
        back = world.engine.store.cases.get(case.id)
        assert back is not None
        assert (back.stage, back.version) == ("shortlisted", 3)
        send(lin, moved, f"/cases/{case.id}/note", text="called")
        assert "called" in open_page(lin, f"/cases/{case.id}")

    def test_the_second_of_two_who_move_a_case_is_told_and_keeps_what_they_wrote(
        self, world: World, lin: TestClient, case: Any
    ) -> None:
        page = open_page(lin, f"/cases/{case.id}")
        send(lin, page, f"/cases/{case.id}/move", stage="meeting", version=1)

        answer = send(lin, page, f"/cases/{case.id}/move", stage="interested", version=1, text="a long note")

        assert answer.status_code == 412
        assert "改为“洽谈中”" in text_of(answer.text)
        assert "a long note" in answer.text
        kept = world.engine.store.cases.get(case.id)
        assert kept is not None
        assert kept.stage == "meeting"

    def test_nobody_is_contacted_without_consent_nor_too_often(self, world: World, lin: TestClient, case: Any) -> None:
        page = open_page(lin, f"/cases/{case.id}")
        refused = send(lin, page, f"/cases/{case.id}/move", stage="contacted", version=1, text="kept")
        assert refused.status_code == 422
        assert "没有同意联系" in refused.text
        assert "kept" in refused.text

        store, now = world.engine.store, world.clock()
        store.agree("P-water", Agreement("contact", True, date(2026, 11, 1)))
        for number in range(3):
            other = store.cases.add(f"N-far-{number}", "P-water", "contacted", "others", now - timedelta(days=number))
            assert other.stage == "contacted"
        often = send(lin, page, f"/cases/{case.id}/move", stage="contacted", version=1)
        assert "已联系3次，上限3次" in often.text
        assert "others" not in often.text
        for address in (f"{ROOT}/candidates", f"{ROOT}/candidates/P-water"):
            assert "30天内已联系3次（上限3次）" in open_page(lin, address)
        store.cases.erase(need="N-far-0")
        assert send(lin, page, f"/cases/{case.id}/move", stage="contacted", version=1).status_code == 303

    def test_closing_asks_for_a_reason(self, world: World, lin: TestClient, case: Any) -> None:
        page = open_page(lin, f"/cases/{case.id}")

        assert send(lin, page, f"/cases/{case.id}/move", stage="closed", version=1).status_code == 422
        send(lin, page, f"/cases/{case.id}/move", stage="closed", version=1, reason="taken")
        assert "已由他人承担" in open_page(lin, f"/cases/{case.id}")

    def test_cases_of_another_base_are_not_there(self, world: World, case: Any) -> None:
        wang = world.signed_in("wang")

        assert case.id not in open_page(wang, "/cases")
        open_page(wang, f"/cases/{case.id}", 404)
        page = open_page(wang, "/needs/new")
        assert send(wang, page, f"/cases/{case.id}/move", stage="meeting", version=1).status_code == 404
        assert send(wang, page, f"{ROOT}/shortlist", person="P-water").status_code == 404

    def test_both_views_show_the_same_cases(self, lin: TestClient, case: Any) -> None:
        for view in ("list", "board"):
            assert case.id in lin.get(f"/cases?view={view}", headers=READER).text


class TestEditor:
    def fields(self, **changed: str) -> dict[str, str]:
        return {
            "title": "泵站改造",
            "body": "要求：有光伏提水工程经验。",
            "base": "B-1",
            "visibility": "public",
        } | changed

    def test_a_pasted_text_becomes_requirements_and_is_kept_once_saved(self, world: World, lin: TestClient) -> None:
        page = open_page(lin, "/needs/new")
        before = len(world.engine.records.ids("need"))
        body = "The engineer must have experience in membrane distillation."
        read = send(lin, page, "/needs/new", **self.fields(body=body, do="read")).text
        assert len(world.engine.records.ids("need")) == before
        assert "membrane distillation" in re.search(r'name="requirement-0-skills" value="([^"]*)"', read)[1].lower()  # type: ignore[index]

        answer = send(
            lin, read, "/needs/new",
            **self.fields(body=body, do="find"),
            **{"requirement-0-text": "has built a plant", "requirement-0-skills": "membrane distillation | 膜蒸馏"},
        )  # fmt: skip

        assert answer.status_code == 303
        identifier = answer.headers["location"].split("/")[2]
        assert answer.headers["location"].endswith("/candidates")
        need = world.engine.records.get("need", identifier)[1]
        assert isinstance(need, Need)
        assert need.requirements[0].skills == ("membrane distillation", "膜蒸馏")
        assert identifier in open_page(lin, "/needs")

    def test_what_is_wrong_is_said_at_the_field_and_nothing_typed_is_lost(self, world: World, lin: TestClient) -> None:
        page = open_page(lin, "/needs/new")
        wrong = self.fields(
            do="save",
            title="没有保存的泵站",
            base="B-2",
            deadline="soon",
            period_start="2027-05-01",
            period_end="2027-04-01",
        )

        answer = send(lin, page, "/needs/new", **wrong, **{"requirement-0-text": "kept as it is"})

        assert answer.status_code == 422
        assert "没有保存的泵站" in answer.text
        assert "kept as it is" in answer.text
        for name in ("base", "deadline", "period_end"):
            assert f'href="#{name}"' in answer.text
            assert f'id="{name}-wrong"' in answer.text
        assert "没有保存的泵站" not in open_page(lin, "/needs")

    def test_buttons_arrange_requirements_without_saving(self, lin: TestClient) -> None:
        page = open_page(lin, "/needs/new")
        three = {f"requirement-{n}-text": name for n, name in enumerate(("甲", "乙", "丙"))}

        def texts(act: str) -> list[str]:
            answer = send(lin, page, "/needs/new", **self.fields(do=act), **three).text
            return re.findall(r'name="requirement-\d+-text"[^>]*>\s*(.*?)</textarea>', answer)

        assert texts("up-2") == ["甲", "丙", "乙"]
        assert texts("down-0") == ["乙", "甲", "丙"]
        assert texts("join-1") == ["甲；乙", "丙"]
        assert texts("add") == ["甲", "乙", "丙", ""]
        assert texts("up-99") == texts("nonsense") == ["甲", "乙", "丙"]

    def test_a_change_between_the_look_and_the_save_is_not_written_over(
        self, world: World, lin: TestClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        world.engine.records.put(Need(id="N-race", title="First", body="Pumps are wanted.", base="B-1", type="project"))
        page = open_page(lin, "/needs/N-race/edit")
        hidden = dict(re.findall(r'name="(version|before)" value="([^"]*)"', page))
        hidden = {name: value.replace("&#34;", '"') for name, value in hidden.items()}
        put_if, theirs = world.engine.records.put_if, ["Theirs"]

        def slow(record: Any, version: int) -> int | None:
            if theirs:
                title = theirs.pop()
                world.engine.records.put(Need(id="N-race", title=title, body="Pumps are wanted.", base="B-1"))
            return put_if(record, version)

        monkeypatch.setattr(world.engine.records, "put_if", slow)
        own = {"title": "Mine", "body": "Pumps are wanted.", "base": "B-1", "type": "project", "visibility": "public"}
        answer = send(lin, page, "/needs/N-race/edit", **own, **hidden, do="save")

        assert answer.status_code == 412
        assert world.engine.records.get("need", "N-race")[1].title == "Theirs"  # type: ignore[union-attr]

    def test_what_only_one_side_changed_is_put_together_and_the_rest_is_asked(
        self, world: World, lin: TestClient
    ) -> None:
        need = Need(id="N-two", title="First", body="Pumps are wanted.", base="B-1", type="project")
        world.engine.records.put(need)
        page = open_page(lin, "/needs/N-two/edit")
        hidden = dict(re.findall(r'name="(version|before)" value="([^"]*)"', page))
        hidden = {name: value.replace("&#34;", '"') for name, value in hidden.items()}
        world.engine.records.put(Need(id="N-two", title="Theirs", body="Pumps are wanted.", base="B-1", type="trip"))

        own = {"title": "Mine", "body": "Pumps are wanted.", "base": "B-1", "type": "project", "visibility": "public"}
        answer = send(lin, page, "/needs/N-two/edit", **own, **hidden, do="save")

        assert answer.status_code == 412
        text = text_of(answer.text)
        assert "Theirs" in text
        assert "Mine" in text
        assert 'value="trip" selected' in answer.text
        fresh = dict(re.findall(r'name="(version|before)" value="([^"]*)"', answer.text))
        chosen = own | {"title": "Theirs", "type": "trip", "version": fresh["version"]}
        assert send(lin, page, "/needs/N-two/edit", **chosen, do="save").status_code == 303
        kept = world.engine.records.get("need", "N-two")[1]
        assert (kept.title, kept.type) == ("Theirs", "trip")  # type: ignore[union-attr]

    def test_a_restricted_need_is_kept_and_not_matched(self, world: World, lin: TestClient) -> None:
        page = open_page(lin, "/needs/new")

        answer = send(lin, page, "/needs/new", **self.fields(visibility="restricted", do="save"))

        identifier = answer.headers["location"].split("/")[2]
        assert "不参与匹配" in open_page(lin, f"/needs/{identifier}")
        assert identifier not in world.engine.matching.open_needs()


class TestImport:
    def imported(self, world: World, lin: TestClient, name: str, content: bytes) -> str:
        """The page of an import whose file the worker has taken in."""
        page = open_page(lin, "/needs/import")
        answer = lin.post(
            "/needs/import", data={"csrf": token_of(page)}, files={"file": (name, content)}, headers=READER
        )
        assert answer.status_code == 303
        assert "正在导入" in open_page(lin, answer.headers["location"])
        assert Worker(Bench(world.engine, load_settings()), KINDS, world.clock).run_one()
        return open_page(lin, answer.headers["location"])

    def test_good_rows_are_taken_and_the_others_come_back_marked(self, world: World, lin: TestClient) -> None:
        table = "id,title,base,deadline\nN-i1,Solar pumps,B-1,2027-03-01\nN-i2,Water,B-1,soon\nN-i3,Other,B-2,\n"

        page = self.imported(world, lin, "needs.csv", table.encode())

        assert "N-i1" in open_page(lin, "/needs")
        assert "3行：1行可用，2处要改" in text_of(page)
        assert "soon" in text_of(page)
        (file,) = [one for one in links_of(page) if one.endswith("marked.xlsx")]
        assert lin.get(file).content.startswith(b"PK")

    def test_no_file_is_said_at_the_field(self, lin: TestClient) -> None:
        answer = send(lin, open_page(lin, "/needs/import"), "/needs/import")

        assert answer.status_code == 422
        assert 'href="#file"' in answer.text

    def test_the_template_can_be_filled_in_and_taken(self, lin: TestClient) -> None:
        answer = lin.get("/needs/import/template.xlsx?lang=zh")

        assert "需求名称" in str(
            CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
        )

    def test_a_job_of_somebody_else_is_not_there(self, world: World, lin: TestClient) -> None:
        page = self.imported(world, lin, "needs.csv", b"id,title,base\nN-i9,Pumps,B-1\n")
        (own,) = re.findall(r'action="/sign-out"|(/needs/import/\w{32})', page)[:1] or [""]
        jobs = [one for one in links_of(open_page(lin, "/needs/import")) if re.fullmatch(r"/needs/import/\w{32}", one)]

        assert jobs
        for job in {*jobs, own} - {""}:
            open_page(world.signed_in("wang"), job, 404)


class TestHome:
    def test_the_first_page_says_what_waits(self, world: World, lin: TestClient) -> None:
        page = open_page(lin, "/home")

        assert lin.get("/", headers=READER).headers["location"] == "/home"
        assert NEED in " ".join(links_of(page)) or quote(NEED) in " ".join(links_of(page))
        assert "夜间运行尚未进行" in text_of(page)

    def test_who_came_overnight_is_named_with_their_need(self, world: World, lin: TestClient) -> None:
        store, day = world.engine.store, date(2026, 11, 21)
        store.put_run(Run("night-1", day, "r", "m", 1), [(NEED, "P-general", 1, 0.5)])
        store.put_run(Run("night-2", day + timedelta(days=1), "r", "m", 2), [(NEED, "P-water", 1, 0.5)])

        text = text_of(open_page(lin, "/home"))

        assert "新增1人：Li Wei" in text
        assert "1人不再列入" in text

    def test_a_case_that_does_not_move_waits_for_somebody(self, world: World, lin: TestClient) -> None:
        world.engine.store.cases.add(NEED, "P-水处理", "meeting", "lin", world.clock() - timedelta(days=8))

        assert "停在“洽谈中”8天" in text_of(open_page(lin, "/home"))
        assert "超过7天没有动静" in text_of(open_page(lin, "/cases"))


def test_a_reader_who_is_not_signed_in_comes_back_to_the_same_page_after_it(world: World) -> None:
    answer = world.client().get(f"{ROOT}/candidates?band=good", headers=READER)

    assert answer.status_code == 303
    address, _, after = unquote(answer.headers["location"]).partition("?next=")
    assert (address, after) == ("/sign-in", unquote(f"{ROOT}/candidates?band=good"))


def test_a_person_who_withdraws_is_gone_from_the_next_page(world: World, lin: TestClient) -> None:
    person = Professional(
        id="P-leaves", name="Ann Leaves",
        works=(Work("Zero liquid discharge", "We built zero liquid discharge.", 2024),),
        consent=Consent(("matching",), date(2026, 1, 1)), languages=("en",),
    )  # fmt: skip
    world.engine.records.put(person)
    open_page(lin, f"{ROOT}/candidates/P-leaves")

    world.engine.records.agree("P-leaves", Agreement("matching", False, date(2026, 11, 22)))

    open_page(lin, f"{ROOT}/candidates/P-leaves", 404)
    assert "Ann Leaves" not in open_page(lin, f"{ROOT}/candidates")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_word_of_the_engine_room_reaches_a_page(world: World, lin: TestClient, solar: str, lang: str) -> None:
    not_here = {
        "zh": "候选人 贴近度 满值为 置信度 短名单 流水线 余弦 冠军 利益冲突 无匹配 上传入库 None N/A",
        "en": "candidate cosine counterfactual pipeline champion fingerprint upsert ranker None N/A nan",
    }[lang].split()
    case = world.engine.store.cases.add("N-sun", "P-solar", "shortlisted", "lin", world.clock())
    pages = (
        "/home", "/needs", solar, f"{solar}/edit", f"{solar}/candidates", f"{solar}/candidates/P-solar",
        f"{ROOT}/candidates", f"{ROOT}/candidates/P-water", f"{ROOT}/compare", f"{solar}/shortlist", "/cases",
        f"/cases/{case.id}", "/needs/new", "/needs/import",
    )  # fmt: skip
    for address in pages:
        text = text_of(open_page(lin, address, lang=lang)).casefold()
        patterns = [rf"\b{word.casefold()}s?\b" if lang == "en" else word for word in not_here]
        assert [one for one in patterns if re.search(one, text)] == [], address


def test_no_link_of_a_page_leads_nowhere(world: World, lin: TestClient, solar: str) -> None:
    seen: set[str] = set()
    waiting = ["/home"]
    while waiting:
        address = waiting.pop()
        answer = lin.get(address, headers=READER, follow_redirects=True)
        assert answer.status_code == 200, address
        if "text/html" not in answer.headers["content-type"]:
            continue
        links = {link.split("#")[0] for link in links_of(answer.text)}
        new = {link for link in links if link.startswith("/") and "lang=" not in link} - seen
        seen |= new
        waiting += sorted(new)

    assert len(seen) > 40
    assert f"{ROOT}/candidates/P-water" in seen


def test_an_id_with_signs_of_addresses_is_followed_through_all_pages(world: World, lin: TestClient) -> None:
    odd, person = "N/1?&x=y#z%", "P/1?&x"
    world.engine.records.put(
        Need(id=odd, title="Odd pumps", body="We need pump alpha.", base="B-1", requirements=(Requirement("alpha"),))
    )
    consent = Consent(("matching",), date(2026, 1, 1))
    world.engine.records.put(Professional(id=person, summary="Built pump alpha.", consent=consent))
    root = f"/needs/{quote(odd, safe='')}"

    assert root in " ".join(links_of(open_page(lin, "/needs")))
    for address in (root, f"{root}/candidates", f"{root}/edit", f"{root}/candidates/{quote(person, safe='')}"):
        page = open_page(lin, address)
        switch = [link for link in links_of(page) if link.endswith("lang=en")]
        assert lin.get(switch[0], headers=READER).status_code == 200
    added = send(lin, open_page(lin, root), f"{root}/shortlist", person=person)
    assert "1人" in text_of(lin.get(added.headers["location"], headers=READER).text)
