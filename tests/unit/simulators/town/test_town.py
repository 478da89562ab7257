"""A town of any size hangs together: every device stands somewhere that exists, and the same seed builds the same town."""

import inspect
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.device import is_id
from simulators.air.replay_air import replay
from simulators.send.live import history
from simulators.town.town import NOTES, Size, town
from tests.examples import examples

NOON = 1_764_072_000_000
SIZES = st.builds(Size, sites=st.integers(1, 40), air=st.integers(0, 60), bins=st.integers(0, 60))


def digest(end: int) -> str:
    from hashlib import sha256  # noqa: PLC0415 - the function is also run alone, in another process

    from simulators.send.live import history  # noqa: PLC0415
    from simulators.town.town import town  # noqa: PLC0415

    return sha256(b"".join(message.payload for message in history(town(1).senders, end - 1_800_000, end))).hexdigest()


def test_the_ordinary_town_has_12_sites_30_air_sensors_and_200_bins() -> None:
    scene = town(1)
    assert (len(scene.sites), len(scene.bins), len(scene.devices), len(scene.senders)) == (12, 200, 230, 230)


def test_somewhere_in_the_town_the_wind_is_measured() -> None:
    assert [sender.id for sender in town(1).senders if "wind_speed" in (sender.values(NOON) or {})] == ["sim-air-001"]


@examples(25)
@given(seed=st.integers(), size=SIZES)
def test_every_device_stands_in_a_place_that_exists_and_says_it_is_simulated(seed: int, size: Size) -> None:
    scene = town(seed, size)
    assert [sender.id for sender in scene.senders] == list(scene.devices)
    assert (len(scene.sites), len(scene.bins), len(scene.devices)) == (size.sites, size.bins, size.air + size.bins)
    for device in scene.devices.values():
        assert device["simulated"] is True
        assert device["site"] in scene.sites if device["kind"] == "air" else device["bin"] in scene.bins
    assert all(map(is_id, [*scene.sites, *scene.bins, *scene.devices]))


def test_the_same_seed_gives_the_same_town_and_the_same_bytes() -> None:
    hour = 3_600_000
    first, again, other = (list(history(town(seed).senders, NOON, NOON + hour)) for seed in (5, 5, 6))
    assert first == again
    assert first != other
    assert town(5).bins == town(5).bins


def test_another_process_sends_the_same_bytes() -> None:
    program = f"{inspect.getsource(digest)}\nprint(digest({NOON}))"
    assert subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=240
    ).stdout.strip() == digest(NOON)


def test_a_towns_bins_are_calibrated_and_lie_in_the_town() -> None:
    for body in town(3).bins.values():
        empty, full, lat, lon = (float(str(body[name])) for name in ("empty_mm", "full_mm", "lat", "lon"))
        assert empty > full > 0
        assert 60.84 < lat < 60.92
        assert 11.48 < lon < 11.64


def test_some_bins_have_a_note_for_their_driver() -> None:
    notes = [bin_["note"] for bin_ in town(1).bins.values() if bin_["note"]]
    assert 15 <= len(notes) <= 35
    assert set(notes) == set(NOTES)


def test_devices_measure_at_mixed_intervals() -> None:
    assert {sender.interval_s for sender in town(1).senders} == {150, 600}


def test_air_sensors_without_a_site_are_refused() -> None:
    with pytest.raises(ValueError, match="need at least 1 site"):
        Size(sites=0, air=1, bins=0)


def test_a_town_and_the_replay_stand_beside_each_other() -> None:
    scene = town(1) | replay()
    assert len(scene.sites) == 15


def test_two_scenes_with_the_same_ids_are_refused() -> None:
    with pytest.raises(ValueError, match="share the id 'sim-site-01'"):
        town(1) | town(2)
