"""Needs from Excel: a file is taken in as a job, whose page says what was taken and gives the marked sheet back."""

from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi import Path as InPath
from starlette.datastructures import UploadFile
from starlette.responses import HTMLResponse, RedirectResponse, Response

from matcher.errors import HomeMatchError
from matcher.ingest.template import write_template
from matcher.messages.problems import header_of
from service.access.forms import CheckedForm
from service.access.guard import needs_role
from service.access.viewer import Viewer
from service.api.jobs import own_job, worker_of
from service.api.parameters import TheEngine
from service.audit import note
from service.jobs import add_job
from service.pages.downloads import workbook
from service.pages.languages import language_of
from service.pages.render import page, words_of
from service.pages.routing import page_router
from service.work import LARGEST_UPLOAD, import_job

_of_imports = needs_role("coordinator", "admin")
OfImports = Annotated[Viewer, Depends(_of_imports)]
JobId = Annotated[str, InPath(max_length=40, description="id of a job")]
_SHOWN = 10

router = page_router()


@router.get("/needs/import")
def import_page(request: Request, engine: TheEngine, viewer: OfImports) -> HTMLResponse:
    """The form that takes a file, and what was imported before."""
    return _import_page(request, engine, viewer)


@router.get("/needs/import/template.xlsx", dependencies=[Depends(_of_imports)])
def template(request: Request) -> Response:
    """An empty sheet to fill in, in the reader's language."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "needs.xlsx"
        write_template(path, "need", language_of(request))
        return workbook(str(words_of(request).say("file.template")), path.read_bytes())


@router.post("/needs/import", max_body_size=LARGEST_UPLOAD)
def begin_import(request: Request, engine: TheEngine, viewer: OfImports, form: CheckedForm) -> Response:
    """Begin to take in the file of a form."""
    file = form.get("file")
    content = _content(file)
    if not isinstance(file, UploadFile) or not file.filename:
        return _import_page(request, engine, viewer, problem="file", status=HTTPStatus.UNPROCESSABLE_ENTITY)
    language = language_of(request)
    try:
        job = import_job(viewer, request.app.state.clock(), file.filename, "need", language)
        add_job(engine, job, content)
    except HomeMatchError:
        return _import_page(request, engine, viewer, problem="busy", status=HTTPStatus.UNPROCESSABLE_ENTITY)
    note(request, "job.made", [("job", job.id)])
    worker_of(request).look()
    return RedirectResponse(f"/needs/import/{job.id}", HTTPStatus.SEE_OTHER)


@router.get("/needs/import/{job_id}")
def import_result(request: Request, engine: TheEngine, viewer: OfImports, job_id: JobId) -> HTMLResponse:
    """How far an import is, and what came of it."""
    job, language = own_job(engine, viewer, job_id), language_of(request)
    problems: list[dict[str, Any]] = [
        {**one, "column": header_of("need", one["field"], language) if one["field"] else ""}
        for one in job.result.get("problems", ())
    ]
    return page(request, "import_job.html", viewer=viewer, job=job, problems=problems)


@router.get("/needs/import/{job_id}/marked.xlsx")
def marked(request: Request, engine: TheEngine, viewer: OfImports, job_id: JobId) -> Response:
    """The sheet with what was refused marked, to be mended and imported again."""
    job = own_job(engine, viewer, job_id)
    content = engine.store.jobs.file(job.id)
    if content is None:
        return RedirectResponse(f"/needs/import/{job.id}", HTTPStatus.SEE_OTHER)
    note(request, "job.downloaded", [("job", job.id)])
    return workbook(f"{Path(str(job.given.get('name', ''))).stem}-errors", content)


@router.post("/needs/import/{job_id}/stop")
def stop(request: Request, engine: TheEngine, viewer: OfImports, job_id: JobId, _form: CheckedForm) -> Response:
    """Stop an import; what was taken in stays."""
    job = own_job(engine, viewer, job_id)
    engine.store.jobs.stop(job.id, request.app.state.clock())
    return RedirectResponse(f"/needs/import/{job.id}", HTTPStatus.SEE_OTHER)


def _content(file: object) -> bytes:
    """What an uploaded file holds; it is read once and closed, so that its copy on the disk goes."""
    if not isinstance(file, UploadFile):
        return b""
    with file.file as opened:
        return opened.read()


def _import_page(
    request: Request, engine: TheEngine, viewer: Viewer, *, problem: str = "", status: int = HTTPStatus.OK
) -> HTMLResponse:
    jobs = [job for job in engine.store.jobs.all(viewer.account, limit=50) if job.kind == "import"][:_SHOWN]
    return page(
        request, "import.html", viewer=viewer, status=status, problem=problem, jobs=jobs, most=LARGEST_UPLOAD >> 20
    )
