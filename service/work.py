"""What jobs do: take a file in, erase a person, run a night."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast
from uuid import uuid4

from matcher.errors import InputError, Problem
from matcher.ingest.columns import TableKind
from matcher.ingest.content import form_of
from matcher.ingest.drafts import Refused
from matcher.ingest.marked import write_marked
from matcher.matching.imports import Allowed, FileOutcome, GivenFile
from matcher.messages import Language, say
from matcher.messages.problems import problem_text
from matcher.records import Decision, Need, Record
from matcher.store.jobs import Job
from service.access.viewer import Viewer
from service.erasing import earlier_receipt, search_in
from service.jobs import Bench, Made, Progress, Work

LARGEST_UPLOAD = 16 << 20
"""Bytes of a file that is given to be imported through the service; larger ones are imported by the command."""
_MOST_REFUSED = 500
_FORMS = frozenset({"workbook", "text"})


def import_job(viewer: Viewer, at: datetime, name: str, kind: str, language: Language) -> Job:
    """A job that takes a file in for a viewer: a coordinator puts needs of own bases only."""
    whole = viewer.role == "admin" or viewer.every_base
    if not whole and kind != "need":
        raise InputError("coordinators import needs; {kind} is imported by an administrator", kind=kind)
    bases = None if whole else sorted(viewer.bases)
    given = {"name": Path(name).name[:200], "kind": kind, "bases": bases, "language": language}
    return Job(uuid4().hex, "import", viewer.account, at, given)


def erasure_job(viewer: Viewer, at: datetime) -> Job:
    """A job that erases a professional, whose id is its upload: that goes when the job is over."""
    return Job(uuid4().hex, "erase", viewer.account, at)


def night_job(viewer: Viewer, at: datetime) -> Job:
    """A job that runs a night now."""
    return Job(uuid4().hex, "night", viewer.account, at)


def _import(bench: Bench, job: Job, progress: Progress) -> Made:
    content = bench.engine.store.jobs.upload(job.id)
    if content is None:
        raise InputError("the file is gone; give it again")
    given, language = job.given, cast(Language, job.given["language"])
    with TemporaryDirectory() as folder:
        path = Path(folder) / (given["name"] or "upload")
        path.write_bytes(content)
        kind = cast(TableKind | None, given["kind"] or None)
        outcome = bench.engine.imports.take(
            [GivenFile(path, kind)], allowed=_own_needs(given["bases"]), confirm=lambda _draft: False, progress=progress
        )
        bench.engine.sync(progress)
        (file,) = outcome.files
        marked = _marked(path, Path(folder) / "marked.xlsx", file, language) if file.refused else None
    return Made(_outcome(outcome.run, file, language), marked)


def _own_needs(bases: list[str] | None) -> Allowed:
    """What a coordinator of these bases may put; of all where there are none."""

    def allowed(record: Record | Decision, kept: Record | None) -> Problem | None:
        if bases is None:
            return None
        for need in (record, kept):
            if need is not None and not (isinstance(need, Need) and need.base in bases):
                return Problem("is not a need of your bases; allowed: {bases}", bases=", ".join(bases))
        return None

    return allowed


def _marked(source: Path, out: Path, file: FileOutcome, language: Language) -> bytes | None:
    """The sheets written back with what was refused marked; None where a list says enough."""
    form = form_of(source)
    if form not in _FORMS:
        return None
    heads = [say(language, f"import.heads {name}") for name in ("place", "field", "reason")]

    def said(one: Refused) -> str:
        return problem_text(one.problem, language, one.field)

    write_marked(source, cast(Any, form), file.refused, out, said, [say(language, "table.about"), *heads])
    return out.read_bytes()


def _outcome(run: str, file: FileOutcome, language: Language) -> dict[str, Any]:
    refused = [
        {"place": one.place.text, "field": one.field, "problem": problem_text(one.problem, language, one.field)}
        for one in file.refused[:_MOST_REFUSED]
    ]
    counts = {"read": file.read, "good": file.good, "changed": file.changed, "refused": len(file.refused)}
    return {"run": run, **counts, "problems": refused}


def _erase(bench: Bench, job: Job, progress: Progress) -> Made:
    engine, person = bench.engine, (bench.engine.store.jobs.upload(job.id) or b"").decode()
    progress("erasing", 0, 1)
    receipt = earlier_receipt(engine, person)  # of a job that was interrupted after that
    if receipt is None:
        receipt = engine.records.erase("professional", person, search_in(bench.settings.folder, engine.store))
    return Made({"receipt": receipt.id, "state": receipt.state, "hash": receipt.hash})


def _night(bench: Bench, _job: Job, progress: Progress) -> Made:
    from service.nightly import run_night

    night = run_night(bench.engine, bench.settings.folder / "reports", progress=progress)
    return Made({"run": night.run, "files": len(night.files)})


KINDS: Mapping[str, Work] = {"import": _import, "erase": _erase, "night": _night}
"""Every kind of job and what does it."""
