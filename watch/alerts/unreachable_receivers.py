"""Receivers of alerts that cannot be reached: a dead channel is an alert through the others."""

from collections.abc import Collection, Iterator, Mapping

from domain.alerts.alert import Subject
from domain.alerts.observations.observation import Observation
from domain.alerts.threshold import CHANNEL, Sample
from storage.state.alerts.receivers import ReceiverStatus
from watch.alerts.context import Context


def observations(reached: Mapping[str, ReceiverStatus], names: Collection[str], context: Context) -> Iterator[Observation]:
    """Yield how often in a row each receiver that the settings have (`names`) could not be reached."""
    for ladder in context.thresholds.judging("instant", CHANNEL):
        for receiver in reached.values():
            if receiver.id in names:
                yield Observation(
                    ladder=ladder,
                    subject=Subject(type="receiver", id=receiver.id),
                    member_type="receiver",
                    member=receiver.id,
                    run=(Sample(start=receiver.at, end=receiver.at, value=float(receiver.failures)),),
                    fresh_until=receiver.at,
                    at=receiver.at,
                )
