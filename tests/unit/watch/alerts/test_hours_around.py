"""Hours near each other are read at once, others apart; each place finds its own."""

from pathlib import Path

from domain.air.windows import SiteHour
from domain.duration import HOUR
from storage.state.air import site_hours
from storage.state.engine import State
from watch.alerts.hours_around import NearHours


def row(site: str, start: int, parameter: str = "pm25") -> SiteHour:
    return SiteHour(site=site, parameter=parameter, start=start, mean=8.0, n=6, expected=6, valid=True, sources=("a",))


def test_each_place_finds_the_hours_within_reach(tmp_path: Path) -> None:
    state = State(f"sqlite:///{tmp_path / 'state.db'}")
    with state.begin() as connection:
        site_hours.save(connection, [row(site, n * HOUR) for site in ("square", "harbour") for n in range(200)])
        site_hours.save(connection, [row("square", 100 * HOUR, "no2")])
    places = [("square", 10 * HOUR), ("square", 13 * HOUR), ("square", 100 * HOUR), ("harbour", 50 * HOUR), ("nowhere", 0)]
    with state.read() as connection:
        near = NearHours(connection, places, 2 * HOUR)
        assert sorted(near.of("square", 10 * HOUR)["pm25"]) == [n * HOUR for n in range(8, 16)]
        assert near.of("square", 13 * HOUR) is near.of("square", 10 * HOUR)
        assert {name: sorted(hours) for name, hours in near.of("square", 100 * HOUR).items()} == {
            "pm25": [n * HOUR for n in range(98, 103)],
            "no2": [100 * HOUR],
        }
        assert sorted(near.of("harbour", 50 * HOUR)["pm25"]) == [n * HOUR for n in range(48, 53)]
        assert near.of("nowhere", 0) == {}
    state.close()
