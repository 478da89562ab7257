"""A state store of the test's own; and logs as they were, whatever a command configured."""

import logging
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import structlog

from storage.state.engine import State


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    with closing(State(f"sqlite:///{tmp_path / 'state.db'}")) as state:
        yield state


@pytest.fixture(autouse=True)
def logs_stay_as_they_were() -> Iterator[None]:
    """Put the process's logs back, which a command configures."""
    configuration, root = structlog.get_config(), logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in ("paho", "alembic", "uvicorn", "urllib3")}
    yield
    structlog.configure(**configuration)
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)
