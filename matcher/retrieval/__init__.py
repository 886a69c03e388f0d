"""Records as they are searched and compared: derived once, kept as columns by row, found by meaning and by words."""

from matcher.retrieval.builder import Builder
from matcher.retrieval.columns import Columns, Texts
from matcher.retrieval.corpus import Corpus
from matcher.retrieval.document import Asked, Document, Rules
from matcher.retrieval.pool import Shares, candidates
from matcher.retrieval.port import OwnerFilter, VectorIndex

__all__ = [
    "Asked", "Builder", "Columns", "Corpus", "Document", "OwnerFilter", "Rules", "Shares", "Texts", "VectorIndex",
    "candidates",
]  # fmt: skip
