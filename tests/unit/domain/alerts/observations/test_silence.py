"""Which silences are news: those that begin, joined where they share a moment, and those that have become more serious."""

from dataclasses import replace

import pytest

from domain.alerts.alert import Alert, Member, Subject
from domain.alerts.observations.silence import silence_observations, silence_of, silent_from
from domain.alerts.threshold import Sample, Threshold
from domain.device import Device

MINUTE = 60_000
NOW = 1_767_607_200_000
WARNING = Threshold(
    id="t", kind="device", parameter="silence", averaging="instant", raise_at=3.0, clear_at=1.0, severity="info"
)  # fmt: skip
WORSE = replace(WARNING, id="u", raise_at=10.0, severity="warning", worsens="t")
LADDER = (WARNING, WORSE)
DEVICE = Device(id="d", kind="air", model="generic", interval_s=600, valid_from=0)


@pytest.mark.parametrize(("after", "missed"), [(29 * MINUTE, 2.0), (30 * MINUTE, 3.0), (39 * MINUTE, 3.0)])
def test_a_silence_is_counted_in_whole_intervals(after: int, missed: float) -> None:
    assert silence_of(DEVICE, NOW, NOW + after) == Sample(start=NOW, end=NOW + 10 * MINUTE, value=missed)


def test_a_silence_reaches_its_threshold_after_whole_intervals() -> None:
    silence = silence_of(DEVICE, NOW, NOW)
    assert silent_from(WARNING, silence) == NOW + 30 * MINUTE
    assert silent_from(replace(WARNING, raise_at=2.5), silence) == NOW + 30 * MINUTE


def missing(*missed: float, apart: int = 0) -> dict[str, Sample]:
    return {
        f"d{number}": Sample(start=NOW + number * apart, end=NOW + number * apart + 10 * MINUTE, value=value)
        for number, value in enumerate(missed)
    }


def observed(silent: dict[str, Sample], *alerts: Alert, members: int = 3) -> list[tuple[str, str, str | None]]:
    """Return outage, device and severity of each observation."""
    return [
        (each.subject.id, each.member, each.severity_after(None))
        for each in silence_observations(LADDER, silent, alerts, outage_members=members)
    ]


def test_devices_that_fell_silent_together_are_one_outage() -> None:
    assert observed(missing(3.0, 3.0)) == [("d0", "d0", "info"), ("d0", "d1", "info")]
    assert observed(missing(3.0, 3.0, apart=10 * MINUTE)) == [("d0", "d0", "info"), ("d1", "d1", "info")]


def test_a_silence_below_its_threshold_is_no_news() -> None:
    assert observed(missing(2.0, 3.0)) == [("d1", "d1", "info")]


@pytest.mark.parametrize(("members", "severity"), [(3, "critical"), (4, "info")])
def test_an_outage_of_so_many_is_critical(members: int, severity: str) -> None:
    assert [each[2] for each in observed(missing(3.0, 3.0, 3.0), members=members)] == [severity] * 3


def alert(*severities: str, start: int = NOW) -> Alert:
    members = {
        f"d{number}": Member(severity=severity, value=3.0, start=start, end=start + 10 * MINUTE, fresh_until=NOW)  # type: ignore[arg-type]
        for number, severity in enumerate(severities)
    }
    subject = Subject(type="device", id="d0")
    return Alert(
        id="a", threshold_id="t", kind="device", parameter="silence", averaging="instant", limit=3.0, subject=subject, member_type="device",
        members=members, severity="info", raised_at=NOW,
    )  # fmt: skip


def test_a_silence_is_followed_only_where_it_has_become_more_serious() -> None:
    assert observed(missing(4.0), alert("info")) == []
    assert observed(missing(10.0), alert("info")) == [("d0", "d0", "warning")]
    assert observed(missing(10.0), alert("warning")) == []
    assert observed({}, alert("info")) == []


def test_another_device_joins_the_outage_that_it_may_share_and_counts_with_it() -> None:
    newly = {"d9": missing(3.0)["d0"]}
    assert observed(newly, alert("info", "info")) == [("d0", "d9", "critical")]
    assert observed(newly, alert("info")) == [("d0", "d9", "info")]
    assert observed(newly, alert("info", start=NOW - 20 * MINUTE)) == [("d9", "d9", "info")]


def test_an_outage_whose_devices_share_no_moment_any_more_is_known_by_its_first() -> None:
    apart = alert("info", "info")
    members = {**apart.members, "d1": replace(apart.members["d1"], start=NOW + 20 * MINUTE, end=NOW + 30 * MINUTE)}
    assert observed({"d9": missing(3.0)["d0"]}, replace(apart, members=members)) == [("d0", "d9", "critical")]


def test_a_silence_is_known_from_when_it_reached_the_threshold() -> None:
    (observation,) = silence_observations(LADDER, missing(3.0), (), outage_members=3)
    assert (observation.at, observation.fresh_until, observation.member_type) == (NOW + 30 * MINUTE, NOW + 10 * MINUTE, "device")
