"""The folder of one dry run: what was handed in, how far it is, and what came of it."""

import json
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Any, Literal

from api.dryrun.run_files import ALIVE, CANCEL, COLUMNS, FAILED, LOST_S

RunState = Literal["asking", "running", "done", "failed", "cancelled", "lost"]
DOCUMENTS = (
    "rapport.html", "report.html", "answer.json", "figures.csv", "bins.csv", "doubts.csv", "rough/rapport.html", "rough/report.html",
    "inputs/emptyings-columns.toml", "inputs/bins-columns.toml",
)  # fmt: skip
_is_id = re.compile(r"[0-9]{10}-[0-9a-f]{16}").fullmatch


@dataclass(frozen=True, slots=True, kw_only=True)
class RunProblem:
    """Why a run failed: the kind, what it is about, in English what was said, and which table it is where only one of them is wrong."""

    kind: str
    detail: str
    text: str
    table: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRun:
    """One run, begun at `at` (s UTC): how far it is (`step`, `share` 0–1), and its answer in a sentence by language once there is one.

    `columns`: what its tables have, by table. `doubts`: what of them is doubtful. `size`: bytes of its folder.
    """

    id: str
    state: RunState
    step: str
    share: float
    headlines: Mapping[str, str]
    is_rough: bool
    problem: RunProblem | None
    columns: Mapping[str, Any]
    doubts: Sequence[Any]
    documents: frozenset[str]

    @property
    def at(self) -> int:
        """When its list was handed in (s UTC)."""
        return int(self.id[:10])


def runs_folder(data_dir: Path) -> Path:
    """Return where runs lie."""
    return data_dir / "dryrun"


def new_folder(runs: Path, now: float) -> Path:
    """Make the folder of a new run. Raises OSError."""
    folder = runs / f"{round(now):010}-{token_hex(8)}"
    folder.mkdir(parents=True, mode=0o700)
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
    progress, failed = _json(out / "progress.json", {}), _json(folder / FAILED, None)
    is_done = (out / "headline.json").exists()
    return DryRun(
        id=run_id,
        state="done" if is_done else _unfinished(folder),
        step=str(progress.get("step", "reading")),
        share=float(progress.get("share", 0.0)),
        headlines=_json(out / "headline.json" if is_done else out / "rough" / "headline.json", {}),
        is_rough=not is_done,
        problem=RunProblem(**failed) if failed else None,
        columns=_json(folder / COLUMNS, {}),
        doubts=_json(out / "doubts.json", []),
        documents=frozenset(name for name in DOCUMENTS if (out / name).is_file()),
    )


def document(runs: Path, name: str) -> bytes | None:
    """Return a document by `RUN_ID/NAME`, None where there is none."""
    run_id, _, rest = name.partition("/")
    file = runs / run_id / "out" / rest
    return file.read_bytes() if _is_id(run_id) and rest in DOCUMENTS and file.is_file() else None


def _unfinished(folder: Path) -> RunState:
    if (folder / CANCEL).exists():
        return "cancelled"
    if (folder / FAILED).exists():
        return "failed"
    try:
        last_seen = (folder / ALIVE).stat().st_mtime
    except FileNotFoundError:
        return "asking"
    return "running" if time.time() - last_seen < LOST_S else "lost"


def _json(path: Path, missing: Any) -> Any:
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return missing
