"""What needs a person now, from every domain, read from the state in one transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from api.pages.alerts import rows as alert_rows
from api.pages.alerts.rows import AlertRow, Fold, fold
from api.pages.frame.names import names_now
from api.pages.frame.reader import Reader
from api.pages.frame.registry_now import registry_now
from api.pages.sensors.quarantined import Quarantined, quarantined_now
from api.pages.sensors.silent import Silent, silent_now
from api.pages.today import work_items as work_item_rows
from api.pages.today.service_health import Broken, broken_parts
from api.pages.today.work_items import WorkItemRow
from api.pages.waste.collecting import Collecting, waiting
from api.web.services import Services
from domain.alerts.alert import Alert
from storage.state import heartbeats
from storage.state.alerts import alerts
from storage.state.waste import bin_states, work_items


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """Everything that needs a person at `now` (ms UTC); `watched` is how many devices are registered.

    `silent`: the devices that no alert reports.
    """

    now: int
    alerts: Sequence[AlertRow] = ()
    silent: Sequence[Silent] = ()
    quarantined: Quarantined = field(default_factory=Quarantined)
    broken: Sequence[Broken] = ()
    watched: int
    work: Sequence[WorkItemRow] = ()
    collecting: Collecting = field(default_factory=Collecting)

    @property
    def fold(self) -> Fold:
        """How much of each alert is shown."""
        return fold(self.alerts)

    @property
    def calm(self) -> bool:
        """Whether nothing needs a person."""
        return not self.lines

    @property
    def lines(self) -> int:
        """How many things need a person; what was shelved does not."""
        waiting = sum(row.state != "shelved" for row in self.alerts)
        single = (bool(self.silent), bool(self.quarantined.by_reason), bool(self.broken))
        return waiting + len(self.work) + len(self.collecting.triggers) + sum(single)


def today(services: Services, reader: Reader) -> Today:
    """Read what needs a person. Raises StateAwayError."""
    now = services.clock()
    with services.state.read() as connection:
        names = names_now(services, connection, reader.language)
        present = registry_now(names.registry, now)
        open_alerts = alerts.open_alerts(connection)
        return Today(
            now=now,
            alerts=alert_rows.rows(names, open_alerts, _emptied(connection, open_alerts)),
            silent=silent_now(connection, present, names, without=alert_rows.reported_silent(open_alerts)),
            quarantined=quarantined_now(connection),
            broken=broken_parts(heartbeats.read(connection), services.wall()),
            watched=len(present.devices),
            work=work_item_rows.rows(names, present, work_items.page(connection, is_open=True, limit=work_item_rows.MOST)),
            collecting=waiting(connection),
        )


def _emptied(connection: Connection, open_alerts: Iterable[Alert]) -> dict[str, int]:
    """Return when each bin that an alert is about was last emptied (ms UTC), by its id."""
    bins = {alert.about.id for alert in open_alerts if alert.about.type == "bin"}
    return {bin_id: status.emptied_at for bin_id, status in bin_states.statuses(connection, bins).items() if status.emptied_at}
