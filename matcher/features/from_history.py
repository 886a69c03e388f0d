"""The features that come from what happened before: accepted needs, and what else is open to a person."""

from collections.abc import Mapping

import numpy as np

from matcher.arrays import ScoreArray, StringArray
from matcher.filters.facts import NeedFacts, column, cross


def from_history(
    works: ScoreArray,
    options: ScoreArray,
    needs: NeedFacts,
    people: StringArray,
    partners: Mapping[str, frozenset[str]],
) -> dict[str, ScoreArray]:
    """The features of all pairs, each (n needs, m people) with NaN for unknown; see ``FEATURES``.

    ``works`` (n, m) is how close the best works come, ``options`` (m,) how close the open needs come that are closest
    to each person. ``partners`` are, by person, the bases and organisations whose needs they have accepted.
    """
    of_people = column([partners.get(person, frozenset()) for person in people.tolist()])
    return {
        "collaboration": cross(needs.parties, of_people, _known_to_each_other),
        "reciprocity": np.asarray(works - options),
    }


def _known_to_each_other(parties: frozenset[str], partners: frozenset[str]) -> float:
    return float(bool(parties & partners)) if parties and partners else float("nan")
