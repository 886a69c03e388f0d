"""Records to passages and sentences: what is cut, what is left out, and where a quote stands word for word."""

from matcher.text.foreign import is_foreign
from matcher.text.lines import unbroken
from matcher.text.passages import (
    TEMPLATE,
    Caution,
    Cut,
    Passage,
    Sentence,
    Unproven,
    clean,
    cut,
    field_text,
    fingerprint,
    label_of,
    part_of,
    passages,
    split_sentences,
    texts_of,
    texts_to_embed,
    without_parts,
)
from matcher.text.statements import Judged, is_denied

__all__ = [
    "TEMPLATE", "Caution", "Cut", "Judged", "Passage", "Sentence", "Unproven", "clean", "cut", "field_text",
    "fingerprint", "is_denied", "is_foreign", "label_of", "part_of", "passages", "split_sentences", "texts_of",
    "texts_to_embed", "unbroken", "without_parts",
]  # fmt: skip
