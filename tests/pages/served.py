"""The pages served for a test: the real application on a real state store, behind a real server on a free port."""

import shutil
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI

from api.app import create_app
from api.serve import server_of
from api.stream.routes import end_streams
from api.web.publisher import Publisher
from api.web.server.listener import open_listener
from config.catalogue import load_catalogue
from config.settings import Settings
from storage.readings.open import open_readings
from storage.state.engine import State
from tests.pages.town import NOW
from tests.real_parts.process import free_port, wait_until


class NoPublisher:
    """A way to the broker that the pages never take."""

    async def publish(self, *_message: object, **_named: object) -> None:
        raise AssertionError("a page published")


@dataclass(frozen=True)
class Pages:
    """The pages at `url`, and the state behind them."""

    url: str
    app: FastAPI
    state: State
    settings: Settings


def make_app(settings: Settings, publisher: Publisher | None = None, *, town: Path | None = None) -> tuple[FastAPI, State]:
    """Return the application at the town's time of day; `town`: a state file of which its own begins as a copy."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    if town is not None:
        shutil.copyfile(town, settings.data_dir / "state.db")
    state = State(settings.state_url)
    catalogue = load_catalogue()
    readings = open_readings("sqlite", data_dir=settings.data_dir, parameters=list(catalogue.parameters))
    app = create_app(
        settings=settings, state=state, readings=readings, catalogue=catalogue, clock=lambda: NOW, publish=publisher or NoPublisher()
    )
    return app, state


@contextmanager
def serve(
    data_dir: Path,
    *,
    state_url: str | None = None,
    publisher: Publisher | None = None,
    town: Path | None = None,
    sign_in: Mapping[str, object] | None = None,
    **http: object,
) -> Iterator[Pages]:
    """Serve the pages until the block ends; `town` as in `make_app`, `http` are settings of that section."""
    settings = Settings(data_dir=data_dir, http=http, state={"url": state_url}, sign_in=sign_in or {})
    app, state = make_app(settings, publisher, town=town)
    port = free_port()
    server = server_of(app, settings.http)
    listening = open_listener(f"127.0.0.1:{port}")
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        wait_until(lambda: server.started, "the pages were served")
        yield Pages(f"http://127.0.0.1:{port}", app, state, settings)
    finally:
        end_streams(app)
        server.should_exit = True
        thread.join()
        app.state.services.readings.close()
        state.close()
