"""Everything derived from the store heals: after crashes, losses and damage, and with several writers and readers."""

import json
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import cast

import numpy as np
import pytest
from sqlalchemy import event

from matcher.arrays import FloatArray, ScoreArray
from matcher.embed.hashing import HashingEmbedder
from matcher.embed.port import Role
from matcher.errors import NotFoundError, ReadOnlyError
from matcher.features import FeatureTable
from matcher.matching.engine import ALL, Engine
from matcher.matching.sync import CHUNK
from matcher.records import MATCHING, Base, Consent, Need, Professional, Record
from matcher.results import Ranking
from matcher.retrieval import cache
from matcher.retrieval.columns import is_read
from matcher.store.port import Run
from matcher.store.sql import SqlStore
from matcher.text import fingerprint, passages, texts_to_embed
from tests.integration.worlds import AGREED, TODAY, CountingEmbedder, FailingEmbedder, engine_in, market, need, person

MODEL = "hashing-256"


Answers = dict[str, list[tuple[str, float]]]


def answers(engine: Engine) -> Answers:
    """The best two of the pool and behind them everybody, from columns and indexes that hold what the store holds."""
    assert_in_step(engine)
    return {
        need_id: engine.matching.scores("candidates", need_id, 2) + engine.matching.scores("candidates", need_id, ALL)
        for need_id in engine.matching.open_needs()
    }


def assert_in_step(engine: Engine) -> None:
    """Columns and indexes hold every record that may be matched, with the vectors of its texts, and no other."""
    snapshot = engine.snapshot()
    consented = engine.store.consented(MATCHING, engine.today()).tolist()
    for corpus, rows in ((snapshot.people, consented), (snapshot.needs, sorted(engine.store.rows("need")))):
        assert sorted(corpus.rows[corpus.live].tolist()) == rows
        frozen = corpus.frozen.columns
        assert np.array_equal(corpus.frozen.index.ids(), frozen.passage_ids[is_read(frozen.passages)])
        live = corpus.take(corpus.numbers)
        assert corpus.own.texts == corpus.english.texts == len(live.passages)
        assert corpus.own.holders.sum() == len(live.own.counts)
        texts = {text for row in rows for text in texts_to_embed(record_in(engine, row))}
        kept = engine.store.vectors(MODEL, [fingerprint(text) for text in texts])
        assert len(kept) == len(texts)
        of_rows = np.split(live.passages.vectors.unit(), live.passage_starts[1:-1])
        for row, vectors in zip(live.rows.tolist(), of_rows, strict=bool(len(live))):
            for passage, vector in zip(passages(record_in(engine, row)), vectors, strict=True):
                assert vector == pytest.approx(kept[fingerprint(passage.text)], abs=1e-3)


def record_in(engine: Engine, row: int) -> Professional | Need:
    record = engine.store.entries([row], "")[row].record
    assert isinstance(record, Professional | Need)
    return record


def of_fresh_store(folder: Path, records: Sequence[Record]) -> Answers:
    """What an engine answers that never had anything but these records."""
    engine = engine_in(folder, pool=4, store="memory")
    engine.records.put_many(records)
    found = answers(engine)
    engine.close()
    return found


def indexed(folder: Path, kind: str) -> list[int]:
    """Rows of the store in the index files."""
    manifest = json.loads((folder / "index" / cache.MANIFEST).read_bytes())
    loaded = cache.load(folder / "index", cache.Source(**manifest["source"]))
    assert loaded is not None
    rows: list[int] = loaded[1][f"{kind}.rows"].tolist()
    return rows


def store_of(folder: Path) -> SqlStore:
    return SqlStore(f"sqlite:///{folder / 'homematch.db'}")


def saved(folder: Path, records: Sequence[Record]) -> None:
    engine = engine_in(folder, pool=4)
    engine.records.put_many(records)
    engine.save()
    engine.close()


def test_a_second_start_embeds_nothing_and_answers_the_same(tmp_path: Path) -> None:
    saved(tmp_path, market())
    embedder = CountingEmbedder()
    engine = engine_in(tmp_path, embedder, pool=4)
    assert answers(engine) == of_fresh_store(tmp_path, market())
    assert embedder.texts == []
    engine.close()


