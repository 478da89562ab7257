"""A site's year and its patterns as documents for whoever is signed in, at addresses of the pages."""

from datetime import date, timedelta

from fastapi import APIRouter, Request, Response

from api.air.report_route import patterns_document, year_report
from api.pages.frame.answers import PAGE, insist
from api.pages.frame.reader import ReaderDep
from api.web.services import ServicesDep
from domain.air.legal_day import date_of

router = APIRouter(include_in_schema=False, tags=[PAGE])


@router.get("/sted/{site_id}/rapport")
def report_page(site_id: str, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Show the report of a year (`?ar=`, default the running one) by every set of limits; `?format=csv` sends it as a table."""
    insist(reader.sees_all, 401)
    year = year_named(request.query_params.get("ar", ""))
    language = None if request.query_params.get("format") == "csv" else reader.language
    return year_report(services, site_id, year, list(services.regimes.values()), language)


@router.get("/sted/{site_id}/monster")
def patterns_page(site_id: str, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Show the patterns of a period: `?fra=` and `?til=` are days, by default the last 365."""
    insist(reader.sees_all, 401)
    last = _day(request.query_params.get("til", "")) or date_of(services.clock())
    first = _day(request.query_params.get("fra", "")) or last - timedelta(days=364)
    return patterns_document(services, site_id, first, last, reader.language)


def _day(text: str) -> date | None:
    """Return the day that an address names, None where it names none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def year_named(text: str) -> int | None:
    """Return the year that an address names, None where it names none."""
    return int(text) if len(text) == 4 and text.isascii() and text.isdecimal() and int(text) >= 1970 else None
