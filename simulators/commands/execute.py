"""Execute a simulated run: register its devices, send its messages, keep the ledger, report progress and sum up."""

import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from threading import Event

import typer

from domain.count_of import count_of
from simulators.commands.scenario_run import SimulatedRun
from simulators.commands.stop import stopped_by_signals
from simulators.scene import Scene
from simulators.send.bulk_connections import BulkConnections
from simulators.send.destination import Destination
from simulators.send.ledger import Ledger, LedgerError
from simulators.send.message import NOT_SENT, PlannedMessage
from simulators.send.playback import Pace, limited, now, play
from simulators.send.publisher import PublisherError
from simulators.send.registry_client import RegistrationError, RegistryClient

DRAIN_S = 30.0


def register_scene(scene: Scene, registry: RegistryClient) -> None:
    """Register what is missing, and say how much that was. Raises RegistrationError."""
    count = registry.register(scene)
    total = len(scene.sites) + len(scene.bins) + len(scene.devices)
    typer.echo(f"registered {count} of {total} sites, bins and devices; the others were registered already", err=True)


def executor(
    run: SimulatedRun,
    to: Destination,
    pace: Pace,
    stop: Event,
    *,
    connections: int = 1,
    seconds: float | None = None,
    ledger: Path | None = None,
    as_json: bool = False,
) -> Callable[[], bool]:
    """Return a function that executes `run` and returns whether the broker acknowledged everything.

    `as_json`: what it came to stands on standard output too, for programs. Raises ValueError for a wrong broker's address.
    """
    open_ledgers: list[Ledger] = []  # opened last: a run that never began leaves no ledger behind

    def acknowledged(numbers: Sequence[int]) -> None:
        if open_ledgers:
            open_ledgers[0].acknowledged(numbers, now())

    broker = BulkConnections(to.broker, to.account, connections, acknowledged=acknowledged, stop=stop, tell=_say_below_progress)

    def execute() -> bool:
        if to.registry:
            register_scene(run.scene, to.registry)
        with ExitStack() as resources:
            if ledger is not None:
                open_ledgers.append(resources.enter_context(Ledger(ledger)))
            resources.enter_context(broker)
            return _execute(run, broker, open_ledgers[0] if open_ledgers else None, pace, seconds, stop, as_json=as_json)

    return execute


def run_until_stopped(execute: Callable[[], bool], stop: Event) -> None:
    """Execute until the end or a signal; a failure ends the program with exit code 1 and a sentence."""
    with stopped_by_signals(stop):
        try:
            complete = execute()
        except (PublisherError, RegistrationError, LedgerError) as error:
            if stop.is_set():
                return
            typer.echo(str(error), err=True)
            raise typer.Exit(1) from error
    if not complete:
        raise typer.Exit(1)


def _execute(
    run: SimulatedRun,
    broker: BulkConnections,
    ledger: Ledger | None,
    pace: Pace,
    seconds: float | None,
    stop: Event,
    *,
    as_json: bool,
) -> bool:
    if ledger is not None:
        ledger.about(scenario=run.name, seed="none" if run.seed is None else run.seed, began=now(), broker=broker.url)
        for at, device, kind, detail in run.events:
            ledger.happened(at, device, kind, detail)
    typer.echo(f"{run.name}: {count_of(len(run.scene.devices), 'device sends', 'devices send')} to {broker.url}", err=True)
    faults: Counter[str] = Counter()
    began = time.monotonic()
    messages = _counting_faults(limited(run.messages, seconds, stop), faults)
    play(messages, broker, ledger, pace, lambda sent, at: _report(sent, at, run.done))
    complete = broker.drain(DRAIN_S)
    took = time.monotonic() - began
    _summarise(broker, faults, took)
    if as_json:
        counts = broker.counts
        typer.echo(
            json.dumps(
                {
                    "sent": counts.sent,
                    "acknowledged": counts.acknowledged,
                    "refused": counts.refused,
                    "unanswered": counts.pending,
                    "reconnects": broker.reconnects,
                    "seconds": round(took, 3),
                }
            )
        )
    return complete


def _counting_faults(plan: Iterable[PlannedMessage], faults: Counter[str]) -> Iterator[PlannedMessage]:
    for message in plan:
        if message.fault:
            faults[f"{message.fault} (never sent)" if message.expect == NOT_SENT else message.fault] += 1
        yield message


def _report(sent: int, at: int, done: Callable[[int, int], float] | None) -> None:
    """Report progress on one line that is written over."""
    moment = time.strftime("%Y-%m-%d %H:%M", time.gmtime(at / 1000))
    progress = f"{min(done(sent, at), 1):4.0%}  " if done else ""
    typer.echo(f"\r{progress}{count_of(sent, 'message')} sent, {moment} UTC in the simulation ", nl=not sys.stderr.isatty(), err=True)


def _say_below_progress(sentence: str) -> None:
    """Tell it on a line of its own: at a terminal the progress stands on an open one."""
    typer.echo(f"{chr(10) if sys.stderr.isatty() else ''}{sentence}", err=True)


def _summarise(broker: BulkConnections, faults: Counter[str], seconds: float) -> None:
    counts = broker.counts
    typer.echo(
        f"\nsent {count_of(counts.sent, 'message')} in {seconds:.1f} s ({counts.sent / max(seconds, 0.001):.0f}/s), "
        f"{counts.acknowledged} acknowledged, {counts.pending} unanswered, {count_of(broker.reconnects, 'reconnect')}",
        err=True,
    )
    if faults:
        typer.echo(f"faults applied: {', '.join(f'{number} {fault}' for fault, number in sorted(faults.items()))}", err=True)
    if counts.pending:
        typer.echo(
            f"the broker has not answered for {count_of(counts.pending, 'message')} within {DRAIN_S:g} s: is it still running?", err=True
        )
