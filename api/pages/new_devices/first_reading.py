"""Whether a sensor that was just put up is heard, and what its first messages say."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.registry import versions
from api.web.services import Services
from domain.device import Bin, Device
from domain.parameter_order import rank
from storage.state import registry
from storage.state.ingest import latest, quarantine
from storage.state.ingest.latest import Latest
from storage.state.ingest.quarantine import Quarantined


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstReading:
    """A sensor at `now` (ms UTC): its newest values, in the reader's order, and the bin in which it stands.

    `rejected`: its last message where that could not be used, so that nobody waits in vain.
    """

    now: int
    device: Device
    bin: Bin | None
    values: Sequence[Latest]
    rejected: Quarantined | None

    @property
    def distance(self) -> Latest | None:
        """The newest distance (mm) to what lies in the bin, None where the sensor measures none or has not sent."""
        return next((value for value in self.values if value.parameter == "distance"), None)

    @property
    def steps(self) -> int:
        """How many steps it takes to put such a sensor up."""
        return 7 if self.bin is not None else 6


def first_reading(services: Services, device_id: str) -> FirstReading:
    """Read what came of a sensor. Raises a 404 and StateAwayError."""
    now = services.clock()
    with services.state.read() as connection:
        device = versions.existing(connection, Device, device_id, now)
        values = sorted(latest.of_device(connection, device_id), key=lambda value: rank(value.parameter))
        bin_ = registry.get(connection, Bin, device.place, now) if device.kind == "bin" and device.place else None
        senders = sorted(services.registry(connection).names_of(device_id))
        rejected = next(iter(quarantine.page(connection, devices=senders, limit=1)), None)
    received_at = max((value.received_at for value in values), default=0)
    return FirstReading(
        now=now,
        device=device,
        bin=bin_,
        values=values,
        rejected=rejected if rejected is not None and rejected.received_at > received_at else None,
    )
