"""The log names the role and tells what went wrong, and never what a variable held."""

import json

import pytest
import structlog

from bysans.logs import configure


def test_an_event_is_one_line_that_names_its_role(capsys: pytest.CaptureFixture[str]) -> None:
    configure("ingest")
    structlog.get_logger("x").info("works", part="broker")
    line = json.loads(capsys.readouterr().err)
    assert (line["role"], line["event"], line["part"], line["level"]) == ("ingest", "works", "broker", "info")


def test_a_traceback_shows_no_values(capsys: pytest.CaptureFixture[str]) -> None:
    configure("api")
    token = "-".join(("a", "secret", "token"))  # not as it stands in this file's source, which a traceback shows
    try:
        {}[len(token)]
    except KeyError:
        structlog.get_logger("x").exception("failed")
    output = capsys.readouterr().err
    assert "Traceback" in output
    assert token not in output
