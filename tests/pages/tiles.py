"""Map tiles for tests: a host of pictures beside ours, and PMTiles archives of pictures and of shapes."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from math import asinh, pi, radians, tan
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

COLOUR = (200, 0, 200)  # that nothing else on a page has
LAT, LON = 59.27, 10.41  # the middle of the tests' town
DEEPEST = 12  # the archives' last zoom: nearer, the map must draw its tiles larger


@dataclass
class TileHost:
    """A host of tiles at `url`; where it is `down` it refuses each. `asked`: the paths of what browsers asked for, with their referrers."""

    url: str
    down: bool = False
    asked: list[tuple[str, str | None]] = field(default_factory=list)


@contextmanager
def tile_host() -> Iterator[TileHost]:
    """Serve one-coloured tiles on a port of their own until the block ends."""
    host = TileHost("")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host.asked.append((self.path, self.headers.get("Referer")))
            body = b"" if host.down else picture()
            self.send_response(503 if host.down else 200)
            self.send_header("Content-Type", "image/png")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    host.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield host
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def picture() -> bytes:
    """Return a tile of one colour as PNG."""
    file = BytesIO()
    Image.new("RGB", (256, 256), COLOUR).save(file, "PNG")
    return file.getvalue()


def archive(file: Path, *, vector: bool) -> Path:
    """Write an archive of the tests' town, of pictures or of shapes: one colour, or water everywhere."""
    tile = water() if vector else picture()
    tiles = {(zoom, x, y) for zoom in range(DEEPEST + 1) for x, y in _around(zoom)}
    with file.open("wb") as opened:
        writer = Writer(opened)
        for tile_id in sorted(zxy_to_tileid(*place) for place in tiles):
            writer.write_tile(tile_id, tile)
        kind = TileType.MVT if vector else TileType.PNG
        header = {"tile_type": kind, "tile_compression": Compression.NONE, "min_zoom": 0, "max_zoom": DEEPEST}
        bounds = {"min_lon_e7": 100_000_000, "min_lat_e7": 590_000_000, "max_lon_e7": 110_000_000, "max_lat_e7": 600_000_000}
        middle = {"center_zoom": DEEPEST, "center_lon_e7": round(LON * 1e7), "center_lat_e7": round(LAT * 1e7)}
        writer.finalize({**header, **bounds, **middle}, {"attribution": "tests"})
    return file


def water() -> bytes:
    """Return a Mapbox vector tile (specification 2.1) that one polygon of water fills."""
    extent = 4096
    corners = [9, 0, 0, 26, 2 * extent, 0, 0, 2 * extent, 2 * extent - 1, 0, 15]  # MoveTo, three times LineTo, ClosePath; zigzag
    geometry = b"".join(_varint(number) for number in corners)
    feature = _field(2, b"\x00\x00") + b"\x18\x03" + _field(4, geometry)  # its tags, a polygon, its corners
    value = _field(1, b"water")
    layer = b"\x78\x02" + _field(1, b"water") + _field(2, feature) + _field(3, b"kind") + _field(4, value) + b"\x28" + _varint(extent)
    return _field(3, layer)


def share_of(page: Page, colour: tuple[int, int, int]) -> float:
    """Return how much of the page's map has a colour, 0–1."""
    shot = Image.open(BytesIO(page.locator(".list-map").first.screenshot())).convert("RGB")
    near = [
        count
        for count, pixel in shot.getcolors(shot.width * shot.height)
        if all(abs(a - b) <= 3 for a, b in zip(pixel, colour, strict=True))
    ]
    return sum(near) / (shot.width * shot.height)


def _around(zoom: int) -> Iterator[tuple[int, int]]:
    """Yield the tiles around the town (slippy map tile names)."""
    size = 2**zoom
    x, y = int((LON + 180) / 360 * size), int((1 - asinh(tan(radians(LAT))) / pi) / 2 * size)
    yield from ((column, row) for column in range(x - 2, x + 3) for row in range(y - 2, y + 3) if 0 <= column < size and 0 <= row < size)


def _field(number: int, content: bytes) -> bytes:
    return bytes([number << 3 | 2]) + _varint(len(content)) + content


def _varint(number: int) -> bytes:
    """Return a whole number as protobuf writes it."""
    rest, last = divmod(number, 128)
    return bytes([last | 128]) + _varint(rest) if rest else bytes([last])
