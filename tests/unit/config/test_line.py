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


ARRAY = """title = "x"
[[limits]]  # the first
limit = 1
[limits.of]
a = 1
# limit = 7
[[limits]]
rows = [
  [1, 2],
]
limit = 2
[limits.of]
a = 2
""".splitlines()


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("limits",), 2),
        (("limits", 0), 2),
        (("limits", 0, "limit"), 3),
        (("limits", 0, "of", "a"), 5),
        (("limits", 1, "limit"), 11),
        (("limits", 1, "rows", 0, 1), 8),
        (("limits", 1, "of", "a"), 13),
        (("limits", 1, "source"), 7),
        (("limits", 2), 2),
    ],
)
def test_a_table_of_an_array_is_found_by_its_place(path: tuple[str | int, ...], line: int) -> None:
    assert line_of(path, ARRAY) == line


def test_what_stands_nowhere_has_no_line() -> None:
    assert line_of(("models", "x"), LINES) is None
