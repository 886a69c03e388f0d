"""Command line: ``python -m data.generator --tier demo --out FOLDER``."""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, TaskID

from data.generator.checks import BankError
from data.generator.sample import DEFAULT_SEED, TIERS, Sample
from data.generator.topics import FOLDER, load_topics
from data.generator.write import Tick, write_sample


def main(arguments: list[str] | None = None) -> int:
    """Make a tier; returns 0, or 2 if something given cannot be used."""
    given = _parser().parse_args(arguments)
    wanted = {name: getattr(given, name) for name in ("people", "needs", "bases") if getattr(given, name) is not None}
    try:
        sample = Sample(replace(TIERS[given.tier], **wanted), load_topics(given.topics), given.seed)
        with Progress(console=Console(stderr=True)) as progress:
            write_sample(sample, given.out, _bar(progress))
    except (BankError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    print(f"wrote {given.out}", file=sys.stderr)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m data.generator", description="Make the SYNTHETIC sample.")
    parser.add_argument("--tier", choices=sorted(TIERS), default="demo")
    parser.add_argument("--out", type=Path, required=True, help="folder to write to; made if it is not there")
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED)
    parser.add_argument("--people", type=int, help="other number of professionals than the tier has")
    parser.add_argument("--needs", type=int, help="other number of needs than the tier has")
    parser.add_argument("--bases", type=int, help="other number of bases than the tier has, up to 64")
    parser.add_argument("--topics", type=Path, default=FOLDER, help="folder of the topic banks")
    return parser


def _bar(progress: Progress) -> Tick:
    tasks: dict[str, TaskID] = {}

    def tick(name: str, done: int, total: int) -> None:
        if name not in tasks:
            tasks[name] = progress.add_task(name, total=total)
        progress.update(tasks[name], completed=done)

    return tick


if __name__ == "__main__":
    sys.exit(main())
