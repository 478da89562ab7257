"""How often it would have alerted is counted as alerts are: with hysteresis, rows and gaps, and members joined."""

import pytest

from domain.air.windows import SiteHour
from domain.alerts.alert import Subject
from domain.alerts.observations.observation import Observation
from domain.alerts.observations.window_observations import window_observations
from domain.alerts.preview import Episode, episodes, silences
from domain.alerts.threshold import Threshold
from domain.device import Device
from domain.duration import HOUR, MINUTE

TOWN = Subject(type="area", id="all")
ALWAYS = 1000 * HOUR


def threshold(consecutive: int = 1, raise_at: float = 50, clear_at: float = 40, parameter: str = "pm25") -> Threshold:
    return Threshold(
        id="t", kind="air", parameter=parameter, averaging="hour", raise_at=raise_at, clear_at=clear_at, consecutive=consecutive
    )


def observed(threshold_: Threshold, member: str, *means: float | None, subject: Subject = TOWN) -> list[Observation]:
    hours = {
        n * HOUR: SiteHour(site=member, parameter="pm25", start=n * HOUR, mean=mean, n=6, expected=6, valid=True, sources=("d",))
        for n, mean in enumerate(means)
        if mean is not None
    }
    ends = range(HOUR, len(means) * HOUR + 1, HOUR)
    return list(window_observations((threshold_,), hours, ends, subject, Subject(type="site", id=member), grace=0))


def counted(threshold_: Threshold, *members: list[Observation]) -> list[Episode]:
    return episodes(threshold_, [observation for of_member in members for observation in of_member], ALWAYS)


def test_a_value_that_comes_and_goes_within_the_gap_is_one_alert() -> None:
    pm25 = threshold()
    (episode,) = counted(pm25, observed(pm25, "a", 50, 45, 55, 49, 39.9, 45))
    assert (episode.start, episode.end, episode.peak, episode.members) == (HOUR, 5 * HOUR, 55, {"a"})


def test_what_members_of_one_subject_do_at_once_is_one_alert_and_later_another() -> None:
    pm25 = threshold()
    episodes_ = counted(pm25, observed(pm25, "a", 60, 60, 20, 20, 60), observed(pm25, "b", 20, 60, 60, 20, 20))
    assert [(each.start // HOUR, each.end and each.end // HOUR, set(each.members)) for each in episodes_] == [
        (1, 4, {"a", "b"}), (5, None, {"a"}),
    ]  # fmt: skip


def test_a_gap_breaks_the_row() -> None:
    two = threshold(2)
    assert counted(two, observed(two, "a", 60, None, 60, 20)) == []
    assert len(counted(two, observed(two, "a", 60, None, 60, 60))) == 1


def test_too_little_has_its_lowest_value_as_peak() -> None:
    low = threshold(raise_at=2.8, clear_at=2.9)
    (episode,) = counted(low, observed(low, "a", 3.0, 2.7, 2.5, 2.6))
    assert episode.peak == 2.5


def test_a_window_is_judged_its_grace_after_it_is_closed() -> None:
    hours = {0: SiteHour(site="a", parameter="pm25", start=0, mean=60.0, n=6, expected=6, valid=True, sources=("d",))}
    observations = window_observations((threshold(),), hours, [HOUR], TOWN, Subject(type="site", id="a"), grace=5 * MINUTE)
    (episode,) = episodes(threshold(), observations, ALWAYS)
    assert episode.start == HOUR + 5 * MINUTE


@pytest.mark.parametrize(("now", "alerts"), [(30 * MINUTE - 1, 0), (30 * MINUTE, 1)])
def test_a_silence_counts_from_the_moment_it_reaches_the_threshold(now: int, alerts: int) -> None:
    device = Device(id="d", kind="air", model="generic", interval_s=600, valid_from=0)
    silence = threshold(raise_at=3, clear_at=1, parameter="silence")
    assert len(silences(silence, [(device, [0])], now, outage_members=5)) == alerts


def test_silences_that_share_their_moment_are_one_and_others_are_not() -> None:
    def device(name: str) -> Device:
        return Device(id=name, kind="air", model="generic", interval_s=600, valid_from=0)

    seen = [(device(f"d{n}"), [n * MINUTE, 600 * MINUTE + n * MINUTE]) for n in range(5)]
    alone = (device("x"), [k * 10 * MINUTE for k in range(30)])
    silence = threshold(raise_at=3, clear_at=1, parameter="silence")
    episodes_ = silences(silence, [*seen, alone], 601 * MINUTE, outage_members=5)
    assert [(len(episode.members), episode.start // MINUTE) for episode in episodes_] == [(5, 30), (1, 290 + 30)]
    assert [episode.end for episode in episodes_] == [604 * MINUTE, None]
