"""A message goes out through the real Apprise to a real receiver; what Apprise cannot do is an error with a way out."""

import json
import sys
from pathlib import Path

import pytest

from bysans.clock import now
from config.sections.alert_settings import Alerts, Receiver
from storage.state.alerts.outbox import Notification
from tests.real_parts.process import free_port
from tests.unit.watch.notify.receiving import hooks
from watch.notify.channel import Channel, ChannelError
from watch.notify.channels import channels_of

# One of Apprise's hundred plugins, all loaded at its first use, imports what Python 3.13 no longer has.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

BODY = {"subject": "Kritisk: Møllegata 3 – fylling 97 %", "text": "Tøm beholderen på Møllegata."}
MESSAGE = Notification(id="a1.1.chat", alert="a1", number=1, receiver="chat", body=BODY, created_at=now(), next_at=now())


@pytest.fixture
def apprise() -> None:
    pytest.importorskip("apprise", reason="the extra `apprise` is not installed: `pip install '.[apprise]'`")


def chat(folder: Path, *addresses: str) -> Channel:
    file = folder / "apprise"
    file.write_text("\n".join(addresses), encoding="utf-8")
    return channels_of(Alerts(receivers={"chat": Receiver(apprise_file=file)}), now)["chat"]


@pytest.mark.usefixtures("apprise")
def test_every_address_in_the_file_gets_subject_and_text(tmp_path: Path) -> None:
    with hooks() as first, hooks() as second:
        chat(tmp_path, f"json://127.0.0.1:{first.port}/duty", "", f"json://127.0.0.1:{second.port}/office").send(MESSAGE)
    assert [(post.path, *said(post.body)) for post in (*first.posts, *second.posts)] == [
        ("/duty", BODY["subject"], BODY["text"]),
        ("/office", BODY["subject"], BODY["text"]),
    ]


@pytest.mark.usefixtures("apprise")
def test_where_one_address_fails_the_message_was_not_taken(tmp_path: Path) -> None:
    with hooks() as working, hooks(lambda *_: 500) as broken:
        addresses = [f"json://127.0.0.1:{working.port}/", f"json://127.0.0.1:{broken.port}/"]
        with pytest.raises(ChannelError, match="could not send to all addresses"):
            chat(tmp_path, *addresses).send(MESSAGE)
        assert (len(working.posts), len(broken.posts)) == (1, 1)
    with pytest.raises(ChannelError, match="could not send to all addresses"):
        chat(tmp_path, f"json://127.0.0.1:{free_port()}/").send(MESSAGE)


@pytest.mark.usefixtures("apprise")
@pytest.mark.parametrize("line", ["", "carrier-pigeon://roof"])
def test_what_is_no_address_is_told(tmp_path: Path, line: str) -> None:
    with pytest.raises(ChannelError, match="must hold Apprise addresses, one a line"):
        chat(tmp_path, line).send(MESSAGE)


@pytest.mark.usefixtures("apprise")
def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    channel = chat(tmp_path, "json://127.0.0.1/")
    (tmp_path / "apprise").unlink()
    with pytest.raises(ChannelError, match="cannot be read"):
        channel.send(MESSAGE)


def test_without_the_extra_it_is_told_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)  # what Python itself does to forbid an import
    with pytest.raises(ChannelError, match=r"pip install '\.\[apprise\]'"):
        chat(tmp_path, "json://127.0.0.1/").send(MESSAGE)


def said(body: bytes) -> tuple[str, str]:
    document = json.loads(body)
    return document["title"], document["message"]
