"""A scenario, read from a TOML file in `simulators/scenarios/` or from one of your own."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Self

from pydantic import AwareDatetime, Field, model_validator

from config.toml_file import ConfigError, Table, names_in, read_toml
from domain.duration import HOUR
from simulators.air.air_device import AirDevice
from simulators.air.spell import Spell, Spells
from simulators.bins.bin import BinDevice
from simulators.bins.real_bin import real_bins
from simulators.device import SimulatedDevice
from simulators.faults.fault import KINDS, FaultInHours, Faults
from simulators.faults.transport import disturb
from simulators.faults.wear import WearRates, worn
from simulators.scene import Scene
from simulators.send.message import PlannedMessage
from simulators.send.timeline import plan
from simulators.town.town import Size, town

FOLDER = Path(__file__).parents[1] / "scenarios"


class _Hours(Table):
    from_hour: float = Field(ge=0)
    to_hour: float = Field(ge=0)

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if self.to_hour <= self.from_hour:
            raise ValueError(f"to_hour must be after from_hour {self.from_hour:g}, got {self.to_hour:g}")
        return self


class _Spell(_Hours):
    edge_hours: float = Field(1, gt=0)
    temperature: float = Field(0, ge=-30, le=30)
    humidity: float = Field(0, ge=-100, le=100)
    wind: float = Field(1, gt=0, le=10)
    traffic: float = Field(1, ge=0, le=20)
    smoke: float = Field(1, ge=0, le=20)
    dust: float = Field(1, ge=0, le=20)
    waste: float = Field(1, ge=0, le=20)
    fireworks: float = Field(0, ge=0, le=5000)


class _Faults(Table):
    drop: float = Field(0, ge=0, le=1)
    duplicate: float = Field(0, ge=0, le=1)
    late: float = Field(0, ge=0, le=1)
    reordered: float = Field(0, ge=0, le=1)
    corrupt: float = Field(0, ge=0, le=1)
    untimed: float = Field(0, ge=0, le=1)
    skewed: float = Field(0, ge=0, le=1)


class _Rot(Table):
    drifting: float = Field(0, ge=0, le=1)
    drift: float = Field(0.02, ge=0, le=1)
    stuck: float = Field(0, ge=0, le=1)
    battery_empty: float = Field(0, ge=0, le=1)
    humid: float = Field(0, ge=0, le=1)
    false_echo: float = Field(0, ge=0, le=1)
    dead_zone: float = Field(0, ge=0, le=1)
    wets: float = Field(0, ge=0, le=1)


class Scenario(Table):
    """A scenario as written in its file; times are hours from `start`. See docs/simulators.md."""

    title: str
    start: AwareDatetime
    hours: float = Field(gt=0, le=24 * 400)
    coarse_seen: float = Field(1, ge=0, le=1)
    real_bins: int = Field(0, ge=0)
    spell: tuple[_Spell, ...] = ()
    faults: _Faults = _Faults()
    fault: tuple[FaultInHours, ...] = ()
    rot: _Rot = _Rot()

    def begins(self, start: datetime | None = None) -> int:
        """Return when the scenario begins (ms UTC): at `start`, else at its own time."""
        return round((start or self.start).timestamp() * 1000)

    def with_faults(self, more: Sequence[FaultInHours]) -> Self:
        """Return the scenario with new rates where `more` has no times, and with additional faults where it has. Raises ValueError."""
        rates: dict[str, float] = {fault.kind: fault.rate for fault in more if not fault.timed and fault.kind in _Faults.model_fields}
        others = tuple(fault for fault in more if fault.kind not in rates or fault.timed)
        return self.model_copy(update={"faults": self.faults.model_copy(update=rates), "fault": (*self.fault, *others)})

    def scene(self, seed: int, size: Size, begins: int, prefix: str | None = None) -> Scene:
        """Return the town of `seed` as this scenario has it: its weather, its crowds, its worn sensors; ids begin with `prefix`."""
        prefix, ends = prefix or f"sim-{seed}", begins + round(self.hours * HOUR)
        scene = town(seed, size, prefix) | real_bins(seed, self.real_bins, prefix)
        rates, faults = WearRates(**self.rot.model_dump()), self.faults_from(begins)
        senders = (worn(self._in_it(sender, begins), rates, faults, seed, begins, ends) for sender in scene.senders)
        return replace(scene, senders=tuple(senders))

    def messages(self, scene: Scene, seed: int, begins: int) -> Iterator[PlannedMessage]:
        """Return all that the scene's devices send, in order of time, as it reaches the broker."""
        return disturb(plan(scene.senders, begins, begins + round(self.hours * HOUR)), self.faults_from(begins), seed)

    def _in_it(self, sender: SimulatedDevice, begins: int) -> SimulatedDevice:
        if isinstance(sender, AirDevice):
            share = self.coarse_seen if sender.equipment == "dust" else 1.0
            return replace(sender, spells=self._spells(begins), coarse_seen=share)
        return replace(sender, spells=self._spells(begins)) if isinstance(sender, BinDevice) else sender

    def _spells(self, begins: int) -> Spells:
        return tuple(
            Spell(
                start=begins + round(spell.from_hour * HOUR),
                end=begins + round(spell.to_hour * HOUR),
                edge_ms=round(spell.edge_hours * HOUR),
                **spell.model_dump(exclude={"from_hour", "to_hour", "edge_hours"}),
            )
            for spell in self.spell
        )

    def faults_from(self, begins: int) -> Faults:
        """Return all its faults when it begins at `begins` (ms UTC)."""
        all_hours = [FaultInHours(kind=kind, rate=rate) for kind in KINDS if (rate := getattr(self.faults, kind, 0.0))]
        return [fault.begin(begins) for fault in (*all_hours, *self.fault)]


def load_scenario(name: str) -> Scenario:
    """Read a scenario by its name, or from the file of that path. Raises ConfigError."""
    if name.endswith(".toml"):
        return read_toml(Path(name), Scenario)
    if name not in names_in(FOLDER):
        raise ConfigError(f"unknown scenario {name!r}; choose one of {', '.join(names_in(FOLDER))}, load, or name your own .toml file")
    return read_toml(FOLDER / f"{name}.toml", Scenario)
