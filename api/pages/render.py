"""Templates rendered in the reader's language."""

from functools import cache
from urllib.parse import urlencode

from fastapi import Request, Response
from jinja2 import Environment, PackageLoader, StrictUndefined

from api.pages import bins, live
from api.pages.alert_forms import HOURS
from api.pages.assets import address
from api.pages.attention import MOST_QUARANTINED, SHOWN_SILENT
from api.pages.headers import PAGE_HEADERS
from api.pages.reader import Reader
from api.text.formats import Formats
from api.text.language import words
from api.web.services import Services
from domain.place_names import name_of

# What an address may ask of the page beside its language.
_SWITCHES = {"bins": "all", "live": "off"}


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader(__package__), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals.update(
        asset=address,
        shown_bins=bins.SHOWN,
        shown_readings=live.SHOWN,
        shown_silent=SHOWN_SILENT,
        shelf_hours=HOURS,
        most_quarantined=MOST_QUARANTINED,
    )
    return environment


def render(request: Request, services: Services, reader: Reader, template: str, *, status: int = 200, **view: object) -> Response:
    """Return the page; links keep the reader's language, and `?bins=all` and `?live=off` where they were switches for."""
    switches = {name: value if request.query_params.get(name) == value else "" for name, value in _SWITCHES.items()}

    def link(path: str, **changed: str) -> str:
        query = {"lang": reader.language, **switches, **changed}
        return f"{path}?{urlencode({name: value for name, value in query.items() if value})}"

    registry = cache(services.registry)  # read once a page, and not at all for one that names no bins

    def bin_name(bin_id: str) -> str:
        return name_of(registry(), "bin", bin_id, services.clock())

    text = words(reader.language)
    page = _environment().get_template(template)
    units = {parameter.name: parameter.unit for parameter in services.catalogue.parameters.values()}
    content = page.render(
        t=text,
        f=Formats(text, services.clock()),
        reader=reader,
        link=link,
        switches=switches,
        units=units,
        app=request.app,
        bin_name=bin_name,
        **view,
    )
    return Response(content, status, {**PAGE_HEADERS, "Content-Language": reader.language}, "text/html; charset=utf-8")
