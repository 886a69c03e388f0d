"""What identifies a person: the hashes of a tombstone, and the words that files are searched for."""

import re
import unicodedata
from collections.abc import Iterable
from hashlib import blake2b

from matcher.records import Professional, Record

_SENTENCE = re.compile(r"[.。!?！？;；\n\r]+")
_LEAST_BYTES = 24
"""A shorter sentence may well stand in the texts of others."""
_MOST_SENTENCES = 40


def hashes(record: Record, salt: str) -> list[str]:
    """The salted hashes of a person's id, and of every form of the name together with one more fact.

    A name alone identifies nobody: two people may have it. Of other records only the id is taken.
    """
    keys = [f"id\0{record.kind}\0{record.id}"]
    if isinstance(record, Professional):
        names = {_plain(name) for name in (record.name, *record.aliases) if name}
        facts = {_plain(fact) for fact in _facts(record) if fact}
        keys += [f"name\0{name}\0{fact}" for name in sorted(names) for fact in sorted(facts)]
    return [hashed(key, salt) for key in keys]


def hash_of_id(kind: str, identifier: str, salt: str) -> str:
    """The hash under which an id is kept in a tombstone."""
    return hashed(f"id\0{kind}\0{identifier}", salt)


def hashed(key: str, salt: str) -> str:
    """A keyed hash in hexadecimal digits."""
    return blake2b(key.encode("utf-8", "surrogateescape"), key=salt.encode(), digest_size=16).hexdigest()


def traces_of(record: Record) -> tuple[str, ...]:
    """What files are searched for after an erasure: the id, then names, then sentences, the longest first."""
    if not isinstance(record, Professional):
        return (record.id,)
    texts = [record.headline, record.summary]
    texts += [part for work in record.works for part in (work.title, work.abstract)]
    texts += [part for held in record.experiences for part in (held.title, held.description)]
    sentences = {sentence.strip() for text in texts for sentence in _SENTENCE.split(text)}
    long = sorted((one for one in sentences if len(one.encode()) >= _LEAST_BYTES), key=lambda one: (-len(one), one))
    names = [f"\0{name}" for name in (record.name, *record.aliases) if name]
    return (record.id, *names, *long[:_MOST_SENTENCES])


def _facts(person: Professional) -> Iterable[str | None]:
    yield from (person.headline, person.organisation)
    yield from (work.title for work in person.works)
    yield from (held.organisation for held in person.experiences)
    yield from (f"{learned.degree} {learned.institution}" for learned in person.education if learned.institution)


def _plain(text: str) -> str:
    """One form of a text whatever its capitals, widths and spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
