"""The api role: serves the application until it is told to stop."""

import gc
import socket
import threading
from collections.abc import Callable

import structlog
import uvicorn
from fastapi import FastAPI

from api.app import create_app
from api.home_assistant.follower import followed
from api.stream.routes import end_streams
from api.web.publisher import PahoPublisher
from api.web.server.connection import HttpConnection
from api.web.server.listener import BACKLOG, listen
from config.catalogue import Catalogue
from config.sections.http_settings import Http
from config.settings import Settings
from storage.readings.protocol import Readings
from storage.state.engine import State

_FINISH_S = 5  # for requests under way when we are told to stop
_DESCRIPTORS = 4096
_OBJECTS = 50_000
_log = structlog.get_logger(__name__)


def serve(
    *, settings: Settings, catalogue: Catalogue, state: State, readings: Readings, clock: Callable[[], int], stop: threading.Event
) -> None:
    """Serve the HTTP API and the pages until `stop`; a port that is taken is waited for.

    Raises OSError when a file of secrets can be neither read nor made.
    """
    raise_descriptor_limit()
    publisher = PahoPublisher(settings.mqtt)
    try:
        app = create_app(settings=settings, state=state, readings=readings, catalogue=catalogue, clock=clock, publish=publisher)
        collect_seldom()
        listening = listen(settings.http, stop)
        if listening is not None:
            with listening, followed(app.state.services, stop):
                _run(app, settings.http, listening, stop)
    finally:
        publisher.close()


def server_of(app: FastAPI, http: Http) -> uvicorn.Server:
    """Return the server of `app`, with our limits on connections."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            http=HttpConnection,
            log_config=None,
            access_log=False,  # addresses of people are nobody's business
            server_header=False,
            proxy_headers=bool(http.trusted_proxies),
            forwarded_allow_ips=list(http.trusted_proxies),
            backlog=BACKLOG,
            timeout_graceful_shutdown=_FINISH_S,
        )
    )


def _run(app: FastAPI, http: Http, listening: socket.socket, stop: threading.Event) -> None:
    server = server_of(app, http)

    def _stop_when_told() -> None:
        stop.wait()
        end_streams(app)
        server.should_exit = True

    threading.Thread(target=_stop_when_told, name="stop-api", daemon=True).start()
    _log.info("serving", address="http://{}:{}".format(*listening.getsockname()[:2]))
    server.run(sockets=[listening])


def collect_seldom() -> None:
    """Leave what is there for good out of the garbage collector's rounds, and let it come less often.

    A page of many rows makes thousands of objects, and at each thousand it would look through all there are: half of the time of a report.
    """
    gc.freeze()
    gc.set_threshold(_OBJECTS)


def raise_descriptor_limit() -> None:
    """Allow as many open files as the system lets us: many systems begin with 1,024, some with 256."""
    try:
        import resource  # noqa: PLC0415 - not on Windows, which has no such limit
    except ImportError:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    limit = _DESCRIPTORS if hard == resource.RLIM_INFINITY else min(hard, _DESCRIPTORS)
    if soft < limit:
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))
