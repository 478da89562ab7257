"""A file of Apprise addresses is all used, or refused as a whole with what it must hold."""

import sys
from pathlib import Path
from types import ModuleType
from typing import ClassVar

import pytest

from storage.state.alerts.outbox import Notification
from watch.notify.apprise_channel import AppriseChannel
from watch.notify.channel import ChannelError

MESSAGE = Notification(id="a.1.chat", alert="a", number=1, receiver="chat", body={"subject": "s", "text": "t"}, created_at=0, next_at=0)


class FakeApprise:
    """Knows addresses that begin with `chat:`; `sent` has what was sent to whom."""

    sent: ClassVar[list[tuple[list[str], str, str]]] = []
    works = True

    def __init__(self) -> None:
        self.addresses: list[str] = []

    def add(self, address: str) -> bool:
        self.addresses.append(address)
        return address.startswith("chat:")

    def notify(self, *, title: str, body: str) -> bool:
        self.sent.append((self.addresses, title, body))
        return self.works


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> type[FakeApprise]:
    module = ModuleType("apprise")
    monkeypatch.setattr(FakeApprise, "sent", [])
    monkeypatch.setattr(module, "Apprise", FakeApprise, raising=False)
    monkeypatch.setitem(sys.modules, "apprise", module)
    return FakeApprise


def send(folder: Path, text: str) -> None:
    file = folder / "addresses"
    file.write_text(text, "utf-8")
    AppriseChannel(file).send(MESSAGE)


def test_all_addresses_get_subject_and_text(tmp_path: Path, fake: type[FakeApprise]) -> None:
    send(tmp_path, "chat:a\n\n chat:b \n")
    assert fake.sent == [(["chat:a", "chat:b"], "s", "t")]


@pytest.mark.parametrize("text", ["", "\n \n", "pigeon:roof", "chat:a\npigeon:roof"])
def test_a_file_without_an_address_or_with_one_that_is_none_is_refused(tmp_path: Path, fake: type[FakeApprise], text: str) -> None:
    with pytest.raises(ChannelError, match="must hold Apprise addresses, one a line"):
        send(tmp_path, text)
    assert fake.sent == []


def test_where_not_all_could_be_sent_to_it_is_a_failure(tmp_path: Path, fake: type[FakeApprise], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fake, "works", False)
    with pytest.raises(ChannelError, match="could not send to all addresses"):
        send(tmp_path, "chat:a")
