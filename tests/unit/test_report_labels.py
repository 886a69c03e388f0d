"""Every feature has words of its own in the nightly report."""

from matcher.features import FEATURES
from service.nightly.as_html import LABELS


def test_every_feature_has_a_label() -> None:
    assert set(LABELS) == {"base", *FEATURES}
