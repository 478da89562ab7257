"""Runs are kept as long as the settings say and within the room they have; one that is under way is never removed."""

from pathlib import Path

import pytest

from api.dryrun.kept_runs import NoRoomError, make_room, remove_old
from api.dryrun.run_folder import all_runs, new_folder
from config.sections.dryrun_settings import DryRun

DAY = 86_400
NOW = 1_800_000_000
SETTINGS = DryRun(keep_days=30, max_mb=100)


def run(runs: Path, age_days: float, *, is_running: bool = False, size: int = 0) -> str:
    folder = new_folder(runs, NOW - age_days * DAY)
    (folder / "emptyings.csv").touch()
    with (folder / "emptyings.csv").open("r+b") as file:
        file.truncate(size)
    if is_running:
        (folder / "alive").touch()
    return folder.name


def test_what_is_older_than_it_is_kept_is_removed_but_for_what_is_under_way(tmp_path: Path) -> None:
    run(tmp_path, 30.1)
    kept = {run(tmp_path, 29.9), run(tmp_path, 31, is_running=True)}
    remove_old(tmp_path, SETTINGS, NOW)
    assert {left.id for left in all_runs(tmp_path)} == kept


def test_the_oldest_make_room(tmp_path: Path) -> None:
    run(tmp_path, 3, size=40_000_000)
    kept = {run(tmp_path, 4, is_running=True, size=30_000_000), run(tmp_path, 2, size=20_000_000)}
    make_room(tmp_path, 50_000_000, SETTINGS)
    assert {left.id for left in all_runs(tmp_path)} == kept


def test_a_list_for_which_no_room_can_be_made_is_refused(tmp_path: Path) -> None:
    run(tmp_path, 4, is_running=True, size=60_000_000)
    with pytest.raises(NoRoomError):
        make_room(tmp_path, 50_000_000, SETTINGS)