def test_an_index_file_older_than_the_store_is_brought_up_to_date(tmp_path: Path) -> None:
    records = market()
    saved(tmp_path, records)
    store = store_of(tmp_path)
    changed: list[Record] = [person("p000", "tang poetry"), person("new", "wind turbines"), need("n0", "steel welding")]
    store.put_many(changed)
    store.erase("professional", "p001")
    store.close()
    engine = engine_in(tmp_path, pool=4)
    ids = {"p000", "p001", "n0"}
    expected = of_fresh_store(tmp_path, [*(each for each in records if each.id not in ids), *changed])
    assert answers(engine) == expected
    engine.save()
    rows = store_of(tmp_path).rows("professional")
    assert indexed(tmp_path, "professional") == sorted(rows)
    engine.close()


def files_of_index(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / "index").rglob("*") if path.is_file())


@pytest.mark.parametrize("lost", ["all", "manifest.json", "professional.rows.npy", "need.index.npy", "terms.npy"])
def test_missing_index_files_are_said_and_made_again(tmp_path: Path, lost: str) -> None:
    saved(tmp_path, market())
    for file in files_of_index(tmp_path):
        if lost in ("all", file.name):
            file.unlink()
    embedder = CountingEmbedder()
    engine = engine_in(tmp_path, embedder, pool=4)
    said: list[str] = []
    engine.sync(lambda what, _done, _total: said.append(what))
    assert any("made again from the store" in what for what in said) == (lost not in ("all", "manifest.json"))
    assert answers(engine) == of_fresh_store(tmp_path, market())
    assert embedder.texts == []
    engine.close()


def test_lost_vectors_are_made_again(tmp_path: Path) -> None:
    saved(tmp_path, market())
    store = store_of(tmp_path)
    with store._writes.begin() as connection:
        connection.exec_driver_sql("DELETE FROM vectors WHERE rowid % 2")
    store.close()
    shutil.rmtree(tmp_path / "index")
    embedder = CountingEmbedder()
    engine = engine_in(tmp_path, embedder, pool=4)
    assert answers(engine) == of_fresh_store(tmp_path, market())
    assert 0 < len(embedder.texts) < 150
    engine.close()


def test_a_crash_between_store_and_index_heals(tmp_path: Path) -> None:
    saved(tmp_path, market(12))
    crashed = engine_in(tmp_path, pool=4)
    crashed.records.put_many(market())
    crashed.records.put(person("p003", "wind turbines"))
    crashed.close()
    engine = engine_in(tmp_path, pool=4)
    changed: list[Record] = [person("p003", "wind turbines") if each.id == "p003" else each for each in market()]
    assert answers(engine) == of_fresh_store(tmp_path, changed)
    engine.close()


def test_an_index_file_of_another_model_is_not_used(tmp_path: Path) -> None:
    saved(tmp_path, market())
    embedder = CountingEmbedder()
    embedder.model_id = "another"
    engine = engine_in(tmp_path, embedder, pool=4)
    assert answers(engine) == of_fresh_store(tmp_path, market())
    assert len(embedder.texts) > 50
    engine.close()


def test_an_index_file_ahead_of_a_restored_store_is_not_used(tmp_path: Path) -> None:
    backup, current = tmp_path / "backup", tmp_path / "current"
    saved(backup, [person("a", "tang poetry"), person("b", "wind turbines"), need("n")])
    shutil.copytree(backup, current)
    saved(current, [person("a", "steel welding"), person("c"), person("d")])
    shutil.rmtree(backup / "index")
    shutil.copytree(current / "index", backup / "index")
    engine = engine_in(backup, pool=1)
    records: list[Record] = [person("a", "tang poetry"), person("b", "wind turbines"), need("n")]
    assert answers(engine) == of_fresh_store(tmp_path, records)
    engine.close()


