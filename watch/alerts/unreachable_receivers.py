"""Which receivers of alerts cannot be reached? A dead channel is an alert through the others."""

from collections.abc import Collection, Mapping

from domain.alerts.alert import Subject
from domain.alerts.threshold import CHANNEL, Sample
from storage.state.alerts.receivers import ReceiverStatus
from watch.alerts.observation import Observation
from watch.alerts.thresholds import ThresholdSet


def observations(reached: Mapping[str, ReceiverStatus], receivers: Collection[str], rules: ThresholdSet) -> list[Observation]:
    """Return how often in a row each of the `receivers` there are could not be reached."""
    return [
        Observation(
            ladder=ladder,
            subject=Subject(type="receiver", id=one.id),
            member_type="receiver",
            member=one.id,
            run=(Sample(start=one.at, end=one.at, value=float(one.failures)),),
            fresh_until=one.at,
            at=one.at,
        )
        for ladder in rules.about("instant", CHANNEL)
        for one in reached.values()
        if one.id in receivers
    ]
