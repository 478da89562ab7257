"""A message says what happened, where, when, how much, and what to do, in whole sentences of either language."""

from dataclasses import replace
from typing import Any, get_args

import pytest

from config.catalogue import load_catalogue
from config.texts import LANGUAGES, Language
from domain.alerts.advice import Advice
from domain.alerts.alert import Alert, Member, Subject
from domain.alerts.threshold import CHANNEL, FAULT, SERVICE, SILENCE
from domain.alerts.transition import EventType
from domain.device import Bin, Device, History, Registry
from domain.duration import MINUTE
from domain.waste.decision.trigger import DueBin, DueReason, Trigger
from watch.notify.texts import message_texts
from watch.notify.wording import Wording

NOON = 1_767_268_800_000  # 2026-01-01 12:00 UTC
BIN = Bin(id="b", name="Møllegata 3", lat=60, lon=11, fraction="rest", capacity_l=660, valid_from=0)
SENSOR = Device(id="s", kind="bin", model="generic", interval_s=600, valid_from=0, place="b", simulated=True)
REGISTRY = Registry(devices={"s": History([SENSOR])}, sites={}, bins={"b": History([BIN])}, by_dev_eui={})
MEMBER = Member(severity="warning", value=82.0, start=NOON, end=NOON, fresh_until=NOON)
FULL = Alert(
    id="a", threshold_id="bin-full", kind="bin", parameter="fill", averaging="instant", limit=80, subject=Subject(type="bin", id="b"),
    member_type="bin", members={"b": MEMBER}, severity="warning", raised_at=NOON,
)  # fmt: skip


def wording(alert: Alert, language: Language, event: EventType = "raised", **more: Any) -> Wording:
    given = {"trigger": None, "unit": "%", "link": None, "escalate_after": 30 * MINUTE, "registry": REGISTRY, **more}
    return Wording(alert=alert, event=event, texts=message_texts(language), **given)


def trigger(*reasons: DueReason) -> Trigger:
    bins = tuple(DueBin(bin_id="b", reason=reason, fill=90.0, full_at=NOON, probability=1.0) for reason in reasons)
    return Trigger(id="t", raised_at=NOON, latest_departure=NOON, area="all", fraction="restavfall", bins=bins)


def test_a_full_bin_in_both_languages() -> None:
    assert wording(FULL, "nb", link="https://bysans.example/#a").subject == "Varsel: Møllegata 3 – fylling 82 %"
    assert wording(FULL, "nb", link="https://bysans.example/#a").body.splitlines() == [
        "Sted: Møllegata 3.",
        "Målt: fylling 82 % (øyeblikksverdi). Grensen er 80 %.",
        "Tidspunkt: 1. januar 2026 kl. 13.00 (norsk tid).",
        "Tallene kommer fra en simulator og er ikke målt i byen.",
        "Tøm beholderen, eller ta den med på neste runde.",
        "Se varselet og kvitter: https://bysans.example/#a",
    ]
    assert wording(FULL, "en").subject == "Warning: Møllegata 3 – fill 82 %"
    assert "Measured: fill 82 % (instantaneous value). The limit is 80 %." in wording(FULL, "en").body


def test_a_bin_at_an_address_of_several_is_told_apart_and_above_its_rim_is_said_in_words() -> None:
    twins = {name: History([replace(BIN, id=name, fraction=fraction)]) for name, fraction in (("b", "rest"), ("c", "papir"), ("d", "rest"))}
    over = replace(FULL, members={"b": replace(MEMBER, value=112.0)})
    told = wording(over, "en", registry=replace(REGISTRY, bins=twins))
    assert told.subject == "Warning: Møllegata 3 no. 1, residual waste – fill overflowing"


@pytest.mark.parametrize(
    ("event", "subject"),
    [
        ("worsened", "Forverret: Varsel: Møllegata 3 – fylling 82 %"),
        ("escalated", "Ingen har kvittert på 30 minutter: Varsel: Møllegata 3 – fylling 82 %"),
        ("cleared", "Avsluttet: Møllegata 3 – fylling 82 %"),
        ("withdrawn", "Trukket tilbake: Møllegata 3 – fylling 82 %"),
    ],
)
def test_the_subject_says_what_happened(event: EventType, subject: str) -> None:
    assert wording(FULL, "nb", event).subject == subject


@pytest.mark.parametrize("event", ["cleared", "withdrawn"])
def test_what_has_ended_asks_for_nothing(event: EventType) -> None:
    assert "Du trenger ikke gjøre noe mer." in wording(FULL, "nb", event).body
    assert "Tøm beholderen" not in wording(FULL, "nb", event).body


