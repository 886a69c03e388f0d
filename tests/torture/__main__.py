"""Prints the full figures: ``python -m tests.torture``, or some of its parts by name."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.torture.damage import Damage
from tests.torture.kills import Kills

KILLS = {"ingest": 200, "saving": 100, "backup": 100, "restore": 100, "migration": 100, "erasure": 100}
AT_RANDOM, WELL_FORMED = 300, 60


def main(parts: list[str]) -> None:
    """Run all parts, or those that are named; an assertion that fails ends it."""
    with TemporaryDirectory(prefix="homematch-torture-") as folder:
        for name, times in KILLS.items():
            if name in parts or not parts:
                kills = Kills(Path(folder) / name)
                outcome = getattr(kills, name)(times)
                print(
                    f"{outcome.name}: {times} times, {outcome.killed} killed in the middle, "
                    f"{outcome.acknowledged} acknowledged, 0 lost",
                    flush=True,
                )
        if "damage" in parts or not parts:
            damage = Damage(Path(folder) / "damage")
            for what, verdicts in (
                (f"{AT_RANDOM} random damages", damage.at_random(AT_RANDOM)),
                (f"{WELL_FORMED} well-formed changes", damage.well_formed(WELL_FORMED)),
            ):
                print(
                    f"{what}: {verdicts.noticed} noticed, {len(verdicts.harmless)} in bytes that nobody reads, "
                    f"{len(verdicts.silent)} answered otherwise in silence {verdicts.silent}",
                    flush=True,
                )


if __name__ == "__main__":
    main(sys.argv[1:])
