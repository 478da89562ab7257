"""Registers where waste is collected, and answers how full each bin is."""

from typing import Annotated, Any, Self

from fastapi import APIRouter, Depends, Response
from pydantic import Field, model_validator

from api.registry import versions
from api.registry.sites import Tags
from api.waste.bin_level import Level, levels
from api.waste.emptying_report import EmptyingReportAnswer, report_answer
from api.web.auth import reader, writer
from api.web.fields import Answer, Body, Figure, Id, Latitude, Longitude, Number, Text, TimeIn, TimeOut, check_id, examples
from api.web.paging import Cursor, Limit, Page, page_of
from api.web.services import Services, ServicesDep
from domain.device import Bin
from domain.waste.level.fill import State

router = APIRouter(prefix="/bins", tags=["core", "bins"])
_MAY_READ = [Depends(reader)]
_MAY_WRITE = [Depends(writer("devices"))]
_READ_ONLY = frozenset(("fill", "fill_time", "state", "full_at", "last_emptied", "emptied_report"))
_EXAMPLE: dict[str, Any] = {
    "name": "Storgata 1",
    "lat": 59.9133,
    "lon": 10.7461,
    "fraction": "rest",
    "capacity_l": 660,
    "empty_mm": 1200,
    "full_mm": 200,
}

Millimetres = Annotated[Number, Field(ge=0, le=20_000)]


class BinBody(Body):
    """A bin from `valid_from` (default now) on. `empty_mm`, `full_mm`: its sensor's distance when empty and when full."""

    model_config = examples(_EXAMPLE)

    id: Id | None = None
    name: Text
    lat: Latitude
    lon: Longitude
    fraction: Text
    capacity_l: Annotated[Number, Field(gt=0, le=100_000, description="litres")]
    empty_mm: Millimetres | None = None
    full_mm: Millimetres | None = None
    model: Text | None = None
    interval_days: Annotated[Number, Field(gt=0, le=3650, description="days between planned emptyings")] | None = None
    note: Annotated[Text, Field(description="for the driver, such as a gate's code")] | None = None
    tags: Tags = ()
    valid_from: TimeIn | None = None

    @model_validator(mode="before")
    @classmethod
    def _leave_out_what_is_only_read(cls, data: Any) -> Any:
        """Take back what `GET` gave: what the service works out itself is not written."""
        return {key: value for key, value in data.items() if key not in _READ_ONLY} if isinstance(data, dict) else data

    @model_validator(mode="after")
    def _tells_empty_from_full(self) -> Self:
        if (self.empty_mm is None) != (self.full_mm is None):
            raise ValueError("`empty_mm` and `full_mm` go together: give both or neither")
        if self.empty_mm is not None and self.full_mm is not None and self.empty_mm <= self.full_mm:
            raise ValueError(f"empty_mm ({self.empty_mm:g}) must be above full_mm ({self.full_mm:g}): the sensor looks down from the lid")
        return self


class FullAt(Answer):
    """When the bin will be full, with 10, 50 and 90 % probability; null while nothing is known."""

    p10: TimeOut | None = None
    p50: TimeOut | None = None
    p90: TimeOut | None = None


class BinAnswer(Answer):
    """A bin as it is since `valid_from`, and its `fill` (%) at `fill_time`.

    `last_emptied` and `fill` follow a crew's report at once, until the sensor denies it; `emptied_report` says so.
    """

    id: str
    name: str
    lat: float
    lon: float
    fraction: str
    capacity_l: float
    empty_mm: float | None
    full_mm: float | None
    model: str | None
    interval_days: float | None
    note: str | None
    tags: tuple[str, ...]
    valid_from: TimeOut
    fill: Figure | None
    fill_time: TimeOut | None
    state: State
    full_at: FullAt
    last_emptied: TimeOut | None
    emptied_report: EmptyingReportAnswer | None


@router.get("", dependencies=_MAY_READ)
def list_bins(services: ServicesDep, limit: Limit = 100, cursor: Cursor = None) -> Page[BinAnswer]:
    """List bins by id, with their fill."""
    bins = versions.listed(services, Bin, limit, cursor)
    with services.state.read() as connection:
        bin_levels = levels(services, connection, bins, services.clock())
    return page_of(bins, limit, lambda bin_: _answer(bin_, bin_levels[bin_.id]), lambda bin_: (bin_.id,))


@router.get("/{bin_id}", dependencies=_MAY_READ)
def get_bin(bin_id: Id, services: ServicesDep) -> BinAnswer:
    """Read a bin with its fill."""
    now = services.clock()
    with services.state.read() as connection:
        bin_ = versions.existing(connection, Bin, bin_id, now)
        return _answer(bin_, levels(services, connection, [bin_], now)[bin_id])


@router.put("/{bin_id}", dependencies=_MAY_WRITE, responses={201: {"description": "The bin is new.", "model": BinAnswer}})
def put_bin(bin_id: Id, body: BinBody, services: ServicesDep, response: Response) -> BinAnswer:
    """Register a bin, or open a new version of it: a reading is understood with the calibration of its time."""
    check_id(body.id, bin_id)
    bin_, new = register_bin(services, bin_id, body)
    with services.state.read() as connection:
        level = levels(services, connection, [bin_], services.clock())[bin_id]
    response.status_code = 201 if new else 200
    return _answer(bin_, level)


def register_bin(services: Services, bin_id: str, body: BinBody) -> tuple[Bin, bool]:
    """Register a bin, or open a new version of it; return it and whether it is new."""
    now = services.clock()
    fields = body.model_dump(exclude={"id", "valid_from"})
    bin_ = Bin(id=bin_id, valid_from=now if body.valid_from is None else body.valid_from, **fields)
    with services.state.begin() as connection:
        return versions.open_version(connection, bin_, now=now, dated=body.valid_from is not None)


@router.delete("/{bin_id}", dependencies=_MAY_WRITE, status_code=204)
def delete_bin(bin_id: Id, services: ServicesDep) -> None:
    """End a bin from now on; its readings stay."""
    versions.end(services, Bin, bin_id)


def _answer(bin_: Bin, level: Level) -> BinAnswer:
    low, middle, high = level.full_at
    return BinAnswer(
        id=bin_.id,
        name=bin_.name,
        lat=bin_.lat,
        lon=bin_.lon,
        fraction=bin_.fraction,
        capacity_l=bin_.capacity_l,
        empty_mm=bin_.empty_mm,
        full_mm=bin_.full_mm,
        model=bin_.model,
        interval_days=bin_.interval_days,
        note=bin_.note,
        tags=bin_.tags,
        valid_from=bin_.valid_from,
        fill=level.fill,
        fill_time=level.fill_time,
        state=level.state,
        full_at=FullAt(p10=low, p50=middle, p90=high),
        last_emptied=level.last_emptied,
        emptied_report=report_answer(level.report),
    )
