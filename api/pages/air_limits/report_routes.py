"""A site's year as a document, for whoever is signed in: the API's own, at an address of the pages."""

from fastapi import APIRouter, Request, Response

from api.air.report_route import year_report
from api.pages.frame.answers import PAGE, insist
from api.pages.frame.reader import ReaderDep
from api.web.services import ServicesDep

router = APIRouter(include_in_schema=False, tags=[PAGE])


@router.get("/sted/{site_id}/rapport")
def report_page(site_id: str, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Show the report of a year (`?ar=`, default the running one) by every set of limits; `?format=csv` sends it as a table."""
    insist(reader.sees_all, 401)
    year = year_named(request.query_params.get("ar", ""))
    language = None if request.query_params.get("format") == "csv" else reader.language
    return year_report(services, site_id, year, list(services.regimes.values()), language)


def year_named(text: str) -> int | None:
    """Return the year that an address names, None where it names none."""
    return int(text) if len(text) == 4 and text.isascii() and text.isdecimal() and int(text) >= 1970 else None
