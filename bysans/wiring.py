"""How watch's alerts, their sending and its planning are put together."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bysans.clock import now
from config.catalogue import Catalogue
from config.good import bounds_by
from config.plan import load_plan
from config.quality import load_quality
from config.regimes import load_regimes
from config.sections.planning_settings import Planning
from config.settings import Settings
from config.threshold_file import threshold_file
from storage.readings.protocol import Readings
from storage.state.engine import State
from watch.air.quality import Quality
from watch.alerts.step import Alerting
from watch.leadership import Leadership
from watch.notify.channels import Channels
from watch.notify.monthly_effects import MonthlyEffects
from watch.notify.notifications import Notifications
from watch.notify.sender import Sender
from watch.planning.plan_jobs import PlanJobs
from watch.planning.planner_process import PlannerProcess


def alerting(settings: Settings, catalogue: Catalogue, state: State, readings: Readings) -> Callable[[Leadership], Alerting]:
    """Return how watch makes its alerts' part once it has a lease."""
    units = {name: parameter.unit for name, parameter in catalogue.parameters.items()}
    rules = threshold_file().rules()
    notifications = Notifications(settings.alerts, units=units, rules=rules, public_url=settings.http.public_url, wall=now)

    def make(leadership: Leadership) -> Alerting:
        return Alerting(
            state=state,
            readings=readings,
            quality=Quality(catalogue, load_quality()),
            bounds=bounds_by(catalogue),
            rules=rules,
            leadership=leadership,
            notifications=notifications,
            monotonic=time.monotonic,
            replayed=settings.clock == "data",
        )

    return make


@contextmanager
def sending(
    settings: Settings, state: State, readings: Readings, clock: Callable[[], int], leads: Callable[[], bool], stop: threading.Event
) -> Iterator[None]:
    """Send what alerts have to say and each month's effects, in threads of their own, until `stop`. Raises ConfigError."""
    monthly = MonthlyEffects(
        state,
        readings,
        alerts=settings.alerts,
        plan=load_plan(settings.planning.plan_file),
        regime=load_regimes()[settings.air.regime],
        public_url=settings.http.public_url,
        clock=clock,
        leads=leads,
    )
    sender = Sender(state, Channels(settings.alerts, now).now, leads)
    threads = [threading.Thread(target=part.run, args=(stop,), name="notify") for part in (sender, monthly)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def planning(state: State, settings: Planning) -> Callable[[Leadership], PlanJobs]:
    """Return how watch makes its planning once it has a lease. Raises ConfigError."""
    figures = load_plan(settings.plan_file)

    def make(leadership: Leadership) -> PlanJobs:
        return PlanJobs(state=state, leadership=leadership, planner=PlannerProcess(), figures=figures, settings=settings)

    return make
