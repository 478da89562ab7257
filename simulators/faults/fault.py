"""Which faults are there, how many meet each, and when?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, Self, get_args

from pydantic import Field, ValidationError, model_validator

from simulators.toml_file import Section

Kind = Literal[
    "drop", "duplicate", "late", "reordered", "corrupt", "untimed", "skewed", "outage", "storm", "drifting", "stuck", "battery_empty"
]  # fmt: skip
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
OF_MESSAGES: Final = ("drop", "duplicate", "late", "reordered", "corrupt")
OF_SENSORS: Final = ("drifting", "stuck", "battery_empty")
HOUR = 3_600_000
ALWAYS = (-(1 << 62), 1 << 62)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """From `start` until `end` (ms UTC) `kind` meets this `rate` (0–1) of the messages, or of the devices.

    Of messages: `drop` (lost on the way to the broker), `duplicate` (sent again up to a minute later), `late` (held back up to a day),
    `reordered` (overtaken by the device's next ones), `corrupt` (bytes or values spoiled). Of devices: `untimed` (no clock, a running
    number instead), `skewed` (a clock up to four minutes wrong), `outage` (their gateway is away: they keep what they measure and send
    it afterwards), `storm` (the power comes back at `start`, and they send what they sent last once more), `drifting`, `stuck`
    and `battery_empty` (their sensor is).
    """

    kind: Kind
    rate: float
    start: int = ALWAYS[0]
    end: int = ALWAYS[1]

    def __post_init__(self) -> None:
        if not 0 <= self.rate <= 1:
            raise ValueError(f"a fault's rate lies between 0 and 1, got {self.kind} = {self.rate:g}")

    def at(self, time: int) -> bool:
        """Return whether it is so at `time` (ms UTC)."""
        return self.start <= time < self.end


Faults = Sequence[Fault]


class FaultInHours(Section):
    """A fault as a person writes it: hours from the beginning; without `to_hour` to the end, without both all the time."""

    kind: Kind
    rate: float = Field(1, ge=0, le=1)
    from_hour: float | None = Field(None, ge=0)
    to_hour: float | None = None

    @model_validator(mode="after")
    def _can_be(self) -> Self:
        if self.to_hour is not None and self.to_hour <= (self.from_hour or 0):
            raise ValueError(f"to_hour must be after from_hour {self.from_hour or 0:g}, got {self.to_hour:g}")
        if self.kind == "storm" and self.from_hour is None:
            raise ValueError("a storm comes at a moment: give from_hour")
        if self.kind == "outage" and (self.from_hour is None or self.to_hour is None):
            raise ValueError("an outage has an end: give from_hour and to_hour")
        return self

    @property
    def timed(self) -> bool:
        """Whether it has a beginning or an end."""
        return self.from_hour is not None or self.to_hour is not None

    def begin(self, begins: int) -> Fault:
        """Return the fault of a run that begins at `begins` (ms UTC)."""
        start, end = (
            default if hour is None else begins + round(hour * HOUR)
            for hour, default in zip((self.from_hour, self.to_hour), ALWAYS, strict=True)
        )
        return Fault(kind=self.kind, rate=self.rate, start=start, end=end)


def parse_fault(text: str) -> FaultInHours:
    """Read `NAME=RATE`, `NAME=RATE@FROM` or `NAME=RATE@FROM-TO` (hours from the beginning). Raises ValueError."""
    name, _, rest = text.partition("=")
    rate, _, hours = rest.partition("@")
    start, _, end = hours.partition("-")
    if name not in KINDS:
        raise ValueError(f"--fault {text}: there is no such fault; write NAME=RATE with one of {', '.join(KINDS)}")
    try:
        numbers = float(rate), float(start) if start else None, float(end) if end else None
    except ValueError as error:
        raise ValueError(f"--fault {text}: write NAME=RATE, or NAME=RATE@FROM-TO with hours from the beginning") from error
    try:
        return FaultInHours(kind=name, rate=numbers[0], from_hour=numbers[1], to_hour=numbers[2])
    except ValidationError as error:
        raise ValueError(f"--fault {text}: {error.errors()[0]['msg'].removeprefix('Value error, ')}") from error


def check_together(faults: Faults) -> None:
    """Raise ValueError where more than all messages would meet a fault: at most one fault meets a message."""
    of_messages = [fault for fault in faults if fault.kind in OF_MESSAGES]
    for moment in {fault.start for fault in of_messages}:
        if (total := sum(fault.rate for fault in of_messages if fault.at(moment))) > 1:
            raise ValueError(f"the rates of {', '.join(OF_MESSAGES)} together are more than 1: {total:g}")
