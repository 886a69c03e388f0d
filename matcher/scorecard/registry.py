"""Which versions of the scorecard there are, which one is in use, and the history of that choice."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Literal, get_args

from matcher.errors import InputError, ModelError, UnknownNameError
from matcher.files import atomic_write, remove_leftovers, replacing
from matcher.scorecard.calibration import Calibration, load_calibration
from matcher.scorecard.curves import CurveScorecard, load_scorecard

DEFAULT = "default"
Action = Literal["promote", "rollback"]


@dataclass(frozen=True, slots=True)
class Promotion:
    """One change of the champion: to which version, when, why; a rollback names the version that it restored."""

    name: str
    when: date
    why: str
    action: Action = "promote"


class Registry:
    """Two folders of scorecards, ``<folder>/<version>/ranker.json``: the shipped ones and the operator's own.

    Only the operator's folder is written to. Its ``champion.json`` holds every promotion, oldest first; the
    champion, the version in use, follows from it. Without that file the champion is ``default``. If both folders
    hold a version of the same name, the operator's counts.
    """

    def __init__(self, shipped: Path, own: Path) -> None:
        self._shipped, self._own = shipped, own

    def names(self) -> list[str]:
        """All versions, sorted."""
        return sorted({file.parent.name for folder in self._folders for file in folder.glob("[!.]*/ranker.json")})

    def folder(self, name: str) -> Path:
        """Where a version is; raises UnknownNameError that lists the known ones, or ModelError if there are none."""
        known = self.names()
        if not known:
            raise ModelError(f"the folder {self._shipped} holds no ranker; HOMEMATCH_RANKERS must name one that does")
        if name not in known:
            raise UnknownNameError("ranker", name, known)
        return next(folder / name for folder in self._folders if (folder / name / "ranker.json").is_file())

    def load(self, name: str = "") -> CurveScorecard:
        """The version of that name, or the champion; raises the errors of ``folder``, and ModelError."""
        if not name:
            name = self.champion
            if name != DEFAULT and name not in self.names():
                raise ModelError(
                    f"the champion {name!r} is not among the rankers in {self._own} and {self._shipped}; "
                    "put its folder back, or choose another with `homematch models promote NAME`"
                )
        return load_scorecard(self.folder(name).parent, name)

    def calibration(self, name: str = "") -> Calibration | None:
        """The calibration of a version or of the champion, None if it has none; raises ModelError."""
        return load_calibration(self.folder(name or self.champion))

    @property
    def champion(self) -> str:
        """The version in use."""
        return self._line_of_champions()[-1]

    def history(self) -> list[Promotion]:
        """Every change of the champion, oldest first; raises ModelError if the file is broken."""
        file = self._own / "champion.json"
        try:
            entries = json.loads(file.read_text(encoding="utf-8"))["history"]
            return [_promotion(entry) for entry in entries]
        except FileNotFoundError:
            return []
        except (ValueError, LookupError, TypeError) as error:
            raise ModelError(
                f"{file} is not a history of promotions ({error}); restore it, or delete it to use the default ranker"
            ) from error

    def promote(self, name: str, when: date, why: str) -> None:
        """Make a version the champion if it loads; raises InputError if it already is."""
        self.load(name)
        if name == self.champion:
            raise InputError(f"{name!r} is already the champion; `homematch models list` shows the others")
        self._record(Promotion(name, when, why))

    def rollback(self, when: date, why: str) -> str:
        """Go back to the previous champion and return its name. Raises InputError if there was none."""
        line = self._line_of_champions()
        if len(line) == 1:
            raise InputError(
                f"no version was promoted before {line[0]!r}; choose one with `homematch models promote NAME`"
            )
        self.load(line[-2])
        self._record(Promotion(line[-2], when, why, "rollback"))
        return line[-2]

    def save(self, name: str, files: Mapping[str, str]) -> Path:
        """Write the files of a new version by name, all or none; its folder. Raises InputError if it exists."""
        if name in self.names():
            raise InputError(f"the ranker {name!r} already exists; versions are added, never changed")
        self._prepare()
        with replacing(self._own / name) as (folder,):
            folder.mkdir()
            for file, text in files.items():
                _write(folder / file, text)
        return self._own / name

    def free_name(self, stem: str) -> str:
        """The stem if no version has that name yet, else the stem with the first free of -2, -3 and so on."""
        known = self.names()
        numbered = (f"{stem}-{number}" for number in range(2, len(known) + 3))
        return next(name for name in (stem, *numbered) if name not in known)

    @property
    def _folders(self) -> tuple[Path, Path]:
        return self._own, self._shipped

    def _line_of_champions(self) -> list[str]:
        """The champions that a rollback can return to, the present one last."""
        line = [DEFAULT]
        for promotion in self.history():
            if promotion.action == "promote":
                line.append(promotion.name)
            elif len(line) > 1:
                line.pop()
        return line

    def _record(self, promotion: Promotion) -> None:
        history = [asdict(entry) | {"when": str(entry.when)} for entry in [*self.history(), promotion]]
        self._prepare()
        champion = {"champion": promotion.name, "history": history}
        _write(self._own / "champion.json", json.dumps(champion, indent=2, ensure_ascii=False) + "\n")

    def _prepare(self) -> None:
        """Create the operator's folder if it is missing, and remove what a killed process left in it."""
        self._own.mkdir(parents=True, exist_ok=True)
        remove_leftovers(self._own)


def _promotion(entry: Mapping[str, str]) -> Promotion:
    action: Action = "rollback" if entry["action"] == "rollback" else "promote"
    if entry["action"] not in get_args(Action):
        raise ValueError(f"action is {entry['action']!r}; allowed: {', '.join(get_args(Action))}")
    return Promotion(str(entry["name"]), date.fromisoformat(entry["when"]), str(entry["why"]), action)


def _write(file: Path, text: str) -> None:
    atomic_write(file, lambda opened: opened.write(text.encode()))
