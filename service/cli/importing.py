"""The commands that take files in and back out: import, its undoing, templates, and tables of column headers."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Literal, cast

import typer

from matcher.build import open_engine
from matcher.config import load_settings
from matcher.errors import InputError, Problem
from matcher.ingest.columns import TableKind
from matcher.ingest.content import form_of
from matcher.ingest.drafts import Draft, Refused
from matcher.ingest.headers import Head, read_own, write_own
from matcher.ingest.marked import write_marked
from matcher.ingest.template import kind_of_name, write_template
from matcher.matching.imports import FileOutcome, GivenFile, Outcome
from matcher.messages import Language, say
from matcher.messages.problems import header_of, problem_text, refusal_text
from matcher.records import RECORD_TYPES
from service.cli.erasing import finish_erasures
from service.cli.terminal import plain, print_json, print_text, progress_bars
from service.erasing import write_journal

_SHOWN_ERRORS = 20
_SHOWN_CHANGES = 50


def import_files(
    files: Sequence[Path], of_kind: Mapping[TableKind, Path | None], language: Language, *, mapping: Path | None,
    errors: Path | None, identifier: str, consented: date | None, readmit: Collection[str], dry_run: bool, sure: bool,
    as_json: bool,
) -> None:  # fmt: skip
    """Take files in as one import; exits with 2 if something was refused."""
    given = [GivenFile(path, kind) for kind, path in of_kind.items() if path is not None]
    given += [GivenFile(path, None, identifier) for path in files]
    if not given:
        raise InputError(
            "no file is given; give files, or say what they hold with --professionals, --needs, --bases, "
            "--organisations or --decisions"
        )
    own = read_own(mapping) if mapping else None
    settings = load_settings()
    engine = open_engine(settings)
    try:
        finish_erasures(settings, engine)
        with progress_bars() as progress:
            confirm = _confirm(language, sure=sure or dry_run or as_json)
            outcome = engine.imports.take(
                given,
                own=own,
                consented=consented,
                readmit=readmit,
                dry_run=dry_run,
                confirm=confirm,
                progress=progress,
            )
            if not dry_run:
                engine.sync(progress)
                engine.save()
        if readmit and not dry_run:
            write_journal(settings.folder, engine.store)  # a backup that is restored must not erase them again
    finally:
        engine.close()
    marked = [_marked(file, errors, language) for file in outcome.files]
    if as_json:
        print_json([_as_json(outcome, file, path) for file, path in zip(outcome.files, marked, strict=True)])
    else:
        _show(outcome, language, dry_run=dry_run)
    for path in filter(None, marked):
        typer.echo(f"homematch: {say(language, 'import.marked', file=str(path))}", err=True)
    _refuse(outcome.refused, language)


def undo_import(run: str, language: Language, *, readmit: Collection[str] = (), as_json: bool) -> None:
    """Put everything back as it was before an import."""
    settings = load_settings()
    engine = open_engine(settings, new=False)
    try:
        finish_erasures(settings, engine)
        undone = engine.imports.undo(run, readmit=readmit)
        with progress_bars() as progress:
            engine.sync(progress)
            engine.save()
        if readmit:
            write_journal(settings.folder, engine.store)
    finally:
        engine.close()
    if as_json:
        print_json(plain(undone))
    else:
        print_text(say(language, "import.undone", **plain(undone)))


def list_imports(language: Language, *, as_json: bool) -> None:
    """All imports, the latest first."""
    engine = open_engine(load_settings(), new=False)
    try:
        imports = engine.imports.all()
    finally:
        engine.close()
    if as_json:
        print_json([plain(one) for one in imports])
        return
    for one in imports:
        undone = f"  ({one.undone:%Y-%m-%d %H:%M} ↺)" if one.undone else ""
        print_text(f"{one.id}  {one.at:%Y-%m-%d %H:%M}  {one.records + one.decisions}{undone}")
    if not imports:
        print_text(say(language, "import.none"))


def make_template(path: Path, kind: str | None, language: Language) -> None:
    """Write an empty sheet to fill in."""
    chosen = kind or kind_of_name(path.stem)
    if chosen is None or path.suffix.casefold() != ".xlsx":
        raise InputError(
            "{file} does not say what the sheet is for; name it needs.xlsx, professionals.xlsx, bases.xlsx, "
            "organisations.xlsx or decisions.xlsx, or give --kind",
            file=str(path),
        )  # fmt: skip
    write_template(path, cast(TableKind, chosen), language)
    print_text(say(language, "import.written", file=str(path)))


def make_mapping(path: Path, out: Path, kind: str | None, language: Language) -> None:
    """Write what the column headers of a file are read as, to be edited."""
    from matcher.ingest.reader import read_file

    items = read_file(path, cast(TableKind | None, kind))
    write_own(out, [item for item in items if isinstance(item, Head)])
    print_text(say(language, "import.written", file=str(out)))


def show_record(kind: str, identifier: str, language: Language, *, as_json: bool) -> None:
    """A record with the source of every field."""
    if kind not in RECORD_TYPES:
        raise InputError("{kind!r} is no kind of record; allowed: {kinds}", kind=kind, kinds=", ".join(RECORD_TYPES))
    engine = open_engine(load_settings(), new=False)
    try:
        _, record = engine.records.get(kind, identifier)
        sources = engine.imports.sources(kind, identifier)
    finally:
        engine.close()
    if as_json:
        print_json({"record": plain(record), "sources": sources})
        return
    for path, value in _stated(plain(record)):
        source = sources.get(path) or sources.get(path.split(".")[0])
        where = f"  [{source['file']}:{source['place']}, {source['at']}]" if source else ""
        print_text(f"{header_of(kind, path, language)}: {value}{where}")


def _confirm(language: Language, *, sure: bool) -> Any:
    """What asks about a person whose fields were read out of a CV; without a terminal nobody can answer."""

    def confirm(draft: Draft) -> bool:
        for path, value in _stated(draft.given):
            unsure = f"  ← {say(language, 'import.unsure')}" if draft.uncertain & {path, path.split(".")[0]} else ""
            print_text(f"{header_of(draft.kind, path, language)}: {value}  [{draft.place_of(path).text}]{unsure}")
        return typer.confirm(say(language, "import.confirm"))

    return bool if sure else confirm


def _stated(given: Mapping[str, Any], inside: str = "") -> list[tuple[str, Any]]:
    """Every stated field with its path; a list of texts as one."""
    stated: list[tuple[str, Any]] = []
    for name, value in given.items():
        path = f"{inside}{name}"
        if isinstance(value, Mapping):
            stated += _stated(value, f"{path}.")
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            for number, part in enumerate(value):
                stated += _stated(part, f"{path}.{number}.")
        elif value not in (None, "", [], False):
            stated.append((path, "; ".join(map(str, value)) if isinstance(value, list) else value))
    return stated


def _marked(file: FileOutcome, out: Path | None, language: Language) -> Path | None:
    """Write what was refused of a file; None if nothing was, or a list of lines says enough."""
    if not file.refused:
        return None
    forms: dict[str, Literal["workbook", "text"]] = {"workbook": "workbook", "text": "text"}
    task = forms.get(form_of(file.path))
    if task is None and out is None:
        return None
    path = out or _free(file.path.with_name(f"{file.path.stem.removesuffix('-errors')}-errors.xlsx"))
    heads = [say(language, f"import.heads {name}") for name in ("place", "field", "reason")]

    def said(one: Refused) -> str:
        return problem_text(one.problem, language, one.field)

    write_marked(file.path, task, file.refused, path, said, [say(language, "table.about"), *heads])
    return path


def _free(path: Path) -> Path:
    """A name that no file has: a sheet that somebody is mending is not written over."""
    names = (path, *(path.with_name(f"{path.stem}-{number}{path.suffix}") for number in range(2, 1000)))
    return next(name for name in names if not name.exists())


def _as_json(outcome: Outcome, file: FileOutcome, marked: Path | None) -> dict[str, Any]:
    return {
        "file": str(file.path),
        "kind": ", ".join(file.kinds),
        "read": file.read,
        "good": file.good,
        "changed": file.changed,
        "changes": [plain(change) for change in file.changes],
        "errors": [str(one.error) for one in file.refused],
        "remarks": [remark.template.format(**remark.values) for remark in file.remarks],
        "marked": str(marked) if marked else None,
        "run": outcome.run,
    }


def _show(outcome: Outcome, language: Language, *, dry_run: bool) -> None:
    for file in outcome.files:
        kinds = ", ".join(kind if language == "en" else say(language, f"table.{kind}") for kind in file.kinds)
        key = "import.dry" if dry_run else "import.file"
        print_text(say(language, key, kind=kinds, read=file.read, good=file.good, changed=file.changed))
        for change in file.changes[:_SHOWN_CHANGES] if dry_run else ():
            fields = ", ".join(change.fields) or say(language, "import.new")
            print_text(f"  {change.id}: {fields}")
        for remark in file.remarks:
            print_text(problem_text(Problem(remark.template, **remark.values), language), "dim")
    if outcome.run:
        print_text(say(language, "import.run", run=outcome.run), "dim")


def _refuse(refused: Sequence[Refused], language: Language) -> None:
    """Print the first errors and exit with 2, if there are any."""
    if not refused:
        return
    for one in refused[:_SHOWN_ERRORS]:
        typer.echo(f"homematch: {refusal_text(one, language)}", err=True)
    hidden = len(refused) - _SHOWN_ERRORS
    lines = len({(one.file, one.place.sheet, one.place.row or one.place.text) for one in refused})
    if language == "zh":
        more = f"（另有{hidden}处未显示）" if hidden > 0 else ""
        typer.echo(f"homematch: {lines}行有问题，没有导入{more}；其余已导入：改好后再导入一次", err=True)
    else:
        more = f" ({hidden} more errors not shown)" if hidden > 0 else ""
        typer.echo(
            f"homematch: {lines} lines were refused{more}; the good ones are kept: fix these and import again", err=True
        )
    raise typer.Exit(2)
