"""The only module that names concrete classes: settings in, a working engine out; heavy imports are lazy."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from threadpoolctl import threadpool_limits

from matcher.arrays import as_ids
from matcher.artefacts import checked
from matcher.config import MODELS, Settings
from matcher.duplicates import traits_of
from matcher.embed.port import Embedder
from matcher.embed.remembering import RememberingEmbedder, VectorCache
from matcher.errors import InputError, MissingStoreError, ModelError, StoreError, UnknownNameError
from matcher.evidence import Neighbours
from matcher.evidence.claims_model import ClaimsModel, load_claims_model
from matcher.files import atomic_write
from matcher.marker import check_identity, has_traces, read_marker, write_marker
from matcher.matching.answer import Context
from matcher.matching.engine import Engine
from matcher.matching.sync import IndexKind, Progress, Sync, silent
from matcher.records import MATCHING, Consent, Kind, Professional, Record
from matcher.results import Direction
from matcher.retrieval import Rules
from matcher.retrieval.passage_terms import EnglishOf, TermsOf
from matcher.scorecard.calibration import Calibration
from matcher.scorecard.port import Scorecard
from matcher.scorecard.registry import Registry
from matcher.scripts import has_han
from matcher.skills.vocabulary import Vocabulary, load_vocabulary
from matcher.store.port import Store

if TYPE_CHECKING:
    from matcher.embed.unpack import Unpacked
    from matcher.language.glosser import Glosser


def open_engine(
    settings: Settings,
    *,
    embedder: Embedder | None = None,
    second: Embedder | None = None,
    ranker: str = "",
    new: bool | None = None,
) -> Engine:
    """An engine on the settings' store; its files are read, or made from the store, with the first question.

    ``new`` says whether a store that is missing may be made (see ``open_store``).

    ``embedder``, ``second`` and ``ranker`` stand in for those of the settings, so that several engines can share a
    loaded model. Raises the errors of the parts, each of which says what to do. NumPy's products have one thread in
    this process from then on: an answer takes many small ones, for which a second thread only waits (409 CPU-ms with
    two, 214 with one for 20 explained candidates of 5,000 people; Xeon at 2.5 GHz), and a service answers side by side.
    """
    threadpool_limits(1, user_api="blas")
    scorecard, index = load_ranker(settings, ranker), _index_kind(settings)
    glosser = cache(lambda: make_glosser(settings))
    embedder = embedder or bridged(make_model(settings), glosser)
    vocabulary, english = load_skills(settings), make_english_terms(glosser)
    bridge = glosser()
    rules = Rules(
        vocabulary, english, f"{vocabulary.version}/{bridge.version if bridge else ''}", make_english_of(glosser)
    )
    store = open_store(settings, new=new)
    folder = None if settings.store == "memory" else settings.folder / "index"
    numbers = {skill.id: number for number, skill in enumerate(vocabulary.skills)}
    claims = load_claims_model(checked(settings.claims, MODELS))
    second = second or make_second(settings)
    sync = Sync(
        store, embedder, rules, index, folder, _neighbours(vocabulary, numbers), numbers, claims,
        second, _claims_of_both(settings) if second else None,
    )  # fmt: skip
    characters = cache(lambda: simplifying(settings))
    context = Context(
        document=sync.document, derive=rules.document, builder=lambda: sync.builder, rules=rules.version,
        english_terms=english, dictionary=glosser, calibration=cache(lambda: load_calibration(settings, ranker)),
        show_weak=settings.show_weak, traits=lambda person: traits_of(person, characters()),
    )  # fmt: skip
    return Engine(store, sync, context, scorecard, pool=settings.pool, today=lambda: settings.today or date.today())


def _neighbours(vocabulary: Vocabulary, numbers: Mapping[str, int]) -> Neighbours:
    """The skills of the vocabulary by number."""
    skills = vocabulary.skills
    return Neighbours(
        [as_ids([numbers[other.id] for other in vocabulary.related_to(skill)]) for skill in skills],
        [as_ids([numbers[other.id] for other in vocabulary.narrower_than(skill)]) for skill in skills],
        lambda text: [numbers[skill_id] for skill_id in vocabulary.mentioned(text)],
    )


def open_store(settings: Settings, *, new: bool | None = None) -> Store:
    """The store that the settings name, if it is the one that the folder belongs to.

    One that is missing or empty is made only where ``new`` says so, by default in a folder that never had one. Raises
    MissingStoreError.
    """
    if settings.store == "memory":
        return make_store(settings)
    from matcher.store.connect import shown
    from matcher.store.sql import SqlStore

    folder, url = settings.folder, settings.store_url
    noted = read_marker(folder)
    if new is None:
        new = not noted and not settings.store_id and not has_traces(folder)
    store = SqlStore(url, new=new)
    try:
        check_identity(noted, store.identity, f"the folder {folder}", shown(url))
        check_identity(settings.store_id, store.identity, "the setting store_id", shown(url))
    except StoreError:
        store.close()
        raise
    if not noted:
        write_marker(folder, store.identity)
    return store


def new_store(settings: Settings) -> str:
    """Make an empty store where there is none, and let the folder belong to it; its identity.

    Raises InputError if there is a store already.
    """
    from matcher.store.connect import shown
    from matcher.store.sql import SqlStore

    url = settings.store_url
    if settings.store == "memory":
        raise InputError("a store in memory is not kept; set HOMEMATCH_STORE, or leave it empty for SQLite")
    try:
        SqlStore(url, new=False).close()
    except MissingStoreError:
        store = SqlStore(url, new=True)
        store.close()
        write_marker(settings.folder, store.identity)
        return store.identity
    raise InputError(
        f"there is a store at {shown(url)} already; nothing was changed: to begin anew, move it away first, or set "
        "HOMEMATCH_FOLDER to another folder"
    )


def make_store(settings: Settings) -> Store:
    """The store that the settings name: in memory, or any SQL database by URL."""
    if settings.store == "memory":
        from matcher.store.memory import MemoryStore

        return MemoryStore()
    from matcher.store.sql import SqlStore

    return SqlStore(settings.store_url)


def load_skills(settings: Settings) -> Vocabulary:
    """The skill vocabulary with the operator's own on top, if there is one."""
    vocabulary = load_vocabulary(
        checked(settings.vocabulary, MODELS), *([settings.skills] if settings.skills else [])
    )  # fmt: skip
    if not vocabulary.skills:
        raise InputError(
            f"the vocabulary {settings.vocabulary} holds no skill; set HOMEMATCH_VOCABULARY to one that does"
        )
    return vocabulary


