"""A document keeps its parts in step, and many of them as columns say what each says alone."""

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.arrays import IdArray, ScoreArray, as_ids
from matcher.records import Experience, Need, Professional, Requirement, Work
from matcher.retrieval import NO_TEXT, Document, Ragged, Side, VectorTable, complete, draft, row_of, side_of
from matcher.text import fingerprint, part_of
from tests.contracts.strategies import needs, professionals

RECORD = Professional(
    id="p",
    headline="Engineer.",
    summary="Builds pumps. Likes Java.",
    works=(Work("Solar pumps", "They run. They last.", 2019), Work("Tides", year=2020), Work("Solar pumps", "", 2021)),
    experiences=(Experience("Chief", "Led a team.", start=2001, end=2004),),
)


def document(record: Professional | Need, table: VectorTable, row: int = 2, unread: int = 0) -> Document:
    """A document whose texts have a vector, but for every so manieth of them."""
    drafted = draft(row, record, multilingual=True)
    held = [key for at, key in enumerate(drafted.texts) if not unread or at % unread]
    table.hold({key: np.array([1.0, at], dtype=np.float32) for at, key in enumerate(held)})
    return complete(drafted, table)


def test_a_document_has_rows_ids_years_and_terms_beside_its_texts() -> None:
    table = VectorTable(2)
    made = document(RECORD, table, row=3)
    assert [each.source for each in made.passages] == ["works[0]", "works[1]", "works[2]", "experiences[0]", "summary"]
    assert made.passage_ids.tolist() == [3 * 4096 + at for at in range(5)]
    assert row_of(made.passage_ids).tolist() == [3] * 5
    assert made.passage_texts.tolist() == table.rows([fingerprint(each.text) for each in made.passages]).tolist()
    assert made.sentence_texts.tolist() == table.rows([fingerprint(each.text) for each in made.sentences]).tolist()
    assert made.passage_years == pytest.approx([2019, 2020, 2021, 2004, np.nan], nan_ok=True)
    assert made.sentence_years == pytest.approx([2019] * 3 + [2020, 2021] + [2004] * 2 + [np.nan] * 3, nan_ok=True)
    assert [terms[0] for terms in made.terms] == ["solar", "tides", "solar", "chief", "engineer"]
    assert made.all_terms == [term for terms in made.terms for term in terms]
    assert sorted(made.texts.tolist()) == sorted([*made.passage_texts.tolist(), *made.sentence_texts.tolist()])


def test_a_text_that_is_not_in_the_table_has_no_row() -> None:
    table = VectorTable(2)
    made = complete(draft(2, RECORD, multilingual=True), table)
    assert set(made.texts.tolist()) == {NO_TEXT}
    table.hold({fingerprint("They last."): np.array([1, 0], dtype=np.float32)})
    again = complete(draft(2, RECORD, multilingual=True), table)
    said = [sentence.text for sentence, row in zip(again.sentences, again.sentence_texts, strict=True) if row >= 0]
    assert said == ["They last."]
    assert set(again.passage_texts.tolist()) == {NO_TEXT}


def test_the_sentences_that_say_a_requirement_are_those_in_its_place() -> None:
    body = "We need pumps. You know Java. Thanks."
    found = Requirement("You know Java.", start=15, end=29)
    stated = Requirement("Leads. Writes.")
    made = document(Need(id="n", title="T", body=body, requirements=(found, stated)), VectorTable(2))
    said = [[made.sentences[at].text for at in each.sentences] for each in made.asked]
    assert said == [["You know Java."], ["Leads.", "Writes."]]
    assert [each.requirement for each in made.asked] == [found, stated]


@pytest.mark.parametrize("gone", [[], ["works[0]"], ["works[2]", "summary"], ["experiences[0]", "works[1]"], ["none"]])
def test_a_document_without_some_parts_is_that_of_a_record_without_them(gone: list[str]) -> None:
    table = VectorTable(2)
    whole = document(RECORD, table)
    short = whole.without(gone)
    kept = [at for at, each in enumerate(whole.passages) if each.source not in gone]
    said = [at for at, each in enumerate(whole.sentences) if part_of(each.source) not in gone]
    assert short.passages == tuple(whole.passages[at] for at in kept)
    assert short.sentences == tuple(whole.sentences[at] for at in said)
    assert short.sentences == tuple(sentence for passage in short.passages for sentence in passage.sentences)
    assert short.passage_ids.tolist() == [2 * 4096 + at for at in kept]
    assert short.passage_texts.tolist() == [int(whole.passage_texts[at]) for at in kept]
    assert short.sentence_texts.tolist() == [int(whole.sentence_texts[at]) for at in said]
    assert short.passage_years == pytest.approx(whole.passage_years[kept], nan_ok=True)
    assert short.sentence_years == pytest.approx(whole.sentence_years[said], nan_ok=True)
    assert short.terms == tuple(whole.terms[at] for at in kept)
    assert (short.row, short.record) == (whole.row, whole.record)
    assert len(whole.passages) == 5


