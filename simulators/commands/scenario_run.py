"""A simulated run: the devices that take part, the messages they send and the events behind them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.duration import HOUR
from simulators.bins.bin import BinDevice
from simulators.bins.real_bin import RealBin
from simulators.faults.fault import OF_SENSORS, FaultInHours
from simulators.faults.transport import disturb
from simulators.faults.wear import WornDevice
from simulators.scene import Scene
from simulators.send.message import PlannedMessage
from simulators.send.playback import now
from simulators.town.load import load, load_scene
from simulators.town.scenario import load_scenario
from simulators.town.town import Size

LOAD = "load"
Event = tuple[int, str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedRun:
    """What is registered (`scene`), what is sent, and the `events` that the ledger keeps: (time in ms UTC, device, what, detail).

    `done(sent, at)`: the share (0–1) that is over after so many messages, at a time (ms UTC) of the run; None for an endless run.
    """

    name: str
    seed: int | None
    scene: Scene
    messages: Iterable[PlannedMessage]
    events: Iterable[Event] = ()
    done: Callable[[int, int], float] | None = None


def scenario_run(name: str, *, seed: int, size: Size, start: datetime | None, rate: float, faults: Sequence[FaultInHours]) -> SimulatedRun:
    """Return the run of a scenario or of `load`; `faults` replace the scenario's own or add to them. Raises ConfigError, ValueError."""
    if name == LOAD:
        begins = now() if start is None else round(start.timestamp() * 1000)
        devices = max(1, size.air)
        scene = load_scene(seed, devices=devices, rate=rate)
        steady = load(seed, devices=devices, rate=rate, start=begins)
        if worn := [fault.kind for fault in faults if fault.kind in OF_SENSORS]:
            raise ValueError(f"the devices of `{LOAD}` have no sensors that could be {worn[0]}: name a scenario")
        messages = disturb(steady, [fault.begin(begins) for fault in faults], seed) if faults else steady
        return SimulatedRun(name=name, seed=seed, scene=scene, messages=messages)
    scenario = load_scenario(name).with_faults(faults)
    begins = scenario.begins(start)
    scene = scenario.scene(seed, size, begins)
    lasts = round(scenario.hours * HOUR)
    return SimulatedRun(
        name=name,
        seed=seed,
        scene=scene,
        messages=scenario.messages(scene, seed, begins),
        events=_events(scene, begins, begins + lasts),
        done=lambda _, at: (at - begins) / lasts,
    )


def _events(scene: Scene, start: int, end: int) -> Iterator[Event]:
    """Yield the emptyings and the wear of the scene's devices."""
    for sender in scene.senders:
        if isinstance(sender, WornDevice):
            yield from ((at, sender.id, kind, detail) for at, kind, detail in sender.events(start, end))
        device = sender.device if isinstance(sender, WornDevice) else sender
        if isinstance(device, BinDevice | RealBin):
            yield from ((at, sender.id, "emptied", f"{fill:.3f} full") for at, fill in _emptyings(device, start, end))


def _emptyings(device: BinDevice | RealBin, start: int, end: int) -> Iterator[tuple[int, float]]:
    """Yield each emptying in `[start, end)` (ms UTC), latest first, with the fill just before."""
    moment = device.emptied_at(end - 1)
    while moment >= start:
        yield moment, device.fill(moment - 1)
        moment = device.emptied_at(moment - 1)
