"""Another model is a setting: what it reads, what stays with the bridge, and that no two models are ever mixed."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from matcher.arrays import FloatArray
from matcher.build import make_embedder, make_english_terms, make_glosser, open_engine
from matcher.config import Settings
from matcher.embed.model_entry import ENTRY, read_entry
from matcher.embed.port import Role, kept_under
from matcher.errors import ModelError
from matcher.evaluation.measure import Measured, beside
from matcher.evaluation.measure_tier import MeasuredTier, tier_beside
from matcher.evaluation.tier import Part
from matcher.language.bridged import bridged_terms
from matcher.matching.engine import ALL, Engine
from matcher.records import Need, Professional, Record, Requirement, Work
from matcher.retrieval import cache
from matcher.text import fingerprint, texts_to_embed
from tests.integration.commands import Command, command_in
from tests.integration.test_measuring import lines_file
from tests.integration.tiny_models import DIM, tiny_model
from tests.integration.worlds import AGREED, FIELDS, need, person, settings_in

CHINESE = "光伏提水泵"
E5 = 'multilingual = true\nquery = "query: "\ndocument = "passage: "\n'


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three models of one length: two of one name and other weights, and one of the same weights without prefixes."""
    folder = tmp_path_factory.mktemp("models")
    tiny_model(folder / "one" / "tiny", 1, entry=E5)
    tiny_model(folder / "two" / "tiny", 2, entry=E5)
    tiny_model(folder / "bare" / "tiny", 1, entry="multilingual = true")
    return folder


def settings_of(folder: Path, model: Path, **chosen: Any) -> Settings:
    stated: dict[str, Any] = {"embedder": "sentence-transformers", "model": str(model), "precision": "float32"}
    return settings_in(folder, **{**stated, "index": "exact", **chosen})


def read_by_itself(model: Path, texts: Sequence[str]) -> FloatArray:
    """Unit vectors of the texts as the model gives them without anything of HomeMatch."""
    from sentence_transformers import SentenceTransformer

    vectors = SentenceTransformer(str(model), device="cpu").encode(
        list(texts), show_progress_bar=False, normalize_embeddings=True
    )
    return np.asarray(vectors, dtype=np.float32)


def test_a_multilingual_model_reads_the_chinese_itself_behind_its_prefixes(models: Path, tmp_path: Path) -> None:
    model = models / "one" / "tiny"
    settings = settings_of(tmp_path, model)
    embedder, glosser = make_embedder(settings), make_glosser(settings)
    assert glosser is not None
    expected = read_by_itself(model, [f"passage: {CHINESE}", f"query: {CHINESE}", f"passage: {glosser.gloss(CHINESE)}"])

    document, query = embedder.encode([CHINESE])[0], embedder.encode([CHINESE], role="query")[0]

    assert (embedder.multilingual, embedder.translates, embedder.dim) == (True, False, DIM)
    assert document == pytest.approx(expected[0], abs=1e-5)
    assert query == pytest.approx(expected[1], abs=1e-5)
    assert np.abs(expected[0] - expected[1]).max() > 1e-3
    assert np.abs(document - expected[2]).max() > 1e-3


def test_the_same_model_without_that_word_is_given_the_gloss(models: Path, tmp_path: Path) -> None:
    model = tiny_model(tmp_path / "english", 1)
    embedder = make_embedder(settings_of(tmp_path, model))
    assert embedder.translates
    glosser = make_glosser(settings_in(tmp_path))
    assert glosser is not None
    said = read_by_itself(model, glosser.glosses(CHINESE)).sum(axis=0)
    assert embedder.encode([CHINESE])[0] == pytest.approx(said / np.linalg.norm(said), abs=1e-5)
    by_setting = make_embedder(settings_of(tmp_path, model, multilingual=True))
    assert by_setting.encode([CHINESE]) == pytest.approx(read_by_itself(model, [CHINESE]), abs=1e-5)


