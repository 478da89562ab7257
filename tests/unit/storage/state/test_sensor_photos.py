"""A sensor has one photo, the newest."""

from storage.state import sensor_photos
from storage.state.engine import State


def test_a_new_photo_takes_the_place_of_the_old_one(state: State) -> None:
    with state.begin() as connection:
        assert sensor_photos.of_device(connection, "d") is None
        sensor_photos.put(connection, "d", b"old", now=1)
        old = sensor_photos.of_device(connection, "d") or ""
        sensor_photos.put(connection, "d", b"new", now=2)
        new = sensor_photos.of_device(connection, "d") or ""
        assert sensor_photos.content(connection, "d", old) is None
        assert sensor_photos.content(connection, "d", new) == b"new"
        assert sensor_photos.content(connection, "other", new) is None
        sensor_photos.remove(connection, "d")
        assert sensor_photos.of_device(connection, "d") is None
