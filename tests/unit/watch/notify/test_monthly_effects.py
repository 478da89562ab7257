"""The month's effects reach those who are to have them by a real mail server: once a month, whatever is restarted in between."""

from collections.abc import Iterator
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import Message
from pathlib import Path

import pytest

from config.plan import load_plan
from config.regimes import load_regimes
from config.sections.alert_settings import Alerts, Smtp
from domain.duration import DAY, HOUR
from storage.readings.open import open_readings
from storage.readings.protocol import Readings
from storage.state import own_settings
from storage.state.engine import State
from tests.unit.watch.notify.receiving import mail_server
from watch.notify.channels import Channels
from watch.notify.monthly_effects import MonthlyEffects
from watch.notify.sender import Sender

OCTOBER_15 = int(datetime(2026, 10, 15, 9, tzinfo=UTC).timestamp() * 1000)
NOVEMBER_1 = int(datetime(2026, 11, 1, 6, tzinfo=UTC).timestamp() * 1000)  # 07:00 in Oslo
LEADER = {"name": "Kari Leder", "email": "kari@kommune.example", "language": "nb", "alerts": False, "monthly_effects": True}


class Office:
    """A state with a person who is to have the month's effects, and a clock that a test sets on."""

    def __init__(self, directory: Path, readings: Readings, port: int) -> None:
        self.state = State(f"sqlite:///{directory / 'state.db'}")
        self.readings = readings
        self.now = OCTOBER_15
        self.leads = True
        self.alerts = Alerts(smtp=Smtp(port=port, sender="bysans@kommune.example"))
        with self.state.begin() as connection:
            own_settings.put(connection, "receiver", "kari", LEADER)

    def started(self) -> "Started":
        return Started(self)


class Started:
    """A watch's two parts that send, as they are after a start."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._monthly = MonthlyEffects(
            office.state,
            office.readings,
            alerts=office.alerts,
            plan=load_plan(),
            regime=load_regimes()["norway-2022"],
            public_url="https://bysans.example/",
            clock=lambda: office.now,
            leads=lambda: office.leads,
        )
        channels = Channels(office.alerts, lambda: office.now)
        self._sender = Sender(office.state, channels.now, lambda: office.leads, wall=lambda: office.now, jitter=lambda: 0.5)

    def work_until(self, end: int) -> None:
        while self._office.now < end:
            self._office.now += HOUR
            self._monthly.step()
            self._sender.step(self._sender.deliver)


@pytest.fixture
def readings(tmp_path: Path) -> Iterator[Readings]:
    store = open_readings("sqlite", data_dir=tmp_path, parameters=["pm25"])
    yield store
    store.close()


@pytest.fixture
def mails_and_office(tmp_path: Path, readings: Readings) -> Iterator[tuple[list[Message], Office]]:
    with mail_server() as (port, mails):
        office = Office(tmp_path, readings, port)
        yield mails, office
        office.state.close()


def test_the_month_is_sent_on_the_first_at_seven_and_not_again_after_restarts(mails_and_office: tuple[list[Message], Office]) -> None:
    mails, office = mails_and_office
    office.started().work_until(NOVEMBER_1 - HOUR)
    office.now = NOVEMBER_1 - 1 - HOUR
    office.started().work_until(NOVEMBER_1 - 1)
    assert mails == []
    office.now = NOVEMBER_1 - HOUR
    office.started().work_until(NOVEMBER_1)
    (mail,) = mails
    assert str(make_header(decode_header(mail["Subject"]))).startswith("Effekt i oktober 2026: For lite data til å si hva som er spart")
    for _ in range(3):
        office.started().work_until(office.now + DAY)
    assert len(mails) == 1
    office.started().work_until(int(datetime(2026, 12, 1, 7, tzinfo=UTC).timestamp() * 1000))
    assert [mail["Message-ID"] for mail in mails] == [f"<effects-2026-{month}.kari@kommune.example>" for month in (10, 11)]


def test_it_says_each_figure_in_words_and_where_the_sheet_is(mails_and_office: tuple[list[Message], Office]) -> None:
    mails, office = mails_and_office
    office.started().work_until(NOVEMBER_1)
    body = mails[0].get_payload(decode=True)
    assert isinstance(body, bytes)
    text = body.decode()
    assert "Ingen runder er meldt kjørt i oktober 2026." in text
    assert "Timer på rundene: Vet ikke." in text
    assert "  Dagens praksis: ikke oppgitt" in text
    assert "https://bysans.example/effekt?lang=nb&periode=month" in text


def test_a_service_that_was_down_on_the_first_sends_when_it_is_back(mails_and_office: tuple[list[Message], Office]) -> None:
    mails, office = mails_and_office
    office.started().work_until(OCTOBER_15 + DAY)
    office.now = NOVEMBER_1 + 5 * DAY
    office.started().work_until(office.now + HOUR)
    assert [mail["Message-ID"] for mail in mails] == ["<effects-2026-10.kari@kommune.example>"]


def test_nobody_who_did_not_ask_for_it_gets_it(mails_and_office: tuple[list[Message], Office]) -> None:
    mails, office = mails_and_office
    with office.state.begin() as connection:
        own_settings.put(connection, "receiver", "kari", {**LEADER, "monthly_effects": False})
    office.started().work_until(NOVEMBER_1 + DAY)
    assert mails == []
