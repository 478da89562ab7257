"""A wrong use of `simulate` ends with exit code 2 and a sentence; a service that refuses us with 1."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from simulators.commands.simulate import simulate

app = typer.Typer()
app.command()(simulate)


def words(*arguments: str) -> tuple[int, str]:
    result = CliRunner(env={"COLUMNS": "200"}).invoke(app, arguments)
    return result.exit_code, " ".join(result.output.replace("│", " ").split())


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--mqtt", "http://broker"), "'http://broker' must begin with mqtt://, mqtts:// or unix://"),
        (("--sites", "0"), "need at least 1 site"),
        (("--api", "ftp://x", "--register", "k"), "must begin with http:// or https://"),
        (("--password-file", "/there/is/none"), "/there/is/none cannot be read (No such file or directory)"),
        (("--key-file", "/there/is/none"), "/there/is/none cannot be read (No such file or directory)"),
        (("--mqtt", "mqtts://broker", "--ca-file", "/there/is/none"), "name a readable PEM file"),
    ],
)
def test_a_wrong_option_is_named(arguments: tuple[str, ...], sentence: str) -> None:
    code, output = words(*arguments)
    assert code == 2
    assert sentence in output


@pytest.mark.parametrize("content", ["", "line one\nline two\n"])
def test_a_file_that_holds_no_key_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "key").write_text(content)
    code, output = words("--key-file", str(tmp_path / "key"))
    assert code == 2
    assert "give the key alone" in output


def test_a_service_that_refuses_the_key_is_a_failure_with_a_sentence() -> None:
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        answering = threading.Thread(target=server.handle_request)
        answering.start()
        code, output = words("--register", "k", "--api", f"http://127.0.0.1:{server.server_port}")
        answering.join()
    assert code == 1
    assert "(501)" in output
