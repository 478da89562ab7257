"""Spells: some hours of unusual conditions, such as cold still air, dry roads, fireworks or a market day."""

from dataclasses import dataclass

from domain.duration import MINUTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """From `start` to `end` (ms UTC) things differ; they come and go over `edge_ms`.

    `temperature` (°C) and `humidity` (%) are added; `wind`, `traffic`, `smoke`, `dust` and `waste` multiply; `fireworks` is
    PM10 (µg/m³) let out where people live, most of it fine.
    """

    start: int
    end: int
    edge_ms: int = 60 * MINUTE
    temperature: float = 0.0
    humidity: float = 0.0
    wind: float = 1.0
    traffic: float = 1.0
    smoke: float = 1.0
    dust: float = 1.0
    waste: float = 1.0
    fireworks: float = 0.0

    def strength(self, time: int) -> float:
        """Return how far the spell holds at `time` (ms UTC): 0 outside, 1 in its midst."""
        return max(0.0, min(1.0, (time - self.start) / self.edge_ms, (self.end - time) / self.edge_ms))


Spells = tuple[Spell, ...]
ORDINARY: Spells = ()


def added(spells: Spells, name: str, time: int) -> float:
    """Return the sum of what the spells add under `name` at `time` (ms UTC)."""
    return sum(float(getattr(spell, name)) * spell.strength(time) for spell in spells)


def times(spells: Spells, name: str, time: int) -> float:
    """Return the factor by which the spells multiply what `name` stands for at `time` (ms UTC)."""
    factor = 1.0
    for spell in spells:
        factor *= 1 + (float(getattr(spell, name)) - 1) * spell.strength(time)
    return factor
