"""The bar of every page: where one may go, where one is, and how much waits in each place."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from api.pages.frame.reader import Reader
from api.web.services import Services
from domain.alerts.alert import open_members
from domain.alerts.threshold import SILENCE
from storage.state import due
from storage.state.alerts import alerts
from storage.state.waste import triggers, work_items

_MOST = 1000  # items counted: nobody reads more on a bar


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One word of the bar: its text is `nav.NAME`, `count` what waits there (0 is not shown), `here` whether one is there."""

    name: str
    address: str
    count: int = 0
    here: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How much waits for a person: open alerts about air, bins that must be emptied, silent sensors, and all that is on today's page."""

    today: int
    waste: int
    air: int
    sensors: int


def places(services: Services, connection: Connection, reader: Reader, path: str) -> Sequence[Place]:
    """Return the words of the bar as the reader sees it."""
    if not reader.sees_all:
        return [Place(name="air", address="/", here=path == "/"), Place(name="about", address="/om", here=path == "/om")]
    waiting = waiting_now(services, connection)
    words = (
        ("today", "/i-dag", waiting.today),
        ("waste", "/avfall", waiting.waste),
        ("air", "/luft", waiting.air),
        ("sensors", "/sensorer", waiting.sensors),
        ("effects", "/effekt", 0),
    )
    return [Place(name=name, address=address, count=count, here=_is_in(path, address)) for name, address, count in words]


def waiting_now(services: Services, connection: Connection) -> Waiting:
    """Count what waits."""
    open_alerts = alerts.open_alerts(connection)
    waiting = [alert for alert in open_alerts if alert.state != "shelved"]
    silent = {row.key for row in due.reached(connection, due.SILENCE, services.clock(), _MOST)}
    reported = {name for _, name in open_members(open_alerts, SILENCE)}
    open_triggers = triggers.of_state(connection, ["open"])
    work = len(work_items.page(connection, is_open=True, limit=_MOST))
    return Waiting(
        today=len(waiting) + len(open_triggers) + work,
        waste=sum(len(trigger.bins) for trigger in open_triggers),
        air=sum(alert.kind == "air" for alert in waiting),
        sensors=len(silent | reported),
    )


def _is_in(path: str, address: str) -> bool:
    return (
        path == address
        or path.startswith(f"{address}/")
        or (address, path) == ("/luft", "/")
        or (address == "/avfall" and (path == "/runder" or path.startswith("/runder/")))
    )