@pytest.mark.parametrize(
    ("parameter", "what", "line"),
    [
        (SILENCE, "ingen målinger", "Ingen målinger siden 1. januar 2026 kl. 13.00."),
        (CHANNEL, "varsler kommer ikke fram", "6 forsøk på rad mislyktes."),
        (FAULT, "sensoren gir ikke noe nivå", "6 målinger på rad ga ikke noe nivå."),
        ("battery_low", "lavt batteri", "Sensoren melder at batteriet er lavt."),
        ("tilted", "beholderen er veltet", "Sensoren melder at beholderen er veltet."),
    ],
)
def test_what_is_no_measurement_has_a_sentence_of_its_own(parameter: str, what: str, line: str) -> None:
    texts = wording(replace(FULL, parameter=parameter, members={"b": replace(MEMBER, value=6.0)}), "nb", unit="")
    assert texts.subject == f"Varsel: Møllegata 3 – {what}"
    assert line in texts.body
    assert "Grensen" not in texts.body


@pytest.mark.parametrize(
    ("parameter", "time"), [("fill", "13.00"), (FAULT, "13.00"), (SILENCE, "13.20"), (CHANNEL, "13.20"), (SERVICE, "13.20")]
)
def test_the_time_is_the_values_or_where_there_is_none_the_alerts(parameter: str, time: str) -> None:
    part = Subject(type="service", id="broker") if parameter == SERVICE else FULL.subject
    members = {part.id: MEMBER}
    alert = replace(FULL, parameter=parameter, raised_at=NOON + 20 * MINUTE, subject=part, member_type=part.type, members=members)
    assert f"Tidspunkt: 1. januar 2026 kl. {time} (norsk tid)." in wording(alert, "nb").body


@pytest.mark.parametrize(("count", "what"), [(1, "én beholder må tømmes (restavfall)"), (2, "2 beholdere må tømmes (restavfall)")])
def test_a_truck_is_asked_for_with_bins_and_reasons(count: int, what: str) -> None:
    asked = trigger(*["full", "will_overflow"][:count])  # type: ignore[arg-type]
    texts = wording(replace(FULL, parameter="pickup"), "nb", trigger=asked)
    assert texts.subject == f"Varsel: {'Møllegata 3' if count == 1 else 'Hele området'} – {what}"
    bins = "; ".join(["Møllegata 3 (full)", "Møllegata 3 (blir overfull før neste runde)"][:count])
    assert f"Må tømmes (restavfall): {bins}. Bilen må kjøre senest 1. januar 2026 kl. 13.00." in texts.body


@pytest.mark.parametrize(("count", "named", "more"), [(2, 2, ""), (10, 10, ""), (11, 10, ", og 1 til"), (300, 10, ", og 290 til")])
def test_ten_members_are_named_and_the_rest_counted(count: int, named: int, more: str) -> None:
    alert = replace(FULL, member_type="device", members={f"d{n:03}": MEMBER for n in range(count)})
    names = ", ".join(f"d{n:03}" for n in range(named))
    assert f"Gjelder {count}: {names}{more}." in wording(alert, "nb").body


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_words_for_all_that_can_happen(language: Language) -> None:
    for parameter in load_catalogue().parameters:
        assert wording(replace(FULL, parameter=parameter), language).body
    for event in ("raised", "worsened", "escalated", "cleared", "withdrawn"):
        assert wording(FULL, language, event).subject  # type: ignore[arg-type]
    for reason in get_args(DueReason):
        assert wording(replace(FULL, parameter="pickup"), language, trigger=trigger(reason)).body
    assert {f"advice.{advice}" for advice in get_args(Advice)} <= message_texts(language).keys()


@pytest.mark.parametrize(("area", "place"), [("all", "Hele området"), ("nord", "nord")])
def test_an_alert_of_many_names_its_area(area: str, place: str) -> None:
    both = replace(FULL, subject=Subject(type="area", id=area), members={"b": MEMBER, "c": MEMBER})
    assert wording(both, "nb").subject.startswith(f"Varsel: {place} ")


def test_a_receiver_that_cannot_be_reached_is_called_by_name() -> None:
    member = replace(MEMBER, value=5.0)
    away = replace(
        FULL,
        kind="device",
        parameter="channel",
        subject=Subject(type="receiver", id="kari"),
        member_type="receiver",
        members={"kari": member},
    )
    assert "Mottakeren Kari Nordmann" in wording(away, "nb", receivers={"kari": "Kari Nordmann"}).subject
    assert "Mottakeren kari" in wording(away, "nb").subject
