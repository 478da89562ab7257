"""A fleet as files and requests write it, to and from the domain's terms."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from config.toml_file import read_toml
from domain.device import ID_PATTERN
from domain.one_line import ONE_LINE
from domain.waste.routing.fleet import Capacity, Fleet, Place, UnloadingSite, Vehicle

SIMULATED_TOWN = Path(__file__).parent / "fleet.toml"
Id = Annotated[str, Field(pattern=f"^{ID_PATTERN}$")]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]  # `true` and `"12"` are not numbers
Name = Annotated[str, Field(min_length=1, max_length=200, pattern=ONE_LINE)]
Fraction = Annotated[str, Field(min_length=1, max_length=200, pattern=ONE_LINE)]


def seconds_of(clock: str) -> int:
    """Return seconds after midnight of `06:30`, up to `24:00`. Raises ValueError."""
    hours, _, minutes = clock.partition(":")
    if not (
        len(clock) == 5
        and clock.isascii()
        and (hours + minutes).isdecimal()
        and int(minutes) < 60
        and int(hours) * 60 + int(minutes) <= 1440
    ):
        raise ValueError(f"{clock!r} is not a time of day such as 06:30, 00:00 to 24:00")
    return (int(hours) * 60 + int(minutes)) * 60


def clock_of(seconds: int) -> str:
    """Return the time of day, such as `06:30`, of whole minutes in seconds after midnight."""
    return f"{seconds // 3600:02}:{seconds % 3600 // 60:02}"


def _checked(clock: str) -> str:
    seconds_of(clock)
    return clock


Clock = Annotated[str, Field(max_length=5), AfterValidator(_checked)]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DepotForm(_Form):
    """Where trucks stand; `name` is what people call it, `name_en` in English where that is not the same."""

    id: Id
    name: Name | None = None
    name_en: Name | None = None
    lat: Annotated[Number, Field(ge=-90, le=90)]
    lon: Annotated[Number, Field(ge=-180, le=180)]


class UnloadingSiteForm(DepotForm):
    """Where trucks unload; without `fractions` it takes all."""

    fractions: Annotated[tuple[Fraction, ...], Field(max_length=50)] = ()
    service_min: Annotated[Number, Field(ge=0, le=240)] = 15
    opens: Clock = "00:00"
    closes: Clock = "24:00"


class CapacityForm(_Form):
    """Litres of the chamber, kg that may be loaded, and how many times its press compacts the waste."""

    litres: Annotated[Number, Field(gt=0, le=1e6)]
    kg: Annotated[Number, Field(gt=0, le=1e5)]
    compaction: Annotated[Number, Field(ge=1, le=20)] = 1


class VehicleForm(_Form):
    """A truck; several fractions are chambers that it carries at once. `shift`: from and to, local time of day."""

    id: Id
    name: Name | None = None
    name_en: Name | None = None
    depot: Id
    shift: tuple[Clock, Clock]
    capacities: Annotated[Mapping[Fraction, CapacityForm], Field(min_length=1, max_length=10)]


class FleetForm(_Form):
    """Depots, unloading sites (`tips`), vehicles and collection days (0 Monday to 6 Sunday; without any no truck drives).

    Without unloading sites trucks unload at their depot.
    """

    depots: Annotated[tuple[DepotForm, ...], Field(max_length=50)] = ()
    tips: Annotated[tuple[UnloadingSiteForm, ...], Field(max_length=50)] = ()
    vehicles: Annotated[tuple[VehicleForm, ...], Field(max_length=200)]  # no default: `{}` is a mistake, not an empty fleet
    collection_days: Annotated[tuple[Annotated[int, Field(strict=True, ge=0, le=6)], ...], Field(max_length=7)] = (0, 1, 2, 3, 4)

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        for title, forms in (("depots", self.depots), ("tips", self.tips), ("vehicles", self.vehicles)):
            ids = [form.id for form in forms]
            twice = sorted({name for name in ids if ids.count(name) > 1})
            if twice:
                raise ValueError(f"{title}: {', '.join(twice)} stands there twice")
        self.fleet()
        return self

    @classmethod
    def of(cls, fleet: Fleet) -> Self:
        """Return a fleet as it is written."""
        return cls(
            depots=tuple(
                DepotForm(id=depot.id, name=depot.name, name_en=depot.name_en, lat=depot.lat, lon=depot.lon) for depot in fleet.depots
            ),
            tips=tuple(_unloading_site_form(site) for site in fleet.unloading_sites),
            vehicles=tuple(_vehicle_form(vehicle) for vehicle in fleet.vehicles),
            collection_days=tuple(sorted(fleet.collection_days)),
        )

    def fleet(self) -> Fleet:
        """Return it in the domain's terms. Raises ValueError with a sentence."""
        return Fleet(
            depots=tuple(Place(id=depot.id, name=depot.name, name_en=depot.name_en, lat=depot.lat, lon=depot.lon) for depot in self.depots),
            unloading_sites=tuple(_unloading_site(site) for site in self.tips),
            vehicles=tuple(_vehicle(vehicle) for vehicle in self.vehicles),
            collection_days=frozenset(self.collection_days),
        )


def load_fleet(file: Path) -> Fleet:
    """Read a fleet's file. Raises ConfigError."""
    return read_toml(file, FleetForm).fleet()


def _unloading_site(form: UnloadingSiteForm) -> UnloadingSite:
    return UnloadingSite(
        place=Place(id=form.id, name=form.name, name_en=form.name_en, lat=form.lat, lon=form.lon),
        fractions=frozenset(form.fractions),
        service_s=round(form.service_min * 60),
        opens_s=seconds_of(form.opens),
        closes_s=seconds_of(form.closes),
    )


def _unloading_site_form(site: UnloadingSite) -> UnloadingSiteForm:
    return UnloadingSiteForm(
        id=site.place.id,
        name=site.place.name,
        name_en=site.place.name_en,
        lat=site.place.lat,
        lon=site.place.lon,
        fractions=tuple(sorted(site.fractions)),
        service_min=site.service_s / 60,
        opens=clock_of(site.opens_s),
        closes=clock_of(site.closes_s),
    )


def _vehicle(form: VehicleForm) -> Vehicle:
    start, end = form.shift
    capacities = {
        fraction: Capacity(litres=room.litres, kg=room.kg, compaction=room.compaction) for fraction, room in form.capacities.items()
    }
    return Vehicle(
        id=form.id,
        name=form.name,
        name_en=form.name_en,
        depot=form.depot,
        capacities=capacities,
        shift_start_s=seconds_of(start),
        shift_end_s=seconds_of(end),
    )


def _vehicle_form(vehicle: Vehicle) -> VehicleForm:
    capacities = {
        fraction: CapacityForm(litres=room.litres, kg=room.kg, compaction=room.compaction) for fraction, room in vehicle.capacities.items()
    }
    shift = clock_of(vehicle.shift_start_s), clock_of(vehicle.shift_end_s)
    return VehicleForm(id=vehicle.id, name=vehicle.name, name_en=vehicle.name_en, depot=vehicle.depot, shift=shift, capacities=capacities)
