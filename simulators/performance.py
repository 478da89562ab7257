"""What does `bysans simulate SCENARIO` do? Plans, registers, sends, and keeps the ledger of truth."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Event
from typing import Any

import typer

from simulators.acting import Pace, act, now, report, until
from simulators.bin import BinDevice
from simulators.bulk_publisher import BulkPublisher
from simulators.faults import Faults, disturb
from simulators.ledger import Ledger
from simulators.load import load, load_scene
from simulators.planned import Planned
from simulators.real_bin import RealBin
from simulators.scenario import HOUR, load_scenario
from simulators.scene import Scene
from simulators.town import Size
from simulators.wear import Worn

LOAD = "load"
DRAIN_S = 30.0
Happening = tuple[int, str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Performance:
    """What is performed: who is registered, what is sent, and what happens besides: (time, device, what, detail)."""

    name: str
    seed: int
    scene: Scene
    messages: Iterable[Planned]
    events: Iterable[Happening]


def prepare(name: str, *, seed: int, size: Size, start: datetime | None, rate: float, faults: Mapping[str, Any]) -> Performance:
    """Return what is to be performed; `faults`: rates in place of the scenario's own. Raises ScenarioError, ValueError."""
    if name == LOAD:
        begins = now() if start is None else round(start.timestamp() * 1000)
        devices = max(1, size.air)
        scene = load_scene(seed, devices=devices, rate=rate)
        steady = load(seed, devices=devices, rate=rate, start=begins)
        messages = disturb(steady, Faults(**faults), seed) if faults else steady
        return Performance(name=name, seed=seed, scene=scene, messages=messages, events=())
    scenario = load_scenario(name).with_faults(faults)
    begins = scenario.begins(start)
    scene = scenario.scene(seed, size, begins)
    events = _events(scene, begins, begins + round(scenario.hours * HOUR))
    return Performance(name=name, seed=seed, scene=scene, messages=scenario.messages(scene, seed, begins), events=events)


def perform(what: Performance, line: BulkPublisher, book: Ledger | None, *, pace: Pace, seconds: float | None, stop: Event) -> bool:
    """Send it all over `line`; return whether the broker has everything. `seconds`: how long at most, without a bound for ever."""
    if book is not None:
        book.about(scenario=what.name, seed=what.seed, began=now(), broker=line.url)
        for at, device, kind, detail in what.events:
            book.happened(at, device, kind, detail)
    typer.echo(f"{what.name}: {len(what.scene.devices)} devices send to {line.url}", err=True)
    began = now()
    act(until(what.messages, seconds, stop), line, book, pace, report)
    complete = line.drain(DRAIN_S)
    counts, took = line.counts, (now() - began) / 1000
    typer.echo(
        f"\nsent {counts.sent} messages in {took:.1f} s ({counts.sent / max(took, 0.001):.0f}/s), "
        f"{counts.acknowledged} acknowledged, {counts.pending} unanswered, {line.reconnects} reconnects",
        err=True,
    )
    return complete


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
