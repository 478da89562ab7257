"""The time of a crew's report, as far as a phone's clock can be trusted."""

from api.web.problems import wrong_field
from domain import rfc3339
from domain.duration import DAY
from storage.state.waste.pickups import Pickup

_LONGEST_OFF = DAY  # ms: a phone's clock may be hours off; a report from next week, or from long before the round, is a mistake


def event_time(time: int, pickup: Pickup, now: int) -> int:
    """Return when it happened (ms UTC): a time in the future becomes `now`, when the report arrived. Raises a 422."""
    if time > now + _LONGEST_OFF:
        raise wrong_field("time", "lies more than a day ahead; set the phone's clock")
    if time < pickup.created_at - _LONGEST_OFF:
        requested = rfc3339.write(pickup.created_at)
        raise wrong_field("time", f"lies more than a day before the round was requested, {requested}; set the phone's clock")
    return min(time, now)
