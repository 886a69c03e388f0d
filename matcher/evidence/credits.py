"""How much of each requirement each person is credited with."""

import numpy as np

from matcher.arrays import CodeArray, IdArray, ScoreArray
from matcher.evidence.claims import claim_credits
from matcher.evidence.comparison import Comparison
from matcher.evidence.naming import FADING
from matcher.evidence.pooling import highest, least_at_highest
from matcher.evidence.qualifications import with_qualifications
from matcher.results import State
from matcher.skills.names import is_ambiguous

STATES: tuple[State, ...] = ("unknown", "claimed", "inferred", "evidenced")
"""How a requirement may stand, the worst first."""
AMBIGUOUS = 0.5
"""What nearness counts for a skill whose name is an everyday word too: rust on a bridge is near to Rust."""
CLAIMED_CREDIT = 0.1
"""Credit of a skill that is only listed: a claim is worth asking about, and little more."""
_NAMED = 2.0
"""Puts a passage that names the skill before all that come near it, when the one to date the evidence is chosen."""


def requirement_credits(compared: Comparison) -> ScoreArray:
    """Credit 0 to 1 of every person for every requirement, (r, m).

    How far the person's texts bear it out, less as their evidence ages; at least what naming the skill
    for certain, or listing it, earns. Of skills of which one is enough, all have the credit of the best. What is
    asked of years, degree, title and stage lowers it where it is not shown.
    """
    asks, passages = compared.needs.asks, compared.people.passages
    names, of_asks = np.unique(asks.names, return_inverse=True)  # many needs ask for the same
    clear = np.array([AMBIGUOUS if is_ambiguous(name) else 1.0 for name in names.tolist()])[of_asks][:, None]
    likely = clear * claim_credits(compared) * (1.0 - FADING * _faded(compared))
    named = highest(compared.naming.certain, passages, 0.0)
    claimed = CLAIMED_CREDIT * compared.claimed
    best = _best_of_alternatives(np.maximum(np.maximum(likely, named), claimed), asks.parts)
    return with_qualifications(best, compared.qualified)


def _best_of_alternatives(credits: ScoreArray, parts: IdArray) -> ScoreArray:
    """The credits (r, m) with those of alternatives replaced by the highest of them; ``parts`` (r,) count them."""
    firsts = np.flatnonzero(parts == 0)
    if len(firsts) == len(parts):
        return credits
    best: ScoreArray = np.repeat(np.maximum.reduceat(credits, firsts, axis=0), np.diff([*firsts, len(parts)]), axis=0)
    return best


def requirement_states(compared: Comparison, credits: ScoreArray) -> CodeArray:
    """The state (r, m) of every requirement for every person, as places in ``STATES``: cuts of the credits."""
    model = compared.yardstick.claims
    states = np.where(compared.claimed, STATES.index("claimed"), STATES.index("unknown"))
    states = np.where(credits >= model.inferred, STATES.index("inferred"), states)
    codes: CodeArray = np.where(credits >= model.evidenced, STATES.index("evidenced"), states).astype(np.int8)
    return codes


def _faded(compared: Comparison) -> ScoreArray:
    """How much the evidence has faded, 0 to 1 (r, m): that of the passage that says the requirement best."""
    passages = compared.people.columns.passages
    strength = compared.label_passages + compared.held.terms + _NAMED * (compared.naming.skill > 0)
    return least_at_highest(strength, compared.yardstick.faded(passages.years), compared.people.passages)
