"""A sensor is put up step by step on a phone, from the code on its label to its first reading and a photo."""

import re
from io import BytesIO

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from domain.device import Device
from domain.duration import MINUTE
from domain.reading import Reading
from storage.state.ingest import latest
from tests.pages.axe import violations
from tests.pages.maps import drawn, tap
from tests.pages.served import Pages
from tests.pages.test_new_devices import hear
from tests.pages.town import NOW

EUI = "24e124713d012345"
LABEL = f"LW:D0:1122334455667788:{EUI.upper()}:AABB1122:PEM400-MUD"
# A browser with a camera and a reader of codes, which sees `window.label` once that is set.
CAMERA = """
window.BarcodeDetector = class {
  static async getSupportedFormats() { return ["qr_code", "data_matrix"]; }
  async detect() { return window.label ? [{ rawValue: window.label }] : []; }
};
navigator.mediaDevices.getUserMedia = async () => {
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  setInterval(() => pen.fillRect(0, 0, 9, 9), 50);
  return canvas.captureStream();
};
"""


def arrive(pages: Pages, device: str, **values: float) -> None:
    with pages.state.begin() as connection:
        latest.put(connection, [(Reading(device, NOW - MINUTE, values), NOW)])


def registered(pages: Pages, device: str) -> Device:
    with pages.state.read() as connection:
        return pages.app.state.services.registry(connection).devices[device].at(NOW)  # type: ignore[no-any-return]


def photo() -> bytes:
    picture, exif = BytesIO(), Image.Exif()
    exif[0x010F] = "Telefon"
    Image.new("RGB", (40, 30), "green").save(picture, "JPEG", exif=exif)
    return picture.getvalue()


