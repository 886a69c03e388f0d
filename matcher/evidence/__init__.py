"""What in a profile answers a need: similarities on two levels, states of requirements, sentences to show.

Two levels because a whole work shows the field and a sentence shows the thing itself; each is pooled as
the mean of the best three, never over a whole profile, so that length earns nothing.
"""

from matcher.evidence.alignment import Alignment, align
from matcher.evidence.columns import EVIDENCE_FEATURES, similarity_columns, work_similarities
from matcher.evidence.quotes import best_dated, best_sentence, best_sentences, best_work, most_worded
from matcher.evidence.reading import Reading
from matcher.evidence.requirements import RequirementEvidence, requirement_evidence
from matcher.evidence.skill_credits import SkillCredits

__all__ = [
    "EVIDENCE_FEATURES", "Alignment", "Reading", "RequirementEvidence", "SkillCredits", "align", "best_dated",
    "best_sentence", "best_sentences", "best_work", "most_worded", "requirement_evidence", "similarity_columns",
    "work_similarities",
]  # fmt: skip
