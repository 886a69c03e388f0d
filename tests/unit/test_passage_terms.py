"""What is put together from the sentences of a passage is what the passage read as a whole gives."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.build import make_english_of, make_glosser
from matcher.config import load_settings
from matcher.language.bridged import bridged_terms, stemmed_terms
from matcher.language.terms import terms
from matcher.records import Professional, Work
from matcher.retrieval import passage_terms as module
from matcher.retrieval.passage_terms import PassageTerms
from matcher.scripts import has_han
from matcher.skills.names import NameTree
from matcher.skills.tokens import reading
from matcher.skills.vocabulary import Vocabulary, load_vocabulary
from matcher.text import Passage, passages

SKILLS = Path(__file__).parents[2] / "models" / "skills" / "skills.tsv"
GLOSSER = cache(lambda: make_glosser(load_settings()))


@cache
def shipped() -> Vocabulary:
    return load_vocabulary(SKILLS)


def terms_of(vocabulary: Vocabulary) -> PassageTerms:
    return PassageTerms(vocabulary, stemmed_terms, make_english_of(GLOSSER))


def expected(passage: Passage, vocabulary: Vocabulary) -> tuple[tuple[str, ...], ...]:
    """From the text of the passage alone, cut into tokens as a whole."""
    text, glosser = passage.text, GLOSSER()
    english = bridged_terms(text, glosser) if glosser and has_han(text) else stemmed_terms(text)
    return tuple(terms(text)), tuple(english), vocabulary.mentioned(text)


def passages_of(title: str, abstract: str) -> Sequence[Passage]:
    return passages(Professional(id="p", works=(Work(title, abstract),)))


SENTENCES = st.sampled_from((
    "We trained convolutional neural networks (CNN) on maps.", "Machine learning.", "Led a team of twelve.", "LED.",
    "THE TEAM LED A REVIEW OF LED LAMPS.", "The front end runs on Node.", "JS is what we teach.",
    "NET of costs it paid.",
    "Kept at 20 °C and 5 g of salt.", "Programs in C and Python.", "C.", "R, Go and Rust.", "用Python做机器学习；",
    "太阳能水泵的设计。", "深度 学习与5G通信。", "用R语言。", "X光检测，钙钛矿电池。",
    "AI for science, e.g. U.S. labs.",
    "Wrote ASP.NET and C++17 code!", "Non-destructive testing, non-GMO seeds?", "Solid state", "batteries in fibre",
    "(A b.", "LED lamp.", "C)", "ﬁbre…", "½ of Ｒｕｓｔ code.", "Knowledge of the α-phase.",
))  # fmt: skip


@given(st.lists(SENTENCES, min_size=1, max_size=6), st.sampled_from((" ", "\n", "")), st.booleans())
def test_sentences_tell_of_a_passage_what_the_whole_does(sentences: list[str], between: str, titled: bool) -> None:
    read = terms_of(shipped())
    title = sentences[0] if titled else "Works"
    for passage in (*passages_of(title, between.join(sentences)), *passages_of(title, " ".join(sentences[::-1]))):
        assert tuple(read.of(passage)) == expected(passage, shipped())


@pytest.mark.parametrize(
    ("rows", "text", "named"),
    [
        ("net\t.NET\n", "We count costs. NET of tax they fall.", ("net",)),
        ("node\tNode.js\n", "It runs on Node. JS is taught too.", ("node",)),
        ("r\tR\npython\tPython\n", "熟悉Python；R也会。", ("python", "r")),
        ("led\tLED\n", "THE TEAM LED A REVIEW. IT LED FURTHER.", ()),
    ],
)
def test_a_name_is_the_same_across_and_beside_the_end_of_a_sentence(
    rows: str, text: str, named: tuple[str, ...], tmp_path: Path
) -> None:
    path = tmp_path / "skills.tsv"
    path.write_text("id\ten\tzh\tsynonyms\tbroader\n" + "".join(f"{row}\t\t\t\n" for row in rows.splitlines()), "utf-8")
    vocabulary = load_vocabulary(path)
    (passage,) = passages(Professional(id="p", summary=text))
    assert terms_of(vocabulary).of(passage).named == vocabulary.mentioned(text) == named


def test_what_is_kept_of_sentences_has_a_limit_and_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_REMEMBERED", 2)
    read = terms_of(shipped())
    texts = [
        passage for number in range(7) for passage in passages_of("Pumps", f"Solar pump {number}. Machine learning.")
    ]
    for passage in (*texts, *texts):
        assert tuple(read.of(passage)) == expected(passage, shipped())
    assert len(read._sentences) <= 2


@given(st.lists(SENTENCES, min_size=1, max_size=5).map(" ".join) | st.text(max_size=60))
def test_looking_for_beginnings_finds_every_name_that_all_tokens_tell(text: str) -> None:
    tree: NameTree = shipped()._tree
    assert tree.matches(text) == tree.matches(reading(text))
