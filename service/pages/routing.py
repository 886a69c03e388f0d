"""The routers of pages."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query


def _language(lang: Annotated[str, Query(max_length=10, description="zh or en")] = "") -> str:
    """``lang`` works on every address of a page; ``language_of`` reads it."""
    return lang


def page_router() -> APIRouter:
    """A router for pages: they understand ``lang`` and stand in no description of the API."""
    return APIRouter(include_in_schema=False, dependencies=[Depends(_language)])
