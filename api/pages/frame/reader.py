"""Who looks at a page, and what they may see and do."""

from dataclasses import dataclass
from functools import partial
from typing import Annotated

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool

from api.text.language import choose
from api.web import session
from api.web.services import Services, ServicesDep
from config.sections.address import on_loopback
from config.texts import Language
from domain.actor import OFFICE
from storage.state.access.keys import SCOPES

_AIR = {"sites", "index", "means"}  # of `http.public`


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """One reader: `key_name` of the key they signed in with, and what is open to them.

    `acts_as`: the name under which they take care of alerts, None where they may not. `collects_as`: the same for rounds,
    the id under which their requests are known. `scopes`: what else they may change, each in the name of `by`.
    """

    language: Language
    key_name: str | None
    acts_as: str | None
    collects_as: str | None
    sees_all: bool
    sees_sites: bool
    sees_air: bool
    signs_in: bool
    scopes: frozenset[str] = frozenset()

    def may(self, scope: str) -> bool:
        """Return whether the reader may change what `scope` stands for."""
        return scope in self.scopes

    @property
    def by(self) -> str:
        """The name under which the reader changes something."""
        return self.key_name or OFFICE


async def reader_of(request: Request, services: ServicesDep) -> Reader:
    """Recognise the reader of a request by their session; only one with a cookie asks the state, for which a thread waits."""
    look = partial(recognise, request, services, open_pages=services.settings.http.open_pages)
    return await run_in_threadpool(look) if request.cookies else look()


ReaderDep = Annotated[Reader, Depends(reader_of)]


def citizen_of(request: Request, services: ServicesDep) -> Reader:
    """Recognise nobody: pages for everyone are the same for all, and ask for no cookie."""
    open_pages, public = services.settings.http.open_pages, services.settings.http.public
    return Reader(
        language=choose(request.query_params.get("lang"), request.headers.get("accept-language", "")),
        key_name=None,
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
    key = None if open_pages else session.key_of(request, services)
    sees_all = open_pages or key is not None
    anybody = OFFICE if open_pages and _is_local(request, services) else None
    return Reader(
        language=choose(request.query_params.get("lang"), request.headers.get("accept-language", "")),
        key_name=key.name if key else None,
        acts_as=key.name if key and key.may("alerts") else anybody,
        collects_as=key.id if key and key.may("pickups") else anybody,
        sees_all=sees_all,
        sees_sites=sees_all or "sites" in services.settings.http.public,
        sees_air=sees_all or _AIR.issubset(services.settings.http.public),
        signs_in=not open_pages,
        scopes=frozenset(scope for scope in SCOPES if (key.may(scope) if key else anybody)),
    )


def _is_local(request: Request, services: Services) -> bool:
    """Return whether the pages are for this machine alone, and were asked for by its own name: open ones may be acted on only here."""
    local = request.url.hostname in ("localhost", "127.0.0.1", "::1")  # another name could be a stranger's that leads here
    return local and on_loopback(services.settings.http.listen)
