"""Proves that a report follows from its inputs and seed: runs it again and compares every byte."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import Any

from bysans.dryrun.dry_run import Effort, run
from bysans.dryrun.inputs import SaidColumns, read_inputs
from bysans.dryrun.report_folder import INPUTS, RUN, documents, kept_inputs


def check_report(folder: Path, processes: int) -> Sequence[str]:
    """Return what differs, nothing where every byte is right. Raises OSError, ValueError, KeyError, TableError, ConfigError."""
    made = json.loads((folder / RUN).read_text("utf-8"))
    changed = [f"{INPUTS}/{name} was changed" for name, digest in made["sha256"].items() if _digest(folder / INPUTS / name) != digest]
    if changed:
        return changed
    files = kept_inputs(folder)
    effort = Effort(seed=made["seed"], draws=made["draws"], processes=processes)
    inputs = read_inputs(files, SaidColumns(), today=_today(made))
    answer = run(inputs, effort, lambda _step, _share: None, lambda _answer: None)
    differing = [name for name, text in documents(answer).items() if _bytes(folder / name) != text.encode()]
    version = metadata.version("bysans")
    why = "" if made["bysans"] == version else f" (written by Bysans {made['bysans']}, this is {version})"
    return [f"{name} is not what its inputs and seed give{why}" for name in differing]


def _today(made: Mapping[str, Any]) -> int:
    """Return the day (ordinal) on which a report was made; of one that does not say it, the last there is."""
    return date.fromisoformat(made.get("today", date.max.isoformat())).toordinal()


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