@pytest.mark.real("chromium")
def test_a_level_sensor_is_scanned_placed_heard_measured_and_photographed(open_pages: Pages, page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    page.add_init_script(CAMERA)
    page.goto(f"{open_pages.url}/sensorer?lang=nb")
    page.get_by_role("link", name="Sett opp en sensor").click()
    page.get_by_role("button", name="Skann koden på sensoren").click()
    page.evaluate("label => { window.label = label }", LABEL)
    expect(page.get_by_role("heading", level=1)).to_have_text("Hvilken modell er det?")
    page.get_by_role("searchbox", name="Søk etter produsent eller modell").fill("em400 mud")
    page.get_by_role("button", name="Søk", exact=True).last.click()
    page.get_by_role("radio", name="milesight/em400-mud").check()
    assert violations(page) == []
    page.get_by_role("button", name="Neste").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hvilken beholder skal den stå i?")
    drawn(page, 200)
    tap(page, 59.26, 10.39)
    page.get_by_role("button", name="Storgata 1", exact=True).click()
    expect(page.get_by_role("combobox", name="Beholder")).to_have_value("Storgata 1")
    page.get_by_role("button", name="Neste").click()
    expect(page.get_by_label("Navn")).to_be_visible()
    page.reload()
    expect(page.get_by_role("definition").filter(has_text="Storgata 1")).to_be_visible()
    expect(page.get_by_role("definition").filter(has_text=EUI)).to_be_visible()
    page.get_by_label("Navn").fill("Måler nord")
    assert violations(page) == []
    page.get_by_role("button", name="Sett opp sensoren").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Venter på den første målingen fra Måler nord")
    device = registered(open_pages, EUI)
    assert (device.dev_eui, device.model, device.place, device.name) == (EUI, "milesight/em400-mud", "bin-000", "Måler nord")
    with page.expect_response("**/strom*"):
        page.reload()
    arrive(open_pages, EUI, distance=1340, battery_percent=99)
    expect(page.get_by_role("heading", level=1)).to_have_text("Måler nord sender")
    assert violations(page) == []
    page.get_by_role("link", name="Neste").click()
    page.get_by_role("button", name=re.compile("Bruk siste måling: 1.340 mm.*Til bunnen")).click()
    expect(page.get_by_role("textbox", name="Til bunnen, tom (mm)")).to_have_value("1340")
    page.get_by_role("textbox", name="Til innholdet, full (mm)").fill("250")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert violations(page) == []
    page.get_by_role("button", name="Lagre avstandene").click()
    page.get_by_label("Bilde").set_input_files({"name": "bilde.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    page.get_by_role("button", name="Lagre bildet").click()
    expect(page.get_by_role("status").first).to_have_text("Sensoren er satt opp.")
    picture = page.get_by_role("img", name="Bilde av hvordan Måler nord er satt opp")
    with Image.open(BytesIO(httpx.get(open_pages.url + str(picture.get_attribute("src"))).content)) as image:
        assert (image.size, dict(image.getexif())) == ((40, 30), {})
    with open_pages.state.read() as connection:
        bin_ = open_pages.app.state.services.registry(connection).bins["bin-000"].at(NOW)
    assert (bin_.empty_mm, bin_.full_mm, bin_.name, bin_.fraction) == (1340, 250, "Storgata 1", "restavfall")


@pytest.mark.real("chromium")
def test_an_air_sensor_that_was_heard_is_put_up_at_a_new_site_without_scripts(open_pages: Pages, browser: Browser) -> None:
    hear(open_pages, "pm-7", "air", b'{"pm25": 8.4}')
    with browser.new_context(java_script_enabled=False, locale="en-GB", viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        page.goto(f"{open_pages.url}/sensorer/oppsett?lang=en")
        expect(page.get_by_role("button", name="Scan")).to_have_count(0)
        page.get_by_label("DevEUI or id").fill("no such thing")
        page.get_by_role("button", name="Next").click()
        expect(page.get_by_role("alert")).to_contain_text("No sensor was found")
        page.get_by_label("DevEUI or id").fill("pm-7")
        page.get_by_role("button", name="Next").click()
        expect(page.get_by_text("Bysans has heard it: 3 messages")).to_be_visible()
        expect(page.get_by_role("radio", name="Another level sensor")).to_have_count(0)
        page.get_by_role("radio", name="Another air sensor").check()
        page.get_by_role("button", name="Next").click()
        page.get_by_role("link", name="Register a new").click()
        page.get_by_label("Name").fill("Kaldnes")
        page.get_by_role("textbox", name="Position").fill("59.2675, 10.4076")
        page.get_by_role("button", name="Register the").click()
        expect(page.get_by_role("definition").filter(has_text="Kaldnes")).to_be_visible()
        expect(page.get_by_text("We hear it about every 10 minutes")).to_be_visible()
        page.get_by_role("button", name="Set up the sensor").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Waiting for the first reading from Air sensor pm-7")
        arrive(open_pages, "pm-7", pm25=8.4)
        page.get_by_role("link", name="Load the page again").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Air sensor pm-7 is sending")
        page.get_by_role("link", name="Next").click()
        page.get_by_role("link", name="Finish without a photo").click()
        page.get_by_role("link", name="Change or move").click()
        page.get_by_role("combobox", name="Site").fill("Storgata")
        page.get_by_label("Name").fill("PM seven")
        page.get_by_role("button", name="Save the changes").click()
        expect(page.get_by_role("status").first).to_have_text("The changes are saved.")
    device = registered(open_pages, "pm-7")
    assert (device.kind, device.place, device.name, device.interval_s) == ("air", "site-00", "PM seven", 600)


def test_who_may_only_look_sets_nothing_up_and_no_other_page_does_so_in_their_name(guarded_pages: Pages, open_pages: Pages) -> None:
    steps = ("", "/level-003", "/level-003/avstand", "/level-003/bilde", "/level-003/strom")
    for path in (*(f"/sensorer/oppsett{step}" for step in steps), "/sensorer/level-003", "/sensorer/level-003/endre", "/sensorer/avvist"):
        assert httpx.get(guarded_pages.url + path).status_code == 401, path
    for path in ("/sensorer/oppsett", "/sensorer/oppsett/level-003/avstand", "/sensorer/oppsett/level-003/bilde",
                 "/sensorer/level-003/endre", "/sensorer/level-003/ut", "/sensorer/avvist/1/prov"):  # fmt: skip
        assert httpx.post(guarded_pages.url + path, headers={"Origin": guarded_pages.url}).status_code == 401, path
        assert httpx.post(open_pages.url + path, headers={"Origin": "https://elsewhere.example"}).status_code == 403, path
