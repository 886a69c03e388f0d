"""A profile ranks by what it says and not by its language: people who wrote theirs twice, and needs in both languages.

Measured on twelve pairs, twenty-four needs and forty others: the two versions of a person lie a place apart in the
median and two at worst; on average the English one stands 0.3 places higher, 0.3 lower for English needs and 0.8
higher for Chinese ones.
"""

from collections.abc import Callable, Mapping
from statistics import mean, median
from typing import Any

import pytest

from matcher.build import bridged, make_glosser, make_model, open_engine
from matcher.embed.port import Embedder
from matcher.embed.remembering import RememberingEmbedder
from matcher.matching.engine import ALL
from matcher.retrieval import likeness
from matcher.store.memory import MemoryStore
from tests.integration.worlds import settings_in
from tests.quality.twins import LANGUAGES, TWINS, needs, people

MEDIAN, WORST, LEANING = 2, 6, 1.5
"""Places between the two versions of a person, in the median and at worst, and the mean by which one may lead."""

Places = Mapping[str, tuple[int, int]]
"""By need the places of the English and of the Chinese version of the person whom it fits."""
Ranked = Callable[..., Places]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def ranked(tmp_path_factory: pytest.TempPathFactory) -> Ranked:
    """What ranks everybody for every need under some settings; a text is read by the model once."""
    folder, kept = tmp_path_factory.mktemp("twins"), MemoryStore()

    def places(**chosen: Any) -> Places:
        stated = {"embedder": "sentence-transformers", "precision": "float32", "store": "memory"}
        settings = settings_in(folder, **{**stated, **chosen})
        model: Embedder = RememberingEmbedder(make_model(settings), kept)
        engine = open_engine(settings, embedder=bridged(model, lambda: make_glosser(settings)))
        engine.records.put_many([*people(), *needs()])
        found = {}
        for need in engine.matching.open_needs():
            order = [person for person, _ in engine.matching.scores("candidates", need, ALL)]
            field = need.rsplit("-", 1)[0]
            english, chinese = (order.index(f"{field}-{language}") + 1 for language in LANGUAGES)
            found[need] = english, chinese
        engine.close()
        return found

    return places


@pytest.fixture(scope="module")
def found(ranked: Ranked) -> Places:
    return ranked()


def apart(places: Places) -> list[str]:
    """Where the two versions of a person lie too far apart."""
    distances = {need: abs(english - chinese) for need, (english, chinese) in places.items()}
    far = [f"{need}: {places[need]}" for need, distance in distances.items() if distance > WORST]
    middle = median(distances.values())
    return far + ([f"median distance {middle}"] if middle > MEDIAN else [])


def leaning(places: Places) -> list[str]:
    """Whether one language stands higher on the whole, or for the needs of one language."""
    leads = {need: english - chinese for need, (english, chinese) in places.items()}
    groups = {"all": ("en", "zh"), "English": ("en",), "Chinese": ("zh",)}
    means = {name: mean(lead for need, lead in leads.items() if need.endswith(ends)) for name, ends in groups.items()}
    return [f"{name} needs: {lead:+.2f} places" for name, lead in means.items() if abs(lead) > LEANING]


def test_there_are_as_many_people_and_needs_as_is_said() -> None:
    everybody = [each.id for each in people()]
    assert (len(TWINS), len(list(needs()))) == (12, 24)
    assert len(everybody) == len(set(everybody)) == 24 + 40
    assert sum(each.endswith("-zh") for each in everybody) == 32


def test_two_versions_of_a_person_stand_close_together(found: Places) -> None:
    assert apart(found) == []


def test_neither_language_outranks_the_other(found: Places) -> None:
    assert leaning(found) == []


def test_both_versions_stand_at_the_top_of_the_needs_that_they_fit(found: Places) -> None:
    assert mean(max(places) for places in found.values()) <= 3
    assert max(max(places) for places in found.values()) <= 1 + WORST


@pytest.mark.parametrize("fault", [{"bridge": "none"}, {"multilingual": True}], ids=["no bridge", "false claim"])
def test_a_language_that_is_not_understood_is_noticed(ranked: Ranked, fault: Mapping[str, Any]) -> None:
    """Without a bridge, and with a model that is said to read Chinese and does not."""
    places = ranked(**fault)
    assert apart(places)
    assert leaning(places)


def test_cosines_that_are_scaled_the_wrong_way_are_noticed(ranked: Ranked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(likeness, "TRUE_ACROSS", 0.1)
    assert leaning(ranked())


def test_one_language_that_always_stands_below_is_noticed() -> None:
    assert leaning({need.id: (1, 3) for need in needs()}) == [
        f"{name} needs: -2.00 places" for name in ("all", "English", "Chinese")
    ]
    assert leaning({need.id: (1, 2) if need.id.endswith("en") else (2, 1) for need in needs()}) == []
    assert apart({"a-en": (1, 8), "b-en": (1, 1)})
