"""The air at each site and the open alerts about it, read from the state in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.pages.air import sites
from api.pages.air.sites import SiteCard
from api.pages.alerts import rows as alert_rows
from api.pages.alerts.rows import AlertRow, Fold, fold
from api.pages.frame.names import names_now
from api.pages.frame.reader import Reader
from api.pages.frame.registry_now import registry_now
from api.web.services import Services
from storage.state.air import site_hours
from storage.state.alerts import alerts


@dataclass(frozen=True, slots=True, kw_only=True)
class Air:
    """The air at `now` (ms UTC); `sites` is None for one who may not see them, `alerts` empty for the public."""

    now: int
    sites: Sequence[SiteCard] | None
    alerts: Sequence[AlertRow] = ()

    @property
    def fold(self) -> Fold:
        """How much of each alert is shown."""
        return fold(self.alerts)


def air(services: Services, reader: Reader, *, with_alerts: bool = False) -> Air:
    """Read what the reader may see. Raises StateAwayError."""
    now = services.clock()
    with services.state.read() as connection:
        names = names_now(services, connection, reader.language)
        newest = site_hours.newest(connection, now) if reader.sees_means else ()
        open_alerts = [alert for alert in alerts.open_alerts(connection) if alert.kind == "air"] if with_alerts else ()
        return Air(
            now=now,
            sites=sites.cards(registry_now(names.registry, now), names, newest) if reader.sees_sites else None,
            alerts=alert_rows.rows(names, open_alerts, {}),
        )