def make_english_terms(glosser: "Callable[[], Glosser | None]") -> TermsOf:
    """What gives the terms of a text with its Chinese said in English; the bridge is loaded with the first of it."""
    from matcher.language.bridged import bridged_terms, stemmed_terms

    def english_terms(text: str) -> list[str]:
        bridge = glosser() if has_han(text) else None
        return bridged_terms(text, bridge) if bridge else stemmed_terms(text)

    return english_terms


def make_english_of(glosser: "Callable[[], Glosser | None]") -> EnglishOf:
    """What gives the same from the terms of a text, for a text of which these are known."""
    from matcher.language.bridged import english_of

    return lambda own, text: english_of(own, text, glosser() if has_han(text) else None)


def make_embedder(settings: Settings) -> Embedder:
    """The embedder that the settings name, with the bridge if it reads no Chinese; see ``make_model``."""
    return bridged(make_model(settings), lambda: make_glosser(settings))


def make_model(settings: Settings) -> Embedder:
    """The model that the settings name by itself; it is loaded with the first text."""
    known: dict[str, Callable[[Settings], Embedder]] = {
        "sentence-transformers": _sentence_transformer,
        "hashing": _hashing,
    }
    if settings.embedder not in known:
        raise UnknownNameError("embedder", settings.embedder, known)
    return known[settings.embedder](settings)


def make_second(settings: Settings, kept: VectorCache | None = None) -> Embedder | None:
    """The second model, which reads what may meet Chinese; None if it is switched off or has not been unpacked.

    ``kept`` caches what the model itself gives. Nor is there one beside a model that reads Chinese itself. Raises
    ModelError for a folder that holds none.
    """
    named = settings.second_model
    folder = second_folder(settings) if named == "" else Path(named)
    if named == "none" or (named == "" and not folder.exists()):
        return None
    if settings.embedder != "sentence-transformers" or settings.multilingual:
        return None
    from matcher.embed.centred import centred_by
    from matcher.embed.model_entry import find_model, read_entry
    from matcher.embed.sentence_transformer import SentenceTransformerEmbedder

    try:
        entry = read_entry(find_model(named) if named else folder, name=folder.name, multilingual=True)
        if not entry.multilingual:
            raise ModelError(f"{entry.folder} states multilingual = false, and English alone is what the first reads")
    except ModelError as error:
        raise ModelError(
            f"the second model: {error}. Delete the folder and run `homematch models unpack multilingual`, or set "
            "HOMEMATCH_SECOND_MODEL to a folder that holds one, or to none"
        ) from error
    inner: Embedder = SentenceTransformerEmbedder(entry, settings.precision)
    if kept is not None:
        inner = RememberingEmbedder(inner, kept)
    reference = checked(settings.readers / "reference.jsonl", MODELS)
    return centred_by(inner, entry.folder, settings.folder / "models", reference)


