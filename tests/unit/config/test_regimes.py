"""Every limit of the four regimes, written out here and not read from config/: at it, just under it, just over it."""

from datetime import date
from math import inf, nextafter
from pathlib import Path

import pytest

from config.regimes import load_regimes
from config.toml_file import ConfigError

REGIMES = load_regimes()
V, M = "V", "M"

# parameter, averaging, limit, allowed, years averaged, mark
NORWAY = [
    ("pm10", "year", 20, 0, 1, V), ("pm10", "day", 50, 25, 1, V), ("pm25", "year", 10, 0, 1, V), ("no2", "hour", 200, 18, 1, V),
    ("no2", "year", 40, 0, 1, V), ("so2", "hour", 350, 24, 1, M), ("so2", "day", 125, 3, 1, M),
]  # fmt: skip
EU_2008 = [
    ("pm10", "year", 40, 0, 1, V), ("pm10", "day", 50, 35, 1, V), ("pm25", "year", 25, 0, 1, V), ("no2", "hour", 200, 18, 1, V),
    ("no2", "year", 40, 0, 1, V), ("o3", "8h", 120, 25, 3, M), ("so2", "hour", 350, 24, 1, V), ("so2", "day", 125, 3, 1, V),
    ("co", "8h", 10, 0, 1, V),
]  # fmt: skip
EU_2030 = [
    ("pm10", "year", 20, 0, 1, V), ("pm10", "day", 45, 18, 1, V), ("pm25", "year", 10, 0, 1, V), ("pm25", "day", 25, 18, 1, V),
    ("no2", "hour", 200, 3, 1, V), ("no2", "day", 50, 18, 1, V), ("no2", "year", 20, 0, 1, V), ("o3", "8h", 120, 18, 3, M),
    ("so2", "hour", 350, 3, 1, V), ("so2", "day", 50, 18, 1, V), ("so2", "year", 20, 0, 1, V), ("co", "8h", 10, 0, 1, M),
    ("co", "day", 4, 18, 1, V),
]  # fmt: skip
WHO = [
    ("pm10", "year", 15, 0, 1, V), ("pm10", "day", 45, 3, 1, M), ("pm25", "year", 5, 0, 1, V), ("pm25", "day", 15, 3, 1, M),
    ("no2", "year", 10, 0, 1, V), ("no2", "day", 25, 3, 1, M), ("o3", "8h", 100, 3, 1, M), ("so2", "day", 40, 3, 1, M),
]  # fmt: skip
FACTS = {"norway-2022": NORWAY, "eu-2008": EU_2008, "eu-2030": EU_2030, "who-2021": WHO}
LIMITS = [(name, *row) for name, rows in FACTS.items() for row in rows]


@pytest.mark.parametrize(("name", "parameter", "averaging", "limit", "allowed", "years", "mark"), LIMITS)
def test_each_row_of_the_legal_values_is_there_at_its_edge(
    name: str, parameter: str, averaging: str, limit: float, allowed: int, years: int, mark: str
) -> None:
    [row] = [limit_ for limit_ in REGIMES[name].limits if (limit_.parameter, limit_.averaging) == (parameter, averaging)]
    assert (row.limit, row.allowed, row.years_averaged) == (limit, allowed, years)
    assert row.source.endswith(mark)
    exceeds = [REGIMES[name].exceeds(mean, row.limit) for mean in (nextafter(limit, -inf), limit, nextafter(limit, inf))]
    assert exceeds == [False, False, True]


@pytest.mark.parametrize("name", FACTS)
def test_there_is_no_limit_that_the_facts_do_not_know(name: str) -> None:
    assert len(REGIMES[name].limits) == len(FACTS[name])
    assert REGIMES[name].decimals is None  # rounding before comparing is off by default


@pytest.mark.parametrize(("name", "share"), [("norway-2022", 0.85), ("eu-2008", 0.90)])
def test_a_year_needs_its_share_of_hours(name: str, share: float) -> None:
    assert REGIMES[name].coverage == share


@pytest.mark.parametrize(
    ("name", "parameter", "kind", "averaging", "limit", "consecutive"),
    [
        ("norway-2022", "no2", "alarm", "hour", 400, 3),
        ("norway-2022", "so2", "alarm", "hour", 500, 3),
        ("norway-2022", "o3", "alarm", "hour", 240, 1),
        ("norway-2022", "o3", "information", "hour", 180, 1),
        ("eu-2030", "no2", "alarm", "hour", 200, 3),
        ("eu-2030", "no2", "information", "hour", 150, 3),
        ("eu-2030", "so2", "alarm", "hour", 350, 3),
        ("eu-2030", "pm10", "alarm", "day", 90, 1),
        ("eu-2030", "pm25", "alarm", "day", 50, 1),
    ],
)
def test_the_alarm_values_are_there(name: str, parameter: str, kind: str, averaging: str, limit: float, consecutive: int) -> None:
    [row] = [alarm_ for alarm_ in REGIMES[name].alarms if (alarm_.parameter, alarm_.kind) == (parameter, kind)]
    assert (row.averaging, row.limit, row.consecutive) == (averaging, limit, consecutive)


def test_each_regime_names_the_version_it_is() -> None:
    assert {name: regime.version for name, regime in REGIMES.items()} == {
        "norway-2022": date(2022, 1, 1),
        "eu-2008": date(2010, 1, 1),
        "eu-2030": date(2030, 1, 1),
        "who-2021": date(2021, 9, 22),
    }


GOOD = """title = "T"
coverage = 0.85
coverage_source = "test V"

[[limits]]
parameter = "pm10"
averaging = "day"
limit = 50
valid_from = 2022-01-01
source = "test V"
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("limit = 50", "limit = 0", "line 8: limits.0.limit = 0: Input should be greater than 0"),
        ('averaging = "day"', 'averaging = "week"', "line 7: limits.0.averaging = 'week': Input should be 'hour', '8h', 'day' or 'year'"),
        ('source = "test V"\n', 'source = "somebody said so"\n', "limits.0.source = 'somebody said so': a source ends with how sure it is"),
        ("coverage = 0.85", "covrage = 0.85", "covrage = 0.85: there is no such key"),
        ("title", "[title", "is not TOML"),
        ('source = "test V"\n', 'source = "test V"\n' + "\n".join(GOOD.splitlines()[4:]), "pm10 day stands twice from 2022-01-01"),
    ],
)
def test_a_wrong_regime_names_file_line_and_key(tmp_path: Path, old: str, new: str, message: str) -> None:
    begin, _, end = GOOD.rpartition(old)
    (tmp_path / "town.toml").write_text(begin + new + end, encoding="utf-8")
    with pytest.raises(ConfigError) as error:
        load_regimes(tmp_path)
    assert str(error.value).startswith(str(tmp_path / "town.toml"))
    assert message in str(error.value)