def test_an_index_file_of_another_store_is_not_used(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    saved(ours, [person("a", "tang poetry"), person("b", "wind turbines"), need("n")])
    saved(theirs, [person("b", "wind turbines"), person("a", "tang poetry"), need("n")])
    shutil.rmtree(ours / "index")
    shutil.copytree(theirs / "index", ours / "index")
    engine = engine_in(ours, pool=4)
    records: list[Record] = [person("a", "tang poetry"), person("b", "wind turbines"), need("n")]
    assert answers(engine) == of_fresh_store(tmp_path, records)
    engine.close()


def test_an_index_file_of_another_kind_of_index_is_not_used(tmp_path: Path) -> None:
    saved(tmp_path, market())
    engine = engine_in(tmp_path, pool=4, index="exact")
    assert answers(engine) == of_fresh_store(tmp_path, market())
    engine.save()
    manifest = json.loads((tmp_path / "index" / cache.MANIFEST).read_bytes())
    assert manifest["source"]["index"] == "exact"
    engine.close()


@pytest.mark.parametrize("name", ["professional.index", "need.rows", "professional.sentences.vectors", "terms"])
def test_a_damaged_index_file_is_said_and_made_again(tmp_path: Path, name: str) -> None:
    saved(tmp_path, market())
    (file,) = (tmp_path / "index").rglob(f"{name}.npy")
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 4
    file.write_bytes(content)
    engine = engine_in(tmp_path, pool=4)
    said: list[str] = []
    engine.sync(lambda what, _done, _total: said.append(what))
    assert any(f"{name}.npy: is damaged" in what for what in said)
    assert answers(engine) == of_fresh_store(tmp_path, market())
    engine.close()


def test_embedding_that_was_stopped_goes_on_where_it_stopped(tmp_path: Path) -> None:
    records: list[Professional | Need] = [*(person(f"p{at:03}", f"subject {at}") for at in range(140)), need("n")]
    distinct = {text for record in records for text in texts_to_embed(record)}
    assert len(distinct) > 3 * CHUNK
    stopped = FailingEmbedder(most=2 * CHUNK + 5)
    engine = engine_in(tmp_path, stopped)
    with pytest.raises(RuntimeError, match="switched off"):
        engine.records.put_many(records)
    assert len(stopped.texts) == 2 * CHUNK
    engine.close()
    rest = CountingEmbedder()
    again = engine_in(tmp_path, rest)
    again.sync()
    assert len(rest.texts) == len(distinct) - 2 * CHUNK
    assert set(rest.texts) | set(stopped.texts) == distinct
    assert len(again.matching.candidates("n", ALL)) == 140
    again.close()


def test_a_record_that_comes_while_another_is_embedded_is_embedded_too(tmp_path: Path) -> None:
    """Another process writes between the embedding and the moment when the catalogues are brought in step."""

    class Interrupted(CountingEmbedder):
        def encode(self, texts: Sequence[str], *, role: Role = "document") -> FloatArray:
            if not self.texts:
                other = store_of(tmp_path)
                other.put_many([person("late", "solar pumping"), need("n-late")])
                other.close()
            return super().encode(texts, role=role)

    engine = engine_in(tmp_path, Interrupted())
    engine.records.put_many([person("early", "solar pumping"), need("n")])
    for need_id in ("n", "n-late"):
        ranking = engine.matching.candidates(need_id)
        assert {each.professional for each in ranking} == {"early", "late"}
        assert all(works_value(ranking, who) is not None for who in ("early", "late"))
    engine.close()


def vectors_in(folder: Path) -> int:
    """How many vectors are kept, whoever uses them."""
    store = store_of(folder)
    kept = int(store.check()["vectors"])
    store.close()
    return kept


class DuringEmbedding(CountingEmbedder):
    """Does something else when it gets texts on quasars."""

    def __init__(self, act: Callable[[], None]) -> None:
        super().__init__()
        self._act = act

    def encode(self, texts: Sequence[str], *, role: Role = "document") -> FloatArray:
        if any("quasars" in text for text in texts):
            self._act()
        return super().encode(texts, role=role)


@pytest.mark.parametrize("what", ["erased", "changed", "withdrawn"])
def test_no_vector_stays_of_somebody_who_goes_while_being_embedded(tmp_path: Path, what: str) -> None:
    def goes() -> None:
        other = store_of(tmp_path)
        if what == "erased":
            other.erase("professional", "a")
        else:
            other.put_many([person("a", "tang poetry", consent=None if what == "withdrawn" else AGREED)])
        other.close()

    engine = engine_in(tmp_path, DuringEmbedding(goes))
    engine.records.put(need("n"))
    engine.records.put(person("a", "violet quasars"))
    gone = [fingerprint(text) for text in texts_to_embed(person("a", "violet quasars"))]
    assert engine.store.vectors(MODEL, gone) == {}
    expected = {fingerprint(text) for text in texts_to_embed(need("n"))}
    if what == "changed":
        engine.sync()
        expected |= {fingerprint(text) for text in texts_to_embed(person("a", "tang poetry"))}
    assert engine.store.vectors(MODEL, list(expected)).keys() == expected
    assert vectors_in(tmp_path) == len(expected)
    engine.close()


def test_records_that_were_kept_before_the_rules_changed_are_derived_again(tmp_path: Path) -> None:
    saved(tmp_path, market())
    before = vectors_in(tmp_path)
    store = store_of(tmp_path)
    with store._writes.begin() as connection:
        connection.exec_driver_sql("UPDATE derived SET rules = 'of yesterday'")
    gone = fingerprint("violet quasars")
    store.put_vectors(MODEL, {gone: HashingEmbedder().encode(["violet quasars"])[0]})
    store.close()
    shutil.rmtree(tmp_path / "index")
    embedder = CountingEmbedder()
    engine = engine_in(tmp_path, embedder, pool=4)
    assert answers(engine) == of_fresh_store(tmp_path, market())
    assert embedder.texts == []
    assert engine.store.vectors(MODEL, [gone]) == {}
    assert vectors_in(tmp_path) == before
    engine.close()


def with_rules_of_yesterday(folder: Path) -> None:
    """A store and files as an earlier version left them."""
    saved(folder, market())
    store = store_of(folder)
    with store._writes.begin() as connection:
        connection.exec_driver_sql("UPDATE derived SET rules = 'of yesterday'")
    store.close()
    shutil.rmtree(folder / "index")


def test_the_first_command_after_an_upgrade_keeps_what_it_derived_even_if_it_only_reads(tmp_path: Path) -> None:
    with_rules_of_yesterday(tmp_path)
    engine = engine_in(tmp_path, pool=4)
    expected = answers(engine)
    engine.close()
    engine = engine_in(tmp_path, pool=4)
    kept = engine._sync.kept()
    assert kept is not None
    assert kept.sequence == engine.store.sequence
    assert answers(engine) == expected == of_fresh_store(tmp_path, market())
    engine.close()


def test_a_command_that_only_reads_leaves_files_of_the_version_alone(tmp_path: Path) -> None:
    saved(tmp_path, market())
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "index").rglob("*") if path.is_file()}
    engine = engine_in(tmp_path, pool=4)
    engine.store.put_many([person("late")], engine.derive([person("late")]))
    answers(engine)
    engine.close()
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "index").rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("what", ["files", "store", "both"])
def test_a_command_that_may_not_write_answers_all_the_same(what: str, tmp_path: Path) -> None:
    with_rules_of_yesterday(tmp_path)
    if what != "store":
        (tmp_path / "index").write_bytes(b"no folder")
    engine = engine_in(tmp_path, pool=4)
    if what != "files":
        read_only(engine)
    given = {need: engine.matching.scores("candidates", need, ALL) for need in engine.matching.open_needs()}
    if what != "files":
        with pytest.raises(ReadOnlyError, match="can be read and not written"):
            engine.records.put(person("late"))
    engine.close()
    fresh = engine_in(tmp_path / "fresh", pool=4)
    fresh.records.put_many(market())
    assert given == {need: fresh.matching.scores("candidates", need, ALL) for need in fresh.matching.open_needs()}
    fresh.close()


