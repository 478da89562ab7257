"""The messages of many devices over a period, in order of time."""

import heapq
from collections.abc import Iterator, Sequence

from simulators.device import SimulatedDevice, times
from simulators.send.encode import encode, topic_of
from simulators.send.message import PlannedMessage, SimulatedReading


def plan(devices: Sequence[SimulatedDevice], start: int, end: int) -> Iterator[PlannedMessage]:
    """Yield what each device sends in `[start, end)` (ms UTC), in order of time; holds only the next time of each."""
    grids = [times(device, start, end) for device in devices]
    due = [(first, number) for number, grid in enumerate(grids) if (first := next(grid, None)) is not None]
    heapq.heapify(due)
    while due:
        time, number = due[0]
        device = devices[number]
        if values := device.values(time):
            yield PlannedMessage(
                at=time,
                device=device.id,
                topic=topic_of(device.kind, device.id),
                payload=encode([(time, values)]),
                readings=(SimulatedReading(time=time, values=values),),
            )
        following = next(grids[number], None)
        if following is None:
            heapq.heappop(due)
        else:
            heapq.heapreplace(due, (following, number))
