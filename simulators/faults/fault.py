"""The kinds of fault, how many messages or devices each affects, and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, Self, get_args

from pydantic import Field, ValidationError, model_validator

from config.toml_file import Table
from domain.duration import HOUR

Kind = Literal[
    "drop", "duplicate", "late", "reordered", "corrupt", "untimed", "skewed", "outage", "storm", "drifting", "stuck", "battery_empty"
]  # fmt: skip
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
OF_MESSAGES: Final = ("drop", "duplicate", "late", "reordered", "corrupt")
OF_SENSORS: Final = ("drifting", "stuck", "battery_empty")
ALWAYS = (-(1 << 62), 1 << 62)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """From `start` until `end` (ms UTC), `kind` affects a share `rate` (0–1) of the messages or of the devices.

    Kinds that affect messages: `drop` (lost on the way to the broker), `duplicate` (sent again up to a minute later), `late` (delayed
    up to a day), `reordered` (overtaken by the device's next messages), `corrupt` (bytes or values changed). Kinds that affect devices:
    `untimed` (no clock; a sequence number instead), `skewed` (a clock up to four minutes wrong), `outage` (the gateway is down: devices
    keep their readings and send them afterwards), `storm` (power returns at `start`, and devices repeat their last message),
    `drifting`, `stuck` and `battery_empty` (the sensor itself).
    """

    kind: Kind
    rate: float
    start: int = ALWAYS[0]
    end: int = ALWAYS[1]

    def __post_init__(self) -> None:
        if not 0 <= self.rate <= 1:
            raise ValueError(f"a fault's rate lies between 0 and 1, got {self.kind} = {self.rate:g}")

    def at(self, time: int) -> bool:
        """Return whether the fault is active at `time` (ms UTC)."""
        return self.start <= time < self.end


Faults = Sequence[Fault]


class FaultInHours(Table):
    """A fault as a person writes it, in hours from the beginning: without `to_hour` until the end, without both all the time."""

    kind: Kind
    rate: float = Field(1, ge=0, le=1)
    from_hour: float | None = Field(None, ge=0)
    to_hour: float | None = None

    @model_validator(mode="after")
    def _can_be(self) -> Self:
        if self.to_hour is not None and self.to_hour <= (self.from_hour or 0):
            raise ValueError(f"to_hour must be after from_hour {self.from_hour or 0:g}, got {self.to_hour:g}")
        if self.kind == "storm" and self.from_hour is None:
            raise ValueError("a storm has a moment: give from_hour")
        if self.kind == "outage" and (self.from_hour is None or self.to_hour is None):
            raise ValueError("an outage has an end: give from_hour and to_hour")
        return self

    @property
    def timed(self) -> bool:
        """Whether the fault has a beginning or an end."""
        return self.from_hour is not None or self.to_hour is not None

    def begin(self, begins: int) -> Fault:
        """Return the fault in a run that begins at `begins` (ms UTC)."""
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
        raise ValueError(f"--fault {text}: unknown fault; write NAME=RATE with one of {', '.join(KINDS)}")
    try:
        numbers = float(rate), float(start) if start else None, float(end) if end else None
    except ValueError as error:
        raise ValueError(f"--fault {text}: write NAME=RATE, or NAME=RATE@FROM-TO with hours from the beginning") from error
    try:
        return FaultInHours(kind=name, rate=numbers[0], from_hour=numbers[1], to_hour=numbers[2])
    except ValidationError as error:
        raise ValueError(f"--fault {text}: {error.errors()[0]['msg'].removeprefix('Value error, ')}") from error


def check_together(faults: Faults) -> None:
    """Raise ValueError where the rates add up to more than all messages: at most one fault affects a message."""
    of_messages = [fault for fault in faults if fault.kind in OF_MESSAGES]
    for moment in {fault.start for fault in of_messages}:
        if (total := sum(fault.rate for fault in of_messages if fault.at(moment))) > 1:
            raise ValueError(f"the rates of {', '.join(OF_MESSAGES)} add up to more than 1: {total:g}")
