"""A cell is read as a Norwegian spreadsheet means it."""

from datetime import datetime

import pytest

from api.table_import.cells import value_of


@pytest.mark.parametrize(
    ("field", "cell", "value"),
    [
        ("lat", "59,9111", "59.9111"),
        ("lat", 59.9111, "59.9111"),
        ("capacity_l", "1 234,5", "1234.5"),
        ("capacity_l", "1\u00a0234", "1234"),
        ("capacity_l", "1.234,5", "1234.5"),
        ("capacity_l", "1,234.5", "1234.5"),
        ("capacity_l", 660.0, "660"),
        ("name", "Torget, nord", "Torget, nord"),
        ("name", 17, "17"),
        ("name", "'=SUM(A1)", "=SUM(A1)"),
        ("valid_from", "20.11.2026 08:00", "2026-11-20T08:00:00+01:00"),
        ("valid_from", "20.07.2026 08.00", "2026-07-20T08:00:00+02:00"),
        ("valid_from", "1.7.2026", "2026-07-01T00:00:00+02:00"),
        ("valid_from", datetime(2026, 11, 20, 8), "2026-11-20T08:00:00+01:00"),  # noqa: DTZ001 - as XLSX has it
        ("valid_from", "2026-11-20T07:00:00Z", "2026-11-20T07:00:00Z"),
        ("tags", "sentrum; vei", ["sentrum", "vei"]),
        ("kind", "Beholder", "bin"),
        ("lat", "", None),
        ("lat", None, None),
    ],
)
def test_a_cell_becomes_what_the_api_takes(field: str, cell: object, value: object) -> None:
    assert value_of(field, cell) == value  # type: ignore[arg-type]


@pytest.mark.parametrize("cell", ["31.02.2026", "20.13.2026 08:00", "20.11.2026 25:00"])
def test_a_date_that_is_none_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        value_of("valid_from", cell)
