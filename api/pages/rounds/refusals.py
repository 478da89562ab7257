"""Why a round was not planned or confirmed as an operator asked, in words of the page."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.web.problems import ProblemError
from domain import rfc3339
from domain.waste.rounds.booking import Booking


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why something was refused.

    `kind` names the page's words; `bookings`: of a truck that is not free; `pickup_id`: the round that was first; `detail`: in English.
    """

    kind: str
    status: int
    detail: str
    bookings: Sequence[Booking] = ()
    pickup_id: str | None = None


def refusal_of(error: ProblemError) -> Refusal:
    """Return the refusal that a problem stands for."""
    extra = error.extra
    if any(error["field"] == "without" for error in extra.get("errors", ())):
        kind = "no_bins"
    else:
        kind = "booked" if "bookings" in extra else "planned_already" if extra.get("pickup_id") else str(extra.get("reason", "other"))
    return Refusal(
        kind=kind,
        status=error.status,
        detail=error.detail,
        bookings=[
            Booking(**{**booking, "start": rfc3339.read(booking["start"]), "end": rfc3339.read(booking["end"])})
            for booking in extra.get("bookings", ())
        ],
        pickup_id=extra.get("pickup_id"),
    )
