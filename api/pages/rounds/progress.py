"""How far a round has come."""

from api.pickups.answer import PickupAnswer


def progress(answer: PickupAnswer) -> tuple[int, int]:
    """Return how many stops are settled, of how many."""
    states = [stop.state for route in answer.routes for stop in route.stops]
    return sum(state != "planned" for state in states), len(states)
