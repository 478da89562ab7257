"""Frames are counted by device and day, whatever batches they come in."""

from domain.duration import DAY, HOUR
from domain.sensors.frames import Frame
from storage.state.engine import State
from storage.state.ingest import frames


def frame(hour: int, counter: int, device: str = "level-1", **heard: float) -> Frame:
    return Frame(device_id=device, time=10 * DAY + hour * HOUR, counter=counter, session="s", **heard)


def test_a_batch_goes_on_where_the_last_one_ended(state: State) -> None:
    with state.begin() as connection:
        frames.add(connection, [frame(1, 4), frame(2, 6)])
        frames.add(connection, [frame(3, 9, rssi=-101.0, snr=-3.5), frame(25, 10), frame(25, 0, "level-2")])
        days = frames.of_devices(connection, ["level-1", "level-2"], 0)
    assert [(day.day, day.received, day.lost) for day in days["level-1"]] == [(10 * DAY, 3, 3), (11 * DAY, 1, 0)]
    assert days["level-1"][0].newest == frame(3, 9, rssi=-101.0, snr=-3.5)
    assert [day.received for day in days["level-2"]] == [1]


def test_old_days_are_neither_returned_nor_kept(state: State) -> None:
    with state.begin() as connection:
        frames.add(connection, [frame(1, 4), frame(25, 5)])
        assert [day.day for day in frames.of_devices(connection, ["level-1"], 11 * DAY)["level-1"]] == [11 * DAY]
        frames.forget(connection, 11 * DAY)
        assert [day.day for day in frames.of_devices(connection, ["level-1"], 0)["level-1"]] == [11 * DAY]
