"""Templates rendered in the reader's language."""

from functools import cache
from urllib.parse import urlencode

from fastapi import Request, Response
from jinja2 import Environment, PackageLoader, StrictUndefined

from api.pages.frame.assets import address
from api.pages.frame.headers import PAGE_HEADERS
from api.pages.frame.navigation import places
from api.pages.frame.reader import Reader
from api.pages.frame.registry_now import practice
from api.text.formats import Formats
from api.text.language import words
from api.web.services import Services
from domain.place_names import name_of


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("api.pages"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals.update(asset=address)
    return environment


def render(
    request: Request, services: Services, reader: Reader, template: str, *, status: int = 200, counted: bool = True, **view: object
) -> Response:
    """Return the page; its links keep the reader's language.

    `counted`: whether the bar says how much waits, which asks the state. Raises StateAwayError then.
    """

    def link(path: str = "", **changed: str) -> str:
        """Return an address of ours in the reader's language; without a path, this page's with all that its address asks for."""
        query = {**({} if path else request.query_params), "lang": reader.language, **changed}
        return f"{path}?{urlencode({name: value for name, value in query.items() if value})}"

    registry = cache(services.registry)  # read once a page, and not at all for one that names no bins

    def bin_name(bin_id: str) -> str:
        return name_of(registry(), "bin", bin_id, services.clock())

    text = words(reader.language)
    page = _environment().get_template(template)
    content = page.render(
        t=text,
        f=Formats(text, services.clock()),
        reader=reader,
        link=link,
        here=request.url.path,
        places=places(services, reader, request.url.path) if counted else (),
        practice=practice(services.registry(), services.clock()) if counted else "none",
        units={parameter.name: parameter.unit for parameter in services.catalogue.parameters.values()},
        app=request.app,
        bin_name=bin_name,
        **view,
    )
    return Response(content, status, {**PAGE_HEADERS, "Content-Language": reader.language}, "text/html; charset=utf-8")