def read_only(engine: Engine) -> None:
    """Take from a store the right to write."""
    database = cast(SqlStore, engine.store)._reads
    event.listen(database, "connect", lambda connection, _record: connection.execute("PRAGMA query_only = ON"))
    database.dispose()


def test_a_derived_row_that_is_missing_or_spoilt_is_derived_again(tmp_path: Path) -> None:
    saved(tmp_path, market())
    store = store_of(tmp_path)
    with store._writes.begin() as connection:
        connection.exec_driver_sql("DELETE FROM derived WHERE row % 3 = 0")
        connection.exec_driver_sql("UPDATE derived SET body = x'00ff' WHERE row % 3 = 1")
    store.close()
    shutil.rmtree(tmp_path / "index")
    engine = engine_in(tmp_path, pool=4)
    assert answers(engine) == of_fresh_store(tmp_path, market())
    engine.close()


@pytest.mark.parametrize("consent", [None, Consent(("newsletter",), TODAY)])
def test_withdrawn_consent_takes_the_vectors_and_a_new_one_brings_them_back(
    tmp_path: Path, consent: Consent | None
) -> None:
    embedder = CountingEmbedder()
    engine = engine_in(tmp_path, embedder)
    engine.records.put_many([person("a"), person("stays", "tang poetry"), need("n")])
    before, answer = vectors_in(tmp_path), answers(engine)
    engine.records.put(person("a", consent=consent))
    assert vectors_in(tmp_path) == before - len(texts_to_embed(person("a")))
    embedder.texts.clear()
    engine.records.put(person("a"))
    assert set(embedder.texts) == set(texts_to_embed(person("a")))
    assert vectors_in(tmp_path) == before
    assert answers(engine) == answer
    engine.close()


