"""The sites, bins and devices of a simulated town, by seed and size."""

from dataclasses import dataclass, replace

from domain.duration import DAY, HOUR
from simulators.air.air import AirPlace
from simulators.air.air_device import AirDevice, Equipment
from simulators.bins.bin import BinDevice
from simulators.bins.containers import Container, draw_container
from simulators.noise import gauss, uniform
from simulators.scene import Body, Scene
from simulators.town.places import SPOTS, Spot, coordinates
from simulators.town.streets import HOUSES, Street, streets

AIR_INTERVAL_S = 600  # LoRaWAN sensors
DUST_INTERVAL_S = 150  # airRohr
BIN_INTERVAL_S = 600
# What a driver must know to get to some of the bins.
NOTES = ("Bak bommen, kode 4711", "Nøkkel 12 til porten", "I bakgården, rygg inn", "Ring på dørklokken før kl. 8")
NOTED = 1 / 8  # of the bins
A_MONDAY = 1_704_067_200_000  # 1 January 2024, ms UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How many sites, air sensors and bins. Air sensors need a site to stand at."""

    sites: int = 12
    air: int = 30
    bins: int = 200

    def __post_init__(self) -> None:
        if min(self.sites, self.air, self.bins) < 0:
            raise ValueError(f"a town has no fewer than 0 of anything, got {self.sites} sites, {self.air} air sensors, {self.bins} bins")
        if self.air and not self.sites:
            raise ValueError(f"{self.air} air sensors need at least 1 site to stand at, got 0")


def town(seed: int, size: Size | None = None, prefix: str = "sim") -> Scene:
    """Return the town of `seed` with `size` (default: 12 sites, 30 air sensors, 200 bins); its ids begin with `prefix`."""
    size = size or Size()
    spots = [_spot(seed, number) for number in range(size.sites)]
    sites = Scene(sites={_site_id(prefix, number): _site_body(spot) for number, spot in enumerate(spots)})
    return sites | _air_sensors(seed, prefix, spots, size.air) | _bins(seed, prefix, size.bins)


def _site_id(prefix: str, number: int) -> str:
    return f"{prefix}-site-{number + 1:02}"


def _spot(seed: int, number: int) -> Spot:
    """Return a named spot while there are any; beyond them, more of the same kinds scattered around."""
    spot = SPOTS[number % len(SPOTS)]
    lap = number // len(SPOTS)
    if lap == 0:
        return spot
    north, east = (round(gauss(seed, "site", number, axis) * 700) for axis in ("north", "east"))
    return replace(spot, name=f"{spot.name} {lap + 1}", north=spot.north + north, east=spot.east + east)


def _site_body(spot: Spot) -> Body:
    lat, lon = coordinates(spot.north, spot.east)
    return {"name": spot.name, "lat": lat, "lon": lon, "tags": list(spot.tags)}


def _air_sensors(seed: int, prefix: str, spots: list[Spot], count: int) -> Scene:
    """Return sensors dealt out over the sites in turn; every third is a small one that only knows dust."""
    senders, bodies = [], {}
    for number in range(count):
        spot, site = spots[number % len(spots)], _site_id(prefix, number % len(spots))
        sender = _air_sensor(seed, f"{prefix}-air-{number + 1:03}", number, spot, site, has_wind=spot.wind and number < len(spots))
        senders.append(sender)
        bodies[sender.id] = _device_body("air", f"Luftmåler {number + 1}, {spot.name}", sender.interval_s) | {"site": site}
    return Scene(devices=bodies, senders=tuple(senders))


def _air_sensor(seed: int, device_id: str, number: int, spot: Spot, site: str, *, has_wind: bool) -> AirDevice:
    place = AirPlace(id=site, traffic=spot.traffic, wood=spot.wood, road=spot.road)
    small = number % 3 == 2
    interval = DUST_INTERVAL_S if small else AIR_INTERVAL_S
    equipment: Equipment = "dust" if small else "wind" if has_wind else "full"
    return AirDevice(seed=seed, id=device_id, place=place, interval_s=interval, equipment=equipment)


def _bins(seed: int, prefix: str, count: int) -> Scene:
    """Return bins along the streets, each with a level sensor in its lid."""
    containers = [draw_container(uniform(seed, "container", number)) for number in range(count)]
    senders = [_level_sensor(seed, prefix, number, container) for number, container in enumerate(containers)]
    ids = [f"{prefix}-bin-{number + 1:03}" for number in range(count)]
    houses = [_house(seed, number) for number in range(count)]
    addresses = [f"{street.name} {house}" for street, house in houses]
    return Scene(
        bins={
            id_: _bin_body(container, address, _beside_the_house(seed, number, *houses[number]), _note(seed, number))
            for number, (id_, container, address) in enumerate(zip(ids, containers, addresses, strict=True))
        },
        devices={
            sender.id: _device_body("bin", f"Nivåmåler, {address}", sender.interval_s) | {"bin": id_}
            for sender, id_, address in zip(senders, ids, addresses, strict=True)
        },
        senders=tuple(senders),
    )


def _level_sensor(seed: int, prefix: str, number: int, container: Container) -> BinDevice:
    full_when_emptied = 0.45 + 0.65 * uniform(seed, "popular", number)
    round_trip = int(uniform(seed, "round", number) * container.days) * DAY + int((6 + 7 * uniform(seed, "stop", number)) * HOUR)
    return BinDevice(
        seed=seed,
        id=f"{prefix}-level-{number + 1:03}",
        interval_s=BIN_INTERVAL_S,
        capacity_l=container.capacity_l,
        empty_mm=container.empty_mm,
        full_mm=container.full_mm,
        litres_per_day=full_when_emptied * container.capacity_l / container.days,
        bag_l=container.bag_l,
        emptied_every_days=container.days,
        first_emptying=A_MONDAY + round_trip,
    )


def _house(seed: int, number: int) -> tuple[Street, int]:
    """Return the street and the house number at which a bin stands."""
    courses = streets(seed)
    return courses[number % len(courses)], 1 + int(uniform(seed, "house", number) * HOUSES)


def _beside_the_house(seed: int, number: int, street: Street, house: int) -> tuple[float, float]:
    """Return where a bin stands, so that two at one address do not lie on each other."""
    north, east = street.place(house)
    return coordinates(north + 3 * gauss(seed, "bin", number, "north"), east + 3 * gauss(seed, "bin", number, "east"))


def _note(seed: int, number: int) -> str | None:
    """Return a bin's note for its driver; most have none."""
    drawn = uniform(seed, "note", number) / NOTED
    return NOTES[int(drawn * len(NOTES))] if drawn < 1 else None


def _bin_body(container: Container, address: str, position: tuple[float, float], note: str | None) -> Body:
    lat, lon = position
    return {
        "name": address,
        "lat": lat,
        "lon": lon,
        "fraction": container.fraction,
        "capacity_l": container.capacity_l,
        "empty_mm": container.empty_mm,
        "full_mm": container.full_mm,
        "interval_days": container.days,
        "note": note,
    }


def _device_body(kind: str, name: str, interval_s: int) -> dict[str, object]:
    return {"kind": kind, "model": "generic", "name": name, "interval_s": interval_s, "simulated": True}
