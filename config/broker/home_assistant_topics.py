"""The topics on which Home Assistant finds sites and bins, and reads their states."""

from collections.abc import Sequence

from config.sections.home_assistant_settings import HomeAssistant

USER = "homeassistant"  # its user name at the broker
STATES = "bysans/now"
STATUS = f"{STATES}/status"  # `online` while somebody publishes


def written_by_us(settings: HomeAssistant) -> Sequence[str]:
    """Return the filters of what we publish; none unless that is asked for."""
    return [f"{settings.prefix}/device/+/config", f"{STATES}/#"] if settings.enabled else []


def read_by_it(settings: HomeAssistant) -> Sequence[str]:
    """Return the filters of what Home Assistant reads, the level above each `#` among them."""
    return [settings.prefix, f"{settings.prefix}/#", STATES, f"{STATES}/#"] if settings.enabled else []


def written_by_it(settings: HomeAssistant) -> Sequence[str]:
    """Return what Home Assistant says of itself."""
    return [f"{settings.prefix}/status"] if settings.enabled else []
