"""A table is looked at before it is registered, all rows or none; only staff who may register things send one."""

import base64
import re

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from api.table_import.kept_columns import kept_columns
from api.web.services import Services
from domain.device import Bin, Device
from storage.state import registry
from storage.state.engine import State
from tests.unit.api.hand import NOW

HERE = "http://127.0.0.1"  # where open pages may be acted on
PAGE = f"{HERE}/sensorer/tabell"
OURS = {"Origin": HERE}
BINS = "Nr;Adresse;Breddegrad;Lengdegrad;Fraksjon;Volum;Montert;Eier\nB-1;Størst 1;59,911;10,75;Rest;660;20.11.2026 08:00;Kommunen\n"


@pytest.fixture
def office(anonymous: TestClient) -> TestClient:
    """Staff on pages that are open to all."""
    services: Services = anonymous.app.state.services  # type: ignore[attr-defined]
    http = services.settings.http.model_copy(update={"open_pages": True})
    object.__setattr__(services, "settings", services.settings.model_copy(update={"http": http}))
    anonymous.headers["Accept-Language"] = "nb"
    return anonymous


def send(client: TestClient, content: str | bytes, *, name: str = "beholdere.csv", what: str = "bins", **fields: str) -> Response:
    data = content.encode() if isinstance(content, str) else content
    return client.post(PAGE, data={"what": what, **fields}, files={"file": (name, data)}, headers=OURS)


def send_again(client: TestClient, page: Response, do: str, **changed: str) -> Response:
    """Send the form of a page as a browser does, with some fields changed."""
    fields = dict(re.findall(r'<input[^>]*? name="([^"]+)"[^>]*? value="([^"]*)"', page.text))
    for name, options in re.findall(r'<select[^>]*? name="([^"]+)"[^>]*>(.*?)</select>', page.text):
        chosen = re.search(r"<option selected>([^<]*)<", options)
        fields[name] = chosen[1] if chosen else ""
    fields |= {"do": do, **{name.replace("__", "."): value for name, value in changed.items()}}
    return client.post(PAGE, data=fields, files={"none": ("", b"")}, headers=OURS, follow_redirects=False)


def bins(state: State) -> list[Bin]:
    with state.read() as connection:
        return registry.page(connection, Bin, at=NOW, limit=20_000)


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_a_table_is_looked_at_and_then_registered(office: TestClient, state: State, encoding: str) -> None:
    looked = send(office, BINS.encode(encoding))
    assert looked.status_code == 200
    assert "1 nye, 0 endres, 0 er som før" in looked.text
    assert "Ikke brukt: Eier" in looked.text
    assert bins(state) == []
    taken = send_again(office, looked, "register", keep="renovasjon")
    assert (taken.status_code, taken.headers["location"]) == (303, "/sensorer/tabell?lang=nb&tatt=1-0-0")
    (bin_,) = bins(state)
    assert (bin_.id, bin_.name, bin_.lat, bin_.capacity_l, bin_.valid_from) == ("B-1", "Størst 1", 59.911, 660, 1_795_158_000_000)
    with state.read() as connection:
        assert kept_columns(connection)["renovasjon"].columns["fraction"] == "Fraksjon"
    assert "1 er nye, 0 ble endret, og 0 er som før." in office.get(f"{HERE}{taken.headers['location']}").text
    assert "renovasjon" in office.get(f"{HERE}/innstillinger").text


def test_what_changes_is_shown_and_the_same_again_registers_nothing(office: TestClient, state: State) -> None:
    send_again(office, send(office, BINS), "register")
    changed = send(office, BINS.replace("660;20.11.2026 08:00", "370,5;"))
    assert "B-1: Volum i liter 660 → 370,5" in changed.text
    same = send(office, BINS)
    assert "Raden er registrert fra før" in same.text
    assert 'value="register"' not in same.text


def test_one_wrong_row_and_none_is_taken(office: TestClient, state: State) -> None:
    wrong = "B-2;Torget 2;nord;10,75;Rest;660;;\nB-3;Torget 3;59,9;10,75;;660;;\nB-1;T;59,9;10,75;Rest;660;20.11.2026 08:00;\n"
    page = send(office, BINS + wrong + "B-4;T;59,9;10,75;Rest;660;31.02.2026;\n")
    assert page.status_code == 200
    assert "4 rader må rettes" in page.text
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", page.text))
    assert "Rad 3, kolonnen Breddegrad: «nord». En breddegrad er et tall fra −90 til 90" in words
    assert "Rad 4, kolonnen Fraksjon. Verdien mangler." in words
    assert "Rad 5. Det samme står i rad 2." in words
    assert "Rad 6, kolonnen Montert: «31.02.2026». En dato er som 20.11.2026" in words
    assert send_again(office, page, "register").status_code == 422
    assert bins(state) == []


