"""When did it happen that a crew reports, as far as a phone's clock can be believed?"""

from api.web.fields import format_time
from api.web.problems import wrong_field
from storage.state.waste.pickups import Pickup

_DAY = 24 * 3_600_000  # ms: a phone's clock may be hours off; a report from next week, or from long before the round, is a mistake


def happened(time: int, pickup: Pickup, now: int) -> int:
    """Return when it happened (ms UTC): what a phone says of the future happened when it was heard of. Raises a 422."""
    if time > now + _DAY:
        raise wrong_field("time", "lies more than a day ahead; set the phone's clock")
    if time < pickup.created_at - _DAY:
        asked = format_time(pickup.created_at)
        raise wrong_field("time", f"lies more than a day before the round was asked for, {asked}; set the phone's clock")
    return min(time, now)