def test_a_document_without_all_its_parts_is_empty() -> None:
    whole = document(RECORD, VectorTable(2))
    nothing = whole.without([each.source for each in whole.passages])
    assert (nothing.passages, nothing.sentences, nothing.terms, len(nothing.texts)) == ((), (), (), 0)
    assert side_of([nothing, whole]).passages.counts.tolist() == [0, 5]


def test_a_long_part_goes_with_all_its_windows() -> None:
    long = " ".join(f"Sentence number {at} tells of pumps and more pumps." for at in range(90))
    whole = document(Professional(id="p", summary=long, works=(Work("Tides"),)), VectorTable(2))
    assert len(whole.passages) > 3
    assert [each.source for each in whole.without(["summary"]).passages] == ["works[0]"]


def rows_of(some: Ragged) -> list[list[tuple[int, float]]]:
    """The items of each document with their years, by a plain loop; -1 for a year that is not known."""
    found, at = [], 0
    for count in some.counts.tolist():
        years = np.nan_to_num(some.years[at : at + count], nan=-1.0)
        found.append(list(zip(some.items[at : at + count].tolist(), years.tolist(), strict=True)))
        at += count
    assert at == len(some.items) == len(some.years)
    return found


def read(texts: IdArray, years: ScoreArray) -> list[tuple[int, float]]:
    pairs = zip(texts.tolist(), np.nan_to_num(years, nan=-1.0).tolist(), strict=True)
    return [(text, year) for text, year in pairs if text != NO_TEXT]


@given(st.lists(st.integers(0, 4), max_size=7), st.data())
def test_chosen_items_are_those_of_a_plain_loop(counts: list[int], data: st.DataObject) -> None:
    total = sum(counts)
    some = Ragged(as_ids(counts), np.arange(total) * 7, (np.arange(total) % 3 + 2000).astype(np.float64))
    rows = rows_of(some)
    chosen = data.draw(st.lists(st.integers(0, len(counts) - 1), max_size=9)) if counts else []
    taken = some.take(as_ids(chosen))
    assert rows_of(taken) == [rows[at] for at in chosen]
    assert taken.owners.tolist() == [place for place, at in enumerate(chosen) for _ in range(counts[at])]
    assert taken.starts.tolist() == [sum(counts[at] for at in chosen[:place]) for place in range(len(chosen))]


@settings(max_examples=40)
@given(st.lists(st.one_of(professionals, needs), max_size=5), st.sampled_from([0, 2, 3]), st.data())
def test_columns_of_documents_and_of_chosen_ones_are_those_of_a_plain_loop(
    records: list[Professional | Need], unread: int, data: st.DataObject
) -> None:
    table = VectorTable(2)
    documents = [document(each, table, 2 + at, unread) for at, each in enumerate(records)]
    chosen = data.draw(st.lists(st.integers(0, len(documents) - 1), max_size=7)) if documents else []
    everybody = side_of(documents)
    for side, members in ((everybody, documents), (everybody.take(as_ids(chosen)), [documents[at] for at in chosen])):
        assert len(side) == len(side.documents) == len(members)
        assert all(mine is theirs for mine, theirs in zip(side.documents, members, strict=True))
        assert rows_of(side.works) == [read(each.passage_texts, each.passage_years) for each in members]
        assert rows_of(side.sentences) == [read(each.sentence_texts, each.sentence_years) for each in members]
        assert rows_of(side.passages) == [read(each.passage_ids, each.passage_years) for each in members]


def test_all_in_their_order_is_the_side_itself_and_another_order_is_not() -> None:
    table = VectorTable(2)
    side = side_of([document(RECORD, table), document(Professional(id="q", summary="Tides."), table, 3)])
    assert side.take(as_ids([0, 1])) is side
    turned = side.take(as_ids([1, 0]))
    assert [each.record.id for each in turned.documents] == ["q", "p"]
    assert turned.passages.counts.tolist() == [1, 5]
    assert side.passages.counts.tolist() == [5, 1]
    assert {field.name for field in fields(Side)} == {"documents", "works", "sentences", "passages"}
