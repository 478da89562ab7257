"""The readings that the page about connecting a device shows are stored as they stand."""

import json
import re
from pathlib import Path

import pytest

from domain.reading import Reason
from tests.unit.ingest.registered import decode, values

PAGE = (Path(__file__).parents[3] / "docs" / "device-onboarding.md").read_text(encoding="utf-8")
READINGS = [line for block in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]


@pytest.mark.parametrize("reading", READINGS)
def test_a_reading_of_the_page_is_stored(reading: str) -> None:
    kind = "bin" if "distance" in reading else "air"
    body = json.loads(reading) | {"time": 1767268800}
    assert values(decode(body, f"bysans/v1/{kind}/{kind}-1"))


def test_the_page_has_readings_and_names_every_reason() -> None:
    assert len(READINGS) == 2

    assert [reason for reason in Reason if f"`{reason}`" not in PAGE] == []
