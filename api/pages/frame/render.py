"""Templates rendered in the reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlencode

from fastapi import Request, Response
from jinja2 import Environment, PackageLoader, StrictUndefined

from api.pages.frame.assets import address
from api.pages.frame.fragment import VERSION, part_for
from api.pages.frame.headers import FRAGMENT_HEADERS, page_headers
from api.pages.frame.navigation import Place, places
from api.pages.frame.reader import Reader
from api.pages.frame.registry_now import Simulated, practice
from api.registry.names import names_now
from api.text.formats import Formats
from api.text.language import words
from api.web.services import Services
from config.names import Names
from config.sections.running_service import has_simulated_town
from domain.waste.routing.last_departure import last_departure


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What stands round every page's content: the words of the bar, whether the data are an exercise's, and the names of things.

    `is_empty`: whether nothing is registered yet, so that staff are told on each page how to begin. `town_comes`: whether that is
    a simulated town that is about to register.
    """

    places: Sequence[Place] = ()
    practice: Simulated = "none"
    names: Names | None = None
    is_empty: bool = False
    town_comes: bool = False


_NOTHING_ASKED = Frame()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("api.pages"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals.update(asset=address, last_departure=last_departure)
    environment.filters["map_names"] = lambda ids, name: [name(thing_id) for thing_id in ids]
    return environment


def render(
    request: Request, services: Services, reader: Reader, template: str, *, status: int = 200, counted: bool = True, **view: object
) -> Response:
    """Return the page; its links keep the reader's language.

    `counted`: whether the bar says how much waits, which asks the state. Raises StateAwayError then.
    """

    def link(path: str = "", **changed: str) -> str:
        """Return an address of ours in the reader's language; without a path, this page's with all that its address asks for."""
        kept = {} if path else {name: value for name, value in request.query_params.items() if name != "seen"}
        query = {**kept, "lang": reader.language, **changed}
        return f"{path}?{urlencode({name: value for name, value in query.items() if value})}"

    text = words(reader.language)
    page = _environment().get_template(template)
    content = page.render(
        t=text,
        f=Formats(text, services.clock()),
        reader=reader,
        link=link,
        version=VERSION,
        here=request.url.path,
        frame=_frame(request, services, reader) if counted else _NOTHING_ASKED,
        units={parameter.name: parameter.unit for parameter in services.catalogue.parameters.values()},
        app=request.app,
        settings=services.settings.pages,
        **view,
    )
    sent = part_for(request, status, content)
    whole = {**page_headers(services.settings.pages.image_source), "Content-Language": reader.language}
    headers = FRAGMENT_HEADERS if sent.is_part else whole
    return Response(sent.content, sent.status, headers, "text/html; charset=utf-8" if sent.content else None)


def _frame(request: Request, services: Services, reader: Reader) -> Frame:
    with services.state.read() as connection:
        registry = services.registry(connection)
        return Frame(
            places=places(services, connection, reader, request.url.path, request.app.state.count_today),
            practice=practice(registry, services.clock()),
            names=names_now(services, connection, reader.language),
            is_empty=reader.sees_all and not (registry.devices or registry.sites or registry.bins),
            town_comes=reader.sees_all and not registry.devices and has_simulated_town(services.settings.data_dir),
        )
