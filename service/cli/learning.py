"""What the commands about rankers do: train one, list them, show one, choose the one in use."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from rich.table import Table

from matcher.build import make_model, make_registry, make_second, match_files
from matcher.config import Settings, load_settings
from matcher.errors import InputError
from matcher.files import atomic_write
from matcher.training.judged_claims import fit_from_folders
from matcher.training.learn import Outcome, learn
from service.cli.terminal import console, print_json, print_text, progress_bars
from service.cli.work import engine_of_settings

_MEASURES = {"pairwise_accuracy": "pairwise accuracy (95 %)", "ndcg@10": "nDCG@10 (95 %)"}


def train_a_ranker(*, keep_champion: bool, as_json: bool) -> None:
    """Train, show challenger and champion, say which is in use now."""
    settings = load_settings()
    registry = make_registry(settings)
    with engine_of_settings() as engine, progress_bars() as progress:
        outcome = learn(engine, registry, engine.today(), keep_champion=keep_champion, progress=progress)
    if as_json:
        print_json(outcome.metrics | {"promoted": outcome.promoted, "folder": str(outcome.folder)})
        return
    console().print(_compared(outcome.metrics))
    print_text(_verdict(outcome, settings))


def fit_claims_model(
    sets: Sequence[Path], sample: Path | None, across: Path | None, out: Path, vectors: Path | None, *, as_json: bool
) -> None:
    """Fit the claims model on judged claims and write it, whole or not at all."""
    if not out.parent.is_dir():
        raise InputError(f"the folder {out.parent} does not exist; make it, or write the model elsewhere")
    settings = load_settings()
    second = make_second(settings)
    fitted = fit_from_folders(
        sets, sample, make_model(settings).model_id,
        lambda people, needs: match_files(settings, people, needs, vectors), second.model_id if second else "",
        across,
    )  # fmt: skip
    atomic_write(out, lambda file: file.write(fitted.model.encode()))
    if as_json:
        print_json({"file": str(out), "pairs": fitted.pairs, "true": fitted.true})
        return
    table = Table("pairing", "pairs", "of them true")
    for name, pairs in fitted.pairs.items():
        table.add_row(name, f"{pairs:,}", f"{fitted.true[name]:,}")
    console().print(table)
    print_text(f"{out} holds the model; use it with HOMEMATCH_CLAIMS={out}")


def list_models(*, as_json: bool) -> None:
    """All rankers and the history of promotions."""
    settings = load_settings()
    registry = make_registry(settings)
    history = [
        {"name": entry.name, "when": str(entry.when), "why": entry.why, "action": entry.action}
        for entry in registry.history()
    ]
    if as_json:
        print_json({"champion": registry.champion, "rankers": registry.names(), "history": history})
        return
    table = Table("ranker", "in use", "folder")
    for name in registry.names():
        table.add_row(name, "champion" if name == registry.champion else "", str(registry.folder(name)))
    console().print(table)
    for entry in history:
        print_text(f"{entry['when']}  {entry['action']} {entry['name']}: {entry['why']}", "dim")
    _say_override(settings)


def show_model(name: str, *, as_json: bool) -> None:
    """The card and the curves of one ranker."""
    registry = make_registry(load_settings())
    ranker, folder = registry.load(name), registry.folder(name)
    if as_json:
        curves = {
            feature: {"slope": curve.slope, "points": list(zip(curve.values, curve.points, strict=True))}
            for feature, curve in ranker.curves.items()
        }
        metrics = _read(folder / "metrics.json")
        card = {"name": name, "version": ranker.version, "base": ranker.base, "bands": ranker.bands}
        print_json(card | {"features": curves, "metrics": json.loads(metrics) if metrics else None})
        return
    print_text(_read(folder / "card.md"))
    table = Table("feature", "slope", "value: points")
    for feature, curve in ranker.curves.items():
        pairs = zip(curve.values, curve.points, strict=True)
        table.add_row(feature, curve.slope, ", ".join(f"{value:g}: {points:+.3f}" for value, points in pairs))
    console().print(table)


def promote_model(name: str, why: str, *, as_json: bool) -> None:
    """Put a ranker into use."""
    settings = load_settings()
    make_registry(settings).promote(name, _today(settings), why)
    _say_champion(settings, name, as_json=as_json)


def roll_back(why: str, *, as_json: bool) -> None:
    """Go back to the previous ranker."""
    settings = load_settings()
    _say_champion(settings, make_registry(settings).rollback(_today(settings), why), as_json=as_json)


def _compared(metrics: dict[str, Any]) -> Table:
    table = Table("held out", metrics["ranker"], f"{metrics['champion']['ranker']} (in use)", "difference")
    for name, title in _MEASURES.items():
        table.add_row(title, *(_figure(metrics[side][name]) for side in ("challenger", "champion", "difference")))
    return table


def _figure(figure: dict[str, float]) -> str:
    return f"{figure['value']:.3f} ({figure['low']:.3f} to {figure['high']:.3f})"


def _verdict(outcome: Outcome, settings: Settings) -> str:
    name = outcome.folder.name
    kept = f"it is kept in {outcome.folder}; `homematch models promote {name}` would put it into use"
    if not outcome.metrics["won"]:
        return f"{name} has not won: the ranker in use stays; {kept}"
    if not outcome.promoted:
        return f"{name} has won, but the ranker in use was to be kept; {kept}"
    return f"{name} has won and is now the champion{_override(settings)}"


def _say_champion(settings: Settings, name: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"champion": name})
    else:
        print_text(f"the champion is now {name}{_override(settings)}")


def _say_override(settings: Settings) -> None:
    override = _override(settings)
    if override:
        print_text(f"the champion is not in use{override}")


def _override(settings: Settings) -> str:
    """What to say where the settings name a ranker, which then scores instead of the champion."""
    named = "ranker" in settings.model_fields_set
    return (
        f"; but HOMEMATCH_RANKER names {settings.ranker!r}, which scores until that setting is removed" if named else ""
    )


def _today(settings: Settings) -> date:
    return settings.today or date.today()


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.exists() else ""
