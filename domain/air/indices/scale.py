"""An air quality index: its bands, the means it judges, its classes' names and their sources."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from domain.air.indices.aqi import norwegian_aqi, truncated, us_aqi
from domain.air.indices.index import Bands


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """One version of an index; `version` is the day from which it is in use.

    `averaging`: judges hourly means, or the NowCast of twelve. `decimals`: means are cut to so many before they are judged.
    `formula`: how a number is given beside the class; `table`: US AQI's rows by parameter. `sources`: by parameter.
    """

    name: str
    version: date
    class_names: tuple[str, ...]
    bands: Mapping[str, Bands]
    averaging: Literal["hour", "nowcast"]
    sources: Mapping[str, str]
    decimals: int | None = None
    formula: Literal["norway", "us"] | None = None
    table: Mapping[str, Sequence[tuple[float, float, float, float]]]

    def __post_init__(self) -> None:
        odd = [parameter for parameter, bands in self.bands.items() if len(bands.bounds) + 1 != len(self.class_names)]
        if odd:
            raise ValueError(f"{', '.join(odd)}: there are {len(self.class_names)} classes, so {len(self.class_names) - 1} bounds")

    def judged(self, concentration: float) -> float:
        """Return the concentration as it is judged."""
        return concentration if self.decimals is None else truncated(concentration, self.decimals)

    def number(self, parameter: str, concentration: float) -> float | None:
        """Return the index's number for a judged concentration (µg/m³), None where the index has only classes."""
        if self.formula == "norway":
            return norwegian_aqi(concentration, self.bands[parameter].bounds)
        return us_aqi(concentration, self.table[parameter]) if self.formula == "us" else None
