"""A token that already allows the same under the same name is used again; any other makes a new one."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from storage.readings.influxdb_tokens import READ, WRITE, token_for
from storage.readings.protocol import StoreAwayError, StoreRefusesError
from tests.real_parts.process import free_port

ORG = "0000000000000001"
BUCKET = "00000000000000b1"
OTHER_BUCKET = "00000000000000b2"
Permissions = list[tuple[str, str]]  # action, bucket id


class Influx(ThreadingHTTPServer):
    """What InfluxDB answers about buckets and authorizations; `refuses`: the HTTP status of every answer instead."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.authorizations: list[dict[str, object]] = []
        self.made: list[dict[str, object]] = []
        self.refuses: int | None = None
        self.url = f"http://127.0.0.1:{self.server_port}"

    def keeps(self, name: str, *allowed: tuple[str, str], token: str = "kept", status: str = "active") -> None:
        self.authorizations.append(
            {"description": name, "status": status, "token": token, "orgID": ORG, "permissions": permissions(*allowed)}
        )

    def token(self, *actions: str, name: str = "watch", bucket: str = "readings") -> str:
        return token_for(self.url, operator_token="operator", org="town", bucket=bucket, name=name, actions=actions)


def permissions(*allowed: tuple[str, str]) -> list[dict[str, object]]:
    return [{"action": action, "resource": {"type": "buckets", "id": bucket, "orgID": ORG}} for action, bucket in allowed]


class _Answer(BaseHTTPRequestHandler):
    server: Influx

    def do_GET(self) -> None:
        if self.path.startswith("/api/v2/buckets"):
            name = "name=readings" in self.path
            self._answer({"buckets": [{"id": BUCKET, "orgID": ORG, "name": "readings", "retentionRules": []}] if name else []})
        else:
            self._answer({"authorizations": self.server.authorizations if f"orgID={ORG}" in self.path else []})

    def do_POST(self) -> None:
        self.server.made.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self._answer({**self.server.made[-1], "token": "new"})

    def _answer(self, body: dict[str, object]) -> None:
        answer = json.dumps({"code": "unauthorized", "message": "no"} if self.server.refuses else body).encode()
        self.send_response(self.server.refuses or 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def influx() -> Iterator[Influx]:
    with Influx() as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_a_token_that_allows_the_same_is_used_again(influx: Influx) -> None:
    influx.keeps("watch", (WRITE, BUCKET), (READ, BUCKET))
    assert influx.token(READ, WRITE) == "kept"
    assert influx.made == []


@pytest.mark.parametrize(
    ("name", "allowed", "status"),
    [
        ("api", [(READ, BUCKET), (WRITE, BUCKET)], "active"),
        ("watch", [(READ, BUCKET), (WRITE, BUCKET)], "inactive"),
        ("watch", [(READ, BUCKET)], "active"),
        ("watch", [(READ, OTHER_BUCKET), (WRITE, OTHER_BUCKET)], "active"),
        ("watch", [(READ, BUCKET), (WRITE, BUCKET), (READ, OTHER_BUCKET)], "active"),
    ],
)
def test_another_name_an_inactive_token_or_other_permissions_make_a_new_one(
    influx: Influx, name: str, allowed: Permissions, status: str
) -> None:
    influx.keeps(name, *allowed, status=status)
    assert influx.token(READ, WRITE) == "new"
    (made,) = influx.made
    assert (made["orgID"], made["description"]) == (ORG, "watch")
    assert [(each["action"], each["resource"]["id"]) for each in made["permissions"]] == [(READ, BUCKET), (WRITE, BUCKET)]  # type: ignore[index, attr-defined]


def test_a_bucket_that_is_not_there_is_named(influx: Influx) -> None:
    with pytest.raises(StoreRefusesError, match=r"bucket 'other'.*has no such bucket.*readings\.bucket"):
        influx.token(READ, bucket="other")


@pytest.mark.parametrize(("status", "error"), [(401, StoreRefusesError), (503, StoreAwayError), (413, StoreRefusesError)])
def test_what_influxdb_answers_is_told_as_its_store_tells_it(influx: Influx, status: int, error: type[Exception]) -> None:
    influx.refuses = status
    with pytest.raises(error):
        influx.token(READ)


def test_a_server_that_does_not_answer_is_away() -> None:
    with pytest.raises(StoreAwayError, match="does not answer"):
        token_for(f"http://127.0.0.1:{free_port()}", operator_token="t", org="o", bucket="b", name="n", actions=[READ])
