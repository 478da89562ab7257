"""A month of a simulated town in closed loop: the service decides and plans, a crew drives its routes and reports, over HTTP alone.

Prints what the crew and the bins themselves count beside what `/effects` says, held against emptying every bin every other day.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from bench.collected_bin import CAPACITY_L
from bench.crew import Crew, CrewMonth
from bench.crew_town import FRACTION, places_of, town_of
from bench.machine import describe
from config.fleet import SIMULATED_TOWN, load_fleet
from config.plan import SHIPPED, load_plan
from domain.local_time import LocalDay
from domain.waste.rounds.round_problem import RequestedBin, routing_problem
from simulators.send.registry_client import RegistryClient
from watch.planning.planner import PlanRequest, Roads, plan
from watch.planning.solver import Effort

DAY, HOUR = 86_400_000, 3_600_000
_MID_SHIFT = 10  # UTC
_A_MONDAY = date(2026, 1, 5)
_PATIENCE_S = 900  # for one plan, on a machine that does much else
_FILL_WHEN_EMPTIED = 0.35  # how full every other day finds bins that fill within three to ten days
_TODAY = """
[today]
km = {{ value = {km:.0f}, source = "every bin every other day, the same planner's round; O", date = 2025-12-31 }}
emptyings = {{ value = {emptyings:.0f}, source = "every bin every other day; O", date = 2025-12-31 }}
rounds = {{ value = 182.6, source = "every other day; O", date = 2025-12-31 }}

