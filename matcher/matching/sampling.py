"""Which people a background is made of, and the form in which each of them is frozen."""

import io
from collections.abc import Collection, Mapping, Sequence
from hashlib import sha256
from typing import Any

import numpy as np
import numpy.typing as npt

from matcher.arrays import CodeArray, FloatArray, IdArray, StepArray
from matcher.records import Professional
from matcher.retrieval import Builder, Columns, Document
from matcher.retrieval.builder import Derivation
from matcher.retrieval.columns import NO_VECTORS
from matcher.retrieval.document import from_bytes, to_bytes
from matcher.retrieval.vectors import steps_of, to_steps
from matcher.store.port import Sample

PEOPLE_PER_LANGUAGE = 200
"""So many people of each language are drawn at most: with few, claims that no text names are judged much worse."""
LEAST_PEOPLE = 50
"""With fewer people none are drawn: what is usual says more than they do, and nobody moves others' credits."""


def is_due(kept: Sample | None, key: str, people: int, *, renew: bool) -> bool:
    """Whether a sample is to be drawn anew: there is none, it was derived otherwise, or the people are many more.

    With ``renew`` also when their number has changed by a tenth. Too few people are no sample.
    """
    if people < LEAST_PEOPLE:
        return False
    if kept is None or kept.key != key:
        return True
    if renew and abs(people - kept.people) * 10 > kept.people:
        return True
    whole = kept.size >= 2 * PEOPLE_PER_LANGUAGE
    return not whole and people >= max(2 * kept.people, kept.people + LEAST_PEOPLE)


def drawn(rows: IdArray, ids: Sequence[str], languages: CodeArray, keep: Collection[int] = ()) -> list[int]:
    """The rows of a sample, ascending: of each language the first by a hash of the id, those to keep before others."""
    order = sorted(range(len(ids)), key=lambda at: (int(rows[at]) not in keep, sha256(ids[at].encode()).digest()))
    chosen: list[int] = []
    for code in np.unique(languages).tolist():
        of_language = [int(rows[at]) for at in order if languages[at] == code]
        chosen += of_language[:PEOPLE_PER_LANGUAGE]
    return sorted(chosen)


def frozen(
    document: Document, vectors: Mapping[bytes, FloatArray], dim: int,
    second: Mapping[bytes, FloatArray] = NO_VECTORS, second_dim: int = 0,
) -> bytes:  # fmt: skip
    """What is derived from a person, with the vectors of their texts, those of a second model too if there is one."""
    keys, steps = _kept(document, vectors, dim)
    arrays: dict[str, Any] = {
        "document": np.frombuffer(to_bytes(document), dtype=np.uint8),
        "keys": keys,
        "steps": steps,
    }
    if second_dim:
        arrays["second_keys"], arrays["second_steps"] = _kept(document, second, second_dim)
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def _kept(
    document: Document, vectors: Mapping[bytes, FloatArray], dim: int
) -> "tuple[npt.NDArray[np.uint8], StepArray]":
    """The fingerprints (k, 16) of the document's texts that have a vector, and their vectors (k, dim)."""
    keys = [key for key in sorted(document.fingerprints()) if key in vectors]
    unit = np.array([vectors[key] for key in keys], dtype=np.float32).reshape(len(keys), dim)
    return np.frombuffer(b"".join(keys), dtype=np.uint8).reshape(len(keys), -1 if keys else 16), to_steps(unit)


def thawed(bodies: Mapping[int, bytes], builder: Builder) -> Columns:
    """The columns of the people that were frozen, without their names and whatever they state; by row."""
    derivations: list[Derivation] = []
    vectors: dict[bytes, FloatArray] = {}
    second: dict[bytes, FloatArray] = {}
    for row, body in bodies.items():
        with np.load(io.BytesIO(body), allow_pickle=False) as arrays:
            document = from_bytes(arrays["document"].tobytes())
            vectors |= _by_key(arrays["keys"], arrays["steps"], builder.dim)
            if "second_keys" in arrays and builder.second_dim:
                second |= _by_key(arrays["second_keys"], arrays["second_steps"], builder.second_dim)
        derivations.append(Derivation(row, 0, Professional(id=str(row), summary="-"), document))
    return builder.columns(Professional, derivations, vectors, second)


def _by_key(keys: "npt.NDArray[np.uint8]", steps: StepArray, dim: int) -> dict[bytes, FloatArray]:
    unit = np.divide(steps, np.float32(steps_of(dim)), dtype=np.float32)
    return {key.tobytes(): vector for key, vector in zip(keys, unit, strict=True)}
