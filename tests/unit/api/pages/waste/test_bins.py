"""The fullest bin comes first."""

from api.pages.frame.registry_now import registry_now
from api.pages.waste import bins
from api.waste.bin_level import Level
from domain.waste.level.fill import State
from tests.unit.api.pages.things import NOW, a_bin, registry


def test_bins_come_fullest_first_faults_before_room_and_unknown_last() -> None:
    levels: dict[str, tuple[State, float | None]] = {
        "a": ("ok", 10.0), "b": ("no_data", None), "c": ("full", 91.0), "d": ("fault", None), "e": ("full", 100.0),
        "f": ("nearly_full", 80.0),
    }  # fmt: skip
    known = {name: Level(fill=fill, fill_time=NOW, state=state) for name, (state, fill) in levels.items()}
    rows = bins.rows(registry_now(registry(*(a_bin(name) for name in levels)), NOW), known)
    assert [row.id for row in rows] == ["e", "c", "f", "d", "a", "b"]
