"""Why a receiver could not be reached is told in the reader's language, with who can mend it."""

import socket
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.pages.settings.failure_words import failure_in_words
from api.text.language import words
from config.sections.alert_settings import Smtp
from config.settings import Settings
from storage.state import own_settings
from storage.state.alerts import receivers
from storage.state.alerts.outbox import Notification
from tests.pages.served import make_app
from tests.pages.town import NOW, build
from watch.notify.channel import ChannelError
from watch.notify.email import EmailChannel

MESSAGE = Notification(id="m", alert="a", number=1, receiver="r", body={"subject": "s", "text": "t"}, created_at=NOW, next_at=NOW)
AWAY = "Ingen e-posttjener tok imot på 127.0.0.1:{port}. Den som drifter Bysans, ser om den kjører og om alerts.smtp er riktig."


def nobody_listens() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def test_a_mail_server_that_is_not_there_is_told_as_that() -> None:
    port = nobody_listens()
    with pytest.raises(ChannelError) as failed:
        EmailChannel(Smtp(port=port), "kari@kommune.example").send(MESSAGE)
    assert failure_in_words(words("nb"), str(failed.value)) == AWAY.format(port=port)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        ("the mail server mx:587 refuses us: see alerts.smtp.username and .password_file", "godtar ikke brukernavnet eller passordet"),
        ("the mail server mx:25 refuses kari@k.no (550 no such user): see the address", "tar ikke imot til kari@k.no"),
        ("the mail server mx:25 refuses the message (554 spam)", "avviste meldingen (554 spam)"),
        ("hooks.example answers 500, and only 2xx says that it has the webhook", "hooks.example svarte 500"),
        ("hooks.example does not take the webhook within 10 s: is it overloaded?", "hooks.example tok ikke imot"),
        ("the webhook's host hooks.example is not found (Name or service not known): see the address", "Ingen maskin heter hooks.example"),
    ],
)
def test_each_way_to_fail_has_words(error: str, told: str) -> None:
    text = failure_in_words(words("nb"), error)
    assert text is not None
    assert told in text


def test_what_we_do_not_know_is_told_as_it_is() -> None:
    assert failure_in_words(words("nb"), "Apprise could not send to all addresses in x") is None


def test_settings_and_today_say_who_cannot_be_reached_and_why(tmp_path: Path) -> None:
    app, state = make_app(Settings(data_dir=tmp_path, http={"open_pages": True}))
    with state.begin() as connection:
        build(connection)
        person = {"name": "Kari Nordmann", "email": "kari@kommune.example"}
        own_settings.put(connection, "receiver", "kari-nordmann", person)
        receivers.failed(
            connection, "kari-nordmann", NOW, "the mail server 127.0.0.1:25 does not take the message (refused): is it running?"
        )
    try:
        with TestClient(app, base_url="http://127.0.0.1") as client:
            text = client.get("/innstillinger?lang=nb").text
        assert "E-post er ikke satt opp ennå" in text
        assert AWAY.format(port=25) in text
    finally:
        app.state.services.readings.close()
        state.close()
