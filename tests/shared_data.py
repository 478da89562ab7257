"""Where the shared data sets lie: beside this repository, or nowhere; a test that needs them skips with a reason."""

from pathlib import Path

SHARED_DATA = Path(__file__).parents[2] / "shared" / "data"
