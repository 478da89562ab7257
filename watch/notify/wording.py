"""What is an alert in plain words: what, where, when, how much, and what to do?"""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.alerts.advice import advice_of
from domain.alerts.alert import Alert, EventType, Member
from domain.alerts.places import is_simulated, simulated_things
from domain.alerts.threshold import CHANNEL, FAULT, SERVICE, SILENCE
from domain.device import Registry
from domain.duration import MINUTE
from domain.place_names import name_of
from domain.waste.decision.trigger import EVERYWHERE, Trigger
from watch.notify.texts import Words

_NAMED = 10  # members named in a message; the page lists them all
_OVER = ("cleared", "withdrawn")


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One message in one language."""

    subject: str
    body: str


def text_of(
    alert: Alert,
    event: EventType,
    words: Words,
    registry: Registry,
    unit: str,
    link: str | None,
    escalate_after: int,
    trigger: Trigger | None = None,
) -> Text:
    """Return what a person is told of an event; `trigger`: the one that the alert is about, if it is about one."""
    time = alert.cleared_at or alert.raised_at
    place = _place(alert, words, registry, time) if trigger is None else _area(trigger, words, registry, time)
    severity = words(f"severity.{alert.severity}")
    said = words(f"event.{event}", severity=severity, minutes=escalate_after // MINUTE)
    subject = words("subject", event=said, place=place, what=_what(alert, words, unit, trigger))
    return Text(subject=subject, body="\n".join(_lines(alert, event, words, registry, unit, place, link, trigger)))


def _lines(
    alert: Alert, event: EventType, words: Words, registry: Registry, unit: str, place: str, link: str | None, trigger: Trigger | None
) -> Iterable[str]:
    time = alert.cleared_at or alert.raised_at
    yield words("line.place", place=place)
    yield _measured(alert, words, unit) if trigger is None else _needed(trigger, words, registry, time)
    yield words("line.time", moment=words.moment(alert.worst_member[1].end if alert.parameter not in (SILENCE, CHANNEL, SERVICE) else time))
    if len(alert.members) > 1 and trigger is None:
        yield _members(alert, words, registry, time)
    if alert.worst_member[1].bound != "exact":
        yield words("line.out_of_range")
    if alert.note:
        yield words("line.note", note=alert.note)
    if is_simulated(alert, simulated_things(registry, time)):
        yield words("line.simulated")
    yield words(f"action.{'cleared' if event in _OVER else advice_of(alert)}")
    if link:
        yield words("line.link", link=link)


def _place(alert: Alert, words: Words, registry: Registry, time: int) -> str:
    about = alert.about
    if about.type == "area":
        return words("place.area") if about.id == "all" else about.id
    if about.type == "receiver":
        return words("place.receiver", name=about.id)
    if about.type == "service":
        return words("place.service")
    return name_of(registry, about.type, about.id, time)


def _area(trigger: Trigger, words: Words, registry: Registry, time: int) -> str:
    if len(trigger.bins) == 1:
        return name_of(registry, "bin", trigger.bins[0].bin_id, time)
    return words("place.area") if trigger.area == EVERYWHERE else trigger.area


def _needed(trigger: Trigger, words: Words, registry: Registry, time: int) -> str:
    told = [
        words("line.bin", name=name_of(registry, "bin", one.bin_id, time), reason=words(f"reason.{one.reason}"))
        for one in trigger.bins[:_NAMED]
    ]
    more = [words("line.more", count=len(trigger.bins) - _NAMED)] if len(trigger.bins) > _NAMED else []
    return words("line.pickup", fraction=trigger.fraction, bins="; ".join(told + more), moment=words.moment(trigger.latest_departure))


def _what(alert: Alert, words: Words, unit: str, trigger: Trigger | None) -> str:
    if trigger is not None:
        return words("what.pickup", count=len(trigger.bins), fraction=trigger.fraction)
    if alert.parameter == SERVICE:
        return words(f"part.{alert.about.id}")
    if alert.parameter in (SILENCE, CHANNEL, FAULT):
        return words(f"what.{alert.parameter}")
    return words("what.value", parameter=words(f"parameter.{alert.parameter}"), value=_value(alert.worst_member[1], words, unit))


def _measured(alert: Alert, words: Words, unit: str) -> str:
    member = alert.worst_member[1]
    if alert.parameter == SILENCE:
        return words("line.silence", moment=words.moment(member.start))
    if alert.parameter == FAULT:
        return words("line.fault", count=int(member.value))
    if alert.parameter == CHANNEL:
        return words("line.channel", count=int(member.value))
    if alert.parameter == SERVICE:
        return words("line.service", part=words(f"part.{alert.about.id}"), moment=words.moment(member.start))
    return words(
        "line.value",
        parameter=words(f"parameter.{alert.parameter}"),
        value=_value(member, words, unit),
        averaging=words(f"averaging.{alert.averaging}"),
        limit=words.number(alert.limit, unit),
    )


def _value(member: Member, words: Words, unit: str) -> str:
    return words(f"bound.{member.bound}", value=words.number(member.value, unit))


def _members(alert: Alert, words: Words, registry: Registry, time: int) -> str:
    names = [name_of(registry, alert.member_type, name, time) for name in sorted(alert.members)]
    more = [words("line.more", count=len(names) - _NAMED)] if len(names) > _NAMED else []
    return words("line.members", count=len(names), names=", ".join(names[:_NAMED] + more))
