"""The settings file of the embedded broker's server, nats-server."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bysans.broker.accounts import Account
from bysans.broker.cluster import REPLICAS, ClusterNode
from bysans.broker.passwords import ANYBODY
from bysans.broker.subject import subject

WINDOW = 2000  # messages that ingest may leave unacknowledged; its subscriptions may not have more than 65,535 together
ACK_WAIT_S = 10  # after which the server sends an unacknowledged message again
CONNECT_S = 5  # after which a client that has not said who it is, is cut off
# 1 MiB and its topic: ours ends at 64 KiB, and what is larger reaches quarantine instead of ending the connection.
_MAX_PAYLOAD = 1_200_000
_MAX_PENDING = 256_000_000  # bytes written to one client that it has not yet read

_TEMPLATE = """\
# Made by Bysans at each start and whenever devices change: what you write here is lost.
server_name: {name}
# NATS's own protocol, on any free port, which the server writes to a file: only our sweep may speak it.
listen: "127.0.0.1:-1"
ports_file_dir: {store}
max_payload: {max_payload}
max_pending: {max_pending}
logtime: false
# Nothing is acknowledged to a device before it is on disk.
jetstream {{ store_dir: {store}, sync_interval: always, max_mem: 64MB, max_file: {max_bytes} }}
mqtt {{
  listen: {listen}
  ack_wait: "{ack_wait}s"
  max_ack_pending: {window}
{mqtt}}}
{cluster}authorization {{
  timeout: {connect}
  users: [
{users}
  ]
}}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """Two PEM files: what devices see of the broker, and its key."""

    file: Path
    key: Path


def server_settings(
    *,
    store: Path,
    listen: str,
    accounts: Sequence[Account],
    anybody: Account | None,
    certificate: Certificate | None,
    max_bytes: int,
    cluster: ClusterNode | None = None,
) -> str:
    """Return the file's text. `anybody`: what clients that do not say who they are may do; None: they are turned away."""
    options = [] if cluster is None else [f"  stream_replicas: {REPLICAS}"]
    if anybody is not None:
        options.append(f"  no_auth_user: {ANYBODY}")
    if certificate is not None:
        options.append(f"  tls {{ cert_file: {_text(certificate.file)}, key_file: {_text(certificate.key)}, timeout: {CONNECT_S} }}")
    return _TEMPLATE.format(
        name="bysans" if cluster is None else cluster.name,
        cluster="" if cluster is None else cluster.settings(),
        store=_text(store),
        listen=_text(listen),
        max_bytes=max_bytes,
        max_payload=_MAX_PAYLOAD,
        max_pending=_MAX_PENDING,
        ack_wait=ACK_WAIT_S,
        window=WINDOW,
        connect=CONNECT_S,
        mqtt="".join(f"{option}\n" for option in options),
        users="\n".join(_user(account) for account in [*accounts, *([anybody] if anybody else [])]),
    )


def _user(account: Account) -> str:
    rights = f"publish: {_rights(account.publish)}, subscribe: {_rights(account.subscribe)}"
    return (
        f"    {{ user: {_text(account.user)}, password: {_text(account.password)}, "
        f'allowed_connection_types: ["{account.protocol}"], permissions: {{ {rights} }} }}'
    )


def _rights(topics: Sequence[str]) -> str:
    if not topics:
        return '{ deny: [">"] }'
    return f"{{ allow: [{', '.join(_text(subject(topic)) for topic in topics)}] }}"


def _text(value: str | Path) -> str:
    """Quote for NATS's form of settings, whose strings have JSON's escapes but for characters by number."""
    return json.dumps(str(value), ensure_ascii=False)
