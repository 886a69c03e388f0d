"""How alike two texts are: the one similarity that proposes people, scores them and is shown."""

import numpy as np

from matcher.arrays import BoolArray, CodeArray, FloatArray
from matcher.retrieval.columns import TRANSLATED, Texts

CHANCE, TRUE_ACROSS = 0.2, 1.3
"""What a translation costs: a translated text and one in its own language are less alike than two of one kind.

Texts that have nothing to do with each other have a cosine about ``CHANCE`` however they were read; from there up to
a true pair it is 1.5 times as far between texts of one kind, on average over the requirements of the sample's training
part. Cosines across are raised by less, ``TRUE_ACROSS``: at 1.5 the highest would end in ties at 1, and people who
wrote in the other language than the need would lead.
"""


def likeness(queries: Texts, texts: Texts) -> FloatArray:
    """How alike q queries and n texts are, (q, n), -1 to 1; without meaning where one of the two is unread."""
    cosines = texts.vectors.cosines(queries.vectors)
    translated = queries.kinds == TRANSLATED
    for is_translated in np.unique(translated):
        rows = translated == is_translated
        across = (texts.kinds == TRANSLATED) != is_translated
        if rows.all():  # as a rule a need is in one language: nothing is copied
            _raise(cosines, across)
        else:
            of_kind = cosines[rows]
            _raise(of_kind, across)
            cosines[rows] = of_kind
    return cosines


def raised(cosines: FloatArray, kinds: CodeArray, other_kinds: CodeArray) -> FloatArray:
    """Cosines, those between a translated text and another raised by what the translation cost, at most 1."""
    higher = cosines.copy()
    _raise(higher, (kinds == TRANSLATED) != (other_kinds == TRANSLATED))
    return higher


def _raise(cosines: FloatArray, across: BoolArray) -> None:
    """Raise these cosines (…, n) where they are across (n,), in their place, and cut all at 1."""
    cosines *= np.where(across, np.float32(TRUE_ACROSS), np.float32(1))
    cosines += np.where(across, np.float32(CHANCE * (1 - TRUE_ACROSS)), np.float32(0))
    np.minimum(cosines, np.float32(1), out=cosines)
