"""Passwords: which are accepted, and how they are kept."""

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from matcher.errors import InputError

LEAST, MOST = 12, 200
"""Characters of a password."""
_DIFFERENT = 5
"""So many different characters are in every password that is not guessed at once."""
_SEQUENCES = ("0123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "password", "homematch", "haizhi")
_LEFT = 6
"""So many characters must be left once the name and what everybody tries first are taken out."""

_HASHER = PasswordHash((Argon2Hasher(time_cost=2, memory_cost=19_456, parallelism=1),))
"""OWASP's first choice for Argon2id: 19 MiB and two rounds."""

_NOBODYS = "$argon2id$v=19$m=19456,t=2,p=1$1LIBhtpduUhlo/dkwwA09w$szwMk6OuC91p7Yte7HDzkfbMFIfnAZFpJB+Yf4YjFsQ"
"""What a password is compared with where none was set, so that the time tells nothing."""


def check_password(password: str, *known: str) -> None:
    """Raise InputError unless a password may be chosen by somebody who has these names and email."""
    if not LEAST <= len(password) <= MOST:
        raise InputError(
            "the password has {count} characters; allowed: {least} to {most}; a sentence of your own is easy to keep",
            count=len(password), least=LEAST, most=MOST,
        )  # fmt: skip
    plain = password.casefold()
    for word in (*known, *_SEQUENCES):
        for part in (word.casefold(), word.casefold()[::-1]):
            if len(part) >= 3:
                plain = plain.replace(part, "")
    if len(set(password)) < _DIFFERENT or len(plain) < _LEFT:
        raise InputError(
            "the password is easily guessed: it is your name, a row of keys or a repetition; choose a sentence of "
            "your own"
        )


def hashed(password: str) -> str:
    """The form in which a password is kept; about 30 ms, on purpose."""
    return _HASHER.hash(password)


def is_right(password: str, kept: str) -> bool:
    """Whether a password is the one that was kept; takes as long where none was."""
    right = _HASHER.verify(password[: MOST + 1], kept or _NOBODYS)
    return right and bool(kept)
