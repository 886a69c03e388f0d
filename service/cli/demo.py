"""The demonstration: the synthetic sample in, matches both ways out."""

from datetime import date
from pathlib import Path

from matcher.build import open_engine
from matcher.config import load_settings
from matcher.errors import InputError
from matcher.matching.engine import Engine
from matcher.messages import Language
from matcher.records import Kind, Need
from service.access.sample import PASSWORD, make_sample_accounts
from service.api.answered import ranking_answer
from service.cli.show import Style, show_recommendations
from service.cli.terminal import console, print_json, progress_bars
from service.nightly import run_night

SAMPLE_DAY = date(2026, 11, 22)
"""The day that the sample's periods and deadlines were made for, so that the demonstration never ages."""
_FILES: dict[Kind, str] = {
    "organisation": "organisations.jsonl",
    "base": "bases.jsonl",
    "need": "needs.jsonl",
    "professional": "professionals.jsonl",
}


def play(language: Language, *, as_json: bool) -> None:
    """Import the sample into a store of its own, show three needs and one professional, write the report."""
    settings = load_settings()
    settings = load_settings(folder=settings.folder / "demo", store="", today=SAMPLE_DAY)
    engine = open_engine(settings)
    try:
        _import(engine, settings.sample)
        rankings = [engine.matching.candidates(need, 5) for need in _three_needs(engine)]
        rankings.append(engine.matching.suggestions(rankings[-1][0].professional, 5))
        answers = [ranking_answer(engine, ranking, language).model_dump(mode="json") for ranking in rankings]
        if not as_json:
            for ranking in rankings:
                show_recommendations(engine, ranking, Style(language))
        accounts = make_sample_accounts(engine)
        with progress_bars() as progress:
            night = run_night(engine, settings.folder / "reports", progress=progress)
    finally:
        engine.close()
    files = [str(path) for path in night.files]
    if as_json:
        print_json({"rankings": answers, "report": files})
        return
    console().print("The nightly report: " + ", ".join(files), soft_wrap=True)
    console().print(f"To open the service on this sample: make serve, then {settings.reached_at}/", soft_wrap=True)
    emails = ", ".join(account.email for account in accounts)
    console().print(f"Its accounts, with the password {PASSWORD}: {emails}", soft_wrap=True)


def _import(engine: Engine, folder: Path) -> None:
    with progress_bars() as progress:
        for kind, name in _FILES.items():
            report = engine.records.import_file(folder / name, kind, progress)
            if report.errors:
                raise report.errors[0]
        engine.sync(progress)
    engine.save()


def _three_needs(engine: Engine) -> tuple[str, str, str]:
    """The first open need in Chinese, the first in English, the first in English on solar pumping."""
    records = (engine.records.get("need", identifier)[1] for identifier in engine.matching.open_needs())
    needs = [record for record in records if isinstance(record, Need)]
    solar = [need.id for need in needs if need.theme == "solar-irrigation" and not _has_han(need)]
    english = [need.id for need in needs if need.theme != "solar-irrigation" and not _has_han(need)]
    chinese = [need.id for need in needs if _has_han(need)]
    if not (solar and english and chinese):
        raise InputError("the sample lacks a Chinese, an English or a solar pumping need; restore the data/demo folder")
    return chinese[0], english[0], solar[0]


def _has_han(need: Need) -> bool:
    return any("一" <= character <= "鿿" for character in need.title + need.body)
