"""A secret is made once, for us alone; one that was cut off is refused."""

from pathlib import Path

import pytest

from config.secret_file import read_or_make


def test_the_secret_is_made_once_for_us_alone(tmp_path: Path) -> None:
    file = tmp_path / "data" / "link-secret"
    assert read_or_make(file) == read_or_make(file)
    assert len(read_or_make(file)) == 32
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_cut_secret_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "link-secret").write_bytes(b"")
    with pytest.raises(OSError, match="delete it"):
        read_or_make(tmp_path / "link-secret")
