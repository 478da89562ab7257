"""Each role in its own process: its parts opened, run until told to stop, closed.

A role is imported where it is run: each has libraries of its own, and a process that starts pays only for what it needs.
"""

import secrets
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import structlog

from bysans import malloc, parts
from bysans.clock import now
from bysans.first_data import load_first_fleet, load_first_thresholds
from bysans.logs import configure
from bysans.options import make_data_folder, usable_files, wrong_settings
from bysans.private_files import mend
from bysans.recorded_run import recorded_run
from bysans.stopping import stop_on_signals, stop_with_parent
from bysans.tracing import traced
from config.broker.account import check_closed
from config.broker.embedded import with_broker
from config.catalogue import Catalogue
from config.settings import Settings, misspelt_variables
from domain.heartbeat import INGEST, ingest_role
from storage.readings.protocol import Readings
from storage.state.engine import State

_log = structlog.get_logger("start")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What every role works with."""

    settings: Settings
    catalogue: Catalogue
    state: State
    readings: Readings
    clock: Callable[[], int]
    stop: threading.Event
    alive: Callable[[], None]  # to be called every few seconds, from the thread that does the role's work


def run_ingest(role_parts: Parts) -> None:
    """Take readings from the broker into the stores; where another process does already, end with exit code 1 and a sentence."""
    from ingest.log.lock import LogInUseError
    from ingest.role import run

    check_closed(role_parts.settings.mqtt)
    try:
        run(
            settings=role_parts.settings,
            catalogue=role_parts.catalogue,
            state=role_parts.state,
            readings=role_parts.readings,
            clock=now,
            stop=role_parts.stop,
            alive=role_parts.alive,
        )
    except LogInUseError as error:
        _log.error(str(error))
        raise SystemExit(1) from error


def run_watch(role_parts: Parts) -> None:
    """Work out what follows from stored readings."""
    from bysans import wiring
    from config.good import good_by
    from config.quality import load_quality
    from config.waste import load_waste
    from watch.air.quality import Quality
    from watch.loop import Watch
    from watch.waste.step import Waste

    watch = Watch(
        state=role_parts.state,
        readings=role_parts.readings,
        quality=Quality(role_parts.catalogue, load_quality()),
        clock=role_parts.clock,
        holder=secrets.token_hex(8),
        alive=role_parts.alive,
        alerting=wiring.alerting(role_parts.settings, role_parts.catalogue, role_parts.state, role_parts.readings),
        planning=wiring.planning(role_parts.state, role_parts.settings.planning),
        waste=lambda leadership: Waste(
            state=role_parts.state,
            readings=role_parts.readings,
            good=good_by(role_parts.catalogue),
            leadership=leadership,
            rules=load_waste(plan_file=role_parts.settings.planning.plan_file, risk_limit=role_parts.settings.planning.risk_limit),
        ),
    )
    with wiring.sending(role_parts.settings, role_parts.state, role_parts.readings, role_parts.clock, lambda: watch.leads, role_parts.stop):
        watch.run(role_parts.stop)


def run_api(role_parts: Parts) -> None:
    """Serve the HTTP API and the pages."""
    from api.serve import serve

    check_closed(role_parts.settings.mqtt)
    serve(
        settings=role_parts.settings,
        catalogue=role_parts.catalogue,
        state=role_parts.state,
        readings=role_parts.readings,
        clock=role_parts.clock,
        stop=role_parts.stop,
    )


def run_role(
    name: str, role: Callable[[Parts], None], settings: Settings, *, with_parent: bool = False, alive_file: Path | None = None
) -> None:
    """Run one role in this process until a signal, or the end of its parent, stops it."""
    make_data_folder(settings)
    configure(name)
    with usable_files(settings.data_dir):
        settings = with_broker(settings)
    mend(settings.data_dir)
    malloc.give_back()
    stop = stop_on_signals()
    if with_parent:
        stop_with_parent(stop.set)  # no signal: one raised on a thread does not wake a main thread that waits without end
    for variable in misspelt_variables():
        _log.warning("this variable is no setting: look for a misspelling", variable=variable)
    alive = _nothing if alive_file is None else alive_file.touch
    if not with_parent:  # `run` has seen to it for its children
        with usable_files(settings.data_dir):
            _be_alone(name, settings, stop)
    state = parts.state(settings, stop, alive)
    if state is None:
        return
    with (
        closing(state),
        parts.followed_catalogue(settings) as catalogue,
        closing(parts.readings(settings, catalogue)) as store,
        usable_files(settings.data_dir),
        wrong_settings(),
        recorded_run(state, ingest_role(settings.log.name) if name == INGEST else name),
        traced(settings.tracing, name),
    ):

        def work() -> None:
            load_first_thresholds(state)
            load_first_fleet(state, settings.planning)
            with parts.clock(settings, state) as clock:
                role(Parts(settings=settings, catalogue=catalogue, state=state, readings=store, clock=clock, stop=stop, alive=alive))

        parts.when_there(work, stop, alive)


def _be_alone(name: str, settings: Settings, stop: threading.Event) -> None:
    """End with a sentence where another process has what this one needs: that one works, so nothing of this start may speak against it."""
    from bysans.preflight import wait_until_alone

    if name == "api":
        wait_until_alone({"http.listen": settings.http.listen}, stop)
    elif name == INGEST:
        wait_until_alone({}, stop, log=settings.data_dir / "log")


def _nothing() -> None:
    """Serve where nobody asks whether the role is alive."""
