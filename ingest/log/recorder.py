"""How a delivery becomes safe: appended to the log and synced, then acknowledged, in order of arrival."""

import threading

from ingest.health import Health
from ingest.log.arrival_times import ArrivalTimes
from ingest.log.log import Log, LogFullError
from ingest.log.record import encode
from ingest.log.redelivery import Redeliveries
from ingest.mqtt.inbox import Delivery, Inbox
from ingest.mqtt.session import Session

_IDLE_S = 0.5
_FULL_PAUSE_S = 1.0


class Recorder:
    """The one owner of acknowledgements. Whatever arrived during the last sync is one batch: no timer stands before an ack."""

    def __init__(self, inbox: Inbox, log: Log, session: Session, health: Health, redeliveries: Redeliveries) -> None:
        self._inbox = inbox
        self._log = log
        self._session = session
        self._health = health
        self._redeliveries = redeliveries
        self._times = ArrivalTimes()
        self._health.ok("log")
        self.acknowledged = 0
        self.acknowledged_to = 0  # the log position behind what was acknowledged last

    def run(self, stop: threading.Event) -> None:
        """Record until `stop`; then what has already arrived."""
        while not stop.is_set():
            self._record(self._take(_IDLE_S), stop)
        self._record(self._take(0), stop)

    def _take(self, timeout: float) -> list[Delivery]:
        arrived = self._inbox.take(timeout)
        return self._redeliveries.recognise(list(self._times.apart(arrived)), self._session.proven) if arrived else arrived

    def _record(self, batch: list[Delivery], stop: threading.Event) -> None:
        while batch:
            try:
                self._log.append([encode(d.received_at, d.topic, d.payload, dup=d.repeated, retained=d.retained) for d in batch], batch)
            except LogFullError as error:
                self._health.failed("log", str(error))
                batch = self._what_can_wait(batch)
                if stop.wait(_FULL_PAUSE_S):
                    return  # never acknowledged: the broker sends them again
            else:
                end = self._log.end
                self._redeliveries.remember(batch, end)
                self._inbox.acknowledged(batch)  # before the broker can use a packet id again
                self._session.acknowledge(batch)
                self.acknowledged += len(batch)
                self.acknowledged_to = end
                self._health.ok("log")
                return

    def _what_can_wait(self, batch: list[Delivery]) -> list[Delivery]:
        """Keep what the broker expects an answer for; QoS 0 has no second chance and no bound."""
        kept = [delivery for delivery in batch if delivery.qos]
        self._inbox.dropped += len(batch) - len(kept)
        return self._session.current(kept)
