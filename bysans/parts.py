"""The composition root: from settings to the parts that a role works with."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from typing import TypeVar

import structlog

from bysans.clock import now
from bysans.data_clock import DataClock
from config.catalogue import Catalogue, CatalogueFiles, load_catalogue
from config.settings import Settings
from storage.readings.archive.archived import ArchivedReadings
from storage.readings.open import open_readings
from storage.readings.protocol import Readings
from storage.readings.token_file import TokenFileReadings
from storage.state.engine import State, StateAwayError

_log = structlog.get_logger("start")

_RETRY_S = 2.0
_LOOK_AT_MODELS_S = 2.0
T = TypeVar("T")


def catalogue(settings: Settings) -> Catalogue:
    """Return what parameters and device models there are, a town's own among them. Raises ConfigError."""
    return load_catalogue(own=settings.models_folder)


@contextmanager
def followed_catalogue(settings: Settings) -> Iterator[Catalogue]:
    """Give the catalogue, and read a town's own models again when their files change; what is wrong with one is told in the log."""
    files = CatalogueFiles(own=settings.models_folder)
    catalogue_, ended = files.read(), threading.Event()
    _tell(catalogue_.problems)

    def follow() -> None:
        while not ended.wait(_LOOK_AT_MODELS_S):
            if files.refresh(catalogue_):
                _log.info("the town's own device models have changed", folder=str(settings.models_folder))
                _tell(catalogue_.problems)

    thread = threading.Thread(target=follow, name="models", daemon=True)
    thread.start()
    try:
        yield catalogue_
    finally:
        ended.set()
        thread.join()


def _tell(problems: Mapping[str, str]) -> None:
    for model, problem in problems.items():
        _log.error("this device model cannot be used, the others can", model=model, problem=problem)


def readings(settings: Settings, catalogue_: Catalogue) -> ArchivedReadings:
    """Return the store of readings, and the archive of old months as a part of it; it may be away, then its first use says so."""

    def open_with(token: str | None) -> Readings:
        return open_readings(
            settings.readings.url,
            data_dir=settings.data_dir,
            org=settings.readings.org,
            bucket=settings.readings.bucket,
            token=token,
            parameters=list(catalogue_.parameters),
        )

    token_file = settings.readings.token_file
    store = open_with(None) if token_file is None else TokenFileReadings(token_file, open_with)
    return ArchivedReadings(store, settings.archive_folder)


def state(settings: Settings, stop: threading.Event, alive: Callable[[], None] = lambda: None) -> State | None:
    """Open the state store, waiting while it is away; None when told to stop meanwhile. `alive` is called at each try."""
    return when_there(lambda: State(settings.state_url), stop, alive)


@contextmanager
def clock(settings: Settings, opened: State) -> Iterator[Callable[[], int]]:
    """Give what tells the service's time (ms UTC)."""
    if settings.clock == "world":
        yield now
        return
    with closing(DataClock(opened)) as data_clock:
        yield data_clock.now


def when_there(do: Callable[[], T], stop: threading.Event, alive: Callable[[], None] = lambda: None) -> T | None:
    """Return what `do` returns, tried again while the state store is away; None when told to stop meanwhile.

    Each reason is told once; `alive` is called at each try.
    """
    reported = ""
    while not stop.is_set():
        alive()
        try:
            return do()
        except StateAwayError as error:
            if str(error) != reported:
                reported = str(error)
                _log.error(reported, tried_again_every_seconds=_RETRY_S)
            stop.wait(_RETRY_S)
    return None
