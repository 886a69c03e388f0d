"""The model that turns what a requirement and a profile have in common into the probability that it is borne out."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from matcher.arrays import BoolArray, ScoreArray, WholeArray
from matcher.errors import ModelError
from matcher.retrieval.columns import MEASURES, TRANSLATED, UNREAD

FORMAT = 3
PAIRINGS = ("as written", "translated", "across", "by words")
"""By what a claim is judged: requirement and profile read alike, one of them in translation, or by words alone."""
_OF_NAMES = 4
"""Features of a claim that tell who names it."""
_LEAST_DEVIATION = 0.02
"""What a deviation is taken for at least: people of whom all are as far away say little about how far one may be."""
_PRIOR_PEOPLE = 20
"""So many people weigh as much as what is usual, where a background has few people of a language."""

Features = ScoreArray


@dataclass(frozen=True, slots=True)
class Measures:
    """What r requirements and m people have in common: ``values`` (f, r, m) by ``MEASURES``, and who names them (r, m).

    ``named`` leaves no doubt, ``other_forms`` are namings in another form than is asked for, and ``near`` what naming a
    skill near that of the requirement is worth.
    """

    values: ScoreArray
    named: BoolArray
    other_forms: BoolArray
    near: ScoreArray

    def of(self, requirements: WholeArray, people: WholeArray) -> "Measures":
        """Those of some requirements and people."""
        pairs = np.ix_(requirements, people)
        return Measures(
            self.values[:, requirements][:, :, people], self.named[pairs], self.other_forms[pairs], self.near[pairs]
        )


@dataclass(frozen=True, slots=True)
class Pairing:
    """The calibrated model of one kind of pair.

    A claim's features are divided by ``scales`` after ``means`` are subtracted; their sum by ``weights`` with
    ``intercept`` is turned into a probability at ``knots`` (score, probability), rising, between which it is straight.
    The logistic curve of the sum counts for the share ``slope``: the knots alone have steps, on which many claims stand
    alike. From the probability ``evidenced`` on enough of the judged pairs of this kind are true to call it evidence.
    """

    means: tuple[float, ...]
    scales: tuple[float, ...]
    weights: tuple[float, ...]
    intercept: float
    knots: tuple[tuple[float, float], ...]
    slope: float = 0.5
    evidenced: float = 0.5

    def probabilities(self, features: Features) -> ScoreArray:
        """The probability (r, m) that people bear requirements out, from ``features`` (f, r, m)."""
        shape = (-1, *[1] * (features.ndim - 1))
        standard = (features - np.reshape(self.means, shape)) / np.reshape(self.scales, shape)
        total = np.tensordot(np.array(self.weights), standard, 1) + self.intercept
        scores, probabilities = np.array(self.knots).T
        level = np.interp(total, scores, probabilities)
        calibrated: ScoreArray = (1 - self.slope) * level + self.slope * _logistic(total)
        return calibrated


@dataclass(frozen=True, slots=True)
class ClaimsModel:
    """What turns measures of a requirement and a person into the probability that the person bears it out.

    ``embedders`` are the models whose cosines it was fitted on; with any other one claims are judged by words.
    ``usual`` (pairing, measure, 2) are mean and deviation of what people reach where no background says it. From
    ``evidenced`` on a credit is said to be evidence, from ``inferred`` on to be near.
    """

    version: str
    embedders: tuple[str, ...]
    evidenced: float
    inferred: float
    usual: Mapping[str, tuple[tuple[float, float], ...]]
    pairings: Mapping[str, Pairing]

    by_words: bool = False
    second: tuple[str, ...] = ()
    """The second models beside which it was fitted; none if it was fitted on the cosines of one alone."""

    def credits(self, name: str, features: Features) -> ScoreArray:
        """The credits (r, m) of claims of a pairing: equal ones deserve equal trust, whatever the pairing.

        Above ``inferred`` they are probabilities drawn out so that a pairing's are evidence from ``evidenced`` on too.
        """
        pairing = self.pairings[name]
        probabilities = pairing.probabilities(features)
        drawn: ScoreArray = np.interp(
            probabilities, (0.0, self.inferred, pairing.evidenced, 1.0), (0.0, self.inferred, self.evidenced, 1.0)
        )
        return drawn

    def judging(self, embedder: str) -> "ClaimsModel":
        """The model as it judges by the cosines of this embedder: by words alone if it was fitted on others."""
        return replace(self, by_words=not any(embedder.startswith(name) for name in self.embedders))

    def is_fitted_beside(self, second: str) -> bool:
        """Whether it was fitted on the cosines of this second model too; False for none."""
        return bool(second) and any(second.startswith(name) for name in self.second)

    def pairing(self, asked: int, people: int) -> str:
        """By what a requirement of this kind of text is judged for people of this language."""
        if asked == UNREAD or self.by_words:
            return "by words"
        translated = asked == TRANSLATED
        return ("translated" if translated else "as written") if translated == (people == 1) else "across"


def _logistic(total: ScoreArray) -> ScoreArray:
    curve: ScoreArray = 1 / (1 + np.exp(-np.clip(total, -30, 30)))
    return curve


def features_of(measured: Measures, reached: ScoreArray, usual: Sequence[tuple[float, float]], name: str) -> Features:
    """The features (f, r, m) of claims: each measure, how far it lies above others, what others reach, and naming.

    ``reached`` (r, 2 f + 2) are the norms for the language of these people. Where the background has few of them, what
    is usual counts too. By words alone only the last measure is used.
    """
    count = reached[:, -1]
    own = (count / (count + _PRIOR_PEOPLE))[:, None]
    features = []
    for at in range(len(MEASURES)):
        if name == "by words" and MEASURES[at] != "words":
            continue
        mean = own * reached[:, 2 * at, None] + (1 - own) * usual[at][0]
        deviation = np.maximum(own * reached[:, 2 * at + 1, None] + (1 - own) * usual[at][1], _LEAST_DEVIATION)
        values = measured.values[at]
        features += [values, (values - mean) / deviation, np.broadcast_to(mean, values.shape)]
    named = measured.named.astype(np.float64)
    other_forms = measured.other_forms * (1 - named)
    return np.stack([*features, named, other_forms, measured.near * (1 - named), reached[:, -2, None] * (1 - named)])


def load_claims_model(path: Path) -> ClaimsModel:
    """Read a model; raises ModelError for a file that is none, or of another format."""
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
        if plain["format"] != FORMAT:
            raise ModelError(
                f"{path}: has format {plain['format']}, this program reads {FORMAT}; install the release whole"
            )
        pairings = {
            name: Pairing(
                tuple(one["means"]), tuple(one["scales"]), tuple(one["weights"]), float(one["intercept"]),
                tuple((float(score), float(probability)) for score, probability in one["knots"]), float(one["slope"]),
                float(one["evidenced"]),
            )
            for name, one in plain["pairings"].items()
        }  # fmt: skip
        usual = {name: tuple((float(a), float(b)) for a, b in plain["usual"][name]) for name in PAIRINGS}
        model = ClaimsModel(
            str(plain["version"]), tuple(plain["embedders"]), float(plain["evidenced"]), float(plain["inferred"]),
            usual, {name: pairings[name] for name in PAIRINGS}, second=tuple(plain.get("second", ())),
        )  # fmt: skip
        for name, pairing in model.pairings.items():
            _check(name, pairing, model.usual[name])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"{path}: is missing or is no claims model ({type(error).__name__}: {error}); install the release whole, "
            "or name another with HOMEMATCH_CLAIMS"
        ) from error
    return model


def _check(name: str, pairing: Pairing, usual: Sequence[tuple[float, float]]) -> None:
    """Raises ValueError for numbers that do not go together or are none."""
    count = 3 * (1 if name == "by words" else len(MEASURES)) + _OF_NAMES
    if {len(pairing.means), len(pairing.scales), len(pairing.weights)} != {count} or len(usual) != len(MEASURES):
        raise ValueError(f"{name!r} has not {count} features")
    knots = np.array(pairing.knots)
    numbers = (*pairing.means, *pairing.scales, *pairing.weights, pairing.intercept, *knots.ravel())
    if not 0 < pairing.evidenced < 1:
        raise ValueError(f"{name!r} calls everything or nothing evidence")
    if not np.isfinite(numbers).all() or (np.diff(knots, axis=0) < 0).any() or not all(pairing.scales):
        raise ValueError(f"{name!r} holds a number that is none, or knots that fall")


def model_to_json(model: ClaimsModel) -> str:
    """A model as the JSON that ``load_claims_model`` reads."""
    plain = {name: value for name, value in asdict(model).items() if name != "by_words"}
    return json.dumps({"format": FORMAT} | plain, indent=1) + "\n"
