"""What needs a person now, from every domain, read from the state in one transaction."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from sqlalchemy import Connection

from api.pages.alerts import rows as alert_rows
from api.pages.alerts.rows import AlertRow, Fold, fold
from api.pages.frame.navigation import Waiting
from api.pages.frame.reader import Reader
from api.pages.frame.registry_now import registry_now
from api.pages.sensors.quarantined import Quarantined, quarantined_now
from api.pages.sensors.silent import Silent, silent_now
from api.pages.sensors.work_items import open_items
from api.pages.today.lines import Line, is_told_elsewhere, lines
from api.pages.today.service_health import Broken, broken_parts
from api.pages.waste import collecting
from api.pages.waste.collecting import Collecting
from api.registry.names import names_now
from api.waste.on_rounds import on_rounds
from api.web.services import Services
from config.names import Names
from config.sections.own_receivers import own_receivers
from domain.alerts.alert import Alert
from domain.alerts.threshold import CHANNEL
from domain.device import Registry
from domain.waste.level.crew_report import EmptyingReport
from storage.state import heartbeats, own_settings
from storage.state.alerts import alerts
from storage.state.waste import bin_states
from storage.state.waste.work_items import WorkItem

DENIED = "visited_not_emptied"  # the work item of a reported emptying that the sensor denies


@dataclass(frozen=True, kw_only=True)
class Today:
    """Everything that needs a person at `now` (ms UTC); `watched` is how many devices are registered.

    `silent`: the devices that no alert reports. `on_the_way`: the bins, by id, that a round goes to or that a crew has emptied.
    """

    now: int
    alerts: Sequence[AlertRow] = ()
    silent: Sequence[Silent] = ()
    quarantined: Quarantined = field(default_factory=Quarantined)
    broken: Sequence[Broken] = ()
    watched: int
    work: Sequence[WorkItem] = ()
    collecting: Collecting = field(default_factory=Collecting)
    open_alerts: Sequence[Alert] = ()
    on_the_way: Collection[str] = ()

    @property
    def places(self) -> Mapping[str, str]:
        """What people call what each alert is about, by the alert's id."""
        return {row.id: row.place for row in self.alerts}

    @property
    def fold(self) -> Fold:
        """How much of each alert is shown that nothing answers yet."""
        return fold([row for row in self.alerts if row.id not in self._answered])

    @property
    def covered(self) -> Sequence[AlertRow]:
        """The alerts that a trigger or a round answers already."""
        return [row for row in self.alerts if row.id in self._answered]

    @property
    def has_details(self) -> bool:
        """Whether there is more to say of what waits than its line: an alert that nothing answers, or what does not work."""
        return bool(self.fold.whole or self.silent or self.quarantined.by_reason or self.broken)

    @cached_property
    def _answered(self) -> Collection[str]:
        triggers = self.collecting.triggers
        return {alert.id for alert in self.open_alerts if is_told_elsewhere(alert, triggers, self.on_the_way)}

    @cached_property
    def lines(self) -> Sequence[Line]:
        """What needs a person, grouped by what solves it, the worst first."""
        denied = sum(item.kind == DENIED for item in self.work)
        return lines(
            self.open_alerts,
            self.collecting.triggers,
            on_the_way=self.on_the_way,
            contradictions=denied,
            work=len(self.work) - denied,
            silent=len(self.silent),
            quarantined=self.quarantined.total,
            broken=len(self.broken),
        )

    @property
    def calm(self) -> bool:
        """Whether nothing needs a person."""
        return not self.lines


def today(services: Services, reader: Reader) -> Today:
    """Read what needs a person. Raises StateAwayError."""
    now = services.clock()
    with services.state.read() as connection:
        open_alerts = alerts.open_alerts(connection)
        names = _with_receivers(names_now(services, connection, reader.language), connection, open_alerts)
        present = registry_now(names.registry, now)
        emptied, reports = _emptied(connection, open_alerts)
        work, going = open_items(connection, present.bins), on_rounds(connection)
        departures = {bin_id: round_.departure for bin_id, round_ in going.items()}
        return Today(
            now=now,
            alerts=alert_rows.rows(names, open_alerts, emptied, reports, departures),
            silent=silent_now(connection, present, names, without=alert_rows.reported_silent(open_alerts)),
            quarantined=quarantined_now(connection),
            broken=broken_parts(heartbeats.read(connection), services.wall()),
            watched=len(present.devices),
            work=work,
            collecting=collecting.waiting(connection),
            open_alerts=open_alerts,
            on_the_way=going.keys() | _told_emptied(open_alerts, emptied, reports, work),
        )


def _with_receivers(names: Names, connection: Connection, open_alerts: Iterable[Alert]) -> Names:
    """Return the names with those of the receivers, where an alert is about one."""
    if not any(alert.parameter == CHANNEL for alert in open_alerts):
        return names
    people = own_receivers(own_settings.read(connection, "receiver"))
    return replace(names, receivers={name: person.name for name, person in people.items()})


def count_lines(services: Services, connection: Connection, waiting: Waiting) -> int:
    """Return how many lines today's page has: the bar of every page says the same."""
    registry, now = services.registry(connection), services.clock()
    open_alerts = waiting.open_alerts
    reported = alert_rows.reported_silent(open_alerts)
    items = [item for item in open_items(connection, registry.bins) if _stands(registry, item.bin_id, now)]
    denied = sum(item.kind == DENIED for item in items)
    silent = (device_id for device_id in waiting.silent if device_id not in reported)
    counted = lines(
        open_alerts,
        waiting.open_triggers,
        on_the_way=on_rounds(connection).keys() | _told_emptied(open_alerts, *_emptied(connection, open_alerts), items),
        contradictions=denied,
        work=len(items) - denied,
        silent=sum(registry.device(device_id, now) is not None for device_id in silent),
        quarantined=quarantined_now(connection).total,
        broken=len(broken_parts(heartbeats.read(connection), services.wall())),
    )
    return len(counted)


def _stands(registry: Registry, bin_id: str, now: int) -> bool:
    history = registry.bins.get(bin_id)
    return history is not None and not history.at(now).removed


def _told_emptied(
    open_alerts: Iterable[Alert], emptied: Mapping[str, int], reports: Mapping[str, EmptyingReport], work: Iterable[WorkItem]
) -> set[str]:
    """Return the bins that were emptied after what their alert was raised for, or are told of as a contradiction."""
    since = {alert.about.id for alert in open_alerts if emptied.get(alert.about.id, 0) > alert.worst_member[1].end}
    unconfirmed = {bin_id for bin_id, report in reports.items() if report.status == "unconfirmed"}
    return since | unconfirmed | {item.bin_id for item in work if item.kind == DENIED}


def _emptied(connection: Connection, open_alerts: Iterable[Alert]) -> tuple[dict[str, int], dict[str, EmptyingReport]]:
    """Return when each bin that an alert is about was last emptied (ms UTC), and what crews alone reported of it, by its id."""
    bins = {alert.about.id for alert in open_alerts if alert.about.type == "bin"}
    statuses = bin_states.statuses(connection, bins)
    emptied = {bin_id: status.emptied_at for bin_id, status in statuses.items() if status.emptied_at}
    return emptied, {bin_id: status.report for bin_id, status in statuses.items() if status.report}
