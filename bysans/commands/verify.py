"""`bysans verify LEDGER`: compares what the simulator sent with what the service has, and explains every difference."""

import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from bysans.commands.ledger_check import Reckoning, reckon
from bysans.commands.service_answers import ServiceAnswers, ServiceError
from bysans.commands.service_key import read_key
from domain.duration import HOUR
from domain.reading import Reason
from simulators.commands.service_address import ConfigFile, DataDir, service_of
from simulators.faults.fault import OF_MESSAGES
from simulators.send.ledger import LedgerEntry, LedgerError
from simulators.send.ledger_reader import LedgerReader

_POLL_S = 0.5
_STILL_S = 1.5  # nothing more comes in for so long: what is under way has arrived
_REPORT_EVERY = 100  # devices


def verify(
    ledger: Annotated[Path, typer.Argument(help="what `bysans simulate --ledger` wrote")],
    config: ConfigFile = None,
    data_dir: DataDir = None,
    api: Annotated[str | None, typer.Option(help="the service's HTTP API; default at the settings' http.listen")] = None,
    key: Annotated[str | None, typer.Option(help="a key of the service")] = None,
    key_file: Annotated[Path | None, typer.Option(help="the same in a file; default the data folder's admin-key")] = None,
    accept: Annotated[list[Reason], typer.Option(help="this reason of quarantine is known and explained; may be given several times")] = [],  # noqa: B006 - typer copies it
    patience: Annotated[float, typer.Option(min=0, help="seconds to wait for what is still under way")] = 60,
) -> None:
    """Check that the service has all that a ledger says was sent.

    Exit code 1 when anything is not explained.
    """
    try:
        reader = LedgerReader(ledger)
        running = service_of(config, data_dir)
        service = ServiceAnswers(url=api or running.api, key=key or read_key(key_file or running.key_file))
    except (LedgerError, ValueError, OSError) as error:
        raise typer.BadParameter(str(error)) from error
    try:
        counted = _settled(service, patience)
        result = _compare(reader, service)
        good = _told(result, counted, reader, {reason.value for reason in accept})
    except ServiceError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    finally:
        reader.close()
    raise typer.Exit(0 if good else 1)


def _settled(service: ServiceAnswers, patience_s: float) -> Mapping[tuple[str, str], float]:
    """Wait until nothing is under way in the service any more; return its counters. Raises ServiceError."""
    end, since, before = time.monotonic() + patience_s, time.monotonic(), service.counted()
    while time.monotonic() < end and time.monotonic() - since < _STILL_S:
        time.sleep(_POLL_S)
        now = service.counted()
        if now.get(("pending", "ingest"), 0) or now.get(("received", "")) != before.get(("received", "")):
            since = time.monotonic()
        before = now
    return before


def _compare(reader: LedgerReader, service: ServiceAnswers) -> Reckoning:
    total = Reckoning()
    for number, (device, entries) in enumerate(reader.devices(), start=1):
        total.add(_device(device, entries, service))
        if number % _REPORT_EVERY == 0:
            typer.echo(f"{number} devices compared", err=True)
    return total


def _device(device: str, entries: list[LedgerEntry], service: ServiceAnswers) -> Reckoning:
    times = [reading.time for entry in entries for reading in entry.readings if reading.time is not None]
    start = min([*times, entries[0].sent_at]) - HOUR
    end = max([*times, time.time_ns() // 1_000_000]) + HOUR
    return reckon(device, entries, service.readings(device, start, end), lambda: service.quarantined(device))


def _told(result: Reckoning, counted: Mapping[tuple[str, str], float], reader: LedgerReader, accepted: set[str]) -> bool:
    """Print the comparison; return whether everything is explained."""
    run = reader.about()
    typer.echo(f"{run.get('scenario', 'a run')}, seed {run.get('seed', '?')}: {reader.count()} messages sent")
    for event, number in reader.happened().items():
        typer.echo(f"  {'never sent' if event in OF_MESSAGES else 'happened':<17} {number:>9}  {event}: the ledger knows, nobody else can")
    typer.echo(f"  acknowledged      {result.acknowledged:>9}  readings that the broker said it has")
    typer.echo(f"  stored            {result.stored:>9}  with every value as it was sent")
    for reason, number in sorted(result.quarantined.items()):
        typer.echo(f"  quarantined       {number:>9}  {reason}: spoiled on purpose")
    if result.unanswered:
        typer.echo(f"  unanswered        {result.unanswered:>9}  the broker never said that it has them: they may be there or not")
    dropped = _beyond_quota(result.unkept, counted)
    unknown = Counter({reason: number for reason, number in result.unforeseen.items() if reason not in accepted})
    for reason, number in sorted((result.unforeseen - unknown).items()):
        typer.echo(f"  quarantined       {number:>9}  {reason}: known and accepted")
    for reason, number in sorted(dropped.items()):
        typer.echo(f"  beyond the quota  {number:>9}  {reason}: counted by the service, no longer kept")
    lost = result.missing + (result.unkept - dropped).total()
    typer.echo(f"  missing           {lost:>9}")
    typer.echo(f"  doubled           {result.doubled:>9}")
    typer.echo(f"  wrong             {result.wrong:>9}")
    for reason, number in sorted(unknown.items()):
        typer.echo(
            f"  not explained     {number:>9}  {reason}: in quarantine, which the ledger did not expect (--accept {reason} if you know why)"
        )
    adds_up = _adds_up(counted)
    for sentence in [sentence for sentences in result.examples.values() for sentence in sentences]:
        typer.echo(f"    {sentence}")
    return adds_up and not (lost or result.doubled or result.wrong or unknown)


def _beyond_quota(unkept: Counter[str], counted: Mapping[tuple[str, str], float]) -> Counter[str]:
    """Return how many of `unkept` the service says it dropped from quarantine by its bounds."""
    dropped = {
        reason: int(sum(counted.get((name, reason), 0) for name in ("quarantine_dropped", "quarantine_expired"))) for reason in unkept
    }
    return Counter({reason: min(number, dropped[reason]) for reason, number in unkept.items() if dropped[reason]})


def _adds_up(counted: Mapping[tuple[str, str], float]) -> bool:
    """Print the service's own counting, which must add up (contract: "Counting")."""
    sums = {name: int(sum(value for (counter, _), value in counted.items() if counter == name)) for name in _COUNTERS}
    parts = " + ".join(f"{sums[name]} {name}" for name in _COUNTERS[1:])
    good = sums["received"] == sum(sums[name] for name in _COUNTERS[1:])
    typer.echo(f"  the service counts {sums['received']} received {'=' if good else '≠'} {parts}")
    return good


_COUNTERS = ("received", "stored", "duplicate", "quarantined", "ignored")
