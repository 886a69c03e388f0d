"""The page that describes the API: made from its description, without a script or an address of others."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.responses import Response

from service.access.guard import signed_in
from service.access.viewer import Viewer
from service.pages.render import page
from service.pages.routing import page_router

router = page_router()


@dataclass(frozen=True)
class Operation:
    """One route as the page shows it."""

    id: str
    method: str
    path: str
    description: str
    scope: str
    parameters: list[dict[str, Any]]
    responses: dict[str, dict[str, Any]]


@router.get("/docs")
def api(request: Request, viewer: Annotated[Viewer, Depends(signed_in)]) -> Response:
    """Every route of the API with its parameters and answers."""
    return page(request, "api.html", viewer=viewer, operations=operations_of(request.app.openapi()))


def operations_of(schema: dict[str, Any]) -> list[Operation]:
    """The operations of a description, in its order."""
    return [
        Operation(
            operation["operationId"], method.upper(), path, operation["description"], _scope(operation),
            operation.get("parameters", []), operation["responses"],
        )
        for path, operations in schema["paths"].items()
        for method, operation in operations.items()
    ]  # fmt: skip


def _scope(operation: dict[str, Any]) -> str:
    return next((str(one["key"][0]) for one in operation.get("security", ()) if one.get("key")), "")
