"""What is set, as far as it concerns those who use the pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.alerts.receivers import ReceiverAnswer, list_receivers
from api.web.services import Services
from storage.state.alerts import thresholds
from storage.state.alerts.thresholds import StoredThreshold

_MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsNow:
    """What is public, which thresholds there are, and who is told of alerts, at `now` (ms UTC)."""

    now: int
    public: Sequence[str]
    open_pages: bool
    auto_register: str
    thresholds: Sequence[StoredThreshold]
    receivers: Sequence[ReceiverAnswer]


def settings_now(services: Services) -> SettingsNow:
    """Read what is set. Raises StateAwayError."""
    settings = services.settings
    with services.state.read() as connection:
        rows = thresholds.page(connection, after="", limit=_MOST)
    return SettingsNow(
        now=services.clock(),
        public=settings.http.public,
        open_pages=settings.http.open_pages,
        auto_register=settings.devices.auto_register,
        thresholds=rows,
        receivers=list_receivers(services).items,
    )