def test_prompts_of_the_models_own_files_count_where_there_is_no_entry(tmp_path: Path) -> None:
    model = tiny_model(tmp_path / "prompted", prompts={"query": "query: ", "document": "passage: "})
    embedder = make_embedder(settings_of(tmp_path, model, multilingual=True))
    expected = read_by_itself(model, [f"passage: {CHINESE}", f"query: {CHINESE}"])
    assert embedder.encode([CHINESE])[0] == pytest.approx(expected[0], abs=1e-5)
    assert embedder.encode([CHINESE], role="query")[0] == pytest.approx(expected[1], abs=1e-5)


def test_a_dense_layer_behind_the_pooling_has_the_last_word_on_the_dimension(tmp_path: Path) -> None:
    embedder = make_embedder(settings_of(tmp_path, tiny_model(tmp_path / "dense", dense=12), multilingual=True))
    assert embedder.dim == 12
    assert embedder.encode([CHINESE]).shape == (1, 12)


@pytest.mark.parametrize("named", ["embedding_dimension", "word_embedding_dimension"])
def test_the_dimension_is_read_from_older_and_newer_files(models: Path, tmp_path: Path, named: str) -> None:
    (tmp_path / "1_Pooling").mkdir()
    (tmp_path / "modules.json").write_text((models / "one" / "tiny" / "modules.json").read_text())
    (tmp_path / "1_Pooling" / "config.json").write_text(json.dumps({named: 7}))
    assert read_entry(tmp_path, name="x", multilingual=False).dim == 7


def test_a_model_whose_files_state_another_dimension_is_refused(tmp_path: Path) -> None:
    model = tiny_model(tmp_path / "odd")
    config = model / "1_Pooling" / "config.json"
    entry = read_entry(model, name="odd", multilingual=True)
    assert entry.dim == DIM
    embedder = make_embedder(settings_of(tmp_path, model, multilingual=True))
    embedder.dim = 5  # type: ignore[misc]
    with pytest.raises(ModelError, match=r"gives vectors of 32 numbers, not of 5"):
        embedder.encode([CHINESE])
    config.write_text("{}")
    with pytest.raises(ModelError, match="holds no sentence-transformers model"):
        read_entry(model, name="odd", multilingual=True)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('multilingual = "yes"', "states multilingual = 'yes'; allowed: multilingual = true or false"),
        ('prefix = "query: "', "states prefix = 'query: '; allowed: .* query and document"),
        ("multilingual true", "cannot be read as TOML"),
    ],
)
def test_an_entry_file_that_cannot_be_used_is_named(models: Path, tmp_path: Path, text: str, problem: str) -> None:
    model = tiny_model(tmp_path / "tiny", entry=text)
    with pytest.raises(ModelError, match=rf"{ENTRY} {problem}"):
        read_entry(model, name="tiny", multilingual=False)


def chinese_need() -> Need:
    return Need(
        id="n-zh",
        title="寻找光伏提水灌溉专家",
        body="我们寻找懂得光伏提水的专家。",
        requirements=(Requirement("设计过太阳能水泵"),),
    )


def english_person() -> Professional:
    work = Work(abstract="We designed a photovoltaic water pump on solar energy for irrigation.", year=2024)
    return Professional(id="p-en", works=(work,), consent=AGREED)


def records() -> list[Record]:
    return [
        *(person(f"p{at}", FIELDS[at % 6], summary=f"Studies {FIELDS[at % 6]}, in series {at}.") for at in range(18)),
        *(need(f"n{at}", field) for at, field in enumerate(FIELDS)),
        chinese_need(),
        english_person(),
    ]


