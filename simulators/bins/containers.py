"""The kinds of bins in a small town, and how often each is emptied."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """A kind of bin: litres, mm from the sensor to the content when empty and when full, days between emptyings, litres of one bag.

    `fraction`: what goes into it, in the town's own words. `share`: how many of the town's bins are of this kind, 0–1.
    """

    fraction: str
    capacity_l: int
    empty_mm: int
    full_mm: int
    days: int
    bag_l: float
    share: float


CONTAINERS = (
    Container(fraction="restavfall", capacity_l=120, empty_mm=850, full_mm=180, days=2, bag_l=2.5, share=0.35),  # litter bins in the street
    Container(fraction="restavfall", capacity_l=660, empty_mm=1150, full_mm=220, days=7, bag_l=15, share=0.30),
    Container(fraction="papir", capacity_l=660, empty_mm=1150, full_mm=220, days=14, bag_l=9, share=0.15),
    Container(fraction="matavfall", capacity_l=240, empty_mm=1000, full_mm=200, days=7, bag_l=5, share=0.12),
    Container(fraction="glass og metall", capacity_l=3000, empty_mm=2100, full_mm=400, days=28, bag_l=12, share=0.08),
)


def draw_container(chance: float) -> Container:
    """Return the kind that `chance`, between 0 and 1, falls on."""
    for container in CONTAINERS:
        if chance < container.share:
            return container
        chance -= container.share
    return CONTAINERS[-1]
