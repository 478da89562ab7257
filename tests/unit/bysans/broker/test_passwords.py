"""Devices' passwords are lines of a file; a new one replaces the one before."""

from pathlib import Path

import structlog

from bysans.broker.passwords import new_password, read_passwords


def test_comments_and_blank_lines_are_passed_over_and_a_wrong_line_is_told(tmp_path: Path) -> None:
    file = tmp_path / "devices"
    file.write_text("# ours\n\nair-1:one\nAA:BB:two\nno colon\nbysans:taken\nanybody:too\nair-2:\n")
    with structlog.testing.capture_logs() as log_lines:
        assert read_passwords(file) == {"air-1": "one", "AA:BB": "two"}
    assert [line["line"] for line in log_lines] == [5, 6, 7, 8]


def test_without_a_file_nobody_has_one(tmp_path: Path) -> None:
    assert read_passwords(tmp_path / "devices") == {}


def test_a_new_password_replaces_only_its_devices_own(tmp_path: Path) -> None:
    file = tmp_path / "folder" / "devices"
    first, other = new_password(file, "air-1"), new_password(file, "air-10")
    second = new_password(file, "air-1")
    assert read_passwords(file) == {"air-1": second, "air-10": other}
    assert first != second
    assert file.stat().st_mode & 0o077 == 0
