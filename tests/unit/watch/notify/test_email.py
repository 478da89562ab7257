"""A message reaches a mail server readable and known by its id; what a broken one does is an error with a way out."""

from email.header import decode_header, make_header

import pytest

from config.sections.alert_settings import Smtp
from storage.state.alerts.outbox import Notification
from tests.real_parts.process import free_port
from tests.unit.watch.notify.receiving import mail_server
from watch.notify.channel import ChannelError
from watch.notify.email import EmailChannel

BODY = {"subject": "Kritisk: Møllegata 3 – fylling 97 %", "text": "Tøm beholderen på Møllegata.", "payload": {}}
MESSAGE = Notification(id="a1.1.duty", alert="a1", number=1, receiver="duty", body=BODY, created_at=0, next_at=0)


def test_a_mail_arrives_readable_and_known_by_its_id() -> None:
    with mail_server() as (port, mails):
        channel = EmailChannel(Smtp(port=port, sender="bysans@kommune.example"), "duty@kommune.example")
        channel.send(MESSAGE)
        channel.send(MESSAGE)
    assert [mail["Message-ID"] for mail in mails] == ["<a1.1.duty@kommune.example>"] * 2
    mail = mails[0]
    assert str(make_header(decode_header(mail["Subject"]))) == BODY["subject"]
    payload = mail.get_payload(decode=True)
    assert isinstance(payload, bytes)
    assert payload.decode().strip() == BODY["text"]
    assert (mail["To"], mail["Auto-Submitted"]) == ("duty@kommune.example", "auto-generated")


def test_a_mail_server_that_refuses_or_is_away_is_told() -> None:
    with mail_server() as (port, mails):
        with pytest.raises(ChannelError, match="refuses who@refused.example .550 no such mailbox here"):
            EmailChannel(Smtp(port=port), "who@refused.example").send(MESSAGE)
        with pytest.raises(ChannelError, match="alerts.smtp"):
            EmailChannel(Smtp(port=port, security="starttls"), "duty@kommune.example").send(MESSAGE)
        assert mails == []
    with pytest.raises(ChannelError, match="is it running"):
        EmailChannel(Smtp(port=free_port()), "duty@kommune.example").send(MESSAGE)
