"""A year at a site as a report: HTML to read and print, CSV for a spreadsheet."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request, Response

from api.air.regimes import regime_named
from api.registry import versions
from api.text.language import choose
from api.web.auth import reader
from api.web.fields import Id
from api.web.services import Services, ServicesDep
from config.texts import Language
from domain.air.legal_day import year_of
from domain.air.limit import Regime
from domain.device import Site
from reports.air import csv_export, html_page
from reports.air.page_links import PageLinks, PatternsPage
from reports.air.patterns.site_patterns import site_patterns
from reports.air.report import air_report

router = APIRouter(prefix="/air/sites", tags=["extended", "compliance"])


@router.get(
    "/{site_id}/report",
    dependencies=[Depends(reader)],
    response_class=Response,
    responses={200: {"description": "The report", "content": {"text/html": {}, "text/csv": {}}}},
)
def get_report(
    site_id: Id,
    request: Request,
    services: ServicesDep,
    year: Annotated[int | None, Query(ge=1970, le=9000, description="a legal year (UTC+1); default the running one")] = None,
    regime: Annotated[
        list[str] | None, Query(max_length=10, description="such as norway-2022; may be given several times; default all")
    ] = None,
    format: Annotated[  # noqa: A002 - the word that readings use
        Literal["html", "csv"] | None, Query(description="the same figures either way; default what `Accept` asks for, else HTML")
    ] = None,
    lang: Annotated[Language | None, Query(description="of the HTML; default what the browser asks for, else bokmål")] = None,
) -> Response:
    """Read a site's year with its limits, gaps, declared periods and notes, as a document."""
    csv = format == "csv" or (format is None and "text/csv" in request.headers.get("accept", ""))
    language = choose(lang, request.headers.get("accept-language", ""))
    chosen = [regime_named(services, name) for name in regime] if regime else list(services.regimes.values())
    return year_report(services, site_id, year, chosen, None if csv else language)


def year_report(
    services: Services,
    site_id: str,
    year: int | None,
    regimes: Sequence[Regime],
    language: Language | None,
    links: PageLinks | None = None,
) -> Response:
    """Answer with a site's legal year (default the running one) as HTML in a language, or without one as CSV. Raises a 404.

    `links`: where it leads to as a page of the site.
    """
    now = services.clock()
    with services.state.read() as connection:
        versions.existing(connection, Site, site_id, now)
        report = air_report(
            connection, services.registry(connection), services.catalogue, site_id, year_of(now) if year is None else year, regimes, now
        )
    name = f"air-{site_id}-{report.year}".replace(":", "-")
    if language is None:
        headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
        return Response(csv_export.csv_text(report), headers=headers, media_type=csv_export.MEDIA_TYPE)
    return _document(html_page.html(report, language, links), name, language, is_page=links is not None)


def patterns_document(services: Services, site_id: str, first: date, last: date, language: Language, page: PatternsPage) -> Response:
    """Answer with the patterns of a site's air from `first` to `last`, legal days and both included. Raises a 404."""
    now = services.clock()
    with services.state.read() as connection:
        site = versions.existing(connection, Site, site_id, now)
        parameters = site_patterns(connection, services.catalogue, site_id, first, last)
    text = html_page.patterns_html(site, parameters, first, last, language, page)
    return _document(text, f"air-patterns-{site_id}".replace(":", "-"), language, is_page=True)


def _document(text: str, name: str, language: Language, *, is_page: bool) -> Response:
    headers = {
        "Content-Security-Policy": html_page.policy(is_page=is_page),
        "Content-Disposition": f'inline; filename="{name}.html"',
        "Content-Language": language,
        "Vary": "Accept, Accept-Language",
    }
    return Response(text, headers=headers, media_type=html_page.MEDIA_TYPE)
