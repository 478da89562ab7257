"""Keep a measurement together with the machine it was made on."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from bench.machine import describe

FOLDER = Path(__file__).parent / "measured"  # not "results": a folder of that name would stand before this module


def keep(name: str, settings: Mapping[str, object], figures: object) -> None:
    """Write the figures with machine, settings and time to bench/measured/NAME.json."""
    FOLDER.mkdir(exist_ok=True)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    content = {"measured": at, "machine": describe(), "settings": dict(settings), "figures": figures}
    (FOLDER / f"{name}.json").write_text(json.dumps(content, indent=1, default=str) + "\n")
