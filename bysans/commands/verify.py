"""`bysans verify LEDGER`: compares what the simulator sent with what the service has, and explains every difference."""

import json
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from bysans.commands.ledger_check import Reckoning, reckon
from bysans.commands.service_answers import ServiceAnswers, ServiceError
from bysans.commands.service_key import read_key
from bysans.option_types import AsJson
from domain.count_of import count_of
from domain.duration import HOUR
from domain.reading import Reason
from simulators.commands.service_address import ConfigFile, DataDir, service_of
from simulators.faults.fault import OF_MESSAGES
from simulators.send.ledger import LedgerEntry, LedgerError
from simulators.send.ledger_reader import LedgerReader

_POLL_S = 0.5
_STILL_S = 1.5  # nothing more comes in for so long: what is under way has arrived
_REPORT_EVERY = 100  # devices
_COUNTERS = ("received", "stored", "duplicate", "quarantined", "ignored")


def verify(
    ledger: Annotated[Path, typer.Argument(help="what `bysans simulate --ledger` wrote")],
    config: ConfigFile = None,
    data_dir: DataDir = None,
    api: Annotated[str | None, typer.Option(help="the service's HTTP API; default at the settings' http.listen")] = None,
    key: Annotated[str | None, typer.Option(help="a key of the service")] = None,
    key_file: Annotated[Path | None, typer.Option(help="the same in a file; default the data folder's admin-key")] = None,
    accept: Annotated[list[Reason], typer.Option(help="this reason of quarantine is known and explained; may be given several times")] = [],  # noqa: B006 - typer copies it
    patience: Annotated[float, typer.Option(min=0, help="seconds to wait for what is still under way")] = 60,
    as_json: AsJson = False,
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
        verdict = _verdict(_compare(reader, service), counted, {reason.value for reason in accept})
        if as_json:
            typer.echo(_json(verdict, reader))
        else:
            _say(verdict, reader)
    except ServiceError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    finally:
        reader.close()
    raise typer.Exit(0 if verdict.good else 1)


def _settled(service: ServiceAnswers, patience_s: float) -> Mapping[tuple[str, str], float]:
    """Wait until nothing is under way in the service any more; return its counters. Raises ServiceError."""
    end, since, before = time.monotonic() + patience_s, time.monotonic(), service.counted()
    while time.monotonic() < end and time.monotonic() - since < _STILL_S:
        time.sleep(_POLL_S)
        now = service.counted()
        if _sum(now, "pending") or _sum(now, "received") != _sum(before, "received"):
            since = time.monotonic()
        before = now
    return before


def _sum(counted: Mapping[tuple[str, str], float], name: str) -> float:
    return sum(value for (counter, _), value in counted.items() if counter == name)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Verdict:
    """What the comparison comes to; counters by reason of quarantine. `sums`: the service's own counting."""

    result: Reckoning
    lost: int
    dropped: Counter[str]
    accepted: Counter[str]
    not_explained: Counter[str]
    sums: Mapping[str, int]

    @property
    def adds_up(self) -> bool:
        """Whether the service's own counting does (contract: "Counting")."""
        return self.sums["received"] == sum(self.sums[name] for name in _COUNTERS[1:])

    @property
    def good(self) -> bool:
        """Whether everything is explained."""
        return self.adds_up and not (self.lost or self.result.doubled or self.result.wrong or self.not_explained)


def _verdict(result: Reckoning, counted: Mapping[tuple[str, str], float], accepted: set[str]) -> _Verdict:
    dropped = _beyond_quota(result.unkept, counted)
    unknown = Counter({reason: number for reason, number in result.unforeseen.items() if reason not in accepted})
    return _Verdict(
        result=result,
        lost=result.missing + (result.unkept - dropped).total(),
        dropped=dropped,
        accepted=result.unforeseen - unknown,
        not_explained=unknown,
        sums={name: int(_sum(counted, name)) for name in _COUNTERS},
    )


def _json(verdict: _Verdict, reader: LedgerReader) -> str:
    result = verdict.result
    return json.dumps(
        {
            "good": verdict.good,
            "sent": reader.count(),
            "acknowledged": result.acknowledged,
            "stored": result.stored,
            "quarantined": result.quarantined,
            "unanswered": result.unanswered,
            "accepted": verdict.accepted,
            "beyond_quota": verdict.dropped,
            "missing": verdict.lost,
            "doubled": result.doubled,
            "wrong": result.wrong,
            "not_explained": verdict.not_explained,
            "counted": verdict.sums,
            "examples": result.examples,
        },
        ensure_ascii=False,
    )


def _say(verdict: _Verdict, reader: LedgerReader) -> None:
    """Print the comparison."""
    run, result = reader.about(), verdict.result
    typer.echo(f"{run.get('scenario', 'a run')}, seed {run.get('seed', '?')}: {count_of(reader.count(), 'message')} sent")
    for event, number in reader.happened().items():
        typer.echo(f"  {'never sent' if event in OF_MESSAGES else 'happened':<17} {number:>9}  {event}: the ledger knows, nobody else can")
    typer.echo(f"  acknowledged      {result.acknowledged:>9}  readings that the broker said it has")
    typer.echo(f"  stored            {result.stored:>9}  with every value as it was sent")
    for reason, number in sorted(result.quarantined.items()):
        typer.echo(f"  quarantined       {number:>9}  {reason}: spoiled on purpose")
    if result.unanswered:
        typer.echo(f"  unanswered        {result.unanswered:>9}  the broker never said that it has them: they may be there or not")
    for reason, number in sorted(verdict.accepted.items()):
        typer.echo(f"  quarantined       {number:>9}  {reason}: known and accepted")
    for reason, number in sorted(verdict.dropped.items()):
        typer.echo(f"  beyond the quota  {number:>9}  {reason}: counted by the service, no longer kept")
    typer.echo(f"  missing           {verdict.lost:>9}")
    typer.echo(f"  doubled           {result.doubled:>9}")
    typer.echo(f"  wrong             {result.wrong:>9}")
    for reason, number in sorted(verdict.not_explained.items()):
        typer.echo(
            f"  not explained     {number:>9}  {reason}: in quarantine, which the ledger did not expect (--accept {reason} if you know why)"
        )
    parts = " + ".join(f"{verdict.sums[name]} {name}" for name in _COUNTERS[1:])
    typer.echo(f"  the service counts {verdict.sums['received']} received {'=' if verdict.adds_up else '≠'} {parts}")
    for sentence in [sentence for sentences in result.examples.values() for sentence in sentences]:
        typer.echo(f"    {sentence}")


def _beyond_quota(unkept: Counter[str], counted: Mapping[tuple[str, str], float]) -> Counter[str]:
    """Return how many of `unkept` the service says it dropped from quarantine by its bounds."""
    dropped = {
        reason: int(sum(counted.get((name, reason), 0) for name in ("quarantine_dropped", "quarantine_expired"))) for reason in unkept
    }
    return Counter({reason: min(number, dropped[reason]) for reason, number in unkept.items() if dropped[reason]})
