"""Statements that stand at the foot of every page: what this is, privacy and accessibility."""

from fastapi import APIRouter, Request, Response

from api.pages.frame.answers import PAGE
from api.pages.frame.reader import ReaderDep
from api.pages.frame.render import render
from api.web.services import ServicesDep

router = APIRouter(include_in_schema=False, tags=[PAGE])


@router.get("/om")
def about_page(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Say what Bysans is."""
    return render(request, services, reader, "frame/about.html")