def second_folder(settings: Settings) -> Path:
    """Where the second model is unpacked and looked for."""
    return settings.folder / "models" / "multilingual-e5-small"


def remembering_second(settings: Settings, vectors: Path | None) -> Embedder | None:
    """The second model with a cache of its vectors in that file, or in memory; None if there is none."""
    url = f"sqlite:///{vectors}" if vectors else "memory"
    return make_second(settings, make_store(settings.model_copy(update={"store": url})))


def unpack_multilingual(
    settings: Settings, folder: Path | None = None, progress: Progress = silent, *, pruned: bool = False
) -> "Unpacked":
    """Unpack the multilingual model into a folder, by default the one that it is looked for in."""
    from matcher.embed.unpack import NAME, unpack

    shipped = settings.readers / NAME
    for file in shipped.glob("*.npz"):
        checked(file, MODELS)
    return unpack(folder or second_folder(settings), shipped, progress, pruned=pruned)


def _claims_of_both(settings: Settings) -> ClaimsModel | None:
    """The claims model that was fitted beside a second model: the operator's own, or else the shipped one."""
    if "claims" in settings.model_fields_set:
        return load_claims_model(checked(settings.claims, MODELS))
    file = settings.claims.with_name("multilingual.json")
    return load_claims_model(checked(file, MODELS)) if file.exists() else None


def make_glosser(settings: Settings) -> "Glosser | None":
    """The bridge from Chinese to English with the operator's glossary before its own; None if it is switched off.

    Raises ModelError for a folder without a bridge and InputError for a glossary that cannot be used.
    """
    if settings.bridge in ("", "none"):
        return None
    from matcher.language.glossary import read_glossary
    from matcher.language.glosser import Glosser
    from matcher.language.table import read_table

    folder = Path(settings.bridge)
    lexicon = folder / "lexicon.tsv"
    glossary = read_glossary(checked(lexicon, MODELS)) if lexicon.exists() else {}
    for name in ("bridge.json", "table.tsv.gz"):
        checked(folder / name, MODELS)
    if settings.glossary:
        glossary |= read_glossary(settings.glossary)
    return Glosser(read_table(folder), glossary)


def simplifying(settings: Settings) -> Mapping[int, int]:
    """Traditional characters to simplified ones as the bridge knows them, for names; empty if it is switched off.

    A character that is a simplified one too stays as it is: 宁 of 宁波 is no traditional 㝉.
    """
    if settings.bridge in ("", "none"):
        return {}
    from matcher.language.table import read_table

    characters = read_table(Path(settings.bridge)).characters
    simple = set(characters.values())
    return {old: new for old, new in characters.items() if old not in simple}


def bridged(embedder: Embedder, glosser: "Callable[[], Glosser | None]") -> Embedder:
    """The embedder with Chinese said to it in English; itself if it reads Chinese or the bridge is switched off."""
    bridge = None if embedder.multilingual else glosser()
    if bridge is None:
        return embedder
    from matcher.embed.glossed import GlossedEmbedder

    return GlossedEmbedder(embedder, bridge.glosses, bridge.version)


def build_bridge(folder: Path, ecdict: Path | None = None, progress: Progress = silent) -> int:
    """Make the bridge's table in a folder, from its packages and ECDICT's file if given; gives its number of words."""
    from matcher.language.build_table import build_table

    return build_table(folder, ecdict, progress)


def remembering(settings: Settings, vectors: Path | None) -> Embedder:
    """The settings' embedder with a cache of the model's vectors in that file, or in memory.

    What is kept is what the model was given, so that a change of the bridge makes new only what it says anew.
    """
    url = f"sqlite:///{vectors}" if vectors else "memory"
    kept = make_store(settings.model_copy(update={"store": url}))
    return bridged(RememberingEmbedder(make_model(settings), kept), lambda: make_glosser(settings))


def load_ranker(settings: Settings, name: str = "") -> Scorecard:
    """The ranker of that name, or the one that the settings name, or else the champion."""
    chosen = settings.ranker if "ranker" in settings.model_fields_set else ""
    registry = make_registry(settings)
    scorecard = registry.load(name or chosen)
    for file in registry.folder(name or chosen or registry.champion).glob("*.json"):
        checked(file, MODELS)
    return scorecard


