"""Who may use a route: every route says so, and one that does not is there for nobody."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Any

from fastapi import Depends, HTTPException, Request
from starlette.routing import BaseRoute, Route

from service.access.session import viewer_of
from service.access.viewer import Role, Viewer


class Guard:
    """A dependency that gives the viewer to a route, and answers all others as if there were no such address."""

    def __init__(self, roles: frozenset[Role], scope: str) -> None:
        self.roles, self.scope = roles, scope

    def __call__(self, viewer: Annotated[Viewer, Depends(viewer_of)]) -> Viewer:
        """The viewer, who may use the route; raises SignInNeeded, or the 404 of an address that is not there."""
        if not self.allows(viewer):
            raise HTTPException(404)
        return viewer

    def allows(self, viewer: Viewer) -> bool:
        """Whether a viewer may use the route."""
        return self.scope in viewer.scopes if viewer.role == "key" else viewer.role in self.roles


class Public(Guard):
    """The mark of a route that anybody may use, signed in or not."""

    def __init__(self) -> None:
        super().__init__(frozenset(), "")

    def __call__(self) -> None:  # type: ignore[override]
        """Everybody may."""


def needs_role(*roles: Role, scope: str = "") -> Guard:
    """A guard for these roles, and for keys with that scope; none where there is no scope."""
    return Guard(frozenset(roles), scope or "no key")


anyone = Public()
"""The guard of routes for everybody."""
signed_in = needs_role("admin", "analyst", "coordinator", "professional", "auditor")
"""The guard of routes for everybody with an account."""


def guards_of(route: Any) -> list[Guard]:
    """The guards of a route, wherever among its dependencies."""
    calls = [one.call for one in _dependants(route.dependant)]
    return list(dict.fromkeys(call for call in calls if isinstance(call, Guard)))


def deny_unguarded(request: Request) -> None:
    """Raise the 404 of an address that is not there for a route without a guard."""
    request.state.route = request.scope["route"].path
    if not guards_of(request.scope["route"]):
        raise HTTPException(404)


def all_routes(routes: Iterable[BaseRoute]) -> Iterator[Route]:
    """Every route of an application, those of included routers too."""
    for route in routes:
        if isinstance(route, Route):
            yield route
        elif (router := getattr(route, "original_router", None)) is not None:
            yield from all_routes(router.routes)
        else:
            yield from all_routes(getattr(route, "routes", None) or ())


def _dependants(dependant: Any) -> Iterator[Any]:
    for inner in dependant.dependencies:
        yield inner
        yield from _dependants(inner)
