"""What in a profile answers a need: similarities on two levels, states of requirements, sentences to show.

Two levels because a whole work shows the field and a sentence shows the thing itself; each is pooled as
the mean of the best three, never over a whole profile, so that length earns nothing.
"""

from matcher.evidence.columns import similarity_columns
from matcher.evidence.quotes import best_sentences
from matcher.evidence.requirements import RequirementEvidence, requirement_evidence

__all__ = ["RequirementEvidence", "best_sentences", "requirement_evidence", "similarity_columns"]
