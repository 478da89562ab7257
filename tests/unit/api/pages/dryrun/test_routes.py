"""Only staff hand lists in, from our own page and within a limit; a run's folder gives away nothing but its documents."""

import json
import os
import re
import time
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.dryrun import dry_run_process
from api.dryrun.run_folder import all_runs, document, new_folder, run_of, runs_folder
from api.pages.dryrun.list_form import MOST_BYTES
from api.table_import.foreign_file import SAID
from api.web.services import Services
from config.texts import LANGUAGES, Language, words

HERE = "http://127.0.0.1"
PAGE = f"{HERE}/provaar"
OURS = {"Origin": HERE}
LIST = {"emptyings": ("list.csv", b"bin;time\n")}
LOOK = {
    "emptyings": {
        "headings": ["hva", "når", "hvor"],
        "rows": [{"hva": "B1", "når": "1.2.2026", "hvor": "<b>her</b>"}],
        "fields": [{"name": "bin", "column": "hva", "needed": True}, {"name": "time", "column": "", "needed": True}],
    }
}


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


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The runs that were begun, without a process; each list has the columns of LOOK."""
    started: list[str] = []

    def look(folder: Path) -> bool:
        (folder / "columns.json").write_text(json.dumps(LOOK))
        return True

    def start(folder: Path) -> None:
        started.append(folder.name)
        for name in ("cancel", "failed.json"):
            (folder / name).unlink(missing_ok=True)
        (folder / "alive").touch()

    monkeypatch.setattr(dry_run_process, "look", look)
    monkeypatch.setattr(dry_run_process, "start", start)
    return started


def made(runs: Path, at: int | None = None, **files: str) -> str:
    """Make a run's folder with files; return its id."""
    folder = new_folder(runs, time.time() if at is None else at)
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text)
    return folder.name