[[goals]]
figure = "km"
change_percent = -20
deadline = 2027-12-31
role = "Leder, avfall"
"""


def main() -> None:
    """Simulate the days and print both counts."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--days", type=int, default=30)
    options.add_argument("--bins", type=int, default=60)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--risk", type=float, help="planning.risk_limit, default ours")
    arguments = options.parse_args()
    start = (time.time_ns() // 1_000_000 // DAY - arguments.days - 1) * DAY
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        address, service = _service(Path(folder), arguments.seed, arguments.bins, start, arguments.risk)
        try:
            key = (Path(folder) / "data" / "admin-key").read_text(encoding="utf-8").strip()
            registry = RegistryClient(url=address, key=key, wait=_wait, patience_s=120)
            crew = Crew(service=registry, bins=town_of(arguments.seed, arguments.bins, start), wait=_wait, patience_s=_PATIENCE_S)
            crew.begin(start)
            month = crew.live(start, arguments.days, _tell)
            effects = registry.call("GET", f"effects?start={month.start / 1000:.0f}&end={month.end / 1000:.0f}")
        finally:
            service.terminate()
            service.wait(30)
    title = f"{arguments.days} days, {arguments.bins} bins, seed {arguments.seed}, risk limit {arguments.risk or 'ours'}"
    print(f"{describe()}; {title}, {time.monotonic() - began:.0f} s")
    _print(month, effects)
    least = _least_overflow(arguments.seed, arguments.bins, month)
    print(f"were every bin emptied on every collection day, {least:.0f} bin-hours would overflow: what weekends bring")


def _least_overflow(seed: int, count: int, month: CrewMonth) -> float:
    """Return the bin-hours above full if all bins were emptied at the middle of each shift from Monday to Friday."""
    bins = town_of(seed, count, month.start // DAY * DAY)
    over = 0
    for moment in range(month.start, month.end, HOUR):
        clock = datetime.fromtimestamp(moment / 1000, UTC)
        for bin_ in bins:
            if clock.hour == _MID_SHIFT and clock.weekday() < 5:
                bin_.empty(moment)
            over += bin_.fill(moment) > 1
    return over


def _service(folder: Path, seed: int, count: int, start: int, risk: float | None) -> tuple[str, subprocess.Popen[bytes]]:
    """Start the whole service on free ports, living in its data's time."""
    km = _km_of_all(seed, count, start)
    figures = folder / "plan.toml"
    figures.write_text(
        SHIPPED.read_text(encoding="utf-8") + _TODAY.format(km=km * 365.25 / 2, emptyings=count * 365.25 / 2), encoding="utf-8"
    )
    http, mqtt = (f"127.0.0.1:{port}" for port in _free_ports(2))
    command = [sys.executable, "-m", "bysans", "run", "--no-simulators", "--clock", "data", "--data-dir", str(folder / "data")]
    environment = {**os.environ, "BYSANS_PLANNING__PLAN_FILE": str(figures)}
    if risk is not None:
        environment["BYSANS_PLANNING__RISK_LIMIT"] = f"{risk:g}"
    log = (folder / "log").open("wb")
    service = subprocess.Popen([*command, "--http", http, "--mqtt", mqtt], env=environment, stdout=log, stderr=log)
    for _ in range(600):
        with suppress(URLError, OSError), urlopen(f"http://{http}/readyz", timeout=2):
            return f"http://{http}", service
        time.sleep(0.5)
    service.kill()
    raise SystemExit(f"the service did not start:\n{(folder / 'log').read_text(errors='replace')[-2000:]}")


def _km_of_all(seed: int, count: int, start: int) -> float:
    """Return the km of a round to every bin, over the tip, as the service would plan it."""
    figures, litres = load_plan(), _FILL_WHEN_EMPTIED * CAPACITY_L
    kg = litres * figures.density(FRACTION)
    places = places_of(town_of(seed, count, start))
    bins = [
        RequestedBin(bin_id=name, lat=lat, lon=lon, fraction=FRACTION, litres=litres, kg=kg, required=True, reason="all")
        for name, (lat, lon) in places.items()
    ]
    problem = routing_problem(
        bins,
        load_fleet(SIMULATED_TOWN).only(None, {FRACTION}),
        day=LocalDay(_A_MONDAY, figures.zone),
        not_before=0,
        service_s=figures.stop.seconds,
        truck_m=figures.truck_day.metres,
    )
    search, roads = figures.search, figures.roads
    effort = Effort(seed=search.seed, starts=search.starts, short=search.short, long=search.long, fleet_sizes=search.fleet_sizes)
    roads_ = Roads(detour_factor=roads.detour_factor, speed_kmh=roads.speed_kmh)
    plan_ = plan(PlanRequest(problem=problem, roads=roads_, effort=effort, largest=search.largest, warm={}))
    assert not plan_.unserved, plan_.unserved
    return sum(route.metres for route in plan_.routes) / 1000


def _free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [socket_.getsockname()[1] for socket_ in sockets]
    for socket_ in sockets:
        socket_.close()
    return ports


def _wait(seconds: float) -> bool:
    time.sleep(seconds)
    return True


def _tell(day: int, month: CrewMonth) -> None:
    print(f"   day {day + 1}: {month.rounds} rounds, {month.emptied} emptied, {month.overflow_hours:.0f} bin-hours overflowing", flush=True)


def _print(month: CrewMonth, effects: dict[str, Any]) -> None:
    fill = sum(month.fills) / max(1, len(month.fills))
    print(f"the crew: {month.rounds} rounds, {month.km:.1f} km, {month.emptied} emptied at {fill:.0%}, {month.could_not} could not")
    brim = f"{month.brim_hours:.0f} at 99 % or above, where sensors tell full"
    print(f"the bins: {month.overflow_hours:.0f} of {month.bin_hours:.0f} hours overflowing, {brim}; {month.undriven} triggers not driven")
    for figure in effects["waste"]:
        today, tuned = figure["today"] or {}, figure["tuned_schedule"] or {}
        against = f"today {today.get('value')} ({today.get('change_percent')} %)"
        against += f"; tuned {tuned.get('value')} ({tuned.get('change_percent')} %)"
        print(f"/effects {figure['name']}: {figure['value']} {figure['unit']}; {against}")
    print(f"/effects goals: {json.dumps(effects['goals'])}")


if __name__ == "__main__":
    main()
