"""Triggers are kept, found and told in the order of their changes; there is one open of an area and fraction."""

import pytest
from sqlalchemy.exc import IntegrityError

from domain.waste.decision.trigger import DueBin, Trigger, finish, plan, withdraw
from storage.state.engine import State
from storage.state.waste import triggers

NOW = 1_769_860_800_000


def trigger(name: str, at: int = NOW, area: str = "all", fraction: str = "rest") -> Trigger:
    due = DueBin(bin_id=f"bin-of-{name}", reason="report", fill=None, full_at=None, probability=0.5)
    return Trigger(id=name, raised_at=at, latest_departure=at + 1, area=area, fraction=fraction, bins=(due,))


def test_a_trigger_comes_back_as_it_was_kept(state: State) -> None:
    with state.begin() as connection:
        triggers.keep(connection, trigger("t"), new=True)
        assert triggers.get(connection, "t") == triggers.open_of(connection, "all", "rest") == trigger("t")
        assert triggers.get(connection, "other") is None
        assert triggers.open_of(connection, "all", "paper") is None


def test_there_is_one_open_trigger_of_an_area_and_fraction(state: State) -> None:
    with state.begin() as connection:
        triggers.keep(connection, trigger("t"), new=True)
        triggers.keep(connection, trigger("paper", fraction="paper"), new=True)
        triggers.keep(connection, trigger("north", area="north"), new=True)
    with pytest.raises(IntegrityError), state.begin() as connection:
        triggers.keep(connection, trigger("second"), new=True)
    with state.begin() as connection:
        triggers.keep(connection, withdraw(trigger("t"), NOW + 1))
        triggers.keep(connection, trigger("second"), new=True)


def test_pages_are_newest_first_and_filtered(state: State) -> None:
    with state.begin() as connection:
        triggers.keep(connection, withdraw(trigger("a", NOW), NOW + 5), new=True)
        triggers.keep(connection, withdraw(trigger("b", NOW + 1), NOW + 5), new=True)
        triggers.keep(connection, trigger("c", NOW + 2, area="north", fraction="paper"), new=True)
    with state.read() as connection:
        assert [listed.id for listed in triggers.page(connection)] == ["c", "b", "a"]
        assert [listed.id for listed in triggers.page(connection, before=(NOW + 2, "c"), limit=1)] == ["b"]
        assert [listed.id for listed in triggers.page(connection, state="withdrawn")] == ["b", "a"]
        assert [listed.id for listed in triggers.page(connection, since=NOW + 1)] == ["c", "b"]
        assert [listed.id for listed in triggers.page(connection, area="north", fraction="paper")] == ["c"]
        assert triggers.page(connection, area="north", fraction="rest") == []


def test_whose_round_is_under_way_at_a_time(state: State) -> None:
    planned = plan(trigger("t"), "p", NOW + 10)
    with state.begin() as connection:
        triggers.keep(connection, planned, new=True)
        triggers.keep(connection, finish(planned, NOW + 20))
        under_way = {at: [listed.id for listed in triggers.under_way(connection, NOW + at)] for at in (9, 10, 19, 20)}
    assert under_way == {9: [], 10: ["t"], 19: ["t"], 20: []}


def test_changes_are_followed_in_their_order(state: State) -> None:
    with state.begin() as connection:
        triggers.keep(connection, trigger("t"), new=True)
        triggers.keep(connection, trigger("paper", fraction="paper"), new=True)
        position = triggers.current_seq(connection)
        triggers.keep(connection, withdraw(trigger("t"), NOW + 1))
        changed, behind = triggers.changed_since(connection, position)
        assert [(listed.id, listed.state) for listed in changed] == [("t", "withdrawn")]
        assert triggers.changed_since(connection, behind) == ([], behind)
