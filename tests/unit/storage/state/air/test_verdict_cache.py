"""Verdicts are kept until a day of their site changes, and no longer."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event

from config.regimes import load_regimes
from domain.air.day import SiteDay
from domain.air.legal_day import bounds_of_year
from domain.duration import DAY
from storage.state.air import site_days
from storage.state.air.verdict_cache import VerdictCache
from storage.state.engine import State

REGIME = load_regimes()["norway-2022"]
START, _ = bounds_of_year(2026)


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    state = State(f"sqlite:///{tmp_path / 'state.db'}")
    yield state
    state.close()


def put(state: State, site: str, mean: float, days: int = 30) -> None:
    rows = [
        SiteDay(
            site=site, parameter="pm10", start=START + n * DAY, n=24, mean=mean, judged=24, judged_mean=mean, highest=mean,
            windows=24, eight_hours=mean, indicative=True, sources=("a",),
        )
        for n in range(days)
    ]  # fmt: skip
    with state.begin() as connection:
        site_days.replace(connection, site, [row.start for row in rows], rows)


def exceedances(state: State, cache: VerdictCache, site: str) -> int:
    with state.read() as connection:
        verdicts = cache.verdicts(connection, [site, "other"], REGIME, 2026)[site]
    return next(found.exceedances for found in verdicts.assessments if (found.limit.parameter, found.limit.averaging) == ("pm10", "day"))


def test_a_changed_day_is_judged_anew_and_an_unchanged_year_is_not_read_again(state: State) -> None:
    cache = VerdictCache()
    put(state, "s", 60.0)
    assert exceedances(state, cache, "s") == 30
    statements: list[str] = []
    event.listen(state.engine, "before_cursor_execute", lambda *call: statements.append(call[2]))
    assert exceedances(state, cache, "s") == 30
    assert not any("site_days." in statement for statement in statements)
    put(state, "s", 60.0, days=3)
    assert exceedances(state, cache, "s") == 30
    put(state, "s", 20.0, days=3)
    assert exceedances(state, cache, "s") == 27


def test_another_site_of_the_same_start_has_verdicts_of_its_own(state: State) -> None:
    cache = VerdictCache()
    put(state, "s", 60.0)
    put(state, "s" * 64, 20.0)
    assert (exceedances(state, cache, "s"), exceedances(state, cache, "s" * 64)) == (30, 0)
