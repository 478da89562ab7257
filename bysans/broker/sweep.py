"""Removes from the embedded broker's store what every session has acknowledged, whole files at a time.

nats-server by itself removes each message when it is acknowledged, and syncs the disk for it: that costs as much as to take a message in.
So it is told to keep them, and a file of messages (8 MB) is removed once no session wants any of it. Not so in a cluster, where a node
may say that nothing waits because it lags behind.
"""

import asyncio
import json
import os
import struct
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import nats
import structlog
from nats.errors import Error
from nats.js import JetStreamContext
from nats.js.api import ConsumerInfo, RetentionPolicy
from nats.js.errors import NotFoundError

from bysans.broker.accounts import Account

_log = structlog.get_logger("broker")

_STREAM = "$MQTT_msgs"  # where nats-server keeps messages of QoS 1 and 2 for sessions
_REQUESTS = [f"$JS/API/STREAM/{name}/{_STREAM}" for name in ("INFO", "UPDATE", "PURGE")] + [f"$JS/API/CONSUMER/LIST/{_STREAM}"]
_USER = "/sweep"  # no device can have this name
_PATIENCE_S = 5
_RECORD = struct.Struct("<IQ")  # length and number; their highest bits are marks
_LENGTH, _NO_MESSAGE = 0x7FFF_FFFF, 3 << 62


class SweepError(Exception):
    """The server did not answer as it should; what was acknowledged stays in its store until it does."""


def sweep_account(password: str) -> Account:
    """Return the account by which the server knows a sweep."""
    return Account(user=_USER, password=password, publish=_REQUESTS, subscribe=["_INBOX/#"], protocol="STANDARD")


class Sweep:
    """Sweeps the store of the nats-server that keeps its data and its ports in `store`, at most `max_bytes`."""

    def __init__(self, store: Path, password: str, max_bytes: int) -> None:
        self._store = store
        self._password = password
        self._max_bytes = max_bytes
        self._last_before = 0  # the newest message at the sweep before: a session counts what is newer only in a moment

    def __call__(self) -> None:
        """Remove the files of messages that no session wants. Raises SweepError."""
        if (url := address(self._store)) is None:
            return
        try:
            asyncio.run(self._sweep(url))
        except NotFoundError:  # no client has connected yet
            return
        except (OSError, ValueError, Error) as error:
            raise SweepError(f"the broker's store could not be swept: {str(error) or type(error).__name__}") from error

    async def _sweep(self, url: str) -> None:
        account = {"user": _USER, "password": self._password}
        connection = await nats.connect(url, **account, error_cb=_ignore, allow_reconnect=False, connect_timeout=_PATIENCE_S)
        try:
            await self._remove_acknowledged(connection.jetstream(timeout=_PATIENCE_S))
        finally:
            await connection.close()

    async def _remove_acknowledged(self, jetstream: JetStreamContext) -> None:
        stream = await jetstream.stream_info(_STREAM)
        if stream.config.retention != RetentionPolicy.LIMITS:
            await jetstream.update_stream(stream.config, retention=RetentionPolicy.LIMITS)
        consumers = await _consumers(jetstream)
        if len(consumers) != stream.state.consumer_count:
            return  # one that is not told of may want anything
        waiting = [consumer for consumer in consumers if consumer.num_pending or consumer.num_ack_pending]
        wanted = min((_acknowledged_to(consumer) + 1 for consumer in waiting), default=stream.state.last_seq + 1)
        end = max((first for first in _first_numbers(self._store) if first <= min(wanted, self._last_before)), default=0)
        self._last_before = stream.state.last_seq
        if end > stream.state.first_seq:
            await jetstream.purge_stream(_STREAM, seq=end)
        elif waiting and stream.state.bytes > self._max_bytes / 2:
            longest = min(waiting, key=_acknowledged_to).config.filter_subject or ""
            _log.warning(
                "the broker's store is more than half full, because a session does not acknowledge what it subscribed to",
                subscription=longest.removeprefix("$MQTT.msgs."),
                megabytes=stream.state.bytes // 1_000_000,
            )


async def _ignore(_: Exception) -> None:
    """Say nothing: whatever fails is raised as well."""


async def _consumers(jetstream: JetStreamContext) -> list[ConsumerInfo]:
    consumers: list[ConsumerInfo] = []
    while page := await jetstream.consumers_info(_STREAM, offset=len(consumers)):
        consumers += page
    return consumers


def _acknowledged_to(consumer: ConsumerInfo) -> int:
    return consumer.ack_floor.stream_seq if consumer.ack_floor else 0


def _first_numbers(store: Path) -> Iterator[int]:
    """Yield the number of the first message in each file of the store.

    Only there is the store cut: within a file the server would write the rest of it anew, and not sync that.
    """
    for file in store.glob(f"jetstream/*/streams/{_STREAM}/msgs/*.blk"):
        with suppress(FileNotFoundError), file.open("rb") as records:
            while len(head := records.read(_RECORD.size)) == _RECORD.size:
                length, number = _RECORD.unpack(head)
                if not number & _NO_MESSAGE:
                    yield number
                    break
                records.seek((length & _LENGTH) - _RECORD.size, os.SEEK_CUR)


def address(store: Path) -> str | None:
    """Return where the server speaks its own protocol; one that was killed leaves its file of ports behind."""
    files = sorted(store.glob("*.ports"), key=lambda file: file.stat().st_mtime)
    for file in files[:-1]:
        file.unlink(missing_ok=True)
    return str(json.loads(files[-1].read_text(encoding="utf-8"))["nats"][0]) if files else None
