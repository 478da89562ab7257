"""An open trigger asks people for a truck once for each bin; a faulty sensor is told once, and over when it tells a level again."""

from config.threshold_file import threshold_file
from domain.alerts.alert import Alert, Member, Subject
from domain.alerts.observations.observation import Recovery
from domain.device import Bin, History, Registry
from domain.waste.decision.trigger import DueBin, Trigger
from storage.state.alerts.thresholds import StoredThreshold
from storage.state.waste.bin_states import BinStatus
from watch.alerts import faulty_sensors, pickup_alerts
from watch.alerts.context import Context
from watch.alerts.thresholds import ThresholdSet

NOW = 1_769_860_800_000
BIN = Bin(id="b", name="Torget", lat=60, lon=11, fraction="rest", capacity_l=660, valid_from=1)
REGISTRY = Registry(devices={}, sites={}, bins={"b": History([BIN])}, by_dev_eui={})
THRESHOLDS = ThresholdSet.of(
    [StoredThreshold(version=1, threshold=form.threshold(name)) for name, form in threshold_file().thresholds.items()]
)
DUE = DueBin(bin_id="b", reason="full", fill=96.0, full_at=NOW, probability=1.0)
TRIGGER = Trigger(id="t", raised_at=NOW, latest_departure=NOW, area="all", fraction="rest", bins=(DUE,))
FAULTY = BinStatus(
    bin_id="b", last_seen=NOW, fill=40.0, fill_time=NOW, fault="lid_open", fault_count=6, emptied_at=None, full_at=(None, None, None)
)


def alert(parameter: str, subject: Subject) -> Alert:
    member = Member(severity="warning", value=1.0, start=NOW, end=NOW, fresh_until=NOW)
    return Alert(
        id="a",
        threshold_id=parameter,
        kind="bin",
        parameter=parameter,
        averaging="instant",
        limit=1.0,
        subject=subject,
        member_type="bin",
        members={"b": member},
        severity="warning",
        raised_at=NOW,
    )


ASKED = alert("pickup", Subject(type="trigger", id="t"))
BROKEN = alert("fault", Subject(type="bin", id="b"))


def context(*open_alerts: Alert) -> Context:
    return Context(
        thresholds=THRESHOLDS,
        registry=REGISTRY,
        open_alerts={alert.key: alert for alert in open_alerts},
        now=NOW,
        steady_s=60.0,
        pulse=lambda: None,
    )


def test_an_open_trigger_is_told_for_each_of_its_bins_until_it_was() -> None:
    (observation,) = pickup_alerts.observations([TRIGGER], context())
    assert (observation.subject, observation.member, observation.severity_after(None)) == (Subject(type="trigger", id="t"), "b", "warning")
    assert list(pickup_alerts.observations([TRIGGER], context(ASKED))) == []


def test_it_is_over_when_the_trigger_is_planned_or_withdrawn() -> None:
    assert list(pickup_alerts.recoveries([TRIGGER], context(ASKED))) == []
    assert list(pickup_alerts.recoveries([], context(ASKED))) == [Recovery(alert=ASKED, member="b")]


def test_a_sensor_is_faulty_after_several_readings_and_over_with_the_first_level() -> None:
    (observation,) = faulty_sensors.observations([FAULTY], context())
    assert (observation.subject, observation.severity_after(None)) == (Subject(type="bin", id="b"), "info")
    assert list(faulty_sensors.observations([FAULTY], context(BROKEN))) == []
    assert list(faulty_sensors.recoveries([FAULTY], context(BROKEN))) == []
    assert list(faulty_sensors.recoveries([], context(BROKEN))) == [Recovery(alert=BROKEN, member="b")]
