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


SHARE_ACROSS, SHARE_CHINESE = 0.55, 0.6
"""The second model's share in the likeness of a Chinese text and one in English, and of two Chinese texts."""
SPREAD = 1.3
"""How far its cosines are spread out to lie as far apart as those of the first."""


def likeness(queries: Texts, texts: Texts) -> FloatArray:
    """How alike q queries and n texts are, (q, n), -1 to 1; without meaning where one of the two is unread.

    Where a second model has read both and one of them is Chinese, it has its share in the likeness; two English texts
    are as alike as the first model says.
    """
    alike = first_likeness(queries, texts)
    if queries.second is not None and texts.second is not None:
        chinese = queries.kinds == TRANSLATED
        _join_second(alike, queries, texts, chinese & queries.second.read, texts.second.read)
        met = texts.second.read & (texts.kinds == TRANSLATED)
        _join_second(alike, queries, texts, ~chinese & queries.second.read, met)
    return alike


def first_likeness(queries: Texts, texts: Texts) -> FloatArray:
    """The same by the first model alone."""
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


def _join_second(alike: FloatArray, queries: Texts, texts: Texts, asked: BoolArray, met: BoolArray) -> None:
    """Give the second model its share in the likeness (q, n) of these queries (q,) and texts (n,)."""
    rows, columns = np.flatnonzero(asked), np.flatnonzero(met)
    if not len(rows) or not len(columns) or queries.second is None or texts.second is None:
        return
    cosines = texts.second.take(columns).vectors.cosines(queries.second.take(rows).vectors)
    place = np.ix_(rows, columns)
    alike[place] = joined(alike[place], cosines, queries.kinds[rows][:, None], texts.kinds[columns][None, :])


def joined(alike: FloatArray, cosines: FloatArray, kinds: CodeArray, other_kinds: CodeArray) -> FloatArray:
    """The likeness by the first model with the share of the second, whose cosines have unrelated texts about 0."""
    across = (kinds == TRANSLATED) != (other_kinds == TRANSLATED)
    share = np.where(across, np.float32(SHARE_ACROSS), np.float32(SHARE_CHINESE))
    both: FloatArray = np.minimum(alike + share * (CHANCE + np.float32(SPREAD) * cosines - alike), np.float32(1))
    return both


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
