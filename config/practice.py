"""The prices and assumptions of the dry year, read from practice.toml."""

from datetime import date
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from config.figures import Figure, Source
from config.toml_file import Table, read_toml
from domain.dryrun.money import Prices

SHIPPED = Path(__file__).parent / "practice.toml"
Positive = Annotated[Figure, Field(gt=0)]
Amount = Annotated[Figure, Field(ge=0)]
Share = Annotated[Figure, Field(ge=0, lt=1)]


class PriceTable(Table):
    """What things cost; each says where that comes from."""

    hour: Amount
    hour_source: Source
    km: Amount
    km_source: Source
    emptying: Amount
    emptying_source: Source
    overflow_hour: Amount
    overflow_hour_source: Source
    sensor_year: Amount
    sensor_year_source: Source
    sensor_once: Amount
    sensor_once_source: Source


class DoubtTable(Table):
    """By which share a figure may be wrong: one of plan.toml's, or one that the list's own times or an odometer told."""

    detour: Share
    detour_source: Source
    speed: Share
    speed_source: Source
    stop: Share
    stop_source: Source
    observed: Share
    observed_source: Source
    straightest: Share
    straightest_source: Source
    odometer: Share
    odometer_source: Source


class OdometerTable(Table):
    """What the trucks drove in days of the list, both counted, with every way that belongs to its rounds."""

    km: Positive
    first_day: date
    last_day: date
    source: Source

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last_day < self.first_day:
            raise ValueError(f"last_day must not be before first_day, {self.first_day}")
        return self


class RoadTable(Table):
    """The town's own roads, in place of plan.toml's."""

    detour_factor: Annotated[Figure, Field(ge=1)]
    detour_source: Source


class AssumedTable(Table):
    """What is taken where nobody says it."""

    capacity_l: Positive
    capacity_source: Source
    truck_litres: Positive
    truck_source: Source
    shift_hours: Positive
    shift_source: Source
    unload_minutes: Amount
    unload_source: Source
    fraction: str
    fraction_source: Source


class PracticeFigures(Table):
    """practice.toml."""

    currency: Annotated[str, Field(min_length=1, max_length=10)]
    prices: PriceTable
    doubt: DoubtTable
    assumed: AssumedTable
    roads: RoadTable | None = None
    odometer: OdometerTable | None = None


def prices(table: PriceTable) -> Prices:
    """Return the prices in the domain's terms."""
    names = ("hour", "km", "emptying", "overflow_hour", "sensor_year", "sensor_once")
    return Prices(**{name: getattr(table, name) for name in names})


def load_practice(file: Path | None = None) -> PracticeFigures:
    """Read `file`, or the one that comes with Bysans. Raises ConfigError."""
    return read_toml(file or SHIPPED, PracticeFigures)
