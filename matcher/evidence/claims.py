"""Whether a profile bears a requirement out: measured beside what other people reach, calibrated on judged claims."""

import numpy as np

from matcher.arrays import CodeArray, FloatArray, ScoreArray
from matcher.evidence.claims_model import Measures, features_of
from matcher.evidence.comparison import Comparison, Held, Profiles
from matcher.evidence.naming import Names
from matcher.evidence.pooling import best_means, highest
from matcher.retrieval.columns import AS_WRITTEN, MEASURES, NORMS, TRANSLATED


def measures(people: Profiles, labels: FloatArray, label_passages: FloatArray, held: Held, naming: Names) -> Measures:
    """The measures of r requirements and people; 0 where nothing can be compared.

    From likeness (r, s) of the requirements' names and the people's sentences, (r, p) of those and their passages, and
    the shares (r, p) of their terms: the highest of a sentence, the mean of the three highest, the highest of a work,
    the largest share in one work, terms of like form counted in part, and the highest sum of likeness and share in one
    work, in the order of ``MEASURES``. A job title or headline alone proves nothing.
    """
    sentences, passages = people.proving_sentences, people.proving_passages
    values = np.stack(
        [
            highest(labels, sentences, 0.0),
            np.nan_to_num(best_means(labels, sentences)),
            highest(label_passages, passages, 0.0),
            highest(held.forms, people.passages, 0.0),
            highest(label_passages + held.terms, passages, 0.0),
        ]
    )
    named = highest(naming.certain, people.passages, 0.0) > 0
    other_forms = (highest(naming.skill, people.passages, 0.0) > 0) & ~named
    return Measures(values, named, other_forms, highest(naming.near, people.passages, 0.0))


def languages_of(people: Profiles) -> CodeArray:
    """How the model reads most passages of each person (m,): 1 where in translation."""
    kinds = people.columns.passages.kinds[people.passages.items]
    votes = np.concatenate([[0], np.cumsum((kinds == TRANSLATED).astype(int) - (kinds == AS_WRITTEN))])
    codes: CodeArray = (np.diff(votes[people.passages.starts]) > 0).astype(np.int8)
    return codes


def norms(measured: Measures, people: CodeArray) -> ScoreArray:
    """What people of a background reach for r requirements, (r, language, 2 f + 2).

    For each language of ``people`` (m,): mean and deviation of each measure, whether anybody names the requirement,
    and how many people there are.
    """
    requirements = measured.values.shape[1]
    reached = np.zeros((requirements, *NORMS))
    for code in range(NORMS[0]):
        of_language = people == code
        count = int(of_language.sum())
        if count:
            values = measured.values[:, :, of_language]
            reached[:, code, 0 : 2 * len(MEASURES) : 2] = values.mean(axis=2).T
            reached[:, code, 1 : 2 * len(MEASURES) : 2] = values.std(axis=2).T
            reached[:, code, -2] = measured.named[:, of_language].any(axis=1)
            reached[:, code, -1] = count
    return reached


def claim_credits(compared: Comparison) -> ScoreArray:
    """How far (r, m) each person's texts bear each requirement out, 0 to 1, as the claims model says."""
    people, asks, model = compared.people, compared.needs.asks, compared.yardstick.claims
    measured = measures(people, compared.labels, compared.label_passages, compared.held, compared.naming)
    of_people = languages_of(people)
    credits = np.zeros(measured.named.shape)
    for kind in np.unique(asks.labels.kinds).tolist():
        rows = np.flatnonzero(asks.labels.kinds == kind)
        for language in np.unique(of_people).tolist():
            columns = np.flatnonzero(of_people == language)
            name, chosen = model.pairing(kind, language), np.ix_(rows, columns)
            features = features_of(measured.of(rows, columns), asks.norms[rows, language], model.usual[name], name)
            credits[chosen] = model.credits(name, features)
    return credits
