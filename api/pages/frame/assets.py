"""The files that the pages load: served by us, kept in memory, at addresses that change with their content."""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from fastapi import HTTPException, Request, Response

# One file for a browser and one a component for us, in the order in which they build on each other.
_COMPONENTS = (
    "base", "button", "bar", "shapes", "lines", "table", "fill", "filter", "waste", "map", "alerts", "round", "plan",
    "hand_over", "bin_page", "report", "air", "air_limits", "thresholds", "site_control", "effects", "settings", "setup", "print",
)  # fmt: skip
_MAP_PARTS = ("marks", "air", "background", "frame", "points", "pick", "round", "start")
_OWN_STYLE, _MAP = "bysans.css", "map.js"
_FILES = (
    "vendor/designsystemet/theme.css",
    "vendor/designsystemet/designsystemet.css",
    "vendor/htmx/htmx.min.js",
    _OWN_STYLE,
    "vendor/leaflet/leaflet.css",
    "vendor/leaflet/leaflet.js",
    "vendor/supercluster/supercluster.min.js",
    "vendor/protomaps-leaflet/protomaps-leaflet.js",
    "vendor/pmtiles/pmtiles.js",
    "vendor/uplot/uPlot.min.css",
    "vendor/uplot/uPlot.iife.min.js",
    _MAP,
    "css/map.css",
    "plot.js",
    "bin_plot.js",
    "air_plot.js",
    "place_plot.js",
    "front_page.js",
    "label.css",
    "label_sheet.css",
    "live.js",
    "scan.js",
    "first_reading.js",
    "hand_over.js",
    "near_me.js",
    "report.js",
    "print_list.css",
    "print_list.js",
    "driver/driver.css",
    "driver/outbox.js",
    "driver/driver.js",
    "icon.svg",
    "favicon.ico",
)
# Written out: what the system believes of .js differs, and with nosniff a wrong type is a script that does not run.
_MEDIA_TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml", "ico": "image/x-icon"}
_A_YEAR = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is sent, plain and packed; `address` changes with its content, so that browsers may keep it for ever."""

    address: str
    media_type: str
    content: bytes
    packed: bytes


@cache
def assets() -> Mapping[str, Asset]:
    """Return every file by its name."""
    return {name: _read(name) for name in _FILES}


def address(name: str) -> str:
    """Return the address of a file by its name. Raises KeyError for a name that no page loads."""
    return assets()[name].address


def favicon() -> Response:
    """Answer with the icon at the address where browsers look for one that no page named."""
    icon = assets()["favicon.ico"]
    return Response(
        icon.content, media_type=icon.media_type, headers={"Cache-Control": "public, max-age=86400", "X-Content-Type-Options": "nosniff"}
    )


def serve(request: Request, digest: str, name: str) -> Response:
    """Answer with a file; only the names above exist, so no path leads out of the directory."""
    asset = assets().get(name)
    if asset is None or asset.address != f"/static/{digest}/{name}":
        raise HTTPException(404, "There is no such file; load the page again to get its present address.")
    headers = {"Cache-Control": _A_YEAR, "Vary": "Accept-Encoding", "X-Content-Type-Options": "nosniff"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(asset.packed, media_type=asset.media_type, headers={**headers, "Content-Encoding": "gzip"})
    return Response(asset.content, media_type=asset.media_type, headers=headers)


def _read(name: str) -> Asset:
    content = _content(name)
    digest = hashlib.sha256(content).hexdigest()[:12]
    return Asset(f"/static/{digest}/{name}", _MEDIA_TYPES[name.rpartition(".")[2]], content, gzip.compress(content, mtime=0))


def _content(name: str) -> bytes:
    if name == _OWN_STYLE:
        return b"".join(_bytes(f"css/{part}.css") for part in _COMPONENTS)
    if name == _MAP:
        # In a scope of its own: it joins pages that have scripts of their own.
        return b'"use strict";\n(() => {\n' + b"".join(_bytes(f"map/{part}.js") for part in _MAP_PARTS) + b"})();\n"
    return _bytes(name)


def _bytes(name: str) -> bytes:
    return resources.files("api.pages").joinpath("static", name).read_bytes()
