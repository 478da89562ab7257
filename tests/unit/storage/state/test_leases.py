"""A lease has one holder until it ends, is given back or is not renewed."""

from storage.state import leases
from storage.state.engine import State


def test_another_waits_until_the_lease_ends(state: State) -> None:
    with state.begin() as connection:
        assert leases.hold(connection, "watch", "one", now=0, ttl=100)
        assert not leases.hold(connection, "watch", "two", now=99, ttl=100)
        assert leases.hold(connection, "watch", "two", now=100, ttl=100)
        assert not leases.hold(connection, "watch", "one", now=101, ttl=100)


def test_its_holder_renews_it(state: State) -> None:
    with state.begin() as connection:
        assert leases.hold(connection, "watch", "one", now=0, ttl=100)
        assert leases.hold(connection, "watch", "one", now=99, ttl=100)
        assert not leases.hold(connection, "watch", "two", now=150, ttl=100)


def test_only_its_holder_gives_it_back(state: State) -> None:
    with state.begin() as connection:
        assert leases.hold(connection, "watch", "one", now=0, ttl=100)
        leases.release(connection, "watch", "two")
        assert not leases.hold(connection, "watch", "two", now=1, ttl=100)
        leases.release(connection, "watch", "one")
        assert leases.hold(connection, "watch", "two", now=1, ttl=100)


def test_leases_of_other_names_do_not_matter(state: State) -> None:
    with state.begin() as connection:
        assert leases.hold(connection, "watch", "one", now=0, ttl=100)
        assert leases.hold(connection, "plan", "two", now=0, ttl=100)
