"""What is performed by `bysans simulate SCENARIO`: who takes part, what is sent, and what happens besides?"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from simulators.bins.bin import BinDevice
from simulators.bins.real_bin import RealBin
from simulators.faults.fault import HOUR, OF_SENSORS, FaultInHours
from simulators.faults.transport import disturb
from simulators.faults.wear import Worn
from simulators.scene import Scene
from simulators.send.message import Planned
from simulators.send.playback import now
from simulators.town.load import load, load_scene
from simulators.town.scenario import load_scenario
from simulators.town.town import Size

LOAD = "load"
Happening = tuple[int, str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Performance:
    """What is performed: who is registered, what is sent, and what happens besides: (time, device, what, detail).

    `done`: which share (0–1) is over once so many messages are sent and it is a time (ms UTC) in it; None without an end.
    """

    name: str
    seed: int | None
    scene: Scene
    messages: Iterable[Planned]
    events: Iterable[Happening] = ()
    done: Callable[[int, int], float] | None = None


def prepare(name: str, *, seed: int, size: Size, start: datetime | None, rate: float, faults: Sequence[FaultInHours]) -> Performance:
    """Return what is to be performed; `faults`: in place of the scenario's own, or besides them. Raises TomlFileError, ValueError."""
    if name == LOAD:
        begins = now() if start is None else round(start.timestamp() * 1000)
        devices = max(1, size.air)
        scene = load_scene(seed, devices=devices, rate=rate)
        steady = load(seed, devices=devices, rate=rate, start=begins)
        if worn := [fault.kind for fault in faults if fault.kind in OF_SENSORS]:
            raise ValueError(f"the devices of `{LOAD}` have no sensors that could be {worn[0]}: name a scenario")
        messages = disturb(steady, [fault.begin(begins) for fault in faults], seed) if faults else steady
        return Performance(name=name, seed=seed, scene=scene, messages=messages)
    scenario = load_scenario(name).with_faults(faults)
    begins = scenario.begins(start)
    scene = scenario.scene(seed, size, begins)
    lasts = round(scenario.hours * HOUR)
    return Performance(
        name=name,
        seed=seed,
        scene=scene,
        messages=scenario.messages(scene, seed, begins),
        events=_events(scene, begins, begins + lasts),
        done=lambda _, at: (at - begins) / lasts,
    )


def _events(scene: Scene, start: int, end: int) -> Iterator[Happening]:
    """Yield what happens to the scene's devices: emptyings and wear."""
    for sender in scene.senders:
        if isinstance(sender, Worn):
            yield from ((at, sender.id, what, detail) for at, what, detail in sender.events(start, end))
        device = sender.device if isinstance(sender, Worn) else sender
        if isinstance(device, BinDevice | RealBin):
            yield from ((at, sender.id, "emptied", f"{fill:.3f} full") for at, fill in _emptyings(device, start, end))


def _emptyings(device: BinDevice | RealBin, start: int, end: int) -> Iterator[tuple[int, float]]:
    """Yield each emptying in `[start, end)` (ms UTC), latest first, with the fill just before."""
    moment = device.emptied_at(end - 1)
    while moment >= start:
        yield moment, device.fill(moment - 1)
        moment = device.emptied_at(moment - 1)