def load_calibration(settings: Settings, name: str = "") -> Calibration | None:
    """What turns that ranker's scores into probabilities; None where too few decisions are known."""
    chosen = settings.ranker if "ranker" in settings.model_fields_set else ""
    return make_registry(settings).calibration(name or chosen)


def make_registry(settings: Settings) -> Registry:
    """The versions of rankers that are shipped, and those of the operator in the settings' folder."""
    return Registry(settings.rankers, settings.folder / "rankers")


def read_for_one_run(path: Path, kind: Kind, today: date) -> Iterator[Record]:
    """The records of a file that is matched and forgotten.

    Whoever hands over such a file answers for the consent of the people in it; a line that states a
    consent of its own is held to it.
    """
    from matcher.ingest.jsonl import read_records

    for record in read_records(path, kind):
        if isinstance(record, Professional) and record.consent is None:
            record = replace(record, consent=Consent((MATCHING,), today))
        yield record


def match_files(
    settings: Settings, professionals: Path, needs: Path, vectors: Path | None = None, progress: Progress = silent
) -> Engine:
    """An engine over two files, which keeps nothing but, if ``vectors`` is given, the texts' vectors there."""
    embedder = remembering(settings, vectors) if vectors else make_embedder(settings)
    second = remembering_second(settings, vectors)
    engine = open_engine(settings.model_copy(update={"store": "memory"}), embedder=embedder, second=second)
    today = engine.today()
    people = list(read_for_one_run(professionals, "professional", today))
    engine.records.put_many([*people, *read_for_one_run(needs, "need", today)], progress)
    return engine


def write_run(
    engine: Engine, output: Path, direction: Direction, k: int, tag: str, progress: Progress = silent,
    requirements: Path | None = None,
) -> None:  # fmt: skip
    """Rank every need or every person of the engine and write the run, whole or not at all.

    ``requirements`` is a file for the state of every requirement for every pair of the run, tab-separated. Raises
    InputError for a tag that is not one word and for a folder that is not there.
    """
    if len(tag.split()) != 1:
        raise InputError(f"the tag is {tag!r}; give one word")
    for file in filter(None, (output, requirements)):
        if not file.parent.is_dir():
            raise InputError(f"the folder {file.parent} does not exist; make it, or write the file elsewhere")
    from matcher.evaluation.judged import run_lines

    queries = engine.records.ids("need") if direction == "candidates" else engine.matching.consented_people()

    def write(file: BinaryIO) -> None:
        for done, query in enumerate(queries, 1):
            lines = run_lines(query, engine.matching.scores(direction, query, k), tag)
            file.writelines(line.encode() for line in lines)
            progress("ranking", done, len(queries))

    atomic_write(output, write)
    if requirements:
        atomic_write(requirements, lambda file: _write_states(file, engine, direction, queries, k, progress))


def _write_states(
    file: BinaryIO, engine: Engine, direction: Direction, queries: Sequence[str], k: int, progress: Progress
) -> None:
    file.write(b"need\trequirement\tprofessional\tstate\tcredit\n")
    for done, query in enumerate(queries, 1):
        for one in engine.matching.requirement_states(direction, query, k):
            line = f"{one.need}\t{one.requirement}\t{one.professional}\t{one.state}\t{one.credit:.6f}\n"
            file.write(line.encode())
        progress("judging requirements", done, len(queries))


def _index_kind(settings: Settings) -> IndexKind:
    """How to make and how to load the index that the settings name."""
    if settings.index == "exact":
        from matcher.retrieval.exact import ExactIndex

        return IndexKind("exact", lambda dim, _count: ExactIndex(dim), ExactIndex.load)
    if settings.index == "faiss":
        from matcher.retrieval.faiss_index import FaissIndex

        return IndexKind("faiss", FaissIndex, FaissIndex.load)
    raise UnknownNameError("index", settings.index, ("exact", "faiss"))


def _sentence_transformer(settings: Settings) -> Embedder:
    from matcher.embed.minilm import minilm_folder
    from matcher.embed.model_entry import find_model, read_entry
    from matcher.embed.sentence_transformer import SentenceTransformerEmbedder

    folder = find_model(settings.model) if settings.model else minilm_folder()
    name = Path(settings.model).name if settings.model else "all-MiniLM-L6-v2"
    return SentenceTransformerEmbedder(
        read_entry(folder, name=name, multilingual=settings.multilingual), settings.precision
    )


def _hashing(_settings: Settings) -> Embedder:
    from matcher.embed.hashing import HashingEmbedder

    return HashingEmbedder()
