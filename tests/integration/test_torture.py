"""A few of each of the kills and damages that ``make torture`` tries in full."""

from pathlib import Path

import pytest

from tests.torture.damage import Damage
from tests.torture.kills import Kills


@pytest.mark.parametrize(
    ("part", "times"),
    [("ingest", 3), ("saving", 3), ("backup", 2), ("restore", 3), ("migration", 4), ("erasure", 4)],
)
def test_nothing_acknowledged_is_lost_and_nobody_sees_half_when_a_process_is_killed(
    tmp_path: Path, part: str, times: int
) -> None:
    outcome = getattr(Kills(tmp_path), part)(times)
    assert 0 <= outcome.killed <= times


def test_no_answer_differs_in_silence_when_one_fact_on_the_disk_is_another(tmp_path: Path) -> None:
    verdicts = Damage(tmp_path).well_formed(24)
    assert verdicts.silent == ()
    assert verdicts.harmless == (), "all is noticed"


def test_no_answer_differs_in_silence_when_bytes_on_the_disk_are_others(tmp_path: Path) -> None:
    verdicts = Damage(tmp_path).at_random(12)
    assert verdicts.silent == ()
    assert verdicts.noticed >= 8
    assert all("homematch.db" in what for what in verdicts.harmless), "only a database has bytes that nobody reads"
