"""Who looks at a page, and what they may see and do."""

from dataclasses import dataclass
from functools import partial
from typing import Annotated

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool

from api.text.language import choose
from api.web import session
from api.web.address import address_of
from api.web.services import Services, ServicesDep
from config.sections.address import on_loopback
from config.texts import Language
from domain.access.actor import OFFICE, Actor
from domain.access.person import Person
from domain.access.scope import SCOPES
from storage.state.audit import acting

_AIR = {"sites", "index", "means"}  # of `http.public`


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """One reader: the `name` under which they signed in, None for who did not, and what is open to them.

    `acts_as`: the name under which they take care of alerts, None where they may not. `collects_as`: the same for rounds,
    the id under which their requests are known. `scopes`: what else they may change, each in the name of `by`. `session`: the handle of
    the session of who signed in at a provider.
    """

    language: Language
    name: str | None
    acts_as: str | None
    collects_as: str | None
    sees_all: bool
    sees_sites: bool
    sees_air: bool
    signs_in: bool
    scopes: frozenset[str] = frozenset()
    session: str | None = None

    def may(self, scope: str) -> bool:
        """Return whether the reader may change what `scope` stands for."""
        return scope in self.scopes

    @property
    def by(self) -> str:
        """The name under which the reader changes something."""
        return self.name or OFFICE


async def reader_of(request: Request, services: ServicesDep) -> Reader:
    """Recognise the reader of a request by their session; only one with a cookie asks the state, for which a thread waits."""
    look = partial(recognise, request, services, open_pages=services.settings.http.open_pages)
    reader = await run_in_threadpool(look) if request.cookies else look()
    if not reader.sees_all:
        _count(request, services)
    return reader


ReaderDep = Annotated[Reader, Depends(reader_of)]


def citizen_of(request: Request, services: ServicesDep) -> Reader:
    """Recognise nobody: pages for everyone are the same for all, and ask for no cookie."""
    open_pages, public = services.settings.http.open_pages, services.settings.http.public
    if not open_pages:
        _count(request, services)
    return Reader(
        language=choose(request.query_params.get("lang"), request.headers.get("accept-language", "")),
        name=None,
        acts_as=None,
        collects_as=None,
        sees_all=False,
        sees_sites=open_pages or "sites" in public,
        sees_air=open_pages or _AIR.issubset(public),
        signs_in=not open_pages,
    )


CitizenDep = Annotated[Reader, Depends(citizen_of)]


def recognise(request: Request, services: Services, *, open_pages: bool) -> Reader:
    """Recognise the reader by their session; where the pages are open to all there are none."""
    caller = None if open_pages else session.caller_of(request, services)
    sees_all = open_pages or caller is not None
    anybody = OFFICE if open_pages and _is_local(request, services) else None
    if anybody is not None:
        acting.recognise(Actor(kind="office", name=anybody))
    return Reader(
        language=choose(request.query_params.get("lang"), request.headers.get("accept-language", "")),
        name=caller.name if caller else None,
        session=caller.session if isinstance(caller, Person) else None,
        acts_as=caller.name if caller and caller.may("alerts") else anybody,
        collects_as=caller.id if caller and caller.may("pickups") else anybody,
        sees_all=sees_all,
        sees_sites=sees_all or "sites" in services.settings.http.public,
        sees_air=sees_all or _AIR.issubset(services.settings.http.public),
        signs_in=not open_pages,
        scopes=frozenset(scope for scope in SCOPES if (caller.may(scope) if caller else anybody)),
    )


def _count(request: Request, services: Services) -> None:
    """Count a page that is opened without signing in. Raises a 429."""
    services.rate_limit.count_page(services.settings.http.page_views_per_minute, address_of(request))


def _is_local(request: Request, services: Services) -> bool:
    """Return whether the pages are for this machine alone, and were asked for by its own name: open ones may be acted on only here."""
    local = request.url.hostname in ("localhost", "127.0.0.1", "::1")  # another name could be a stranger's that leads here
    return local and on_loopback(services.settings.http.listen)
