"""Keeps the runs within what the settings allow: how many at once, for how long, and how much disk."""

import asyncio
import shutil
import time
from collections.abc import Sequence
from pathlib import Path

import structlog
from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool

from api.dryrun.run_folder import DryRun, all_runs, runs_folder
from config.sections.dryrun_settings import DryRun as DryRunSettings

_EVERY_S = 3600.0
_DAY_S = 86_400
_log = structlog.get_logger(__name__)


class NoRoomError(Exception):
    """The runs under way take all the room that there is for runs."""


def running(runs: Path) -> Sequence[DryRun]:
    """Return the runs under way."""
    return [run for run in all_runs(runs) if run.state == "running"]


def remove_run(runs: Path, run: DryRun) -> None:
    """Remove a run that is not under way, with all that was handed in. Raises OSError."""
    if run.state != "running":
        shutil.rmtree(runs / run.id)


def remove_old(runs: Path, settings: DryRunSettings, now: float) -> None:
    """Remove the runs that are older than they are kept. Raises OSError."""
    for run in all_runs(runs):
        if run.at < now - settings.keep_days * _DAY_S:
            remove_run(runs, run)


def make_room(runs: Path, size: int, settings: DryRunSettings) -> None:
    """Remove the oldest runs until `size` bytes more are within the limit. Raises NoRoomError, OSError."""
    sizes = {run.id: folder_size(runs / run.id) for run in all_runs(runs)}
    most = settings.max_mb * 1_000_000 - size
    for run in reversed(all_runs(runs)):
        if sum(sizes.values()) <= most:
            return
        if run.state != "running":
            remove_run(runs, run)
            sizes.pop(run.id)
    if sum(sizes.values()) > most:
        raise NoRoomError


def folder_size(folder: Path) -> int:
    """Return the bytes of a folder's files."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


async def remove_old_runs(app: FastAPI) -> None:
    """Remove old runs every hour until cancelled, so that no list of a town is kept because nobody looks."""
    settings = app.state.services.settings
    while True:
        try:
            await run_in_threadpool(remove_old, runs_folder(settings.data_dir), settings.dryrun, time.time())
        except OSError as error:
            _log.warning("cannot remove old dry runs", folder=str(error.filename), reason=error.strerror)
        await asyncio.sleep(_EVERY_S)