@pytest.mark.parametrize("running", [True, False], ids=["while running", "while stopped"])
def test_the_end_of_a_consent_takes_the_vectors_and_a_new_one_brings_them_back(tmp_path: Path, running: bool) -> None:
    ends, later = replace(AGREED, until=TODAY), TODAY + timedelta(1)
    engine = engine_in(tmp_path)
    engine.records.put_many(
        [person("a", consent=ends), person("stays", consent=replace(AGREED, until=later)), need("n")]
    )
    theirs = {fingerprint(text) for text in texts_to_embed(person("a"))}
    shared = theirs & {fingerprint(text) for text in texts_to_embed(person("stays"))}
    before = vectors_in(tmp_path)
    if running:
        engine.today = lambda: later
    else:
        engine.close()
        engine = engine_in(tmp_path, today=later)
    engine.sync()
    assert engine.store.vectors(MODEL, list(theirs)).keys() == shared
    assert len(shared) < len(theirs)
    engine.records.put(person("a", consent=Consent((MATCHING,), later)))
    assert vectors_in(tmp_path) == before
    assert works_value(engine.matching.candidates("n"), "a") is not None
    assert_in_step(engine)
    engine.close()


def test_who_consents_from_a_later_day_is_embedded_on_that_day_and_on_an_earlier_one_not(tmp_path: Path) -> None:
    begins = TODAY + timedelta(2)
    engine = engine_in(tmp_path)
    engine.records.put_many([person("a", consent=Consent((MATCHING,), begins)), need("n")])
    without = vectors_in(tmp_path)
    assert without == len(texts_to_embed(need("n")))
    for day, there in ((begins, True), (TODAY, False), (begins, True)):
        engine.today = lambda day=day: day  # type: ignore[misc]
        assert [each.professional for each in engine.matching.candidates("n")] == ["a"] * there
        assert vectors_in(tmp_path) == without + there * len(texts_to_embed(person("a")))
        assert_in_step(engine)
    assert works_value(engine.matching.candidates("n"), "a") is not None
    engine.close()


def test_a_text_shared_with_somebody_whose_consent_has_ended_goes_with_the_last_who_may_be_matched(
    tmp_path: Path,
) -> None:
    engine = engine_in(tmp_path)
    engine.records.put_many([person("a", consent=replace(AGREED, until=TODAY - timedelta(1))), person("b"), need("n")])
    engine.records.erase("professional", "b")
    assert vectors_in(tmp_path) == len(texts_to_embed(need("n")))
    engine.close()


