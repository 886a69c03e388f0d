"""Text to unit vectors; knows nothing about records, indexes or stores."""

from matcher.embed.port import Embedder, Role

__all__ = ["Embedder", "Role"]
