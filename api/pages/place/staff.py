"""What a place's page says to those who look after its sensors and answer for its figures."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from api.pages.frame.registry_now import registry_now
from api.pages.site_control.site_year import TAGS, SiteYearView, site_year
from api.web.services import Services
from domain.device import Device
from domain.duration import DAY
from storage.state.air import quality

_LOOK_BACK = 7 * DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffHalf:
    """The devices that stand at the place, how many of their values of the last seven days are doubted, and the year's limits."""

    devices: Sequence[Device]
    doubted: int
    year: SiteYearView
    tags: Sequence[str] = TAGS


def staff_half(services: Services, connection: Connection, site_id: str) -> StaffHalf:
    """Read what staff see of a place."""
    now = services.clock()
    devices = registry_now(services.registry(connection), now).devices_at("air", site_id)
    return StaffHalf(
        devices=devices,
        doubted=sum(quality.doubted(connection, device.id, now - _LOOK_BACK, now + 1) for device in devices),
        year=site_year(services, connection, site_id),
    )
