"""A person with a list gets the answer, the same bytes each time, and is told of everything that was assumed."""

import csv
import json
import os
import subprocess
from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from api.dryrun import dry_run_process
from api.dryrun.chosen_columns import remember, shown
from api.dryrun.dry_run_process import Files, keep_files, look
from api.dryrun.kept_map import save_map
from api.dryrun.run_folder import new_folder, run_of
from api.table_import.columns import ColumnMap
from api.table_import.problems import TableError
from bysans.__main__ import app
from bysans.dryrun import command, dry_run
from bysans.dryrun.dry_run import Effort
from bysans.dryrun.inputs import InputFiles, Inputs, SaidColumns, read_inputs, said_columns
from config.plan import SHIPPED
from domain.dryrun.course import Course
from domain.dryrun.study import Study
from domain.dryrun.tuning.measured import Measured
from domain.dryrun.tuning.tuned import Tuned
from tests.unit.bysans.dryrun.lists import write_bins, write_list

TODAY = date(2026, 11, 30).toordinal()


def dryrun(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["dryrun", *map(str, arguments)])


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dry")
    doubtful = (
        "B1;31.02.2025;07:00;50 %;\nB2;10.02.2025;06:00;mye;\nB99;10.02.2025;06:00;120 %;\nB3;13.02.2025;06:00;;ikke tømt\n;13.02.2025;;;\n"
    )
    file, bins = write_list(folder, extra=doubtful), write_bins(folder)
    result = dryrun(file, "--bins", bins, "--out", folder / "report", "--draws", "3", "--seed", "7", "--processes", "1")
    assert result.exit_code == 0, result.output
    return folder / "report"


def test_every_document_is_written(report: Path) -> None:
    names = {path.name for path in report.iterdir()}
    assert {"answer.json", "rapport.html", "report.html", "figures.csv", "bins.csv", "doubts.csv", "run.json", "inputs"} <= names
    answer = json.loads((report / "answer.json").read_text())
    assert answer["unknown"] == []
    assert answer["basis"]["bins"] == 13
    assert answer["policies"]["practice"]["emptyings"]["middle"] == 12 * 19 - 4 + 2


def test_the_columns_are_kept_for_next_time(report: Path) -> None:
    kept = (report / "inputs" / "emptyings-columns.toml").read_text()
    assert 'bin = "Beholdernr"' in kept
    assert 'time = "Tømt dato"' in kept


def test_each_doubt_is_named_with_its_line(report: Path) -> None:
    with (report / "doubts.csv").open() as file:
        doubts = {(row["kind"], row["bin"]) for row in csv.DictReader(file)}
    assert {("bad_time", "B1"), ("bad_fill", "B2"), ("unlisted_bin", "B99"), ("over_full", "B99"), ("no_bin", "")} <= doubts


def test_with_the_future_known_nothing_costs_more(report: Path) -> None:
    policies = json.loads((report / "answer.json").read_text())["policies"]
    assert policies["foresight"]["cost"]["middle"] <= min(policies[name]["cost"]["middle"] for name in ("practice", "fixed", "bysans"))


def test_the_best_schedule_costs_no_more_than_going_on_as_before(report: Path) -> None:
    policies = json.loads((report / "answer.json").read_text())["policies"]
    assert policies["fixed"]["cost"]["middle"] <= 1.05 * policies["reordered"]["cost"]["middle"]


def test_a_report_proves_itself_and_a_changed_one_does_not(report: Path) -> None:
    assert dryrun("--check", report, "--processes", "2").exit_code == 0
    figures = report / "figures.csv"
    before = figures.read_bytes()
    figures.write_bytes(before.replace(b"practice", b"praxis", 1))
    changed = dryrun("--check", report, "--processes", "1")
    figures.write_bytes(before)
    assert changed.exit_code == 1
    assert "figures.csv is not what its inputs and seed give" in changed.output


