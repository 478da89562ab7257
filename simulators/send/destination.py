"""Where do simulated devices send? To a broker, as somebody it knows, and with a registry that learns of them first."""

from dataclasses import dataclass

from simulators.account import Account
from simulators.send.register import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """A broker's address, who we are to it, and where the devices are registered; None: nowhere."""

    broker: str
    account: Account
    registry: Registry | None
