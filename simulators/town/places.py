"""The sites of the simulated town, and where on Earth it lies.

The places are invented and laid out around the centre of Elverum, an inland town surrounded by dry land.
"""

from dataclasses import dataclass
from math import cos, radians
from typing import Final

CENTRE: Final = (60.8819, 11.5623)
_METRES_PER_DEGREE = 111_320


@dataclass(frozen=True, slots=True)
class Spot:
    """A site: `north` and `east` of the centre (m), and how near the main road and the wood stoves are (0–1).

    `road`: at which bearing (°) the main road lies, None where traffic is all around. `wind`: whether its first sensor has a wind gauge.
    """

    name: str
    north: int
    east: int
    traffic: float
    wood: float
    tags: tuple[str, ...]
    road: float | None = None
    wind: bool = False


SPOTS: Final = (
    Spot("Torget", 0, 0, 0.5, 0.3, ("centre",), road=180, wind=True),
    Spot("Riksvegkrysset", -350, 620, 1.0, 0.2, ("roadside",)),
    Spot("Storgata", 120, 180, 0.8, 0.3, ("roadside", "centre")),
    Spot("Jernbanestasjonen", 260, -540, 0.6, 0.3, ("centre",)),
    Spot("Kirkebakken skole", 780, 310, 0.3, 0.6, ("school",)),
    Spot("Solbakken barnehage", 1250, 900, 0.2, 0.8, ("kindergarten", "residential")),
    Spot("Elveparken", -180, -300, 0.2, 0.3, ("park",)),
    Spot("Granlia", 1500, -700, 0.15, 1.0, ("residential",)),
    Spot("Myrvang", -900, -820, 0.2, 0.9, ("residential",)),
    Spot("Sykehuset", 450, 1150, 0.4, 0.4, ("hospital",)),
    Spot("Industriområdet", -1400, 1300, 0.7, 0.2, ("industry",)),
    Spot("Skogheim", 1900, 1500, 0.05, 0.4, ("background",)),
)


def coordinates(north: float, east: float) -> tuple[float, float]:
    """Return latitude and longitude (°, five decimals) of a point by its metres north and east of the centre."""
    lat, lon = CENTRE
    return round(lat + north / _METRES_PER_DEGREE, 5), round(lon + east / (_METRES_PER_DEGREE * cos(radians(lat))), 5)
