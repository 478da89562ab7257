"""A threshold's versions only grow, and each change is kept with its author."""

import pytest

from domain.alerts.threshold import Scope, Threshold
from domain.alerts.threshold_form import form_of, threshold_of
from storage.state.alerts import thresholds
from storage.state.engine import State


def raised_at(value: float, name: str = "t") -> Threshold:
    return Threshold(id=name, kind="air", parameter="pm25", averaging="hour", raise_at=value, clear_at=40, scope=Scope(place="tag", id="x"))


def test_a_change_raises_the_version_and_is_kept(state: State) -> None:
    with state.begin() as connection:
        thresholds.put(connection, raised_at(50), by="ann", now=1)
        changed = thresholds.put(connection, raised_at(60), by="bo", now=2)
        assert changed.version == 2
        assert thresholds.get(connection, "t") == changed
        newest, first = thresholds.history(connection, "t")
    assert (first.by, first.before, first.after) == ("ann", None, form_of(raised_at(50)))
    assert (newest.by, newest.at, newest.before, newest.after) == ("bo", 2, form_of(raised_at(50)), form_of(raised_at(60)))


def test_one_made_again_after_deletion_does_not_carry_an_old_version(state: State) -> None:
    with state.begin() as connection:
        thresholds.put(connection, raised_at(50), by="ann", now=1)
        thresholds.remove(connection, "t", by="ann", now=2)
        assert thresholds.get(connection, "t") is None
        again = thresholds.put(connection, raised_at(70), by="ann", now=3)
        assert again.version == 3
        assert [change.after for change in thresholds.history(connection, "t")] == [form_of(raised_at(70)), None, form_of(raised_at(50))]


def test_pages_follow_ids_and_history_pages_go_back(state: State) -> None:
    with state.begin() as connection:
        for name in ("b", "c", "a"):
            thresholds.put(connection, raised_at(50, name), by="ann", now=1)
        thresholds.put(connection, raised_at(60, "a"), by="ann", now=2)
        assert [t.id for t in thresholds.page(connection, limit=2)] == ["a", "b"]
        assert [t.id for t in thresholds.page(connection, after="b")] == ["c"]
        assert [change.version for change in thresholds.history(connection, "a", before=2)] == [1]


@pytest.mark.parametrize("scope", [Scope(), Scope(place="site", id="square")])
def test_a_threshold_comes_back_as_it_was_put(state: State, scope: Scope) -> None:
    whole = Threshold(
        id="t", kind="air", parameter="pm25", averaging="8h", raise_at=50.5, clear_at=40, consecutive=2, min_coverage=0.5,
        severity="critical", scope=scope, enabled=False, worsens="other",
    )  # fmt: skip
    assert threshold_of("t", form_of(whole)) == whole
    with state.begin() as connection:
        thresholds.put(connection, whole, by="ann", now=1)
        stored = thresholds.get(connection, "t")
    assert stored is not None
    assert stored.threshold == whole
