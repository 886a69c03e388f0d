"""The first needs of every tier, fixed so that each theme of the programme is there to be shown."""

from collections.abc import Mapping
from dataclasses import dataclass

from matcher.records import NeedType


@dataclass(frozen=True, slots=True)
class Pin:
    """What is fixed about a need: topic, language, type and which of the topic's problems."""

    topic: str
    language: str
    type: NeedType
    problem: int
    title: str | None = None
    base: str | None = None


PINS: Mapping[int, Pin] = {
    1: Pin("zero-liquid-discharge", "zh", "project", 0, "高盐工业废水零排放工艺诊断与改造", "B04"),
    2: Pin("solar-pumping-irrigation", "zh", "project", 0, None, "B03"),
    3: Pin("solar-pumping-irrigation", "en", "exchange", 1, None, "B07"),
    4: Pin("zero-liquid-discharge", "en", "consulting", 0, None, "B15"),
    5: Pin("drinking-water-contaminants", "zh", "trip", 0, None, "B16"),
    6: Pin("rural-sewage-membrane-bioreactors", "zh", "project", 1, None, "B10"),
    7: Pin("drinking-water-contaminants", "mixed", "exchange", 1, None, "B21"),
    8: Pin("industrial-solid-waste", "zh", "project", 0, None, "B22"),
    9: Pin("sludge-waste-to-energy", "zh", "consulting", 1, None, "B02"),
    10: Pin("plateau-greenhouse-farming", "zh", "project", 0),
    11: Pin("plateau-greenhouse-farming", "zh", "training", 2),
    12: Pin("precision-irrigation-sensing", "mixed", "project", 0, None, "B19"),
    13: Pin("dexterous-manipulation", "zh", "startup", 0),
    14: Pin("mobile-robot-navigation", "mixed", "project", 1),
    15: Pin("surface-defect-inspection", "zh", "survey", 0),
    16: Pin("technology-transfer-licensing", "zh", "trip", 0, None, "B13"),
    17: Pin("technology-transfer-licensing", "en", "exchange", 1, None, "B06"),
    18: Pin("venture-finance-startups", "zh", "startup", 0),
}
