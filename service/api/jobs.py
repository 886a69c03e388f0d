"""Routes that begin work which takes longer than a reader waits, and say how far it is."""

from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from matcher.errors import NotFoundError
from matcher.messages import Language
from matcher.store.jobs import Job
from service.access.forms import checked_form
from service.access.guard import Guard, needs_role
from service.access.viewer import Viewer
from service.api.answers import JobAnswer, JobsAnswer
from service.api.once import HEADER, OnceRoute
from service.api.parameters import TheEngine
from service.audit import note
from service.errors import Problem
from service.jobs import Worker, add_job
from service.work import LARGEST_UPLOAD, import_job

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LATEST = 100

_MISSING: dict[int | str, dict[str, Any]] = {404: {"model": Problem, "description": "No job of yours has this id"}}
_REFUSED: dict[int | str, dict[str, Any]] = {
    400: {"model": Problem, "description": "The file is not for you to import, or too many jobs are under way"},
    403: {"model": Problem, "description": "Sent with a cookie, but without the token of our own pages"},
    409: {"model": Problem, "description": "The same request with this Idempotency-Key is being answered"},
    413: {"model": Problem, "description": "The file is larger than 16 MiB"},
}
_DOWNLOAD: dict[int | str, dict[str, Any]] = {
    200: {"content": {SHEET: {"schema": {"type": "string", "format": "binary"}}}, "description": "The sheet"}
}
_KEY: dict[str, Any] = {
    "name": HEADER, "in": "header", "required": False, "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    "description": "a key of your own; sent again with it within 24 hours, the request changes nothing and gets the "
    "same answer",
}  # fmt: skip
_FILE: dict[str, Any] = {
    "parameters": [_KEY],
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    },
}

may_import: Guard = needs_role("coordinator", "admin", scope="jobs")
Importer = Annotated[Viewer, Depends(may_import)]
JobId = Annotated[str, Path(max_length=40, description="id of a job")]
Kind = Annotated[
    str,
    Query(
        pattern="^(need|professional|base|organisation|decision)?$",
        description="what the rows are, if the file does not tell; a coordinator imports needs",
    ),
]
Name = Annotated[str, Query(min_length=1, max_length=200, description="name of the file, with its ending")]
Lang = Annotated[Language, Query(description="language of the sentences about what is refused")]
router = APIRouter(prefix="/api", tags=["jobs"], route_class=OnceRoute)


async def _body(request: Request, _viewer: Importer, _form: Annotated[Any, Depends(checked_form)]) -> bytes:
    return await request.body()


@router.post(
    "/imports", status_code=202, responses=_REFUSED, openapi_extra=_FILE, max_body_size=LARGEST_UPLOAD,
)  # fmt: skip
def begin_import(
    engine: TheEngine, request: Request, viewer: Importer, response: Response, name: Name,
    content: Annotated[bytes, Depends(_body)], kind: Kind = "need", lang: Lang = "en",
) -> JobAnswer:  # fmt: skip
    """Begin to take a file in, sent as the body; the answer says where to ask how far it is."""
    job = add_job(engine, import_job(viewer, request.app.state.clock(), name, kind, lang), content)
    note(request, "job.made", [("job", job.id)])
    worker_of(request).look()
    response.headers["location"] = f"/api/jobs/{job.id}"
    return job_answer(job)


@router.get("/jobs")
def jobs(engine: TheEngine, viewer: Importer) -> JobsAnswer:
    """Your jobs, the latest first; an administrator sees all."""
    account = None if viewer.role == "admin" else viewer.account
    return JobsAnswer(jobs=[job_answer(job) for job in engine.store.jobs.all(account, limit=_LATEST)])


@router.get("/jobs/{job_id}", responses=_MISSING)
def job(engine: TheEngine, viewer: Importer, job_id: JobId) -> JobAnswer:
    """How far a job is, and what came of it."""
    return job_answer(own_job(engine, viewer, job_id))


@router.get("/jobs/{job_id}/file", responses=_MISSING | _DOWNLOAD, response_class=Response)
def job_file(engine: TheEngine, request: Request, viewer: Importer, job_id: JobId) -> Response:
    """The sheet of an import with what was refused marked, to be mended and imported again."""
    content = engine.store.jobs.file(own_job(engine, viewer, job_id).id)
    if content is None:
        raise NotFoundError("file of a job", job_id)
    note(request, "job.downloaded", [("job", job_id)])
    headers = {"content-disposition": f'attachment; filename="import-{job_id[:8]}-errors.xlsx"'}
    return Response(content, media_type=SHEET, headers=headers)


@router.post("/jobs/{job_id}/stop", responses=_MISSING | {403: _REFUSED[403]})
def stop(
    engine: TheEngine, request: Request, viewer: Importer, job_id: JobId,
    _form: Annotated[Any, Depends(checked_form)],
) -> JobAnswer:  # fmt: skip
    """Stop a job that waits, or ask one that runs to stop; of an import, what was kept stays and can be undone."""
    engine.store.jobs.stop(own_job(engine, viewer, job_id).id, request.app.state.clock())
    return job_answer(own_job(engine, viewer, job_id))


def own_job(engine: TheEngine, viewer: Viewer, identifier: str) -> Job:
    """A job that the viewer began, or any for an administrator; raises NotFoundError."""
    kept = engine.store.jobs.get(identifier)
    if kept is None or (viewer.role != "admin" and kept.account != viewer.account):
        raise NotFoundError("job", identifier)
    return kept


def worker_of(request: Request) -> Worker:
    """The worker of the service that a request came to."""
    return cast(Worker, request.app.state.worker)


def job_answer(job: Job) -> JobAnswer:
    """A job as the API shows it."""
    return JobAnswer.model_validate(job)
