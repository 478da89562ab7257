"""A town's bins for the crew: how fast each fills, where it stands, and what is registered of it."""

from collections.abc import Sequence
from random import Random

from bench.collected_bin import CAPACITY_L, EMPTY_MM, FULL_MM, CollectedBin
from domain.duration import DAY
from simulators.scene import Scene
from simulators.town.places import CENTRE

FRACTION = "restavfall"


def town_of(seed: int, count: int, start: int, prefix: str = "crew") -> list[CollectedBin]:
    """Return bins that fill within three to ten days, all empty at `start` (ms UTC)."""
    dice = Random(f"crew/{seed}")
    return [
        CollectedBin(
            seed=seed, id=f"{prefix}-level-{number + 1:03}", litres_per_day=CAPACITY_L / dice.uniform(3, 10), emptied_at=start - DAY
        )
        for number in range(count)
    ]


def bin_id(sender: CollectedBin) -> str:
    """Return the id of the bin in which a sensor hangs."""
    return sender.id.replace("level", "bin")


def places_of(bins: Sequence[CollectedBin]) -> dict[str, tuple[float, float]]:
    """Return where each bin stands (degrees), by its id."""
    lat, lon = CENTRE
    places = {}
    for sender in bins:
        dice = Random(f"place/{sender.seed}/{sender.id}")
        places[bin_id(sender)] = round(lat + dice.gauss(0, 0.01), 5), round(lon + dice.gauss(0, 0.02), 5)
    return places


def scene_of(bins: Sequence[CollectedBin], start: int) -> Scene:
    """Return the bins and their sensors as they are registered, valid from two days before `start` (ms UTC)."""
    since = (start - 2 * DAY) / 1000
    places: dict[str, dict[str, object]] = {
        name: {
            "name": name, "lat": lat, "lon": lon, "fraction": FRACTION, "capacity_l": CAPACITY_L,
            "empty_mm": EMPTY_MM, "full_mm": FULL_MM, "valid_from": since,
        }
        for name, (lat, lon) in places_of(bins).items()
    }  # fmt: skip
    devices: dict[str, dict[str, object]] = {
        sender.id: {
            "kind": "bin",
            "model": "generic",
            "interval_s": sender.interval_s,
            "simulated": True,
            "bin": bin_id(sender),
            "valid_from": since,
        }
        for sender in bins
    }
    return Scene(bins=places, devices=devices)
