"""How a sensor is doing in one word: the worst of what is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

from domain.sensors.battery import Battery
from domain.sensors.clock import Clock
from domain.sensors.frames import FrameLoss
from domain.sensors.purpose import Lack
from domain.sensors.signal import strength
from domain.waste.level.message import Fault

Problem = Literal[
    "silent", "never_heard", "no_air", "no_level", "fault", "stuck", "doubted", "rejected", "battery", "loss", "signal", "clock"
]  # fmt: skip
# Worst first: what measures nothing, what measures wrongly, what soon will measure nothing, and what is a blemish.
WORST_FIRST: Sequence[Problem] = get_args(Problem)


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorHealth:
    """What is known of a sensor's state; `last_heard` is ms UTC, None where it never was.

    `lack`: what it is for and does not measure. `fault`: why its bin has no level. `doubted`: parameters whose newest value is not good;
    `stuck`: those whose value no longer moves. `rejected`: whether its newest message could not be used. `rssi` (dBm) and `snr` (dB):
    how its newest message was heard.
    """

    last_heard: int | None
    is_silent: bool = False
    lack: Lack | None = None
    fault: Fault | None = None
    stuck: Sequence[str] = ()
    doubted: Sequence[str] = ()
    rejected: bool = False
    battery: Battery = field(default_factory=Battery)
    loss: FrameLoss | None = None
    rssi: float | None = None
    snr: float | None = None
    clock: Clock | None = None

    @property
    def problems(self) -> Sequence[Problem]:
        """What is wrong, the worst first; nothing where all is well."""
        is_wrong: dict[Problem, bool] = {
            "silent": self.is_silent and self.last_heard is not None,
            "never_heard": self.last_heard is None,
            "no_air": self.lack == "no_air",
            "no_level": self.lack == "no_level" and self.fault is None,  # the fault says why
            "fault": self.fault is not None and self.fault != "stuck",
            "stuck": bool(self.stuck) or self.fault == "stuck",
            "doubted": not set(self.doubted) <= set(self.stuck),
            "rejected": self.rejected,
            "battery": self.battery.is_low,
            "loss": self.loss is not None and self.loss.is_high,
            "signal": strength(self.rssi, self.snr) == "weak",
            "clock": self.clock is not None and self.clock.state in ("ahead", "late"),
        }
        return [problem for problem in WORST_FIRST if is_wrong[problem]]

    @property
    def worst(self) -> Problem | None:
        """The worst of what is wrong, None where all is well."""
        return next(iter(self.problems), None)
