"""How is a performance carried out? Register, send, keep the ledger of truth, say how far it is and, at the end, what came of it."""

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from threading import Event

import typer

from simulators.commands.scenario_run import Performance
from simulators.commands.stopping import stopped_by_signals
from simulators.scene import Scene
from simulators.send.bulk_connections import BulkLines
from simulators.send.destination import Destination
from simulators.send.ledger import Ledger, LedgerError
from simulators.send.message import NOT_SENT, Planned
from simulators.send.playback import Pace, act, now, until
from simulators.send.publisher import PublisherError
from simulators.send.register import RegistrationError, Registry

DRAIN_S = 30.0


def register_scene(scene: Scene, registry: Registry) -> None:
    """Register what is missing, and say how much that was. Raises RegistrationError."""
    count = registry.register(scene)
    typer.echo(f"registered {count} of {len(scene.sites) + len(scene.bins) + len(scene.devices)} things; the others were there", err=True)


def performing(
    what: Performance,
    to: Destination,
    pace: Pace,
    stop: Event,
    *,
    connections: int = 1,
    seconds: float | None = None,
    ledger: Path | None = None,
) -> Callable[[], bool]:
    """Return what performs it and returns whether the broker has everything. Raises ValueError for a wrong broker's address."""
    book: list[Ledger] = []  # opened only once everything else is well: no ledger is left behind by a run that never began

    def acknowledged(numbers: Sequence[int]) -> None:
        if book:
            book[0].acknowledged(numbers, now())

    line = BulkLines(to.broker, to.account, connections, acknowledged=acknowledged, stop=stop)

    def perform() -> bool:
        if to.registry:
            register_scene(what.scene, to.registry)
        with ExitStack() as open_:
            if ledger is not None:
                book.append(open_.enter_context(Ledger(ledger)))
            open_.enter_context(line)
            return _perform(what, line, book[0] if book else None, pace, seconds, stop)

    return perform


def carried_out(act: Callable[[], bool], stop: Event) -> None:
    """Do it until its end or a signal; what fails ends the program with exit code 1 and a sentence."""
    with stopped_by_signals(stop):
        try:
            complete = act()
        except (PublisherError, RegistrationError, LedgerError) as error:
            if stop.is_set():
                return
            typer.echo(str(error), err=True)
            raise typer.Exit(1) from error
    if not complete:
        raise typer.Exit(1)


def _perform(what: Performance, line: BulkLines, book: Ledger | None, pace: Pace, seconds: float | None, stop: Event) -> bool:
    if book is not None:
        book.about(scenario=what.name, seed="none" if what.seed is None else what.seed, began=now(), broker=line.url)
        for at, device, kind, detail in what.events:
            book.happened(at, device, kind, detail)
    typer.echo(f"{what.name}: {len(what.scene.devices)} devices send to {line.url}", err=True)
    met: Counter[str] = Counter()
    began = time.monotonic()
    act(_counted(until(what.messages, seconds, stop), met), line, book, pace, lambda sent, at: _report(sent, at, what.done))
    complete = line.drain(DRAIN_S)
    _summarise(line, met, time.monotonic() - began)
    return complete


def _counted(plan: Iterable[Planned], met: Counter[str]) -> Iterator[Planned]:
    """Pass `plan` on and count the faults it met."""
    for message in plan:
        if message.fault:
            met[f"{message.fault} (never sent)" if message.expect == NOT_SENT else message.fault] += 1
        yield message


def _report(sent: int, at: int, done: Callable[[int, int], float] | None) -> None:
    """Say how far it is, on one line that is written over."""
    moment = time.strftime("%Y-%m-%d %H:%M", time.gmtime(at / 1000))
    far = f"{min(done(sent, at), 1):4.0%}  " if done else ""
    typer.echo(f"\r{far}{sent} messages sent, {moment} UTC in the simulation ", nl=not sys.stderr.isatty(), err=True)


def _summarise(line: BulkLines, met: Counter[str], took: float) -> None:
    counts = line.counts
    typer.echo(
        f"\nsent {counts.sent} messages in {took:.1f} s ({counts.sent / max(took, 0.001):.0f}/s), "
        f"{counts.acknowledged} acknowledged, {counts.pending} unanswered, {line.reconnects} reconnects",
        err=True,
    )
    if met:
        typer.echo(f"faults met: {', '.join(f'{number} {fault}' for fault, number in sorted(met.items()))}", err=True)
    if counts.pending:
        typer.echo(f"the broker has not answered for {counts.pending} messages within {DRAIN_S:g} s: is it still there?", err=True)
