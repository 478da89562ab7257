"""The demonstration kills broker and ingest under load and shows that nothing is missing."""

import re

from tests.integration.service import bysans


def test_an_outage_is_shown_and_nothing_is_missing() -> None:
    shown = bysans("demo", "outage", "--kills", "3", "--rate", "100", timeout=540)
    assert shown.returncode == 0, shown.stdout + shown.stderr
    assert re.findall(r"^  (missing|doubled|wrong) +(\d+)$", shown.stdout, re.MULTILINE) == [
        ("missing", "0"),
        ("doubled", "0"),
        ("wrong", "0"),
    ]
    assert re.findall(r"^  (\S.*): stored again after", shown.stdout, re.MULTILINE) == ["broker", "ingest", "broker and ingest"]
