"""Text to unit vectors; knows nothing of records, index or store."""

from matcher.embed.port import Embedder, Role

__all__ = ["Embedder", "Role"]
