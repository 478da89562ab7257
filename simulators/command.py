"""What does `bysans simulate` do? Registers a simulated town and sends as its devices: live, or through a scenario."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Annotated
from uuid import uuid4

import typer

from simulators.account import Account
from simulators.acting import Pace, now
from simulators.bulk_publisher import BulkPublisher
from simulators.clock import RealClock
from simulators.faults import RATES
from simulators.ledger import Ledger, LedgerError
from simulators.performance import Performance, perform, prepare
from simulators.publisher import Protocol, Publisher, PublisherError
from simulators.register import RegistrationError, Registry
from simulators.replay_air import replay
from simulators.run import run
from simulators.scenario import ScenarioError
from simulators.scene import Scene
from simulators.stopping import stop_with_parent, stopped_by_signals
from simulators.town import Size, town

DRAIN_S = 5.0
MOST_SIMULATED = 100_000
OWN_KEY = Path("data/admin-key")  # where `bysans run` leaves it in the folder it was started in


def simulate(
    *,
    scenario: Annotated[str | None, typer.Argument(help="a scenario, `load`, or your own .toml; without: an ordinary town, live")] = None,
    mqtt: Annotated[str, typer.Option(help="the broker: mqtt://HOST:PORT, mqtts://… or unix:///PATH")] = "mqtt://127.0.0.1:1883",
    register: Annotated[str | None, typer.Option(metavar="KEY", help="register the town with this key (scope `devices`)")] = None,
    key_file: Annotated[Path | None, typer.Option(help="the same with a key in a file; for a scenario data/admin-key if there")] = None,
    api: Annotated[str, typer.Option(help="the HTTP API to register with")] = "http://127.0.0.1:8000",
    seed: Annotated[int, typer.Option(help="the same seed gives the same town and the same bytes")] = 1,
    sites: Annotated[int, typer.Option(min=0, max=MOST_SIMULATED)] = 12,
    air: Annotated[int, typer.Option(min=0, max=MOST_SIMULATED, help="air sensors; with `load` all devices")] = 30,
    bins: Annotated[int, typer.Option(min=0, max=MOST_SIMULATED)] = 200,
    with_replay: Annotated[
        bool, typer.Option("--replay/--no-replay", help="live: also real hourly PM2.5 of 2020 under today's date")
    ] = True,
    history_hours: Annotated[float, typer.Option(min=0, max=24 * 30, help="live: send so many past hours first")] = 12,
    history_rate: Annotated[float, typer.Option(min=1, help="live: readings a second while sending the past")] = 2000,
    speed: Annotated[
        float | None, typer.Option(min=0.01, max=100_000, help="times real time; above 1 the service must run with `--clock data`")
    ] = None,
    rate: Annotated[float, typer.Option(min=0.01, help="scenario: messages a second at most")] = 1000,
    start: Annotated[str | None, typer.Option(help="scenario: begin at this time (RFC 3339) or `now`, not at its own")] = None,
    fault: Annotated[list[str], typer.Option(metavar="NAME=RATE", help=f"scenario: rate (0–1) of {', '.join(RATES)}")] = [],  # noqa: B006 - typer copies it
    seconds: Annotated[float | None, typer.Option(min=0.1, help="scenario: stop after so many real seconds")] = None,
    ledger: Annotated[Path | None, typer.Option(help="scenario: write the truth here, for `bysans verify`")] = None,
    protocol: Annotated[Protocol, typer.Option(help="live: MQTT's version; every broker takes 3.1.1, as scenarios speak it")] = "3.1.1",
    username: Annotated[str | None, typer.Option(help="to the broker")] = None,
    password_file: Annotated[Path | None, typer.Option(help="holds the broker's password")] = None,
    ca_file: Annotated[Path | None, typer.Option(help="the authority behind an mqtts:// broker")] = None,
    with_parent: Annotated[bool, typer.Option("--with-parent", hidden=True, help="end when standard input closes")] = False,
) -> None:
    """Act out a small town: air sensors and bins, live or through a scenario, with a ledger of what was sent."""
    stop = Event()
    if with_parent:
        stop_with_parent(stop)
    try:
        password = _secret(password_file) if password_file else None
        account = Account(client_id=f"bysans-sim-{uuid4().hex[:8]}", username=username, password=password, ca_file=ca_file)
        if scenario is not None and register is None and key_file is None and OWN_KEY.exists():
            key_file = OWN_KEY
        key = _secret(key_file) if key_file else register
        registry = Registry(url=api, key=key, wait=lambda seconds: not stop.wait(seconds)) if key is not None else None
        size = Size(sites=sites, air=air, bins=bins)
        if scenario is None and ledger is not None:
            raise typer.BadParameter("--ledger needs a scenario, or `load`: a ledger is whole when its run has an end")
        if scenario is None:
            act = _live(
                town(seed, size) | replay() if with_replay else town(seed, size),
                Publisher(mqtt, account, protocol=protocol, stop=stop),
                registry,
                RealClock(stop, 1 if speed is None else speed),
                history_s=history_hours * 3600,
                readings_per_s=history_rate,
            )
        else:
            what = prepare(scenario, seed=seed, size=size, start=_moment(start), rate=rate, faults=_rates(fault))
            act = _scenario(what, mqtt, account, registry, stop, Pace(rate=rate, speed=speed), seconds, ledger)
    except (ValueError, ScenarioError) as error:
        raise typer.BadParameter(str(error)) from error
    with stopped_by_signals(stop):
        try:
            act()
        except (PublisherError, RegistrationError, LedgerError) as error:
            if not stop.is_set():
                typer.echo(str(error), err=True)
                raise typer.Exit(1) from error


def _register(scene: Scene, registry: Registry) -> None:
    count = registry.register(scene)
    typer.echo(f"registered {count} of {len(scene.sites) + len(scene.bins) + len(scene.devices)} things; the others were there", err=True)


def _live(
    scene: Scene, publisher: Publisher, registry: Registry | None, clock: RealClock, *, history_s: float, readings_per_s: float
) -> Callable[[], None]:
    """Return what sends the scene's last `history_s` seconds, then goes on until it is stopped."""

    def act() -> None:
        if registry:
            _register(scene, registry)
        with publisher:
            typer.echo(f"{len(scene.senders)} simulated devices send to {publisher.url}, first their last {history_s / 3600:g} h", err=True)
            try:
                run(scene.senders, publisher.publish, clock, history_s=history_s, readings_per_s=readings_per_s)
            finally:
                publisher.drain(DRAIN_S)
                counts = publisher.counts
                typer.echo(f"sent {counts.sent} messages, {counts.acknowledged} acknowledged, {counts.refused} refused", err=True)

    return act


