"""Who sees what, and what a page's answer tells the browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from sqlalchemy import event, update

from api.web.session import COOKIE
from domain.device import Site
from storage.state import registry
from storage.state.access import key_log, keys
from storage.state.engine import StateAwayError
from storage.state.tables import access
from tests.pages.served import Pages, serve
from tests.pages.town import NOW


@contextmanager
def client(pages: Pages) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=pages.url, headers={"Origin": pages.url}) as client:
        yield client


def sign_in(pages: Pages, client: httpx.Client) -> str:
    with pages.state.begin() as connection:
        token = keys.create(connection, "k", ["devices"], NOW)
    assert client.post("/sign-in", data={"key": token}).status_code == 303
    return token


def test_the_public_sees_sites_and_means_but_no_bins_silence_or_readings(guarded_pages: Pages) -> None:
    with client(guarded_pages) as public:
        text = public.get("/").text
        assert "Åsgårdveien" in text
        assert "9,4 µg/m³" in text
        for private in ("restavfall", "stille siden", "level-199", "meldinger kunne"):
            assert private not in text
        for path in (
            "/i-dag",
            "/avfall",
            "/luft",
            "/sensorer",
            "/sensorer/siste",
            "/sensorer/arbeid",
            "/sensorer/tabell",
            "/effekt",
            "/innstillinger",
        ):
            answer = public.get(path)
            assert (answer.status_code, "Åsgårdveien" in answer.text) == (401, False), path


@pytest.mark.parametrize(("public", "site", "mean"), [(["sites"], True, False), ([], False, False), (["means"], False, False)])
def test_what_is_public_is_the_settings_to_say(tmp_path: Path, town_file: Path, public: list[str], site: bool, mean: bool) -> None:
    with serve(tmp_path, town=town_file, public=public) as pages:
        text = httpx.get(pages.url).text
        assert ("Åsgårdveien" in text, "µg/m³" in text) == (site, mean)


def test_a_session_shows_all_until_its_key_is_revoked(guarded_pages: Pages) -> None:
    with client(guarded_pages) as reader:
        key_id = sign_in(guarded_pages, reader).split("_")[1]
        assert "restavfall" in reader.get("/avfall").text
        assert reader.get("/sensorer/siste").status_code == 200
        with guarded_pages.state.begin() as connection:
            keys.revoke(connection, key_id, NOW)
        assert "restavfall" not in reader.get("/avfall").text
        assert reader.get("/sensorer/siste").status_code == 401


def test_a_stolen_cookie_opens_nothing_after_its_owner_signed_out(guarded_pages: Pages) -> None:
    with client(guarded_pages) as reader, client(guarded_pages) as thief:
        sign_in(guarded_pages, reader)
        thief.cookies.set(COOKIE, reader.cookies[COOKIE])
        assert thief.get("/sensorer/siste").status_code == 200
        assert reader.post("/sign-out").status_code == 303
        assert COOKIE not in reader.cookies
        assert thief.get("/sensorer/siste").status_code == 401


def test_signing_in_again_ends_the_session_before(guarded_pages: Pages) -> None:
    with client(guarded_pages) as reader, client(guarded_pages) as thief:
        sign_in(guarded_pages, reader)
        thief.cookies.set(COOKIE, reader.cookies[COOKIE])
        sign_in(guarded_pages, reader)
        assert (reader.get("/sensorer/siste").status_code, thief.get("/sensorer/siste").status_code) == (200, 401)


def test_a_key_that_expires_ends_its_sessions(guarded_pages: Pages) -> None:
    with client(guarded_pages) as reader:
        key_id = sign_in(guarded_pages, reader).split("_")[1]
        assert reader.get("/sensorer/siste").status_code == 200
        with guarded_pages.state.begin() as connection:
            connection.execute(update(access.keys).where(access.keys.c.id == key_id).values(expires_at=NOW))
        assert reader.get("/sensorer/siste").status_code == 401


def test_the_session_of_a_key_counts_as_its_use(guarded_pages: Pages) -> None:
    with client(guarded_pages) as reader:
        sign_in(guarded_pages, reader)
    services = guarded_pages.app.state.services
    services.key_uses.write(guarded_pages.state)
    with guarded_pages.state.read() as connection:
        assert [event.event for event in key_log.newest(connection, NOW, limit=1)] == ["first_used"]


def test_a_form_of_another_page_signs_nobody_in(guarded_pages: Pages) -> None:
    with guarded_pages.state.begin() as connection:
        token = keys.create(connection, "k", ["devices"], NOW)
    for headers in ({"Origin": "https://elsewhere.example"}, {"Origin": "null"}, {}, {"Sec-Fetch-Site": "cross-site"}):
        answer = httpx.post(guarded_pages.url + "/sign-in", data={"key": token}, headers=headers)
        assert (answer.status_code, "set-cookie" in answer.headers) == (403, False)


def test_wrong_keys_are_refused_and_soon_have_to_wait(guarded_pages: Pages) -> None:
    with client(guarded_pages) as stranger:
        answers = [stranger.post("/sign-in", data={"key": "bys_x_y"}) for _ in range(25)]
        assert {answer.status_code for answer in answers} == {422, 429}
        assert "Nøkkelen er feil" in answers[0].text
        assert "For mange forsøk" in answers[-1].text


def test_an_endless_form_is_refused(guarded_pages: Pages) -> None:
    with client(guarded_pages) as stranger:
        answer = stranger.post("/sign-in", data={"key": "x" * 100_000})
        assert answer.status_code == 413
        assert COOKIE not in stranger.cookies


def test_a_key_that_is_sent_back_wrong_is_never_shown_again(guarded_pages: Pages) -> None:
    with client(guarded_pages) as stranger:
        assert "s3cret" not in stranger.post("/sign-in", data={"key": "bys_x_s3cret"}).text


def test_behind_https_the_session_stays_there(tmp_path: Path) -> None:
    with serve(tmp_path, public_url="https://bysans.example") as pages, client(pages) as reader:
        with pages.state.begin() as connection:
            token = keys.create(connection, "k", ["devices"], NOW)
        answer = reader.post("/sign-in", data={"key": token}, headers={"Origin": "https://bysans.example"})
        assert {"Secure", "HttpOnly", "SameSite=lax"} <= set(answer.headers["set-cookie"].split("; "))


def test_open_pages_show_all_and_have_no_sign_in(open_pages: Pages) -> None:
    assert "restavfall" in httpx.get(f"{open_pages.url}/avfall").text
    assert httpx.get(open_pages.url + "/sign-in").status_code == 404


def test_a_page_forbids_what_it_does_not_need(guarded_pages: Pages) -> None:
    for path in ("/", "/sign-in"):
        answer = httpx.get(guarded_pages.url + path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert (answer.headers["x-content-type-options"], answer.headers["referrer-policy"]) == ("nosniff", "same-origin")
        assert "set-cookie" not in answer.headers
        assert 'style="' not in answer.text


def test_no_path_leads_out_of_the_static_files(open_pages: Pages) -> None:
    for path in ("/static/x/../routes.py", "/static/x/%2e%2e/routes.py", "/static/x/bysans.css", "/static/x//etc/passwd"):
        assert httpx.get(open_pages.url + path).status_code == 404


def test_a_name_with_markup_stays_a_name(tmp_path: Path) -> None:
    with serve(tmp_path) as pages:
        with pages.state.begin() as connection:
            registry.put(connection, Site(id="s", name="<script>alert(1)</script>", lat=59.0, lon=10.0, valid_from=0))
        text = httpx.get(pages.url).text
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert" in text


def test_when_the_state_is_away_a_person_is_told_so(guarded_pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(**_: object) -> None:
        raise StateAwayError("locked")

    monkeypatch.setattr(type(guarded_pages.state), "begin", lambda _self, **_options: away())
    answer = httpx.get(guarded_pages.url)
    assert answer.status_code == 503
    assert "får ikke lest data" in answer.text


@pytest.mark.parametrize(
    ("path", "most"),
    [("/", 16), ("/i-dag", 26), ("/avfall", 24), ("/luft", 17), ("/sensorer", 31), ("/sensorer/arbeid", 23), ("/sensorer/siste", 8)],
)
def test_a_look_costs_a_few_statements_however_large_the_town(open_pages: Pages, path: str, most: int) -> None:
    statements: list[str] = []
    httpx.get(open_pages.url + path)  # the first look also learns the registry

    def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(open_pages.state.engine, "before_cursor_execute", count)
    assert httpx.get(open_pages.url + path).status_code == 200
    assert 0 < len(statements) <= most
