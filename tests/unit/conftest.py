"""A state store of the test's own."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from storage.state.engine import State


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    with closing(State(f"sqlite:///{tmp_path / 'state.db'}")) as state:
        yield state
