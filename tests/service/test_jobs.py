"""Imports and other jobs over HTTP: begun at once, run by a worker, found again, and each only for whoever began it."""

import threading
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from python_calamine import CalamineWorkbook

from matcher.errors import NotFoundError
from matcher.records import Need, Professional
from matcher.store.jobs import Job
from service.access.viewer import Viewer
from service.jobs import LOST, Bench, Made, Progress, Worker
from service.work import KINDS, LARGEST_UPLOAD, erasure_job, night_job
from tests.service.conftest import World
from tests.service.problems import check_problem

CSV = "id,title,body,base,type\n"
ADMIN = Viewer("a-admin", "Ada", "admin")


@pytest.fixture
def worker(world: World) -> Iterator[Worker]:
    settings = world.app.state.settings
    worker = Worker(Bench(world.engine, settings), KINDS, world.clock)
    yield worker
    while worker.run_one():
        pass


def program(world: World, bases: list[str] | None = None) -> TestClient:
    client = world.client()
    client.headers["authorization"] = f"Bearer {world.keys.make('imports', ['jobs'], bases=bases)[1]}"
    return client


def begin(client: TestClient, text: str, query: str = "name=needs.csv") -> str:
    answer = client.post(f"/api/imports?{query}", content=text.encode())
    assert answer.status_code == 202, answer.text
    assert answer.json()["state"] == "waiting"
    return str(answer.headers["location"])


class TestImports:
    def test_a_file_is_taken_in_by_the_worker_and_its_outcome_is_found(self, world: World, worker: Worker) -> None:
        client = program(world)
        place = begin(client, CSV + "N-in,Pumps,Solar pumps for pasture.,B-1,project\nN-bad,,,B-1,sing\n")
        with pytest.raises(NotFoundError):
            world.engine.records.get("need", "N-in")

        assert worker.run_one()

        outcome = client.get(place).json()
        assert (outcome["state"], outcome["has_file"]) == ("done", True)
        result = outcome["result"]
        assert (result["read"], result["good"], result["changed"]) == (2, 1, 1)
        assert {problem["place"] for problem in result["problems"]}
        assert world.engine.records.get("need", "N-in")[1].title == "Pumps"  # type: ignore[union-attr]
        assert client.get("/api/jobs").json()["jobs"] == [outcome]
        world.engine.records.erase("need", "N-in")

    def test_the_marked_sheet_can_be_downloaded_by_whoever_began_the_import_only(
        self, world: World, worker: Worker
    ) -> None:
        client = program(world)
        place = begin(client, CSV + "N-bad,Pumps,,B-1,sing\n", "name=needs.csv&lang=zh")
        worker.run_one()

        sheet = client.get(f"{place}/file")
        assert sheet.headers["content-disposition"].endswith('-errors.xlsx"')
        names = CalamineWorkbook.from_filelike(BytesIO(sheet.content)).sheet_names
        assert len(names) == 2
        for path in (place, f"{place}/file"):
            assert program(world).get(path).status_code == 404
            assert world.signed_in("lin").get(path).status_code == 404
            assert world.signed_in("ada").get(path).status_code == 200

    def test_a_coordinator_puts_needs_of_own_bases_and_takes_none_of_others(self, world: World, worker: Worker) -> None:
        client = program(world, ["B-1"])
        before = world.engine.records.get("need", "N-other")[1]
        place = begin(
            client,
            CSV + "N-own,Pumps,,B-1,project\nN-foreign,Pumps,,B-2,project\n"
            "N-other,Taken over,,B-1,project\nN-none,x,,,project\n",
        )
        worker.run_one()

        result = client.get(place).json()["result"]
        assert (result["good"], result["refused"]) == (1, 3)
        assert world.engine.records.get("need", "N-other")[1] == before
        for identifier in ("N-foreign", "N-none"):
            with pytest.raises(NotFoundError):
                world.engine.records.get("need", identifier)
        world.engine.records.erase("need", "N-own")

    def test_people_are_imported_by_no_coordinator(self, world: World) -> None:
        answer = program(world, ["B-1"]).post("/api/imports?name=people.csv&kind=professional", content=b"id\nP-new\n")
        check_problem(answer, 400, "/api/imports")

    @pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"PK\x03\x04 broken", "无".encode() * 1000])
    def test_what_cannot_be_read_fails_in_words(self, world: World, worker: Worker, content: bytes) -> None:
        client = program(world)
        place = client.post("/api/imports?name=needs.xlsx", content=content).headers["location"]
        worker.run_one()
        outcome = client.get(place).json()
        assert outcome["state"] in ("failed", "done")
        assert outcome["result"].get("problem") or outcome["result"]["good"] == 0

    def test_a_name_leads_out_of_no_folder(self, world: World, worker: Worker, tmp_path: Path) -> None:
        place = begin(program(world), CSV, f"name=..%2F..{str(tmp_path).replace('/', '%2F')}%2Fout.csv")
        worker.run_one()
        assert list(tmp_path.iterdir()) == []
        assert place

    def test_a_file_over_the_limit_is_a_413(self, world: World) -> None:
        answer = program(world).post("/api/imports?name=x.csv", content=b"x" * (LARGEST_UPLOAD + 1))
        check_problem(answer, 413, "/api/imports")

    def test_a_browser_must_send_the_token_of_our_pages(self, world: World) -> None:
        answer = world.signed_in("lin").post("/api/imports?name=x.csv", content=b"id\n")
        check_problem(answer, 403, "/api/imports")

    def test_more_than_twenty_at_a_time_are_refused(self, world: World, worker: Worker) -> None:
        client = program(world)
        for _ in range(20):
            begin(client, CSV)
        check_problem(client.post("/api/imports?name=x.csv", content=b"id\n"), 400, "/api/imports")
        stopped = client.get("/api/jobs").json()["jobs"][0]["id"]
        assert client.post(f"/api/jobs/{stopped}/stop").json()["state"] == "stopped"
        begin(client, CSV)


