"""`/sok`: what a search finds, each with the page on which it stands."""

from collections.abc import Sequence

from fastapi import APIRouter, Request, Response

from api.pages.frame.answers import PAGE, insist
from api.pages.frame.reader import Reader, ReaderDep
from api.pages.frame.render import render
from api.pages.frame.search import INDEX, MOST, Hits, find
from api.registry.names import names_now
from api.web.services import Services, ServicesDep

router = APIRouter(include_in_schema=False, tags=[PAGE])


@router.get("/sok")
def search_page(request: Request, services: ServicesDep, reader: ReaderDep, q: str = "") -> Response:
    """Show what is found by `?q=`; the public finds sites alone."""
    insist(reader.sees_sites, 401)
    return render(request, services, reader, "frame/search.html", query=q[:100], hits=search(services, reader, q), most=MOST)


def search(services: Services, reader: Reader, query: str) -> Sequence[Hits]:
    """Find what the reader may see. Raises StateAwayError."""
    with services.state.read() as connection:
        names = names_now(services, connection, reader.language)
    return [hits for hits in find(INDEX.of(names), query) if reader.sees_all or hits.kind == "site"]
