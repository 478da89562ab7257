"""A site's year and its patterns as documents for whoever is signed in, at addresses of the pages."""

from datetime import date, timedelta
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from api.air.report_route import patterns_document, year_report
from api.pages.air_limits.asked_year import FIRST, asked_year
from api.pages.frame.answers import PAGE, insist
from api.pages.frame.assets import address
from api.pages.frame.reader import Reader, ReaderDep
from api.web.problems import ProblemError
from api.web.services import ServicesDep
from domain.air.legal_day import date_of
from reports.air.page_links import PageLinks, PatternsPage

router = APIRouter(include_in_schema=False, tags=[PAGE])
_LONGEST_DAYS = 366  # of patterns


@router.get("/sted/{site_id}/rapport")
def report_page(site_id: str, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Show the report of a year (`?ar=`, default the running one) by every set of limits; `?format=csv` sends it as a table.

    Raises a 404 for what is no year up to now: another year's figures in its place would be filed as its own.
    """
    insist(reader.sees_all, 401)
    year = asked_year(request.query_params.get("ar", ""), services.clock())
    if year is None:
        raise ProblemError(404, f"There is no report of this year: name one from {FIRST} to the running one.")
    language = None if request.query_params.get("format") == "csv" else reader.language
    return year_report(services, site_id, year, list(services.regimes.values()), language, page_links(request, reader, site_id))


@router.get("/sted/{site_id}/monster")
def patterns_page(site_id: str, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Show the patterns of a period: `?fra=` and `?til=` are days, by default the last 365; `?stoff=` names one parameter."""
    insist(reader.sees_all, 401)
    today = date_of(services.clock())
    last = _day(request.query_params.get("til", "")) or today
    first = _day(request.query_params.get("fra", "")) or last - timedelta(days=364)
    is_wrong = not 0 <= (last - first).days < _LONGEST_DAYS
    if is_wrong:
        first, last = today - timedelta(days=364), today
    links = page_links(request, reader, site_id)
    page = PatternsPage(links=links, parameter=request.query_params.get("stoff") or None, is_wrong=is_wrong)
    return patterns_document(services, site_id, first, last, reader.language, page)


def page_links(request: Request, reader: Reader, site_id: str) -> PageLinks:
    """Return where a document about a site leads to."""
    year = request.query_params.get("ar", "")

    def link(path: str, **query: str) -> str:
        return f"{path}?{urlencode({name: value for name, value in {**query, 'lang': reader.language}.items() if value})}"

    return PageLinks(
        air=link("/luft"),
        site=link(f"/sted/{site_id}"),
        report=link(f"/sted/{site_id}/rapport", ar=year),
        csv=link(f"/sted/{site_id}/rapport", ar=year, format="csv"),
        patterns=link(f"/sted/{site_id}/monster"),
        other_language=f"?{urlencode({**request.query_params, 'lang': 'en' if reader.language == 'nb' else 'nb'})}",
        print_script=address("print_list.js"),
    )


def _day(text: str) -> date | None:
    """Return the day that an address names, None where it names none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
