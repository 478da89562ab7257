"""A trigger as the API answers it, on its routes and on the stream alike."""

from typing import Annotated

from pydantic import Field

from api.web.fields import Answer, TimeOut
from domain.waste.decision.trigger import DueBin, DueReason, Trigger, TriggerState, contract_form

Probability = Annotated[float, Field(ge=0, le=1)]


class DueBinAnswer(Answer):
    """A bin that must not wait, and why. `fill` (%) as believed; `probability` that it overflows before a later truck reaches it."""

    bin_id: str
    reason: DueReason
    fill: float | None
    full_at: TimeOut | None
    probability: Probability


class TriggerAnswer(Answer):
    """A truck is needed for these bins, to leave by `latest_departure`."""

    id: str
    raised_at: TimeOut
    latest_departure: TimeOut
    area: str
    fraction: str
    bins: list[DueBinAnswer]
    state: TriggerState
    pickup_id: str | None


def trigger_answer(trigger: Trigger) -> TriggerAnswer:
    """Return a trigger as the contract has it."""
    return TriggerAnswer.model_validate(contract_form(trigger))


def due_bin_answer(bin_: DueBin) -> DueBinAnswer:
    """Return a bin that must not wait."""
    return DueBinAnswer(bin_id=bin_.bin_id, reason=bin_.reason, fill=bin_.fill, full_at=bin_.full_at, probability=bin_.probability)
