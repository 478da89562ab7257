"""What an operator may choose for a round: its truck, its day and its departure, with what is chosen now."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from zoneinfo import ZoneInfo

from domain.local_time import LocalDay, day_of, days_from, local
from domain.waste.rounds.booking import Booking
from domain.waste.routing.fleet import Fleet

DAYS = 7  # collection days to choose from
_DAYS_AHEAD = 21
_HALF_HOUR = 1800  # s
_HOUR = 3600  # s


@dataclass(frozen=True, slots=True, kw_only=True)
class TruckChoice:
    """A truck, and when other rounds have it on the chosen day."""

    id: str
    booked: Sequence[Booking]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayChoice:
    """A collection day: `value` as ISO date, `at` its noon (ms UTC)."""

    value: str
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A truck (none: whichever is best), a day (ISO date; none: the next), and a time of day (none: as early as possible)."""

    truck: str = ""
    day: str = ""
    time: str = ""

    @classmethod
    def of(cls, fields: Mapping[str, str]) -> "Chosen":
        """Return what a form chose."""
        return cls(truck=fields.get("truck", ""), day=fields.get("day", ""), time=fields.get("time", ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What there is to choose from, and what is chosen."""

    trucks: Sequence[TruckChoice]
    days: Sequence[DayChoice]
    times: Sequence[str]
    chosen: Chosen


def choices(fleet: Fleet, fractions: Collection[str], bookings: Collection[Booking], chosen: Chosen, now: int, zone: ZoneInfo) -> Choices:
    """Return the trucks that take some of the fractions, the next collection days, and the half hours of their shifts."""
    able = fleet.only(None, fractions)
    days = _days(able, now, zone)
    if chosen.day and chosen.day not in [day.value for day in days]:
        days = sorted([*days, _day(LocalDay(date.fromisoformat(chosen.day), zone))], key=lambda day: day.value)
    times = list(_times(able))
    if chosen.time and chosen.time not in times:
        times = sorted([*times, chosen.time])
    on_day = [booking for booking in bookings if _falls_on(booking, chosen.day, zone)]
    trucks = [
        TruckChoice(id=vehicle.id, booked=[booking for booking in on_day if booking.vehicle == vehicle.id]) for vehicle in able.vehicles
    ]
    return Choices(trucks=trucks, days=days, times=times, chosen=chosen)


def chosen_of(vehicles: Sequence[str] | None, not_before: int, departure: int, zone: ZoneInfo) -> Chosen:
    """Return what is chosen for a round that may leave at `not_before` and does at `departure` (ms UTC): only whole minutes were chosen."""
    earliest = local(not_before, zone)
    is_own_time = not_before % 60_000 == 0 and earliest.time() != time() and day_of(not_before, zone) == day_of(departure, zone)
    return Chosen(
        truck=",".join(vehicles or ()),
        day=local(departure, zone).date().isoformat(),
        time=f"{earliest:%H:%M}" if is_own_time else "",
    )


def departure_of(chosen: Chosen, now: int, zone: ZoneInfo) -> int | None:
    """Return when a round may leave at the earliest (ms UTC), None where no day is chosen. Raises ValueError for what is no day or time."""
    if not chosen.day and not chosen.time:
        return None
    day = LocalDay(date.fromisoformat(chosen.day), zone) if chosen.day else day_of(now, zone)
    clock = time.fromisoformat(chosen.time) if chosen.time else time()
    return max(now, day.at(clock.hour * 3600 + clock.minute * 60))


def vehicles_of(chosen: Chosen) -> tuple[str, ...]:
    """Return the trucks that are chosen; none means all."""
    return tuple(name for name in chosen.truck.split(",") if name)


def _days(fleet: Fleet, now: int, zone: ZoneInfo) -> list[DayChoice]:
    ends = max((vehicle.shift_end_s for vehicle in fleet.vehicles), default=0)
    open_days = (day for day in days_from(now, _DAYS_AHEAD, zone) if day.weekday in fleet.collection_days and day.at(ends) > now)
    return [_day(day) for _, day in zip(range(DAYS), open_days, strict=False)]


def _day(day: LocalDay) -> DayChoice:
    return DayChoice(value=day.date.isoformat(), at=day.at(12 * _HOUR))


def _times(fleet: Fleet) -> Iterator[str]:
    starts = min((vehicle.shift_start_s for vehicle in fleet.vehicles), default=0)
    ends = max((vehicle.shift_end_s for vehicle in fleet.vehicles), default=0)
    for seconds in range(-(-starts // _HALF_HOUR) * _HALF_HOUR, ends, _HALF_HOUR):
        yield f"{seconds // _HOUR:02}:{seconds % _HOUR // 60:02}"


def _falls_on(booking: Booking, day: str, zone: ZoneInfo) -> bool:
    return not day or local(booking.start, zone).date().isoformat() == day
