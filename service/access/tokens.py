"""Secrets that are handed out and kept as hashes only."""

import hmac
from hashlib import sha256
from secrets import token_urlsafe

KEY_PREFIX = "hm_"
"""Begins every API key, so that one that was published by mistake can be found by search."""


def new_token() -> str:
    """A secret of 256 bits that can stand in an address, a cookie or a header."""
    return token_urlsafe(32)


def digest(token: str) -> str:
    """What is kept of a secret of 256 bits: SHA-256 suffices where nothing can be guessed."""
    return sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


def signed(secret: str, purpose: str) -> str:
    """A value that only the holder of the secret can make."""
    return hmac.new(secret.encode(), purpose.encode(), sha256).hexdigest()


def same(given: str, expected: str) -> bool:
    """Whether two values are the same, in a time that does not tell how much of them is."""
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), expected.encode())
