"""The api role: serves the application until it is told to stop."""

import socket
import threading
from collections.abc import Callable

import structlog
import uvicorn
from fastapi import FastAPI

from api.app import create_app
from api.web.bad_requests import ProblemProtocol
from api.web.listener import listen
from api.web.publisher import PahoPublisher
from config.catalogue import Catalogue
from config.settings import Http, Settings
from storage.readings.protocol import Readings
from storage.state.engine import State

_FINISH_S = 5  # for requests under way when we are told to stop
_log = structlog.get_logger(__name__)


def serve(
    *, settings: Settings, catalogue: Catalogue, state: State, readings: Readings, clock: Callable[[], int], stop: threading.Event
) -> None:
    """Serve the HTTP API and the pages until `stop`; a port that is taken is waited for.

    Raises OSError when a file of secrets can be neither read nor made.
    """
    publisher = PahoPublisher(settings.mqtt)
    try:
        app = create_app(settings=settings, state=state, readings=readings, catalogue=catalogue, clock=clock, publish=publisher)
        listening = listen(settings.http, stop)
        if listening is not None:
            with listening:
                _run(app, settings.http, listening, stop)
    finally:
        publisher.close()


def _run(app: FastAPI, http: Http, listening: socket.socket, stop: threading.Event) -> None:
    config = uvicorn.Config(
        app,
        http=ProblemProtocol,
        log_config=None,
        access_log=False,  # addresses of people are nobody's business
        server_header=False,
        proxy_headers=bool(http.trusted_proxies),
        forwarded_allow_ips=list(http.trusted_proxies),
        timeout_graceful_shutdown=_FINISH_S,
    )
    server = uvicorn.Server(config)

    def _stop_when_told() -> None:
        stop.wait()
        server.should_exit = True

    threading.Thread(target=_stop_when_told, name="stop-api", daemon=True).start()
    _log.info("serving", address="http://{}:{}".format(*listening.getsockname()[:2]))
    server.run(sockets=[listening])
