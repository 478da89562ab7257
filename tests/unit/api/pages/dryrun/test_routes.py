"""Only staff hand lists in, from our own page and within a limit; a run's folder gives away nothing but its documents."""

import os
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.dryrun.run_folder import all_runs, document, new_folder, run_of, runs_folder
from api.pages.dryrun.list_form import MOST_BYTES
from api.web.services import Services

HERE = "http://127.0.0.1"
PAGE = f"{HERE}/provaar"
OURS = {"Origin": HERE}
LIST = {"emptyings": ("list.csv", b"bin;time\n")}


@pytest.fixture
def office(anonymous: TestClient) -> TestClient:
    """Staff on pages that are open to all."""
    services: Services = anonymous.app.state.services  # type: ignore[attr-defined]
    http = services.settings.http.model_copy(update={"open_pages": True})
    object.__setattr__(services, "settings", services.settings.model_copy(update={"http": http}))
    return anonymous


@pytest.fixture
def runs(office: TestClient) -> Path:
    services: Services = office.app.state.services  # type: ignore[attr-defined]
    return runs_folder(services.settings.data_dir)


def test_nobody_who_is_not_signed_in_sees_it(anonymous: TestClient) -> None:
    assert anonymous.get(PAGE).status_code == 401
    assert anonymous.get(f"{PAGE}/dokument/x/answer.json").status_code == 401
    assert anonymous.post(PAGE, files=LIST, headers=OURS).status_code == 401


def test_a_form_of_anothers_page_begins_nothing(office: TestClient, runs: Path) -> None:
    assert office.post(PAGE, files=LIST, headers={"Origin": "https://elsewhere.example"}).status_code == 403
    assert office.post(f"{PAGE}/avbryt", data={"run": "x"}, headers={"Origin": "https://elsewhere.example"}).status_code == 403
    assert all_runs(runs) == []


@pytest.mark.parametrize(
    ("files", "status"),
    [
        ({"emptyings": ("list.csv", b"x" * (MOST_BYTES + 1))}, 413),
        ({"emptyings": ("list.exe", b"x")}, 422),
        ({"bins": ("bins.csv", b"x")}, 422),
        ({**LIST, "fleet": ("fleet.csv", b"x")}, 422),
    ],
)
def test_what_is_too_large_or_no_list_is_refused(office: TestClient, runs: Path, files: dict[str, tuple[str, bytes]], status: int) -> None:
    assert office.post(PAGE, files=files, headers=OURS).status_code == status
    assert all_runs(runs) == []


def test_only_one_run_is_under_way(office: TestClient, runs: Path) -> None:
    folder = new_folder(runs, 1_800_000_000)
    answer = office.post(PAGE, files=LIST, headers=OURS, follow_redirects=False)
    assert answer.status_code == 303
    assert f"kjoring={folder.name}" in answer.headers["location"]
    assert len(all_runs(runs)) == 1


def test_a_run_without_a_sign_of_life_is_said_to_be_lost(runs: Path) -> None:
    folder = new_folder(runs, 1_800_000_000)
    os.utime(folder / "alive", (0, 0))
    run = run_of(runs, folder.name)
    assert run is not None
    assert run.state == "lost"


def test_the_oldest_runs_make_room(runs: Path) -> None:
    names = []
    for number in range(7):
        folder = new_folder(runs, 1_800_000_000 + number)
        (folder / "cancel").touch()
        names.append(folder.name)
    assert [run.id for run in all_runs(runs)] == names[:1:-1]


@pytest.mark.parametrize("rest", ["run.json", "../emptyings.csv", "inputs/emptyings.csv", "", "answer.json/.."])
def test_a_folder_gives_away_nothing_but_its_documents(runs: Path, rest: str) -> None:
    folder = new_folder(runs, 1_800_000_000)
    (folder / "out" / "inputs").mkdir(parents=True)
    (folder / "emptyings.csv").write_text("secret")
    (folder / "out" / "inputs" / "emptyings.csv").write_text("secret")
    (folder / "out" / "answer.json").write_text("{}")
    assert document(runs, f"{folder.name}/{rest}") is None
    assert document(runs, f"{folder.name}/answer.json") == b"{}"
    assert document(runs, f"../{runs.name}/{folder.name}/answer.json") is None