def people(ranking: Ranking) -> list[str]:
    return [one.professional for one in ranking]


def works_value(ranking: Ranking, who: str) -> float | None:
    found = next(each for each in ranking if each.professional == who)
    return next(part.value for part in found.explanation.contributions if part.feature == "works")


@pytest.mark.parametrize("reopened", [False, True])
def test_erasure_removes_from_everywhere_and_the_receipt_counts(tmp_path: Path, reopened: bool) -> None:
    gone = person("gone", "violet quasars")
    engine = engine_in(tmp_path)
    engine.records.put_many([gone, person("stays"), need("n", "violet quasars")])
    engine.runs.keep(Run("night", TODAY, "default", MODEL, 1), [engine.matching.candidates("n")])
    engine.save()
    if reopened:
        engine.close()
        engine = engine_in(tmp_path)
    row = engine.records.get("professional", "gone")[0]
    assert row in indexed(tmp_path, "professional")
    receipt = engine.records.erase("professional", "gone")
    assert (receipt.kind, receipt.records, receipt.recommendations) == ("professional", 1, 1)
    assert (receipt.index_rows, receipt.lexical_rows) == (2, 2)
    assert receipt.vectors == len(texts_to_embed(gone))
    assert receipt.sequence == engine.store.sequence
    assert [each.professional for each in engine.matching.candidates("n", ALL)] == ["stays"]
    assert_in_step(engine)
    assert row not in indexed(tmp_path, "professional")
    assert engine.store.vectors(MODEL, [fingerprint(text) for text in texts_to_embed(gone)]) == {}
    with pytest.raises(NotFoundError):
        engine.matching.suggestions("gone")
    with pytest.raises(NotFoundError):
        engine.records.erase("professional", "gone")
    engine.close()
    for file in tmp_path.rglob("*"):
        assert not file.is_file() or b"violet quasars in the field" not in file.read_bytes()


def test_erasing_a_need_or_a_base_leaves_the_people(tmp_path: Path) -> None:
    engine = engine_in(tmp_path)
    engine.records.put_many([person("p"), need("n"), need("m"), Base(id="b", name="Base")])
    assert engine.records.erase("need", "n").index_rows == 1
    assert engine.records.erase("base", "b").index_rows == 0
    assert [each.need for each in engine.matching.suggestions("p")] == ["m"]
    engine.close()


def test_the_first_call_after_an_import_of_another_process_may_be_an_erasure(tmp_path: Path) -> None:
    store = store_of(tmp_path)
    store.put_many([person("a"), person("b"), need("n")])
    store.close()
    engine = engine_in(tmp_path)
    engine.records.erase("professional", "a")
    assert works_value(engine.matching.candidates("n"), "b") is not None
    engine.close()


def test_two_engines_on_one_store_see_each_others_changes(tmp_path: Path) -> None:
    left, right = engine_in(tmp_path), engine_in(tmp_path)
    left.records.put_many([person("a"), need("n")])
    assert [each.professional for each in right.matching.candidates("n")] == ["a"]
    right.records.put(person("b"))
    assert [each.professional for each in left.matching.candidates("n")] == ["a", "b"]
    right.records.erase("professional", "a")
    assert [each.professional for each in left.matching.candidates("n")] == ["b"]
    left.close()
    right.close()


def test_four_threads_can_read_while_one_puts(tmp_path: Path) -> None:
    engine = engine_in(tmp_path, pool=4)
    engine.records.put_many(market(12))
    start, problems = Barrier(5), list[BaseException]()
    arriving = [person(f"p{at:03}", "solar pumping") for at in range(100, 120)]

    def guarded(work: Callable[[], None]) -> None:
        try:
            start.wait()
            work()
        except BaseException as error:
            problems.append(error)

    def read() -> None:
        for _ in range(15):
            for need_id in ("n0", "n1"):
                ranking = engine.matching.candidates(need_id, 5)
                assert [each.rank for each in ranking] == [1, 2, 3, 4, 5]
                assert [(-each.score, each.professional) for each in ranking] == sorted(
                    (-each.score, each.professional) for each in ranking
                )
                assert all(works_value(ranking, each.professional) is not None for each in ranking)

    def put() -> None:
        for record in arriving:
            engine.records.put(record)
        engine.records.erase("professional", "p100")

    threads = [Thread(target=guarded, args=(work,)) for work in (read, read, read, read, put)]
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(usual)
    assert problems == []
    assert answers(engine) == of_fresh_store(tmp_path, [*market(12), *arriving[1:]])
    engine.close()