def _scenario(
    what: Performance,
    mqtt: str,
    account: Account,
    registry: Registry | None,
    stop: Event,
    pace: Pace,
    seconds: float | None,
    ledger: Path | None,
) -> Callable[[], None]:
    """Return what performs a scenario from its beginning to its end. Raises ValueError for a wrong broker's address."""
    book: list[Ledger] = []  # opened only once everything else is well: no ledger is left behind by a run that never began

    def acknowledged(numbers: Sequence[int]) -> None:
        if book:
            book[0].acknowledged(numbers, now())

    line = BulkPublisher(mqtt, account, acknowledged=acknowledged, stop=stop)

    def act() -> None:
        if registry:
            _register(what.scene, registry)
        with ExitStack() as open_:
            if ledger is not None:
                book.append(open_.enter_context(Ledger(ledger)))
            open_.enter_context(line)
            perform(what, line, book[0] if book else None, pace=pace, seconds=seconds, stop=stop)

    return act


def _moment(text: str | None) -> datetime | None:
    """Read `--start`. Raises ValueError."""
    if text is None or text == "now":
        return None if text is None else datetime.now(UTC)
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"--start {text} has no offset: write it as 2026-01-31T12:00:00+01:00, or `now`")
    return moment


def _rates(faults: Sequence[str]) -> dict[str, float]:
    """Read `--fault NAME=RATE`. Raises ValueError."""
    rates: dict[str, float] = {}
    for fault in faults:
        name, _, rate = fault.partition("=")
        if name not in RATES:
            raise ValueError(f"--fault {fault}: there is no such fault; write NAME=RATE with one of {', '.join(RATES)}")
        rates[name] = float(rate)
    return rates


def _secret(path: Path) -> str:
    """Return what the file holds. Raises ValueError when it cannot be read."""
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ValueError(f"{path} cannot be read ({error.strerror}); name a readable file that holds the secret") from error
