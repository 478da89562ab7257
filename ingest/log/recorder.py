"""How a delivery becomes safe: appended to the log and synced, then acknowledged, in order of arrival."""

import threading

from config.watching.spans import span
from ingest.health import Health
from ingest.log.arrival_times import ArrivalTimes
from ingest.log.log import Log, LogFullError
from ingest.log.record import encode
from ingest.log.redelivery import Redeliveries
from ingest.messages import Deliveries, Messages
from ingest.mqtt.inbox import Inbox
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

    def _take(self, timeout: float) -> list[Deliveries]:
        arrived = self._inbox.take(timeout)
        for deliveries in arrived:
            self._times.set_apart(deliveries)
            self._redeliveries.recognise(deliveries, self._session.proven)
        return arrived

    def _record(self, batch: list[Deliveries], stop: threading.Event) -> None:
        while batch:
            messages = Messages()
            for deliveries in batch:
                messages.extend(deliveries)
            try:
                with span("ingest.log", messages=len(messages), first_received_at=messages.received_at[0]) as note:
                    self._log.append(list(map(encode, messages.received_at, messages.topics, messages.payloads, messages.flags)), messages)
                    note("behind", f"{self._log.end:x}")
            except LogFullError as error:
                self._health.failed("log", str(error))
                batch = self._what_can_wait(batch)
                if stop.wait(_FULL_PAUSE_S):
                    return  # never acknowledged: the broker sends them again
            else:
                self._acknowledge(batch, messages)
                return

    def _acknowledge(self, batch: list[Deliveries], messages: Messages) -> None:
        end = self._log.end
        self._redeliveries.remember(messages, end)
        for deliveries in batch:
            self._inbox.acknowledged(deliveries)  # before the broker can use a packet id again
            self._session.acknowledge(deliveries)
        self.acknowledged += len(messages)
        self.acknowledged_to = end
        self._health.ok("log")

    def _what_can_wait(self, batch: list[Deliveries]) -> list[Deliveries]:
        """Keep what the broker expects an answer for; QoS 0 has no second chance and no bound."""
        kept = [deliveries.only(deliveries.packet_ids) for deliveries in batch]
        self._inbox.dropped += sum(map(len, batch)) - sum(map(len, kept))
        return [deliveries for deliveries in kept if deliveries and self._session.is_current(deliveries)]
