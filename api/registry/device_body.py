"""A device in request and response bodies."""

import re
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, StrictBool, model_validator

from api.web.fields import Answer, Body, Id, Text, TimeIn, TimeOut, examples
from domain.device import Device, Kind

_EXAMPLE: dict[str, Any] = {"kind": "air", "model": "generic", "interval_s": 600, "name": "Torget 1", "site": "torget", "simulated": False}
_EXAMPLE_BIN: dict[str, Any] = {"kind": "bin", "model": "milesight/em400-mud", "interval_s": 3600, "dev_eui": "24e124713d012345"}


def _dev_eui(text: str) -> str:
    if not re.fullmatch(r"[0-9A-Fa-f]{16}", text, re.ASCII):
        raise ValueError("must be 16 hexadecimal digits")
    return text.lower()


DevEui = Annotated[str, AfterValidator(_dev_eui), Field(json_schema_extra={"pattern": "^[0-9A-Fa-f]{16}$"})]


class DeviceBody(Body):
    """A device as it is from `valid_from` (default now). An air device stands at a site, a bin's in a bin."""

    model_config = examples(_EXAMPLE, _EXAMPLE_BIN)

    id: Id | None = None
    kind: Kind
    model: Text
    interval_s: Annotated[int, Field(strict=True, ge=1, le=2_592_000, description="seconds between two readings")]
    dev_eui: DevEui | None = None
    name: Text | None = None
    site: Id | None = None
    bin: Id | None = None
    valid_from: TimeIn | None = None
    simulated: StrictBool = False

    @model_validator(mode="after")
    def _stands_where_its_kind_does(self) -> Self:
        if self.kind == "air" and self.bin is not None:
            raise ValueError("an air device stands at a `site`, not in a `bin`")
        if self.kind == "bin" and self.site is not None:
            raise ValueError("a bin's device stands in a `bin`, not at a `site`")
        return self


class DeviceAnswer(Answer):
    """A device as it is since `valid_from`."""

    id: str
    kind: Kind
    model: str
    dev_eui: str | None
    name: str | None
    interval_s: int
    site: str | None
    bin: str | None
    valid_from: TimeOut
    simulated: bool


def device_of(device_id: str, body: DeviceBody, now: int) -> Device:
    """Return the device that `body` describes, from its `valid_from` or `now` (ms UTC) on."""
    return Device(
        id=device_id,
        kind=body.kind,
        model=body.model,
        interval_s=body.interval_s,
        valid_from=now if body.valid_from is None else body.valid_from,
        place=body.site if body.kind == "air" else body.bin,
        dev_eui=body.dev_eui,
        name=body.name,
        simulated=body.simulated,
    )


def answer(device: Device) -> DeviceAnswer:
    """Return the device as people read it."""
    return DeviceAnswer(
        id=device.id,
        kind=device.kind,
        model=device.model,
        dev_eui=device.dev_eui,
        name=device.name,
        interval_s=device.interval_s,
        site=device.place if device.kind == "air" else None,
        bin=device.place if device.kind == "bin" else None,
        valid_from=device.valid_from,
        simulated=device.simulated,
    )