def post(office: TestClient, part: str, **fields: str) -> str:
    """Send a form; return where it leads."""
    answer = office.post(f"{PAGE}{part}", data=fields, headers=OURS, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def state(runs: Path, run_id: str) -> str | None:
    run = run_of(runs, run_id)
    return run.state if run else None


def test_nobody_who_is_not_signed_in_sees_it(anonymous: TestClient) -> None:
    assert anonymous.get(PAGE).status_code == 401
    assert anonymous.get(f"{PAGE}/dokument/x/answer.json").status_code == 401
    assert anonymous.post(PAGE, files=LIST, headers=OURS).status_code == 401


@pytest.mark.parametrize("part", ["/kolonner", "/avbryt", "/igjen", "/fjern"])
def test_a_form_of_anothers_page_begins_and_changes_nothing(office: TestClient, runs: Path, part: str) -> None:
    run_id, elsewhere = made(runs), {"Origin": "https://elsewhere.example"}
    assert office.post(PAGE, files=LIST, headers=elsewhere).status_code == 403
    assert office.post(f"{PAGE}{part}", data={"run": run_id}, headers=elsewhere).status_code == 403
    assert [(run.id, run.state) for run in all_runs(runs)] == [(run_id, "asking")]


@pytest.mark.parametrize(
    ("files", "status", "said"),
    [
        ({"emptyings": ("list.csv", b"x" * (MOST_BYTES + 1))}, 413, "Filene er større enn 50 MB"),
        ({"emptyings": ("list.exe", b"x")}, 422, "list.exe kan ikke leses"),
        ({"emptyings": ("list.xls", b"x")}, 422, "«list.xls» er en gammel Excel-fil (XLS). Åpne den, og lagre den som XLSX eller CSV."),
        ({"emptyings": ("list.csv", b"%PDF-1.7")}, 422, "«list.csv» er en PDF. Be om å få lista som regneark"),
        ({**LIST, "bins": ("bins.xlsx", b"\x89PNG\r\n")}, 422, "«bins.xlsx» er et bilde."),
        ({"bins": ("bins.csv", b"x")}, 422, "Velg lista over tømminger"),
        ({**LIST, "fleet": ("fleet.csv", b"x")}, 422, "fleet.csv kan ikke leses"),
    ],
)
def test_what_is_too_large_or_no_list_is_refused_in_the_readers_language(
    office: TestClient, runs: Path, files: dict[str, tuple[str, bytes]], status: int, said: str
) -> None:
    answer = office.post(f"{PAGE}?lang=nb", files=files, headers=OURS)
    assert (answer.status_code, said in answer.text) == (status, True)
    assert all_runs(runs) == []


def test_columns_are_asked_once_and_remembered_for_the_next_list_with_the_same_headings(
    office: TestClient, runs: Path, begun: list[str]
) -> None:
    asked = office.post(PAGE, files=LIST, headers=OURS)
    (run,) = all_runs(runs)
    assert (run.state, begun) == ("asking", [])
    assert re.search(r'<option value="hva" selected>hva \(B1\)', asked.text)
    assert "<b>her</b>" not in asked.text
    wrong = office.post(f"{PAGE}/kolonner", data={"run": run.id, "emptyings.bin": "hva", "emptyings.time": "nei"}, headers=OURS)
    assert (wrong.status_code, begun) == (422, [])
    post(office, "/kolonner", run=run.id, **{"emptyings.bin": "hva", "emptyings.time": "når"})
    assert begun == [run.id]
    assert 'time = "når"' in (runs / run.id / "emptyings-columns.toml").read_text()
    (runs / run.id / "cancel").touch()
    office.post(PAGE, files=LIST, headers=OURS)
    assert len(begun) == 2
    assert 'time = "når"' in (runs / begun[1] / "emptyings-columns.toml").read_text()


def placed(places: object) -> str:
    fields = [*LOOK["emptyings"]["fields"], {"name": "lat", "column": "hvor", "needed": False}]
    return json.dumps({"emptyings": {**LOOK["emptyings"], "fields": fields, "places": places}})


FEW = {"is_enough": False, "said": {"nb": "Vi finner få.", "en": "We find few."}, "doubts": [{"nb": "med UTM 33", "en": "by UTM 33"}]}


def test_what_missing_positions_cost_and_which_zone_is_taken_is_said_before_anything_is_worked_out(office: TestClient, runs: Path) -> None:
    run_id = made(runs, columns_json=placed({**FEW, "zone": {"zone": 33, "from": "nobody", "zones": [32, 33]}}))
    for language, cost, doubt, zone in (
        ("nb", "Vi finner få.", "Med UTM 33", "33, som vi antar"),
        ("en", "We find few.", "By UTM 33", "33, as we assume"),
    ):
        page = office.get(f"{PAGE}?lang={language}&kjoring={run_id}").text
        assert (
            page.index(f'<option value="">{zone}')
            < page.index(doubt)
            < page.index(cost)
            < page.index('type="submit">' + ("Regn ut" if language == "nb" else "Work"))
        )


def test_fields_without_a_column_are_named_and_folded_away_below_those_that_have_one_or_need_one(office: TestClient, runs: Path) -> None:
    fields = [{"name": "weight_kg", "column": "", "needed": False}, {"name": "fill", "column": "hvor", "needed": False}]
    look = {"emptyings": {**LOOK["emptyings"], "fields": [*fields, *LOOK["emptyings"]["fields"]]}}
    page = office.get(f"{PAGE}?lang=nb&kjoring={made(runs, columns_json=json.dumps(look))}").text
    assert (
        page.index('id="emptyings-fill"')
        < page.index('id="emptyings-time"')
        < page.index("Uten kolonne i lista: Vekt<")
        < page.index('id="emptyings-weight_kg"')
    )


def test_what_the_look_said_of_positions_is_not_said_of_other_columns_that_were_chosen(office: TestClient, runs: Path) -> None:
    run_id = made(runs, columns_json=placed({**FEW, "zone": None}))
    chosen = {"run": run_id, "emptyings.bin": "hva", "emptyings.time": "", "emptyings.lat": "når"}
    answer = office.post(f"{PAGE}/kolonner?lang=nb", data=chosen, headers=OURS)
    assert (answer.status_code, "Vi finner få." in answer.text) == (422, False)


def test_the_zone_that_is_chosen_is_kept_with_the_columns_and_none_but_those_that_there_are(
    office: TestClient, runs: Path, begun: list[str]
) -> None:
    for zone, kept in (("32", 'utm_zone = "32"'), ("99", ""), ("", "")):
        run_id = made(
            runs,
            columns_json=placed({"is_enough": True, "said": {}, "doubts": [], "zone": {"zone": 33, "from": "nobody", "zones": [32, 33]}}),
        )
        post(office, "/kolonner", run=run_id, **{"emptyings.bin": "hva", "emptyings.time": "når", "emptyings.utm_zone": zone})
        assert begun[-1] == run_id
        assert (runs / run_id / "emptyings-columns.toml").read_text().partition("[values]\n")[2].strip() == kept
        (runs / run_id / "cancel").touch()
        assert ('<option value="32" selected>' in office.get(f"{PAGE}?kjoring={run_id}&kolonner=1").text) == bool(kept)


def test_a_list_of_known_columns_whose_bins_lack_places_is_not_begun_before_that_is_said(
    office: TestClient, runs: Path, begun: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    office.post(PAGE, files=LIST, headers=OURS)
    post(office, "/kolonner", run=all_runs(runs)[0].id, **{"emptyings.bin": "hva", "emptyings.time": "når"})
    (runs / begun[0] / "cancel").touch()

    def look(folder: Path) -> bool:
        (folder / "columns.json").write_text(placed({**FEW, "zone": None}))
        return True

    monkeypatch.setattr(dry_run_process, "look", look)
    asked = office.post(f"{PAGE}?lang=nb", files=LIST, headers=OURS)
    assert (len(begun), "Hvilken kolonne er hva?" in asked.text) == (1, True)


def test_no_more_runs_are_under_way_than_may_be_and_the_next_ones_list_is_kept(office: TestClient, runs: Path, begun: list[str]) -> None:
    made(runs, alive="")
    waiting = made(runs, columns_json=json.dumps(LOOK))
    assert "opptatt=1" in post(office, "/kolonner", run=waiting, **{"emptyings.bin": "hva", "emptyings.time": "når"})
    assert (begun, state(runs, waiting)) == ([], "asking")


def test_a_run_whose_process_is_gone_says_so_and_is_begun_again_or_removed(office: TestClient, runs: Path, begun: list[str]) -> None:
    run_id = made(runs, alive="", columns_json=json.dumps(LOOK))
    os.utime(runs / run_id / "alive", (0, 0))
    assert state(runs, run_id) == "lost"
    assert "Utregningen stanset" in office.get(f"{PAGE}?lang=nb&kjoring={run_id}").text
    post(office, "/igjen", run=run_id)
    assert (begun, state(runs, run_id)) == ([run_id], "running")
    post(office, "/fjern", run=run_id)
    assert state(runs, run_id) == "running"
    post(office, "/avbryt", run=run_id)
    assert state(runs, run_id) == "cancelled"
    post(office, "/fjern", run=run_id)
    assert all_runs(runs) == []


@pytest.mark.parametrize(
    ("kind", "detail", "nb", "en"),
    [
        ("no_column", "bin, time", "er valgt for: Hvilken beholder, Når den ble tømt.", "is chosen for: Which bin, When"),
        ("numbered", "ID", "Hver rad har sin egen verdi i «ID»", "Each row has another value in"),
        ("long", "400000", "Lista har mer enn 400\N{NO-BREAK SPACE}000 rader.", "The list has more than 400,000 rows."),
        ("unreadable", "7", "Linje 7 i fila kan ikke leses", "Line 7 of the file cannot be read"),
        ("unheard_of", "", "Dette sto i veien", "This was in the way"),
    ],
)  # fmt: skip
def test_why_a_list_could_not_be_used_is_said_in_both_languages(
    office: TestClient, runs: Path, kind: str, detail: str, nb: str, en: str
) -> None:
    run_id = made(runs, alive="", failed_json=json.dumps({"kind": kind, "detail": detail, "text": "no such thing"}))
    for language, said in (("nb", nb), ("en", en)):
        assert said in office.get(f"{PAGE}?lang={language}&kjoring={run_id}").text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_file_that_is_no_table_has_its_words(language: Language) -> None:
    known = words(language, "api.text")
    assert all(known(f"foreign_file.{kind}", name="liste.csv").startswith(("«liste.csv» ", "“liste.csv” ")) for kind in SAID)


def test_which_of_two_tables_cannot_be_used_is_said(office: TestClient, runs: Path) -> None:
    run_id = made(runs, alive="", failed_json=json.dumps({"kind": "empty", "detail": "", "text": "", "table": "bins"}))
    assert "Beholderne: Lista har ingen rader" in office.get(f"{PAGE}?lang=nb&kjoring={run_id}").text


def test_earlier_runs_are_listed_with_when_their_list_was_handed_in(office: TestClient, runs: Path) -> None:
    run_id = made(runs, at=1_796_081_479)
    page = office.get(f"{PAGE}?lang=nb").text
    assert f"kjoring={run_id}" in page
    assert re.search(r"<li>[^<]*[0-9][^<]*: <a", page)


def test_what_is_doubtful_is_said_with_its_line_and_what_was_assumed(office: TestClient, runs: Path) -> None:
    run_id = made(runs)
    (runs / run_id / "out").mkdir()
    (runs / run_id / "out" / "headline.json").write_text('{"nb": "Svar", "en": "Answer"}')
    line = {"file": "emptyings", "line": 7, "column": "Vekt", "value": "<i>", "bin": "B1"}
    doubt = {"count": 1, "said": {"nb": "uten volum: antatt 660 l", "en": "no volume"}, "lines": [line]}
    (runs / run_id / "out" / "doubts.json").write_text(json.dumps([doubt]))
    page = office.get(f"{PAGE}?lang=nb&kjoring={run_id}").text
    assert "Uten volum: antatt 660 l" in page
    assert "Tømminger, linje 7: B1, Vekt «&lt;i&gt;»" in page


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
