"""What the ranking uses and does not use, and help with the first steps: for everybody who has signed in."""

from typing import Annotated

from fastapi import Depends, Request
from starlette.responses import HTMLResponse

from matcher.messages import feature_name
from service.access.guard import signed_in
from service.access.viewer import Viewer
from service.api.parameters import TheEngine
from service.pages.languages import language_of
from service.pages.render import page
from service.pages.routing import page_router

OfAll = Annotated[Viewer, Depends(signed_in)]
STATES = ("evidenced", "inferred", "claimed", "unknown")
BANDS = ("strong", "good", "possible")
_STEPS = 5

router = page_router()


@router.get("/about/ranking")
def about_ranking(request: Request, engine: TheEngine, viewer: OfAll) -> HTMLResponse:
    """What is looked at, what the marks and bands mean, and what never counts."""
    language = language_of(request)
    names = [feature_name(feature, language) for feature in engine.scorecard.features]
    return page(
        request, "about_ranking.html", viewer=viewer, names=names, states=STATES, bands=BANDS,
        ranking_model=engine.scorecard.version, likeness_model=engine.models,
    )  # fmt: skip


@router.get("/help")
def show_help(request: Request, viewer: OfAll) -> HTMLResponse:
    """The first steps of a coordinator, and the keys of the list of people."""
    return page(request, "help.html", viewer=viewer, steps=range(1, _STEPS + 1))
