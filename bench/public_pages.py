"""What the public's pages cost with 20 readers at once: their time, answers a second, and the server's processor time for each.

Run `python -m bench.public_pages [--sites 15] [--seconds 5]` on Linux. The processor time says how many answers a second a free core
gives, whatever else the machine does meanwhile; so does the ratio to a file of a few hundred bytes from the same server.
"""

import argparse
import asyncio
import multiprocessing
import os
import random
import tempfile
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from api.pages.frame.assets import address
from api.serve import collect_seldom, server_of
from api.web.server.listener import open_listener
from bench.machine import describe
from bench.page_app import NOW, page_app
from bench.pages import BEGAN
from config.sections.http_settings import Http
from domain.air.windows import SiteHour
from domain.device import Device, Site
from domain.duration import HOUR
from storage.state import registry
from storage.state.air import site_hours
from storage.state.engine import State

READERS = 20
PORT = 8793
MEASURED = ("pm25", "pm10", "no2")


def build(state: State, sites: int) -> None:
    """Write the sites, each with a sensor; the first has a year of hours, the others two days."""
    dice = random.Random(1)
    with state.begin() as connection:
        for n in range(sites):
            place = f"site-{n:03}"
            registry.put(connection, Site(id=place, name=f"Kirkegata {n}", lat=59.9 + n / 900, lon=10.7 + n % 4 / 400, valid_from=BEGAN))
            registry.put(connection, Device(id=f"a-{n:03}", kind="air", model="generic", interval_s=600, valid_from=BEGAN, place=place))
    for n in range(sites):
        hours = range(BEGAN if n == 0 else NOW - 48 * HOUR, NOW, HOUR)
        rows = [
            SiteHour(f"site-{n:03}", name, start, dice.uniform(2, 28), 6, 6, True, (f"a-{n:03}",)) for start in hours for name in MEASURED
        ]
        with state.begin() as connection:
            site_hours.save(connection, rows)


def serve(folder: str, sites: int) -> None:
    """Serve a town of so many sites until the process is ended."""
    with page_app(Path(folder), lambda state: build(state, sites), as_staff=False) as app:
        collect_seldom()
        server_of(app, Http()).run(sockets=[open_listener(f"127.0.0.1:{PORT}")])


async def measure(path: str, seconds: float) -> tuple[float, list[float]]:
    """Return answers a second and how long each took (ms), with every reader asking again as soon as it has its answer."""
    until = perf_counter() + seconds
    began = perf_counter()
    taken = await asyncio.gather(*(_read(path, until) for _ in range(READERS)))
    every = [time for of_reader in taken for time in of_reader]
    return len(every) / (perf_counter() - began), every


async def _read(path: str, until: float) -> list[float]:
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\nAccept-Language: nb\r\n\r\n".encode()
    taken: list[float] = []
    while not taken or perf_counter() < until:
        began = perf_counter()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), head[:80]
        length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        await reader.readexactly(int(length.split(b":")[1]))
        taken.append(1000 * (perf_counter() - began))
    writer.close()
    return taken


async def _begun() -> None:
    """Wait until the server answers."""
    for _ in range(240):
        try:
            await measure(address("icon.svg"), 0)
        except OSError:
            await asyncio.sleep(0.5)
        else:
            return
    raise TimeoutError("the server did not begin within two minutes")


def _worked(server: int) -> float:
    """Return the processor time (ms) that a process has used."""
    fields = Path(f"/proc/{server}/stat").read_text().rpartition(")")[2].split()
    return 1000 * (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def _report(server: int, seconds: float) -> None:
    await _begun()
    file_ms = await _line(server, address("icon.svg"), seconds)
    for path in ("/", "/sted/site-000", "/sted/site-000/ramme", "/sted/site-000/plott.json?periode=ar&middel=time"):
        each = await _line(server, path, seconds)
        print(f"{'':44} {each / file_ms:.2f} of the file's processor time")


async def _line(server: int, path: str, seconds: float) -> float:
    """Print what a path costs; return the processor time (ms) of one answer."""
    began, worked = perf_counter(), _worked(server)
    await measure(path, 0)
    made_ms, made_worked = 1000 * (perf_counter() - began), _worked(server) - worked
    worked = _worked(server)
    rate, times = await measure(path, seconds)
    each = (_worked(server) - worked) / len(times)
    figures = f"median {median(times):6.1f} ms, p95 {quantiles(times, n=20)[-1]:6.1f} ms, {rate:5.0f} a second"
    print(f"{path:44} {figures}; processor {each:.2f} ms each: {1000 / each:.0f} a second on a free core")
    print(f"{'':44} {READERS} first answers within {made_ms:.0f} ms, processor {made_worked:.0f} ms")
    return each


def main() -> None:
    """Serve a town from a process of its own, read its pages, and print what they cost."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--sites", type=int, default=15)
    arguments.add_argument("--seconds", type=float, default=5)
    options = arguments.parse_args()
    print(describe())
    with tempfile.TemporaryDirectory() as folder:
        server = multiprocessing.get_context("spawn").Process(target=serve, args=(folder, options.sites), daemon=True)
        server.start()
        try:
            asyncio.run(_report(server.pid or 0, options.seconds))
        finally:
            server.terminate()
            server.join()


if __name__ == "__main__":
    main()