def test_a_changed_text_replaces_terms_and_vectors(tmp_path: Path) -> None:
    engine = engine_in(tmp_path)
    engine.records.put_many([person("p"), person("q", "tang poetry"), need("n"), need("m", "wind turbines")])
    engine.records.put(replace(person("p", "wind turbines"), works=()))
    assert engine.matching.candidates("m")[0].professional == "p"
    assert_in_step(engine)
    assert engine.matching.scores("candidates", "n", ALL) == engine.matching.scores("candidates", "n", 9)
    engine.close()


_A_MOMENT = 0.2
"""Seconds that a thread gets to do what it must not be able to do; no test fails for being slow."""


def test_a_question_is_answered_from_one_state_and_holds_up_no_writer(tmp_path: Path) -> None:
    engine = engine_in(tmp_path)
    engine.records.put_many([person("a"), need("n")])
    known = engine.scorecard.contributions
    interrupted: list[bool] = []

    def changing(table: FeatureTable) -> ScoreArray:
        if not interrupted:
            interrupted.append(True)
            writer = Thread(target=lambda: engine.records.put(person("b")))
            writer.start()
            writer.join()
        return known(table)

    engine.scorecard.contributions = changing  # type: ignore[method-assign]
    assert [one.professional for one in engine.matching.candidates("n")] == ["a"]
    assert interrupted == [True]
    assert sorted(one.professional for one in engine.matching.candidates("n")) == ["a", "b"]
    engine.close()


def test_a_record_that_changes_while_it_is_explained_is_asked_for_again(tmp_path: Path) -> None:
    engine = engine_in(tmp_path)
    engine.records.put_many([person("a"), person("b"), need("n")])
    other, known, changed = engine_in(tmp_path), engine.scorecard.contributions, list[bool]()

    def changing(table: FeatureTable) -> ScoreArray:
        if not changed:
            changed.append(True)
            other.records.put(person("a", "tang poetry"))
        return known(table)

    engine.scorecard.contributions = changing  # type: ignore[method-assign]
    ranking = engine.matching.candidates("n")
    assert [one.professional for one in ranking] == ["b", "a"]
    assert "tang poetry" in {one.professional: str(one.explanation.lines) for one in ranking}["a"]
    engine.close()
    other.close()


def test_readers_do_not_wait_for_what_is_being_embedded_and_never_see_who_has_withdrawn(tmp_path: Path) -> None:
    seen: list[list[str]] = []

    class Asking(CountingEmbedder):
        def encode(self, texts: Sequence[str], *, role: Role = "document") -> FloatArray:
            if any("quasars" in text for text in texts):
                other = store_of(tmp_path)
                other.put_many([person("a", consent=None)])
                other.close()
                reader = Thread(
                    target=lambda: seen.append([one.professional for one in engine.matching.candidates("n")])
                )
                reader.start()
                reader.join()
            return super().encode(texts, role=role)

    engine = engine_in(tmp_path, Asking())
    engine.records.put_many([person("a"), person("b"), need("n")])
    engine.records.put(person("c", "violet quasars"))
    assert seen == [["b"]]
    engine.close()


def test_two_threads_do_not_embed_the_same_texts(tmp_path: Path) -> None:
    class Slow(CountingEmbedder):
        def encode(self, texts: Sequence[str], *, role: Role = "document") -> FloatArray:
            if not self.texts:
                second.start()
                second.join(_A_MOMENT)
            return super().encode(texts, role=role)

    embedder = Slow()
    engine = engine_in(tmp_path, embedder)
    second = Thread(target=engine.sync)
    engine.records.put_many([person("a"), need("n")])
    second.join()
    assert len(embedder.texts) == len(set(embedder.texts))
    engine.close()
