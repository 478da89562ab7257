"""The statements at the foot of every page: what this is, who answers for it, privacy and accessibility."""

from fastapi import APIRouter, Request, Response

from api.pages.frame.answers import PAGE
from api.pages.frame.reader import Reader, ReaderDep
from api.pages.frame.render import render
from api.web.services import Services, ServicesDep

router = APIRouter(include_in_schema=False, tags=[PAGE])


@router.get("/om")
def about_page(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Say what Bysans is."""
    return render(request, services, reader, "frame/about.html")


@router.get("/personvern")
def privacy_page(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Say what is kept about people; the owner's own statement goes before ours."""
    return _statement(request, services, reader, "frame/privacy.html", services.settings.pages.privacy_url)


@router.get("/tilgjengelighet")
def accessibility_page(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Say how accessible the pages are; the owner's own statement goes before ours."""
    return _statement(request, services, reader, "frame/accessibility.html", services.settings.pages.accessibility_url)


def _statement(request: Request, services: Services, reader: Reader, template: str, own: str | None) -> Response:
    if own is not None:
        return Response(status_code=302, headers={"Location": own})
    return render(request, services, reader, template, photo_days=services.settings.pages.photo_days)
