"""A message reaches a web server signed; what a broken one does is an error with a way out."""

import json
import threading
from base64 import b64encode
from ipaddress import ip_network
from pathlib import Path

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from bysans.clock import now
from storage.state.alerts.outbox import Notification
from tests.real_parts.process import free_port
from tests.unit.watch.notify.receiving import SECRET, drip, hooks
from watch.notify import webhook
from watch.notify.channel import ChannelError
from watch.notify.webhook import WebhookChannel

LOOPBACK = (ip_network("127.0.0.0/8"),)
BODY = {
    "subject": "Kritisk: Møllegata 3 – fylling 97 %",
    "text": "Tøm beholderen på Møllegata.",
    "payload": {"type": "alert.raised", "data": {"ø": 1}},
}
MESSAGE = Notification(id="a1.1.duty", alert="a1", number=1, receiver="duty", body=BODY, created_at=now(), next_at=now())


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    file = tmp_path / "secret"
    file.write_text(SECRET + "\n")
    return file


def test_a_webhook_is_signed_so_that_the_standards_own_library_believes_it(secret: Path) -> None:
    with hooks() as receiver:
        WebhookChannel(receiver.url + "?who=duty", secret, LOOPBACK, now).send(MESSAGE)
    (post,) = receiver.posts
    assert (post.path, post.id, post.headers["content-type"]) == ("/hook?who=duty", "a1.1.duty", "application/json")
    assert Webhook(SECRET).verify(post.body, post.headers) == BODY["payload"]
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(post.body.replace(b"1", b"2"), post.headers)
    assert json.loads(post.body) == BODY["payload"]


def test_a_webhook_whose_address_is_not_ascii_is_called_at_the_same_address_escaped(secret: Path) -> None:
    with hooks() as receiver:
        WebhookChannel(receiver.url + "/vakt%20rom/Tromsø?by=Bodø&a=b", secret, LOOPBACK, now).send(MESSAGE)
    assert [post.path for post in receiver.posts] == ["/hook/vakt%20rom/Troms%C3%B8?by=Bod%C3%B8&a=b"]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (500, "answers 500"),
        (404, "answers 404"),
        (400, "answers 400, and only 2xx"),
        (300, "300, a redirect"),
        (302, "redirect"),
        (399, "399, a redirect"),
    ],
)
def test_whatever_is_not_2xx_was_not_taken_and_a_redirect_is_not_followed(secret: Path, status: int, words: str) -> None:
    with hooks(lambda *_: status) as receiver:
        with pytest.raises(ChannelError, match=words):
            WebhookChannel(receiver.url, secret, LOOPBACK, now).send(MESSAGE)
        assert [post.path for post in receiver.posts] == ["/hook"]


def test_a_receiver_that_hangs_or_dribbles_is_cut_off(secret: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook, "TIMEOUT_S", 0.5)
    for behaviour in (drip, lambda *_: receiver.released.wait(60) and None):
        with hooks(behaviour) as receiver, pytest.raises(ChannelError, match="does not take the webhook"):
            WebhookChannel(receiver.url, secret, LOOPBACK, now).send(MESSAGE)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "10.0.0.1", "192.168.1.1", "169.254.169.254", "2130706433"]
)
def test_nothing_behind_our_own_walls_is_called_unless_it_is_allowed(secret: Path, host: str) -> None:
    with hooks() as receiver:
        with pytest.raises(ChannelError, match="no public address"):
            WebhookChannel(f"http://{host}:{receiver.port}/hook", secret, (), now).send(MESSAGE)
        assert receiver.posts == []


def test_who_is_not_there_and_a_secret_that_is_none_are_told(secret: Path) -> None:
    with pytest.raises(ChannelError, match="is it running"):
        WebhookChannel(f"http://127.0.0.1:{free_port()}/", secret, LOOPBACK, now).send(MESSAGE)
    secret.write_text("hemmelig")
    with pytest.raises(ChannelError, match="holds no signing secret"):
        WebhookChannel("http://127.0.0.1:1/", secret, LOOPBACK, now).send(MESSAGE)
    secret.write_text(SECRET)
    with pytest.raises(ChannelError, match="is not found"):
        WebhookChannel("https://no-such-host.invalid/", secret, (), now).send(MESSAGE)


@pytest.mark.parametrize("status", [200, 204, 299])
def test_every_2xx_says_that_it_was_taken(secret: Path, status: int) -> None:
    with hooks(lambda *_: status) as receiver:
        WebhookChannel(receiver.url, secret, LOOPBACK, now).send(MESSAGE)
        assert len(receiver.posts) == 1


@pytest.mark.parametrize(("length", "long_enough"), [(23, False), (24, True)])
def test_a_secret_has_at_least_24_bytes(secret: Path, length: int, long_enough: bool) -> None:
    secret.write_text("whsec_" + b64encode(bytes(range(length))).decode())
    with hooks() as receiver:
        if long_enough:
            WebhookChannel(receiver.url, secret, LOOPBACK, now).send(MESSAGE)
        else:
            with pytest.raises(ChannelError, match="it is too short"):
                WebhookChannel(receiver.url, secret, LOOPBACK, now).send(MESSAGE)
        assert len(receiver.posts) == long_enough


def test_what_ends_a_call_that_lasts_too_long_keeps_no_process_alive(secret: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[threading.Timer] = []
    monkeypatch.setattr(threading.Timer, "start", lambda timer: (started.append(timer), threading.Thread.start(timer))[1])
    with hooks() as receiver:
        WebhookChannel(receiver.url, secret, LOOPBACK, now).send(MESSAGE)
    assert [timer.daemon for timer in started] == [True]
