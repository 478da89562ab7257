"""The bar of every page: where one may go, where one is, and how much waits in each place."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from api.pages.frame.reader import Reader
from api.web.services import Services
from domain.alerts.alert import Alert, open_members
from domain.alerts.threshold import SILENCE
from domain.waste.decision.trigger import Trigger
from storage.state import due
from storage.state.alerts import alerts
from storage.state.waste import triggers

_MOST = 1000  # items counted: nobody reads more on a bar
_AIR = ("/", "/luft")  # the public's page of the air, and the department's: the front page stands in either
_BESIDE = {"/": "/sted", "/luft": "/sted", "/avfall": "/runder", "/meld": "/beholder", "/effekt": "/provaar"}
_PUBLIC = (("air", "/"), ("report", "/meld"), ("about", "/om"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One word of the bar: its text is `nav.NAME`, `count` what waits there (0 is not shown), `here` whether one is there."""

    name: str
    address: str
    count: int = 0
    here: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What waits for a person, as the bar counts it: open alerts and triggers, and the devices, by id, whose silence is due."""

    open_alerts: Sequence[Alert]
    open_triggers: Sequence[Trigger]
    silent: Collection[str]

    @property
    def bins(self) -> int:
        """How many bins must be emptied."""
        return sum(len(trigger.bins) for trigger in self.open_triggers)

    @property
    def air_alerts(self) -> int:
        """How many alerts about air nobody has shelved."""
        return sum(alert.kind == "air" and alert.state != "shelved" for alert in self.open_alerts)

    @property
    def silent_sensors(self) -> int:
        """How many sensors are silent, those that an alert reports among them."""
        return len({*self.silent, *(name for _, name in open_members(self.open_alerts, SILENCE))})


# Today's page gathers from every room and stands above this one, so whoever puts the application together hands its count in.
CountToday = Callable[[Services, Connection, Waiting], int]


def places(services: Services, connection: Connection, reader: Reader, path: str, count_today: CountToday) -> Sequence[Place]:
    """Return the words of the bar as the reader sees it; `count_today` counts what today's page lists."""
    if not reader.sees_all:
        return [Place(name=name, address=address, here=_is_in(path, address)) for name, address in _PUBLIC]
    waiting = waiting_now(services, connection)
    today = count_today(services, connection, waiting)
    words = (
        ("today", "/i-dag", today),
        ("waste", "/avfall", waiting.bins),
        ("air", "/luft", waiting.air_alerts),
        ("sensors", "/sensorer", waiting.silent_sensors),
        ("effects", "/effekt", 0),
    )
    return [Place(name=name, address=address, count=count, here=_is_in(path, address)) for name, address, count in words]


def waiting_now(services: Services, connection: Connection) -> Waiting:
    """Read what waits."""
    return Waiting(
        open_alerts=alerts.open_alerts(connection),
        open_triggers=triggers.of_state(connection, ["open"]),
        silent=[row.key for row in due.reached(connection, due.SILENCE, services.clock(), _MOST)],
    )


def _is_in(path: str, address: str) -> bool:
    if path == "/":
        return address in _AIR
    return any(path == place or path.startswith(f"{place}/") for place in (address, _BESIDE.get(address, address)))
