"""A key is found in its own table, and what is missing is looked for in the table that should have it."""

import pytest

from config.line import line_of

LINES = """sentinels = [-999]  # common
[parameters.pm1]
unit = "µg/m³"
[parameters.pm10]
unit = "µg/m³"
ranges.high = { low = 1 }
fields."pm2.5" = 1
""".splitlines()


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("sentinels",), 1),
        (("parameters", "pm1", "unit"), 3),
        (("parameters", "pm10", "unit"), 5),
        (("parameters", "pm10", "possible"), 4),
        (("parameters", "pm10", "ranges", "high", "low"), 6),
        (("sentinels", "0"), 1),
    ],
)
def test_a_key_is_found_in_its_table_and_not_in_one_whose_name_begins_alike(path: tuple[str, ...], line: int) -> None:
    assert line_of(path, LINES) == line


def test_what_stands_nowhere_has_no_line() -> None:
    assert line_of(("models", "x"), LINES) is None
