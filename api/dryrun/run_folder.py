"""The folder of one dry run: what was handed in, how far it is, and what came of it."""

import json
import re
import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Literal

RunState = Literal["running", "done", "failed", "cancelled", "lost"]
DOCUMENTS = (
    "rapport.html", "report.html", "answer.json", "figures.csv", "bins.csv", "doubts.csv", "rough/rapport.html", "rough/report.html",
)  # fmt: skip
CANCEL = "cancel"
_KEPT = 5
_LOST_S = 60.0  # without a sign of life
_is_id = re.compile(r"[0-9]{10}-[0-9a-f]{16}").fullmatch


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRun:
    """One run: how far it is (`step`, `share` 0–1), its answer in a sentence by language once there is one, and why it failed."""

    id: str
    state: RunState
    step: str
    share: float
    headlines: Mapping[str, str]
    is_rough: bool
    problem: str


def runs_folder(data_dir: Path) -> Path:
    """Return where runs lie."""
    return data_dir / "dryrun"


def new_folder(runs: Path, now: float) -> Path:
    """Make the folder of a new run; the oldest that are over make room. Raises OSError."""
    for old in all_runs(runs)[_KEPT - 1 :]:
        if old.state != "running":
            shutil.rmtree(runs / old.id)
    folder = runs / f"{round(now):010}-{token_hex(8)}"
    folder.mkdir(parents=True, mode=0o700)
    (folder / "alive").touch()
    return folder


def all_runs(runs: Path) -> Sequence[DryRun]:
    """Return every run, the newest first."""
    names = sorted((path.name for path in runs.glob("*") if _is_id(path.name)), reverse=True) if runs.exists() else []
    return [run for name in names if (run := run_of(runs, name)) is not None]


def run_of(runs: Path, run_id: str) -> DryRun | None:
    """Return a run, None where there is none of that id."""
    folder = runs / run_id
    if not _is_id(run_id) or not folder.is_dir():
        return None
    out = folder / "out"
    progress = _json(out / "progress.json")
    is_done = (out / "headline.json").exists()
    return DryRun(
        id=run_id,
        state="done" if is_done else _unfinished(folder),
        step=str(progress.get("step", "reading")),
        share=float(progress.get("share", 0.0)),
        headlines=_json(out / "headline.json") if is_done else _json(out / "rough" / "headline.json"),
        is_rough=not is_done,
        problem=_text(folder / "failed.txt"),
    )


def document(runs: Path, name: str) -> bytes | None:
    """Return a document by `RUN_ID/NAME`, None where there is none."""
    run_id, _, rest = name.partition("/")
    file = runs / run_id / "out" / rest
    return file.read_bytes() if _is_id(run_id) and rest in DOCUMENTS and file.is_file() else None


def _unfinished(folder: Path) -> RunState:
    if (folder / "failed.txt").exists():
        return "failed"
    if (folder / CANCEL).exists():
        return "cancelled"
    return "running" if time.time() - (folder / "alive").stat().st_mtime < _LOST_S else "lost"


def _json(path: Path) -> Mapping[str, str]:
    try:
        content: Mapping[str, str] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return content


def _text(path: Path) -> str:
    return path.read_text("utf-8", "replace") if path.exists() else ""
