"""Results are written by the leader alone."""

import pytest

from tests.unit.watch.conftest import Town
from watch.leadership import Leadership, LostLeadershipError


def test_who_does_not_lead_may_not_insist(town: Town) -> None:
    first, second = (Leadership(name, lambda: town.now, 1000) for name in ("one", "two"))
    with town.state.begin() as connection:
        assert first.hold(connection)
        with pytest.raises(LostLeadershipError, match="another watch took over"):
            second.insist(connection)


def test_insisting_renews_the_lease(town: Town) -> None:
    first, second = (Leadership(name, lambda: town.now, 1000) for name in ("one", "two"))
    with town.state.begin() as connection:
        assert first.hold(connection)
        town.now += 999
        first.insist(connection)
        town.now += 999
        assert not second.hold(connection)
        first.release(connection)
        assert second.hold(connection)
