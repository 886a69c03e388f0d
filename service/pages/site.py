"""Puts the pages, their style sheet and their script into the application."""

from fastapi import FastAPI

from service.pages import about, candidates, cases, compare, editor, home, imports, needs, pair
from service.pages.render import STATIC, KeptFiles, read_pages


def add_pages(app: FastAPI) -> None:
    """Read templates and words, and add the routes of all pages."""
    app.state.pages = read_pages()
    app.mount("/static", KeptFiles(directory=STATIC), name="static")
    # The pages of one need come last: its id would take the place of the other words.
    for part in (about, home, editor, imports, candidates, pair, compare, cases, needs):
        app.include_router(part.router)
