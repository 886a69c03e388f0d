"""Which records a viewer may see: needs by base, professionals by themselves or through a need."""

from typing import cast

from matcher.errors import NotFoundError
from matcher.matching.engine import Engine
from matcher.records import Need
from service.access.viewer import Viewer


def visible_need(engine: Engine, viewer: Viewer, identifier: str) -> Need:
    """A need of a base that the viewer may see; raises NotFoundError as for one that is not there."""
    _, record = engine.records.get("need", identifier)
    need = cast(Need, record)
    if not viewer.sees_base(need.base):
        raise NotFoundError("need", identifier)
    return need


def open_needs_of(engine: Engine, viewer: Viewer) -> list[str]:
    """Ids of the needs that a viewer may see and that may be matched today, sorted."""
    if viewer.sees_base(None):
        return engine.matching.open_needs()
    # Those of organisations with the id of a base are among them: only the few that are left are read.
    near = engine.matching.open_needs(viewer.bases)
    kept = engine.store.kept("need", near)
    return [one for one in near if one in kept and viewer.sees_base(cast(Need, kept[one]).base)]


def own_professional(viewer: Viewer, identifier: str) -> None:
    """Raise NotFoundError for another professional than the viewer, unless it is a program for all of them."""
    if viewer.role == "professional" and viewer.professional != identifier:
        raise NotFoundError("professional", identifier)