def test_a_workbook_gives_the_same_figures_as_the_same_list_in_csv(report: Path, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    with (report / "inputs" / "emptyings.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file, delimiter=";"):
            book.active.append(row)
    book.save(tmp_path / "list.xlsx")
    bins = report / "inputs" / "bins.csv"
    result = dryrun(tmp_path / "list.xlsx", "--bins", bins, "--out", tmp_path / "out", "--draws", "3", "--seed", "7", "--processes", "1")
    assert result.exit_code == 0, result.output
    assert (tmp_path / "out" / "figures.csv").read_bytes() == (report / "figures.csv").read_bytes()


def test_a_list_without_fills_says_what_it_does_not_know(tmp_path: Path) -> None:
    file, bins = write_list(tmp_path, fills=False), write_bins(tmp_path)
    assert dryrun(file, "--bins", bins, "--out", tmp_path / "out", "--draws", "3", "--processes", "1").exit_code == 0
    answer = json.loads((tmp_path / "out" / "answer.json").read_text())
    assert answer["unknown"] == ["no_fills"]
    assert answer["policies"]["bysans"]["hours"] is None
    assert answer["policies"]["practice"]["hours"] is not None
    assert "Vi vet ikke hva det ville spart" in (tmp_path / "out" / "rapport.html").read_text()


def test_a_list_without_a_column_for_the_bin_says_which_columns_there_are(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("hva;når\na;1.1.2025\n", encoding="utf-8")
    result = dryrun(file, "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert "no column says which bin it is (--column bin=…) and when it was emptied (--column time=…); there are hva, når" in result.output


def test_a_look_shows_the_columns_with_their_first_rows_and_a_guess(report: Path) -> None:
    look = json.loads(dryrun(report / "inputs" / "emptyings.csv", "--bins", report / "inputs" / "bins.csv", "--look").output)
    assert look["emptyings"]["rows"][0]["Beholdernr"] == "B0"
    assert {"name": "clock", "column": "Klokkeslett", "needed": False} in look["emptyings"]["fields"]
    assert {"name": "lat", "column": "Breddegrad", "needed": False} in look["bins"]["fields"]
    assert look["bins"]["places"]["said"]["en"].startswith("1 of 13 bins have no position.")


def test_a_list_that_is_too_long_is_told_at_the_first_look(tmp_path: Path) -> None:
    file = tmp_path / "long.csv"
    file.write_text("Beholder;Tømt\n" + "B1;1.1.2025\n" * 400_001, encoding="utf-8")
    result = dryrun(file, "--look")
    assert result.exit_code == 1
    assert "has more than 400000 rows; part it" in result.output


def test_columns_that_were_said_are_remembered_for_the_same_headings_and_for_no_others(tmp_path: Path) -> None:
    same, other = tmp_path / "same.csv", tmp_path / "other.csv"
    same.write_text("hva;når\na;1.1.2025\na;3.1.2025\n", encoding="utf-8")
    other.write_text("hva;når;hvor\na;1.1.2025;x\n", encoding="utf-8")
    files = InputFiles(emptyings=same, remembered=tmp_path)
    said = ColumnMap(columns={"bin": "hva", "time": "når"})
    inputs = read_inputs(files, SaidColumns(emptyings=said), today=TODAY)
    save_map(inputs.columns["emptyings"], tmp_path / "emptyings-columns.toml")
    assert len(read_inputs(files, SaidColumns(), today=TODAY).listed.bins) == 1
    with pytest.raises(TableError, match="no column says"):
        read_inputs(InputFiles(emptyings=other, remembered=tmp_path), SaidColumns(), today=TODAY)


def test_a_zone_that_was_said_counts_is_kept_and_a_wrong_one_is_doubted(tmp_path: Path) -> None:
    bins = tmp_path / "bins.csv"
    bins.write_text("Beholdernr;X;Y\n" + "".join(f"B{at};{597_423 + 100 * at};6642867\n" for at in range(12)), encoding="utf-8")
    files = InputFiles(emptyings=write_list(tmp_path), bins=bins, fleet=SHIPPED.parent / "fleet.toml")

    def zone_doubts(inputs: Inputs) -> set[str]:
        return {doubt.kind for doubt in inputs.doubts} & {"utm_zone", "outside_norway", "far_depot"}

    assert zone_doubts(read_inputs(files, SaidColumns(), today=TODAY)) == {"utm_zone", "outside_norway", "far_depot"}
    said = read_inputs(files, said_columns({}, {}, 32), today=TODAY)
    save_map(said.columns["bins"], tmp_path / "kept.toml")
    again = read_inputs(replace(files, bins_columns=tmp_path / "kept.toml"), SaidColumns(), today=TODAY)
    assert zone_doubts(said) == zone_doubts(again) == set()
    assert dryrun(files.emptyings, "--utm-zone", "12").exit_code == 2


def test_a_towns_own_plan_tells_its_densities_and_speed_and_is_kept(tmp_path: Path) -> None:
    plan = tmp_path / "own.toml"
    plan.write_text(SHIPPED.read_text().replace("speed_kmh = 25", "speed_kmh = 31", 1))
    file = write_list(tmp_path)
    inputs = read_inputs(InputFiles(emptyings=file, plan=plan), SaidColumns(), today=TODAY)
    assert inputs.plan.roads.speed_kmh == 31
    assert "plan.toml" in inputs.digests


def test_a_rough_answer_comes_first_says_that_it_is_rough_and_gives_way_to_the_final_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheets: list[str] = []
    first_money: dict[str, float] = {}
    tune = dry_run._tuned

    def tuned_after_the_rough_answer(study: Study, effort: Effort, first: Measured, course: Course) -> Tuned:
        sheets.append((tmp_path / "out" / "rough" / "report.html").read_text())
        first_money.update(json.loads((tmp_path / "out" / "rough" / "answer.json").read_text())["money"]["saving_year"])
        return tune(study, effort, first, course)

    monkeypatch.setattr(dry_run, "_tuned", tuned_after_the_rough_answer)
    result = dryrun(write_list(tmp_path), "--bins", write_bins(tmp_path), "--out", tmp_path / "out", "--draws", "3", "--processes", "1")
    assert "a first, rough answer" in sheets[0]
    assert "a first, rough answer" not in (tmp_path / "out" / "report.html").read_text()
    assert not (tmp_path / "out" / "rough").exists()
    final_money = json.loads((tmp_path / "out" / "answer.json").read_text())["money"]["saving_year"]
    assert first_money["low"] <= final_money["middle"] <= first_money["high"], "its tours are the planner's, if of few days"
    assert "a first rough answer: " in result.output


def test_the_run_says_how_far_it_is_in_small_steps_that_never_go_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[tuple[str, float]] = []
    monkeypatch.setattr(command, "write_progress", lambda _folder, step, share: heard.append((step, share)))
    dryrun(write_list(tmp_path), "--bins", write_bins(tmp_path), "--out", tmp_path / "out", "--draws", "3", "--processes", "1")
    shares = [share for _, share in heard]
    assert list(dict.fromkeys(step for step, _ in heard)) == ["reading", "rates", "rough", "tuning", "draws", "sensors", "done"]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert max(after - before for before, after in pairwise(shares)) < 0.1


def test_the_page_and_the_command_write_the_same_bytes_from_the_same_file(report: Path, tmp_path: Path) -> None:
    files: Files = {name: (".csv", (report / "inputs" / f"{name}.csv").read_bytes()) for name in ("emptyings", "bins")}
    runs, folder = tmp_path, new_folder(tmp_path, 1.0)
    keep_files(folder, files, None)
    assert look(folder)
    run = run_of(runs, folder.name)
    assert run is not None
    remember(runs, run, shown(runs, run))
    began = [*dry_run_process._command(folder), "--draws", "3", "--seed", "7", "--processes", "1", "--out", str(tmp_path / "out")]
    hashing = {**os.environ, "PYTHONHASHSEED": "1"}  # no figure may hang on the order of a set
    ran = subprocess.run(began, env=hashing, check=False, capture_output=True)
    assert ran.returncode == 0, ran.stderr
    names = sorted(path.name for path in report.iterdir() if path.is_file())
    assert {"answer.json", "report.html", "run.json"} <= {*names}
    assert [name for name in names if (report / name).read_bytes() != (tmp_path / "out" / name).read_bytes()] == []


def test_a_look_shows_a_workbooks_day_without_a_time_of_day(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (["Beholdernr", "Tømt dato"], ["B1", datetime(2025, 2, 3)], ["B1", datetime(2025, 2, 6, 7, 15)]):  # noqa: DTZ001 - as workbooks have them
        book.active.append(row)
    book.save(tmp_path / "list.xlsx")
    rows = json.loads(dryrun(tmp_path / "list.xlsx", "--look").output)["emptyings"]["rows"]
    assert [row["Tømt dato"] for row in rows] == ["2025-02-03", "2025-02-06 07:15:00"]
