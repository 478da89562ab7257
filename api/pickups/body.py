"""What may be asked of rounds, and what crews may report."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from api.web.fields import Body, Id, TimeIn, examples
from domain.waste.rounds.stop_state import Reason

_MOST_BINS = 5000  # of one round
_TIME = "2026-01-31T12:00:00Z"

Ids = Annotated[tuple[Id, ...], Field(max_length=_MOST_BINS)]


class PickupBody(Body):
    """A round for a trigger, or for bins of your own choice, or both.

    `bin_ids` must be reached, `optional_bin_ids` where they are worth their way. `vehicles`: default all of the fleet.
    `departure`: not before then; default as soon as a shift allows.
    """

    model_config = examples({"bin_ids": ["storgata-1", "torget-3"], "optional_bin_ids": ["parken-2"]}, {"trigger_id": "t-5f0c2a"})

    trigger_id: Id | None = None
    bin_ids: Ids = ()
    optional_bin_ids: Ids = ()
    vehicles: Annotated[tuple[Id, ...], Field(min_length=1, max_length=200)] | None = None
    departure: TimeIn | None = None

    @model_validator(mode="after")
    def _asks_for_something(self) -> Self:
        if self.trigger_id is None and not self.bin_ids and not self.optional_bin_ids:
            raise ValueError("give `trigger_id`, or the bins in `bin_ids` or `optional_bin_ids`")
        return self


class ReplanBody(Body):
    """Plan what is left anew, from where the trucks are; `bin_ids` are bins more that must be reached."""

    model_config = examples({"bin_ids": ["havna-7"]})

    bin_ids: Ids = ()
    vehicles: Annotated[tuple[Id, ...], Field(min_length=1, max_length=200)] | None = None


class StopEventBody(Body):
    """What happened at a stop, at the crew's own `time`. `undo` takes the report before it back."""

    model_config = examples({"type": "emptied", "time": _TIME}, {"type": "could_not", "reason": "blocked", "time": _TIME})

    type: Literal["emptied", "could_not", "undo"]
    reason: Reason | None = None
    time: TimeIn

    @model_validator(mode="after")
    def _has_a_reason_where_one_belongs(self) -> Self:
        if self.type == "could_not" and self.reason is None:
            raise ValueError("`could_not` needs a `reason`: blocked, damaged, not_found, truck_full or other")
        if self.type != "could_not" and self.reason is not None:
            raise ValueError("`reason` belongs to `could_not` only")
        return self


class RoundEventBody(Body):
    """What happened beside the stops: a bin more was emptied (`extra`), or a truck has tipped (`tipped`).

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
    def _names_a_bin_where_one_belongs(self) -> Self:
        if (self.type == "extra") != (self.bin_id is not None):
            raise ValueError("`extra` names a `bin_id`; `tipped` does not")
        return self


def unique(ids: tuple[str, ...]) -> list[str]:
    """Return the ids in their order, each once."""
    return list(dict.fromkeys(ids))
