"""Months are archived before they are thinned or deleted, and only where Parquet can be written."""

import pytest
from pydantic import ValidationError

from config.sections import archive_settings
from config.sections.archive_settings import Archive


def test_nothing_is_archived_unless_somebody_says_so() -> None:
    assert Archive() == Archive(after_months=None, thin_after_months=None, delete_after_months=None)


@pytest.mark.parametrize("later", [{"thin_after_months": 12}, {"after_months": 13, "delete_after_months": 12}])
def test_what_comes_later_needs_the_archive_first(later: dict[str, int]) -> None:
    with pytest.raises(ValidationError, match="months are archived first"):
        Archive(**later)


def test_without_the_library_the_setting_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_settings, "find_spec", lambda _: None)
    with pytest.raises(ValidationError, match=r"pip install '\.\[archive\]'"):
        Archive(after_months=12)
