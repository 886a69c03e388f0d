"""A second model beside the bridge: what it reads, what its word counts in, and how a filled store takes to it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from matcher.arrays import FloatArray
from matcher.build import make_second, open_engine
from matcher.config import load_settings
from matcher.embed.glossed import GlossedEmbedder
from matcher.embed.hashing import HashingEmbedder
from matcher.embed.port import Embedder, Role
from matcher.errors import ModelError
from matcher.matching.engine import ALL, Engine
from matcher.matching.sync import CHUNK, silent
from matcher.records import Need, Record
from matcher.results import Direction
from matcher.text import fingerprint
from service.backup import back_up_to, restore_from
from tests.integration.commands import command_in
from tests.integration.tiny_models import tiny_model
from tests.integration.worlds import CountingEmbedder, FailingEmbedder, need, person, settings_in

GLOSSES = {"光伏提水": "solar pumping", "风电机组": "wind turbines", "土壤修复": "earth mending"}
"""What the bridge makes of Chinese here; nobody says the last one so."""
MEANINGS = {"光伏提水": "solar pumping", "风电机组": "wind turbines", "土壤修复": "soil remediation"}


class Multilingual(CountingEmbedder):
    """A model that reads both languages: a Chinese text has the vector of what it means."""

    def __init__(self, most: int = 10**9, name: str = "second-1") -> None:
        super().__init__()
        self._inner, self.model_id = FailingEmbedder(most), name

    def encode(self, texts: Sequence[str], *, role: Role = "document") -> FloatArray:
        self.texts.extend(texts)
        return self._inner.encode([said_in_english(text, MEANINGS) for text in texts], role=role)


def said_in_english(text: str, words: dict[str, str]) -> str:
    for chinese, english in words.items():
        text = text.replace(chinese, english)
    return text


def first() -> Embedder:
    """An English model behind a bridge."""
    return GlossedEmbedder(HashingEmbedder(), lambda text: [said_in_english(text, GLOSSES)], "bridge")


def engine_with(folder: Path, second: Embedder | None, **chosen: Any) -> Engine:
    settings = settings_in(folder, index="exact", bridge="none", **chosen)
    return open_engine(settings, embedder=first(), second=second)


ENGLISH: tuple[Record, ...] = (person("en-soil", "soil remediation"), person("en-poet", "tang poetry"))
CHINESE = Need(id="zh-soil", title="土壤修复", body="土壤修复。")


def order(engine: Engine, query: str, direction: Direction = "candidates") -> list[str]:
    return [identifier for identifier, _ in engine.matching.scores(direction, query, ALL)]


def test_the_second_model_corrects_what_the_bridge_says_wrongly(tmp_path: Path) -> None:
    best = {}
    for name, second in (("alone", None), ("both", Multilingual())):
        engine = engine_with(tmp_path / name, second, store="memory")
        engine.records.put_many([*ENGLISH, CHINESE])
        best[name] = order(engine, "zh-soil")[0]
    assert best == {"alone": "en-poet", "both": "en-soil"}


def test_two_english_texts_are_as_alike_as_the_first_model_says(tmp_path: Path) -> None:
    records = [*ENGLISH, need("en-need", "soil remediation"), person("zh", "土壤修复")]
    scores = {}
    for name, second in (("alone", None), ("both", Multilingual())):
        engine = engine_with(tmp_path / name, second, store="memory")
        engine.records.put_many(records)
        scores[name] = dict(engine.matching.scores("candidates", "en-need", ALL))
    assert scores["alone"].keys() == scores["both"].keys()
    for identifier in ("en-soil", "en-poet"):
        assert scores["both"][identifier] == pytest.approx(scores["alone"][identifier], abs=1e-6)


def test_an_english_store_is_read_once(tmp_path: Path) -> None:
    second = Multilingual()
    engine = engine_with(tmp_path, second)
    engine.records.put_many([*ENGLISH, need("en-need")])
    engine.sync()
    assert second.texts == []


def test_english_profiles_are_read_twice_from_the_first_chinese_need_on(tmp_path: Path) -> None:
    second = Multilingual()
    engine = engine_with(tmp_path, second)
    engine.records.put_many([*ENGLISH, need("en-need", "steel welding")])
    engine.sync()
    engine.records.put_many([CHINESE])
    assert order(engine, "zh-soil")[0] == "en-soil"
    assert "Works on soil remediation." in second.texts
    assert not any("steel" in text for text in second.texts)
    assert len(second.texts) == len(set(second.texts))
    engine.records.put_many([person("zh", "风电机组")])
    engine.sync()
    assert any("steel" in text for text in second.texts)


def test_no_text_is_read_twice_by_the_second_model(tmp_path: Path) -> None:
    engine = engine_with(tmp_path, Multilingual())
    engine.records.put_many([*ENGLISH, CHINESE])
    engine.save()
    engine.close()
    again = Multilingual()
    engine = engine_with(tmp_path, again)
    assert order(engine, "zh-soil")[0] == "en-soil"
    engine.records.put_many([person("en-soil", "soil remediation", headline="Now a professor")])
    engine.sync()
    assert again.texts == ["Now a professor"]


def filled(folder: Path) -> None:
    """A store that the first model alone has read."""
    engine = engine_with(folder, None)
    engine.records.put_many([*ENGLISH, CHINESE])
    engine.save()
    engine.close()


def test_old_answers_stay_until_the_second_model_has_read_the_store(tmp_path: Path) -> None:
    filled(tmp_path)
    second = Multilingual()
    engine = engine_with(tmp_path, second)
    assert order(engine, "zh-soil")[0] == "en-poet"
    engine.records.put_many([person("new", "steel welding")])
    assert order(engine, "zh-soil")[0] == "en-poet"
    assert second.texts == []
    engine.sync()
    assert order(engine, "zh-soil")[0] == "en-soil"


def test_a_switch_that_was_killed_goes_on_where_it_stopped(tmp_path: Path) -> None:
    people = [person(f"p{number}", f"soil remediation {number}") for number in range(CHUNK)]
    engine = engine_with(tmp_path, None)
    engine.records.put_many([*people, CHINESE])
    engine.save()
    engine.close()
    stopped = Multilingual(2 * CHUNK)
    engine = engine_with(tmp_path, stopped)
    with pytest.raises(RuntimeError, match="switched off"):
        engine.sync()
    before = order(engine, "zh-soil")
    engine.close()
    second = Multilingual()
    engine = engine_with(tmp_path, second)
    assert order(engine, "zh-soil") == before
    engine.sync()
    kept = set(stopped.texts[: len(stopped.texts) // CHUNK * CHUNK - CHUNK])
    assert kept
    assert not kept & set(second.texts)


def test_without_the_second_model_the_old_answers_come_back(tmp_path: Path) -> None:
    filled(tmp_path)
    engine = engine_with(tmp_path, Multilingual())
    engine.sync()
    engine.save()
    engine.close()
    engine = engine_with(tmp_path, None)
    assert order(engine, "zh-soil")[0] == "en-poet"


def test_another_second_model_is_not_mixed_with_the_one_before(tmp_path: Path) -> None:
    filled(tmp_path)
    engine = engine_with(tmp_path, Multilingual())
    engine.sync()
    engine.save()
    engine.close()
    other = Multilingual(name="second-2")
    engine = engine_with(tmp_path, other)
    assert order(engine, "zh-soil")[0] == "en-poet"
    engine.sync()
    assert order(engine, "zh-soil")[0] == "en-soil"
    assert "Works on soil remediation." in other.texts


def test_files_give_the_same_answers_as_the_store(tmp_path: Path) -> None:
    engine = engine_with(tmp_path, Multilingual())
    engine.records.put_many([*ENGLISH, CHINESE, person("zh", "土壤修复"), need("en-need", "soil remediation")])
    made = {query: engine.matching.scores("candidates", query, ALL) for query in ("zh-soil", "en-need")}
    engine.save()
    engine.close()
    engine = engine_with(tmp_path, Multilingual(0))
    assert {query: engine.matching.scores("candidates", query, ALL) for query in made} == made


def test_the_second_model_proposes_whom_the_first_does_not_see(tmp_path: Path) -> None:
    crowd = [person(f"poet{number}", "tang poetry") for number in range(30)]
    engine = engine_with(tmp_path, Multilingual(), pool=4)
    engine.records.put_many([*crowd, *ENGLISH, CHINESE])
    engine.save()
    assert "en-soil" in [identifier for identifier, _ in engine.matching.scores("candidates", "zh-soil", 3)]
    engine.records.put_many([person("en-soil-2", "soil remediation")])
    assert "en-soil-2" in [identifier for identifier, _ in engine.matching.scores("candidates", "zh-soil", 3)]


def test_erased_people_leave_nothing_to_the_second_model(tmp_path: Path) -> None:
    engine = engine_with(tmp_path, Multilingual())
    engine.records.put_many([*ENGLISH, CHINESE])
    engine.sync()
    key = fingerprint("Works on tang poetry.")
    assert engine.store.vectors("second-1", [key])
    engine.records.erase("professional", "en-poet")
    engine.save()
    index = engine.snapshot().people.frozen.second
    assert engine.store.vectors("second-1", [key]) == {}
    assert index is not None
    assert len(index) == len(engine.snapshot().people.frozen.columns.passages)


def test_a_folder_that_is_not_whole_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "half").mkdir()
    settings = settings_in(tmp_path, embedder="sentence-transformers", second_model=str(tmp_path / "half"))
    with pytest.raises(ModelError, match="homematch models unpack multilingual"):
        make_second(settings)


@pytest.mark.parametrize("named", ["", "none"])
def test_without_a_folder_there_is_no_second_model(tmp_path: Path, named: str) -> None:
    assert make_second(settings_in(tmp_path, embedder="sentence-transformers", second_model=named)) is None


def test_any_model_takes_the_place_and_is_centred_on_what_is_shipped(tmp_path: Path) -> None:
    model = tiny_model(tmp_path / "tiny", 1)
    settings = settings_in(
        tmp_path, embedder="sentence-transformers", second_model=str(model), precision="float32"
    )  # fmt: skip
    second = make_second(settings)
    assert second is not None
    vectors = second.encode(["光伏提水泵", "solar"])
    kept = list((tmp_path / "models").glob("*.npz"))
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1], abs=1e-5)
    assert len(kept) == 1
    again = make_second(settings)
    assert again is not None
    assert again.model_id == second.model_id
    assert np.array_equal(again.encode(["光伏提水泵", "solar"]), vectors)


def test_commands_say_what_there_is_to_unpack_and_that_two_readers_are_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    command = command_in(tmp_path, monkeypatch, capsys)
    unknown, alone = command("models", "unpack", "klingon"), command("evaluate", tmp_path, "--readers")
    assert (unknown.status, alone.status) == (2, 2)
    assert "choose one of: multilingual" in unknown.err
    assert "homematch models unpack multilingual" in alone.err


def test_a_backup_is_asked_the_same_with_the_second_model_of_the_folder_when_it_is_restored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "var"
    tiny_model(folder / "models" / "multilingual-e5-small", 2)
    settings = settings_in(
        folder, embedder="sentence-transformers", model=str(tiny_model(tmp_path / "first", 1)), index="exact"
    )  # fmt: skip
    engine = open_engine(settings)
    engine.records.put_many([*ENGLISH, CHINESE])
    engine.save()
    engine.close()
    backup = back_up_to(settings, tmp_path / "backup", silent)
    assert len(backup.model.split()) == 2
    asked: list[int] = []
    restore_from(
        settings, tmp_path / "backup", None, lambda what, done, _total: asked.append(done if what == "asking" else 0)
    )
    assert max(asked) == len(backup.questions) > 0

    monkeypatch.setattr("service.backup.make_second", lambda _settings: None)
    asked.clear()
    restore_from(settings, tmp_path / "backup", None, lambda what, done, _total: asked.append(what == "asking"))
    assert not any(asked), "other models answer otherwise"


def test_doctor_tells_of_a_second_model_and_of_what_it_has_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    command = command_in(tmp_path, monkeypatch, capsys)
    for name, seed in (("first", 1), ("second", 2)):
        tiny_model(tmp_path / name, seed)
    monkeypatch.setenv("HOMEMATCH_EMBEDDER", "sentence-transformers")
    monkeypatch.setenv("HOMEMATCH_MODEL", str(tmp_path / "first"))
    monkeypatch.setenv("HOMEMATCH_SECOND_MODEL", "none")
    engine = open_engine(load_settings())
    engine.records.put_many([*ENGLISH, CHINESE])
    engine.save()
    engine.close()
    findings = []
    for second in ("none", str(tmp_path / "second"), str(tmp_path / "second")):
        monkeypatch.setenv("HOMEMATCH_SECOND_MODEL", second)
        found = {one["check"]: one for one in command("doctor", "--json").json}
        assert found["second model"]["good"]
        findings.append(found["second model"]["detail"])
    assert "models unpack multilingual" in findings[0]
    assert "it had not read 3 records" in findings[1]
    assert "had not read" not in findings[2]