@pytest.fixture
def reading(models: Path, tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(settings_of(tmp_path, models / "one" / "tiny", store="memory"))
    engine.records.put_many(records())
    yield engine
    engine.close()


def test_the_terms_of_a_chinese_text_are_still_the_bridged_ones(models: Path, tmp_path: Path) -> None:
    settings = settings_of(tmp_path, models / "one" / "tiny")
    glosser = make_glosser(settings)
    assert glosser is not None
    terms = make_english_terms(lambda: make_glosser(settings))(CHINESE)
    assert terms == bridged_terms(CHINESE, glosser)
    assert {"pump", "water"} <= set(terms)


def test_words_and_explanations_still_cross_the_languages_by_the_bridge(reading: Engine, tmp_path: Path) -> None:
    ids, table = reading.matching.features("n-zh", reading.matching.consented_people())
    by_words = dict(zip(ids, table.column("lexical").tolist(), strict=True))
    # Of the others only the people of the first field speak of the sun and of pumps.
    assert all(by_words["p-en"] > 2 * by_words[f"p{at}"] for at in range(18))
    (found,) = reading.matching.explain("n-zh", "p-en")
    assert found.explanation.evidence
    pairs = {(pair.chinese, pair.english) for each in found.explanation.evidence for pair in each.pairs}
    assert pairs & {("太阳能", "solar energy"), ("光伏", "photovoltaic"), ("灌溉", "irrigation")}, pairs
    assert all(each.coverage for each in found.explanation.evidence)


def lists(engine: Engine) -> dict[str, list[tuple[str, float]]]:
    """Pools of three, so that the index has its say, and everybody."""
    return {
        f"{each} {k}": engine.matching.scores("candidates", each, k)
        for each in engine.matching.open_needs()
        for k in (3, ALL)
    }


def fresh(folder: Path, model: Path) -> dict[str, list[tuple[str, float]]]:
    engine = open_engine(settings_of(folder, model, store="memory", pool=3))
    engine.records.put_many(records())
    found = lists(engine)
    engine.close()
    return found


def taken_in(folder: Path, model: Path) -> Engine:
    engine = open_engine(settings_of(folder, model, pool=3))
    engine.records.put_many(records())
    engine.save()
    return engine


def test_needs_are_embedded_as_queries_and_people_as_documents(models: Path, tmp_path: Path) -> None:
    engine = taken_in(tmp_path, models / "one" / "tiny")
    embedder = make_embedder(settings_of(tmp_path, models / "one" / "tiny"))
    need = next(record for record in records() if isinstance(record, Need))
    cases: list[tuple[Need | Professional, Role]] = [(need, "query"), (english_person(), "document")]
    for record, role in cases:
        text = texts_to_embed(record)[0]
        kept = engine.store.vectors(kept_under(embedder, role), [fingerprint(text)])
        assert kept[fingerprint(text)] == pytest.approx(embedder.encode([text], role=role)[0], abs=1e-5)
    assert kept_under(embedder, "query") != kept_under(embedder, "document") == engine.model
    engine.close()


@pytest.mark.parametrize("other", ["two", "bare"])
def test_another_model_of_the_same_length_takes_over_a_store_without_a_trace(
    models: Path, tmp_path: Path, other: str
) -> None:
    before = taken_in(tmp_path, models / "one" / "tiny")
    old, text = before.model, texts_to_embed(english_person())[0]
    first = lists(before)
    kept = before.store.vectors(old, [fingerprint(text)])
    before.close()

    after = open_engine(settings_of(tmp_path, models / other / "tiny", pool=3))
    found = lists(after)
    made = after.store.vectors(after.model, [fingerprint(text)])

    assert (after.model.split("@")[0], old.split("@")[0]) == ("tiny", "tiny")
    assert after.model != old
    assert len(kept) == len(made) == 1
    assert np.abs(made[fingerprint(text)] - kept[fingerprint(text)]).max() > 1e-3
    assert found == fresh(tmp_path / "fresh", models / other / "tiny")
    assert found != first
    after.save()
    manifest = json.loads((tmp_path / "index" / cache.MANIFEST).read_bytes())
    assert manifest["source"]["model"] == after.model
    after.close()
    back = open_engine(settings_of(tmp_path, models / "one" / "tiny", pool=3))
    assert lists(back) == first
    back.close()


def test_a_cache_that_lies_about_its_model_is_noticed(models: Path, tmp_path: Path) -> None:
    taken_in(tmp_path, models / "one" / "tiny").close()
    other = open_engine(settings_of(tmp_path / "other", models / "two" / "tiny", store="memory"))
    path = tmp_path / "index" / cache.MANIFEST
    manifest = json.loads(path.read_bytes())
    manifest["source"]["model"] = other.model
    path.write_text(json.dumps(manifest))
    other.close()
    deceived = open_engine(settings_of(tmp_path, models / "two" / "tiny", pool=3))
    assert lists(deceived) == fresh(tmp_path / "fresh", models / "two" / "tiny")
    deceived.close()


@pytest.fixture
def homematch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    return command_in(tmp_path, monkeypatch, capsys)


def judged_titles(folder: Path) -> Path:
    """Three queries and documents; every second document is the right one of its query."""
    titles = folder / "judged" / "titles"
    texts = ["solar pump", "wind turbine", "soil remediation"]
    lines_file(titles / "queries.jsonl", [{"id": f"q{at}", "text": text} for at, text in enumerate(texts)])
    lines_file(titles / "docs.jsonl", [{"id": f"d{at}", "text": f"{text}s"} for at, text in enumerate(texts)])
    (titles / "qrels.tsv").write_text("".join(f"q{at}\t0\td{at}\t1\n" for at in range(3)))
    return titles.parent


def test_two_models_are_measured_beside_each_other_in_one_table(
    models: Path, tmp_path: Path, homematch: Command
) -> None:
    judged, model = judged_titles(tmp_path), models / "one" / "tiny"
    asked = ("evaluate", judged, "--model", model, "--vectors", tmp_path / "vectors.db")

    both = homematch(*asked, "--json").json["titles"]
    printed = homematch(*asked).out

    assert list(both) == ["default", "bm25", "dense", "fusion", "default, tiny"]
    assert homematch("evaluate", judged, "--json").json["titles"] == {
        name: metrics for name, metrics in both.items() if name != "default, tiny"
    }
    assert "| titles | default, tiny |" in " ".join(printed.split())


def test_the_further_row_is_what_that_model_reaches_as_the_setting(
    models: Path, tmp_path: Path, homematch: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged, model = judged_titles(tmp_path), models / "two" / "tiny"
    row = homematch("evaluate", judged, "--model", model, "--json").json["titles"]["default, tiny"]
    monkeypatch.setenv("HOMEMATCH_EMBEDDER", "sentence-transformers")
    monkeypatch.setenv("HOMEMATCH_MODEL", str(model))
    assert homematch("evaluate", judged, "--json").json["titles"]["default"] == row


def test_two_models_of_one_name_are_not_measured_in_one_table(models: Path, tmp_path: Path, homematch: Command) -> None:
    answer = homematch(
        "evaluate", judged_titles(tmp_path), "--model", models / "one" / "tiny", "--model", models / "two" / "tiny"
    )
    assert answer.status == 2
    assert "two of one name" in answer.err


def test_a_row_beside_is_that_of_the_ranker_in_use() -> None:
    found = Measured("set", {"default": {"map": 0.5}, "bm25": {"map": 0.4}})
    other = Measured("set", {"default": {"map": 0.6}, "bm25": {"map": 0.4}})
    assert beside(found, {"e5": other}).metrics["default, e5"] == {"map": 0.6}
    assert beside(Measured("empty", {}), {"e5": Measured("empty", {})}).metrics == {}


def test_a_tier_has_the_further_rows_in_its_directions_and_its_parts() -> None:
    def tier(ndcg: float) -> MeasuredTier:
        metrics, ndcgs = {"default": {"ndcg@10": ndcg}, "bm25": {"ndcg@10": 0.1}}, {"default": ndcg, "bm25": 0.1}
        return MeasuredTier(
            "tiny", (Measured("tiny candidates", metrics),), (Part("pair", "zh, en", 3, ndcgs),), None, {}
        )

    found = tier_beside(tier(0.5), {"e5": tier(0.6), "bge": tier(0.7)})

    assert list(found.directions[0].metrics) == ["default", "bm25", "default, e5", "default, bge"]
    assert found.parts[0].ndcg == {"default": 0.5, "bm25": 0.1, "default, e5": 0.6, "default, bge": 0.7}


def test_a_further_model_that_is_not_there_is_refused_before_anything_is_measured(
    tmp_path: Path, homematch: Command
) -> None:
    answer = homematch("evaluate", judged_titles(tmp_path), "--model", tmp_path / "nowhere")
    assert (answer.status, answer.out) == (2, "")
    assert "holds no sentence-transformers model" in answer.err
