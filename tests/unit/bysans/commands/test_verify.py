"""`bysans verify` ends with 0 only when everything is explained; what is not is named and ends with 1."""

import json
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bysans.commands.verify import verify
from simulators.send.ledger import Ledger
from simulators.send.message import STORED, PlannedMessage, SimulatedReading

app = typer.Typer()
app.command()(verify)
SENT = b'{"time":1.0,"pm25":8.2}'
STORED_AS_SENT = "d,pm25,1970-01-01T00:00:01.000Z,8.2,x,1\n"


class Answers(BaseHTTPRequestHandler):
    """A service that has the rows `stored`, the quarantine `kept`, and these counters."""

    stored = ""
    kept: tuple[tuple[str, bytes], ...] = ()
    counters = "bysans_received_total 1\nbysans_stored_total 1\n"

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        if self.path.startswith("/metrics"):
            self._answer(self.counters)
        elif "/readings" in self.path:
            self._answer(f"device_id,parameter,time,value,unit,flag\n{self.stored}")
        else:
            rows = [{"reason": reason, "payload": b64encode(payload).decode()} for reason, payload in self.kept]
            self._answer(json.dumps({"items": rows, "next_cursor": None}))

    def _answer(self, text: str) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())


@contextmanager
def service(**answers: object) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), type("These", (Answers,), answers)) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    with Ledger(tmp_path / "L") as book:
        reading = SimulatedReading(time=1000, values={"pm25": 8.2})
        message = PlannedMessage(at=1000, device="d", topic="bysans/v1/air/d", payload=SENT, readings=(reading,), expect=STORED)
        book.acknowledged([book.sends(message, 2000)], 2001)
        book.happened(1000, "d", "drop")
        book.happened(1000, "d", "emptied")
    return tmp_path / "L"


def verified(ledger: Path, *more: str, **answers: object) -> tuple[int, str]:
    with service(**answers) as url:
        result = CliRunner(env={"COLUMNS": "200"}).invoke(app, [str(ledger), "--api", url, "--key", "k", "--patience", "0", *more])
    return result.exit_code, " ".join(result.output.split())


def test_all_that_was_acknowledged_is_stored(ledger: Path) -> None:
    code, words = verified(ledger, stored=STORED_AS_SENT)
    assert (code, "stored 1 with every value as it was sent" in words) == (0, True)
    assert "never sent 1 drop" in words
    assert "happened 1 emptied" in words


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({}, "missing 1"),
        ({"stored": STORED_AS_SENT.replace("8.2", "8.3")}, "wrong 1"),
        ({"kept": (("future_time", SENT),)}, "not explained 1 future_time"),
        ({"stored": STORED_AS_SENT, "counters": "bysans_received_total 2\nbysans_stored_total 1\n"}, "2 received ≠ 1 stored"),
    ],
)
def test_what_is_not_explained_is_named_and_ends_with_1(ledger: Path, answers: dict[str, object], sentence: str) -> None:
    code, words = verified(ledger, **answers)
    assert code == 1
    assert sentence in words


def test_as_json_the_comparison_is_an_object(ledger: Path) -> None:
    code, words = verified(ledger, "--json", kept=(("future_time", SENT),))
    verdict = json.loads(words)
    assert code == 1
    assert (verdict["good"], verdict["acknowledged"], verdict["not_explained"], verdict["missing"]) == (False, 1, {"future_time": 1}, 0)
    assert verdict["counted"]["received"] == verdict["counted"]["stored"] == 1


def test_a_reason_that_is_known_explains(ledger: Path) -> None:
    code, words = verified(ledger, "--accept", "future_time", kept=(("future_time", SENT),))
    assert (code, "1 future_time: known and accepted" in words) == (0, True)


def test_a_file_that_is_no_ledger_is_wrong_use(tmp_path: Path) -> None:
    (tmp_path / "L").write_text("no ledger")
    code, words = verified(tmp_path / "L")
    assert (code, "cannot be read as a ledger" in words) == (2, True)
