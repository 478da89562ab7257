"""The bodies of requests for rounds and of crews' reports."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from api.web.fields import Body, Id, Text, TimeIn, examples
from domain.waste.rounds.stop_state import CouldNotReason

_MOST_BINS = 5000  # of one round
_TIME = "2026-01-31T12:00:00Z"

Ids = Annotated[tuple[Id, ...], Field(max_length=_MOST_BINS)]


class PickupBody(Body):
    """A round for a trigger, or for bins of your own choice, or both.

    `bin_ids` must be reached, `optional_bin_ids` where they are worth the detour. `vehicles`: default all of the fleet.
    `departure`: the earliest; default as soon as a shift allows.
    """

    model_config = examples({"bin_ids": ["storgata-1", "torget-3"], "optional_bin_ids": ["parken-2"]}, {"trigger_id": "t-5f0c2a"})

    trigger_id: Id | None = None
    bin_ids: Ids = ()
    optional_bin_ids: Ids = ()
    vehicles: Annotated[tuple[Id, ...], Field(min_length=1, max_length=200)] | None = None
    departure: TimeIn | None = None

    @model_validator(mode="after")
    def _names_bins_or_a_trigger(self) -> Self:
        if self.trigger_id is None and not self.bin_ids and not self.optional_bin_ids:
            raise ValueError("give `trigger_id`, or the bins in `bin_ids` or `optional_bin_ids`")
        return self


class ReplanBody(Body):
    """Plan the rest of a round again, from where its vehicles are; `bin_ids`: further bins that must be reached."""

    model_config = examples({"bin_ids": ["havna-7"]})

    bin_ids: Ids = ()
    vehicles: Annotated[tuple[Id, ...], Field(min_length=1, max_length=200)] | None = None


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
