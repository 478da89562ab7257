"""Rows of the fault matrix, gathered and written into docs/reliability.md when the long form has run."""

import pytest

from tests.faults import report

_ROWS = pytest.StashKey[list[report.Row]]()


@pytest.fixture
def rows(request: pytest.FixtureRequest) -> list[report.Row]:
    """Collect the rows for the document; the short form discards them."""
    return request.config.stash.setdefault(_ROWS, [])


def pytest_sessionfinish(session: pytest.Session) -> None:
    if kept_rows := session.config.stash.get(_ROWS, []):
        report.write(kept_rows)
