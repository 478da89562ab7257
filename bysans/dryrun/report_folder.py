"""The folder of a dry run: its answer in every form, its inputs beside it, and proof that they belong together."""

import json
import shutil
from collections.abc import Mapping
from datetime import date
from importlib import metadata
from pathlib import Path

from api.dryrun.kept_map import save_map
from bysans.dryrun.dry_run import Effort
from bysans.dryrun.inputs import InputFiles, Inputs
from config.texts import LANGUAGES
from reports.dryrun.answer import Answer, as_json
from reports.dryrun.csv_export import bins_csv, doubts_csv, figures_csv
from reports.dryrun.doubt_group import doubts_json
from reports.dryrun.headline import headline
from reports.dryrun.html_page import html

INPUTS, RUN, PROGRESS = "inputs", "run.json", "progress.json"
ROUGH = "rough"


def documents(answer: Answer) -> Mapping[str, str]:
    """Return every document of an answer by its file's name."""
    return {
        "answer.json": json.dumps(as_json(answer), ensure_ascii=False, indent=1) + "\n",
        "rapport.html": html(answer, "nb"),
        "report.html": html(answer, "en"),
        "figures.csv": figures_csv(answer),
        "bins.csv": bins_csv(answer),
        "doubts.csv": doubts_csv(answer),
        "doubts.json": json.dumps(doubts_json(answer.doubts), ensure_ascii=False, indent=1) + "\n",
        "headline.json": json.dumps({language: headline(answer, language) for language in LANGUAGES}, ensure_ascii=False) + "\n",
    }


def write_documents(folder: Path, answer: Answer) -> None:
    """Write every document: a rough answer into a folder of its own, which the final one takes away. Raises OSError."""
    place = folder / ROUGH if answer.basis.is_rough else folder
    place.mkdir(parents=True, exist_ok=True)
    for name, text in documents(answer).items():
        (place / name).write_bytes(text.encode())
    if not answer.basis.is_rough:
        shutil.rmtree(folder / ROUGH, ignore_errors=True)


def keep_inputs(folder: Path, files: InputFiles, inputs: Inputs, effort: Effort, today: date) -> None:
    """Keep the inputs, their columns, and how the run was made. Raises OSError."""
    place = folder / INPUTS
    place.mkdir(parents=True, exist_ok=True)
    for name, path in files.named().items():
        if path.resolve() != (place / name).resolve():
            shutil.copyfile(path, place / name)
    for name, columns in inputs.columns.items():
        save_map(columns, place / f"{name}-columns.toml")
    run = {
        "bysans": metadata.version("bysans"),
        "seed": effort.seed,
        "draws": effort.draws,
        "today": today.isoformat(),
        "sha256": dict(inputs.digests),
    }
    (folder / RUN).write_text(json.dumps(run, indent=1) + "\n", encoding="utf-8")


def kept_inputs(folder: Path) -> InputFiles:
    """Return the inputs that a folder keeps. Raises FileNotFoundError."""
    place = folder / INPUTS
    emptyings = [path for path in sorted(place.glob("emptyings.*")) if path.suffix != ".toml"]
    if not emptyings:
        raise FileNotFoundError(f"{place}: keeps no list of emptyings")
    bins = next((path for path in sorted(place.glob("bins.*")) if path.suffix != ".toml"), None)
    optional = {name: _if_there(place / f"{name}.toml") for name in ("fleet", "practice", "plan")}
    columns = {f"{name}_columns": _if_there(place / f"{name}-columns.toml") for name in ("emptyings", "bins")}
    return InputFiles(emptyings=emptyings[0], bins=bins, **optional, **columns)


def write_progress(folder: Path, step: str, share: float) -> None:
    """Say how far the run is, whole at every moment. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    new = folder / f"{PROGRESS}.new"
    new.write_text(json.dumps({"step": step, "share": round(share, 3)}), encoding="utf-8")
    new.replace(folder / PROGRESS)


def _if_there(path: Path) -> Path | None:
    return path if path.exists() else None
