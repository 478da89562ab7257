"""Sends what the month before came to, once a month, to those who are to have it.

That a month was sent stands in the transaction that hands its e-mails over: no restart and no second watch sends it again.
"""

import threading
from collections.abc import Callable, Mapping
from datetime import date

import structlog
from sqlalchemy import Connection

from config.indices import DEFAULT_INDEX, load_indices, scale_at
from config.plan import PlanFigures, plan_with_own
from config.sections.alert_settings import Alerts, Receiver
from config.sections.own_receivers import own_receivers, with_own
from domain.air.legal_day import date_of
from domain.air.limit import Regime
from domain.local_time import LocalDay, local
from reports.effects import letter
from reports.effects.effects import effects
from reports.effects.figure import Effects
from reports.effects.period import last_month
from reports.effects.sheet import sheet
from reports.effects.words import sheet_words
from storage.readings.protocol import Readings, StoreAwayError, StoreRefusesError
from storage.state import own_settings, sequences
from storage.state.alerts import outbox
from storage.state.alerts.outbox import Notification
from storage.state.engine import State, StateAwayError
from storage.state.registry import RegistryCache
from watch.notify.routing import held_until

POLL_S = 60.0
_SEQUENCE = "effects_sent"  # the number of the last month that was sent
_FROM_HOUR = 7  # on the first: the month's last readings are in, and people are up
_log = structlog.get_logger("notify")


class MonthlyEffects:
    """Hands each month's e-mails over while `leads` says that this watch is the one that works.

    `clock` gives the service's time (ms UTC).
    """

    def __init__(
        self,
        state: State,
        readings: Readings,
        *,
        alerts: Alerts,
        plan: PlanFigures,
        regime: Regime,
        public_url: str | None,
        clock: Callable[[], int],
        leads: Callable[[], bool],
    ) -> None:
        self._state = state
        self._readings = readings
        self._alerts = alerts
        self._plan = plan
        self._regime = regime
        self._public_url = public_url and public_url.rstrip("/")
        self._clock = clock
        self._leads = leads

    def run(self, stop: threading.Event) -> None:
        """Look once a minute until `stop` is set; what cannot be read now is tried again."""
        while not stop.wait(POLL_S):
            try:
                if self._leads():
                    self.step()
            except (StateAwayError, StoreAwayError, StoreRefusesError) as error:
                _log.warning("the month's effects cannot be read; trying again", error=str(error))

    def step(self) -> None:
        """Hand over the e-mails of the month before, unless that was done. Raises StateAwayError, StoreAwayError or StoreRefusesError."""
        now = self._clock()
        month, start, end = _due(now)
        with self._state.read() as connection:
            sent = sequences.value(connection, _SEQUENCE)
        if sent >= _number(month):
            return
        messages = self._messages(month, start, end, now) if sent else []  # of months before the service's first nothing is known
        with self._state.begin() as connection:
            if sequences.value(connection, _SEQUENCE) < _number(month):
                outbox.put(connection, messages)
                sequences.put(connection, _SEQUENCE, _number(month))

    def _messages(self, month: date, start: int, end: int, now: int) -> list[Notification]:
        with self._state.read() as connection:
            receivers = self._receivers(connection)
            if not receivers:
                return []
            plan = plan_with_own(self._plan, own_settings.read(connection, "practice"), own_settings.read(connection, "goal"))
            month_effects = self._effects(connection, plan, start, end)
        return [self._message(name, receiver, month_effects, plan, month, now) for name, receiver in receivers.items()]

    def _receivers(self, connection: Connection) -> Mapping[str, Receiver]:
        settings = with_own(self._alerts, own_receivers(own_settings.read(connection, "receiver")))
        return {name: receiver for name, receiver in settings.receivers.items() if receiver.monthly_effects}

    def _effects(self, connection: Connection, plan: PlanFigures, start: int, end: int) -> Effects:
        return effects(
            connection,
            self._readings,
            RegistryCache(self._state).refresh(connection),
            plan=plan,
            regime=self._regime,
            scale=scale_at(load_indices()[DEFAULT_INDEX], date_of(start)),
            start=start,
            end=end,
        )

    def _message(self, name: str, receiver: Receiver, month_effects: Effects, plan: PlanFigures, month: date, now: int) -> Notification:
        language, words = receiver.language, sheet_words(receiver.language)
        period = words("period.month", month=words.month(month))
        month_sheet = sheet(month_effects, plan, language, period)
        link = f"{self._public_url}/effekt?lang={language}&periode=month" if self._public_url else None
        key = f"effects-{month:%Y-%m}"
        until = held_until(receiver.quiet_hours, local(now), can_wait=True)
        return Notification(
            id=f"{key}.{name}",
            alert=key,
            number=0,
            receiver=name,
            body={
                "subject": letter.subject(month_sheet, language, period),
                "text": letter.text(month_sheet, language, link),
                "payload": {},
            },
            created_at=now,
            next_at=round(until.timestamp() * 1000),
        )


def _due(now: int) -> tuple[date, int, int]:
    """Return the month that is to be sent by now, its first day and its bounds (ms UTC)."""
    month, start, end = last_month(now)
    opens = LocalDay(local(now).date().replace(day=1)).at(_FROM_HOUR * 3600)
    return (month, start, end) if now >= opens else last_month(end - 1)


def _number(month: date) -> int:
    return month.year * 12 + month.month
