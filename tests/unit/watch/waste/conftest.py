"""A town with one bin, `b`, and the watch over it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.watch.bin_town import BinTown


@pytest.fixture
def town(tmp_path: Path) -> Iterator[BinTown]:
    town = BinTown(tmp_path)
    town.register("b")
    yield town
    town.close()
