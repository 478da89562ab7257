"""Proves that a report follows from its inputs and seed: runs it again and compares every byte."""

import json
from collections.abc import Sequence
from hashlib import sha256
from importlib import metadata
from pathlib import Path

from api.table_import.columns import ColumnMap
from bysans.dryrun.dry_run import Effort, run
from bysans.dryrun.inputs import read_inputs
from bysans.dryrun.report_folder import INPUTS, RUN, documents, kept_inputs


def check_report(folder: Path, processes: int) -> Sequence[str]:
    """Return what differs, nothing where every byte is right. Raises OSError, ValueError, KeyError, TableError, ConfigError."""
    made = json.loads((folder / RUN).read_text("utf-8"))
    changed = [f"{INPUTS}/{name} was changed" for name, digest in made["sha256"].items() if _digest(folder / INPUTS / name) != digest]
    if changed:
        return changed
    files = kept_inputs(folder)
    effort = Effort(seed=made["seed"], draws=made["draws"], processes=processes)
    answer = run(read_inputs(files, ColumnMap()), effort, lambda _step, _share: None, lambda _answer: None)
    differing = [name for name, text in documents(answer).items() if _bytes(folder / name) != text.encode()]
    version = metadata.version("bysans")
    why = "" if made["bysans"] == version else f" (written by Bysans {made['bysans']}, this is {version})"
    return [f"{name} is not what its inputs and seed give{why}" for name in differing]


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
