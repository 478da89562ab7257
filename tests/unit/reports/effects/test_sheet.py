"""The leader's sheet says what was saved only where that is known, in words and whole numbers."""

import re
from dataclasses import replace
from datetime import date

import pytest

from config.plan import load_plan
from config.texts import Language
from domain.duration import DAY
from domain.effects.co2 import Co2Factors
from reports.effects.figure import Baseline, Effects, Figure, GoalProgress, Uncertainty
from reports.effects.saving import Saving, saving
from reports.effects.sheet import SHOWN, Sheet, sheet
from reports.effects.words import sheet_words

STATED = date(2025, 12, 31)
FACTORS = Co2Factors(version="1", kg_per_litre=2.66, litres_per_km=0.7, litres_per_stop_hour=6, litres_per_idle_hour=2.5, idle_share=0.3)
TODAY = Baseline(value=164.2, change_percent=-23.1, source="timelister; V", date=STATED)
TUNED = Baseline(value=140.0, change_percent=-9.8, source="", date=STATED, reckoned=True)
NEAR = Uncertainty(low=156, high=170, how="")
HOURS = Figure(
    name="hours", value=126.3, unit="h", formula="", coverage=1.0, uncertainty=Uncertainty(low=121.2, high=131.4, how=""),
    today=TODAY, tuned_schedule=TUNED,
)  # fmt: skip


def figure(name: str, value: float | None, **more: float) -> Figure:
    return Figure(name=name, value=value, unit="", formula="", coverage=more.get("coverage", 1.0))


def effects(hours: Figure, *others: Figure, goals: tuple[GoalProgress, ...] = ()) -> Effects:
    given = {one.name: one for one in (hours, *others)}
    names = ("hours", "litres", "co2_kg", "emptyings", "overflow_hours")
    waste = [given.get(name, figure(name, None)) for name in names]
    air = [given.get(name, figure(name, None)) for name in ("exceedance_days", "site_hours_measured")]
    return Effects(
        start=0,
        end=30 * DAY,
        waste=waste,
        air=air,
        limits=[],
        hours_by_class=[],
        index="norway",
        regime="norway-2022",
        goals=goals,
        co2=FACTORS,
    )


def read(effects_: Effects, language: Language = "nb") -> Sheet:
    return sheet(effects_, load_plan(), language, sheet_words(language)("period.days", n=30))


def test_the_headline_is_the_answer() -> None:
    assert read(effects(HOURS)).headline == "38 timer spart siste 30 dager, mot dagens praksis"
    assert read(effects(HOURS), "en").headline == "38 hours saved the last 30 days, against today’s practice"


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (replace(HOURS, value=200.0, uncertainty=None), "36 timer mer enn med dagens praksis siste 30 dager"),
        (replace(HOURS, value=163.0, uncertainty=NEAR), "Omtrent like mange timer som med dagens praksis siste 30 dager"),
        (replace(HOURS, today=None), "14 timer spart siste 30 dager, mot faste tømmedager"),
        (replace(HOURS, today=None, tuned_schedule=None), "126 timer på rundene siste 30 dager"),
        (replace(HOURS, coverage=0.5), "For lite data til å si hva som er spart siste 30 dager"),
        (replace(HOURS, value=None), "For lite data til å si hva som er spart siste 30 dager"),
        (replace(HOURS, value=163.0, uncertainty=None), "Én time spart siste 30 dager, mot dagens praksis"),
    ],
)  # fmt: skip
def test_what_is_not_known_is_not_said_to_be_saved(hours: Figure, said: str) -> None:
    assert read(effects(hours)).headline == said


def test_a_period_without_data_is_unknown_in_every_line_and_never_good() -> None:
    rows = read(effects(replace(HOURS, value=None, coverage=0.0))).rows
    assert [row.name for row in rows] == list(SHOWN)
    assert {(row.value, row.is_known, row.spread) for row in rows} == {("Vet ikke", False, None)}
    assert rows[0].today.change == "for lite data"
    assert "Ingen runder er meldt kjørt" in read(effects(replace(HOURS, value=None))).lead[0]


def test_both_baselines_stand_beside_the_figure_with_its_interval() -> None:
    hours = read(effects(HOURS)).rows[0]
    assert (hours.value, hours.spread) == ("126 timer", "etter planen, trolig mellom 121 og 131")
    assert (hours.today.value, hours.today.change) == ("164 timer", "−23 %")
    assert (hours.tuned.value, hours.tuned.change) == ("140 timer", "−10 %")
    assert "timelister (bekreftet) (31. desember 2025)" in " ".join(hours.how)


def test_a_figure_of_a_little_of_the_period_says_so_beside_itself_in_place_of_an_interval() -> None:
    little = Figure(
        name="overflow_hours", value=71.0, unit="", formula="", coverage=0.002, uncertainty=Uncertainty(low=71, high=72, how="")
    )
    rows = {row.name: row for row in read(effects(HOURS, little, figure("site_hours_measured", 100.0, coverage=0.02))).rows}
    assert (rows["overflow_hours"].value, rows["overflow_hours"].spread) == ("71 timer", "for lite data: 1 % av perioden")
    measured = rows["site_hours_measured"]
    assert (measured.value, measured.spread) == ("2 % av timene i perioden", "100 % siden målestedene kom"), "no 100 % beside 2 %"
    assert "teller som ikke målt før det" in " ".join(measured.how)
    assert rows["hours"].spread == "etter planen, trolig mellom 121 og 131"


def test_fuel_and_co2_are_one_figure_of_at_most_six() -> None:
    rows = read(effects(HOURS, figure("litres", 1240.4), figure("co2_kg", 3299.6))).rows
    assert len(rows) == 6
    assert rows[1].value.replace("\xa0", " ") == "1 240 liter, 3 300 kg CO₂"


def test_integers_are_integers_in_both_languages() -> None:
    counted = effects(
        HOURS, figure("litres", 4.0), figure("co2_kg", 10.0), figure("emptyings", 1.0), figure("overflow_hours", 1.0),
        figure("exceedance_days", 2.0), figure("site_hours_measured", 97.0, coverage=0.97),
    )  # fmt: skip
    values = [row.value for row in read(counted).rows[1:]]
    assert values == ["4 liter, 10 kg CO₂", "1 tømming", "1 time", "2 døgn", "97 % av timene i perioden"]
    assert read(counted).rows[5].spread is None, "the places were there all the time"
    for language in ("nb", "en"):
        for row in read(counted, language).rows:  # type: ignore[arg-type]
            assert not re.search(r"\d[.,]0\b", row.value), row.value


def test_a_goal_says_whether_it_is_on_course() -> None:
    goal = GoalProgress(
        figure="co2_kg", change_percent=-20, deadline=date(2027, 12, 31), role="Leder", changed_percent=-25.0, wanted_by_now=-10.0,
        course="on course",
    )  # fmt: skip
    rows = read(effects(HOURS, figure("litres", 10.0), figure("co2_kg", 20.0), goals=(goal,))).rows
    assert rows[1].goals == ["−20 % innen 31. desember 2027. I rute."]


def test_a_difference_within_the_uncertainty_is_none() -> None:
    near = replace(HOURS, uncertainty=Uncertainty(low=110, high=170, how=""))
    assert saving(effects(near)) == Saving(outcome="same", against="today")
