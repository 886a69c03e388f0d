"""A checksum of each row: what was changed on the disk behind the store's back is noticed when it is read."""

from hashlib import blake2b

SIZE = 16
"""Bytes of a checksum."""


def checksum(*values: object) -> bytes:
    """The checksum of the values of a row; which row it is belongs to them, so that no two can be swapped."""
    return digest_of(b"".join(map(framed, values)))


def framed(value: object) -> bytes:
    """A value as it enters a checksum, with its length, so that no two rows are the same bytes."""
    content = value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogateescape")
    return b"%d:%b" % (len(content), content)


def digest_of(content: bytes) -> bytes:
    """The checksum of values that are ``framed`` and joined."""
    return blake2b(content, digest_size=SIZE).digest()
