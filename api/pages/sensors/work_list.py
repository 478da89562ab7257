"""What somebody has to go and see to: bins that crews report, and sensors that fail, read from the state in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.pages.frame.reader import Reader
from api.pages.frame.registry_now import registry_now
from api.pages.sensors.denied_reports import DeniedReport, denied_reports
from api.pages.sensors.faults import FaultRow, faulty_now
from api.pages.sensors.outages import Outage, outages
from api.pages.sensors.silent import silent_now
from api.pages.sensors.work_items import WorkItemRow, done_rows, open_rows
from api.registry.names import names_now
from api.web.services import Services
from domain.waste.rounds.work_item import CITIZEN_REPORT, REPORTED
from storage.state.alerts import alerts


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkList:
    """All work at `now` (ms UTC), each kind with the longest waiting first.

    A bin that a crew emptied and the sensor sees full may overflow, so `contradictions` come first; then bins that crews could
    not empty (`reported`), what citizens say is wrong, what they say that a sensor denies (`denied`), sensors that tell no level, silent
    ones, and last emptyings that nobody reported.
    """

    now: int
    contradictions: Sequence[WorkItemRow]
    reported: Sequence[WorkItemRow]
    citizens: Sequence[WorkItemRow]
    denied: Sequence[DeniedReport]
    faults: Sequence[FaultRow]
    outages: Sequence[Outage]
    unreported: Sequence[WorkItemRow]
    done: Sequence[WorkItemRow]

    @property
    def count(self) -> int:
        """How many things wait; sensors that fell silent at once are one."""
        kinds = (self.contradictions, self.reported, self.citizens, self.denied, self.faults, self.outages, self.unreported)
        return sum(map(len, kinds))


def work_list(services: Services, reader: Reader) -> WorkList:
    """Read what there is to see to. Raises StateAwayError."""
    now = services.clock()
    with services.state.read() as connection:
        names = names_now(services, connection, reader.language)
        present = registry_now(names.registry, now)
        open_alerts = alerts.open_alerts(connection)
        items = open_rows(services, connection, present, names)
        return WorkList(
            now=now,
            contradictions=[item for item in items if item.kind == "visited_not_emptied"],
            reported=[item for item in items if item.kind in REPORTED],
            citizens=[item for item in items if item.kind == CITIZEN_REPORT],
            denied=denied_reports(services, connection, present, names),
            faults=faulty_now(services, connection, present, names, open_alerts),
            outages=outages(silent_now(connection, present, names), open_alerts),
            unreported=[item for item in items if item.kind == "emptied_without_visit"],
            done=done_rows(connection, names),
        )
