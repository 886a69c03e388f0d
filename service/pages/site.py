"""Puts the pages, their style sheet and their script into the application."""

from fastapi import FastAPI

from service.pages import candidates, cases, compare, home, needs, pair
from service.pages.render import STATIC, KeptFiles, read_pages


def add_pages(app: FastAPI) -> None:
    """Read templates and words, and add the routes of all pages."""
    app.state.pages = read_pages()
    app.mount("/static", KeptFiles(directory=STATIC), name="static")
    for router in (home.router, candidates.router, pair.router, compare.router, cases.router, needs.router):
        app.include_router(router)
