"""Today's page says what needs action now in both domains, and whoever may takes care of it there."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Connection

from api.pages.alerts.rows import fold, rows
from api.text.language import words
from config.names import Names
from domain.alerts.alert import Alert, Member, Subject
from domain.alerts.severity import Severity
from domain.alerts.transition import Transition, acknowledge, shelve, update_member
from domain.device import Registry
from storage.state import due
from storage.state.access import keys
from storage.state.alerts import alerts
from storage.state.waste import work_items
from tests.pages.axe import violations
from tests.pages.served import Pages
from tests.pages.town import MINUTE, NOW

HOUR = 60 * MINUTE


def alert(name: str, members: dict[str, float], *, member_type: str = "site", severity: Severity = "warning", **more: Any) -> Alert:
    seen = {
        one: Member(severity=severity, value=value, start=NOW - HOUR, end=NOW - MINUTE, fresh_until=NOW + HOUR)
        for one, value in members.items()
    }
    body: dict[str, Any] = {
        "kind": "air", "parameter": "pm25", "averaging": "hour", "limit": 50.0, "subject": Subject(type="area", id="all"),
        "raised_at": NOW - 40 * MINUTE, **more,
    }  # fmt: skip
    return Alert(id=name, threshold_id=f"t-{name}", member_type=member_type, members=seen, severity=severity, **body)


INVERSION = alert("inversion", {f"site-{n:02}": 60.0 + n for n in range(7)})
FULL = alert(
    "full", {"bin-003": 97.4}, member_type="bin", severity="critical", kind="bin", parameter="fill", averaging="instant", limit=80.0,
    subject=Subject(type="bin", id="bin-003"), raised_at=NOW - 10 * MINUTE,
)  # fmt: skip
SILENT = alert(
    "silent", {f"air-{n:02}": 4.0 for n in range(7)}, member_type="device", kind="device", parameter="silence", averaging="instant",
    limit=3.0, subject=Subject(type="device", id="air-06"),
)  # fmt: skip


def raise_all(connection: Connection) -> None:
    for one in (INVERSION, FULL, SILENT):
        alerts.keep(connection, Transition(one, "raised", one.raised_at))


@pytest.fixture
def troubled(open_pages: Pages) -> Pages:
    with open_pages.state.begin() as connection:
        raise_all(connection)
    return open_pages


@pytest.mark.real("chromium")
@pytest.mark.parametrize(("width", "language", "scheme"), [(390, "nb", "dark"), (390, "en", "light"), (1280, "nb", "light")])
def test_axe_finds_nothing_with_every_form_open_and_nothing_is_wider_than_the_screen(
    troubled: Pages, page: Page, width: int, language: str, scheme: Any
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{troubled.url}/i-dag?lang={language}")
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.real("chromium")
def test_both_domains_stand_there_the_worst_first_with_place_value_and_what_to_do(troubled: Pages, page: Page) -> None:
    page.goto(f"{troubled.url}/i-dag")
    region = page.get_by_role("region", name="Må følges opp")
    headings = [one.inner_text() for one in region.get_by_role("heading", level=3).all()[:3]]
    assert [" ".join(one.split()) for one in headings] == [
        "Kritisk Kirkegata 1",
        "Varsel 7 steder simulert",
        "Varsel 7 sensorer simulert",
    ]
    expect(region).to_contain_text("Fylling 97 %")
    expect(region).to_contain_text("timemiddel, varsles ved 50 µg/m³")
    expect(region).to_contain_text("Gjelder 7: Farmannsveien; Havnegata; Kirkegata; Møllegata; Nedre Langgate og 2 til")
    expect(region).to_contain_text("Tøm beholderen")
    expect(region.get_by_text("En sensor regnes som taus")).to_be_visible()  # the eighth: what an alert tells is not told twice


@pytest.mark.real("chromium")
def test_a_person_takes_care_of_one_and_puts_another_away(troubled: Pages, page: Page) -> None:
    page.goto(f"{troubled.url}/i-dag")
    page.locator("#alert-full").get_by_role("button", name="Jeg tar saken").click()
    expect(page.locator("#alert-full")).to_contain_text("Saken er tatt av kontoret.")
    one = page.locator("#alert-inversion")
    one.locator("summary").click()
    one.get_by_label("Hvorfor kan det vente?").fill("Sesongens første kuldegrop")
    one.get_by_label("Hvor lenge?").select_option("4")
    one.get_by_role("button", name="Utsett").click()
    page.get_by_text("Ett utsatt varsel").click()
    expect(page.locator("#alert-inversion")).to_contain_text("Utsatt av kontoret til 18:45")
    with troubled.state.read() as connection:
        kept = {alert.id: alert for alert in alerts.open_alerts(connection)}
        assert [row.key for row in due.reached(connection, due.SHELF, NOW + 4 * HOUR)] == ["inversion"]
    assert (kept["full"].state, kept["inversion"].state, kept["inversion"].note) == (
        "acknowledged",
        "shelved",
        "Sesongens første kuldegrop",
    )


@pytest.mark.real("chromium")
def test_it_works_without_scripts_in_the_name_of_who_signed_in(guarded_pages: Pages, browser: Browser) -> None:
    with guarded_pages.state.begin() as connection:
        raise_all(connection)
        token = keys.create(connection, "renholdsverket", ["alerts"], NOW)
    with browser.new_context(java_script_enabled=False, locale="en-GB") as context:
        page = context.new_page()
        page.goto(f"{guarded_pages.url}/sign-in")
        page.get_by_label("Key").fill(token)
        page.get_by_role("button", name="Sign in").click()
        page.locator("#alert-full").get_by_role("button", name="I'm on it").click()
        expect(page.locator("#alert-full")).to_contain_text("Being handled by renholdsverket.")


def overflowing(n: int) -> Alert:
    return alert(
        f"bin-{n:03}", {f"bin-{n:03}": 99.0}, member_type="bin", severity="critical", kind="bin", parameter="fill", averaging="instant",
        limit=80.0, subject=Subject(type="bin", id=f"bin-{n:03}"), raised_at=NOW - n * MINUTE,
    )  # fmt: skip


def test_nothing_critical_is_folded_whoever_takes_care_of_it() -> None:
    warnings = [alert(f"w{n}", {f"site-{n:02}": 60.0}) for n in range(9)]
    cared_for, _, _ = acknowledge(overflowing(3), by="kari", note=None, now=NOW)
    put_away, _, _ = shelve(overflowing(4), by="kari", reason="fenced in", until=NOW + HOUR, now=NOW)
    shown = fold(
        rows(Names(words=words("nb"), registry=Registry({}, {}, {}, {}), now=NOW), [*warnings, overflowing(1), cared_for, put_away], {})
    )
    assert [row.id for row in shown.whole] == ["bin-001", "w0", "w1"]
    assert ([row.id for row in shown.lines], [row.id for row in shown.shelved]) == (["bin-003"], ["bin-004"])
    assert {row.id for row in shown.folded} == {f"w{n}" for n in range(2, 9)}


@pytest.fixture
def crowded(open_pages: Pages) -> Pages:
    """A bad day: eight bins overflow, and nine sites have bad air."""
    with open_pages.state.begin() as connection:
        for one in (*map(overflowing, range(8)), *(alert(f"w{n}", {f"site-{n:02}": 60.0}) for n in range(9))):
            alerts.keep(connection, Transition(one, "raised", one.raised_at))
    return open_pages


@pytest.mark.real("chromium")
@pytest.mark.parametrize(
    ("width", "language", "scheme"), [(390, "nb", "light"), (390, "en", "dark"), (1280, "nb", "dark"), (1280, "en", "light")]
)
def test_on_a_bad_day_all_that_is_critical_is_seen_and_the_rest_is_counted(
    crowded: Pages, page: Page, width: int, language: str, scheme: Any
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{crowded.url}/i-dag?lang={language}")
    assert [page.locator(f"#what-bin-{n:03}").is_visible() for n in range(8)] == [True] * 8
    assert not page.locator("#what-w0").is_visible()
    page.get_by_text("Vis 9 til som ikke er kritiske" if language == "nb" else "Show 9 more that are not critical").click()
    expect(page.locator("#what-w0")).to_be_visible()
    assert violations(page) == []
    page.locator("#alert-w5 > details > summary").click()
    page.locator("#alert-w6 > details > summary").click()
    page.locator("#alert-w5").get_by_role("button", name="Jeg tar saken" if language == "nb" else "I'm on it").click()
    expect(page.locator("#alert-w5")).to_contain_text("Saken er tatt" if language == "nb" else "Being handled")
    expect(page.locator("#alert-w6 > details")).to_have_attribute("open", "")
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.real("chromium")
def test_one_that_stands_on_a_line_is_taken_care_of_without_scripts(crowded: Pages, browser: Browser) -> None:
    with browser.new_context(java_script_enabled=False, locale="en-GB") as context:
        page = context.new_page()
        page.goto(f"{crowded.url}/i-dag")
        line = page.locator("#alert-bin-000")
        line.locator("summary").first.click()
        line.get_by_role("button", name="I'm on it").click()
        expect(line).to_contain_text("Being handled by the office.")


@contextmanager
def acting(pages: Pages, scopes: list[str]) -> Iterator[httpx.Client]:
    with pages.state.begin() as connection:
        raise_all(connection)
        token = keys.create(connection, "k", scopes, NOW)
    with httpx.Client(base_url=pages.url, headers={"Origin": pages.url}) as client:
        assert client.post("/sign-in", data={"key": token}).status_code == 303
        yield client


def state_of(pages: Pages, name: str = "full") -> str:
    with pages.state.read() as connection:
        found = alerts.find(connection, name)
    assert found is not None
    return found.state


def test_another_pages_form_nobodys_and_that_of_a_key_without_the_scope_do_nothing(guarded_pages: Pages) -> None:
    with acting(guarded_pages, ["alerts"]) as client:
        answer = client.post("/alerts/full/acknowledge", headers={"Origin": "https://elsewhere.example"})
        assert (answer.status_code, "Skjemaet ble ikke sendt" in answer.text) == (403, True)
    stranger = httpx.post(f"{guarded_pages.url}/alerts/full/acknowledge", headers={"Origin": guarded_pages.url})
    assert (stranger.status_code, "Kirkegata 1" in stranger.text) == (403, False)
    assert state_of(guarded_pages) == "raised"


def test_a_key_that_may_only_look_sees_no_buttons(guarded_pages: Pages) -> None:
    with acting(guarded_pages, ["devices"]) as client:
        assert "Kirkegata 1" in client.get("/i-dag").text
        assert "Jeg tar saken" not in client.get("/i-dag").text
        assert client.post("/alerts/full/acknowledge").status_code == 403
    assert state_of(guarded_pages) == "raised"


def test_open_pages_asked_for_by_a_strangers_name_act_for_nobody(troubled: Pages) -> None:
    headers = {"Host": "rebound.example", "Origin": "http://rebound.example"}
    assert httpx.post(f"{troubled.url}/alerts/full/acknowledge", headers=headers).status_code == 421
    assert state_of(troubled) == "raised"


@pytest.mark.parametrize(
    ("path", "form", "status", "words"),
    [("full/shelve", {"reason": " ", "hours": "4"}, 422, "Skriv hvorfor"), ("none/acknowledge", {}, 404, "finnes ikke"),
     ("full/shelve", {"reason": "a\u202eb"}, 422, "Skriv hvorfor"),
     ("full/shelve", {"reason": "x" * 9000}, 413, "for lang"), ("full/delete", {}, 422, "")],
)  # fmt: skip
def test_what_can_not_be_done_is_said(guarded_pages: Pages, path: str, form: dict[str, str], status: int, words: str) -> None:
    with acting(guarded_pages, ["alerts"]) as client:
        answer = client.post(f"/alerts/{path}", data=form)
    assert (answer.status_code, words in answer.text) == (status, True)
    assert state_of(guarded_pages) == "raised"


def test_what_is_over_is_said_to_be(guarded_pages: Pages) -> None:
    with acting(guarded_pages, ["alerts"]) as client:
        with guarded_pages.state.begin() as connection:
            alerts.keep(connection, update_member(FULL, "bin-003", None, NOW))
        assert client.post("/alerts/full/acknowledge").status_code == 409


@pytest.mark.real("chromium")
def test_the_bar_counts_what_todays_page_lists(troubled: Pages, page: Page) -> None:
    with troubled.state.begin() as connection:
        work_items.raise_(connection, "bin-003", "damaged", NOW - MINUTE, NOW)
    page.goto(f"{troubled.url}/i-dag?lang=nb")
    count = page.get_by_role("heading", level=1).inner_text().split()[0]
    assert int(count) > 1
    expect(page.get_by_role("link", name=f"I dag {count} venter")).to_be_visible()
