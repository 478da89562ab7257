"""What was believed of a bin at any time is found again as it was."""

from pathlib import Path

from config.waste import load_waste
from domain.duration import DAY
from domain.waste.forecast.demand import unknown_demand
from domain.waste.forecast.forecast import Outlook
from domain.waste.level.belief import Belief
from storage.state.engine import State
from storage.state.waste import beliefs

NOW = 1_769_860_800_000
RULES = load_waste().demand


def belief(known_at: int, fill: float) -> Belief:
    outlook = Outlook(since=known_at, content=((fill / 100, 1.0),), demand=unknown_demand(RULES), rate=0.2, rules=RULES)
    return Belief(bin_id="b", known_at=known_at, time=known_at, fill=fill, emptied_at=NOW, outlook=outlook, silent_after=known_at + DAY)


def test_a_past_belief_is_found_as_it_was(tmp_path: Path) -> None:
    state = State(f"sqlite:///{tmp_path / 'state.db'}")
    with state.begin() as connection:
        beliefs.put(connection, [belief(NOW, 20.0), Belief(bin_id="blind", known_at=NOW)])
        beliefs.put(connection, [belief(NOW + 10, 60.0)])
        assert beliefs.at(connection, ["b", "blind", "never"], NOW + 9, RULES) == {
            "b": belief(NOW, 20.0),
            "blind": Belief(bin_id="blind", known_at=NOW),
        }
        assert beliefs.at(connection, ["b"], NOW + 10, RULES) == {"b": belief(NOW + 10, 60.0)}
        assert beliefs.at(connection, ["b"], NOW - 1, RULES) == {}
        beliefs.forget(connection, NOW + 11)
        assert beliefs.at(connection, ["b"], NOW, RULES) == {}
        assert beliefs.at(connection, ["b"], NOW + 99, RULES) == {"b": belief(NOW + 10, 60.0)}
    state.close()


def test_what_came_in_since_is_reckoned_with() -> None:
    stored = belief(NOW, 40.0)
    chances = [stored.chance_full(NOW + days * DAY) or 0.0 for days in range(8)]
    assert chances == sorted(chances)
    assert chances[0] == 0.0
    assert chances[7] > 0.7
    assert stored.is_reliable(NOW + DAY - 1)
    assert not stored.is_reliable(NOW + DAY)
