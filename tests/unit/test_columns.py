"""Columns say of each record what its document says, taken, joined and kept in one piece or in several."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.arrays import FloatArray, as_ids
from matcher.filters.facts import (
    NeedFacts,
    PeopleFacts,
    facts_from_plain,
    facts_to_plain,
    joined_facts,
    need_facts,
    people_facts,
    taken,
)
from matcher.records import Need, Professional, Requirement
from matcher.retrieval.bm25 import TermNumbers
from matcher.retrieval.builder import Derivation
from matcher.retrieval.columns import (
    AS_WRITTEN,
    NO_SKILL,
    TRANSLATED,
    UNREAD,
    _compact_blob,
    blob_of,
    compact,
    is_read,
    joined_blobs,
    joined_columns,
)
from matcher.retrieval.document import Asked, Document, is_chinese
from matcher.retrieval.port import PASSAGES_PER_RECORD
from matcher.retrieval.vectors import to_steps
from matcher.text import Passage, Sentence, clean, fingerprint, is_foreign
from tests.contracts.strategies import needs, professionals
from tests.derived import (
    EMBEDDER,
    SKILL_NUMBERS,
    Kind,
    Plain,
    builder,
    columns_of,
    derivations,
    plain_of,
    plain_text,
    vectors_of,
)

NOTHING = tuple([0] * EMBEDDER.dim)

drawn_people = st.dictionaries(st.integers(1, 10**6), professionals, max_size=4)
drawn_needs = st.dictionaries(st.integers(1, 10**6), needs, max_size=4)
sides = st.one_of(st.tuples(st.just(Professional), drawn_people), st.tuples(st.just(Need), drawn_needs))
Side = tuple[Kind, dict[int, Professional | Need]]


def expected_of(derivation: Derivation, vectors: Mapping[bytes, FloatArray], *, translates: bool) -> Plain:
    """What the columns must say of one record, straight from its document."""
    record, document = derivation.record, derivation.document

    def text_of(text: str, year: int | None) -> object:
        vector = vectors.get(fingerprint(text)) if text else None
        if vector is None or (translates and is_foreign(text)):
            return NOTHING, UNREAD, year
        kind = TRANSLATED if translates and is_chinese(text) else AS_WRITTEN
        return tuple(to_steps(vector[None])[0].tolist()), kind, year

    def counted(words: Sequence[str]) -> object:
        return dict(Counter(words)), len(words)

    said: list[str] = []
    sentences = []
    for passage in document.passages:
        for sentence in passage.sentences:
            repeated = isinstance(record, Need) and sentence.text in said
            sentences.append(text_of("" if repeated else sentence.text, passage.year))
            said.append(sentence.text)
    facts = need_facts([record]) if isinstance(record, Need) else people_facts([record])
    first = derivation.row * PASSAGES_PER_RECORD
    return {
        "row": derivation.row,
        "version": derivation.version,
        "id": record.id,
        "passage ids": list(range(first, first + len(document.passages))),
        "passages": [text_of(passage.text, passage.year) for passage in document.passages],
        "own": [counted(words) for words in document.own],
        "english": [counted(words) for words in document.english],
        "named": [[SKILL_NUMBERS[skill] for skill in skills if skill in SKILL_NUMBERS] for skills in document.named],
        "words": [passage.text for passage in document.passages],
        "sentences": sentences,
        "listed": counted(document.listed),
        "claimed": [SKILL_NUMBERS[skill] for skill in document.claimed if skill in SKILL_NUMBERS],
        "list": "\n".join(record.skills) if isinstance(record, Professional) else "",
        "asks": [
            {
                "must": asked.requirement.kind == "must",
                "weight": asked.requirement.weight / max(1, len(asked.requirement.skills)),
                "part": asked.part,
                "sentences": list(asked.sentences),
                "label": text_of(asked.label, None),
                "skill": SKILL_NUMBERS.get(asked.skill_id, NO_SKILL),
                "name": clean((asked.requirement.skills or ("",))[asked.part]),
                "own": counted(asked.own),
                "english": counted(asked.english),
                "named": counted(asked.name),
            }
            for asked in document.asked
        ],
        "facts": {name: values[0] for name, values in plain_facts(facts).items()},
    }


def plain_facts(facts: NeedFacts | PeopleFacts) -> dict[str, list[object]]:
    """The value of every record in every column."""
    return {
        name: [getattr(facts, name).of(at) for at in range(len(getattr(facts, name).codes))]
        for name in facts_to_plain(facts)
    }


@settings(max_examples=30)
@given(sides, st.booleans(), st.sampled_from([0, 1, 2, 3]))
def test_columns_say_what_the_documents_say(side: Side, translates: bool, unread: int) -> None:
    """By row, whatever order they are given in; a text without a vector is unread."""
    kind, records = side
    derived = derivations(records)
    vectors = vectors_of([one.document for one in derived], unread)
    build = builder(translates=translates)
    columns = build.columns(kind, derived, vectors)
    by_row = sorted(derived, key=lambda derivation: derivation.row)
    expected = [expected_of(derivation, vectors, translates=translates) for derivation in by_row]
    assert plain_of(columns, build.terms.terms()) == expected


@settings(max_examples=25)
@given(sides, st.data())
def test_taken_records_are_the_chosen_ones_in_their_order(side: Side, data: st.DataObject) -> None:
    kind, records = side
    build = builder()
    columns = columns_of(kind, records, build, unread=3)
    known = build.terms.terms()
    chosen = data.draw(st.lists(st.integers(0, len(records) - 1), max_size=7)) if records else []
    everything = plain_of(columns, known)
    assert plain_of(columns.take(as_ids(chosen)), known) == [everything[at] for at in chosen]
    assert plain_of(compact(columns.take(as_ids(chosen))), known) == [everything[at] for at in chosen]


@settings(max_examples=25)
@given(sides, st.integers(1, 3), st.booleans())
def test_columns_that_were_built_apart_and_joined_are_those_that_were_built_together(
    side: Side, parts: int, made_compact: bool
) -> None:
    """In the order of the rows, where records of one part stand between those of another."""
    kind, records = side
    build = builder(TermNumbers(["from", "before"]))
    joined = joined_columns(
        [
            columns_of(kind, {row: record for row, record in records.items() if row % parts == part}, build, unread=3)
            for part in range(parts)
        ]
    )
    by_row = joined.take(np.argsort(joined.rows))
    together = builder()
    expected = plain_of(columns_of(kind, records, together, unread=3), together.terms.terms())
    assert plain_of(compact(by_row) if made_compact else by_row, build.terms.terms()) == expected


def test_compact_columns_hold_the_records_in_their_order_and_nothing_of_those_that_were_left_out() -> None:
    people = {
        4: Professional(id="a", summary="Solar pumps.", skills=("Java",)),
        6: Professional(id="c", summary="Tang poetry."),
        5: Professional(id="b", summary="High tides.", skills=("Sailing",)),
        7: Professional(id="d", summary="A secret.", skills=("Spying",)),
    }
    build = builder()
    apart = [columns_of(Professional, {row: people[row] for row in rows}, build) for rows in ((4, 6), (5, 7))]
    left = compact(joined_columns(apart).take(as_ids([0, 2, 1])))
    for texts in (left.passages, left.sentences, left.asks.labels):
        (steps,) = texts.vectors.parts
        assert len(steps) == len(texts)
    for blob, content in ((left.words, b"Solar pumps.High tides.Tang poetry."), (left.lists, b"JavaSailing")):
        ((_, held),) = blob.parts
        assert held.tobytes() == content
    assert [left.words.text(at) for at in range(3)] == ["Solar pumps.", "High tides.", "Tang poetry."]
    assert [left.lists.text(at) for at in range(3)] == ["Java", "Sailing", ""]


def document_of(*texts: str) -> Document:
    """A document with a passage for each text, whose sentences end with a full stop."""
    passages = tuple(
        Passage("body", text, None, tuple(Sentence("body", 0, 1, said) for said in text.split(". "))) for text in texts
    )
    nothing = tuple(() for _ in texts)
    return Document(passages, (), nothing, nothing, nothing)


TWICE = document_of("We pump. We pump. We go", "We pump. They go")


def test_what_a_need_says_twice_is_compared_once() -> None:
    derivation = Derivation(3, 1, Need(id="n", title="T"), TWICE)
    columns = builder().columns(Need, [derivation], vectors_of([TWICE]))
    assert is_read(columns.sentences).tolist() == [True, False, True, False, True]
    assert plain_text(columns.sentences, 1) == (NOTHING, UNREAD, None)


def test_another_need_that_says_the_same_is_compared_too() -> None:
    records = [Derivation(row, 1, Need(id=f"n{row}", title="T"), document_of("We pump")) for row in (3, 4)]
    columns = builder().columns(Need, records, vectors_of([TWICE]))
    assert is_read(columns.sentences).tolist() == [True, True]


def test_what_a_person_says_twice_counts_each_time() -> None:
    derivation = Derivation(3, 1, Professional(id="p", summary="S"), TWICE)
    columns = builder().columns(Professional, [derivation], vectors_of([TWICE]))
    assert is_read(columns.sentences).tolist() == [True] * 5


@pytest.mark.parametrize(
    ("translates", "kinds"), [(True, [TRANSLATED, AS_WRITTEN, UNREAD]), (False, [AS_WRITTEN, AS_WRITTEN, UNREAD])]
)
def test_a_chinese_text_is_translated_for_a_model_that_reads_it_so(translates: bool, kinds: list[int]) -> None:
    document = document_of("太阳能水泵", "Solar 水泵 and many other pumps", "unread")
    vectors = vectors_of([document])
    del vectors[fingerprint("unread")]
    person = Professional(id="p", summary="S")
    columns = builder(translates=translates).columns(Professional, [Derivation(3, 1, person, document)], vectors)
    assert columns.passages.kinds.tolist() == columns.sentences.kinds.tolist() == kinds
    assert not columns.passages.vectors.unit()[2].any()


def test_a_skill_that_the_vocabulary_has_no_more_is_none() -> None:
    asked = Asked(Requirement("Dive.", skill="Diving"), (0,), "Diving", "diving", (), ("diving",), ("diving",))
    document = replace(document_of("Dive"), named=(("diving", "pump"),), claimed=("diving",), asked=(asked,))
    columns = builder().columns(Need, [Derivation(3, 1, Need(id="n", title="T"), document)], {})
    assert columns.asks.skills.tolist() == [NO_SKILL]
    assert columns.asks.names.tolist() == ["Diving"]
    assert columns.named.items.tolist() == [SKILL_NUMBERS["pump"]]
    assert len(columns.claimed.items) == 0


@pytest.mark.parametrize("kind", [Professional, Need])
def test_columns_of_nothing_are_empty_and_can_be_joined_and_taken(kind: Kind) -> None:
    build = builder()
    nothing = build.nothing(kind)
    again = compact(joined_columns([nothing, nothing.take(as_ids([]))]))
    assert len(again) == len(again.passage_ids) == len(again.sentences) == len(again.asks) == len(again.words) == 0
    assert again.passages.vectors.unit().shape == (0, EMBEDDER.dim)
    assert plain_of(again, build.terms.terms()) == []


any_text = st.text(st.characters(), max_size=9)  # halves of surrogate pairs and Han too


@given(st.lists(st.lists(any_text, max_size=4), min_size=1, max_size=4), st.data())
def test_a_blob_gives_every_text_back(groups: list[list[str]], data: st.DataObject) -> None:
    texts = [text for group in groups for text in group[1:]]
    blob = joined_blobs([blob_of(group).take(np.arange(len(group))[1:]) for group in groups])
    assert [blob.text(at) for at in range(len(blob))] == texts
    chosen = data.draw(st.lists(st.integers(0, len(texts) - 1), max_size=6)) if texts else []
    assert [blob.take(as_ids(chosen)).text(at) for at in range(len(chosen))] == [texts[at] for at in chosen]


def test_a_blob_keeps_half_of_a_surrogate_pair_and_rare_han() -> None:
    texts = ["\ud800", "太阳能𠮷", "", "\udfff水", "plain\n"]
    blob = blob_of(texts)
    assert [blob.text(at) for at in range(len(texts))] == texts
    with pytest.raises(IndexError):
        blob.text(len(texts))


def stored(facts: NeedFacts | PeopleFacts) -> NeedFacts | PeopleFacts:
    """The facts after they were JSON."""
    codes = {name: getattr(facts, name).codes for name in facts_to_plain(facts)}
    return facts_from_plain(type(facts), json.loads(json.dumps(facts_to_plain(facts))), codes)


@settings(max_examples=30)
@given(st.lists(needs, max_size=4), st.lists(professionals, max_size=4), st.data())
def test_facts_survive_being_stored_taken_and_joined(
    needs_drawn: list[Need], people: list[Professional], data: st.DataObject
) -> None:
    for facts, count in ((need_facts(needs_drawn), len(needs_drawn)), (people_facts(people), len(people))):
        values = plain_facts(facts)
        assert plain_facts(stored(facts)) == values
        chosen = as_ids(data.draw(st.lists(st.integers(0, count - 1), max_size=6)) if count else [])
        parts = [taken(facts, chosen), facts]
        assert plain_facts(parts[0]) == {
            name: [column[at] for at in chosen.tolist()] for name, column in values.items()
        }
        assert plain_facts(stored(joined_facts(parts))) == {
            name: [column[at] for at in chosen.tolist()] + column for name, column in values.items()
        }
        assert all(len(getattr(parts[0], name).values) == len(set(of)) for name, of in plain_facts(parts[0]).items())


@given(parts=st.lists(st.lists(st.text(max_size=4), max_size=4), min_size=1, max_size=3), data=st.data())
def test_texts_of_several_parts_in_any_order_are_the_same_in_one(parts: list[list[str]], data: st.DataObject) -> None:
    texts = [text for part in parts for text in part]
    rows = data.draw(st.lists(st.integers(0, len(texts) - 1), max_size=8) if texts else st.just([]))
    chosen = joined_blobs([blob_of(part) for part in parts]).take(as_ids(rows))
    in_one = _compact_blob(chosen)
    assert len(in_one.parts) == 1
    assert [in_one.text(at) for at in range(len(rows))] == [texts[row] for row in rows]
