"""What a place's page says to those who look after its sensors."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from api.pages.frame.registry_now import registry_now
from api.web.services import Services
from domain.device import Device


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffHalf:
    """The devices that stand at the place."""

    devices: Sequence[Device]


def staff_half(services: Services, connection: Connection, site_id: str) -> StaffHalf:
    """Read what staff see of a place."""
    present = registry_now(services.registry(connection), services.clock())
    return StaffHalf(devices=present.devices_at("air", site_id))
