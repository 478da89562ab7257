"""An alert's event in plain words: what, where, when, how much, and what to do."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from config.fill_text import fill_text
from config.names import Names
from domain.alerts.advice import advice_of
from domain.alerts.alert import Alert
from domain.alerts.places import is_simulated, simulated_things
from domain.alerts.threshold import CHANNEL, FAULT, SERVICE, SILENCE
from domain.alerts.transition import EventType
from domain.device import Registry
from domain.duration import MINUTE
from domain.waste.decision.trigger import EVERYWHERE, Trigger
from watch.notify.texts import MessageTexts

_NAMED = 10  # members and bins named in a message; the page lists them all
_OVER = ("cleared", "withdrawn")
_STATES = ("battery_low", "tilted")  # 0 or 1: a number says nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What a message about an event of an alert says, in one language.

    `trigger`: the one that the alert is about, if it is about one. `unit`: of the alert's values. `link`: to the alert on the
    page, None where the service has no address. `escalate_after`: ms without an acknowledgement. `receivers`: their names, by id.
    """

    alert: Alert
    event: EventType
    trigger: Trigger | None
    registry: Registry
    unit: str
    link: str | None
    escalate_after: int
    texts: MessageTexts
    receivers: Mapping[str, str] = field(default_factory=dict)

    @property
    def subject(self) -> str:
        """One line: what happened, where."""
        severity = self.texts(f"severity.{self.alert.severity}")
        event = self.texts(f"event.{self.event}", severity=severity, minutes=self.escalate_after // MINUTE)
        return self.texts("subject", event=event, place=self._place, what=self._what)

    @property
    def body(self) -> str:
        """The whole message, a sentence or two a line."""
        return "\n".join(self._lines())

    @property
    def _time(self) -> int:
        return self.alert.cleared_at or self.alert.raised_at

    def _lines(self) -> Iterator[str]:
        alert, texts = self.alert, self.texts
        _, member = alert.worst_member
        yield texts("line.place", place=self._place)
        yield self._measured
        yield texts("line.time", moment=texts.moment(self._time if alert.parameter in (SILENCE, CHANNEL, SERVICE) else member.end))
        if len(alert.members) > 1 and self.trigger is None:
            names = [self._name(alert.member_type, name) for name in sorted(alert.members)]
            yield texts("line.members", n=len(names), names=", ".join(self._first(names)))
        if member.bound != "exact":
            yield texts("line.out_of_range")
        if alert.note:
            yield texts("line.note", note=alert.note)
        if is_simulated(alert, simulated_things(self.registry, self._time)):
            yield texts("line.simulated")
        yield texts("line.ended") if self.event in _OVER else texts(f"advice.{advice_of(alert)}")
        if self.link:
            yield texts("line.link", link=self.link)

    @property
    def _place(self) -> str:
        if self.trigger is not None:
            return self._place_of_trigger(self.trigger)
        about = self.alert.about
        if about.type == "area":
            return self.texts("place.area") if about.id == "all" else about.id
        if about.type == "service":
            return self.texts("place.service")
        return (
            self.texts("place.receiver", name=self.receivers.get(about.id, about.id))
            if about.type == "receiver"
            else self._name(about.type, about.id)
        )

    def _place_of_trigger(self, trigger: Trigger) -> str:
        if len(trigger.bins) == 1:
            return self._name("bin", trigger.bins[0].bin_id)
        return self.texts("place.area") if trigger.area == EVERYWHERE else trigger.area

    @property
    def _what(self) -> str:
        if self.trigger is not None:
            return self.texts("what.pickup", n=len(self.trigger.bins), fraction=self._names.fraction(self.trigger.fraction))
        if self.alert.parameter == SERVICE:
            return self.texts.within(f"part.{self.alert.about.id}")
        if self.alert.parameter in (SILENCE, CHANNEL, FAULT, *_STATES):
            return self.texts(f"what.{self.alert.parameter}")
        return self.texts("what.value", parameter=self.texts.within(f"parameter.{self.alert.parameter}"), value=self._value)

    @property
    def _measured(self) -> str:
        alert, texts = self.alert, self.texts
        _, member = alert.worst_member
        if self.trigger is not None:
            return self._needed(self.trigger)
        if alert.parameter == SILENCE:
            return texts("line.silence", moment=texts.moment(member.start))
        if alert.parameter == SERVICE:
            return texts("line.service", part=texts.within(f"part.{alert.about.id}"), moment=texts.moment(member.start))
        if alert.parameter in (CHANNEL, FAULT):
            return texts(f"line.{alert.parameter}", n=int(member.value))
        if alert.parameter in _STATES:
            return texts(f"line.{alert.parameter}")
        return texts(
            "line.value",
            parameter=texts.within(f"parameter.{alert.parameter}"),
            value=self._value,
            averaging=texts(f"averaging.{alert.averaging}"),
            limit=texts.number(alert.limit, self.unit),
        )

    def _needed(self, trigger: Trigger) -> str:
        texts = self.texts
        bins = [texts("line.bin", name=self._name("bin", bin_.bin_id), reason=texts(f"reason.{bin_.reason}")) for bin_ in trigger.bins]
        moment = texts.moment(trigger.latest_departure)
        return texts("line.pickup", fraction=self._names.fraction(trigger.fraction), bins="; ".join(self._first(bins)), moment=moment)

    @property
    def _value(self) -> str:
        _, member = self.alert.worst_member
        if self.alert.parameter == "fill":
            return fill_text(self.texts, member.value)
        return self.texts(f"bound.{member.bound}", value=self.texts.number(member.value, self.unit))

    def _name(self, kind: str, thing_id: str) -> str:
        return self._names.of(kind, thing_id)

    @property
    def _names(self) -> Names:
        return Names(words=self.texts, registry=self.registry, now=self._time)

    def _first(self, names: Sequence[str]) -> list[str]:
        more = [self.texts("line.more", n=len(names) - _NAMED)] if len(names) > _NAMED else []
        return [*names[:_NAMED], *more]
