"""The bodies of requests for rounds and of crews' reports."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from api.web.fields import Body, Id, Text, TimeIn, examples
from domain.waste.rounds.stop_state import CouldNotReason

_MOST_BINS = 5000  # of one round
_TIME = "2026-01-31T12:00:00Z"

Ids = Annotated[tuple[Id, ...], Field(max_length=_MOST_BINS)]
Along = Literal["as_planned", "none"] | Ids


class PickupBody(Body):
    """A round for a trigger, for what a `fraction` (in an `area`) needs now, or for bins of your own choice, or for these together.

    `bin_ids` must be reached, `optional_bin_ids` where they are worth the detour. `vehicles`: default all of the fleet.
    `departure`: the earliest; default as soon as a shift allows. `along`: which bins that could wait may go along: those that the
    plan finds worth it, `none`, or these. `without`: bins that the round leaves to another. A vehicle that is named for a time at which
    another round has it is refused (409) unless you `insist_booked`. `propose`: plan a proposal, which is no round before it is
    confirmed (`POST …/confirm`): until then it books nothing.
    """

    model_config = examples(
        {"bin_ids": ["storgata-1", "torget-3"], "optional_bin_ids": ["parken-2"]},
        {"trigger_id": "t-5f0c2a", "along": "none"},
        {"fraction": "restavfall", "propose": True},
    )

    trigger_id: Id | None = None
    fraction: Text | None = None
    area: Text | None = None
    bin_ids: Ids = ()
    optional_bin_ids: Ids = ()
    vehicles: Annotated[tuple[Id, ...], Field(min_length=1, max_length=200)] | None = None
    departure: TimeIn | None = None
    along: Along = "as_planned"
    without: Ids = ()
    insist_booked: bool = False
    propose: bool = False

    @model_validator(mode="after")
    def _names_bins_or_a_trigger(self) -> Self:
        if self.trigger_id is None and self.fraction is None and not self.bin_ids and not self.optional_bin_ids:
            raise ValueError("give `trigger_id`, `fraction`, or the bins in `bin_ids` or `optional_bin_ids`")
        if self.trigger_id is not None and self.fraction is not None:
            raise ValueError("`trigger_id` has its fraction: give one of the two")
        if self.area is not None and self.fraction is None:
            raise ValueError("`area` belongs to `fraction`")
        return self


class ReplanBody(Body):
    """Plan a proposal, or the rest of a round, again, from where its vehicles are. What is left out stays as it is.

    `bin_ids`: further bins that must be reached. `without`: exactly these bins are taken off; an optional one not named comes back
    unless `along` says otherwise. `along`: as for a new round; `as_planned` looks for them again. `vehicles`: none named means all.
    """

    model_config = examples({"bin_ids": ["havna-7"]}, {"without": ["torget-3"], "along": "none"})

    bin_ids: Ids = ()
    vehicles: Annotated[tuple[Id, ...], Field(max_length=200)] | None = None
    departure: TimeIn | None = None
    along: Along | None = None
    without: Ids | None = None
    insist_booked: bool | None = None


class ConfirmBody(Body):
    """Make a proposal a round; `insist_booked`: also where another round has its vehicle at that time."""

    model_config = examples({}, {"insist_booked": True})

    insist_booked: bool = False


class StopEventBody(Body):
    """What happened at a stop, at the crew's own `time`. `undo` takes back the report before it.

    `note`: the crew's own words on why it could not.
    """

    model_config = examples(
        {"type": "emptied", "time": _TIME}, {"type": "could_not", "reason": "blocked", "note": "A car stands in the gate.", "time": _TIME}
    )

    type: Literal["emptied", "could_not", "undo"]
    reason: CouldNotReason | None = None
    note: Text | None = None
    time: TimeIn

    @model_validator(mode="after")
    def _has_a_reason_when_it_could_not(self) -> Self:
        if self.type == "could_not" and self.reason is None:
            raise ValueError("`could_not` needs a `reason`: blocked, damaged, not_found, truck_full or other")
        if self.type != "could_not" and self.reason is not None:
            raise ValueError("`reason` belongs to `could_not` only")
        if self.type != "could_not" and self.note is not None:
            raise ValueError("`note` belongs to `could_not` only")
        return self


class RoundEventBody(Body):
    """What happened between the stops: another bin was emptied (`extra`), or a vehicle unloaded (`tipped`).

    `vehicle` may be left out while the round has only one.
    """

    model_config = examples(
        {"type": "extra", "bin_id": "parken-9", "time": _TIME}, {"type": "tipped", "vehicle": "restbil-1", "time": _TIME}
    )

    type: Literal["extra", "tipped"]
    bin_id: Id | None = None
    vehicle: Id | None = None
    time: TimeIn

    @model_validator(mode="after")
    def _names_a_bin_when_extra(self) -> Self:
        if (self.type == "extra") != (self.bin_id is not None):
            raise ValueError("`extra` names a `bin_id`; `tipped` does not")
        return self


def unique(ids: tuple[str, ...]) -> list[str]:
    """Return the ids in their order, each once."""
    return list(dict.fromkeys(ids))
