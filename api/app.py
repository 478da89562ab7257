"""The application: routes, middleware, error handlers and documents."""

from asyncio import create_task
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from anyio.to_thread import current_default_thread_limiter
from fastapi import Depends, FastAPI
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.routing import APIRoute

from api.access import audit, key_log
from api.access import keys as access_keys
from api.access import sessions as access_sessions
from api.air import compliance, day_tags, index, invalidations, means, quality, report_route
from api.alerts import alert_health, alerts, preview, receivers, thresholds
from api.docs.openapi import describe
from api.docs.reference import router as reference
from api.dryrun.kept_runs import remove_old_runs
from api.effects import routes as effects
from api.health import health, metrics
from api.open311 import routes as open311
from api.pages.frame.error_page import page_for_person
from api.pages.routes import routers as pages
from api.pages.today.today import count_lines
from api.pickups import crew_events
from api.pickups import proposals as pickup_proposals
from api.pickups import routes as pickups
from api.pickups.links import routes as links
from api.pickups.photos import routes as photos
from api.readings import ingest_http, latest, quarantine, readings, unknown_keys
from api.registry import devices, proposals, sites
from api.stream import routes as stream
from api.waste import bins, decision, emptyings, fleet, triggers
from api.web.answer_headers import AnswerHeaders
from api.web.error_handlers import handle_problems
from api.web.key_uses import write_now, write_uses
from api.web.publisher import Publisher
from api.web.query import known_query
from api.web.server.acting import SaysWhoActs
from api.web.server.body_limit import BodyLimit
from api.web.server.head import Head
from api.web.server.host import KnownHost
from api.web.server.request_id import RequestIds
from api.web.services import Services
from config.catalogue import Catalogue
from config.settings import Settings
from storage.readings.protocol import Readings
from storage.state.engine import State

PREFIX = "/api/v1"
THREADS = 16  # for requests at work: fewer than the state has connections, and more than Python can keep busy
# In the order in which a person should meet them: first the core, then the rest.
# `triggers` and `decision` stand before the routes of /pickups/{id}: the first that fits answers.
_ALERTS = (preview, thresholds, alert_health, alerts)
_CORE = (devices, latest, readings, *_ALERTS, triggers, decision, pickups, pickup_proposals, crew_events, sites, bins)
_AIR = (means, index, compliance, report_route, day_tags, quality, invalidations)
_EXTENDED = (
    *_AIR,
    proposals,
    quarantine,
    ingest_http,
    unknown_keys,
    receivers,
    emptyings,
    fleet,
    links,
    photos,
    effects,
    access_keys,
    key_log,
    access_sessions,
    audit,
    stream,
)


def create_app(
    *, settings: Settings, state: State, readings: Readings, catalogue: Catalogue, clock: Callable[[], int], publish: Publisher
) -> FastAPI:
    """Return the application; `clock` returns the service's time (ms UTC).

    Raises OSError when the secret of links can be neither read nor made in the data folder.
    """
    # Swagger's own page would fetch its scripts from a CDN: `reference` shows the same without any.
    app = FastAPI(
        lifespan=_lifespan, title="Bysans", docs_url=None, redoc_url=None, redirect_slashes=False, generate_unique_id_function=_name
    )
    app.docs_url = "/docs"
    app.state.services = Services(settings=settings, state=state, readings=readings, catalogue=catalogue, clock=clock, publisher=publish)
    app.state.count_today = count_lines
    _add_routes(app, settings)
    _add_middleware(app, settings)
    handle_problems(app, instead=page_for_person)
    describe(app, catalogue)
    return app


def _add_routes(app: FastAPI, settings: Settings) -> None:
    """Add every route, none of them in a router within a router: FastAPI looks once more through all of them for each level."""
    # A page stays readable with what others add to its address, such as a social network's `fbclid`.
    for router in (*pages(settings), reference):
        app.include_router(router)
    strict = [Depends(known_query)]
    for part in (*_CORE, *_EXTENDED):
        app.include_router(part.router, prefix=PREFIX, dependencies=strict)
    for router in (open311.router, health.router, metrics.router):
        app.include_router(router, dependencies=strict)


def _add_middleware(app: FastAPI, settings: Settings) -> None:
    """Add what stands around every route, innermost first."""
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=6)  # leaves the event stream as it is
    app.add_middleware(SaysWhoActs)
    app.add_middleware(BodyLimit)
    app.add_middleware(Head)
    app.add_middleware(KnownHost, http=settings.http)
    app.add_middleware(AnswerHeaders)
    app.add_middleware(RequestIds)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    current_default_thread_limiter().total_tokens = THREADS
    tasks = [create_task(write_uses(app)), create_task(remove_old_runs(app))]
    yield
    for task in tasks:
        task.cancel()
    await write_now(app)


def _name(route: APIRoute) -> str:
    return route.name
