"""A stop of a planned round."""

from domain.waste.rounds.round_plan import Stop
from domain.waste.routing.plan import Load


def planned_stop(number: int, *, lat: float, load: Load, eta: int) -> Stop:
    return Stop(
        stop_id=f"s{number}", bin_id=f"b{number}", lat=lat, lon=11, fraction="rest", load=load, eta=eta, required=True, reason="full"
    )
