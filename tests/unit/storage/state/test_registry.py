"""A thing's versions follow one another in time; the cache sees each change once."""

from dataclasses import replace

from domain.device import Bin, Device, Site
from storage.state import registry
from storage.state.engine import State


def device(valid_from: int, place: str | None = None) -> Device:
    return Device(id="a1", kind="air", model="generic", interval_s=600, valid_from=valid_from, place=place, dev_eui="00AA")


def test_a_device_is_where_its_version_of_that_time_says(state: State) -> None:
    with state.begin() as connection:
        registry.put(connection, device(1000, "square"))
        registry.put(connection, device(2000, "harbour"))
    devices = registry.RegistryCache(state).current()
    assert [devices.device("a1", time).place for time in (1000, 1999, 2000, 9999)] == ["square", "square", "harbour", "harbour"]  # type: ignore[union-attr]


def test_what_was_before_the_first_version_belongs_to_the_first(state: State) -> None:
    with state.begin() as connection:
        registry.put(connection, device(1000, "square"))
        assert registry.get(connection, Device, "a1", at=0) == device(1000, "square")


def test_a_removed_device_is_unknown_from_then_on_and_known_before(state: State) -> None:
    with state.begin() as connection:
        registry.put(connection, device(1000))
        registry.remove(connection, device(1000), at=5000)
        assert registry.page(connection, Device, at=6000) == []
        assert registry.page(connection, Device, at=4000) == [device(1000)]
    devices = registry.RegistryCache(state).current()
    assert devices.device("a1", 4999) == device(1000)
    assert devices.device("a1", 5000) is None


def test_a_page_costs_the_same_however_many_devices_come_after_it(state: State) -> None:
    def steps(count: int) -> int:
        """Return how many hundreds of steps SQLite takes for a page of ten among so many devices."""
        taken = [0]
        with state.begin() as connection:
            registry.put_all(connection, [replace(device(1000), id=f"d{number:05}", dev_eui=None) for number in range(count)])
            driver = connection.connection.dbapi_connection
            driver.set_progress_handler(lambda: taken.__setitem__(0, taken[0] + 1), 100)  # type: ignore[union-attr]
            assert [thing.id for thing in registry.page(connection, Device, at=2000, after="d00004", limit=10)] == [
                f"d{number:05}" for number in range(5, 15)
            ]
            driver.set_progress_handler(None, 0)  # type: ignore[union-attr]
        return taken[0]

    few = steps(100)
    assert few > 0
    assert steps(5000) <= few + 1


def test_the_cache_learns_what_changed_since_it_was_asked(state: State) -> None:
    cache = registry.RegistryCache(state)
    assert cache.current().devices == {}
    with state.begin() as connection:
        registry.put(connection, device(1000))
        registry.put(connection, Site(id="s", name="Torget", lat=59.0, lon=10.0, valid_from=1, tags=("roadside",)))
        registry.put(connection, Bin(id="b", name="B", lat=59.0, lon=10.0, fraction="rest", capacity_l=140, valid_from=1))
    devices = cache.current()
    assert devices.by_dev_eui == {"00aa": "a1"}
    assert devices.sites["s"].at(5).tags == ("roadside",)
    assert set(devices.bins) == {"b"}
    assert cache.current() is devices


def test_pages_follow_ids(state: State) -> None:
    with state.begin() as connection:
        for name in ("b", "c", "a"):
            registry.put(connection, Site(id=name, name=name, lat=0, lon=0, valid_from=1))
        first = registry.page(connection, Site, at=10, limit=2)
        rest = registry.page(connection, Site, at=10, limit=2, after=first[-1].id)
    assert [site.id for site in first + rest] == ["a", "b", "c"]


def test_what_a_transaction_changed_and_undid_was_never_there(state: State) -> None:
    cache = registry.RegistryCache(state)
    with state.begin() as connection:
        registry.put(connection, device(1000, "square"))
        assert set(cache.seen_by(connection).devices) == {"a1"}
        connection.rollback()
    assert cache.current().devices == {}
    with state.begin() as connection:
        registry.put(connection, Site(id="s", name="Torget", lat=59.0, lon=10.0, valid_from=1))
    assert (set(cache.current().devices), set(cache.current().sites)) == (set(), {"s"})