class TestWorker:
    def worker(self, world: World, work: object) -> Worker:
        return Worker(Bench(world.engine, world.app.state.settings), {"import": work}, world.clock)  # type: ignore[dict-item]

    def add(self, world: World, identifier: str) -> Job:
        job = Job(identifier, "import", "a1", world.clock())
        world.engine.store.jobs.add(job)
        return job

    def test_a_job_that_was_running_when_the_process_died_is_run_after_the_restart(self, world: World) -> None:
        self.add(world, "lost")
        jobs, before = world.engine.store.jobs, world.clock.now
        jobs.take(before, before - LOST)
        worker = self.worker(world, lambda *_given: Made({"again": True}))
        assert not worker.run_one()

        world.clock.now += LOST + LOST
        assert worker.run_one()

        world.clock.now = before
        kept = jobs.get("lost")
        assert kept is not None
        assert (kept.state, kept.result) == ("done", {"again": True})

    def test_a_job_that_is_stopped_while_it_runs_ends_at_its_next_step(self, world: World) -> None:
        self.add(world, "asked")
        steps = []

        def work(_bench: Bench, job: Job, progress: Progress) -> Made:
            for number in range(10):
                progress("counting", number, 10)
                steps.append(number)
                if number == 3:
                    world.engine.store.jobs.stop(job.id, world.clock())
            return Made({})

        self.worker(world, work).run_one()

        kept = world.engine.store.jobs.get("asked")
        assert kept is not None
        assert (kept.state, steps) == ("stopped", [0, 1, 2, 3])

    def test_when_the_service_stops_a_job_waits_for_the_next_start(self, world: World) -> None:
        self.add(world, "interrupted")
        begun, go_on = threading.Event(), threading.Event()

        def work(_bench: Bench, _job: Job, progress: Progress) -> Made:
            progress("waiting", 0, 1)
            begun.set()
            go_on.wait(20)
            progress("waiting", 1, 1)
            raise AssertionError("it was not stopped")

        worker = self.worker(world, work)
        worker.start()
        assert begun.wait(20)
        stops = threading.Thread(target=worker.stop, args=(20,))
        stops.start()
        while not worker.is_stopping:
            pass
        go_on.set()
        stops.join()

        kept = world.engine.store.jobs.get("interrupted")
        assert kept is not None
        assert kept.state == "waiting"
        self.worker(world, lambda *_given: Made({})).run_one()

    def test_a_failure_says_what_kind_it_is_and_nothing_of_what_was_inside(self, world: World) -> None:
        self.add(world, "broken")

        def work(*_given: object) -> Made:
            raise ValueError("Li Wei is inside")

        self.worker(world, work).run_one()

        kept = world.engine.store.jobs.get("broken")
        assert kept is not None
        assert (kept.state, kept.result) == ("failed", {"problem": "unexpected: ValueError"})


class TestErasureAndNight:
    def test_an_erasure_leaves_a_receipt_and_no_id(self, world: World, worker: Worker) -> None:
        world.engine.records.put(Professional(id="P-goes", name="Goes", summary="Pumps."))
        job = erasure_job(ADMIN, world.clock())
        world.engine.store.jobs.add(job, b"P-goes")

        worker.run_one()

        kept = world.engine.store.jobs.get(job.id)
        assert kept is not None
        assert kept.state == "done"
        receipts = [erasure.receipt.id for erasure in world.engine.store.erasures()]
        assert kept.result["receipt"] in receipts
        assert "P-goes" not in str(kept)
        assert world.engine.store.jobs.upload(job.id) is None

    def test_an_erasure_that_was_interrupted_after_it_gives_the_same_receipt(
        self, world: World, worker: Worker
    ) -> None:
        world.engine.records.put(Professional(id="P-twice", name="Twice", summary="Pumps."))
        receipt = world.engine.records.erase("professional", "P-twice")
        job = erasure_job(ADMIN, world.clock())
        world.engine.store.jobs.add(job, b"P-twice")

        worker.run_one()

        kept = world.engine.store.jobs.get(job.id)
        assert kept is not None
        assert kept.result["receipt"] == receipt.id

    def test_a_night_can_be_run_as_a_job(self, world: World, worker: Worker) -> None:
        world.engine.records.put(Need(id="N-night", title="Pumps", base="B-1"))
        job = night_job(ADMIN, world.clock())
        world.engine.store.jobs.add(job)

        worker.run_one()

        kept = world.engine.store.jobs.get(job.id)
        assert kept is not None
        assert kept.state == "done", kept.result
        assert world.engine.store.run(kept.result["run"])[1]
        world.engine.records.erase("need", "N-night")
