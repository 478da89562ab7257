"""The sheet says in both languages what is known and what is not, and rounds nothing into certainty."""

import re
from dataclasses import replace

import pytest

from config.texts import LANGUAGES, Language
from domain.dryrun.doubt import Doubt
from domain.dryrun.spread import Interval, interval
from domain.dryrun.study import POLICIES
from reports.dryrun.answer import FIGURES, Answer, Basis, Money, SensorPoint, as_json, is_known
from reports.dryrun.csv_export import figures_csv
from reports.dryrun.formula import FORMULAS, UNITS
from reports.dryrun.headline import headline
from reports.dryrun.html_page import html
from reports.dryrun.words import dry_run_words

SOURCES = (
    "detour_factor", "speed_kmh", "stop_seconds", "litres_per_km", "price_hour", "price_overflow_hour", "price_sensor_year",
    "trucks", "depot",
)  # fmt: skip
SPAN = Interval(middle=1234.0, low=1100.0, high=1400.0)
BASIS = Basis(
    first_day="2025-01-01", days=365, bins=12, emptyings=31_379, known_fills=1.0, known_places=1.0, known_order=0.0, seed=1, draws=20,
    currency="kr", risk_limit=0.1, collection_days={"restavfall": [0, 1]},
)  # fmt: skip
ANSWER = Answer(
    basis=BASIS, unknown=[], policies={policy: dict.fromkeys(FIGURES, SPAN) for policy in POLICIES}, parts={},
    money=Money(
        saving_year=SPAN, saving_against_fixed_year=SPAN, break_even_emptying=SPAN, payback_years=None, pays_back=0.0, sensors=12
    ),
    sensors=[SensorPoint(sensors=count, saving_year=SPAN, net_year=SPAN) for count in (0, 6, 12)], ranking=[], verdicts=[],
    doubts=[Doubt(file="emptyings", line=7, kind="bad_fill", bin_id="<b>1</b>")],
    sources=dict.fromkeys(SOURCES, "1 — O"),
)  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("why", ["no_places", "no_fills", "too_short"])
def test_what_is_not_known_is_said_with_what_would_be_needed(language: Language, why: str) -> None:
    nothing = {policy: dict.fromkeys(FIGURES) for policy in POLICIES}
    lost = Money(saving_year=None, saving_against_fixed_year=None, break_even_emptying=None, payback_years=None, pays_back=None, sensors=12)
    page = html(replace(ANSWER, unknown=[why], policies=nothing, money=lost, sensors=[]), language)  # type: ignore[list-item]
    word = {"nb": "vet ikke", "en": "not known"}[language]
    assert page.count(word) >= len(POLICIES) * 10
    assert 'class="notice"' in page


@pytest.mark.parametrize(
    ("low", "high", "starts"), [(100, 200, "og 100 til 200 kr spart"), (-200, -100, "koster mer"), (-100, 100, "vet vi ikke")]
)
def test_a_saving_is_claimed_only_where_its_whole_interval_is_one(low: float, high: float, starts: str) -> None:
    money = replace(ANSWER.money, saving_year=Interval(middle=(low + high) / 2, low=low, high=high))
    assert starts in headline(replace(ANSWER, money=money), "nb")


def test_counted_emptyings_are_exact_and_what_a_list_says_stands_as_text() -> None:
    page = html(ANSWER, "en")
    assert "31,379 emptyings" in page
    assert "<b>1</b>" not in page
    assert re.search(r"a fill that cannot be read: taken as unknown\s*\(1\)", page)


def test_one_bin_and_one_hour_stand_in_the_singular() -> None:
    one_hour_less = {**ANSWER.policies, "bysans": {**ANSWER.policies["bysans"], "hours": Interval(middle=1233, low=1233, high=1233)}}
    answer = replace(ANSWER, basis=replace(BASIS, bins=1, emptyings=1, days=365), policies=one_hour_less)
    assert headline(answer, "nb").startswith("Med en sensor i den ene beholderen: 1 time færre på veien")
    assert "1 beholder og 1 tømming" in html(answer, "nb")


def test_an_interval_is_written_as_people_read_it_and_none_without_brackets() -> None:
    words = dry_run_words("nb")
    assert words.spanned(SPAN).replace("\xa0", " ") == "1 230 (1 100–1 400)"
    assert words.spanned(Interval(middle=-30_300, low=-31_900, high=-27_100)).replace("\xa0", " ") == "−30 300 (−31 900 til −27 100)"
    assert words.spanned(Interval(middle=0.3, low=0.3, high=0.31)) == "0,3"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nb", "veiene er luftlinja × 1,35 (M); fart 23,2 km/t (O); en time 1100 kr (O)"),
        ("en", "roads are the straight line × 1.35 (M); speed 23.2 km/h (O); an hour 1100 kr (O)"),
    ],
)
def test_what_is_reckoned_with_is_said_in_the_readers_language(language: Language, said: str) -> None:
    figures_ = {
        "detour_factor": "1.35 — roads are 1.3–1.4 times longer; M",
        "speed_kmh": "23.2 — the list's times; O",
        "price_hour": "1100 kr — yours; O",
    }
    page = html(replace(ANSWER, sources={**ANSWER.sources, **figures_}), language)
    assert said in page
    assert "roads are 1.3–1.4" not in page
    assert {"nb": "bilene starter midt mellom beholderne", "en": "trucks start from the middle of the bins"}[language] in page
    theirs = html(replace(ANSWER, sources={**ANSWER.sources, "depot": "the fleet's file"}), language)
    assert {"nb": "bilene starter der fleet.toml sier", "en": "trucks start where fleet.toml says"}[language] in theirs


@pytest.mark.parametrize(("language", "said"), [("nb", "høyst en tidel mer enn før"), ("en", "at most a tenth more overflows than did")])
def test_the_best_schedule_promises_no_more_than_its_tuning_keeps(language: Language, said: str) -> None:
    assert said in html(ANSWER, language)


def test_every_figure_has_its_unit_and_formula_in_the_table() -> None:
    assert set(FIGURES) == set(FORMULAS) == set(UNITS)
    lines = figures_csv(ANSWER).splitlines()
    assert len(lines) == 1 + len(POLICIES) * len(FIGURES)
    assert lines[1] == f",practice,km,km,1234,1100,1400,{FORMULAS['km']}"


def test_numbers_in_json_have_six_digits() -> None:
    assert as_json(replace(ANSWER, basis=replace(BASIS, known_fills=1 / 3)))["basis"]["known_fills"] == 0.333333  # type: ignore[index]


def test_a_list_without_fills_still_knows_what_its_practice_drove() -> None:
    assert is_known("km", "practice", ["no_fills"])
    assert not is_known("km", "bysans", ["no_fills"])
    assert not is_known("overflow_hours", "practice", ["no_fills"])
    assert is_known("emptyings", "practice", ["no_places"])
    assert not is_known("hours", "practice", ["no_places"])


def test_an_interval_is_what_nine_in_ten_draws_lie_between() -> None:
    assert interval(range(101)) == Interval(middle=50, low=5, high=95)
