"""A report as an HTML page of its own: it prints well, loads nothing, and says in words what its pictures show."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from hashlib import sha256
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from config.texts import Language, words
from domain.air.legal_day import hours_of_year
from domain.air.patterns.theil_sen import deseasonalised
from domain.air.patterns.week_profile import LEAST_HOURS, Cell
from domain.device import Site
from reports.air.chart import RIGHT, chart
from reports.air.formats import Text
from reports.air.number_format import value_text
from reports.air.page_links import PageLinks, PatternsPage
from reports.air.patterns.grid import calendar_picture, week_picture
from reports.air.patterns.shades import Shades, shades_of
from reports.air.patterns.site_patterns import LEAST_WINDY, ParameterPatterns
from reports.air.patterns.trend_line import trend_picture
from reports.air.patterns.wheel import polar_wheel, rose_wheel
from reports.air.report import AirReport

MEDIA_TYPE = "text/html; charset=utf-8"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader(__package__), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals.update(
        chart=chart, right=RIGHT, value_text=value_text, shades_of=shades_of, shades_by=lambda bounds: Shades(bounds=bounds),
        calendar_picture=calendar_picture, week_picture=week_picture, rose_wheel=rose_wheel, polar_wheel=polar_wheel,
        trend_picture=trend_picture, deseasonalised=deseasonalised, by_slot=_by_slot, least_hours=LEAST_HOURS, least_windy=LEAST_WINDY,
    )  # fmt: skip
    return environment


@cache
def style() -> str:
    """Return the page's style sheet."""
    return resources.files(__package__).joinpath("templates/report.css").read_text("utf-8")


@cache
def policy(*, is_page: bool = False) -> str:
    """Return the Content-Security-Policy under which it is served: its own style and, as a page of the site, the site's scripts."""
    digest = b64encode(sha256(style().encode()).digest()).decode()
    scripts = " script-src 'self';" if is_page else ""
    return f"default-src 'none'; style-src 'sha256-{digest}';{scripts} form-action 'self'; base-uri 'none'; frame-ancestors 'none'"


def html(report: AirReport, language: Language, links: PageLinks | None = None) -> str:
    """Return the report in a language; `links`: where it leads to as a page of the site."""
    return (
        _environment()
        .get_template("air.html")
        .render(
            r=report,
            t=words(language, __package__),
            f=Text(language),
            language=language,
            days=hours_of_year(report.year) // 24,
            style=Markup(style()),  # noqa: S704 - our own file
            first=date(report.year, 1, 1),
            last=date(report.year, 12, 31),
            links=links,
        )
    )


def patterns_html(
    site: Site,
    parameters: Sequence[ParameterPatterns],
    first: date,
    last: date,
    language: Language,
    page: PatternsPage | None = None,
) -> str:
    """Return a site's patterns from `first` to `last`, both included, in a language; `page`: what it has as a page of the site."""
    chosen = page.parameter if page else None
    return (
        _environment()
        .get_template("patterns_page.html")
        .render(
            site=site,
            parameters=[parameter for parameter in parameters if chosen in (None, parameter.parameter)],
            measured=[parameter.parameter for parameter in parameters],
            chosen=chosen,
            is_wrong=page is not None and page.is_wrong,
            links=page.links if page else None,
            first=first,
            last=last,
            t=words(language, __package__),
            f=Text(language),
            language=language,
            style=Markup(style()),  # noqa: S704 - our own file
        )
    )


def _by_slot(profile: Sequence[Cell]) -> Mapping[tuple[int, int], float]:
    return {(cell.weekday, cell.hour): cell.mean for cell in profile}
