"""The pages over a town that a benchmark builds, with a clock that stands still and no broker."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from fastapi import FastAPI

from api.app import create_app
from config.catalogue import load_catalogue
from config.settings import Settings
from domain.duration import HOUR
from storage.readings.open import open_readings
from storage.state.engine import State

NOW = 1_796_000_000_000 // HOUR * HOUR


@contextmanager
def page_app(folder: Path, build: Callable[[State], None], *, as_staff: bool) -> Iterator[FastAPI]:
    """Build a town in `folder` and yield the pages of it; `as_staff`: they show all without signing in."""
    settings, catalogue = Settings(data_dir=folder, http={"open_pages": as_staff, "page_views_per_minute": None}), load_catalogue()
    readings = open_readings("sqlite", data_dir=folder, parameters=list(catalogue.parameters))
    with closing(State(settings.state_url)) as state, closing(readings):
        build(state)
        yield create_app(settings=settings, state=state, readings=readings, catalogue=catalogue, clock=lambda: NOW, publish=_NoBroker())


class _NoBroker:
    """Takes nothing: pages publish nothing."""

    async def publish(self, *_message: object, **_named: object) -> None:
        """Drop the message."""
