"""Puts the pages, their style sheet and their script into the application."""

from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Query

from service.pages.render import STATIC, KeptFiles, read_pages


def _language(lang: Annotated[str, Query(max_length=10, description="zh or en")] = "") -> str:
    """``lang`` works on every address of a page; ``language_of`` reads it."""
    return lang


def page_router() -> APIRouter:
    """A router for pages: they understand ``lang`` and stand in no description of the API."""
    return APIRouter(include_in_schema=False, dependencies=[Depends(_language)])


def add_pages(app: FastAPI) -> None:
    """Read templates and words, and add the routes of all pages."""
    app.state.pages = read_pages()
    app.mount("/static", KeptFiles(directory=STATIC), name="static")
