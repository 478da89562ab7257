"""Sends alerts as signed webhooks (Standard Webhooks, https://www.standardwebhooks.com)."""

import json
import socket
import ssl
import threading
from base64 import b64decode
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from urllib.parse import quote, urlsplit

from standardwebhooks.webhooks import EmptyWebhookSecretError, Webhook

from config.sections.alert_settings import Network
from storage.state.alerts.outbox import Notification
from watch.notify.allowed_address import allowed_address
from watch.notify.channel import ChannelError

TIMEOUT_S = 15
DELIVERY_HEADER = "bysans-delivery"  # the message from a device that led to it, by its place in the ingest log
LEAST_SECRET_BYTES = 24  # Standard Webhooks: 24 to 64
_AS_WRITTEN = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ "  # only what is not ASCII is escaped: the rest is the address as it was given


class WebhookChannel:
    """Posts to one address. Redirects are not followed: they could lead inside, or our words to somebody else.

    `wall` gives ms UTC: the signature holds the time, which receivers check against theirs.
    """

    def __init__(self, url: str, secret_file: Path, private: Sequence[Network], wall: Callable[[], int]) -> None:
        self._parts = urlsplit(url)
        self._secret_file = secret_file
        self._private = private
        self._wall = wall

    def send(self, message: Notification) -> None:
        """Post the message until the receiver answers 2xx. Raises ChannelError."""
        body = json.dumps(message.body["payload"], ensure_ascii=False, separators=(",", ":"))
        headers = self._signed(message.id, body) | ({} if message.delivery is None else {DELIVERY_HEADER: message.delivery})
        host = self._parts.hostname or ""
        port = self._parts.port or (443 if self._parts.scheme == "https" else 80)
        connection = self._connection(host, port, allowed_address(host, port, self._private))
        too_long = threading.Event()
        limit = threading.Timer(TIMEOUT_S, _cut, [connection, too_long])  # a byte now and then would hold us for ever
        limit.daemon = True
        limit.start()
        try:
            connection.request("POST", self._target(), body.encode(), headers)
            status = connection.getresponse().status
        except (OSError, HTTPException) as error:
            raise ChannelError(f"{host} does not take the webhook ({error or type(error).__name__}): is it running?") from error
        finally:
            limit.cancel()
            connection.close()
        if too_long.is_set():  # a connection that is cut within the headers looks as if they had ended
            raise ChannelError(f"{host} does not take the webhook within {TIMEOUT_S} s: is it overloaded?")
        _check(status, host)

    def _signed(self, message_id: str, body: str) -> dict[str, str]:
        now = datetime.fromtimestamp(self._wall() // 1000, UTC)
        try:
            signature = Webhook(_long_enough(self._secret_file.read_text("utf-8").strip())).sign(message_id, now, body)
        except (OSError, ValueError, EmptyWebhookSecretError) as error:
            raise ChannelError(f"{self._secret_file} holds no signing secret ({error}): whsec_ and base64 of 24 to 64 bytes") from error
        return {
            "Content-Type": "application/json",
            "User-Agent": "Bysans",
            "webhook-id": message_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": signature,
        }

    def _connection(self, host: str, port: int, address: str) -> HTTPConnection:
        # Connected to the address that was checked: asked again, a name may have another.
        if self._parts.scheme == "http":
            plain = HTTPConnection(host, port, timeout=TIMEOUT_S)
            plain._create_connection = lambda *_, **__: socket.create_connection((address, port), TIMEOUT_S)  # type: ignore[attr-defined]
            return plain
        secure = HTTPSConnection(host, port, timeout=TIMEOUT_S, context=ssl.create_default_context())
        secure._create_connection = lambda *_, **__: socket.create_connection((address, port), TIMEOUT_S)  # type: ignore[attr-defined]
        return secure

    def _target(self) -> str:
        return quote((self._parts.path or "/") + (f"?{self._parts.query}" if self._parts.query else ""), safe=_AS_WRITTEN)


def _long_enough(secret: str) -> str:
    if len(b64decode(secret.removeprefix("whsec_"), validate=True)) < LEAST_SECRET_BYTES:
        raise ValueError("it is too short")
    return secret


def _check(status: int, host: str) -> None:
    if 300 <= status < 400:
        raise ChannelError(f"{host} answers {status}, a redirect, which is not followed: put the new address into the settings")
    if not 200 <= status < 300:
        raise ChannelError(f"{host} answers {status}, and only 2xx says that it has the webhook")


def _cut(connection: HTTPConnection, too_long: threading.Event) -> None:
    too_long.set()
    with suppress(OSError):
        if connection.sock is not None:
            connection.sock.shutdown(socket.SHUT_RDWR)
