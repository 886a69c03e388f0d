"""Records as the engine matches them: cut up, with their texts' vectors, and many of them as columns."""

from matcher.retrieval.document import (
    Document,
    Draft,
    RequirementsOf,
    TermsOf,
    complete,
    draft,
    joined,
    readable,
    row_of,
)
from matcher.retrieval.side import Ragged, Side, side_of
from matcher.retrieval.vectors import NO_TEXT, VectorTable

__all__ = [
    "NO_TEXT", "Document", "Draft", "Ragged", "RequirementsOf", "Side", "TermsOf", "VectorTable", "complete", "draft",
    "joined", "readable", "row_of", "side_of",
]  # fmt: skip