def test_columns_are_chosen_once_and_known_by_name_the_next_time(office: TestClient, state: State) -> None:
    table = "Punkt,Y,X,Type,L\nTorget,59.9,10.7,Rest,660\n"
    page = send(office, table)
    assert "Velg kolonne for Navn eller adresse, Breddegrad, Lengdegrad, Avfallstype, Volum i liter</h1>" in page.text
    assert 'href="#column-lat"' in page.text
    chosen = {"column__name": "Punkt", "column__lat": "Y", "column__lon": "X", "column__capacity_l": "L", "value__fraction": "Rest"}
    looked = send_again(office, page, "look", **chosen, keep="kart")
    assert "1 nye" in looked.text
    assert send_again(office, looked, "register").status_code == 303
    assert "<option>kart</option>" in office.get(PAGE).text
    again = send(office, table.replace("Torget", "Kaia"), use="kart")
    assert "1 nye" in again.text
    assert send_again(office, again, "register").status_code == 303
    assert [bin_.id for bin_ in bins(state)] == ["kaia", "torget"]


def test_devices_get_what_the_table_lacks_from_the_form(office: TestClient, state: State) -> None:
    page = send(office, "DevEUI;Modell\n24E124713D012345;milesight/em400-mud\n", what="devices")
    looked = send_again(office, page, "look", value__kind="Beholder", value__interval_s="3600")
    assert send_again(office, looked, "register").status_code == 303
    with state.read() as connection:
        (device,) = registry.page(connection, Device, at=NOW)
    assert (device.id, device.kind, device.interval_s) == ("24e124713d012345", "bin", 3600)
    unknown = send(office, "id;Modell;Slag;Intervall;Beholder\nd;acme/x;beholder;600;ingen\n", what="devices")
    assert "Beholderen finnes ikke. Registrer den først." in unknown.text


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "a.csv", "Tabellen har ingen rader under kolonnenavnene."),
        (b"PK\x03\x04 no workbook", "a.xlsx", "Filen kan ikke leses."),
        (b"%PDF-1.7", "a.xlsx", "«a.xlsx» er en PDF."),
        (b"id;id\n1;2\n", "a.csv", "Flere kolonner heter det samme: id."),
    ],
)
def test_a_file_that_is_no_table_is_told_where_it_is_asked_for(office: TestClient, content: bytes, name: str, words: str) -> None:
    page = send(office, content, name=name)
    assert (page.status_code, words in page.text, 'type="file"' in page.text) == (422, True, True)


def test_a_table_beyond_the_limit_or_a_form_that_is_none_of_ours_is_refused(office: TestClient, state: State) -> None:
    assert send(office, b"x" * 5_000_001).status_code == 413
    assert send(office, b"x" * 9_000_000).status_code == 413
    assert (
        office.post(
            PAGE, data={"what": "bins", "content": base64.b64encode(b"x" * 5_000_001)}, files={"none": ("", b"")}, headers=OURS
        ).status_code
        == 413
    )
    assert send(office, BINS, what="people").status_code == 422
    assert office.post(PAGE, data={"what": "bins", "content": "no base64!"}, files={"none": ("", b"")}, headers=OURS).status_code == 422
    assert office.post(PAGE, content=b"--x", headers={**OURS, "Content-Type": "multipart/form-data; boundary=x"}).status_code == 422
    stranger = office.post(PAGE, data={"what": "bins"}, files={"file": ("a.csv", BINS.encode())}, headers={"Origin": "http://elsewhere"})
    assert stranger.status_code == 403
    onlooker = office.post(
        "http://bysans/sensorer/tabell",
        data={"what": "bins"},
        files={"file": ("a.csv", BINS.encode())},
        headers={"Origin": "http://bysans"},
    )
    assert onlooker.status_code == 403
    assert 'type="file"' not in office.get("http://bysans/sensorer/tabell").text
    assert bins(state) == []


def test_without_signing_in_there_is_no_such_page(anonymous: TestClient) -> None:
    assert anonymous.get(PAGE, follow_redirects=False).status_code in (303, 401)
    assert anonymous.post(PAGE, data={"what": "bins"}, files={"file": ("a.csv", BINS.encode())}, headers=OURS).status_code in (303, 401)


@pytest.mark.timeout(60)
def test_ten_thousand_rows_are_taken(office: TestClient, state: State) -> None:
    rows = "".join(f"B-{number};Gate {number};59,9;10,75;Rest;660;;\n" for number in range(2, 10_001))
    assert send_again(office, send(office, BINS + rows), "register").status_code == 303
    assert len(bins(state)) == 10_000
